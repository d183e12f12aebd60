"""A mail as people read it, after decoding and cleaning. Bytes and MIME stay in the mail adapter."""

from __future__ import annotations

from enum import StrEnum

from console.domain.record import record


class MailClass(StrEnum):
    """Who wrote: decides whether it may be answered without a second look (design/mail.md, section 2)."""

    PERSON = "person"
    BULK = "bulk"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


@record
class Attachment:
    """A label for an attachment: cleaned name, type, size in bytes, warning flags."""

    name: str
    media_type: str
    size: int
    flags: tuple[str, ...] = ()


class Notice(StrEnum):
    """What a registered mail says."""

    TO_ACCEPT = "to_accept"
    """A registered message waits at the service until it is accepted or lapses."""
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REFUSED = "refused"
    FAILED = "failed"
    MESSAGE = "message"
    """Something else that came by the service."""


@record
class Registered:
    """By which service a registered mail came, what it says, until when it is to be accepted (UTC seconds)."""

    provider: str
    notice: Notice
    deadline: float | None = None


@record
class RegisteredRule:
    """What a site adds to `domain.registered`: senders (addresses, domains), header fields by name, days to accept."""

    senders: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    days: int = 7


@record
class Mail:
    """A decoded mail. Every text is clean; addresses are as sent, validated where they are used."""

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    """Message-IDs of In-Reply-To and References, nearest first."""
    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    date: float | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    kind: MailClass = MailClass.PERSON
    language: str = ""
    flags: tuple[str, ...] = ()
    registered: Registered | None = None
