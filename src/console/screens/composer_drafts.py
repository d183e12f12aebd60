"""The letter in the making, and how it is kept and handed over. Knows the desk, no widget."""

from __future__ import annotations

from console.domain.answering import answers_to
from console.domain.contact import Contact, ContactId
from console.domain.mail import Mail
from console.domain.record import record
from console.domain.wish import WishKind, WishState
from console.services.desk import Sent
from console.services.ports import Draft
from console.services.session import Session

KIND = "reply"
SENT_KIND = "sent"
"""The draft as it was when it was sent: an undo finds it even after the console was killed."""


@record
class Letter:
    """What stands in the composer: recipient, subject, text, and the cursor as "row,column"."""

    to: str = ""
    subject: str = ""
    text: str = ""
    cursor: str = "0,0"

    @property
    def place(self) -> tuple[int, int]:
        """The cursor as row and column; the beginning when it cannot be read."""
        row, _comma, column = self.cursor.partition(",")
        return (int(row), int(column)) if row.isdecimal() and column.isdecimal() else (0, 0)


def blank(mail: Mail | None, contact: Contact) -> Letter:
    """An empty answer to this mail, or a first mail to this citizen. The mail composer writes the real subject."""
    if mail is None:
        return Letter(to=contact.party.email, subject=contact.subject)
    answered = mail.subject if mail.subject.casefold().startswith("re:") else f"Re: {mail.subject}"
    return Letter(to=next(iter(answers_to(contact, mail)), ""), subject=answered)


class LetterDrafts:
    """Keeps letters in the store; what it does not take stays here until it does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.unsaved: dict[ContactId, Letter] = {}

    async def kept(self, contact: ContactId) -> Letter | None:
        """What was typed for this contact; after an undo, the text that had been sent. Raises ConsoleError."""
        if contact in self.unsaved:
            return self.unsaved[contact]
        draft = await self._session.desk.draft(contact, KIND) or await self._undone(contact)
        if draft is None:
            return None
        extra = draft.extra or {}
        return Letter(text=draft.text, **{name: extra[name] for name in ("to", "subject", "cursor") if name in extra})

    async def _undone(self, contact: ContactId) -> Draft | None:
        wishes = await self._session.store.wishes_of(contact)
        newest = next((wish for wish in wishes if wish.kind is WishKind.SEND_MAIL), None)
        if newest is None or newest.state not in (WishState.CANCELLED, WishState.FAILED):
            return None
        return await self._session.desk.draft(contact, SENT_KIND)

    async def save(self, contact: ContactId, letter: Letter) -> None:
        """Write it down. Raises ConsoleError; then it is kept here and `save_rest` tries again."""
        self.unsaved[contact] = letter
        await self.save_rest()

    async def save_rest(self) -> None:
        """Write down what the store did not take before. Raises ConsoleError."""
        for contact, letter in tuple(self.unsaved.items()):
            await self._session.desk.save_draft(contact, KIND, letter.text, **_extra(letter))
            if self.unsaved.get(contact) is letter:
                del self.unsaved[contact]

    async def send(self, contact: ContactId, letter: Letter) -> tuple[Sent, Draft]:
        """Put the mail into the outbox; gives the draft for an undo. Raises ConsoleError; the text stays."""
        await self._session.desk.save_draft(contact, SENT_KIND, letter.text, **_extra(letter))
        sent = await self._session.desk.reply(contact, letter.text, to=letter.to, subject=letter.subject)
        self.unsaved.pop(contact, None)
        me, now = self._session.desk.me.id, self._session.clock.now()
        return sent, Draft(
            contact=contact, operator=me, kind=KIND, text=letter.text, saved_at=now, extra=_extra(letter)
        )  # fmt: skip


def _extra(letter: Letter) -> dict[str, str]:
    return {"to": letter.to, "subject": letter.subject, "cursor": letter.cursor}
