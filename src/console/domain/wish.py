"""A wish: an act that the world must perform, recorded before it is done and never done twice."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from console.domain.record import record

WishId = NewType("WishId", int)


class WishKind(StrEnum):
    """What the world is asked to do."""

    SEND_MAIL = "send_mail"
    """A reply or a new mail to the citizen."""
    FORWARD_MAIL = "forward_mail"
    """The handoff mail to the clerk."""
    TAKE_CALL = "take_call"
    TRANSFER_CALL = "transfer_call"
    CONSULT_CALL = "consult_call"
    COMPLETE_TRANSFER = "complete_transfer"
    HAND_BACK = "hand_back"
    HOLD_CALL = "hold_call"
    RESUME_CALL = "resume_call"
    HANG_UP = "hang_up"
    CALL_OUT = "call_out"


MAIL_WISHES = frozenset({WishKind.SEND_MAIL, WishKind.FORWARD_MAIL})


class WishState(StrEnum):
    """Where a wish stands. DOING after a crash means: outcome unknown, look before doing again."""

    QUEUED = "queued"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@record
class OutgoingMail:
    """A complete mail, frozen before the first attempt (design/mail.md, section 4)."""

    message_id: str
    sender: str
    """Envelope sender."""
    recipients: tuple[str, ...]
    """Envelope recipients, own validated addresses, the receipt's mailbox not included."""
    raw: bytes
    subject: str = ""


@record
class CallOrder:
    """What the telephone shall do with a call, and the short context that may go by SIP."""

    call: str
    extension: str = ""
    """The operator's or the clerk's extension, from our own tables."""
    case_reference: str = ""
    display_name: str = ""
    operator_extension: str = ""
    number: str = ""
    """Only for CALL_OUT: the citizen's number."""


@record
class Wish:
    """One act to perform. `due_at` and `expires_at` are UTC seconds; 0 means never expires."""

    id: WishId = WishId(0)
    contact: int = 0
    kind: WishKind
    order: CallOrder | None = None
    mail: OutgoingMail | None = None
    due_at: float = 0.0
    expires_at: float = 0.0
    state: WishState = WishState.QUEUED
    attempts: int = 0
    error: str = ""


@record
class WishResult:
    """How a wish ended: DONE, FAILED or CANCELLED."""

    wish: WishId
    state: WishState
    error: str = ""
