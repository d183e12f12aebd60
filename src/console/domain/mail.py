"""A mail as people read it, after decoding and cleaning. Bytes and MIME stay in the mail adapter."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

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
class Sender:
    """Who wrote a mail that lies inside another one: as it says, clean, not checked."""

    name: str = ""
    address: str = ""


class DeliveryAction(StrEnum):
    """What a server did with a mail for one recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    """Given to a system that sends no reports."""
    EXPANDED = "expanded"
    """Given on to the members of a list."""


@record
class RecipientReport:
    """What became of a mail for one recipient. `status` is an enhanced code ("5.1.1") or empty."""

    recipient: str
    action: DeliveryAction
    status: str = ""
    diagnostic: str = ""
    """The server's own words, one clean line."""


@record
class DeliveryReport:
    """A delivery report (RFC 3464), or what a bounce of another form says."""

    envelope_id: str = ""
    """What the sender of the mail called it, decoded (RFC 3461, 4.4)."""
    message_id: str = ""
    """Of the mail that is reported on."""
    recipients: tuple[RecipientReport, ...] = ()


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
    report: DeliveryReport | None = None
    """What a bounce says of a mail of ours."""
    enclosed: tuple[Sender, ...] = ()
    """Who wrote the mails that are attached to this one."""
    original: Sender | None = None
    """Who wrote the mail that was forwarded here, as far as it can be told: a proposal, never a fact."""
    spam_marks: tuple[tuple[str, str], ...] = ()
    """Headers in which servers say what they think of the mail: lower-case name and value."""
    registered: Registered | None = None


def mail_from(known: dict[str, Any]) -> Mail:
    """The mail out of plain data, as `dataclasses.asdict` and JSON leave it. Raises KeyError, TypeError, ValueError."""
    kept = dict(known)
    lists: dict[str, Any] = {name: tuple(kept.pop(name)) for name in ("in_reply_to", "to", "flags")}
    attachments = tuple(Attachment(**{**one, "flags": tuple(one["flags"])}) for one in kept.pop("attachments"))
    report, original, noticed = (kept.pop(name, None) for name in ("report", "original", "registered"))
    return Mail(
        kind=MailClass(kept.pop("kind")),
        attachments=attachments,
        report=_report_from(report) if report else None,
        original=Sender(**original) if original else None,
        enclosed=tuple(Sender(**one) for one in kept.pop("enclosed", ())),
        spam_marks=tuple((name, value) for name, value in kept.pop("spam_marks", ())),
        registered=Registered(**{**noticed, "notice": Notice(noticed["notice"])}) if noticed else None,
        **lists,
        **kept,
    )


def _report_from(known: dict[str, Any]) -> DeliveryReport:
    recipients = (RecipientReport(**{**one, "action": DeliveryAction(one["action"])}) for one in known["recipients"])
    return DeliveryReport(**{**known, "recipients": tuple(recipients)})
