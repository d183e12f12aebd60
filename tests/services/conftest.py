"""A contact center on the real store with a clock moved by hand and scripted links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest_asyncio

from console.adapters.store.store import SqliteStore
from console.domain import call as s
from console.domain.commands import Edit
from console.domain.contact import Contact, ContactId
from console.domain.handoff import Way
from console.domain.mail import Mail
from console.domain.wish import WishId
from console.services.after_call import AfterCall
from console.services.desk import Desk, DeskPorts
from console.services.handoff import ClerkDesk, HandoffDesk, HandoffPorts
from console.services.intake import Intake
from console.services.intake_calls import CallIntake
from console.services.intake_contact import IntakeRules
from console.services.intake_mail import MailIntake
from console.services.opening import OpeningKeeper
from console.services.phone import PhoneKeeper
from console.services.ports import FolderState, RawMail
from console.services.seats import SeatKeeper
from console.services.sorting import SortingDesk
from console.services.wishes import WishRunner
from fakes.links import PlainReader, ScriptedOutbox, ScriptedTelephony
from fakes.seat import COLLEAGUE, ME, Cards, HandClock, Letters, Places, Shelf, Silent

OWN = "ufficio@ue.example"


class Hours:
    open = True

    def is_open(self, at):
        return self.open

    def next_opening(self, at):
        return at


class Directory(Places):
    """The two offices, with the operators' phones known."""

    def operator_at(self, extension):
        return next((one for one in (ME, COLLEAGUE) if one.extension == extension), None)


@dataclass
class Center:
    store: SqliteStore
    clock: HandClock
    directory: Directory = field(default_factory=Directory)
    hours: Hours = field(default_factory=Hours)
    telephony: ScriptedTelephony = field(default_factory=ScriptedTelephony)
    outbox: ScriptedOutbox = field(default_factory=ScriptedOutbox)
    reader: PlainReader = field(default_factory=PlainReader)
    letters: Letters = field(default_factory=Letters)
    files: Shelf = field(default_factory=Shelf)
    wakeup: Silent = field(default_factory=Silent)
    uid: int = 0

    def __post_init__(self):
        ports = DeskPorts(
            store=self.store, clock=self.clock, directory=self.directory, composer=self.letters, files=self.files
        )
        self.desk, self.colleague = Desk(ports, ME), Desk(ports, COLLEAGUE)
        handoff = HandoffPorts(
            store=self.store, clock=self.clock, directory=self.directory, composer=self.letters, articles=Cards()
        )
        self.handoff = HandoffDesk(handoff, ME)
        self.clerk = ClerkDesk(self.store, self.clock, self.directory.clerk("celio"))
        self.opening = OpeningKeeper(store=self.store, clock=self.clock, hours=self.hours, telephony=self.telephony)
        self.seats = SeatKeeper(store=self.store, clock=self.clock, directory=self.directory, telephony=self.telephony)
        self.phone = PhoneKeeper(wakeup=self.wakeup, opening=self.opening, seats=self.seats)
        self.after_call = AfterCall(store=self.store, clock=self.clock, seconds=60.0)
        self.calls = CallIntake(
            store=self.store, clock=self.clock, directory=self.directory, hours=self.opening, normalise=str
        )
        self.sorting = SortingDesk(self.store, self.clock, ME, own=OWN)
        self.sort_by(IntakeRules(own=OWN, token_prefix="UE"))

    def sort_by(self, rules: IntakeRules) -> None:
        """Take mails in by these rules from now on."""
        places = self.directory
        rules = replace(rules, said_place=places.said_in, route=places.route)
        self.mails = MailIntake(
            store=self.store, clock=self.clock, reader=self.reader, hours=self.opening, sorting=rules
        )

    def runner(self, **settings) -> WishRunner:
        return WishRunner(
            store=self.store, clock=self.clock, wakeup=self.wakeup, telephony=self.telephony, outbox=self.outbox,
            **settings,
        )  # fmt: skip

    def intake(self, owner="one", **settings) -> Intake:
        return Intake(
            store=self.store, clock=self.clock, owner=owner, mailbox=None, telephony=self.telephony,
            mails=self.mails, calls=self.calls, wishes=self.runner(), after_call=self.after_call, **settings,
        )  # fmt: skip

    async def ring(self, call="c1", *, number="+41794123308", name="Rossi Mario", closed=False) -> Contact:
        arrived = s.CallArrived(call=call, number=number, name=name, closed=closed, at=self.clock.now())
        await self.calls.take_in(arrived)
        return await self.store.contact_of_call(call)

    async def post(self, mail: Mail | None = None, raw: bytes | None = None) -> Contact | None:
        """A mail arrives in the mailbox and is taken in; gives its contact (None for a receipt)."""
        self.uid += 1
        raw = raw or f"Subject: {self.uid}\r\n\r\nbody".encode()
        if mail is not None:
            self.reader.mails[raw] = mail
        state = FolderState(folder="INBOX", uid_validity=1, high_uid=self.uid)
        item = RawMail(uid=self.uid, raw=raw, received_at=self.clock.now(), fingerprint=str(self.uid))
        self.store.ledger.commit_batch(state, [item])
        before = {row.id for row in (await self.store.board()).rows}
        await self.mails.take_in()
        new = [row.id for row in (await self.store.board()).rows if row.id not in before]
        return await self.store.contact(new[0]) if new else None

    async def talking(self) -> ContactId:
        """A call in my hands, with what was asked."""
        call = await self.ring()
        await self.desk.claim(call.id)
        await self.calls.take_in(s.CallConnected(call="c1", extension="21", at=self.clock.now()))
        await self.desk.edit(call.id, Edit(by="anna", case_reference="2026-12345", municipality="Airolo"))
        return call.id

    async def hear(self, kind, **values) -> None:
        """A signal about the call c1, now, as intake hears it."""
        usual = {} if issubclass(kind, s.LinkSignal | s.CallRosterRead) else {"call": "c1"}
        signal = kind(**{**usual, "at": self.clock.now(), **values})
        await self.phone.take_in(signal)
        if not isinstance(signal, s.PhoneLink):
            await self.calls.take_in(signal)

    async def consult(self, call: ContactId) -> Contact:
        """Ask the clerk Celio of Faido."""
        form = await self.handoff.form(call)
        packet = replace(form.packet, question="contesta il minimo", note="riservato")
        return (await self.handoff.send(call, packet, Way.CONSULT, office="faido", clerk="celio"))[0]

    async def presence(self, person: str = "anna") -> tuple[str, str]:
        """What the store says of this person."""
        known = {one.person: one for one in await self.store.people()}
        return (known[person].presence, known[person].reason) if person in known else ("", "")

    async def blind(self, call: ContactId) -> tuple[Contact, WishId]:
        """Transfer it to the clerk Celio of Faido."""
        form = await self.handoff.form(call)
        packet = replace(form.packet, question="contesta il minimo", note="riservato")
        return await self.handoff.send(call, packet, Way.BLIND, office="faido", clerk="celio")


@pytest_asyncio.fixture
async def center(tmp_path: Path):
    clock = HandClock()
    store = await SqliteStore.open(tmp_path / "console.db", clock)
    yield Center(store, clock)
    await store.close()
