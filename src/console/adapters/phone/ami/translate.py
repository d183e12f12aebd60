"""From AMI events to call signals: one function per event, pure but for the picture that it keeps in `Calls`.

Who is abandoned is decided by the hang-up of the citizen's channel and by nothing else: Asterisk reports a caller who
is taken out of the queue by hand either not at all or as abandoned. Who talks is decided by who is in one bridge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from console.adapters.phone.ami import consults, seats
from console.adapters.phone.ami.calls import (
    CONSULT,
    OUTGOING,
    TAKING,
    Call,
    Calls,
    Leg,
    Phase,
    call_of_leg,
    endpoint,
    given,
)
from console.adapters.phone.ami.wire import Message
from console.domain import call as s
from console.domain.handoff import TransferFailure

_BUSY, _USER_BUSY = ("5", "8"), "17"
"""Reasons (control frames of Asterisk) and the cause (Q.850) of a phone that was ordered to ring and is busy."""
_IN_LINE = (Phase.WAITING, Phase.RINGING)

Signals = list[s.CallSignal]


def translate(calls: Calls, event: Message, now: float) -> Signals:
    """What this event says about calls; most say nothing. Never raises for what a PBX may send."""
    rule = _RULES.get(event.get("Event", ""))
    return rule(calls, event, now) if rule else []


# --- the queue -----------------------------------------------------------------------------------


def _joined(calls: Calls, event: Message, now: float) -> Signals:
    if event.get("Queue", "") != calls.queue:
        return []
    known = calls.by_uniqueid(event.get("Uniqueid", ""))
    if known is None:
        call = _new(calls, event, Phase.WAITING, now)
        return [call.arrival()] if call else []
    if known.phase in _IN_LINE:
        return []
    return back_to_queue(known, now)


def _new(calls: Calls, event: Message, phase: Phase, now: float) -> Call | None:
    uniqueid = event.get("Uniqueid", "")
    if not uniqueid or uniqueid.startswith((TAKING, OUTGOING)):
        return None  # the leg of one of our own phones is nobody's call
    call = Call(
        call=uniqueid,
        channel=event.get("Channel", ""),
        uniqueid=uniqueid,
        number=given(event.get("CallerIDNum", "")),
        name=given(event.get("CallerIDName", "")),
        arrived_at=now,
        phase=phase,
    )
    calls.live[call.call] = call
    return call


def back_to_queue(call: Call, now: float) -> Signals:
    """The citizen waits again; a transfer or consult that was under way has failed."""
    failed: Signals = []
    if call.phase is Phase.TRANSFERRING:
        failure = call.failure or TransferFailure.NO_ANSWER
        failed = [s.TransferFailed(call=call.call, failure=failure, at=now)]
    elif call.phase in CONSULT:  # the operator has hung up in the middle
        failed = [s.ConsultEnded(call=call.call, failure=TransferFailure.UNKNOWN, at=now)]
    consults.forget(call)
    call.phase, call.operator, call.failure = Phase.WAITING, "", None
    return [*failed, s.CallQueued(call=call.call, at=now)]


def _agent_called(calls: Calls, event: Message, now: float) -> Signals:
    call = calls.by_uniqueid(event.get("Uniqueid", ""))
    extension = endpoint(event.get("DestChannel", ""))
    if call is None or call.phase not in _IN_LINE or not extension or calls.leg_of(call.call):
        return []
    call.phase, call.operator = Phase.RINGING, extension
    return [s.CallRinging(call=call.call, extension=extension, at=now)]


def _agent_did_not_answer(calls: Calls, event: Message, now: float) -> Signals:
    call = calls.by_uniqueid(event.get("Uniqueid", ""))
    extension = event.get("Interface", "").removeprefix(seats.TECHNOLOGY)
    unanswered: Signals = []
    if call is not None and extension in calls.operators:
        unanswered = [s.PhoneUnanswered(extension=extension, at=now)]
    if call is None or call.phase is not Phase.RINGING or calls.leg_of(call.call):
        return unanswered
    return [*unanswered, *back_to_queue(call, now)]


# --- phones that ring ----------------------------------------------------------------------------


def _dialling(calls: Calls, event: Message, now: float) -> Signals:
    consults.dialled(calls, event)
    uniqueid = event.get("DestUniqueid", "")
    if uniqueid.startswith(TAKING) and uniqueid not in calls.legs:
        # Ordered before the link was lost, and carried out only now.
        extension = endpoint(event.get("DestChannel", ""))
        calls.legs[uniqueid] = Leg(call_of_leg(uniqueid), extension)
    leg = calls.legs.get(uniqueid)
    if leg is not None:
        return _own_phone(calls, leg, event.get("DestChannel", ""), now)
    out = calls.live.get(event.get("Uniqueid", ""))
    if out is not None and out.call.startswith(OUTGOING) and not out.uniqueid:
        out.channel, out.uniqueid = event.get("DestChannel", ""), event.get("DestUniqueid", "")
        return [s.CallRinging(call=out.call, extension=out.operator, at=now)]
    return []


def _own_phone(calls: Calls, leg: Leg, channel: str, now: float) -> Signals:
    leg.channel = channel
    call = calls.live.get(leg.call)
    if call is None:
        calls.orphans.append(channel)
        return []
    if call.phase not in _IN_LINE:
        return []
    call.phase, call.operator = Phase.RINGING, leg.extension
    return [s.CallRinging(call=call.call, extension=leg.extension, at=now)]


def _rung(calls: Calls, event: Message, now: float) -> Signals:
    """What came of an order to ring: answered, or the phone is not there, busy, or nobody answered it."""
    name = event.get("ActionID", "")
    leg = calls.legs.get(name)
    if event.get("Response") == "Success":
        if leg is not None:
            leg.is_answered = True
        return []
    return leg_is_gone(calls, name, now, is_busy=event.get("Reason", "") in _BUSY)


def leg_is_gone(calls: Calls, uniqueid: str, now: float, *, is_busy: bool = False) -> Signals:
    """The operator's leg has ended; a citizen for whom it rang waits on, one whom it called was not reached.

    Its hang-up may be told before the outcome of the order to ring, or after it.
    """
    leg = calls.legs.pop(uniqueid, None)
    call = calls.live.get(leg.call) if leg else None
    if leg is None or call is None:
        return []
    in_vain = not (leg.is_answered or leg.is_cancelled or is_busy)
    unanswered: Signals = [s.PhoneUnanswered(extension=leg.extension, at=now)] if in_vain else []
    return [*unanswered, *_alone(calls, call, now, None if leg.is_cancelled else TransferFailure.NO_ANSWER)]


def _alone(calls: Calls, call: Call, now: float, why: TransferFailure | None) -> Signals:
    """The operator's phone is not on its way to this citizen any more."""
    if call.phase is Phase.RINGING:
        return back_to_queue(call, now)
    if call.phase is Phase.HELD:
        never_asked = s.ConsultEnded(call=call.call, failure=why, at=now)
        ended = [never_asked] if call.is_asked else []
        call.is_asked = False
        return [*ended, s.CallHeld(call=call.call, held=True, at=now)]
    if call.phase is Phase.CALLING:
        return _over(calls, call, now)
    return []


# --- bridges -------------------------------------------------------------------------------------


def _entered(calls: Calls, event: Message, now: float) -> Signals:
    bridge, uniqueid, channel = event.get("BridgeUniqueid", ""), event.get("Uniqueid", ""), event.get("Channel", "")
    stands_for = calls.by_uniqueid(calls.stand_ins.pop(uniqueid, ""))
    if stands_for is not None:
        uniqueid, channel = stands_for.uniqueid, stands_for.channel
    for members in calls.bridges.values():
        members.pop(uniqueid, None)
        members.pop(event.get("SwapUniqueid", ""), None)
    calls.bridges.setdefault(bridge, {})[uniqueid] = channel
    if event.get("BridgeTechnology") == "holding_bridge":
        call = calls.by_uniqueid(uniqueid)
        return held(call, now) if call else []
    asked = consults.answered(calls, bridge, now)
    together = [one for one in (calls.by_uniqueid(member) for member in calls.bridges[bridge]) if one]
    return [*asked, *(signal for call in together for signal in _met(calls, call, now))]


def _met(calls: Calls, call: Call, now: float) -> Signals:
    phones = [extension for extension in map(endpoint, calls.beside(call.uniqueid)) if extension]
    if not phones:
        return []
    return met(calls, call, phones[0], now)


def met(calls: Calls, call: Call, extension: str, now: float) -> Signals:
    """The citizen talks with this extension: an operator, or else a clerk."""
    calls.legs = {uniqueid: leg for uniqueid, leg in calls.legs.items() if leg.call != call.call}
    consults.forget(call)
    if extension not in calls.operators:
        if call.phase is Phase.WITH_CLERK and call.clerk == extension:
            return []
        call.phase, call.clerk, call.failure = Phase.WITH_CLERK, extension, None
        return [s.CallTransferred(call=call.call, extension=extension, at=now)]
    return [*_back_with(call, extension, now)]


def _back_with(call: Call, extension: str, now: float) -> Iterator[s.CallSignal]:
    """What it means that the citizen talks with an operator, after what was before."""
    before, same, failure = call.phase, call.operator == extension, call.failure
    call.phase, call.operator, call.failure = Phase.TALKING, extension, None
    if before in CONSULT:
        yield s.ConsultEnded(call=call.call, failure=failure, at=now)
    elif before is Phase.HELD:
        yield s.CallHeld(call=call.call, held=False, at=now)
    elif before is Phase.TRANSFERRING:
        yield s.TransferFailed(call=call.call, failure=failure or TransferFailure.NO_ANSWER, at=now)
    elif before is not Phase.TALKING:
        same = False
    if not same:
        yield s.CallConnected(call=call.call, extension=extension, at=now)


def held(call: Call, now: float) -> Signals:
    """The citizen hears music."""
    if call.phase is Phase.HELD or call.phase in CONSULT:
        return []
    call.phase = Phase.HELD
    return [] if call.is_asked else [s.CallHeld(call=call.call, held=True, at=now)]


def _left(calls: Calls, event: Message, _now: float) -> Signals:
    calls.bridges.get(event.get("BridgeUniqueid", ""), {}).pop(event.get("Uniqueid", ""), None)
    return []


def _bridge_is_gone(calls: Calls, event: Message, _now: float) -> Signals:
    calls.bridges.pop(event.get("BridgeUniqueid", ""), None)
    return []


def _phone_holds(calls: Calls, event: Message, now: float) -> Signals:
    """The hold key of a desk phone: the citizen beside it hears music."""
    call = _call_beside(calls, event.get("Uniqueid", ""))
    if call is None or call.phase is not Phase.TALKING:
        return []
    return held(call, now)


def _phone_resumes(calls: Calls, event: Message, now: float) -> Signals:
    call = _call_beside(calls, event.get("Uniqueid", ""))
    if call is None or call.phase is not Phase.HELD:
        return []
    call.phase = Phase.TALKING
    return [s.CallHeld(call=call.call, held=False, at=now)]


def _call_beside(calls: Calls, uniqueid: str) -> Call | None:
    for members in calls.bridges.values():
        if uniqueid in members:
            return next((one for one in map(calls.by_uniqueid, members) if one), None)
    return None


# --- transfers -----------------------------------------------------------------------------------


def _phone_transfers(calls: Calls, event: Message, _now: float) -> Signals:
    """A blind transfer by the keys of a desk phone: the same as ours, only ordered elsewhere."""
    call = calls.by_uniqueid(event.get("TransfereeUniqueid", ""))
    if call is not None and event.get("Result") == "Success" and call.phase in (Phase.TALKING, Phase.HELD):
        call.phase, call.clerk = Phase.TRANSFERRING, event.get("Extension", "")
    return []


def _phone_joins(calls: Calls, event: Message, now: float) -> Signals:
    """A transfer with asking by the keys of a desk phone: the citizen takes the place of that phone's second leg.

    No bridge tells of it when the second leg was still dialling or had only just been answered.
    """
    call = calls.by_uniqueid(event.get("TransfereeUniqueid", ""))
    if call is None or event.get("Result") != "Success" or call.phase not in (Phase.TALKING, Phase.HELD):
        return []
    second = event.get("SecondTransfererUniqueid", "")
    place = next((members for members in calls.bridges.values() if second in members), None)
    if place is None:
        calls.stand_ins[second] = call.uniqueid
        call.phase, call.clerk = Phase.TRANSFERRING, event.get("SecondTransfererExten", "")
        return []
    for members in calls.bridges.values():
        members.pop(call.uniqueid, None)
    place.pop(second, None)
    place[call.uniqueid] = call.channel
    return _met(calls, call, now)


def _told(calls: Calls, event: Message, now: float) -> Signals:
    """What our own dialplan tells."""
    uniqueid = event.get("Uniqueid", "")
    if event.get("UserEvent") == "ConsoleConsult":
        return consults.began(calls, event, now)
    if event.get("UserEvent") == "ConsoleConsultOver":
        consults.over(calls, event)
    elif event.get("UserEvent") == "ConsoleTransferFailed":
        call = calls.by_uniqueid(calls.stand_ins.get(uniqueid, uniqueid))
        if call is not None:
            call.failure = consults.failure_of(event) or TransferFailure.NO_ANSWER
    elif event.get("UserEvent") == "ConsoleClosed" and calls.by_uniqueid(uniqueid) is None:
        call = _new(calls, event, Phase.CLOSED, now)
        return [call.arrival()] if call else []
    return []


# --- the end -------------------------------------------------------------------------------------


def _hung_up(calls: Calls, event: Message, now: float) -> Signals:
    uniqueid = event.get("Uniqueid", "")
    calls.stand_ins.pop(uniqueid, None)
    for members in calls.bridges.values():
        members.pop(uniqueid, None)
    call = calls.by_uniqueid(uniqueid)
    if call is not None:
        return _over(calls, call, now)
    return leg_is_gone(calls, uniqueid, now, is_busy=event.get("Cause", "") == _USER_BUSY)


def _over(calls: Calls, call: Call, now: float) -> Signals:
    del calls.live[call.call]
    for uniqueid, leg in list(calls.legs.items()):
        if leg.call == call.call:
            del calls.legs[uniqueid]
            calls.orphans.extend([leg.channel] if leg.channel else [])
    if call.phase is Phase.ASKING and call.consult is not None and call.consult.clerk_channel:
        calls.orphans.append(call.consult.clerk_channel)
    ended = s.CallEnded(call=call.call, at=now)
    if call.phase is Phase.TRANSFERRING:
        return [s.TransferFailed(call=call.call, failure=TransferFailure.CALLER_GONE, at=now), ended]
    return [ended]


def _renamed(calls: Calls, event: Message, _now: float) -> Signals:
    """Asterisk swaps channels when one that it did not run is moved: the name moves with it."""
    old, new = event.get("Channel", ""), event.get("Newname", "")
    for call in calls.live.values():
        if call.channel == old:
            call.channel = new
        if call.consult is not None and call.consult.channel == old:
            call.consult.channel = new
        if call.consult is not None and call.consult.clerk_channel == old:
            call.consult.clerk_channel = new
    for leg in calls.legs.values():
        if leg.channel == old:
            leg.channel = new
    return []


_RULES: dict[str, Callable[[Calls, Message, float], Signals]] = {
    "QueueCallerJoin": _joined,
    "AgentCalled": _agent_called,
    "AgentRingNoAnswer": _agent_did_not_answer,
    "DialBegin": _dialling,
    "DialState": consults.clerk_rings,
    "OriginateResponse": _rung,
    "BridgeEnter": _entered,
    "BridgeLeave": _left,
    "BridgeDestroy": _bridge_is_gone,
    "Hold": _phone_holds,
    "Unhold": _phone_resumes,
    "BlindTransfer": _phone_transfers,
    "AttendedTransfer": _phone_joins,
    "UserEvent": _told,
    "Hangup": _hung_up,
    "Rename": _renamed,
    "QueueMemberAdded": seats.member,
    "QueueMemberPause": seats.member,
    "QueueMemberStatus": seats.member,
    "QueueMemberRemoved": seats.removed,
    "DeviceStateChange": seats.device_changed,
}
