"""A consult in AMI's events: the dialplan tells how it begins and why it ends, the bridges who talks. Pure."""

from __future__ import annotations

from console.adapters.phone.ami.calls import CONSULT, Call, Calls, Consult, Phase, endpoint
from console.adapters.phone.ami.wire import Message
from console.domain import call as s
from console.domain.handoff import TransferFailure

Signals = list[s.CallSignal]

_FAILURES = {
    "ANSWER": TransferFailure.REFUSED,
    "BUSY": TransferFailure.BUSY,
    "NOANSWER": TransferFailure.NO_ANSWER,
    "CHANUNAVAIL": TransferFailure.NO_ANSWER,
    "CONGESTION": TransferFailure.REFUSED,
}
"""DIALSTATUS of the clerk's phone: one that is not registered is one that does not answer, one that has answered and
gave the citizen back has hung up."""
CALL_REJECTED = "21"
"""The cause (Q.850) of a phone on which somebody pressed the key that declines; its DIALSTATUS says less."""


def failure_of(event: Message) -> TransferFailure | None:
    """Why the clerk was not reached, as the dialplan tells it; None when the operator ended it on purpose."""
    outcome = event.get("Outcome", "")
    if outcome and event.get("Cause", "") == CALL_REJECTED:
        return TransferFailure.REFUSED
    return _FAILURES.get(outcome, TransferFailure.NO_ANSWER) if outcome else None


def began(calls: Calls, event: Message, now: float) -> Signals:
    """The operator's phone calls the clerk."""
    call = calls.by_channel(event.get("Citizen", ""))
    uniqueid, channel = event.get("Uniqueid", ""), event.get("Channel", "")
    if call is None or not uniqueid:
        return []
    calls.legs = {name: leg for name, leg in calls.legs.items() if leg.call != call.call}
    call.phase, call.clerk, call.failure = Phase.ASKING, event.get("Clerk", ""), None
    call.consult, call.is_asked = Consult(uniqueid, channel), False
    call.operator = endpoint(channel) or call.operator
    return [s.ConsultStarted(call=call.call, extension=call.clerk, at=now)]


def dialled(calls: Calls, event: Message) -> None:
    """The PBX has made the clerk's channel."""
    call = calls.by_consult(event.get("Uniqueid", ""))
    if call is not None and call.consult is not None:
        call.consult.clerk_channel = event.get("DestChannel", "")


def clerk_rings(calls: Calls, event: Message, now: float) -> Signals:
    """The phone of the clerk says that it rings, for a consult or for a transfer."""
    uniqueid = event.get("Uniqueid", "")
    call = calls.by_consult(uniqueid) or calls.by_uniqueid(calls.stand_ins.get(uniqueid, uniqueid))
    if call is None or call.phase not in (Phase.ASKING, Phase.TRANSFERRING) or event.get("DialStatus") != "RINGING":
        return []
    if endpoint(event.get("DestChannel", "")) != call.clerk:
        return []  # the operator's own phone, after the clerk's
    return [s.ClerkRinging(call=call.call, extension=call.clerk, at=now)]


def answered(calls: Calls, bridge: str, now: float) -> Signals:
    """Whether operator and clerk have just met in this bridge."""
    members = calls.bridges.get(bridge, {})
    signals: Signals = []
    for call in calls.live.values():
        consult = call.consult
        if consult is None or call.phase is not Phase.ASKING or consult.uniqueid not in members:
            continue
        others = [channel for uniqueid, channel in members.items() if uniqueid != consult.uniqueid]
        if others and call.uniqueid not in members:
            call.phase, consult.clerk_channel = Phase.CONSULTING, others[0]
            signals.append(s.ConsultAnswered(call=call.call, extension=call.clerk, at=now))
    return signals


def over(calls: Calls, event: Message) -> None:
    """The operator's phone goes back to the citizen: that they talk is told by their bridge."""
    call = calls.by_consult(event.get("Uniqueid", "")) or calls.by_channel(event.get("Citizen", ""))
    if call is not None and call.phase in CONSULT:
        call.failure = failure_of(event)


def forget(call: Call) -> None:
    """There is no consult any more."""
    call.consult, call.is_asked = None, False
