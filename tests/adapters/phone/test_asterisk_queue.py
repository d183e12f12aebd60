"""The phones in the queue of a real Asterisk and its hours: who is rung, who is not, and what a restart keeps."""

from __future__ import annotations

import asyncio

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, BRUNO, MUELLER, waits
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRinging,
    CallRosterRead,
    HoursSeen,
    PhoneUnanswered,
    SeatSeen,
)
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.asterisk.phones import Does
from rigs.asterisk.talk import State
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

READY = Seat(extension=ANNA, name="Anna", logged_in=True)
LUNCH = Seat(extension=ANNA, name="Anna", logged_in=True, paused=True, reason="lunch")


async def seated(office: Office, listener: Listener, seat: Seat) -> None:
    """The phone stands so in the queue."""
    await office.telephony.seat(seat)
    while (await listener.next(SeatSeen)).seat != seat:
        """The steps on the way."""


async def test_login_and_pause_with_its_reason_survive_a_restart_of_the_pbx(office: Office, listener: Listener) -> None:
    await seated(office, listener, LUNCH)
    await seated(office, listener, Seat(extension=BRUNO, name="Bruno Rossetti", logged_in=True))
    await asyncio.to_thread(office.pbx.stop)
    await asyncio.to_thread(office.pbx.start)
    await listener.next(CallRosterRead)
    seen = [(await listener.next(SeatSeen)).seat, (await listener.next(SeatSeen)).seat]
    assert sorted(seen, key=lambda one: one.extension) == [
        LUNCH, Seat(extension=BRUNO, name="Bruno Rossetti", logged_in=True),
    ]  # fmt: skip
    await seated(office, listener, READY)


@pytest.mark.parametrize("reason", ["Zürich; pausa|caffè", 'a"b', "${SHELL(id)}", "x" * 79, "pausa, breve"])
async def test_any_reason_survives_a_restart_of_the_pbx_as_one_line(
    office: Office, listener: Listener, reason: str
) -> None:
    """Asterisk keeps its members in one text, and `;` and `|` separate them there."""
    kept = reason.replace(";", " ").replace("|", " ")
    await office.telephony.seat(Seat(extension=ANNA, name="An;na|x", logged_in=True, paused=True, reason=reason))
    while (await listener.next(SeatSeen)).seat.reason != kept:
        """Paused first, then with the reason."""
    office.pbx.cli("module reload app_queue.so")
    entry = office.pbx.cli("database show Queue/PersistentMembers")
    assert f"PJSIP/{ANNA};0;1;An na x;PJSIP/{ANNA};{kept}" in entry
    assert "uid=" not in entry


async def test_bringing_a_phone_where_it_is_sends_nothing_needless(office: Office, listener: Listener) -> None:
    await office.telephony.seat(Seat(extension=ANNA))
    await seated(office, listener, READY)
    await office.telephony.seat(Seat(extension=ANNA))
    while (await listener.next(SeatSeen)).seat.logged_in:
        """Until it is out."""
    await office.telephony.seat(Seat(extension=ANNA))
    assert [len(office.road.actions(name)) for name in ("QueueAdd", "QueuePause", "QueueRemove")] == [1, 0, 1]


async def test_without_a_link_no_seat_is_moved(office: Office) -> None:
    with pytest.raises(CallOrderFailed, match="unreachable"):
        await office.telephony.seat(READY)
    with pytest.raises(CallOrderFailed, match="unreachable"):
        await office.telephony.open_hours(HoursMode.OPEN)


async def test_the_queue_rings_who_is_ready_and_after_no_answer_the_next(office: Office, listener: Listener) -> None:
    for phone in (ANNA, BRUNO):
        office.phones.phone(phone).does = Does.RING
    await seated(office, listener, READY)
    citizen, call = await waits(office, listener)
    await listener.next(CallRinging, call=call, extension=ANNA)
    await seated(office, listener, Seat(extension=BRUNO, name="Bruno", logged_in=True))
    await listener.next(PhoneUnanswered, extension=ANNA)
    await listener.next(CallQueued, call=call)
    await office.telephony.seat(Seat(extension=ANNA, name="Anna", logged_in=True, paused=True, reason="no_answer"))
    await listener.next(CallRinging, call=call, extension=BRUNO)
    (await office.phones.rings(BRUNO)).pick_up()
    await listener.next(CallConnected, call=call, extension=BRUNO)
    assert len(office.phones.phone(ANNA).invites) == 1
    citizen.hang_up()
    await listener.next(CallEnded, call=call, known=True)


async def test_who_is_paused_is_not_rung(office: Office, listener: Listener) -> None:
    await seated(office, listener, LUNCH)
    await seated(office, listener, Seat(extension=BRUNO, name="Bruno", logged_in=True))
    _citizen, call = await waits(office, listener)
    await listener.next(CallConnected, call=call, extension=BRUNO)
    _other, second = await waits(office, listener, MUELLER)
    await office.telephony.take(CallOrder(call=second, operator_extension=ANNA))
    await listener.next(CallConnected, call=second, extension=ANNA)
    assert len(office.phones.phone(ANNA).invites) == 1, "a pause stops the queue, not the hand"


async def test_a_citizen_who_hangs_up_or_is_taken_while_a_phone_rings_has_not_been_left_ringing(
    office: Office, listener: Listener
) -> None:
    office.phones.phone(ANNA).does = Does.RING
    await seated(office, listener, READY)
    citizen, call = await waits(office, listener)
    await listener.next(CallRinging, call=call, extension=ANNA)
    citizen.hang_up()
    await listener.next(CallEnded, call=call, known=True)
    _other, second = await waits(office, listener, MUELLER)
    await listener.next(CallRinging, call=second, extension=ANNA)
    rung = await office.phones.rings(ANNA, count=2)
    await office.telephony.take(CallOrder(call=second, operator_extension=BRUNO))
    await listener.next(CallRinging, call=second, extension=BRUNO)
    await listener.next(CallConnected, call=second, extension=BRUNO)
    await rung.reaches(State.ENDED)
    await office.settles()
    assert PhoneUnanswered not in [type(one) for one in listener.heard]


async def test_the_hours_are_kept_by_the_pbx_and_each_mode_is_told(office: Office, listener: Listener) -> None:
    for mode, state in ((HoursMode.CLOSED, "BUSY"), (HoursMode.AUTO, "NOT_INUSE"), (HoursMode.OPEN, "INUSE")):
        await office.telephony.open_hours(mode)
        await listener.next(HoursSeen, mode=mode)
        assert f"State: '{state}'" in office.pbx.cli("devstate list").replace('"', "'")
    await office.telephony.open_hours(HoursMode.CLOSED)
    await listener.next(HoursSeen, mode=HoursMode.CLOSED)
    await asyncio.to_thread(office.pbx.stop)
    await asyncio.to_thread(office.pbx.start)
    await listener.next(CallRosterRead)
    await listener.next(HoursSeen, mode=HoursMode.CLOSED)


async def test_who_hears_the_announcement_when_the_link_comes_back_is_told_as_closed(
    office: Office, listener: Listener
) -> None:
    await office.telephony.open_hours(HoursMode.CLOSED)
    await listener.next(HoursSeen, mode=HoursMode.CLOSED)
    office.road.cut()
    citizen = office.phones.citizen_calls(MUELLER)
    await citizen.reaches(State.UP)
    office.road.mend()
    (arrived,) = (await listener.next(CallRosterRead)).calls
    assert (arrived.number, arrived.closed) == (MUELLER, True)
    await listener.next(CallEnded, call=arrived.call, known=True)
    assert CallArrived not in [type(one) for one in listener.heard]
