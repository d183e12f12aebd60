"""What is known of the live calls of an Asterisk: citizens' channels, the legs of our own phones, bridges. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from console.domain.call import CallArrived
from console.domain.handoff import TransferFailure

OUTGOING = "out-"
"""Begins the ids of calls that we place; the operator's leg bears the id itself."""
TAKING = "take-"
"""Begins the id of an operator's leg on its way to a citizen: take-<number>-<call>."""
_ENDPOINT = re.compile(r"[A-Za-z0-9]+/(.+)-[0-9a-f]{8}(?:;[12])?")


class Phase(StrEnum):
    """Where a citizen's call stands."""

    CLOSED = "closed"
    """Outside the opening hours: hears that nobody is there."""
    WAITING = "waiting"
    RINGING = "ringing"
    """An operator's phone rings for it."""
    TALKING = "talking"
    HELD = "held"
    TRANSFERRING = "transferring"
    WITH_CLERK = "with_clerk"
    CALLING = "calling"
    """We call out; citizen and operator do not talk yet."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One citizen's call. `channel` and `uniqueid` are the citizen's; empty while a call out has not reached them."""

    call: str
    channel: str = ""
    uniqueid: str = ""
    number: str = ""
    name: str = ""
    arrived_at: float = 0.0
    phase: Phase = Phase.WAITING
    operator: str = ""
    """Extension of the phone that rings or talks."""
    clerk: str = ""
    failure: TransferFailure | None = None
    """Of a transfer that came to nothing while the citizen is on the way back."""

    def arrival(self) -> CallArrived:
        """The signal with which it began."""
        return CallArrived(call=self.call, number=self.number, name=self.name, at=self.arrived_at)


@dataclass(slots=True)
class Leg:
    """An operator's phone that we have made ring for a call. `channel` is empty until the PBX has made it."""

    call: str
    extension: str
    channel: str = ""


@dataclass(slots=True)
class Calls:
    """Everything that is known now. `operators`: extensions of our own phones; whoever else talks is a clerk.

    `queue`: that of the console; a PBX may have others.
    """

    operators: frozenset[str]
    queue: str
    live: dict[str, Call] = field(default_factory=dict)
    """By call, in the order in which they came."""
    legs: dict[str, Leg] = field(default_factory=dict)
    """By their uniqueid, which we choose."""
    bridges: dict[str, dict[str, str]] = field(default_factory=dict)
    """Channel by uniqueid, by bridge."""
    stand_ins: dict[str, str] = field(default_factory=dict)
    """Uniqueid of a citizen by that of a phone's leg whose place they have taken, until it enters a bridge or ends."""
    orphans: list[str] = field(default_factory=list)
    """Channels that ring or wait for nobody any more: to be hung up."""

    def by_uniqueid(self, uniqueid: str) -> Call | None:
        """The call of this citizen's channel."""
        return next((one for one in self.live.values() if uniqueid and one.uniqueid == uniqueid), None)

    def beside(self, uniqueid: str) -> list[str]:
        """The channels that are in one bridge with this one."""
        for members in self.bridges.values():
            if uniqueid in members:
                return [channel for other, channel in members.items() if other != uniqueid]
        return []

    def leg_of(self, call: str) -> tuple[str, Leg] | None:
        """The leg that is on its way to this call."""
        return next(((uniqueid, leg) for uniqueid, leg in self.legs.items() if leg.call == call), None)


def endpoint(channel: str) -> str:
    """The phone or trunk of a channel: "PJSIP/3011-0000002a" gives "3011"; anything else nothing."""
    found = _ENDPOINT.fullmatch(channel)
    return found[1] if found else ""


def call_of_leg(leg: str) -> str:
    """For which citizen's call an operator's leg rings."""
    return leg.removeprefix(TAKING).partition("-")[2]


def given(value: str) -> str:
    """A value that is there: Asterisk writes <unknown> or <null> for none."""
    return "" if value in ("<unknown>", "<null>", "(null)") else value
