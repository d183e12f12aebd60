"""The queue: ten thousand rows, of which only the visible ones are drawn.

The cursor stays on the contact, not on the line; a contact that leaves under the cursor stays as a pale line until
the cursor moves, so that no key ever acts on a neighbour. One tick a second redraws the times that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.domain.contact import QUEUED_STATES, Channel, ContactId, State
from console.domain.queues import QueueRow
from console.screens.widgets.ink import Row, strip_of
from console.screens.widgets.length import set_length

WAIT_ENDS = 12
LEFT_ENDS = 30
"""Where the waits end in a line, and what is left until the target: a tick redraws only what reads differently."""


class QueueList(ScrollView, can_focus=True):
    """Shows rows of the board; posts `Moved` when the cursor comes to another contact."""

    DEFAULT_CSS = """
    QueueList { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "go(0)", show=False),
        Binding("end", "go(-1)", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on this contact now (None: the list is empty)."""

        contact: ContactId | None

    def __init__(
        self, draw: Callable[[QueueRow, int, float], Row], times: Callable[[QueueRow, float], tuple[str, str]],
        now: Callable[[], float], *, id: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self._draw = draw
        self._times = times
        self._now = now
        self.rows: tuple[QueueRow, ...] = ()
        self.cursor: ContactId | None = None
        """The contact under the cursor."""
        self.ghost: ContactId | None = None
        """The cursor's contact, when it has left the queue meanwhile."""
        self.marked: set[ContactId] = set()
        """Rows that the next act is about, all at once."""
        self._at = 0
        self._drawn: dict[int, tuple[str, str]] = {}

    # --- what is shown -------------------------------------------------------------------------------

    def show(self, rows: Sequence[QueueRow], *, narrowed: bool = False) -> None:
        """Show these rows; cursor and window stay with their contact.

        `narrowed`: another filter was asked for, so a contact that is missing now has not left, it is not wanted.
        """
        old, new = self.rows, tuple(rows)
        if narrowed and all(row.id != self.cursor for row in new):
            self._at, self.ghost = 0, None
            self.scroll_to(y=0, animate=False, immediate=True)
            self._set_cursor(new[0].id if new else None)
        elif self.cursor is not None and new is not old:
            new = self._with_cursor(new)
        elif new and self.cursor is None:
            self._at = 0
            self._set_cursor(new[0].id)
        self.rows = new
        if len(new) != len(old):
            set_length(self, self.size.width, len(new))
        self._redraw_changed(old, new)

    def _with_cursor(self, new: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        """The rows with the cursor's contact found again, or kept as a ghost; the window moves with it."""
        before = self._at
        here = next((at for at, row in enumerate(new) if row.id == self.cursor), None)
        if here is None:
            here = min(before, len(new))
            if before < len(self.rows):
                new = (*new[:here], self.rows[before], *new[here:])
                self.ghost = self.cursor
        else:
            self.ghost = None
        self._at = here
        top = round(self.scroll_offset.y)
        if top and here != before:
            set_length(self, self.size.width, len(new))
            self.scroll_to(y=max(0, top + here - before), animate=False, immediate=True)
        return new

    def _redraw_changed(self, old: tuple[QueueRow, ...], new: tuple[QueueRow, ...]) -> None:
        top, height = round(self.scroll_offset.y), self.size.height
        window = range(top, top + height)
        changed = [y for y in window if (new[y] if y < len(new) else None) != (old[y] if y < len(old) else None)]
        if changed:
            self.refresh(Region(0, changed[0] - top, self.size.width, changed[-1] - changed[0] + 1))

    def forget(self, contact: ContactId) -> None:
        """This contact leaves by my own hand: the cursor goes on to the next one, without a ghost.

        The next one is the neighbour where the contact still waited, and the first where it had been in hand: what is
        in hand stands at the end, and its neighbours there are nobody's turn.
        """
        row = self.row
        if self.cursor == contact and row is not None:
            rest = tuple(one for one in self.rows if one.id != contact)
            at = min(self._at, len(rest) - 1) if row.state in QUEUED_STATES else 0
            self.ghost = None
            self._at = max(0, at)
            self.cursor = rest[at].id if rest else None
            self.show(rest)
            self._keep_in_sight(self._at)
            self.refresh()

    @property
    def row(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.rows[self._at] if self.cursor is not None and self._at < len(self.rows) else None

    def toggle_mark(self) -> bool:
        """Mark the row under the cursor, or take its mark away, and go on; False when it may not be marked."""
        row = self.row
        if row is None or row.id == self.ghost or row.state is not State.WAITING or row.channel is Channel.PHONE:
            return False
        self.marked ^= {row.id}
        if self._at + 1 < len(self.rows):
            self._go(self._at + 1)
        else:
            self.refresh()
        return True

    def marked_here(self) -> tuple[ContactId, ...]:
        """The marked ones that are still in the list, in its order."""
        return tuple(row.id for row in self.rows if row.id in self.marked and row.id != self.ghost)

    def unmark(self) -> None:
        """Take every mark away."""
        if self.marked:
            self.marked = set()
            self.refresh()

    def tick(self) -> None:
        """A second has passed: redraw the times that read differently now."""
        top, width = round(self.scroll_offset.y), self.size.width
        now = self._now()
        regions = []
        for y in range(self.size.height):
            if top + y >= len(self.rows):
                break
            before, times = self._drawn.get(y), self._times(self.rows[top + y], now)
            if before != times:
                both = before is None or before[1] != times[1]
                regions.append(Region(0, y, min(width, LEFT_ENDS if both else WAIT_ENDS), 1))
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        at = y + round(self.scroll_offset.y)
        width = self.size.width
        if at >= len(self.rows):
            self._drawn.pop(y, None)
            return strip_of(self, (), width)
        row, now = self.rows[at], self._now()
        self._drawn[y] = self._times(row, now)
        here = at == self._at and row.id == self.cursor
        drawn = self._draw(row, width - 2, now)
        if row.id == self.ghost:
            drawn = tuple((text, "ghost") for text, _ink in drawn)
        sign = "✓" if row.id in self.marked else " "
        mark = (f"▸{sign}", "accent") if here else (f" {sign}", "accent")
        return strip_of(self, (mark, *drawn), width, "cursor" if here and self.has_focus else "")

    # --- moving --------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """So many lines down or up."""
        self._go(self._at + step)

    def action_page(self, pages: int) -> None:
        """So many windows down or up."""
        self._go(self._at + pages * max(1, self.size.height - 1))

    def action_go(self, at: int) -> None:
        """To this line; -1 is the last."""
        self._go(at if at >= 0 else len(self.rows) - 1)

    def go_to(self, contact: ContactId) -> bool:
        """Put the cursor on this contact; False when it is not in the list."""
        at = next((at for at, row in enumerate(self.rows) if row.id == contact), None)
        if at is not None:
            self._go(at)
        return at is not None

    def _go(self, wanted: int) -> None:
        if not self.rows:
            return
        before, at = self._at, max(0, min(len(self.rows) - 1, wanted))
        target = self.rows[at].id
        if self.ghost is not None and target != self.ghost:
            at -= self._at < at
            self.rows = tuple(row for row in self.rows if row.id != self.ghost)
            set_length(self, self.size.width, len(self.rows))
            self.ghost = None
            self.refresh()
        self._at = at
        self._set_cursor(target)
        self._keep_in_sight(before)

    def _keep_in_sight(self, before: int) -> None:
        top, height, width = round(self.scroll_offset.y), self.size.height, self.size.width
        if self._at < top:
            self.scroll_to(y=self._at, animate=False, immediate=True)
        elif self._at >= top + height:
            self.scroll_to(y=self._at - height + 1, animate=False, immediate=True)
        else:
            self.refresh(Region(0, before - top, width, 1), Region(0, self._at - top, width, 1))

    def _set_cursor(self, contact: ContactId | None) -> None:
        if contact != self.cursor:
            self.cursor = contact
            self.post_message(self.Moved(contact))

    def on_focus(self) -> None:
        """The cursor line shows where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The same."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The mouse moves the cursor as the arrows do."""
        at = event.y + round(self.scroll_offset.y)
        if at < len(self.rows):
            self._go(at)
