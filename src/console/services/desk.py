"""What an operator does with contacts: take, park, answer, reply, close. The handoff is in `handoff.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from console.domain import commands as c
from console.domain.article import fill
from console.domain.contact import (
    FOLDED,
    NO_TOPIC,
    QUEUED_STATES,
    ArticleId,
    Channel,
    Contact,
    ContactId,
    Disposition,
    Outcome,
    Party,
    State,
)
from console.domain.errors import NotFound, Refused
from console.domain.mail import Mail
from console.domain.office import Operator, PersonState, Presence
from console.domain.queues import next_to_take
from console.domain.record import record
from console.domain.wish import MAIL_WISHES, Wish, WishId, WishState
from console.services.act import act
from console.services.ports import Clock, Directory, Draft, HistoryRow, MailComposer, OutgoingFiles, Store

if TYPE_CHECKING:
    from console.domain.letter import Sent
    from console.services.correspondence import Correspondence
    from console.services.releases import Releases


@record
class DeskPorts:
    """What the desk works with."""

    store: Store
    clock: Clock
    directory: Directory
    composer: MailComposer
    files: OutgoingFiles | None = None
    """None: nothing can be sent along."""


NOT_LEFT = (WishState.HELD, WishState.QUEUED)
MOST_BYTES = 25_000_000


class Desk:
    """One operator's hands. Every act raises Refused with a reason, NotFound or StoreUnavailable."""

    def __init__(
        self, ports: DeskPorts, me: Operator, *, undo_seconds: float = 10.0, is_held: bool = False,
        most_bytes: int = MOST_BYTES,
    ) -> None:  # fmt: skip
        self.ports = ports
        self.is_held = is_held
        """Whether a colleague reads my mails before they leave."""
        self.most_bytes = most_bytes
        """The largest mail of this site."""
        self.undo_seconds = undo_seconds
        self._store = ports.store
        self._clock = ports.clock
        self._directory = ports.directory
        self.me = me

    # --- taking and giving back ------------------------------------------------------------------

    async def take_next(self) -> Contact | None:
        """Claim the first contact of the queue that nobody else gets before; None when nothing waits."""
        lost: set[ContactId] = set()
        while True:
            board = await self._store.board()
            rows = tuple(r for r in board.rows if r.state in QUEUED_STATES and r.id not in lost)
            row = next_to_take(rows, self.me.id)
            if row is None:
                return None
            try:
                return await self.claim(row.id)
            except (Refused, NotFound):
                lost.add(row.id)

    async def claim(self, contact: ContactId) -> Contact:
        """Take this contact; a colleague's gives Refused(TAKEN) with the name in `who`."""
        return await self._do(contact, c.Claim(by=self.me.id, extension=self.me.extension))

    async def take_over(self, contact: ContactId) -> Contact:
        """Take a contact out of a colleague's hands (asked for explicitly; the journal says so).

        A citizen on hold comes to my phone.
        """
        return await self._do(contact, c.TakeOver(by=self.me.id, extension=self.me.extension))

    async def release(self, contact: ContactId) -> Contact:
        """Give it back to the queue, at its old place."""
        return await self._do(contact, c.Release(by=self.me.id))

    async def park(self, contact: ContactId) -> Contact:
        """Set it aside; a call goes on hold."""
        return await self._do(contact, c.Park(by=self.me.id))

    async def resume(self, contact: ContactId) -> Contact:
        """Bring it back."""
        return await self._do(contact, c.Resume(by=self.me.id, extension=self.me.extension))

    async def held(self) -> tuple[Contact, ...]:
        """What is in my hands or parked, latest first; so a restarted console finds its work again."""
        return await self._store.held_by(self.me.id)

    async def call_back(self, contact: ContactId) -> Contact:
        """Ring my phone, then the citizen's."""
        return await self._do(contact, c.CallBack(by=self.me.id, extension=self.me.extension))

    async def hang_up(self, contact: ContactId) -> Contact:
        """End the call and keep the contact: the end of the call brings it to the wrap-up."""
        return await self._do(contact, c.HangUp(by=self.me.id))

    # --- working ---------------------------------------------------------------------------------

    async def log(self, channel: Channel, *, party: Party, subject: str, language: str = "it") -> Contact:
        """Write down a call, a counter visit or a letter by hand; it is in my hands at once."""
        from console.domain.lifecycle import arrive

        now = self._clock.now()
        new = Contact(
            channel=channel, state=State.ACTIVE, party=party, subject=subject, language=language,
            operator=self.me.id, arrived_at=now, state_since=now,
        )  # fmt: skip
        return await self._store.add(arrive(new, now, by=self.me.id, logged=True))

    async def edit(self, contact: ContactId, command: c.Edit) -> Contact:
        """Write down what is known: `Edit(by=desk.me.id, case_reference=…)`."""
        return await self._do(contact, command)

    async def give_answer(self, contact: ContactId, article: ArticleId) -> Contact:
        """Note that the citizen was given this article; it becomes the contact's topic."""
        return await self._do(contact, c.GiveAnswer(by=self.me.id, article=article))

    async def note_question(self, contact: Contact, typed: str, article: ArticleId = NO_TOPIC) -> None:
        """Keep how it was asked, without name and numbers, and the card that answered; no card makes it a gap."""
        from console.domain.asked import Asked, nameless

        words = nameless(typed, contact)
        if words:
            kept = Asked(words=words, article=article, contact=contact.id, at=self._clock.now())
            await self._store.note_question(kept)

    async def close(self, contact: ContactId, outcome: Outcome, topic: ArticleId = NO_TOPIC) -> Contact:
        """End it with a disposition; a live call is hung up. `reopen` undoes it."""
        code = Disposition(outcome=outcome, topic=topic)
        return await self._do(contact, c.Close(by=self.me.id, disposition=code))

    async def reopen(self, contact: ContactId) -> Contact:
        """Take a closed contact in hand again."""
        return await self._do(contact, c.Reopen(by=self.me.id))

    # --- writing ---------------------------------------------------------------------------------

    @cached_property
    def letters(self) -> Correspondence:
        """The mails that I write, with their drafts and files."""
        from console.services.correspondence import Correspondence  # here: no first frame needs it

        return Correspondence(self)

    @cached_property
    def releases(self) -> Releases:
        """The mails of colleagues that wait for a second pair of eyes."""
        from console.services.releases import Releases

        return Releases(self)

    async def reply(
        self,
        contact: ContactId,
        text: str,
        *,
        to: str = "",
        subject: str = "",
        outcome: Outcome | None = Outcome.ANSWERED,
    ) -> Sent:
        """Answer by mail after the undo countdown, and close the contact with it unless `outcome` is None.

        Raises what `letters.send` raises.
        """
        from console.domain.letter import Letter

        return await self.letters.send(contact, Letter(text=text, to=to, subject=subject), outcome=outcome)

    async def undo_send(self, contact: ContactId, wish: WishId, draft: Draft | None = None) -> Contact:
        """Take a mail back before it leaves; the draft is kept again. Refused(TOO_LATE) when it has left."""
        undone = await self._do(contact, c.UndoSend(by=self.me.id, wish=wish))
        if draft is not None:
            await self._store.save_draft(draft)
        return undone

    async def leaving(self, contact: ContactId) -> Wish | None:
        """The mail of this contact that has not left yet, or None."""
        wishes = await self._store.wishes_of(contact)
        return next((w for w in wishes if w.kind in MAIL_WISHES and w.state in NOT_LEFT), None)

    async def draft(self, contact: ContactId, kind: str) -> Draft | None:
        """My saved draft of this contact."""
        return await self._store.draft(contact, self.me.id, kind)

    async def save_draft(self, contact: ContactId, kind: str, text: str, **extra: str) -> None:
        """Keep the text in the making (call within 2 s of the last key, and on blur)."""
        draft = Draft(
            contact=contact, operator=self.me.id, kind=kind, text=text, saved_at=self._clock.now(), extra=extra
        )
        await self._store.save_draft(draft)

    def filled(self, text: str, contact: Contact, today: str) -> tuple[str, tuple[str, ...]]:
        """An article's text with the contact's values, and the variables that have none."""
        return fill(text, self.variables(contact, today))

    def variables(self, contact: Contact, today: str) -> Mapping[str, str]:
        """Values for `{citizen}` and the like."""
        office = self._directory.office(contact.office).name if contact.office else ""
        return {
            "citizen": contact.party.name,
            "case_reference": contact.case_reference,
            "office": office,
            "municipality": contact.municipality,
            "operator": self.me.name,
            "today": today,
        }

    # --- looking ---------------------------------------------------------------------------------

    async def contact(self, contact: ContactId) -> Contact:
        """The contact as it stands."""
        return await self._store.contact(contact)

    async def mail_of(self, contact: Contact) -> Mail | None:
        """The mail that this contact arrived as, or None."""
        return await self._store.mail(contact.mail) if contact.mail else None

    async def history(self, contact: Contact) -> tuple[HistoryRow, ...]:
        """What is in the same thread, then earlier contacts of the same citizen, each newest first."""
        earlier = await self._store.history(contact.party, excluding=contact.id)
        if not contact.mail:
            return earlier
        thread = await self._store.sorting.thread(contact.id, contact.thread)
        linked = {one.id for one in thread}
        rows = tuple(HistoryRow(contact=one, thread=True) for one in thread if FOLDED not in one.flags)
        return (*rows, *(row for row in earlier if row.contact.id not in linked))

    async def history_of(self, party: Party) -> tuple[HistoryRow, ...]:
        """The same while a number or name is being typed."""
        return await self._store.history(party, excluding=ContactId(0))

    async def set_presence(self, presence: Presence, reason: str = "") -> None:
        """Say whether I am ready."""
        now = self._clock.now()
        state = PersonState(person=self.me.id, presence=presence, reason=reason, since=now, seen_at=now)
        await self._store.set_person(state)

    async def log_in(self) -> None:
        """My phone into the queue, ready."""
        await self.set_presence(Presence.READY)

    async def log_out(self) -> None:
        """My phone out of the queue."""
        await self.set_presence(Presence.AWAY)

    async def heartbeat(self) -> None:
        """My console lives; without this, intake gives my contacts back after the lease."""
        await self._store.heartbeat(self.me.id, self._clock.now())

    async def _do(self, contact: ContactId, command: c.Command) -> Contact:
        return await act(self._store, self._clock, contact, command)
