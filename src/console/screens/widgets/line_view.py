"""A long text drawn line by line: wrapped once for a width, only what is visible is drawn.

What is in sight is wrapped at once, the rest in slices between the keys: 100'000 lines open like ten.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from textual import events
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.screens.widgets.ink import Row, strip_of, wrap
from console.screens.widgets.length import set_length

_SLICE_SECONDS = 0.006
"""So long the keys wait at most for a slice of what is not in sight."""
_PAUSE_SECONDS = 0.01
"""Between two slices keys, frames and news have their turn; a callback alone would not let them."""


class LineView(ScrollView, can_focus=True):
    """Shows rows. Arrows, page keys, Home and End scroll."""

    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: tuple[Row, ...] = ()
        self._lines: list[Row] = []
        self._left: Iterator[Row] = iter(())
        self._left_count = 0
        self._wrapped_for = -1
        self._wants_end = False

    def show(self, rows: Sequence[Row], *, from_top: bool = False) -> None:
        """Show these rows; the place stays where it is unless `from_top`."""
        new = tuple(rows)
        if from_top:
            self.scroll_to(y=0, animate=False, immediate=True)
        if new != self.rows:
            self.rows = new
            self._wrap(self._width())

    @property
    def text(self) -> str:
        """The words as they stand, one row a line."""
        return "\n".join("".join(text for text, _ink in row) for row in self.rows)

    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    def _wrap(self, width: int) -> None:
        waited = bool(self._left_count)
        self._wrapped_for = width
        self._lines, self._left, self._left_count = [], iter(self.rows), len(self.rows)
        bottom = round(self.scroll_offset.y) + max(self.size.height, self.app.size.height)
        while self._left_count and len(self._lines) <= bottom:
            self._wrap_next()
        set_length(self, width, len(self._lines) + self._left_count)
        self.refresh()
        if self._left_count and not waited:
            self.set_timer(_PAUSE_SECONDS, self._wrap_on)

    def _wrap_next(self) -> None:
        self._left_count -= 1
        self._lines.extend(wrap(next(self._left), self._wrapped_for))

    def _wrap_on(self) -> None:
        """A slice of what is left; a row counts as one line until it is wrapped."""
        known, end = len(self._lines), time.perf_counter() + _SLICE_SECONDS
        while self._left_count and time.perf_counter() < end:
            self._wrap_next()
        if known <= round(self.scroll_offset.y) + self.size.height:
            self.refresh()
        if self._left_count:
            self.set_timer(_PAUSE_SECONDS, self._wrap_on)
            return
        set_length(self, self._wrapped_for, len(self._lines))
        if self._wants_end:
            self.call_after_refresh(self.scroll_end, animate=False)
        self._wants_end = False

    def action_scroll_end(self) -> None:
        """To the end, also where that lies further down than is known yet."""
        self._wants_end = bool(self._left_count)
        super().action_scroll_end()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls up does not want the end any more."""
        self._wants_end = self._wants_end and new_value >= old_value
        super().watch_scroll_y(old_value, new_value)

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap anew where the width changed (a scrollbar that comes changes it too)."""
        if self._width() != self._wrapped_for:
            self._wrap(self._width())

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        at = y + round(self.scroll_offset.y)
        row = self._lines[at] if at < len(self._lines) else ()
        return strip_of(self, row, self.size.width)
