"""Mails that an operator writes: an answer, or a first mail, with files; sent through the outbox, taken back from it.

The draft as it was sent is kept beside the wish, so that taking it back brings it again exactly, also after a crash.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from console.domain import commands as c
from console.domain.article import require_filled
from console.domain.contact import WRITTEN_OUT, Channel, Contact, ContactId, Disposition, Outcome, Party, State
from console.domain.errors import Reason, Refused
from console.domain.letter import FileContent, FileRef, Kind, Letter, Sent, addresses, letter_of, wire_bytes
from console.domain.wish import OutgoingMail, WishId, WishState
from console.services.act import act
from console.services.ports import Draft, OutgoingFiles

if TYPE_CHECKING:
    from console.domain.mail import Mail
    from console.services.desk import Desk

NOT_SENT = (WishState.CANCELLED, WishState.FAILED)

_NOBODY_YET = Contact(channel=Channel.EMAIL, arrived_at=0.0, state_since=0.0)


class Correspondence:
    """The letters of one desk. Raises Refused, NotFound, StoreUnavailable."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ports = desk.ports
        self._store = desk.ports.store

    async def begin(self, to: str, subject: str, *, language: str = "it") -> Contact:
        """A contact of its own for a first mail of ours; it is in my hands at once."""
        from console.domain.lifecycle import arrive

        now, me = self._ports.clock.now(), self._desk.me.id
        first = next(iter(addresses(to)), "")
        party = Party(name=self._name_of(first), email=first)
        new = Contact(
            channel=Channel.EMAIL, state=State.ACTIVE, party=party, subject=subject, language=language, operator=me,
            arrived_at=now, state_since=now, flags=(WRITTEN_OUT,),
        )  # fmt: skip
        return await self._store.add(arrive(new, now, by=me, logged=True))

    async def write_first(
        self, letter: Letter, *, language: str = "it", outcome: Outcome | None = Outcome.ANSWERED
    ) -> Sent:
        """A first mail as a contact of its own, sent at once. What cannot be sent makes no contact."""
        require_filled(letter.text)
        if not letter.text.strip():
            raise Refused(Reason.NOT_WRITTEN)
        await self._frozen(_NOBODY_YET, letter, Kind.FRESH)
        contact = await self.begin(letter.to, letter.subject, language=language)
        await self.keep(contact.id, Kind.REPLY, letter)
        return await self.send(contact.id, letter, outcome=outcome)

    def _name_of(self, address: str) -> str:
        """The name under which the address book knows this address; empty when it does not."""
        known = self._ports.directory.addresses()
        return next((one.name for one in known if address and one.email.casefold() == address.casefold()), "")

    async def send(
        self, contact: ContactId, letter: Letter, kind: Kind = Kind.REPLY, *, outcome: Outcome | None = Outcome.ANSWERED
    ) -> Sent:
        """Put the letter into the outbox and close the contact with it unless `outcome` is None.

        Raises Refused(EMPTY_VARIABLE) for a text with an unfilled variable, NOT_WRITTEN for an empty one, NO_RECIPIENT
        without valid addresses, FILE_… for a file that is not what was added, MAIL_TOO_BIG.
        """
        require_filled(letter.text)
        if not letter.text.strip():
            raise Refused(Reason.NOT_WRITTEN)
        current = await self._store.contact(contact)
        mail = await self._frozen(current, letter, kind)
        await self._keep_sent(contact, letter, kind, mail.message_id)
        leaves_at = self._ports.clock.now() + self._desk.undo_seconds
        code = Disposition(outcome=outcome, topic=current.topic) if outcome else None
        held = self._desk.is_held
        reply = c.Reply(by=self._desk.me.id, mail=mail, send_at=leaves_at, disposition=code, held=held)
        saved = await act(self._store, self._ports.clock, contact, reply)
        wish = await self._store.wish_of_message(mail.message_id)
        await self._store.drop_draft(contact, self._desk.me.id, kind)
        return Sent(contact=saved, wish=wish.id if wish else WishId(0), leaves_at=leaves_at, held=held)

    async def _frozen(self, contact: Contact, letter: Letter, kind: Kind) -> OutgoingMail:
        original = await self._original(contact, kind)
        await self.require_room(letter)
        files = [await self.content(one) for one in letter.files]
        composer = self._ports.composer
        if original is not None:
            mail = composer.reply(
                original=original, contact=contact, text=letter.text, to=letter.to, cc=letter.cc, files=files
            )
        else:
            to, subject = letter.to or contact.party.email, letter.subject or contact.subject
            mail = composer.new(contact=contact, to=to, subject=subject, text=letter.text, cc=letter.cc, files=files)
        limit = await self.limit()
        if len(mail.raw) > limit:
            raise Refused(Reason.MAIL_TOO_BIG, detail=str(limit))
        return mail

    async def _original(self, contact: Contact, kind: Kind) -> Mail | None:
        return await self._desk.mail_of(contact) if kind is Kind.REPLY else None

    async def _keep_sent(self, contact: ContactId, letter: Letter, kind: Kind, message_id: str) -> None:
        await self._desk.save_draft(contact, kind.sent, letter.text, **letter.extra, message_id=message_id)

    # --- files -----------------------------------------------------------------------------------

    async def look(self, path: str) -> FileRef:
        """The file at this path as it is now. Raises Refused(FILE_…)."""
        return await self._files.look(path)

    async def complete(self, typed: str) -> tuple[str, ...]:
        """Paths that begin as typed."""
        return await self._files.complete(typed) if self._ports.files else ()

    async def content(self, file: FileRef) -> FileContent:
        """The file's bytes, when they are still those that were added. Raises Refused(FILE_…)."""
        return await self._files.read(file)

    @property
    def _files(self) -> OutgoingFiles:
        if self._ports.files is None:
            raise Refused(Reason.FILE_UNREADABLE)
        return self._ports.files

    async def limit(self) -> int:
        """The largest mail that may leave, in bytes: the site's, or the server's where it said less."""
        said = await self._store.size_limit()
        return min(said, self._desk.most_bytes) if said else self._desk.most_bytes

    async def require_room(self, letter: Letter) -> None:
        """Raise Refused(MAIL_TOO_BIG) when the letter with its files, as they travel, is larger than may leave."""
        limit = await self.limit()
        if wire_bytes(tuple(one.size for one in letter.files), letter.text) > limit and letter.files:
            raise Refused(Reason.MAIL_TOO_BIG, detail=str(limit))

    # --- drafts ----------------------------------------------------------------------------------

    async def kept(self, contact: ContactId, kind: Kind) -> Letter | None:
        """What was written for this contact and not sent; after an undo, the letter that had been sent; else None."""
        draft = await self._desk.draft(contact, kind) or await self._taken_back(contact, kind)
        return letter_of(draft.text, draft.extra) if draft else None

    async def _taken_back(self, contact: ContactId, kind: Kind) -> Draft | None:
        draft = await self._desk.draft(contact, kind.sent)
        wish = await self._store.wish_of_message((draft.extra or {}).get("message_id", "")) if draft else None
        return draft if wish is not None and wish.state in NOT_SENT else None

    async def keep(self, contact: ContactId, kind: Kind, letter: Letter) -> None:
        """Keep the letter in the making."""
        await self._desk.save_draft(contact, kind, letter.text, **letter.extra)

    def draft_of(self, contact: ContactId, kind: Kind, letter: Letter) -> Draft:
        """The draft that brings this letter back after an undo."""
        return Draft(
            contact=contact, operator=self._desk.me.id, kind=kind, text=letter.text,
            saved_at=self._ports.clock.now(), extra=letter.extra,
        )  # fmt: skip


def with_file(letter: Letter, file: FileRef) -> Letter:
    """The letter with this file; one at the same path is replaced."""
    others = tuple(one for one in letter.files if one.path != file.path)
    return replace(letter, files=(*others, file))
