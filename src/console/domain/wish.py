"""A wish: an act that the world must perform, recorded before it is done and never done twice."""

from __future__ import annotations

from dataclasses import replace
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

    HELD = "held"
    """A mail that waits for a colleague to release it."""
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

    def only_for(self, recipients: tuple[str, ...], *, anew: int = 0) -> OutgoingMail:
        """The same mail for some of its recipients. `anew` not 0: under a Message-ID of its own, made of this one.

        Two mails with one Message-ID could not be told apart by their receipts.
        """
        if not anew:
            return replace(self, recipients=recipients)
        name, _at, domain = self.message_id.partition("@")
        other = f"{name}.{anew}@{domain}"
        old, new = (f"Message-ID: {one}\r\n".encode("ascii") for one in (self.message_id, other))
        return replace(self, recipients=recipients, message_id=other, raw=self.raw.replace(old, new, 1))


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
    author: str = ""
    """Who wrote the mail: the operator whose word it is, and who may not release it alone."""
    tried_since: float = 0.0
    """When it was tried first, UTC seconds; 0: never."""


@record
class WishResult:
    """How a wish stands after a decision: DONE, FAILED or CANCELLED for good; HELD, or QUEUED again at `due_at`."""

    wish: WishId
    state: WishState
    error: str = ""
    due_at: float = 0.0
    """Only for QUEUED: UTC seconds."""
    recipients: tuple[str, ...] = ()
    """Only for QUEUED: who is left to be reached; empty: all."""


class RecipientState(StrEnum):
    """What a server says about one recipient."""

    TAKEN = "taken"
    LATER = "later"
    """4xx: try again."""
    REFUSED = "refused"
    """5xx: never."""


@record
class RecipientAnswer:
    """One recipient's answer with the server's words, one clean line."""

    address: str
    state: RecipientState
    words: str = ""
