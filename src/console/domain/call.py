"""What a telephone says about calls, in our words. Adapters translate their PBX into these signals.

The order in which signals may come, and what each does to a contact, is `lifecycle`'s business.
"""

from __future__ import annotations

from console.domain.handoff import TransferFailure
from console.domain.record import record
from console.domain.seat import HoursMode, Seat


@record
class CallArrived:
    """A caller joined the queue. `number` as the PBX gives it, `name` the caller's display name.

    `subject`: what the call is about, where the telephone knows it (a menu's choice, a simulated caller's words).
    """

    call: str
    number: str = ""
    name: str = ""
    subject: str = ""
    closed: bool = False
    """It reached us out of the opening hours: the caller hears the announcement and never waits."""
    at: float


@record
class CallRinging:
    """The call rings at an operator's phone."""

    call: str
    extension: str
    at: float


@record
class CallQueued:
    """A ringing call went back to waiting (nobody answered that phone)."""

    call: str
    at: float


@record
class CallConnected:
    """The citizen talks with the operator at this extension."""

    call: str
    extension: str
    at: float


@record
class CallHeld:
    """The call is on hold (`held` true) or was resumed."""

    call: str
    held: bool
    at: float


@record
class ClerkRinging:
    """The clerk's phone rings, for a blind transfer or for a consult."""

    call: str
    extension: str
    at: float


@record
class ConsultStarted:
    """The citizen hears music, the clerk is being called; told with the roster too, for a consult under way."""

    call: str
    extension: str
    at: float


@record
class ConsultAnswered:
    """Operator and clerk talk, the citizen hears music."""

    call: str
    extension: str
    at: float


@record
class ConsultEnded:
    """Citizen and operator talk again. `failure` None: handed back on purpose; REFUSED: the clerk hung up or declined.

    A consult that was completed ends with CallTransferred, one whose citizen hung up with CallEnded.
    """

    call: str
    failure: TransferFailure | None = None
    at: float


@record
class CallTransferred:
    """The citizen talks with this extension: a blind transfer, a completed consult, or the keys of the desk phone."""

    call: str
    extension: str
    at: float


@record
class TransferFailed:
    """The transfer did not arrive; the citizen is back with the operator unless gone."""

    call: str
    failure: TransferFailure
    at: float


@record
class CallEnded:
    """Somebody hung up, or the call vanished while nobody looked (`known` false)."""

    call: str
    at: float
    known: bool = True


@record
class SeatSeen:
    """What the PBX says of an operator's phone: after the roster, and at every change."""

    seat: Seat
    at: float


@record
class PhoneUnanswered:
    """An operator's phone rang and nobody answered it."""

    extension: str
    at: float


@record
class HoursSeen:
    """By whose word the PBX lets callers into the queue: after the roster, and at every change."""

    mode: HoursMode
    at: float


@record
class CallRosterRead:
    """The PBX's complete list of live calls after a (re)connection; replaces the picture."""

    calls: tuple[CallArrived, ...]
    at: float


@record
class PhoneLink:
    """The link to the PBX stands or does not; `problem` in words of the catalogue, `detail` the PBX's own."""

    ok: bool
    problem: str = ""
    detail: str = ""
    at: float


LinkSignal = SeatSeen | PhoneUnanswered | HoursSeen | PhoneLink
"""Signals that are about no call."""
CallSignal = (
    CallArrived
    | CallRinging
    | CallQueued
    | CallConnected
    | CallHeld
    | ClerkRinging
    | ConsultStarted
    | ConsultAnswered
    | ConsultEnded
    | CallTransferred
    | TransferFailed
    | CallEnded
    | CallRosterRead
    | LinkSignal
)
