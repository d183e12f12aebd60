"""A mail of ours as people read it, from the bytes that leave. Mails of others are read by `decode`."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from console.domain.file_label import file_label
from console.domain.mail import Attachment, Mail
from console.domain.text import clean
from console.domain.wish import OutgoingMail


def readable(mail: OutgoingMail) -> Mail:
    """Recipients from the envelope, subject, text and the labels of what is enclosed; every text is clean."""
    message = message_from_bytes(mail.raw)
    parts = message.get_payload() if message.is_multipart() else [message]
    first, *others = parts if isinstance(parts, list) else [message]
    return Mail(
        message_id=mail.message_id, sender=mail.sender, to=mail.recipients,
        subject=clean(str(make_header(decode_header(message.get("Subject", ""))))).text,
        text=clean(_bytes(first).decode("utf-8", "replace"), multiline=True).text,
        attachments=tuple(_label(one) for one in others if isinstance(one, Message)),
    )  # fmt: skip


def _bytes(part: Message | str) -> bytes:
    found = part.get_payload(decode=True) if isinstance(part, Message) else b""
    return found if isinstance(found, bytes) else b""


def _label(part: Message) -> Attachment:
    name = file_label(part.get_filename() or "")
    nested = part.get_payload() if part.is_multipart() else []
    size = sum(len(one.as_bytes()) for one in nested if isinstance(one, Message)) or len(_bytes(part))
    return Attachment(
        name=name.text, media_type=part.get_content_type(), size=size, flags=tuple(sorted(name.flags - {"renamed"}))
    )
