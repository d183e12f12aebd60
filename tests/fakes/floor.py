"""A contact center in memory with a live board: what the desk's tests and the look at real screens run on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from zoneinfo import ZoneInfo

from console.domain.contact import (
    BOUNCE,
    HELD_STATES,
    OPEN_STATES,
    RECALLS,
    CallState,
    Channel,
    Contact,
    ContactId,
    Disposition,
    OfficeId,
    Outcome,
    Party,
    State,
    warns,
)
from console.domain.hours import BusinessTime, OpeningHours, Segment
from console.domain.mail import Attachment, Mail
from console.domain.queues import Board, Limits, LinkState, QueueRow, Urgency, rank
from console.domain.seat import Seat
from console.domain.targets import TargetRule
from console.services.desk import Desk, DeskPorts
from console.services.handoff import ClerkDesk, HandoffDesk, HandoffPorts
from console.services.session import Look, Session
from fakes import seat
from fakes.carried import carried
from fakes.memory import MemoryStore


def row_of(contact: Contact) -> QueueRow:
    """The row that the board shows of this contact."""
    handoff = contact.handoff
    return QueueRow(
        contact.id, contact.channel, contact.state, contact.call_state, contact.party.name,
        contact.party.phone or contact.party.email, contact.subject, contact.language, contact.office,
        contact.operator, handoff.clerk if handoff else "", contact.arrived_at, contact.state_since,
        str(handoff.state) if handoff else "", warns(contact.flags), contact.version,
        contact.missed_calls, contact.attempts, contact.out_of_hours, RECALLS in contact.flags,
        contact.accept_by, contact.due_first_answer, contact.due_resolution, contact.is_citizens_turn,
        contact.thread, contact.meant_for, contact.twin, contact.folded, BOUNCE in contact.flags,
    )  # fmt: skip


class Bell:
    """A wake-up inside one process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def notify(self) -> None:
        self._rung.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  the port's signature
        try:
            await asyncio.wait_for(self._rung.wait(), timeout)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class LiveStore(MemoryStore):
    """The store in memory with a board; whoever saves rings the bell."""

    def __init__(self, *contacts: Contact, bell: Bell | None = None) -> None:
        super().__init__(*contacts)
        self.dues = rule()
        self.contacts = {number: self.dues.stamped(one) for number, one in self.contacts.items()}
        self.bell = bell or Bell()
        self.links: tuple[LinkState, ...] = (LinkState(name="phone", ok=True), LinkState(name="mail", ok=True))
        self.seats: tuple[Seat, ...] = ()
        self.beats: list[tuple[str, float]] = []

    async def board(self, first=None):
        self._check()
        rows = [row_of(one) for one in self.contacts.values() if one.state in OPEN_STATES]
        rows.sort(key=rank)
        people = tuple(replace(one, seen_at=0.0) for one in self.persons.values())
        complete = first is None or len(rows) <= first
        return Board(
            rows=tuple(rows[:first]), people=people, links=self.links, complete=complete, opening=self.hours,
            seats=self.seats, held=await self.held_mails(),
            quarantined=sum(one.state is State.QUARANTINED for one in self.contacts.values()),
        )  # fmt: skip

    async def change_mark(self):
        self._check()
        return 0

    async def add(self, decision):
        saved = await super().add(decision)
        self.bell.notify()
        return saved

    async def save(self, decision, expected_version):
        saved = await super().save(decision, expected_version)
        self.bell.notify()
        return saved

    async def set_person(self, state):
        self._check()
        await super().set_person(state)
        self.bell.notify()

    async def set_opening(self, mode, *, by, since):
        await super().set_opening(mode, by=by, since=since)
        self.bell.notify()

    async def held_by(self, operator):
        found = [one for one in self.contacts.values() if one.operator == operator and one.state in HELD_STATES]
        return tuple(sorted(found, key=lambda one: -one.state_since))

    async def heartbeat(self, person, now):
        self._check()
        self.beats.append((person, now))

    async def find(self, *, text="", include_closed=False, limit=100):
        self._check()
        wanted = text.casefold()
        found = [
            one for one in self.contacts.values()
            if (include_closed or one.is_open)
            and wanted in f"{one.party.name} {one.party.phone} {one.party.email} {one.subject}".casefold()
        ]  # fmt: skip
        return tuple(found[:limit])

    def put(self, contact: Contact) -> None:
        """Somebody else (a link, a colleague) changed or added this contact."""
        version = self.contacts[contact.id].version + 1 if contact.id in self.contacts else 1
        self.contacts[contact.id] = self.dues.stamped(replace(contact, version=version))
        self.bell.notify()


NOW = seat.NOW
TEXT = """Buongiorno,

ho ricevuto un avviso di pignoramento e non so come pagare tutto in una volta. Guadagno 3'400 franchi al mese e
pago l'affitto da solo. È possibile chiedere una rateazione o un nuovo calcolo?

Cordiali saluti
Mario Rossi
Via della Posta 4, 6780 Airolo

> Il 12.11. avete scritto:
> il suo caso è presso l'ufficio di Faido.
> Distinti saluti
"""


def contact(number: int, channel: Channel, ago: float, **changes) -> Contact:
    """A contact that arrived so many seconds ago."""
    usual = Contact(id=ContactId(number), channel=channel, arrived_at=NOW - ago, state_since=NOW - ago, version=1)
    return replace(usual, **changes)


def morning() -> LiveStore:
    """A usual morning: calls waiting, mails, a colleague at work, a clerk who has a case."""
    rossi = Party(name="Mario Rossi", phone="+41794123308", email="mario.rossi@example.ch")
    store = LiveStore(
        contact(1, Channel.PHONE, 151, party=Party(phone="+41794123308", name="Mario Rossi"), call="c1",
                call_state=CallState.QUEUED),
        contact(2, Channel.PHONE, 48, call="c2", call_state=CallState.QUEUED),
        contact(3, Channel.PHONE, 5, party=Party(name="Garage Ceresio SA", phone="+41916002030"), call="c3",
                call_state=CallState.RINGING, language="de"),
        contact(4, Channel.EMAIL, 5400, party=rossi, subject="Richiesta rateazione", mail=7, flags=("invisible",)),
        contact(5, Channel.EMAIL, 9000, party=Party(name="Anne Müller", email="a.mueller@example.ch"),
                subject="Betreibungsauszug [/b] x", language="de"),
        contact(6, Channel.LETTER, 3 * 86400, party=Party(name="Studio legale Bernasconi"), subject="Diffida"),
        contact(7, Channel.PHONE, 1800, state=State.MISSED, party=Party(phone="+41916001122"), call="c7",
                call_state=CallState.ENDED),
        contact(8, Channel.EMAIL, 600, state=State.ACTIVE, operator="luca", subject="Estratto",
                party=Party(name="Ticino Servizi Sagl", email="info@tss.example"), state_since=NOW - 60),
        contact(9, Channel.EMAIL, 86400, state=State.CLOSED, operator="luca", party=rossi, subject="Avviso ricevuto",
                disposition=Disposition(outcome=Outcome.ANSWERED)),
        contact(10, Channel.COUNTER, 700, party=Party(name="Signora Bianchi-Fontana"), subject="Copia del precetto",
                office=OfficeId("lugano")),
    )  # fmt: skip
    store.mails[7] = Mail(
        message_id="<a@x>", sender_name="Mario Rossi", sender="mario.rossi@example.ch", subject="Richiesta rateazione",
        date=NOW - 5400, text=TEXT, attachments=(Attachment(name="avviso.pdf", media_type="application/pdf",
                                                            size=182_345),),
    )  # fmt: skip
    store.raws[7] = b"From: mario.rossi@example.ch\r\n\r\nciao"
    return store


HOURS = OpeningHours(zone=ZoneInfo("Europe/Zurich"), week=((Segment(480, 720), Segment(810, 1020)),) * 5 + ((), ()))
HOUR, DAY = 3600.0, 27_000.0
PROMISES = {
    Channel.PHONE: Limits(first_answer=120.0, call_back=4 * HOUR, resolution=2 * DAY),
    Channel.EMAIL: Limits(first_answer=DAY, resolution=5 * DAY),
    Channel.LETTER: Limits(first_answer=DAY, resolution=10 * DAY),
    Channel.COUNTER: Limits(first_answer=900.0, resolution=2 * DAY),
}


def rule() -> TargetRule:
    """What this contact center promises: the hours of Faido, holidays apart."""
    return TargetRule(limits=PROMISES, time=BusinessTime(HOURS))


def session(
    store: LiveStore, *, clock=None, look: Look | None = None, clerk: str = "", letters=None, files=None, me=seat.ME,
    **settings,
) -> Session:  # fmt: skip
    """A seat at this store; with `clerk` the screen of that clerk. `settings` are the desk's."""
    clock, directory, articles = clock or seat.HandClock(), seat.Places(), seat.Cards()
    letters = letters or seat.Letters()
    desk_ports = DeskPorts(store=store, clock=clock, directory=directory, composer=letters, files=files or seat.Shelf())
    desk = Desk(desk_ports, me, **settings)
    ports = HandoffPorts(store=store, clock=clock, directory=directory, composer=letters, articles=articles)
    return Session(
        store=store, wakeup=store.bell, clock=clock, directory=directory, articles=articles, desk=desk,
        handoff=HandoffDesk(ports, me), look=look or Look(site="UE Faido"),
        urgency=Urgency(time=BusinessTime(HOURS), near=HOUR),
        clerk=ClerkDesk(store, clock, directory.clerk(clerk)) if clerk else None,
        attachments=lambda: carried(store),
    )  # fmt: skip
