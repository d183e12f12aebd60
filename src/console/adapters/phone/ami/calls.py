"""What is known of the live calls of an Asterisk: citizens' channels, the legs of our own phones, bridges, consults.

Pure, as are the phones in the queue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from console.domain.call import CallArrived
from console.domain.handoff import TransferFailure
from console.domain.seat import Seat

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
    ASKING = "asking"
    """Hears music; the operator's phone calls the clerk."""
    CONSULTING = "consulting"
    """Hears music; operator and clerk talk."""
    WITH_CLERK = "with_clerk"
    CALLING = "calling"
    """We call out; citizen and operator do not talk yet."""


CONSULT = frozenset({Phase.ASKING, Phase.CONSULTING})


@dataclass(slots=True)
class Consult:
    """The two channels of a consult: the operator's, which calls, and the clerk's once the PBX has made it."""

    uniqueid: str
    """Of the operator's."""
    channel: str
    clerk_channel: str = ""


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
    """Of a transfer or consult that came to nothing while the citizen is on the way back."""
    consult: Consult | None = None
    is_asked: bool = False
    """A consult was ordered and has not begun: the music of this citizen is no news."""

    def arrival(self) -> CallArrived:
        """The signal with which it began."""
        closed = self.phase is Phase.CLOSED
        return CallArrived(call=self.call, number=self.number, name=self.name, closed=closed, at=self.arrived_at)


@dataclass(slots=True)
class Leg:
    """An operator's phone that we have made ring for a call. `channel` is empty until the PBX has made it."""

    call: str
    extension: str
    channel: str = ""
    is_answered: bool = False
    is_cancelled: bool = False
    """By the operator: nobody has let it ring."""


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
    seats: dict[str, Seat] = field(default_factory=dict)
    """Our phones in the queue, by extension."""

    def by_channel(self, channel: str) -> Call | None:
        """The call of the citizen's channel with this name."""
        return next((one for one in self.live.values() if channel and one.channel == channel), None)

    def by_consult(self, uniqueid: str) -> Call | None:
        """The call about which this leg of an operator asks a clerk."""
        consults = ((call, call.consult) for call in self.live.values())
        return next((call for call, consult in consults if consult and consult.uniqueid == uniqueid), None)

    def own_leg_beside(self, call: Call) -> tuple[str, str] | None:
        """Uniqueid and channel of the operator's phone that is in one bridge with this citizen."""
        for members in self.bridges.values():
            if call.uniqueid in members:
                legs = ((uniqueid, channel) for uniqueid, channel in members.items() if uniqueid != call.uniqueid)
                return next((leg for leg in legs if endpoint(leg[1]) in self.operators), None)
        return None

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
