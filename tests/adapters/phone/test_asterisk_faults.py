"""What breaks between the console and a real Asterisk, and how soon the picture is true again."""

from __future__ import annotations

import asyncio
import time

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, CLERK, MUELLER, talks, waits
from console.adapters.phone.ami.session import DEADLINE_SECONDS, PING_SECONDS
from console.domain.call import CallConnected, CallEnded, CallRosterRead, CallTransferred, PhoneLink
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.asterisk.talk import State
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

SOON = PING_SECONDS + DEADLINE_SECONDS
"""Seconds after which the picture must be true again."""
FROZEN_SECONDS = 12.0


def live(roster: CallRosterRead) -> set[str]:
    return {one.call for one in roster.calls}


async def test_a_cut_connection_is_found_again_and_tells_the_truth(office: Office, listener: Listener) -> None:
    _talking, kept = await talks(office, listener)
    gone_citizen, gone = await waits(office, listener, MUELLER)
    office.road.cut()
    await listener.next(PhoneLink, ok=False, problem="unreachable")
    gone_citizen.hang_up()
    await office.settles()
    office.road.mend()
    began = time.monotonic()
    roster = await listener.next(CallRosterRead)
    assert time.monotonic() - began < SOON
    assert live(roster) == {kept}
    assert CallEnded not in listener.of_call(gone), "nobody knows how it ended: it is in no roster"
    await listener.next(CallConnected, call=kept, extension=ANNA)


async def test_an_order_whose_answer_is_lost_is_not_given_twice(office: Office, listener: Listener) -> None:
    _citizen, call = await waits(office, listener)
    office.road.jam()
    with pytest.raises(CallOrderFailed, match="unreachable"):
        await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    office.road.clear()
    roster = await listener.next(CallRosterRead)
    assert live(roster) == {call}
    await listener.next(CallConnected, call=call, extension=ANNA)
    assert len(office.road.actions("Originate")) == 1
    assert len(office.phones.phone(ANNA).invites) == 1


async def test_orders_without_a_link_are_refused_and_never_sent(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    office.road.cut()
    await listener.next(PhoneLink, ok=False)
    for order in (office.telephony.hold, office.telephony.hang_up):
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await order(CallOrder(call=call))
    office.road.mend()
    await listener.next(CallConnected, call=call, extension=ANNA)
    assert office.road.actions("Redirect") == office.road.actions("Hangup") == []


async def test_a_frozen_pbx_is_noticed_and_read_anew(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    office.pbx.freeze()
    began = time.monotonic()
    try:
        await listener.next(PhoneLink, ok=False, problem="unreachable")
        assert time.monotonic() - began < SOON + 1.0
        citizen.hang_up()
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await office.telephony.transfer(CallOrder(call=call, extension=CLERK, operator_extension=ANNA))
        await asyncio.sleep(FROZEN_SECONDS - (time.monotonic() - began))
    finally:
        office.pbx.thaw()
    thawed = time.monotonic()
    await listener.next(PhoneLink, ok=True)
    assert time.monotonic() - thawed < SOON
    await office.settles()
    rosters = [one for one in listener.heard if isinstance(one, CallRosterRead)]
    if call in live(rosters[-1]):
        await listener.next(CallEnded, call=call)
    assert office.road.actions("Redirect") == []
    _other, later = await talks(office, listener, MUELLER)
    await office.telephony.transfer(CallOrder(call=later, extension=CLERK, operator_extension=ANNA))
    await listener.next(CallTransferred, call=later)


async def test_an_order_that_a_frozen_pbx_carries_out_later_is_seen(office: Office, listener: Listener) -> None:
    """Its outcome was unknown to the console; the PBX still had it in its ear."""
    citizen, call = await waits(office, listener)
    office.pbx.freeze()
    try:
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
        await listener.next(PhoneLink, ok=False, problem="unreachable")
    finally:
        office.pbx.thaw()
    thawed = time.monotonic()
    await listener.next(CallConnected, call=call, extension=ANNA)
    assert time.monotonic() - thawed < SOON
    assert len(office.road.actions("Originate")) == len(office.phones.phone(ANNA).invites) == 1
    citizen.hang_up()
    await listener.next(CallEnded, call=call, known=True)


async def test_a_pbx_that_starts_anew_has_no_calls(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    await asyncio.to_thread(office.pbx.stop)
    await asyncio.to_thread(office.pbx.start)
    began = time.monotonic()
    roster = await listener.next(CallRosterRead)
    assert time.monotonic() - began < SOON
    assert live(roster) == set()
    office.phones.forget()
    assert call not in live(roster)
    _other, later = await talks(office, listener, MUELLER)
    assert later != call


async def test_a_console_that_reads_nothing_for_a_while_catches_up(office: Office, listener: Listener) -> None:
    _citizen, call = await waits(office, listener)
    office.road.jam()
    for _ in range(5):
        talk = office.phones.citizen_calls(MUELLER)
        await talk.reaches(State.UP)
        talk.hang_up()
    await office.settles()
    await listener.next(PhoneLink, ok=False, problem="unreachable")
    office.road.clear()
    began = time.monotonic()
    roster = await listener.next(CallRosterRead)
    assert time.monotonic() - began < SOON
    assert live(roster) == {call}
    await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    await listener.next(CallConnected, call=call)


async def test_a_wrong_password_is_told_apart_and_not_hammered(office: Office) -> None:
    async with Listener(office.console(secret="wrong")) as listening:
        link = await listening.next(PhoneLink, ok=False)
        assert link.problem == "login_refused"
    assert office.road.connections == 1
