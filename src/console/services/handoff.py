"""The handoff as a use case: what is proposed to the operator, sending it, and the clerk's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.domain import commands as c
from console.domain.contact import LIVE_CALL, ClerkId, Contact, ContactId, MailId, OfficeId
from console.domain.errors import LARGE_LOST, NotFound, Reason, Refused
from console.domain.handoff import CALL_WAYS, Handoff, Packet, SendBackReason, Way, missing
from console.domain.office import Clerk, Office, Operator, PersonState, Presence
from console.domain.record import record
from console.domain.wish import CallOrder, OutgoingMail, WishId
from console.services.act import act
from console.services.ports import Articles, Clock, Directory, MailComposer, Store

if TYPE_CHECKING:
    from console.domain.routing import Proposal


@record
class HandoffPorts:
    """What the handoff works with."""

    store: Store
    clock: Clock
    directory: Directory
    composer: MailComposer
    articles: Articles


@record
class Candidate:
    """A clerk who may receive it, with presence."""

    clerk: Clerk
    presence: Presence
    reason: str = ""


@record
class HandoffForm:
    """Everything known before the operator types a key: the packet, the office with the reason, the clerks."""

    packet: Packet
    proposal: Proposal
    office: OfficeId
    candidates: tuple[Candidate, ...]
    ways: tuple[Way, ...]
    """The ways that are possible now, the usual one first."""


_ORDER = {Presence.READY: 0, Presence.AFTER_CALL: 1, Presence.BUSY: 2, Presence.PAUSED: 3, Presence.AWAY: 4}


class HandoffDesk:
    """An operator hands contacts on. Raises Refused, NotFound, StoreUnavailable."""

    def __init__(self, ports: HandoffPorts, me: Operator, *, undo_seconds: float = 10.0) -> None:
        self._ports = ports
        self._me = me
        self._undo_seconds = undo_seconds

    async def form(self, contact: ContactId) -> HandoffForm:
        """The filled form for this contact."""
        from console.domain.decision import known_packet  # here for the reason given in act.py

        current = await self._ports.store.contact(contact)
        packet = known_packet(current)
        proposal = self._ports.directory.route(current.municipality)
        office = OfficeId(current.office or proposal.office)
        candidates = await self.candidates(office)
        return HandoffForm(
            packet=packet, proposal=proposal, office=office, candidates=candidates, ways=ways_of(current)
        )

    def route(self, place: str) -> Proposal:
        """The competent office while a place is being typed."""
        return self._ports.directory.route(place)

    def offices(self) -> tuple[Office, ...]:
        """All offices, for choosing another one by hand."""
        return tuple(self._ports.directory.offices())

    async def candidates(self, office: OfficeId) -> tuple[Candidate, ...]:
        """The clerks of the office, the free ones first. A clerk without any word counts as ready: a phone
        and a mailbox need no console."""
        if not office:
            return ()
        return candidates_of(self._ports.directory.clerks(office), await self._ports.store.people())

    async def send(
        self, contact: ContactId, packet: Packet, way: Way, *, office: OfficeId, clerk: ClerkId = c.NOBODY
    ) -> tuple[Contact, WishId]:
        """Hand the contact on; gives it as it stands, and the mail wish that can still be undone (0: none).

        A call goes to the clerk's phone now, or its operator asks the clerk first; a mail leaves after the undo
        countdown.
        """
        current = await self._ports.store.contact(contact)
        empty = missing(packet, way)
        if empty:
            raise Refused(Reason.PACKET_INCOMPLETE, detail=",".join(empty))
        order = self._order(current, packet, office, clerk) if way in CALL_WAYS else None
        mail = None if way in CALL_WAYS else await self._mail(current, packet, way, office, clerk)
        command = c.HandOff(
            by=self._me.id, packet=packet, way=way, office=office, clerk=clerk, order=order, mail=mail,
            send_at=self._ports.clock.now() + self._undo_seconds,
        )  # fmt: skip
        saved = await act(self._ports.store, self._ports.clock, contact, command)
        wish = await self._ports.store.wish_of_message(mail.message_id) if mail else None
        return saved, wish.id if wish else WishId(0)

    async def complete(self, contact: ContactId) -> Contact:
        """The clerk has the citizen, I am free. Refused(CLERK_NOT_ANSWERED) while their phone rings."""
        return await act(self._ports.store, self._ports.clock, contact, c.CompleteConsult(by=self._me.id))

    async def hand_back(self, contact: ContactId) -> Contact:
        """Talk with the citizen again, whether the clerk has answered or not."""
        return await act(self._ports.store, self._ports.clock, contact, c.HandBack(by=self._me.id))

    def _order(self, contact: Contact, packet: Packet, office: OfficeId, clerk: ClerkId) -> CallOrder:
        extension = self._ports.directory.clerk(clerk).extension if clerk else ""
        extension = extension or self._ports.directory.office(office).extension
        reference = packet.case_reference
        name = " ".join(part for part in (f"Es. {reference}" if reference else "", packet.citizen) if part)
        return CallOrder(
            call=contact.call, extension=extension, case_reference=reference, display_name=name,
            operator_extension=self._me.extension,
        )  # fmt: skip

    async def _mail(
        self, contact: Contact, packet: Packet, way: Way, office: OfficeId, clerk: ClerkId
    ) -> OutgoingMail | None:
        address = self._ports.directory.clerk(clerk).email if clerk else ""
        address = address or self._ports.directory.office(office).email
        if way is Way.NOTE and not (address and self._ports.composer.sends):
            return None
        raw = await self._original(contact.mail) if contact.mail else None
        handoff = Handoff(packet=packet, way=way, office=office, clerk=clerk, by=self._me.id)
        return self._ports.composer.forward(
            contact=contact, handoff=handoff, to=address, operator_name=self._me.name, raw=raw
        )

    async def _original(self, mail: MailId) -> bytes | None:
        """The mail, byte for byte; None for a large one that will never be here whole: then the packet goes alone.

        Raises Refused(STILL_COMING) while it comes, or while somebody has stopped it.
        """
        try:
            return await self._ports.store.raw_mail(mail)
        except Refused as refused:
            if refused.reason is not Reason.STILL_COMING or refused.detail != LARGE_LOST:
                raise
            return None


class ClerkDesk:
    """What a clerk does with the packets of the own office."""

    def __init__(self, store: Store, clock: Clock, me: Clerk) -> None:
        self._store = store
        self._clock = clock
        self.me = me

    async def accept(self, contact: ContactId) -> Contact:
        """Take the case."""
        return await self._do(contact, c.Accept(by=self.me.id))

    async def send_back(self, contact: ContactId, reason: SendBackReason, text: str = "") -> Contact:
        """Give it back to the contact center with a reason."""
        return await self._do(contact, c.SendBack(by=self.me.id, reason=reason, text=text))

    async def finish(self, contact: ContactId, result: str) -> Contact:
        """Close the case; the operator reads the result."""
        return await self._do(contact, c.Finish(by=self.me.id, result=result))

    async def set_presence(self, presence: Presence, reason: str = "") -> None:
        """Say whether I can be given a case or a call."""
        now = self._clock.now()
        await self._store.set_person(
            PersonState(person=self.me.id, presence=presence, reason=reason, since=now, seen_at=now)
        )

    async def heartbeat(self) -> None:
        """My console lives."""
        await self._store.heartbeat(self.me.id, self._clock.now())

    async def _do(self, contact: ContactId, command: c.ClerkCommand) -> Contact:
        current = await self._store.contact(contact)
        if current.handoff is None or current.handoff.office != self.me.office:
            raise NotFound("handoff", str(contact))
        return await act(self._store, self._clock, contact, command)


def candidates_of(clerks: Sequence[Clerk], people: Sequence[PersonState]) -> tuple[Candidate, ...]:
    """These clerks with their presence, the free ones first; one without any word counts as ready."""
    known = {person.person: person for person in people}
    found = [_candidate(clerk, known.get(clerk.id)) for clerk in clerks]
    return tuple(sorted(found, key=lambda one: _ORDER[one.presence]))


def _candidate(clerk: Clerk, person: PersonState | None) -> Candidate:
    if person is None:
        return Candidate(clerk=clerk, presence=Presence.READY)
    return Candidate(clerk=clerk, presence=person.presence, reason=person.reason)


def ways_of(contact: Contact) -> tuple[Way, ...]:
    """The ways that this contact can take now, the usual one first."""
    if contact.call_state in LIVE_CALL:
        return (Way.CONSULT, Way.BLIND, Way.NOTE)
    if contact.mail:
        return (Way.FORWARD, Way.NOTE)
    return (Way.NOTE,)
