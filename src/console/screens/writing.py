"""Where one writes: the reply or the note, loaded when first wanted, since a text area costs at the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message

from console.domain.article import Article
from console.domain.contact import Contact, ContactId
from console.domain.mail import Mail
from console.services.ports import Draft
from console.services.session import Session

if TYPE_CHECKING:
    from console.domain.letter import FileRef, Letter
    from console.domain.letter import Sent as SentReply
    from console.screens.composer import Composer
    from console.screens.note_editor import NoteEditor


class Writing(Vertical):
    """At most one of the two is open; each keeps its text by itself."""

    class Left(Message):
        """Esc: the contact again."""

    @dataclass
    class Sent(Message):
        """The reply is in the outbox."""

        sent: SentReply
        draft: Draft

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = session
        self._reply: Composer | None = None
        self._note: NoteEditor | None = None
        self._open: Composer | NoteEditor | None = None
        self._language = "it"
        self.contact: ContactId | None = None
        """Whom the open text is about; None when nothing is open."""

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._open is not None

    @property
    def is_reply(self) -> bool:
        """Whether the reply is open."""
        return self._open is not None and self._open is self._reply

    @property
    def is_note(self) -> bool:
        """Whether the note is open."""
        return self._open is not None and self._open is self._note

    @property
    def dirty(self) -> bool:
        """Whether something typed is not in the store yet."""
        return any(one is not None and one.dirty for one in (self._reply, self._note))

    @property
    def letter(self) -> Letter | None:
        """The mail that is being written, as it stands; None when none is."""
        return self._reply.letter if self._reply is not None and self.is_reply else None

    def attach(self, files: tuple[FileRef, ...]) -> None:
        """These go along with the mail that is being written."""
        if self._reply is not None:
            self._reply.attach(files)

    async def open_reply(
        self, contact: Contact, mail: Mail | None, cards: Sequence[Article], fresh: Letter | None = None
    ) -> None:
        """Show the reply, or with `fresh` a mail beside it; cards go into it where nothing has been written yet."""
        if self._reply is None:
            from console.screens.composer import Composer

            self._reply = Composer(self._session)
            await self.mount(self._reply)
        self._language = contact.language
        await self._reply.open(contact, mail, fresh)
        self._show(self._reply, contact)
        if not self._reply.text.strip():
            for card in cards:
                self.insert(card)

    async def open_note(self, contact: Contact) -> None:
        """Show the note."""
        if self._note is None:
            from console.screens.note_editor import NoteEditor

            self._note = NoteEditor(self._session)
            await self.mount(self._note)
        await self._note.open(contact)
        self._show(self._note, contact)

    def _show(self, which: Composer | NoteEditor, contact: Contact) -> None:
        self._open = which
        self.contact = contact.id
        for one in (self._reply, self._note):
            if one is not None:
                one.display = one is which

    def insert(self, card: Article) -> None:
        """Put a card's written form into the open reply."""
        if self._reply is not None and self.is_reply:
            self._reply.insert(card.text(card.written, self._language))

    def focus_text(self) -> None:
        """The keys go into the text."""
        from textual.widgets import TextArea

        if self._open is not None:
            self.screen.set_focus(self._open.query_one(TextArea))

    async def close(self) -> None:
        """Nothing is open any more; what was typed is in the store."""
        if self._open is not None:
            await self._open.save()
            self._open = self.contact = None

    def on_composer_left(self, message: Message) -> None:
        """Esc in the reply."""
        message.stop()
        self.post_message(self.Left())

    def on_note_editor_left(self, message: Message) -> None:
        """Esc in the note."""
        message.stop()
        self.post_message(self.Left())

    def on_composer_sent(self, message: Composer.Sent) -> None:
        """The reply is in the outbox."""
        message.stop()
        self.post_message(self.Sent(message.sent, message.draft))
