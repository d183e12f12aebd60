"""Writes `recorded/` anew from a real Asterisk, for instance another version: not collected by itself.

    python -m pytest tests/adapters/phone/ami/record.py

Two dialogues depend on a race within the PBX and are kept from the run that had it: `keys_attended_transfer_app` (the
second leg was bridged, but the bridge did not tell of the change) and `keys_attended_transfer_early` (not yet bridged).
In `taken_by_another` it is open whose phone rings first: in the one that is kept it was Anna's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.phone.ami.replay import RECORDED
from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, BRUNO, CLERK, MUELLER, OTHER, ROSSI, asks, consults, handoff, talks, waits
from console.adapters.clock import SystemClock
from console.adapters.phone.ami.asterisk import AsteriskTelephony
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRinging,
    CallTransferred,
    ClerkRinging,
    ConsultAnswered,
    ConsultEnded,
    HoursSeen,
    PhoneUnanswered,
    TransferFailed,
)
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from rigs.asterisk.phones import Does
from rigs.asterisk.recorder import write
from rigs.asterisk.talk import State, Talk
from rigs.asterisk_rig import OPERATORS, QUEUE, Office

Dialogue = Callable[[Office, Listener], Awaitable[None]]


async def over(listener: Listener, *citizens: Talk) -> None:
    """The citizens hang up."""
    for citizen in citizens:
        citizen.hang_up()
        await listener.next(CallEnded)


async def rings(office: Office, listener: Listener) -> tuple[Talk, str]:
    """A citizen for whom Anna's phone rings."""
    office.phones.phone(ANNA).does = Does.RING
    citizen, call = await waits(office, listener)
    await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    await listener.next(CallRinging)
    return citizen, call


async def taken(office: Office, listener: Listener) -> None:
    citizen, _call = await talks(office, listener, name="Müller Zoë")
    await over(listener, citizen)


async def abandoned(office: Office, listener: Listener) -> None:
    citizen, _call = await waits(office, listener)
    await over(listener, citizen)


async def abandoned_while_ringing(office: Office, listener: Listener) -> None:
    citizen, _call = await rings(office, listener)
    await over(listener, citizen)


async def not_answered(office: Office, listener: Listener) -> None:
    await rings(office, listener)
    await listener.next(CallQueued)


async def taken_by_another(office: Office, listener: Listener) -> None:
    account = office.pbx.account
    other = AsteriskTelephony(lambda: account, SystemClock(), operators=OPERATORS, queue=QUEUE)
    citizen, call = await waits(office, listener)
    async with Listener(other) as rival:
        await rival.connected()
        for phone in (ANNA, BRUNO):
            office.phones.phone(phone).does = Does.RING
        # Both before either has heard of the other's: a console that knows refuses by itself.
        await asyncio.gather(
            office.telephony.take(CallOrder(call=call, operator_extension=ANNA)),
            other.take(CallOrder(call=call, operator_extension=BRUNO)),
        )
        await office.phones.rings(ANNA)
        (await office.phones.rings(BRUNO)).pick_up()
        await listener.next(CallConnected)
        loser = await office.phones.rings(ANNA)
        loser.pick_up()
        await loser.reaches(State.ENDED)
    await over(listener, citizen)


async def rung_by_the_queue(office: Office, listener: Listener) -> None:
    office.phones.phone(ANNA).does = Does.RING
    office.pbx.cli(f"queue add member PJSIP/{ANNA} to {QUEUE}")
    try:
        citizen, _call = await waits(office, listener)
        (await office.phones.rings(ANNA)).pick_up()
        await listener.next(CallConnected)
        await over(listener, citizen)
    finally:
        office.pbx.cli(f"queue remove member PJSIP/{ANNA} from {QUEUE}")


async def closed(office: Office, listener: Listener) -> None:
    office.pbx.cli("devstate change Custom:console-hours BUSY")
    office.phones.citizen_calls(ROSSI)
    await listener.next(CallArrived)
    await listener.next(CallEnded)


async def held_and_resumed(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    await office.telephony.hold(CallOrder(call=call))
    await listener.next(CallHeld, held=True)
    await office.telephony.resume(CallOrder(call=call))
    await listener.next(CallHeld, held=False)
    await office.telephony.hang_up(CallOrder(call=call))
    await listener.next(CallEnded)


async def handed_on(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await listener.next(CallTransferred)
    await over(listener, await office.phones.rings(CLERK))


async def clerk_busy(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.BUSY
    citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await listener.next(TransferFailed)
    await over(listener, citizen)


async def clerk_silent_operator_busy(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await office.phones.rings(CLERK)
    other, _second = await talks(office, listener, MUELLER)
    await listener.next(CallQueued, call=call)
    await over(listener, citizen, other)


async def gone_while_transferring(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await office.phones.rings(CLERK)
    await over(listener, citizen)


async def keys_hold(office: Office, listener: Listener) -> None:
    citizen, _call = await talks(office, listener)
    phone = office.phones.phone(ANNA).talks[-1]
    await phone.hold()
    await listener.next(CallHeld, held=True)
    await phone.resume()
    await listener.next(CallHeld, held=False)
    await over(listener, citizen)


async def keys_blind_transfer(office: Office, listener: Listener) -> None:
    citizen, _call = await talks(office, listener)
    office.phones.phone(ANNA).talks[-1].refer(CLERK)
    await listener.next(CallTransferred)
    await over(listener, citizen)


async def keys_attended_transfer(office: Office, listener: Listener) -> None:
    await _attended(office, listener, State.UP)


async def keys_joined_while_ringing(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.RING
    await _attended(office, listener, State.RINGING)


async def _attended(office: Office, listener: Listener, when: State) -> None:
    citizen, _call = await talks(office, listener)
    talk = office.phones.phone(ANNA).talks[-1]
    await talk.hold()
    await listener.next(CallHeld, held=True)
    asking = office.phones.dial(ANNA, CLERK)
    clerk = await office.phones.rings(CLERK)
    await asking.reaches(when)
    talk.refer(CLERK, replacing=asking)
    await talk.reaches(State.ENDED)
    await asking.reaches(State.ENDED)
    await office.settles()
    clerk.pick_up()
    await listener.next(CallTransferred)
    await over(listener, citizen)


async def consult_completed(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred)
    await over(listener, citizen)


async def consult_handed_back(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    await office.telephony.hand_back(CallOrder(call=call))
    await listener.next(ConsultEnded)
    await over(listener, citizen)


async def consult_declined(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.DECLINE
    citizen, _call = await asks(office, listener)
    await listener.next(ConsultEnded)
    await over(listener, citizen)


async def consult_from_hold_not_answered(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await talks(office, listener)
    await office.telephony.hold(CallOrder(call=call))
    await listener.next(CallHeld)
    await office.telephony.consult(handoff(call))
    await listener.next(ConsultEnded)
    await over(listener, citizen)


async def consult_abandoned(office: Office, listener: Listener) -> None:
    """The citizen hangs up while the clerk's phone rings."""
    office.phones.phone(CLERK).does = Does.RING
    citizen, _call = await asks(office, listener)
    await listener.next(ClerkRinging)
    await over(listener, citizen)
    await office.settles()


async def consult_left_by_the_operator(office: Office, listener: Listener) -> None:
    citizen, _call = await consults(office, listener)
    office.phones.phone(ANNA).talks[-1].hang_up()
    await listener.next(CallQueued)
    await over(listener, citizen)


async def seats_and_hours(office: Office, listener: Listener) -> None:
    """Anna logs in; the queue rings her phone in vain; she is paused and leaves; the office closes and opens."""
    office.phones.phone(ANNA).does = Does.RING
    await office.telephony.seat(Seat(extension=ANNA, name="Anna", logged_in=True))
    citizen, _call = await waits(office, listener)
    await listener.next(PhoneUnanswered)
    await office.telephony.seat(Seat(extension=ANNA, name="Anna", logged_in=True, paused=True, reason="no_answer"))
    await over(listener, citizen)
    await office.telephony.seat(Seat(extension=ANNA, name="Anna"))
    for mode in (HoursMode.CLOSED, HoursMode.OPEN):
        await office.telephony.open_hours(mode)
        await listener.next(HoursSeen, mode=mode)


async def called_out(office: Office, listener: Listener) -> None:
    await office.telephony.call_out(CallOrder(call="out-7-3", number=MUELLER, operator_extension=ANNA))
    await listener.next(CallConnected)
    await office.telephony.hang_up(CallOrder(call="out-7-3"))
    await listener.next(CallEnded)


async def called_out_busy(office: Office, listener: Listener) -> None:
    office.phones.phone(MUELLER).does = Does.BUSY
    await office.telephony.call_out(CallOrder(call="out-8-1", number=MUELLER, operator_extension=ANNA))
    await listener.next(CallEnded)


async def picture(office: Office, listener: Listener) -> None:
    """…1 waits, 2 rings at Bruno's, 3 is on hold, 4 talks with a clerk, 5 with Anna, 6 is on the way to a clerk, about
    7 Anna asks a clerk."""
    _citizen, four = await talks(office, listener, "+41910000004")
    await office.telephony.transfer(handoff(four))
    await listener.next(CallTransferred)
    _citizen, three = await talks(office, listener, "+41910000003")
    await office.telephony.hold(CallOrder(call=three))
    await listener.next(CallHeld)
    _citizen, seven = await talks(office, listener, "+41910000007")
    await office.telephony.consult(handoff(seven, extension=OTHER))
    await listener.next(ConsultAnswered)
    await talks(office, listener, "+41910000005", "Èva")
    office.phones.phone(OTHER).does = Does.RING
    _citizen, six = await waits(office, listener, "+41910000006")
    await office.telephony.take(CallOrder(call=six, operator_extension=BRUNO))
    await listener.next(CallConnected)
    await office.telephony.transfer(handoff(six, extension=OTHER))
    await office.phones.rings(OTHER)
    await waits(office, listener, "+41910000001")
    office.phones.phone(BRUNO).does = Does.RING
    _citizen, two = await waits(office, listener, "+41910000002")
    await office.telephony.take(CallOrder(call=two, operator_extension=BRUNO))
    await listener.next(CallRinging)
    office.road.passed.clear()
    fresh = office.console()
    async with Listener(fresh) as listening:
        await listening.connected()


DIALOGUES: tuple[Dialogue, ...] = (
    taken, abandoned, abandoned_while_ringing, not_answered, taken_by_another, rung_by_the_queue, closed,
    held_and_resumed, handed_on, clerk_busy, clerk_silent_operator_busy, gone_while_transferring, keys_hold,
    keys_blind_transfer, keys_attended_transfer, keys_joined_while_ringing, consult_completed, consult_handed_back,
    consult_declined, consult_from_hold_not_answered, consult_abandoned, consult_left_by_the_operator, seats_and_hours,
    called_out, called_out_busy, picture,
)  # fmt: skip


@pytest.mark.server
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[one.__name__ for one in DIALOGUES])  # type: ignore[attr-defined]
async def test_write(office: Office, listener: Listener, dialogue: Dialogue) -> None:
    office.road.passed.clear()
    await dialogue(office, listener)
    if dialogue is not picture:
        await office.quiet()
    session = office.telephony._hand.session
    assert session is not None
    await session.act("Ping")  # what the PBX had to say before comes before its answer
    write(office.road.passed, RECORDED / f"{dialogue.__name__}.txt")  # type: ignore[attr-defined]
