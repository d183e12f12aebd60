"""A consult on a real Asterisk while the link is cut, the PBX stands still, or intake starts anew."""

from __future__ import annotations

import asyncio

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, BRUNO, CLERK, MUELLER, asks, consults, handoff, talks, waits
from console.domain.call import (
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRosterRead,
    CallTransferred,
    ClerkRinging,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    PhoneLink,
)
from console.domain.handoff import TransferFailure
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.asterisk.phones import Does
from rigs.asterisk.talk import State
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server


async def cut(office: Office, listener: Listener) -> None:
    """The link is gone."""
    office.road.cut()
    await listener.next(PhoneLink, ok=False, problem="unreachable")


async def mend(office: Office, listener: Listener) -> CallRosterRead:
    """The link is back, once the PBX has done what people did meanwhile."""
    await office.settles()
    office.road.mend()
    return await listener.next(CallRosterRead)


# --- the link is cut -------------------------------------------------------------------------------


async def test_a_phone_that_rings_through_the_gap_rings_after_it_and_can_answer(
    office: Office, listener: Listener
) -> None:
    office.phones.phone(CLERK).does = Does.RING
    _citizen, call = await asks(office, listener)
    clerk = await office.phones.rings(CLERK)
    await cut(office, listener)
    await mend(office, listener)
    await listener.next(ConsultStarted, call=call, extension=CLERK)
    await listener.next(ClerkRinging, call=call, extension=CLERK)
    clerk.pick_up()
    await listener.next(ConsultAnswered, call=call, extension=CLERK)
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred, call=call, extension=CLERK)


async def test_a_clerk_who_answers_in_the_gap_is_found_talking_and_handed_back(
    office: Office, listener: Listener
) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await asks(office, listener)
    clerk = await office.phones.rings(CLERK)
    await cut(office, listener)
    for order in (office.telephony.complete, office.telephony.hand_back):
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await order(CallOrder(call=call))
    clerk.pick_up()
    await mend(office, listener)
    await listener.next(ConsultStarted, call=call)
    await listener.next(ConsultAnswered, call=call, extension=CLERK)
    await office.telephony.hand_back(CallOrder(call=call))
    await listener.next(ConsultEnded, call=call, failure=None)
    assert (citizen.state, office.phones.phone(ANNA).talks[-1].state) == (State.UP, State.UP)


async def test_a_clerk_who_hangs_up_in_the_gap_has_left_the_citizen_with_the_operator(
    office: Office, listener: Listener
) -> None:
    _citizen, call = await consults(office, listener)
    await cut(office, listener)
    office.phones.phone(CLERK).talks[-1].hang_up()
    await mend(office, listener)
    await listener.next(CallConnected, call=call, extension=ANNA)
    await office.telephony.consult(handoff(call))
    await listener.next(ConsultAnswered, call=call)


async def test_an_operator_who_hangs_up_in_the_gap_has_left_the_citizen_in_the_queue(
    office: Office, listener: Listener
) -> None:
    _citizen, call = await consults(office, listener)
    await cut(office, listener)
    office.phones.phone(ANNA).talks[-1].hang_up()
    await mend(office, listener)
    await listener.next(CallQueued, call=call)
    await office.telephony.take(CallOrder(call=call, operator_extension=BRUNO))
    await listener.next(CallConnected, call=call, extension=BRUNO)


async def test_a_citizen_who_hangs_up_in_the_gap_is_in_no_roster(office: Office, listener: Listener) -> None:
    citizen, _call = await consults(office, listener)
    await cut(office, listener)
    citizen.hang_up()
    roster = await mend(office, listener)
    assert [one.call for one in roster.calls] == []
    assert office.phones.phone(CLERK).talks[-1].state is State.UP, "operator and clerk may talk on"


async def test_an_intake_that_starts_anew_knows_about_whom_the_clerk_is_asked(
    office: Office, listener: Listener
) -> None:
    """Anna has another citizen on hold too: only the PBX knows for which of them her phone asks."""
    _first, kept = await talks(office, listener)
    await office.telephony.hold(CallOrder(call=kept))
    await listener.next(CallHeld, call=kept, held=True)
    _citizen, call = await talks(office, listener, MUELLER)
    await office.telephony.consult(handoff(call))
    await listener.next(ConsultAnswered, call=call)
    fresh = office.console()
    async with Listener(fresh) as listening:
        await listening.connected()
        assert listening.of_call(kept) == [CallConnected, CallHeld]
        assert listening.of_call(call) == [ConsultStarted, ConsultAnswered]
        await fresh.complete(CallOrder(call=call))
        await listening.next(CallTransferred, call=call, extension=CLERK)
        await fresh.resume(CallOrder(call=kept))
        await listening.next(CallHeld, call=kept, held=False)


# --- the PBX stands still --------------------------------------------------------------------------


async def test_a_pbx_that_freezes_in_the_middle_still_has_the_consult(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    office.pbx.freeze()
    try:
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await office.telephony.complete(CallOrder(call=call))
        await listener.next(PhoneLink, ok=False, problem="unreachable")
    finally:
        office.pbx.thaw()
    await listener.next(ConsultStarted, call=call, extension=CLERK)
    await listener.next(ConsultAnswered, call=call, extension=CLERK)
    assert office.road.actions("Bridge") == [], "the first half was of unknown outcome: the second was never sent"
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred, call=call, extension=CLERK)
    assert len(office.road.actions("Bridge")) == 1
    assert (citizen.state, office.phones.phone(CLERK).talks[-1].state) == (State.UP, State.UP)


async def test_a_half_completed_consult_never_leaves_the_citizen_alone(office: Office, listener: Listener) -> None:
    """The operator's phone was told that it is done, and then the PBX froze: it looks before it ends."""
    citizen, call = await consults(office, listener)
    office.pbx.freeze()
    try:
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await office.telephony.complete(CallOrder(call=call))
    finally:
        office.pbx.thaw()
    await listener.next(ConsultAnswered, call=call)
    office.phones.phone(CLERK).talks[-1].hang_up()
    await listener.next(ConsultEnded, call=call, failure=TransferFailure.REFUSED)
    assert (citizen.state, office.phones.phone(ANNA).talks[-1].state) == (State.UP, State.UP)


async def test_a_consult_whose_first_half_is_lost_never_begins(office: Office, listener: Listener) -> None:
    """The case was being written on the channel: of unknown outcome, so nothing more was sent, then or later."""
    citizen, call = await talks(office, listener)
    office.road.jam()
    with pytest.raises(CallOrderFailed, match="unreachable"):
        await office.telephony.consult(handoff(call))
    office.road.clear()
    await listener.next(CallConnected, call=call, extension=ANNA)
    assert office.road.actions("Redirect") == []
    assert office.phones.phone(CLERK).invites == []
    await office.telephony.consult(handoff(call))
    await listener.next(ConsultAnswered, call=call)
    assert citizen.state is State.UP


async def test_an_answer_to_the_consult_that_is_lost_is_found_in_the_picture(
    office: Office, listener: Listener
) -> None:
    _citizen, call = await talks(office, listener)
    asked = asyncio.create_task(office.telephony.consult(handoff(call)))
    while not office.road.actions("Redirect"):  # noqa: ASYNC110  the road has no event for what it carries
        await asyncio.sleep(0)
    await cut(office, listener)
    with pytest.raises(CallOrderFailed, match="unreachable"):
        await asked
    await office.phones.rings(CLERK)
    await mend(office, listener)
    await listener.next(ConsultStarted, call=call, extension=CLERK)
    await listener.next(ConsultAnswered, call=call, extension=CLERK)
    assert len(office.road.actions("Redirect")) == 1
    assert len(office.phones.phone(CLERK).invites) == 1


async def test_a_pbx_that_starts_anew_has_no_consult(office: Office, listener: Listener) -> None:
    await consults(office, listener)
    await asyncio.to_thread(office.pbx.stop)
    await asyncio.to_thread(office.pbx.start)
    roster = await listener.next(CallRosterRead)
    assert roster.calls == ()
    office.phones.forget()
    _other, later = await waits(office, listener, MUELLER)
    assert CallEnded not in listener.of_call(later)
