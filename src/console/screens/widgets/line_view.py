"""A long text drawn line by line: wrapped once for a width, only what is visible is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.screens.widgets.ink import Row, strip_of, wrap
from console.screens.widgets.length import set_length


class LineView(ScrollView, can_focus=True):
    """Shows rows. Arrows, page keys, Home and End scroll."""

    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: tuple[Row, ...] = ()
        self._lines: list[Row] = []
        self._wrapped_for = -1

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
        self._wrapped_for = width
        self._lines = [line for row in self.rows for line in wrap(row, width)]
        set_length(self, width, len(self._lines))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap anew where the width changed (a scrollbar that comes changes it too)."""
        if self._width() != self._wrapped_for:
            self._wrap(self._width())

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        at = y + round(self.scroll_offset.y)
        row = self._lines[at] if at < len(self._lines) else ()
        return strip_of(self, row, self.size.width)
