"""Plays a recorded dialogue to the rules: what the console had ordered is known, what the PBX said comes in order."""

from __future__ import annotations

from pathlib import Path

from console.adapters.phone.ami.calls import OUTGOING, Call, Calls, Leg, Phase
from console.adapters.phone.ami.picture import CONSULT, TRANSFER
from console.adapters.phone.ami.translate import translate
from console.adapters.phone.ami.wire import Message
from console.domain.call import CallSignal
from rigs.asterisk.recorder import read

RECORDED = Path(__file__).parent / "recorded"
OPERATORS = frozenset({"3011", "3012"})
QUEUE = "console"
NOW = 1_000.0


def dialogue(name: str) -> list[tuple[str, Message]]:
    """A recording."""
    return list(read(RECORDED / f"{name}.txt"))


def replay(name: str, calls: Calls | None = None) -> list[CallSignal]:
    """Every signal of a recording, in order."""
    calls = Calls(OPERATORS, QUEUE) if calls is None else calls
    heard: list[CallSignal] = []
    for direction, message in dialogue(name):
        if direction == ">":
            _ordered(calls, message)
        elif "Event" in message:
            heard += translate(calls, message, NOW)
            calls.orphans.clear()
    return heard


def _ordered(calls: Calls, action: Message) -> None:
    """What the port notes when it gives an order."""
    leg = action.get("ChannelId", "")
    if leg.startswith(OUTGOING):
        calls.live[leg] = Call(call=leg, phase=Phase.CALLING, operator=action["Channel"].partition("/")[2])
    if leg:
        call = leg if leg.startswith(OUTGOING) else leg.split("-", 2)[2]
        calls.legs[leg] = Leg(call, action["Channel"].partition("/")[2])
    if action.get("Action") == "Redirect" and action["Context"] == TRANSFER:
        call_there = next(one for one in calls.live.values() if one.channel == action["Channel"])
        call_there.phase, call_there.clerk = Phase.TRANSFERRING, action["Exten"]
    if action.get("ExtraContext") == CONSULT:
        next(one for one in calls.live.values() if one.channel == action["Channel"]).is_asked = True


def told(signals: list[CallSignal]) -> list[str]:
    """Signals as short lines: the kind, then what it says beside the call and the time."""
    return [" ".join([type(one).__name__, *_said(one)]) for one in signals]


def _said(signal: CallSignal) -> list[str]:
    fields = {name: getattr(signal, name) for name in type(signal).__dataclass_fields__}
    if not fields.get("closed"):
        fields.pop("closed", None)
    if (seat := fields.get("seat")) is not None:
        there = f"in, paused {seat.reason}" if seat.paused else "in" if seat.logged_in else "out"
        fields["seat"] = f"{seat.extension} {there}"
    return [str(value) for name, value in fields.items() if name not in ("call", "at") and value not in ("", ())]
