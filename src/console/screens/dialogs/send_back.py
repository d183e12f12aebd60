"""The clerk gives a case back: a reason by its digit, a sentence for the contact center."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact
from console.domain.handoff import SendBackReason
from console.domain.record import record
from console.i18n import _
from console.screens import format as say
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.harmless import plain

REASONS = tuple(SendBackReason)


@record
class SentBack:
    """Why, and in the clerk's words."""

    reason: SendBackReason
    text: str = ""


class SendBackDialog(ModalScreen[SentBack | None]):
    """Gives the reason and the words, or None. "Other" wants words; the rest may go without."""

    CSS_PATH = STYLES
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("enter", "write", show=False),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, len(REASONS) + 1)),
        Binding("f7", "give", show=False, id="reply"),
    ]

    def __init__(self, contact: Contact) -> None:
        super().__init__()
        self._contact = contact

    def compose(self) -> ComposeResult:
        """Reasons with digits, the words, the keys."""
        with Vertical(classes="dialog") as box:
            name = say.party(self._contact)
            box.border_title = plain(_("Rimanda al contact center ─ {name}").format(name=name))
            yield PickList(rows=len(REASONS), id="reasons")
            yield Row(_("In parole"), LineField(id="words", limit=500, placeholder=_("che cosa manca, dove va")))
            yield Line(id="problem")
            yield KeysLine(("pick(1)", _("e seguenti: il motivo")), ("give", _("Rimanda")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """No reason is marked: the clerk says one."""
        picks = [Pick(key=one, words=f"{at}  {words.send_back_reason(one)}") for at, one in enumerate(REASONS, 1)]
        self.query_one(PickList).show(picks)

    def action_move(self, step: int) -> None:
        """Move the mark."""
        self.query_one(PickList).move(step)

    def action_pick(self, digit: int) -> None:
        """Mark this reason and go on to the words."""
        reasons = self.query_one(PickList)
        reasons.move(digit - 1 - reasons.mark)
        self.query_one(LineField).focus()

    def action_write(self) -> None:
        """Go on to the words."""
        self.query_one(LineField).focus()

    @on(LineField.Submitted)
    def _entered(self) -> None:
        self.action_give()

    def action_give(self) -> None:
        """Give it back, or say what is missing."""
        marked = self.query_one(PickList).marked
        text = self.query_one(LineField).value.strip()
        if marked is None:
            return self.query_one("#problem", Line).say(_("Manca il motivo: un numero da 1 a 4."), "error")
        reason = SendBackReason(marked.key)
        if reason is SendBackReason.OTHER and not text:
            self.query_one(LineField).focus()
            return self.query_one("#problem", Line).say(_("Con «altro» ci vuole una frase."), "error")
        self.dismiss(SentBack(reason=reason, text=text))
        return None

    def action_back(self) -> None:
        """Keep the case."""
        self.dismiss(None)
