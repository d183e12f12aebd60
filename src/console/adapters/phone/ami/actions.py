"""From orders to AMI actions. Pure: every name of a context and every extension comes from here or from our tables."""

from __future__ import annotations

from collections.abc import Iterator

from console.adapters.phone.ami.calls import Call, Consult
from console.adapters.phone.ami.picture import CONSULT, CONSULT_OVER, HOLD, OUT, TRANSFER
from console.adapters.phone.ami.wire import Pairs
from console.adapters.phone.presentation import UUI_HEADER, Presentation, of_caller, of_handoff
from console.domain.wish import CallOrder

TAKE, RESUME = "console-take", "console-resume"
CITIZEN = "CITIZEN"
"""The variable by which the leg of an operator knows the citizen's channel."""
RING_SECONDS = 20.0
"""How long the own phone rings; it answers by itself unless it is set otherwise."""
NORMAL_CLEARING = "16"

Action = tuple[str, Pairs]

_AUTO_ANSWER = (
    "PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>;info=alert-autoanswer;delay=0",
    "PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>;answer-after=0",
)
"""What makes the own phone answer by itself. By variables: Asterisk 22 ignores a pre-dial routine of an asynchronous
Originate, and a comma in a value would end it."""


def take(call: Call, order: CallOrder, leg: str) -> Action:
    """Ring the operator's phone, which then takes the citizen out of the queue unless somebody else has."""
    extension = order.operator_extension
    shown = of_caller(call.name, call.number)
    return _ring(extension, (TAKE, extension), leg, shown, (f"{CITIZEN}={call.channel}", f"CITIZEN_ID={call.uniqueid}"))


def resume(call: Call, extension: str, leg: str) -> Action:
    """Ring the operator's phone, which then takes the citizen from where they hear music."""
    shown = of_caller(call.name, call.number)
    return _ring(extension, (RESUME, extension), leg, shown, (f"{CITIZEN}={call.channel}",))


def call_out(order: CallOrder) -> Action:
    """Ring the operator's phone, then the citizen's. Nothing but our own number leaves the house."""
    shown = of_caller(order.display_name, order.number)
    return _ring(order.operator_extension, (OUT, order.number), order.call, shown, ())


def _ring(extension: str, target: tuple[str, str], leg: str, shown: Presentation, variables: tuple[str, ...]) -> Action:
    context, number = target
    fields = [
        ("Channel", f"PJSIP/{extension}"),
        ("Context", context),
        ("Exten", number),
        ("Priority", "1"),
        ("Async", "true"),
        ("ChannelId", leg),
        ("CallerID", f'"{shown.name}" <{shown.number}>'),
        *(("Variable", variable) for variable in (*_AUTO_ANSWER, *variables)),
    ]
    return "Originate", tuple(fields)


def ringing(action: Action, seconds: float) -> Action:
    """The same order, for a phone that rings so long at most."""
    name, fields = action
    return name, (*fields, ("Timeout", str(int(seconds * 1000))))


def case(call: Call, order: CallOrder) -> Iterator[Action]:
    """Hang the case on the citizen's channel, from where whoever is rung for it gets it."""
    shown = of_handoff(order, call.number)
    headers = dict(shown.headers)
    variables = {
        "__CASE_REFERENCE": order.case_reference,
        "__CASE_NAME": shown.name,
        "__CASE_UUI": headers.get(UUI_HEADER, "").partition(";")[0],
        "__BACK_TO": call.operator,
    }
    for name, value in variables.items():
        yield setvar(call.channel, name, value)


def transfer(call: Call, extension: str) -> Action:
    """Send the citizen to the clerk's phone."""
    return redirect(call.channel, TRANSFER, extension)


def consult(call: Call, own_channel: str, extension: str) -> Action:
    """Both at once: music for the citizen, and the operator's phone calls the clerk."""
    name, fields = hold(call)
    extra = (("Channel", own_channel), ("Context", CONSULT), ("Exten", extension), ("Priority", "1"))
    return name, (*fields, *((f"Extra{key}", value) for key, value in extra))


def consult_from_hold(call: Call, operator: str, extension: str, leg: str) -> Action:
    """Ring the operator's phone, which then calls the clerk."""
    shown = of_caller(call.name, call.number)
    return _ring(operator, (CONSULT, extension), leg, shown, (f"{CITIZEN}={call.channel}",))


def complete(call: Call, consult: Consult) -> Iterator[Action]:
    """Bring citizen and clerk together. The operator's phone is told before, or it would take the citizen back."""
    yield setvar(consult.channel, "CONSULT_DONE", "1")
    yield "Bridge", (("Channel1", call.channel), ("Channel2", consult.clerk_channel), ("Tone", "no"))


def hand_back(consult: Consult) -> Action:
    """Send the operator's phone back to the citizen; the clerk's rings or talks no more."""
    return redirect(consult.channel, CONSULT_OVER, "s")


def hold(call: Call) -> Action:
    """Music for the citizen; the operator's phone is free. The extension says to whom they belong."""
    return redirect(call.channel, HOLD, call.operator)


def redirect(channel: str, context: str, extension: str) -> Action:
    """Send a channel somewhere else."""
    return "Redirect", (("Channel", channel), ("Context", context), ("Exten", extension), ("Priority", "1"))


def setvar(channel: str, name: str, value: str) -> Action:
    """Write something on a channel, for the dialplan."""
    return "Setvar", (("Channel", channel), ("Variable", name), ("Value", value))


def hang_up(channel: str) -> Action:
    """End a channel, given by its name or its uniqueid."""
    return "Hangup", (("Channel", channel), ("Cause", NORMAL_CLEARING))
