"""Open or closed: by the hours, or a supervisor's word against them. Two keys: `e` and a digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.seat import HoursMode
from console.i18n import _
from console.screens.dialogs.fields import Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList
from console.screens.harmless import plain

MODES = (HoursMode.AUTO, HoursMode.OPEN, HoursMode.CLOSED)


class HoursDialog(ModalScreen[HoursMode | None]):
    """Gives the choice; who opened the dialog sets it. `remarks`: who decided, what the PBX does, line by line."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("enter", "take", show=False),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, len(MODES) + 1)),
    ]

    def __init__(self, current: HoursMode, by_hours: str, remarks: Sequence[str]) -> None:
        super().__init__()
        self._current = current
        self._by_hours = by_hours
        self._remarks = tuple(remarks)

    def compose(self) -> ComposeResult:
        """The three choices with their digits, the remarks, the keys."""
        with Vertical(classes="dialog small") as box:
            box.border_title = plain(_("Orari"))
            yield PickList(rows=len(MODES), id="modes")
            for at, remark in enumerate(self._remarks):
                yield Line(remark, classes="muted" if at else "muted gap")
            yield KeysLine(("take", _("Prende")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """Mark what holds now."""
        words = (_("Secondo l'orario"), _("Aperto"), _("Chiuso"))
        picks = [Pick(key=mode, words=f"{at}  {words[at - 1]}", remark="" if at > 1 else self._by_hours)
                 for at, mode in enumerate(MODES, 1)]  # fmt: skip
        self.query_one(PickList).show(picks, MODES.index(self._current))

    def action_move(self, step: int) -> None:
        """Move the mark."""
        self.query_one(PickList).move(step)

    def action_pick(self, digit: int) -> None:
        """Give the mode of this digit."""
        self.dismiss(MODES[digit - 1])

    def action_take(self) -> None:
        """Give the marked mode."""
        self.action_pick(self.query_one(PickList).mark + 1)

    def action_back(self) -> None:
        """Leave the hours as they are."""
        self.dismiss(None)
