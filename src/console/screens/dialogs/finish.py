"""The clerk closes a case with a result that the operator reads."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact, OperatorId
from console.domain.errors import ConsoleError
from console.i18n import _
from console.screens import format as say
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.dialogs import words
from console.screens.dialogs.fields import TextField
from console.screens.dialogs.frame import STYLES, KeysLine, Line
from console.screens.harmless import plain
from console.services.ports import Draft
from console.services.session import Session

KIND = "result"


class FinishDialog(ModalScreen[str | None]):
    """Gives the result, or None. What was typed is kept as the clerk's draft until it is used."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f7", "finish", show=False, id="reply"),
    ]

    def __init__(self, session: Session, contact: Contact) -> None:
        super().__init__()
        self._session = session
        self._contact = contact
        clerk = session.clerk.me.id if session.clerk else ""
        self._me = OperatorId(clerk or session.desk.me.id)
        self._autosave = Autosave(session.clock.now, self._save)
        self._handed_at = str(contact.handoff.at) if contact.handoff else ""

    def compose(self) -> ComposeResult:
        """What was asked, the result, the keys."""
        question = self._contact.handoff.packet.question if self._contact.handoff else self._contact.subject
        with Vertical(classes="dialog") as box:
            name = say.party(self._contact)
            box.border_title = plain(_("Chiudi la pratica ─ {name}").format(name=name))
            yield Line(_("Domanda: {question}").format(question=question), classes="muted")
            yield Line(_("Che cosa ne è stato? Lo legge l'operatore."), classes="gap")
            yield TextField(id="result")
            yield Line(id="problem")
            yield KeysLine(("finish", _("Chiudi")), ("back", _("Indietro, il testo resta")))

    async def on_mount(self) -> None:
        """Bring back what was typed the last time."""
        self.set_interval(TICK_SECONDS, self._tick)
        try:
            draft = await self._session.store.draft(self._contact.id, self._me, KIND)
        except ConsoleError as error:
            return self._tell(words.failure(error))
        field = self.query_one(TextField)
        if draft and (draft.extra or {}).get("handoff") == self._handed_at and not field.text:
            field.load_text(draft.text)
            field.move_cursor(field.document.end)
        return None

    @on(TextField.Changed)
    def _typed(self) -> None:
        self._autosave.touch()

    async def _tick(self) -> None:
        try:
            await self._autosave.tick()
        except ConsoleError as error:
            self._tell(words.failure(error))

    async def _save(self) -> None:
        text, now = self.query_one(TextField).text, self._session.clock.now()
        draft = Draft(
            contact=self._contact.id, operator=self._me, kind=KIND, text=text, saved_at=now,
            extra={"handoff": self._handed_at},
        )  # fmt: skip
        await self._session.store.save_draft(draft)

    def _tell(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "error")

    def action_finish(self) -> None:
        """Give the result, or ask for one."""
        text = self.query_one(TextField).text.strip()
        if not text:
            return self._tell(_("Manca il risultato: basta una frase."))
        self.dismiss(text)
        return None

    async def action_back(self) -> None:
        """Leave the case open; the text is here the next time."""
        try:
            await self._autosave.flush()
        except ConsoleError as error:
            return self._tell(words.failure(error))
        self.dismiss(None)
        return None
