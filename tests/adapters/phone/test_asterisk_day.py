"""A working day on a real Asterisk through a whole site: presence and the queue, consults, hours, phone keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.phone.scene import ANNA, BRUNO, CLERK, MUELLER, ROSSI
from adapters.phone.site import becomes, colleague, row_of, running, seat_is, until
from console import bootstrap
from console.domain.contact import CallState, ClerkId, Contact, ContactId, Disposition, OfficeId, Outcome, State
from console.domain.handoff import HandoffState, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.office import Presence
from console.domain.seat import HoursMode
from rigs.asterisk.phones import Does
from rigs.asterisk.talk import State as Line
from rigs.asterisk.talk import Talk
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

CASE = "9999123"
DOTTI, ACQUAROSSA = ClerkId("dotti"), OfficeId("acquarossa")


@pytest.fixture
async def services(office: Office, tmp_path: Path) -> AsyncIterator[bootstrap.Services]:
    async with running(office, tmp_path) as opened:
        yield opened


async def talks(office: Office, services: bootstrap.Services, number: str = ROSSI) -> tuple[Talk, ContactId]:
    """A citizen whom the queue has given to Anna."""
    if not any(one.presence is Presence.READY for one in await services.store.people()):
        await services.desk.log_in()
        await seat_is(services, ANNA, lambda seat: seat.logged_in and not seat.paused)
    citizen = office.phones.citizen_calls(number, "Rossi Màrio")
    contact = (await row_of(services, number)).id
    talking = await becomes(services, contact, lambda one: one.call_state is CallState.TALKING)
    assert (talking.state, talking.operator) == (State.ACTIVE, "anna")
    return citizen, contact


async def asks(services: bootstrap.Services, contact: ContactId, *states: HandoffState) -> Contact:
    """The operator asks clerk Dotti; the contact once the handoff stands so."""
    form = await services.handoff.form(contact)
    assert Way.CONSULT in form.ways
    packet = replace(form.packet, case_reference=CASE, question="Chiede una rateazione", note="riservato")
    await services.handoff.send(contact, packet, Way.CONSULT, office=ACQUAROSSA, clerk=DOTTI)
    return await becomes(services, contact, lambda one: one.handoff is not None and one.handoff.state in states)


def state(contact: Contact) -> HandoffState | None:
    return contact.handoff.state if contact.handoff else None


async def kinds(services: bootstrap.Services, contact: ContactId) -> list[EntryKind]:
    return [line.kind for line in await services.store.journal(contact)]


# --- presence and the queue ------------------------------------------------------------------------


async def test_after_a_talk_the_phone_is_paused_until_the_disposition_is_given(
    office: Office, services: bootstrap.Services
) -> None:
    citizen, contact = await talks(office, services)
    citizen.hang_up()
    await becomes(services, contact, lambda one: one.state is State.WRAP_UP)
    paused = await seat_is(services, ANNA, lambda seat: seat.paused)
    assert (paused.logged_in, paused.reason) == (True, "after_call")
    assert "paused:after_call" in office.pbx.cli("queue show console")
    office.phones.citizen_calls(MUELLER)
    waiting = await row_of(services, MUELLER)
    await office.settles()
    assert len(office.phones.phone(ANNA).invites) == 1, "nobody is rung during the wrap-up"
    await services.desk.close(contact, Outcome.ANSWERED)
    await seat_is(services, ANNA, lambda seat: not seat.paused)
    await becomes(services, waiting.id, lambda one: one.call_state is CallState.TALKING)


async def test_a_phone_that_rings_in_vain_pauses_its_operator_and_the_next_one_is_rung(
    office: Office, services: bootstrap.Services
) -> None:
    office.phones.phone(ANNA).does = Does.RING
    await services.desk.log_in()
    await seat_is(services, ANNA, lambda seat: seat.logged_in)
    office.phones.citizen_calls(ROSSI)
    contact = (await row_of(services, ROSSI)).id
    await office.phones.rings(ANNA)
    async with colleague(services, "bruno") as other:
        await other.desk.log_in()
        taken = await becomes(services, contact, lambda one: one.call_state is CallState.TALKING)
        assert taken.operator == "bruno"
        anna = await seat_is(services, ANNA, lambda seat: seat.paused)
        assert anna.reason == "no_answer"
        assert len(office.phones.phone(ANNA).invites) == 1
        await other.desk.log_out()
        await seat_is(services, BRUNO, lambda seat: not seat.logged_in)


async def test_a_chosen_pause_reaches_the_pbx_and_stays_through_its_restart(
    office: Office, services: bootstrap.Services
) -> None:
    await services.desk.set_presence(Presence.PAUSED, "lunch")
    await seat_is(services, ANNA, lambda seat: seat.paused and seat.reason == "lunch")
    office.pbx.stop()
    office.pbx.start()
    assert "paused:lunch" in office.pbx.cli("queue show console")
    await services.desk.log_in()
    await seat_is(services, ANNA, lambda seat: seat.logged_in and not seat.paused)


# --- the consult -----------------------------------------------------------------------------------


async def test_asked_first_then_completed(office: Office, services: bootstrap.Services) -> None:
    citizen, contact = await talks(office, services)
    consulting = await asks(services, contact, HandoffState.CONSULTING)
    assert (consulting.state, consulting.call_state) == (State.CONSULTING, CallState.ON_HOLD)
    clerk = office.phones.phone(CLERK).talks[-1]
    assert clerk.invite.one("X-Numero-Esecuzione") == CASE
    assert "riservato" not in str(clerk.invite)
    await services.handoff.complete(contact)
    done = await becomes(services, contact, lambda one: state(one) is HandoffState.SENT)
    assert done.handoff is not None
    assert (done.state, done.handoff.clerk, done.handoff.way) == (State.HANDED_OFF, DOTTI, Way.CONSULT)
    assert (citizen.state, clerk.state) == (Line.UP, Line.UP)
    assert await kinds(services, contact) == [
        EntryKind.ARRIVED, EntryKind.CALL_CONNECTED, EntryKind.HANDED_OFF, EntryKind.CONSULT_STARTED,
        EntryKind.CONSULT_ANSWERED, EntryKind.COMPLETED, EntryKind.DELIVERED,
    ]  # fmt: skip


async def test_asked_first_then_handed_back(office: Office, services: bootstrap.Services) -> None:
    citizen, contact = await talks(office, services)
    await asks(services, contact, HandoffState.CONSULTING)
    await services.handoff.hand_back(contact)
    back = await becomes(services, contact, lambda one: one.state is State.ACTIVE)
    assert (back.call_state, back.operator) == (CallState.TALKING, "anna")
    citizen.hang_up()
    await becomes(services, contact, lambda one: one.state is State.WRAP_UP)


@pytest.mark.parametrize(
    ("does", "failure"), [(Does.BUSY, TransferFailure.BUSY), (Does.DECLINE, TransferFailure.REFUSED)]
)
async def test_a_clerk_who_is_not_reached_is_said_why(
    office: Office, services: bootstrap.Services, does: Does, failure: TransferFailure
) -> None:
    office.phones.phone(CLERK).does = does
    _citizen, contact = await talks(office, services)
    back = await asks(services, contact, HandoffState.FAILED)
    assert back.handoff is not None
    assert (back.state, back.handoff.failure, back.call_state) == (State.ACTIVE, failure, CallState.TALKING)


async def test_an_operators_phone_that_hangs_up_in_the_middle_leaves_the_citizen_in_the_queue(
    office: Office, services: bootstrap.Services
) -> None:
    citizen, contact = await talks(office, services)
    await asks(services, contact, HandoffState.CONSULTING)
    await services.desk.set_presence(Presence.PAUSED, "lunch")
    await seat_is(services, ANNA, lambda seat: seat.paused)
    office.phones.phone(ANNA).talks[-1].hang_up()
    waiting = await becomes(services, contact, lambda one: one.state is State.WAITING)
    assert (waiting.operator, waiting.call_state, citizen.state) == ("", CallState.QUEUED, Line.UP)
    await services.desk.claim(contact)
    await becomes(services, contact, lambda one: one.call_state is CallState.TALKING)


async def test_a_citizen_who_hangs_up_in_the_middle_leaves_a_talk_to_close(
    office: Office, services: bootstrap.Services
) -> None:
    citizen, contact = await talks(office, services)
    await asks(services, contact, HandoffState.CONSULTING)
    citizen.hang_up()
    over = await becomes(services, contact, lambda one: one.state is State.WRAP_UP)
    assert over.handoff is not None
    assert over.handoff.failure is TransferFailure.CALLER_GONE


# --- the keys of the desk phone --------------------------------------------------------------------


@pytest.mark.parametrize("asked_first", [False, True])
async def test_a_transfer_by_the_phones_keys_is_shown_as_what_it_was(
    office: Office, services: bootstrap.Services, asked_first: bool
) -> None:
    _citizen, contact = await talks(office, services)
    phone = office.phones.phone(ANNA).talks[-1]
    if asked_first:
        await phone.hold()
        await becomes(services, contact, lambda one: one.call_state is CallState.ON_HOLD)
        asking = office.phones.dial(ANNA, CLERK)
        await asking.reaches(Line.UP)
        phone.refer(CLERK, replacing=asking)
    else:
        phone.refer(CLERK)
    handed = await becomes(services, contact, lambda one: one.state is State.HANDED_OFF)
    assert handed.handoff is not None
    assert (handed.handoff.clerk, handed.office, state(handed)) == (DOTTI, ACQUAROSSA, HandoffState.SENT)
    delivered = (await services.store.journal(contact))[-1]
    assert delivered.kind is EntryKind.DELIVERED
    assert dict(delivered.facts)["by_keys"] == "yes"


# --- the hours -------------------------------------------------------------------------------------


async def hours_are(services: bootstrap.Services, mode: HoursMode) -> None:
    async def look() -> bool:
        return (await services.store.opening()).seen is mode

    await until(services, look)


async def test_a_supervisors_word_reaches_the_pbx_and_who_calls_then_is_called_back(
    office: Office, services: bootstrap.Services
) -> None:
    """Closed against the hours: the citizen hears the announcement, stands in the list, and is called back."""
    await services.store.set_opening(HoursMode.CLOSED, by="anna", since=services.clock.now())
    await hours_are(services, HoursMode.CLOSED)
    citizen = office.phones.citizen_calls(ROSSI, "Rossi Màrio")
    row = await row_of(services, ROSSI)
    await citizen.reaches(Line.ENDED)
    missed = await becomes(services, row.id, lambda one: one.state is State.MISSED)
    assert (missed.out_of_hours, missed.missed_calls) == (True, 1)
    assert EntryKind.ABANDONED not in await kinds(services, row.id)
    assert office.phones.phone(ANNA).invites == []

    await services.desk.call_back(row.id)
    back = await becomes(services, row.id, lambda one: one.call_state is CallState.TALKING)
    assert (back.state, back.operator) == (State.ACTIVE, "anna")
    called = office.phones.phone(ROSSI).invites[-1]
    assert called.display() == ("Ufficio di esecuzione", "0918166300")
    await services.desk.close(row.id, Outcome.CALLED_BACK)
    closed = await becomes(services, row.id, lambda one: one.state is State.CLOSED)
    assert closed.disposition == Disposition(outcome=Outcome.CALLED_BACK)

    await services.store.set_opening(HoursMode.OPEN, by="anna", since=services.clock.now())
    await hours_are(services, HoursMode.OPEN)
    office.phones.citizen_calls(MUELLER)
    waiting = await row_of(services, MUELLER)
    assert (waiting.state, waiting.out_of_hours) == (State.WAITING, False)

    await services.store.set_opening(HoursMode.AUTO, by="anna", since=services.clock.now())
    by_the_hours = services.hours.is_open(services.clock.now())
    await hours_are(services, HoursMode.OPEN if by_the_hours else HoursMode.CLOSED)
