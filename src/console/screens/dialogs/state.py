"""My state: ready, pause with a reason, after-call work, out of the queue. Two keys: `s` and a digit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.office import Presence
from console.domain.record import record
from console.i18n import _
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.harmless import plain


@record
class StateChoice:
    """What a person says about being reachable; `reason` is free text that colleagues see."""

    presence: Presence
    reason: str = ""


def choices(leave: str) -> tuple[tuple[StateChoice, str], ...]:
    """What can be chosen, with its words, in the order of the digits; `leave` says what it is to be away."""
    return (
        (StateChoice(presence=Presence.READY), _("Disponibile")),
        (StateChoice(presence=Presence.PAUSED), _("Pausa")),
        (StateChoice(presence=Presence.PAUSED, reason=_("pranzo")), _("Pausa: pranzo")),
        (StateChoice(presence=Presence.PAUSED, reason=_("riunione")), _("Pausa: riunione")),
        (StateChoice(presence=Presence.PAUSED, reason=_("formazione")), _("Pausa: formazione")),
        (StateChoice(presence=Presence.AFTER_CALL), _("Lavoro dopo la chiamata")),
        (StateChoice(presence=Presence.AWAY), leave),
    )


class StateDialog(ModalScreen[StateChoice | None]):
    """Gives the choice; who opened the dialog sets it. `current` is marked at the beginning.

    `leave` names the last choice; `remark` says how the PBX has my phone, and is asked every second.
    """

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("enter", "take", show=False),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 8)),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self, current: Presence = Presence.READY, *, leave: str = "", remark: Callable[[], str] | None = None
    ) -> None:
        super().__init__()
        self._current = current
        self._choices = choices(leave or _("Assente"))
        self._remark = remark

    def compose(self) -> ComposeResult:
        """The list with its digits, a field for another reason, the keys."""
        with Vertical(classes="dialog small") as box:
            box.border_title = plain(_("Il mio stato"))
            yield PickList(rows=8, id="states")
            yield Row(_("Altro motivo"), LineField(id="reason", limit=40, placeholder=_("Tab, poi il motivo")))
            if self._remark is not None:
                yield Line(id="remark", classes="muted gap")
            yield KeysLine(("take", _("Prende")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """Mark the state of now; out of a pause the way back, so that Enter never forgets its reason."""
        picks = [Pick(key=str(at), words=f"{at}  {words}") for at, (_choice, words) in enumerate(self._choices, 1)]
        marked = Presence.READY if self._current in (Presence.PAUSED, Presence.AWAY) else self._current
        mark = next((at for at, (choice, _words) in enumerate(self._choices) if choice.presence is marked), 0)
        self.query_one(PickList).show(picks, mark)
        if self._remark is not None:
            self.set_interval(1.0, self._look)
            self._look()

    def _look(self) -> None:
        if self._remark is not None:
            self.query_one("#remark", Line).say(self._remark())

    def action_move(self, step: int) -> None:
        """Move the mark."""
        self.query_one(PickList).move(step)

    def action_pick(self, digit: int) -> None:
        """Give the state of this digit."""
        self.dismiss(self._choices[digit - 1][0])

    def action_take(self) -> None:
        """Give the marked state."""
        self.action_pick(self.query_one(PickList).mark + 1)

    @on(LineField.Submitted)
    def _own_reason(self, event: LineField.Submitted) -> None:
        reason = event.value.strip()
        if reason:
            self.dismiss(StateChoice(presence=Presence.PAUSED, reason=reason))

    def action_back(self) -> None:
        """Leave my state as it is."""
        self.dismiss(None)
