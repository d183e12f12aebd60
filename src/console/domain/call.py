"""What a telephone says about calls, in our words. Adapters translate their PBX into these signals.

The order in which signals may come, and what each does to a contact, is `lifecycle`'s business.
"""

from __future__ import annotations

from console.domain.handoff import TransferFailure
from console.domain.record import record


@record
class CallArrived:
    """A caller joined the queue. `number` as the PBX gives it, `name` the caller's display name.

    `subject`: what the call is about, where the telephone knows it (a menu's choice, a simulated caller's words).
    """

    call: str
    number: str = ""
    name: str = ""
    subject: str = ""
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
class CallTransferred:
    """The citizen talks with the clerk: the transfer arrived."""

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


CallSignal = (
    CallArrived
    | CallRinging
    | CallQueued
    | CallConnected
    | CallHeld
    | CallTransferred
    | TransferFailed
    | CallEnded
    | CallRosterRead
    | PhoneLink
)
