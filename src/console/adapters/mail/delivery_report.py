"""What a delivery report says, out of its parts (RFC 3464, 6533) or, failing those, out of what other bounces have.

Pure and total, like all that opens foreign mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import Fields, addresses, message_ids, split_fields
from console.adapters.mail.parts import Part
from console.domain.mail import DeliveryAction, DeliveryReport, RecipientReport
from console.domain.text import clean

MOST_RECIPIENTS = 50
_LARGEST = 200_000
_ADDRESS_LENGTH = 320
_DIAGNOSTIC_LENGTH = 300
_STATUS = re.compile(r"(?<![0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
_TYPES = ("message/delivery-status", "message/global-delivery-status")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_BLANK_LINE = re.compile(rb"(?:\r?\n[ \t]*){2,}")
_IN_TEXT = re.compile(r"(?im)^[ \t>]*message-id:[ \t]*(<[^<>\s]{1,250}>)")
_RECIPIENT_IN_TEXT = re.compile(r"(?m)^[ \t]*<?([^\s<>@\"]{1,64}@[A-Za-z0-9.-]{3,200})>?[:.]?[ \t]*$")
_FAILURE = re.compile(
    r"qmail-send|undeliver|could ?n[o']t be delivered|not able to deliver|permanent error|delivery (?:has )?failed"
    r"|(?:non è stato|impossibile) (?:possibile )?(?:recapita|consegna)|unzustellbar"
    r"|nicht zugestellt|n'a pas pu être remis",
    re.IGNORECASE,
)
_ACTIONS = {str(one): one for one in DeliveryAction}


def delivery_report(root: Part, returned: tuple[str, ...], text: str) -> DeliveryReport | None:
    """The report in this mail, which is known to be a bounce; None when it names neither a mail nor a recipient.

    `returned`: Message-IDs of the mails that are given back; `text`: the bounce as people read it.
    """
    parts = [part for part in root.walk() if part.media_type in _TYPES]
    message_id = next(iter(returned), "") or _mentioned(root.fields, text)
    if parts:
        blocks = [block for part in parts for block in _blocks(part)]
        recipients = [_recipient(block) for block in blocks if _is_recipient(block)]
        envelope = next((_envelope_id(one) for one in blocks if "original-envelope-id" in one), "")
        return DeliveryReport(
            envelope_id=envelope, message_id=message_id, recipients=tuple(recipients[:MOST_RECIPIENTS])
        )
    if "x-failed-recipients" not in root.fields and "x-ricevuta" not in root.fields and not _says_failure(text):
        return None  # sent without a return path, but no report: an absence, a notice
    recipients = list(_by_words(root.fields, text))
    if not (message_id or recipients):
        return None
    return DeliveryReport(message_id=message_id, recipients=tuple(recipients[:MOST_RECIPIENTS]))


def _blocks(part: Part) -> Iterator[Fields]:
    body = part.body(_LARGEST).strip(b"\r\n")
    for block in _BLANK_LINE.split(body):
        fields, _used = split_fields(block + b"\r\n\r\n")
        if fields:
            yield fields


def _is_recipient(block: Fields) -> bool:
    return any(name in block for name in ("final-recipient", "original-recipient", "action"))


def _envelope_id(block: Fields) -> str:
    """What we called the mail; it travels as xtext (RFC 3461, 4)."""
    said = decoded(block.get("original-envelope-id", b"")).strip()
    plain = _XTEXT.sub(lambda match: chr(int(match[1], 16)), said)
    return clean(plain, max_line=_ADDRESS_LENGTH).text


def _recipient(block: Fields) -> RecipientReport:
    status = _STATUS.search(decoded(block.get("status", b"")))
    action = _ACTIONS.get(decoded(block.get("action", b"")).split("(")[0].strip().lower())
    diagnostic = clean(decoded(block.get("diagnostic-code", b"")), max_line=_DIAGNOSTIC_LENGTH).text
    code = status[1] if status else ""
    return RecipientReport(
        recipient=_typed(block, "original-recipient") or _typed(block, "final-recipient"),
        action=action or _action_of(code),
        status=code,
        diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
    )


def _typed(block: Fields, name: str) -> str:
    """An address after its type: "rfc822; a@b.ch"."""
    kind, semicolon, address = decoded(block.get(name, b"")).partition(";")
    return clean((address if semicolon else kind).strip().strip("<>"), max_line=_ADDRESS_LENGTH).text.replace(" ", "")


def _action_of(status: str) -> DeliveryAction:
    return {"4": DeliveryAction.DELAYED, "2": DeliveryAction.DELIVERED}.get(status[:1], DeliveryAction.FAILED)


def _mentioned(fields: Fields, text: str) -> str:
    """The Message-ID that a bounce without parts names: certified mail in a field, others in the returned head."""
    named = message_ids(fields.get("x-riferimento-message-id", b""))
    found = _IN_TEXT.search(text)
    return clean(named[0] if named else found[1] if found else "", max_line=_ADDRESS_LENGTH).text


def _says_failure(text: str) -> bool:
    return bool(_STATUS.search(text[:20_000]) or _FAILURE.search(text[:5_000]))


def _by_words(fields: Fields, text: str) -> Iterator[RecipientReport]:
    """Exim names the recipients in a field, qmail in lines of their own."""
    named = [one.address for one in addresses(fields.get("x-failed-recipients", b""))]
    found = _RECIPIENT_IN_TEXT.findall(text[:20_000]) if not named else []
    status = _STATUS.search(text[:20_000])
    for address in dict.fromkeys((*named, *found[:1])):
        shown = clean(address, max_line=_ADDRESS_LENGTH).text.replace(" ", "")
        if not shown:
            continue
        code = status[1] if status else ""
        yield RecipientReport(
            recipient=shown, action=_action_of(code), status=code, diagnostic=_around(text, code)
        )  # fmt: skip


def _around(text: str, code: str) -> str:
    """The line in which a server says why."""
    line = next((one for one in text.split("\n")[:200] if code and code in one), "")
    return clean(line.strip(), max_line=_DIAGNOSTIC_LENGTH).text
