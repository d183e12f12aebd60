"""Raw bytes to a mail as people read it. Pure and total: whatever comes, a clean `Mail` is the answer.

Runs in the worker process of `reader`, since foreign bytes may take long or much memory.
Rules: design/mail.md, sections 2 and 3.
"""

from __future__ import annotations

import re
from dataclasses import replace

from console.adapters.mail.attached import BY_TYPE, MOST_ATTACHMENTS, Listed, certified_mail, label_of, listed
from console.adapters.mail.bodies import LONGEST_TEXT, is_winmail, read_body
from console.adapters.mail.charset_names import codec
from console.adapters.mail.charsets import looks_twice_encoded
from console.adapters.mail.classify import classify
from console.adapters.mail.delivery_report import delivery_report
from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import (
    Address,
    Fields,
    addresses,
    message_ids,
    moment,
    split_fields,
    word_charsets,
)
from console.adapters.mail.language import language_of
from console.adapters.mail.parts import LARGEST_HEADER, Part, parse
from console.adapters.mail.smime import LARGEST, TYPES, signed_content
from console.adapters.mail.spam_marks import spam_marks
from console.domain.look_alike import POSES, Known, doubts
from console.domain.mail import Attachment, Mail, MailClass, Sender
from console.domain.text import Clean, clean

_SUBJECT_LENGTH = 1_000
_NAME_LENGTH = 200
_ADDRESS_LENGTH = 320
_MOST_ENCLOSED = 5

_REGISTERED = ("incamail.ch", "incamail.com", "privasphere.com", "privasphere.ch")
_PGP = re.compile(r"(?m)^-----BEGIN PGP MESSAGE-----")


def decode(raw: bytes, begin: int = 0, end: int | None = None) -> Mail:
    """The mail in these bytes. Never raises; every text in it is clean, its flags name what was noticed."""
    root = parse(raw, begin, end)
    mail = _headed(root.fields, _hint(root))
    body, flags = read_body(root), set(mail.flags)
    text = clean(body.text, multiline=True, max_chars=LONGEST_TEXT)
    flags |= text.flags | body.flags | _by_structure(root)
    attachments = _labels(listed(root, body.inserted), flags)
    sender = Address(mail.sender_name, mail.sender)
    kind = classify(root.fields, root, sender, mail.subject)
    returned = _reported_ids(root) if kind is MailClass.BOUNCE else ()
    mail = replace(
        mail, text=text.text, attachments=attachments, kind=kind,
        language=language_of(mail.subject, text.text),
        in_reply_to=(*returned, *mail.in_reply_to),
        report=delivery_report(root, returned, text.text) if kind is MailClass.BOUNCE else None,
        enclosed=_enclosed(root) if kind is MailClass.PERSON else (),
    )  # fmt: skip
    mail = replace(mail, in_reply_to=tuple(dict.fromkeys(mail.in_reply_to)))
    if _PGP.search(mail.text):
        flags.add("encrypted")
    if looks_twice_encoded(mail.subject) or looks_twice_encoded(mail.text):
        flags.add("charset")
    if any("executable" in one.flags for one in mail.attachments):
        flags.add("executable")
    if "x-trasporto" in root.fields:
        mail = _certified(root, mail, flags)
    return replace(mail, flags=tuple(sorted(flags)))


def decode_header(raw: bytes) -> Mail:
    """Only what the header says, for a mail whose body could not be read. Flagged `unreadable`."""
    fields, _used = split_fields(raw[:LARGEST_HEADER].lstrip(b"\r\n"))
    mail = _headed(fields, "")
    return replace(mail, flags=tuple(sorted({*mail.flags, "unreadable"})))


def _hint(root: Part) -> str:
    """In which character set undeclared bytes of the header are, if its texts or the words of its fields say so."""
    charsets = (part.charset for part in root.walk() if part.media_type.startswith("text/"))
    for name in (root.charset, *charsets, *word_charsets(root.fields)):
        if name and codec(name) not in (None, "cp1252", "utf-8", "ascii"):
            return name
    return root.charset


def _headed(fields: Fields, hint: str) -> Mail:
    senders = addresses(fields.get("from", b""), hint) or addresses(fields.get("sender", b""), hint)
    sender = senders[0] if senders else Address("", "")
    name, address = clean(sender.name, max_line=_NAME_LENGTH), _address(sender)
    subject = clean(decoded(fields.get("subject", b""), hint), max_line=_SUBJECT_LENGTH)
    to = (*addresses(fields.get("to", b""), hint), *addresses(fields.get("cc", b""), hint))
    replies = addresses(fields.get("reply-to", b""), hint)
    nearest = (*message_ids(fields.get("in-reply-to", b"")), *reversed(message_ids(fields.get("references", b""))))
    own = message_ids(fields.get("message-id", b""))
    flags = {*name.flags, *address.flags, *subject.flags}
    reply_to = _address(replies[0]).text if replies else ""
    found = doubts(name.text, address.text, reply_to, Known())
    flags |= POSES.intersection(found)
    if POSES.intersection(found) or len(senders) > 1:
        flags.add("suspicious")
    if any(address.text.lower().endswith((f"@{one}", f".{one}")) for one in _REGISTERED):
        flags.add("registered")
    return Mail(
        message_id=_ids(own[:1])[0] if own else "",
        in_reply_to=tuple(dict.fromkeys(_ids(nearest))),
        sender_name=name.text,
        sender=address.text,
        reply_to=reply_to,
        to=tuple(filter(None, (_address(one).text for one in to))),
        subject=subject.text,
        date=moment(fields.get("date", b"")),
        spam_marks=spam_marks(fields),
        flags=tuple(sorted(flags)),
    )


def _address(one: Address) -> Clean:
    found = clean(one.address, max_line=_ADDRESS_LENGTH)
    return Clean(found.text.replace(" ", ""), found.flags)


def _ids(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(clean(one, max_line=_ADDRESS_LENGTH).text for one in found)


def _labels(found: list[Listed], flags: set[str]) -> tuple[Attachment, ...]:
    if len(found) > MOST_ATTACHMENTS:
        flags.add("truncated")
    return tuple(map(label_of, found[:MOST_ATTACHMENTS]))


# --- what kind of mail it is by its structure ---------------------------------------------------------


def _by_structure(root: Part) -> set[str]:
    flags = set()
    for part in root.walk():
        if part.damaged:
            flags.add("damaged")
        if part.media_type in BY_TYPE:
            flags.add(BY_TYPE[part.media_type])
        elif is_winmail(part):
            flags.add("tnef")
        elif part.media_type in TYPES:
            flags.add(_secured(part))
    return flags


def _secured(part: Part) -> str:
    said = part.kind.parameters.get("smime-type", "").lower()
    if said in ("signed-data", "certs-only") or part.file_name.lower().endswith(".p7s"):
        return "signed"
    return "signed" if signed_content(part.body(LARGEST)) else "encrypted"


def _reported_ids(root: Part) -> tuple[str, ...]:
    """The Message-IDs of the mails that a delivery report gives back (RFC 3462)."""
    found: list[str] = []
    for part in root.walk():
        if part.media_type in ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"):
            raw = part.body(LARGEST_HEADER).lstrip(b"\r\n")
            found += message_ids(split_fields(raw)[0].get("message-id", b""))
    return _ids(tuple(found))


def _enclosed(root: Part) -> tuple[Sender, ...]:
    """Who wrote the mails that are attached."""
    found: list[Sender] = []
    for part in root.walk():
        if part.media_type in ("message/rfc822", "message/global") and len(found) < _MOST_ENCLOSED:
            raw = part.body(LARGEST_HEADER).lstrip(b"\r\n")
            senders = addresses(split_fields(raw)[0].get("from", b""), part.charset)
            if senders:
                name = clean(senders[0].name, max_line=_NAME_LENGTH).text
                found.append(Sender(name=name, address=_address(senders[0]).text))
    return tuple(found)


def _certified(root: Part, mail: Mail, flags: set[str]) -> Mail:
    """Italian certified mail (PEC): the mail inside the envelope is the mail; the envelope stays recognisable."""
    flags.add("pec")
    part = certified_mail(root)
    if part is None:
        return mail
    inside = decode(part.body())
    flags |= set(inside.flags)
    return replace(
        inside, message_id=mail.message_id, kind=mail.kind, flags=(), report=mail.report, spam_marks=mail.spam_marks,
        in_reply_to=tuple(dict.fromkeys((*inside.in_reply_to, inside.message_id, *mail.in_reply_to))),
        attachments=(*inside.attachments, *mail.attachments)[:MOST_ATTACHMENTS],
    )  # fmt: skip
