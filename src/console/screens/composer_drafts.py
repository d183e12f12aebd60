"""How a letter in the making is kept and handed over. Knows the desk, no widget."""

from __future__ import annotations

from console.domain.answering import answers_to
from console.domain.contact import Contact, ContactId, Outcome
from console.domain.letter import Kind, Letter, Sent
from console.domain.mail import Mail
from console.services.ports import Draft
from console.services.session import Session

Key = tuple[ContactId, Kind]


def blank(mail: Mail | None, contact: Contact) -> Letter:
    """An empty answer to this mail, or a first mail to this citizen. The mail composer writes the real subject."""
    if mail is None:
        return Letter(to=contact.party.email, subject=contact.subject)
    answered = mail.subject if mail.subject.casefold().startswith("re:") else f"Re: {mail.subject}"
    return Letter(to=next(iter(answers_to(contact, mail)), ""), subject=answered)


class LetterDrafts:
    """Keeps letters in the store; what it does not take stays here until it does."""

    def __init__(self, session: Session) -> None:
        self._letters = session.desk.letters
        self.unsaved: dict[Key, Letter] = {}

    async def kept(self, contact: ContactId, kind: Kind) -> Letter | None:
        """What was typed for this contact; after an undo, the letter that had been sent. Raises ConsoleError."""
        return self.unsaved.get((contact, kind)) or await self._letters.kept(contact, kind)

    async def save(self, contact: ContactId, kind: Kind, letter: Letter) -> None:
        """Write it down. Raises ConsoleError; then it is kept here and `save_rest` tries again."""
        self.unsaved[contact, kind] = letter
        await self.save_rest()

    async def save_rest(self) -> None:
        """Write down what the store did not take before. Raises ConsoleError."""
        for key, letter in tuple(self.unsaved.items()):
            await self._letters.keep(*key, letter)
            if self.unsaved.get(key) is letter:
                del self.unsaved[key]

    async def send(self, contact: ContactId, kind: Kind, letter: Letter) -> tuple[Sent, Draft]:
        """Put the mail into the outbox; gives the draft for an undo. Raises ConsoleError; the text stays.

        An answer closes its contact, a first mail beside it leaves it in hand.
        """
        outcome = Outcome.ANSWERED if kind is Kind.REPLY else None
        sent = await self._letters.send(contact, letter, kind, outcome=outcome)
        self.unsaved.pop((contact, kind), None)
        return sent, self._letters.draft_of(contact, kind, letter)
