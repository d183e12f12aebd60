"""The internal note of a contact: never sent, and never to be mistaken for a reply."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from console.domain.commands import Edit
from console.domain.contact import Contact, ContactId
from console.domain.errors import ConsoleError
from console.i18n import _
from console.screens.attempting import attempt
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.dialogs.fields import TextField
from console.screens.dialogs.frame import Line
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.services.session import Session

KIND = "note"


class NoteEditor(Vertical):
    """Writes `contact.note` while it is typed. A note that the contact cannot take any more is kept as a draft."""

    DEFAULT_CSS = """
    NoteEditor { height: 1fr; border: dashed $warning; border-title-color: $text-warning; border-title-style: bold;
        background: $warning 6%; padding: 0 1; }
    NoteEditor TextField { height: 1fr; background: transparent; }
    NoteEditor TextField:focus { background: transparent; }
    NoteEditor Line { height: auto; }
    NoteEditor Line.error { color: $text-error; text-style: bold; }
    NoteEditor #stays { color: $text-warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    class Left(Message):
        """Esc: the note is written, the contact is shown again."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = session
        self._names = Names(session)
        self._contact: ContactId | None = None
        self._shown = ""
        self._area = TextField(id="note-text", placeholder=_("Per i colleghi e il funzionario."))
        self._autosave = Autosave(session.clock.now, self._save)

    def compose(self) -> ComposeResult:
        """The text, and last the line that says where it stays."""
        self.border_title = plain(_("NOTA INTERNA"))
        yield self._area
        yield Line(id="note-problem")
        yield Line(_("Resta in ufficio, il cittadino non la vede · si salva da sola · Esc indietro"), id="stays")

    def on_mount(self) -> None:
        """Watch the text for saving."""
        self.set_interval(TICK_SECONDS, self._tick)

    async def open(self, contact: Contact) -> None:
        """Show the note of this contact; what was typed for another one is written first."""
        await self.save()
        self._contact = contact.id
        draft = await attempt(self._session.desk.draft(contact.id, KIND), self._say, self._names.failure)
        self._shown = draft.text if draft and draft.text else contact.note
        self._area.load_text(self._shown)
        self._area.move_cursor(self._area.document.end)
        self._autosave.forget()
        self._say("")
        self.screen.set_focus(self._area)

    @property
    def text(self) -> str:
        """The note as it stands."""
        return self._area.text

    @property
    def dirty(self) -> bool:
        """Whether something typed is not written down yet."""
        return self._autosave.dirty

    @on(TextField.Changed)
    def _typed(self, event: TextField.Changed) -> None:
        event.stop()
        if self._contact is not None and self._area.text != self._shown:
            self._shown = self._area.text
            self._autosave.touch()

    async def save(self) -> None:
        """Write down what is unsaved; what keeps it from being written is said in place."""
        await attempt(self._autosave.flush(), self._say, self._names.failure)

    async def _tick(self) -> None:
        await attempt(self._autosave.tick(), self._say, self._names.failure)

    async def _save(self) -> None:
        """Into the contact; where the contact does not take it, into a draft, and say so."""
        if self._contact is None:
            return None
        text, contact = self._area.text, self._contact
        try:
            await self._session.desk.edit(contact, Edit(by=self._session.desk.me.id, note=text))
        except ConsoleError as error:
            await self._session.desk.save_draft(contact, KIND, text)
            sentence = _("La nota resta in bozza. {why}")
            return self._say(sentence.format(why=self._names.failure(error)))
        await self._session.store.drop_draft(contact, self._session.desk.me.id, KIND)
        return self._say("")

    async def on_descendant_blur(self) -> None:
        """The hands go elsewhere: write it down."""
        await self.save()

    async def on_unmount(self) -> None:
        """The screen or the console ends: write it down."""
        await attempt(self._autosave.flush(), lambda _sentence: None, self._names.failure)

    async def action_leave(self) -> None:
        """Back to the contact."""
        await self.save()
        self.post_message(self.Left())

    def _say(self, sentence: str) -> None:
        self.query_one("#note-problem", Line).say(sentence, "error")
