"""What an operator does before and beside the work: proposals, duplicates, the quarantine, many contacts at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from console.domain import sorting_commands as s
from console.domain.commands import Close, Edit, Reopen
from console.domain.contact import Channel, Contact, ContactId, Disposition, MailId, Outcome, State
from console.domain.errors import ConsoleError, NotFound, Reason, Refused
from console.domain.forwarded import proposal
from console.domain.mail import Mail, Sender
from console.domain.office import Operator
from console.domain.quarantine import is_blocked
from console.domain.record import record
from console.domain.text import clean
from console.services.act import act
from console.services.ports import BlockedSender, Clock, Store

BULK_STATES = (State.WAITING, State.QUARANTINED)
"""Only what nobody has in hand is closed in bulk."""


@record
class Done:
    """One contact of a bulk act: as it was and as it is."""

    before: Contact
    after: Contact


@record
class Bulk:
    """What became of many: done ones can be taken back together, the others say why."""

    done: tuple[Done, ...] = ()
    failed: tuple[tuple[ContactId, ConsoleError], ...] = ()


class SortingDesk:
    """One operator's sorting. Every act raises Refused, NotFound or StoreUnavailable; bulk acts gather them."""

    def __init__(self, store: Store, clock: Clock, me: Operator, *, own: str = "") -> None:
        self._store = store
        self._clock = clock
        self._me = me
        self._own = own

    # --- proposals -------------------------------------------------------------------------------

    async def proposed_sender(self, contact: Contact) -> Sender | None:
        """Who wrote the mail that was forwarded, while the contact names somebody else."""
        mail = await self._mail(contact)
        return proposal(contact, mail)

    async def accept_sender(self, contact: ContactId) -> Contact:
        """The proposed sender becomes the citizen; answers go there. Refused(NO_SENDER) where none is proposed."""
        current = await self._store.contact(contact)
        proposed = await self.proposed_sender(current)
        if proposed is None:
            raise Refused(Reason.NO_SENDER)
        party = replace(current.party, name=proposed.name, email=proposed.address)
        return await act(self._store, self._clock, contact, Edit(by=self._me.id, party=party))

    async def undo_sender(self, before: Contact) -> Contact:
        """The citizen as the contact had it before."""
        return await act(self._store, self._clock, before.id, Edit(by=self._me.id, party=before.party))

    async def close_duplicate(self, contact: ContactId, of: ContactId | None = None) -> Contact:
        """Close it as a duplicate of that contact, else of the suggested one; `reopen` undoes it."""
        current = await self._store.contact(contact)
        wanted = of or current.twin
        if not wanted:
            raise Refused(Reason.NO_TWIN)
        await self._store.contact(wanted)  # NotFound for what is not there
        return await act(self._store, self._clock, contact, s.CloseDuplicate(by=self._me.id, of=wanted))

    async def reopen(self, contact: ContactId) -> Contact:
        """Undo a close of one that was in hand."""
        return await act(self._store, self._clock, contact, Reopen(by=self._me.id))

    # --- many at once ----------------------------------------------------------------------------

    async def close_all(self, contacts: Iterable[ContactId], outcome: Outcome) -> Bulk:
        """Close written contacts that nobody has in hand; what has been taken meanwhile stays, and says why."""
        command = Close(by=self._me.id, disposition=Disposition(outcome=outcome))

        async def close(before: Contact) -> Contact:
            if before.state not in BULK_STATES or before.channel is Channel.PHONE:
                raise Refused(Reason.TAKEN if before.operator else Reason.WRONG_STATE, who=before.operator)
            return await act(self._store, self._clock, before.id, lambda now: _unless_taken(now, command))

        return await self._each(contacts, close)

    async def release_all(self, contacts: Iterable[ContactId]) -> Bulk:
        """Out of the quarantine, each to the place of its arrival."""
        return await self._each(contacts, lambda one: self._do(one, s.LetIn(by=self._me.id)))

    async def quarantine_all(self, contacts: Iterable[ContactId]) -> Bulk:
        """Out of the queue into the quarantine."""
        return await self._each(contacts, lambda one: self._do(one, s.Quarantine(by=self._me.id)))

    async def put_back_all(self, contacts: Iterable[ContactId], to: State) -> Bulk:
        """Undo closes of mine out of the queue or the quarantine, whenever they were done."""
        return await self._each(contacts, lambda one: self._do(one, s.PutBack(by=self._me.id, to=to)))

    async def undo(self, bulk: Bulk) -> Bulk:
        """Everything back to where it was; what somebody has taken in hand since stays with them."""

        async def back(now: Contact) -> Contact:
            before = next(one.before for one in bulk.done if one.before.id == now.id)
            if now.state is State.CLOSED:
                return await self._do(now, s.PutBack(by=self._me.id, to=before.state))
            inverse = s.Quarantine if before.state is State.QUARANTINED else s.LetIn
            return await self._do(now, inverse(by=self._me.id))

        return await self._each([one.after.id for one in bulk.done], back)

    async def _do(self, contact: Contact, command: s.SortingCommand) -> Contact:
        return await act(self._store, self._clock, contact.id, command)

    async def _each(self, contacts: Iterable[ContactId], do: Callable[[Contact], Awaitable[Contact]]) -> Bulk:
        done, failed = [], []
        for number in dict.fromkeys(contacts):
            try:
                before = await self._store.contact(number)
                done.append(Done(before=before, after=await do(before)))
            except (Refused, NotFound) as error:
                failed.append((number, error))
        return Bulk(done=tuple(done), failed=tuple(failed))

    # --- the quarantine and the blocked ----------------------------------------------------------

    async def quarantined(self, limit: int = 500) -> tuple[Contact, ...]:
        """What is there, newest first."""
        return await self._store.sorting.quarantined(limit)

    async def mail_of(self, contact: Contact) -> Mail | None:
        """The mail of a contact, or None."""
        return await self._mail(contact)

    async def blockable(self, contacts: Sequence[Contact]) -> tuple[str, ...]:
        """Addresses of these that could be blocked: mails' senders, not ours, not blocked already."""
        blocked = [one.sender for one in await self._store.sorting.blocked()]
        found = (one.party.email.strip().casefold() for one in contacts if one.channel is Channel.EMAIL)
        own = self._own.casefold()
        usable = (one for one in found if "@" in one and one != own and not is_blocked(one, blocked))
        return tuple(dict.fromkeys(usable))

    async def blocked(self) -> tuple[BlockedSender, ...]:
        """Who is blocked, newest first."""
        return await self._store.sorting.blocked()

    async def block(self, sender: str) -> bool:
        """Mails of this address, or of this domain ("@example.com"), go into the quarantine from now on.

        Raises Refused(NO_SENDER) for what is neither, and for our own address.
        """
        wanted = clean(sender, max_line=254).text.strip().casefold()
        name, at, domain = wanted.rpartition("@")
        usable = bool(at) and "." in domain and " " not in wanted and "@" not in name
        if not usable or (self._own and is_blocked(self._own, (wanted,))):
            raise Refused(Reason.NO_SENDER, detail=wanted)
        return await self._store.sorting.block(wanted, by=self._me.id, at=self._clock.now())

    async def unblock(self, sender: str) -> bool:
        """Let them write again."""
        return await self._store.sorting.unblock(sender)

    async def _mail(self, contact: Contact) -> Mail | None:
        try:
            return await self._store.mail(contact.mail) if contact.mail != MailId(0) else None
        except NotFound:
            return None


def _unless_taken(now: Contact, command: Close) -> Close:
    """Somebody may take it between the look and the act: then it is theirs. Raises Refused(TAKEN)."""
    if now.state not in BULK_STATES:
        raise Refused(Reason.TAKEN if now.operator else Reason.WRONG_STATE, who=now.operator)
    return command
