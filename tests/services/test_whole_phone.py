"""Intake, wishes, seats and hours together on the simulated exchange: from the citizen's ring to the clerk's talk."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress

import pytest_asyncio

from console.adapters.clock import SystemClock
from console.adapters.phone.simulated import SimulatedTelephony
from console.adapters.store.store import SqliteStore
from console.domain.contact import State
from console.domain.handoff import HandoffState, TransferFailure
from console.domain.office import Presence
from console.domain.seat import HoursMode, Seat
from console.services.presence import NO_ANSWER
from fakes.phone_door import PhoneDoor
from services.conftest import Center

QUICK = """
phones:
  - {extension: "3501", answers: [answered, busy, answered], after: 0.05}
"""


class Nap:
    """A wake-up that comes soon by itself."""

    def notify(self) -> None:
        pass

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  the port's signature
        await asyncio.sleep(0.01)
        return True


@pytest_asyncio.fixture
async def whole(tmp_path):
    script, clock = tmp_path / "script.yaml", SystemClock()
    script.write_text(QUICK, encoding="utf-8")
    store = await SqliteStore.open(tmp_path / "console.db", clock)
    telephony = SimulatedTelephony(script, clock, random=False, control=tmp_path)
    center = Center(store, clock, telephony=telephony, wakeup=Nap())
    center.door = PhoneDoor(tmp_path)
    async with serving(center.intake(phone=center.phone)):
        yield center
    await store.close()


@asynccontextmanager
async def serving(intake):
    task = asyncio.create_task(intake.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition, seconds: float = 15.0):
    """What the condition gives as soon as that is anything."""
    end = time.monotonic() + seconds
    while not (found := await condition()):
        assert time.monotonic() < end, "never became true"
        await asyncio.sleep(0.01)
    return found


async def talking(center) -> int:
    """Anna, who is logged in, talks with a citizen."""
    await center.desk.log_in()
    await until(lambda: seated(center, Seat(extension="21", name="Anna Bianchi", logged_in=True)))
    await center.door.ask("arrive", number="+41794123308", name="Rossi")
    row = await until(lambda: first_row(center))
    await center.desk.claim(row.id)
    await until(lambda: stands(center, row.id, State.ACTIVE, call_state="talking"))
    return row.id


async def seated(center, seat) -> bool:
    return seat in (await center.store.board()).seats


async def first_row(center):
    return next(iter((await center.store.board()).rows), None)


async def stands(center, contact, state, **values):
    found = await center.store.contact(contact)
    fits = found.state is state and all(getattr(found, name) == value for name, value in values.items())
    return found if fits else None


async def clerk_talks(center, contact) -> bool:
    row = (await center.store.board()).row(contact)
    return row.handoff_state == HandoffState.CONSULTING


async def test_a_consult_from_the_first_ring_to_the_clerks_talk(whole):
    call = await talking(whole)
    await whole.consult(call)
    await until(lambda: clerk_talks(whole, call))
    await whole.handoff.hand_back(call)
    back = await until(lambda: stands(whole, call, State.ACTIVE, call_state="talking"))
    assert back.handoff.failure is None
    await whole.consult(call)
    busy = await until(lambda: stands(whole, call, State.ACTIVE, call_state="talking"))
    assert busy.handoff.failure is TransferFailure.BUSY
    await whole.consult(call)
    await until(lambda: clerk_talks(whole, call))
    await whole.handoff.complete(call)
    handed = await until(lambda: stands(whole, call, State.HANDED_OFF))
    assert (handed.handoff.state, handed.handoff.clerk) == (HandoffState.SENT, "celio")
    assert handed.handoff.packet.note == "riservato"


async def test_hanging_up_is_after_call_work_and_the_seat_pauses_and_comes_back(whole):
    call = await talking(whole)
    await whole.desk.hang_up(call)
    await until(lambda: stands(whole, call, State.WRAP_UP))
    paused = Seat(extension="21", name="Anna Bianchi", logged_in=True, paused=True, reason="after_call")
    await until(lambda: seated(whole, paused))
    await whole.desk.close(call, "answered")
    await until(lambda: seated(whole, Seat(extension="21", name="Anna Bianchi", logged_in=True)))


async def test_a_phone_that_rings_in_vain_pauses_its_operator(whole):
    await whole.door.ask("transfer_outcome", extension="21", outcome="no_answer", after=0.05)
    await whole.desk.log_in()
    await whole.door.ask("arrive", number="+41794123308")
    row = await until(lambda: first_row(whole))
    await whole.desk.claim(row.id)
    paused = Seat(extension="21", name="Anna Bianchi", logged_in=True, paused=True, reason=NO_ANSWER)
    await until(lambda: seated(whole, paused))
    assert await whole.presence() == (Presence.PAUSED, NO_ANSWER)
    assert await stands(whole, row.id, State.WAITING)


async def test_a_supervisor_closes_and_who_calls_is_to_be_called_back(whole):
    await whole.store.set_opening(HoursMode.CLOSED, by="anna", since=whole.clock.now())

    async def is_closed():
        return (await whole.store.opening()).seen is HoursMode.CLOSED

    await until(is_closed)
    await whole.door.ask("arrive", number="+41794123308")
    row = await until(lambda: first_row(whole))
    assert (row.state, row.out_of_hours, row.missed_calls) == (State.MISSED, True, 1)
