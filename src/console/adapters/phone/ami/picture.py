"""The true picture after a (re)connection: from the PBX's lists of channels and queue entries to calls and signals.

It replaces what was known. A call that was known and is in no list is in no roster: what became of it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from console.adapters.phone.ami.calls import (
    OUTGOING,
    TAKING,
    Call,
    Calls,
    Consult,
    Leg,
    Phase,
    call_of_leg,
    endpoint,
    given,
)
from console.adapters.phone.ami.wire import Message
from console.domain import call as s

OURS, ENTRY, QUEUE, CLOSED = "console-", "console-from-trunk", "console-queue", "console-closed"
"""How the names of our contexts begin; where a trunk's calls enter, wait, and hear that nobody is there."""
HOLD, TRANSFER, OUT = "console-hold", "console-transfer", "console-out"
"""Contexts of the dialplan in which a channel tells by its extension with whom it has to do."""
CONSULT, CONSULT_OVER = "console-consult", "console-consult-over"
"""Where an operator's phone calls a clerk, and from where it goes back to the citizen."""


def is_consult(row: Message) -> bool:
    """Whether this is an operator's phone that calls a clerk, or has called one and talks with the citizen again."""
    return row.get("Context", "") in (CONSULT, CONSULT_OVER)


def read_picture(
    calls: Calls,
    channels: Iterable[Message],
    entries: Iterable[Message],
    consults: Mapping[str, str],
    *,
    trunks: frozenset[str],
    now: float,
) -> list[s.CallSignal]:
    """The roster and how each call stands; `calls` is as the PBX says from now on.

    `consults`: by channel of an operator that of the citizen about whom it asks a clerk.
    Citizens are those who wait in the queue, those who were known, and those who came by one of the `trunks` and are
    in our part of the dialplan: what clerks talk over the same trunk is none of the console's business.
    """
    rows = {row.get("Uniqueid", ""): row for row in channels if row.get("Uniqueid")}
    waiting = {row.get("Uniqueid", ""): row for row in entries if row.get("Uniqueid")}
    known = calls.live
    calls.live, calls.legs, calls.stand_ins, calls.orphans = {}, {}, {}, []
    calls.bridges = _bridges(rows.values())
    citizens = {one.uniqueid for one in known.values()} | waiting.keys()
    found = [_call(row, waiting, known, now) for row in rows.values() if _is_citizen(row, citizens, trunks)]
    found += [_calling(row, now) for row in rows.values() if _calls_out_alone(row, found)]
    for call in sorted(found, key=lambda one: one.arrived_at):
        calls.live[call.call] = call
    for uniqueid, row in rows.items():
        _read_leg(calls, uniqueid, row)
    for call in calls.live.values():
        _who_talks(calls, call)
    for row in rows.values():
        _read_consult(calls, row, consults, rows.values())
    roster = s.CallRosterRead(calls=tuple(call.arrival() for call in calls.live.values()), at=now)
    return [roster, *(signal for call in calls.live.values() for signal in state_of(call, now))]


def _bridges(rows: Iterable[Message]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if bridge := row.get("BridgeId", ""):
            found.setdefault(bridge, {})[row["Uniqueid"]] = row.get("Channel", "")
    return found


def _is_citizen(row: Message, citizens: set[str], trunks: frozenset[str]) -> bool:
    if row["Uniqueid"] in citizens:
        return True
    if endpoint(row.get("Channel", "")) not in trunks:
        return False
    if row.get("Linkedid", "").startswith(OUTGOING):
        return True
    context = row.get("Context", "")
    # On their way to the queue: the queue will tell. A trunk's channel that somebody has dialled is there too.
    if context in (ENTRY, QUEUE):
        return bool(row.get("BridgeId"))
    return context.startswith(OURS)


def _call(row: Message, waiting: dict[str, Message], known: dict[str, Call], now: float) -> Call:
    uniqueid, linked = row["Uniqueid"], row.get("Linkedid", "")
    entry = waiting.get(uniqueid)
    name = linked if linked.startswith(OUTGOING) else uniqueid
    before = known.get(name)
    since = _seconds(entry.get("Wait", "")) if entry else _duration(row.get("Duration", ""))
    call = Call(
        call=name,
        channel=row.get("Channel", ""),
        uniqueid=uniqueid,
        number=before.number if before else given(row.get("CallerIDNum", "")),
        name=before.name if before else given(row.get("CallerIDName", "")),
        arrived_at=before.arrived_at if before else now - since,
        phase=Phase.CALLING if name != uniqueid else Phase.CLOSED,
    )
    context, extension = row.get("Context", ""), row.get("Exten", "")
    if entry is not None:
        call.phase = Phase.WAITING
    elif context == HOLD:
        call.phase, call.operator = Phase.HELD, extension
    elif context == TRANSFER:
        call.phase, call.clerk = Phase.TRANSFERRING, extension
        call.operator = before.operator if before else ""
        call.failure = before.failure if before else None
    elif before is not None:
        call.phase, call.operator, call.clerk = before.phase, before.operator, before.clerk
    return call


def _calls_out_alone(row: Message, found: list[Call]) -> bool:
    """An operator's leg whose citizen has no channel yet."""
    uniqueid = row["Uniqueid"]
    return uniqueid.startswith(OUTGOING) and all(call.call != uniqueid for call in found)


def _calling(row: Message, now: float) -> Call:
    operator = endpoint(row.get("Channel", ""))
    return Call(call=row["Uniqueid"], phase=Phase.CALLING, operator=operator, arrived_at=now)


def _read_leg(calls: Calls, uniqueid: str, row: Message) -> None:
    """A phone that rings for somebody: its id says for whom; for somebody who is gone it rings in vain."""
    channel, is_answered = row.get("Channel", ""), row.get("ChannelStateDesc") == "Up"
    if uniqueid.startswith(OUTGOING) and uniqueid in calls.live:
        calls.legs[uniqueid] = Leg(uniqueid, endpoint(channel), channel, is_answered)
        calls.live[uniqueid].operator = endpoint(channel)
    if not uniqueid.startswith(TAKING) or row.get("BridgeId"):
        return
    call = calls.live.get(call_of_leg(uniqueid))
    if call is None:
        calls.orphans.append(channel)
        return
    calls.legs[uniqueid] = Leg(call.call, endpoint(channel), channel, is_answered)
    if call.phase is Phase.WAITING:
        call.phase, call.operator = Phase.RINGING, endpoint(channel)


def _who_talks(calls: Calls, call: Call) -> None:
    phones = [extension for extension in map(endpoint, calls.beside(call.uniqueid)) if extension]
    if not phones:
        return
    if phones[0] in calls.operators:
        call.phase = Phase.HELD if call.phase is Phase.HELD else Phase.TALKING
        call.operator = phones[0]
    else:
        call.phase, call.clerk = Phase.WITH_CLERK, phones[0]


def _read_consult(calls: Calls, row: Message, consults: Mapping[str, str], rows: Iterable[Message]) -> None:
    channel, clerk = row.get("Channel", ""), row.get("Exten", "")
    call = calls.by_channel(consults.get(channel, ""))
    if call is None or row.get("Context") != CONSULT or channel in calls.beside(call.uniqueid):
        return
    if call.phase is not Phase.HELD:
        return  # the citizen talks with somebody
    beside = calls.beside(row["Uniqueid"])
    ringing = (one.get("Channel", "") for one in rows if one.get("Linkedid") == row.get("Linkedid"))
    call.phase = Phase.CONSULTING if beside else Phase.ASKING
    clerk_channel = next((one for one in (*beside, *ringing) if endpoint(one) == clerk), "")
    call.consult = Consult(row["Uniqueid"], channel, clerk_channel)
    call.operator, call.clerk = endpoint(channel) or call.operator, clerk


def state_of(call: Call, now: float) -> list[s.CallSignal]:
    """The signals that say how a call stands."""
    connected = s.CallConnected(call=call.call, extension=call.operator, at=now)
    consult = s.ConsultStarted(call=call.call, extension=call.clerk, at=now)
    rings = s.ClerkRinging(call=call.call, extension=call.clerk, at=now)
    states: dict[Phase, list[s.CallSignal]] = {
        Phase.WAITING: [s.CallQueued(call=call.call, at=now)],
        Phase.RINGING: [s.CallRinging(call=call.call, extension=call.operator, at=now)],
        Phase.TALKING: [connected],
        Phase.HELD: [connected, s.CallHeld(call=call.call, held=True, at=now)],
        Phase.TRANSFERRING: [rings] if call.failure is None else [],
        Phase.ASKING: [consult, rings],
        Phase.CONSULTING: [consult, s.ConsultAnswered(call=call.call, extension=call.clerk, at=now)],
        Phase.WITH_CLERK: [s.CallTransferred(call=call.call, extension=call.clerk, at=now)],
    }
    return states.get(call.phase, [])


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() and len(text) < 10 else 0.0


def _duration(text: str) -> float:
    """ "00:01:05" in seconds; 0 for anything else."""
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 6 for part in parts):
        return 0.0
    hours, minutes, seconds = map(int, parts)
    return float(hours * 3600 + minutes * 60 + seconds)
