"""Find a contact among all, closed ones too: by name, number, address, subject or case reference."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact, ContactId
from console.i18n import _
from console.screens import format as say
from console.screens.attempting import attempt
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.services.session import Session

ROWS = 12
LEAST = 2
"""Signs from which it searches."""


class FindDialog(ModalScreen[ContactId | None]):
    """Gives the contact, or None."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", f"move({ROWS})", show=False),
        Binding("pageup", f"move(-{ROWS})", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names = Names(session)

    def compose(self) -> ComposeResult:
        """The field, the list, the keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Trova un contatto"))
            yield LineField(placeholder=_("nome, numero, e-mail, oggetto, esecuzione"), id="typed")
            yield PickList(rows=ROWS, id="found")
            yield Line(_("Anche i contatti chiusi. Bastano due lettere."), id="empty", classes="muted")
            yield KeysLine(("move(1)", _("Muove")), ("take", _("Apre")), ("back", _("Indietro")))

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        self._look(event.value.strip())

    @work(group="find", exclusive=True, exit_on_error=False)
    async def _look(self, text: str) -> None:
        """The last key wins, because the worker is exclusive."""
        if len(text) < LEAST:
            return self._show((), _("Anche i contatti chiusi. Bastano due lettere."))
        looking = self._session.store.find(text=text, include_closed=True)
        found = await attempt(looking, self._fail, self._names.failure)
        if found is None:
            return None
        picks = tuple(Pick(key=str(one.id), words=self._line(one), remark=words.state(one)) for one in found)
        return self._show(picks, "" if picks else _("Nessun contatto con queste lettere."))

    def _line(self, contact: Contact) -> str:
        when = words.when(contact.arrived_at, self._session.clock.now(), self._session.look.zone)
        who = say.party(contact)
        subject = f"«{contact.subject}»" if contact.subject else ""
        return f"{when:<12} {who[:24]:<24} {subject[:28]}"

    def _show(self, picks: tuple[Pick, ...], sentence: str) -> None:
        self.query_one(PickList).show(picks, 0)
        self.query_one("#empty", Line).say(sentence)

    def _fail(self, sentence: str) -> None:
        self.query_one("#empty", Line).say(sentence, "error")

    @on(LineField.Submitted)
    def _entered(self) -> None:
        self.action_take()

    def action_move(self, step: int) -> None:
        """Move the mark."""
        self.query_one(PickList).move(step)

    def action_take(self) -> None:
        """Give the marked one."""
        marked = self.query_one(PickList).marked
        if marked is not None:
            self.dismiss(ContactId(int(marked.key)))

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)
