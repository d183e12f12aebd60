"""A field for addresses: typed ones, or people of the address book by name, place or role.

The list stands below the field. Enter takes what is marked, or goes on; leaving the field never guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import PickList

ROWS = 6
SEPARATORS = ",;"


class AddressField(LineField):
    """`found` gives picks for the last address in the making, `known` what ↓ offers in a field that is left alone.

    `people` is the list; it is mounted by whoever mounts the field, so that it can be drawn over what is below.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "people(1)", show=False),
        Binding("up", "people(-1)", show=False),
    ]

    def __init__(
        self, people: PickList, found: Callable[[str], Sequence[Pick]], *,
        known: Callable[[], Sequence[Pick]] | None = None, id: str | None = None, placeholder: str = "",
    ) -> None:  # fmt: skip
        super().__init__(id=id, limit=1000, placeholder=placeholder)
        self._people = people
        self._found = found
        self._known = known
        self._whole = False
        """The list is of what is known: what is taken stands for the whole field."""

    @property
    def is_asking(self) -> bool:
        """Whether the list is open for this field."""
        return self.has_focus and bool(self._people.picks)

    def action_people(self, step: int) -> None:
        """Move the mark; without a list show what is known."""
        if self._people.picks:
            self._people.move(step)
        elif step > 0 and self._known is not None:
            self._whole = True
            self._people.show(self._known(), 0)

    def close_list(self) -> None:
        """No list."""
        self._people.show(())

    @on(LineField.Changed)
    def _typed(self) -> None:
        if not self.has_focus:
            return
        self._whole = False
        picks = self._found(self._last_part.strip())
        self._people.show(picks, 0 if picks else -1)

    async def action_submit(self) -> None:
        """Take what is marked; else go on to the next field, at once: what is typed next belongs there."""
        marked = self._people.marked
        if not self.is_asking or marked is None:
            self.screen.focus_next()
            return
        begun = "" if self._whole else self.value[: len(self.value) - len(self._last_part)]
        self.value = f"{begun.rstrip()} {marked.key}".strip()
        self.cursor_position = len(self.value)
        self.close_list()

    @on(events.Blur)
    def _left(self) -> None:
        self.close_list()

    @property
    def _last_part(self) -> str:
        at = max(self.value.rfind(sign) for sign in SEPARATORS)
        return self.value[at + 1 :]
