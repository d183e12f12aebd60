"""From orders to AMI actions. Pure: every name of a context and every extension comes from here or from our tables."""

from __future__ import annotations

from collections.abc import Iterator

from console.adapters.phone.ami.calls import Call
from console.adapters.phone.ami.picture import HOLD, OUT, TRANSFER
from console.adapters.phone.ami.wire import Pairs
from console.adapters.phone.presentation import UUI_HEADER, Presentation, of_caller, of_handoff
from console.domain.wish import CallOrder

TAKE, RESUME = "console-take", "console-resume"
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
    return _ring(extension, (TAKE, extension), leg, shown, (f"CITIZEN={call.channel}", f"CITIZEN_ID={call.uniqueid}"))


def resume(call: Call, extension: str, leg: str) -> Action:
    """Ring the operator's phone, which then takes the citizen from where they hear music."""
    shown = of_caller(call.name, call.number)
    return _ring(extension, (RESUME, extension), leg, shown, (f"CITIZEN={call.channel}",))


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


def transfer(call: Call, order: CallOrder) -> Iterator[Action]:
    """Hang the case on the citizen's channel, then send it to the clerk's phone."""
    shown = of_handoff(order, call.number)
    headers = dict(shown.headers)
    variables = {
        "__CASE_REFERENCE": order.case_reference,
        "__CASE_NAME": shown.name,
        "__CASE_UUI": headers.get(UUI_HEADER, "").partition(";")[0],
        "__BACK_TO": call.operator,
    }
    for name, value in variables.items():
        yield "Setvar", (("Channel", call.channel), ("Variable", name), ("Value", value))
    yield redirect(call, TRANSFER, order.extension)


def hold(call: Call) -> Action:
    """Music for the citizen; the operator's phone is free. The extension says to whom they belong."""
    return redirect(call, HOLD, call.operator)


def redirect(call: Call, context: str, extension: str) -> Action:
    """Send the citizen's channel somewhere else."""
    return "Redirect", (("Channel", call.channel), ("Context", context), ("Exten", extension), ("Priority", "1"))


def hang_up(channel: str) -> Action:
    """End a channel."""
    return "Hangup", (("Channel", channel), ("Cause", NORMAL_CLEARING))
