"""Phones in the queue, hours and presence: what is wished is brought to the PBX once, and again after every link."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from console.domain import call as s
from console.domain.contact import State
from console.domain.errors import StoreUnavailable
from console.domain.office import Presence
from console.domain.seat import HoursMode, Opening, Seat
from console.services import phone
from console.services.presence import NO_ANSWER
from console.services.seats import ASK_AGAIN_SECONDS
from fakes.floor import Bell


@pytest.fixture
async def linked(center):
    """The link stands and its picture was read."""
    await center.hear(s.CallRosterRead, calls=())
    await center.hear(s.HoursSeen, mode=HoursMode.OPEN)
    center.clock.move(2)
    return center


def ordered(center, name="seat"):
    """What was ordered since the last look."""
    orders = [order for what, order in center.telephony.orders if what == name]
    center.telephony.orders.clear()
    return orders


def anna(**changes) -> Seat:
    return replace(Seat(extension="21", name="Anna Bianchi", logged_in=True), **changes)


# --- seats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("presence", "reason", "wanted"),
    [
        (Presence.READY, "", anna()),
        (Presence.PAUSED, "pranzo", anna(paused=True, reason="pranzo")),
        (Presence.PAUSED, "", anna(paused=True, reason="pause")),
        (Presence.PAUSED, "a\r\nAction: Originate", anna(paused=True, reason="a Action: Originate")),
        (Presence.AFTER_CALL, "", anna(paused=True, reason="after_call")),
        (Presence.BUSY, "", anna(paused=True, reason="busy")),
    ],
)
async def test_a_phone_is_brought_to_where_presence_wants_it_once(linked, presence, reason, wanted):
    await linked.desk.set_presence(presence, reason)
    await linked.seats.settle()
    assert ordered(linked) == [wanted]
    await linked.hear(s.SeatSeen, seat=wanted)
    await linked.seats.settle()
    assert ordered(linked) == []
    assert (await linked.store.board()).seats == (wanted,)


async def test_nobody_is_logged_out_who_never_was_in(linked):
    await linked.desk.log_out()
    await linked.seats.settle()
    assert ordered(linked) == []


async def test_who_leaves_or_whose_console_is_gone_is_logged_out(linked):
    await linked.hear(s.SeatSeen, seat=anna())
    await linked.desk.log_in()
    linked.clock.move(100)
    await linked.desk.heartbeat()
    linked.clock.move(100)
    await linked.seats.settle()
    assert ordered(linked) == []
    linked.clock.move(30)
    await linked.seats.settle()
    assert ordered(linked) == [anna(logged_in=False)]
    await linked.desk.log_in()
    await linked.seats.settle()
    await linked.desk.log_out()
    await linked.seats.settle()
    assert ordered(linked) == [anna(logged_in=False)]


async def test_what_the_pbx_does_by_itself_is_set_right(linked):
    await linked.desk.log_in()
    await linked.hear(s.SeatSeen, seat=anna(paused=True, reason="autopause"))
    await linked.seats.settle()
    assert ordered(linked) == [anna()]


async def test_an_order_without_an_echo_is_repeated_after_a_while_and_a_refused_one_too(linked):
    await linked.desk.log_in()
    linked.telephony.refuse = "unreachable"
    for _round in range(3):
        await linked.seats.settle()
    assert len(ordered(linked)) == 1
    linked.clock.move(ASK_AGAIN_SECONDS + 1)
    linked.telephony.refuse = ""
    await linked.seats.settle()
    assert ordered(linked) == [anna()]


async def test_nothing_is_ordered_while_the_link_is_down_and_all_is_compared_when_it_is_back(linked):
    await linked.hear(s.SeatSeen, seat=anna())
    await linked.hear(s.SeatSeen, seat=Seat(extension="22", name="Luca Monti", logged_in=True))
    await linked.desk.log_in()
    await linked.hear(s.PhoneLink, ok=False)
    await linked.desk.set_presence(Presence.PAUSED, "pranzo")
    await linked.seats.settle()
    assert ordered(linked) == []
    await linked.hear(s.CallRosterRead, calls=())
    await linked.seats.settle()
    assert ordered(linked) == [], "its picture is still being told"
    await linked.hear(s.SeatSeen, seat=anna())
    linked.clock.move(2)
    await linked.seats.settle()
    assert ordered(linked) == [anna(paused=True, reason="pranzo")]
    seats = {seat.extension: seat.logged_in for seat in (await linked.store.board()).seats}
    assert seats == {"21": True, "22": False}, "a seat of which the PBX says nothing any more is none"


async def test_without_distribution_nobody_is_in_the_queue(linked):
    linked.seats.distribute = False
    await linked.desk.log_in()
    await linked.seats.settle()
    assert ordered(linked) == []
    await linked.hear(s.SeatSeen, seat=anna())
    await linked.seats.settle()
    assert ordered(linked) == [anna(logged_in=False)]


async def test_a_phone_shared_by_two_shifts_is_of_who_is_there(linked):
    linked.directory.operators = lambda: [
        replace(one, extension="21") for one in (linked.desk.me, linked.colleague.me)
    ]  # fmt: skip
    await linked.desk.log_in()
    await linked.colleague.log_out()
    await linked.seats.settle()
    assert ordered(linked) == [anna()]


# --- presence ------------------------------------------------------------------------------------


async def test_a_phone_that_rings_in_vain_pauses_its_operator_with_the_reason(linked):
    await linked.desk.log_in()
    await linked.hear(s.PhoneUnanswered, extension="21")
    assert await linked.presence() == (Presence.PAUSED, NO_ANSWER)
    await linked.hear(s.PhoneUnanswered, extension="999")


async def test_a_pause_that_was_chosen_keeps_its_reason(linked):
    await linked.desk.set_presence(Presence.PAUSED, "pranzo")
    await linked.hear(s.PhoneUnanswered, extension="21")
    assert await linked.presence() == (Presence.PAUSED, "pranzo")


async def test_the_end_of_a_talk_is_after_call_work_and_the_disposition_makes_ready(center):
    await center.desk.log_in()
    call = await center.talking()
    assert await center.presence() == (Presence.READY, ""), "that they talk is seen by the call"
    center.clock.move(90)
    await center.hear(s.CallEnded)
    assert await center.presence() == (Presence.AFTER_CALL, "")
    assert (await center.store.people())[0].since == center.clock.now()
    await center.desk.close(call, "answered")
    assert await center.presence() == (Presence.READY, "")


async def test_a_pause_chosen_during_the_wrap_up_stays(center):
    await center.desk.log_in()
    call = await center.talking()
    await center.hear(s.CallEnded)
    await center.desk.set_presence(Presence.PAUSED, "pranzo")
    await center.desk.close(call, "answered")
    assert await center.presence() == (Presence.PAUSED, "pranzo")


async def test_ready_only_after_the_last_wrap_up(center):
    await center.desk.log_in()
    first = await center.talking()
    await center.hear(s.CallEnded)
    second = await center.ring("c2")
    await center.desk.claim(second.id)
    await center.hear(s.CallConnected, call="c2", extension="21")
    await center.hear(s.CallEnded, call="c2")
    await center.desk.close(first, "answered")
    assert await center.presence() == (Presence.AFTER_CALL, "")
    await center.desk.close(second.id, "answered")
    assert await center.presence() == (Presence.READY, "")


# --- after-call work -----------------------------------------------------------------------------


async def wrapping_up(center):
    await center.desk.log_in()
    call = await center.talking()
    await center.hear(s.CallEnded)
    return call


async def keep_alive(center, seconds: float) -> None:
    center.clock.move(seconds)
    await center.desk.heartbeat()
    await center.intake().sweep()


async def test_after_call_work_ends_by_itself_flagged_and_can_be_reopened(center):
    call = await wrapping_up(center)
    await keep_alive(center, 59)
    assert (await center.store.contact(call)).state is State.WRAP_UP
    await keep_alive(center, 2)
    closed = await center.store.contact(call)
    assert (closed.state, closed.flags) == (State.CLOSED, ("disposition_missing",))
    assert await center.presence() == (Presence.READY, "")
    assert (await center.desk.reopen(call)).state is State.ACTIVE


async def test_nothing_is_closed_under_an_operator_who_is_typing_a_note(center):
    call = await wrapping_up(center)
    for _key in range(5):
        await center.desk.save_draft(call, "note", "il cittadino…")
        await keep_alive(center, 40)
    assert (await center.store.contact(call)).state is State.WRAP_UP
    await keep_alive(center, 30)
    assert (await center.store.contact(call)).state is State.CLOSED


@pytest.mark.parametrize("kind", ["note", "reply", "handoff"])
async def test_nothing_is_closed_under_an_operator_who_fills_anything_in(center, kind):
    call = await wrapping_up(center)
    await keep_alive(center, 50)
    await center.desk.save_draft(call, kind, "in corso")
    await keep_alive(center, 30)
    assert (await center.store.contact(call)).state is State.WRAP_UP


async def test_without_a_limit_it_never_ends(center):
    center.after_call.seconds = 0
    call = await wrapping_up(center)
    for _round in range(30):
        await keep_alive(center, 100)
    assert (await center.store.contact(call)).state is State.WRAP_UP


# --- hours ---------------------------------------------------------------------------------------


async def test_the_pbx_is_told_when_it_opens_and_closes(linked):
    linked.hours.open = False
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == [HoursMode.CLOSED]
    await linked.hear(s.HoursSeen, mode=HoursMode.CLOSED)
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == []
    linked.hours.open = True
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == [HoursMode.OPEN]


async def test_a_supervisors_word_beats_the_hours_and_marks_what_arrives(linked):
    await linked.store.set_opening(HoursMode.CLOSED, by="anna", since=linked.clock.now())
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == [HoursMode.CLOSED]
    assert (await linked.ring()).out_of_hours
    await linked.store.set_opening(HoursMode.AUTO, by="anna", since=linked.clock.now())
    await linked.opening.settle()
    assert not (await linked.ring("c2")).out_of_hours
    linked.hours.open = False
    await linked.store.set_opening(HoursMode.OPEN, by="anna", since=linked.clock.now())
    await linked.opening.settle()
    assert not (await linked.ring("c3")).out_of_hours
    assert linked.opening.next_opening(5.0) == 5.0


async def test_after_a_reconnection_the_pbx_is_told_again_and_never_while_the_link_is_down(linked):
    await linked.hear(s.PhoneLink, ok=False)
    linked.hours.open = False
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == []
    await linked.hear(s.CallRosterRead, calls=())
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == [HoursMode.CLOSED]
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == []
    linked.clock.move(11)
    await linked.opening.settle()
    assert ordered(linked, "open_hours") == [HoursMode.CLOSED]


async def test_what_the_pbx_has_is_on_the_board(linked):
    await linked.hear(s.HoursSeen, mode=HoursMode.CLOSED)
    assert (await linked.store.board()).opening == Opening(seen=HoursMode.CLOSED)


async def test_an_intake_that_serves_again_orders_nothing_before_the_roster(linked):
    await linked.desk.log_in()
    linked.phone.wakeup = Bell()
    task = asyncio.create_task(linked.phone.run())
    for _round in range(50):
        await asyncio.sleep(0.002)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert linked.telephony.orders == []


async def test_the_keeper_survives_a_store_that_is_away(linked, monkeypatch):
    monkeypatch.setattr(phone, "STORE_RETRY_SECONDS", 0.0)
    fails = iter([True, False])
    settled = asyncio.Event()

    async def settle(_keeper):
        if next(fails, False):
            raise StoreUnavailable("locked")
        settled.set()

    monkeypatch.setattr(phone.PhoneKeeper, "settle", settle)
    linked.phone.wakeup = Bell()
    task = asyncio.create_task(linked.phone.run())
    await asyncio.wait_for(settled.wait(), 5)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
