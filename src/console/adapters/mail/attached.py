"""The attachments of a mail in their order, as labels and, when somebody asks for one, as bytes.

The numbers that people use count this list; `decode` and the preview read the same one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from console.adapters.mail import invitation
from console.adapters.mail.bodies import LARGEST_WINMAIL, is_attachment, is_winmail, nested, read_body, signed_mail
from console.adapters.mail.charsets import decode_bytes
from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.inserted import Inserted
from console.adapters.mail.parts import Part, parse
from console.adapters.mail.smime import TYPES
from console.adapters.mail.tnef import PackedFile, unpack
from console.domain.file_label import file_label
from console.domain.mail import Attachment
from console.domain.text import clean

MOST_ATTACHMENTS = 200
_LARGEST_CALENDAR = 100_000
_HEAD = 4_096
_ZIP, _OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPPED_OFFICE = re.compile(r"(?i)\.(?:docx|xlsx|pptx)$")
BY_TYPE = {
    "application/pgp-encrypted": "encrypted",
    "multipart/encrypted": "encrypted",
    "multipart/signed": "signed",
    "application/pkcs7-signature": "signed",
    "application/x-pkcs7-signature": "signed",
    "application/pgp-signature": "signed",
    "text/calendar": "calendar",
    "application/ics": "calendar",
    "message/rfc822": "attached_mail",
    "message/global": "attached_mail",
    "message/delivery-status": "report",
    "message/disposition-notification": "report",
    "message/feedback-report": "report",
}
"""What a part of this type makes of its mail."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One attachment: the sender's name for it, raw; its type; its size in bytes; its bytes, all or the first ones."""

    name: str
    media_type: str
    size: int
    content: Callable[[int | None], bytes]
    charset: str = ""


def attachments(raw: bytes, begin: int = 0, end: int | None = None) -> tuple[Listed, ...]:
    """All attachments of the mail in these bytes, in the order in which `decode` labels them."""
    root = parse(raw, begin, end)
    found = listed(root, read_body(root).inserted)[:MOST_ATTACHMENTS]
    inner = certified_mail(root) if "x-trasporto" in root.fields else None
    return (*(attachments(inner.body()) if inner is not None else ()), *found)[:MOST_ATTACHMENTS]


def listed(root: Part, inserted: list[Inserted]) -> list[Listed]:
    """The attachments of one mail, without those of a mail in an envelope; those inside the text come last."""
    found: list[Listed] = []
    for part in root.walk():
        if is_attachment(part):
            found.append(_of_part(part))
            found.extend(_inside(part))
    unknown = "application/octet-stream"
    found.extend(Listed(one.name, unknown, one.size, partial(_cut, one.content)) for one in inserted)
    return found


def label_of(one: Listed) -> Attachment:
    """What is shown of it: the name cleaned, warnings as flags."""
    label = file_label(one.name)
    flags = set(label.flags - {"renamed"})
    if _is_locked(one.content(_HEAD), label.text):
        flags.add("encrypted")
    media_type = clean(one.media_type, max_line=120).text
    return Attachment(name=label.text, media_type=media_type, size=one.size, flags=tuple(sorted(flags)))


def certified_mail(root: Part) -> Part | None:
    """The mail inside the envelope of Italian certified mail (PEC), or None."""
    for part in root.walk():
        if part.media_type == "message/rfc822" or part.file_name.lower() == "postacert.eml":
            inner = nested(part)
            if "x-trasporto" not in inner.fields and "from" in inner.fields:
                return part
    return None


def _of_part(part: Part) -> Listed:
    return Listed(_file_name(part), part.media_type, part.size(), part.body, part.charset)


def _cut(content: Callable[[], bytes], limit: int | None) -> bytes:
    return content()[:limit]


def _packed(one: PackedFile) -> Callable[[int | None], bytes]:
    return lambda limit: one.content[:limit]


def _is_locked(head: bytes, name: str) -> bool:
    """An archive whose first file wants a password, or a document of Office in the wrapping of an encrypted one."""
    if head.startswith(_ZIP):
        return bool(len(head) > 6 and head[6] & 1)
    return head.startswith(_OFFICE) and bool(_ZIPPED_OFFICE.search(name))


def _file_name(part: Part) -> str:
    """The sender's name for it; without one, a mail is called by its subject, an invitation by date and place."""
    if part.file_name:
        return part.file_name
    if part.media_type in ("message/rfc822", "message/global"):
        inner = nested(part)
        subject = decoded(inner.fields.get("subject", b""), inner.charset)
        subject = re.sub(r"[/\\]", "_", subject)[:100]
        return f"{subject}.eml" if subject else ""
    if BY_TYPE.get(part.media_type) == "calendar":
        said = invitation.label(decode_bytes(part.body(_LARGEST_CALENDAR), part.charset))
        return re.sub(r"[/\\]", "-", f"{said}.ics") if said else ""
    return ""


def _inside(part: Part) -> list[Listed]:
    if part.media_type in TYPES:
        return [_of_part(one) for one in signed_mail(part).walk() if is_attachment(one)]
    if not is_winmail(part):
        return []
    files = unpack(part.body(LARGEST_WINMAIL)).files
    return [Listed(one.name, "application/octet-stream", one.size, _packed(one)) for one in files]
