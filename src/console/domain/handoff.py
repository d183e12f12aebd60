"""The handoff: the packet that travels to the clerk, and what the clerk answers.

Required fields, the short line and the checks of completeness live here. Who is proposed as the
receiver is decided by `routing`; how the packet is carried is an adapter's business.
"""

from __future__ import annotations

from enum import StrEnum

from console.domain.record import record

SPOKEN_LIMIT = 60
"""Characters of the line that an operator says or that fits beside a name (product.md, handoff packet)."""


class Way(StrEnum):
    """The technical act that carries the handoff."""

    BLIND = "blind"
    """The call itself goes to the clerk's phone."""
    CONSULT = "consult"
    """The operator asks the clerk first, then the call itself goes to the clerk's phone."""
    FORWARD = "forward"
    """The mail goes to the clerk's mailbox with the original untouched."""
    NOTE = "note"
    """Only the packet goes; the clerk calls back or writes."""


CALL_WAYS = frozenset({Way.BLIND, Way.CONSULT})
"""Ways on which the call itself goes to the clerk."""


class HandoffState(StrEnum):
    """Where the handoff stands, as the operator sees it."""

    SENDING = "sending"
    RINGING = "ringing"
    """The clerk's phone rings."""
    CONSULTING = "consulting"
    """The clerk talks with the operator."""
    SENT = "sent"
    FAILED = "failed"
    """With a `failure`, or without one: a consult that the operator ended on purpose."""
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    DONE = "done"


class SendBackReason(StrEnum):
    """Why a clerk gives a handoff back (product.md, closed loop)."""

    WRONG_OFFICE = "wrong_office"
    DATA_MISSING = "data_missing"
    ANSWER_IN_KB = "answer_in_kb"
    OTHER = "other"


class TransferFailure(StrEnum):
    """Why a transfer did not arrive."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CALLER_GONE = "caller_gone"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@record
class Packet:
    """What travels with a contact. Texts are clean; the note never goes by SIP (telephony.md, 5)."""

    case_reference: str = ""
    topic: str = ""
    question: str = ""
    answered: tuple[str, ...] = ()
    language: str = "it"
    callback: str = ""
    citizen: str = ""
    municipality: str = ""
    deadline: str = ""
    note: str = ""


@record
class Handoff:
    """The latest handoff of a contact. Earlier ones are in the journal."""

    packet: Packet
    way: Way
    office: str
    clerk: str = ""
    """Empty: whoever of the office takes it first."""
    by: str = ""
    at: float = 0.0
    state: HandoffState = HandoffState.SENDING
    failure: TransferFailure | None = None
    reason: SendBackReason | None = None
    result: str = ""
    """What the clerk wrote on sending back or on closing."""


def missing(packet: Packet, way: Way) -> tuple[str, ...]:
    """Names of the packet's fields that must be filled before this way can be used, in order of speech."""
    required = ["question"]
    if way is Way.NOTE:
        required.append("callback")
    return tuple(name for name in required if not getattr(packet, name).strip())


def short_line(packet: Packet, limit: int = SPOKEN_LIMIT) -> str:
    """The packet in one breath: citizen, reference, municipality, question; cut at `limit` characters."""
    parts = [packet.citizen, packet.case_reference, packet.municipality, packet.question]
    line = ", ".join(part for part in parts if part)
    return line if len(line) <= limit else line[: limit - 1].rstrip(" ,") + "…"
