"""Which parts of a mail are read as its text, and how. Everything else is an attachment; no part is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from console.adapters.mail import invitation, smime
from console.adapters.mail.charset_names import codec
from console.adapters.mail.charsets import decode_bytes, unmarked_wide
from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.html_text import MOST_TAGS, html_to_text
from console.adapters.mail.inserted import Inserted, without_uuencoded, without_yenc
from console.adapters.mail.parts import Part, parse, preamble
from console.adapters.mail.plain import unenriched, unflowed
from console.adapters.mail.rtf import LARGEST_RTF, rtf_text
from console.adapters.mail.tnef import unpack

LONGEST_TEXT = 1_000_000
_MOST_BYTES = 4_000_000
LARGEST_WINMAIL = 20_000_000
WINMAIL_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_READ_TYPES = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-amp-html", "text/watch-html",
     "text/x-html", "application/xhtml+xml", "plain/text"}
)  # fmt: skip
_PAGES = frozenset({"text/html", "text/x-html", "text/x-amp-html", "text/watch-html", "application/xhtml+xml"})
_RICH = frozenset({"text/rtf", "application/rtf", "application/x-rtf"})
_PLAIN_TYPES = ("text/plain", "plain/text", "text/enriched", "text/richtext", "text/markdown")
_SIDE_TYPES = frozenset({"text/x-amp-html", "text/watch-html"})
_CONTROLS = bytes(set(range(9)) | set(range(14, 32)) - {27})
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_STUB_WORDS = 40
_A_FEW_WORDS = 8
_SAYS_NOTHING = re.compile(r"(?i)\bmulti-?part\b|\bMIME[- ](?:format|message|aware|compliant)")
_SAID_TO_BE_TEXT = ("application/plain", "application/text")


@dataclass(slots=True)
class Body:
    """What is read of a mail: its text, and what was noticed on the way."""

    text: str = ""
    flags: set[str] = field(default_factory=set)
    inserted: list[Inserted] = field(default_factory=list)
    tags: int = 0
    """How many HTML tags were laid out so far; the pages of one mail share a budget."""


def is_attachment(part: Part) -> bool:
    """Whether a leaf is listed as an attachment: all but nameless readable text."""
    if part.children:
        return False
    if part.media_type.startswith("multipart/"):
        return part.disposition.value == "attachment" or bool(part.file_name)
    if part.media_type not in _READ_TYPES or part.disposition.value == "attachment" or part.file_name:
        return True
    return _is_binary(part)


def _is_binary(part: Part) -> bool:
    """A file whose label says text: shown as an attachment, not as a page of rubbish."""
    sample = part.body(2_000)
    if (codec(part.charset) or "").startswith(("utf-16", "utf-32")) or sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    first = sample.lstrip().split(b"\n")[0].rstrip()[:80].decode("ascii", "replace")
    if not part.parent and not part.disposition.value and len(first) >= _A_FEW_WORDS and first.isprintable():
        return False  # the whole mail is this: rather a page with rubbish in it than nothing
    return controls > 20 and not unmarked_wide(sample) and b"=ybegin " not in sample


def read_body(root: Part) -> Body:
    """The text of a mail; where its own parts say nothing, that of what it carries."""
    body = Body()
    body.text = _read(root, body)
    if not body.text.strip():
        body.text = _from_elsewhere(root, body)
    body.text, files = without_uuencoded(body.text[: LONGEST_TEXT + 1])
    once = {(one.name, one.size): one for one in (*body.inserted, *files)}  # a text may have been read twice
    body.inserted = list(once.values())
    return body


def _read(part: Part, body: Body) -> str:
    if not part.children:
        return "" if is_attachment(part) else _leaf(part, body)
    if part.media_type == "multipart/alternative":
        return _best(part, body)
    texts: list[str] = []
    for child in part.children:
        text = _read(child, body)
        if text.strip() and text not in texts:
            texts.append(text)
        if sum(map(len, texts)) > LONGEST_TEXT:
            break
    return "\n\n".join(texts)


def _best(part: Part, body: Body) -> str:
    """The plain version, unless it is empty or a stub that only says that there is another one."""
    plain = [child for child in part.children if child.media_type in _PLAIN_TYPES]
    others = [child for child in part.children if child not in plain and child.media_type not in _SIDE_TYPES]
    text = "\n\n".join(filter(str.strip, (_read(child, body) for child in plain)))
    if len(text.split()) >= _STUB_WORDS or not others:
        return text
    trial = Body(tags=body.tags)
    rich = next((found for child in reversed(others) if (found := _read(child, trial)).strip()), "")
    body.tags = trial.tags
    if not text.strip() or len(rich.split()) > 5 * len(text.split()):
        body.flags |= trial.flags
        return rich
    return text


def _leaf(part: Part, body: Body) -> str:
    raw = part.body(_MOST_BYTES)
    if part.end - part.begin > _MOST_BYTES:
        body.flags.add("truncated")
    if part.media_type in _PAGES:
        return _html(raw, part.charset, body)
    raw, files = without_yenc(raw)
    body.inserted += files
    text = decode_bytes(raw, part.charset).replace("\r\r\n", "\n")
    if part.media_type in ("text/enriched", "text/richtext"):
        return unenriched(text, older=part.media_type == "text/richtext")
    if part.kind.parameters.get("format", "").lower() == "flowed":
        return unflowed(text, delete_space=part.kind.parameters.get("delsp", "").lower() == "yes")
    if part.media_type == "text/plain" and re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE):
        return _html(raw, part.charset, body)
    return text


def _html(raw: bytes, charset: str, body: Body) -> str:
    if codec(charset) is None:
        named = _META_CHARSET.search(raw[:4_096])
        charset = named[1].decode("ascii", "replace") if named else ""
    return _page(decode_bytes(raw, charset), body)


def _page(source: str, body: Body) -> str:
    body.tags += source.count("<")
    text, flags = html_to_text(source, plainly=body.tags > MOST_TAGS)
    body.flags |= flags
    return text


def is_winmail(part: Part) -> bool:
    """Whether Outlook has packed text and attachments into a file of its own."""
    return part.media_type in WINMAIL_TYPES or part.file_name.lower() == "winmail.dat"


def nested(part: Part) -> Part:
    """The mail inside a message part, read in place, or from its own bytes where it came encoded."""
    if part.transfer_encoding in ("base64", "quoted-printable"):
        return parse(part.body())
    return parse(part.raw, part.begin, part.end)


def _from_elsewhere(root: Part, body: Body) -> str:
    """Nothing of its own: a named text, else the mail it carries, a report, another text, what lies outside."""
    leaves = [part for part in root.walk() if not part.children]
    for part in leaves:
        if part.media_type in _READ_TYPES and part.disposition.value != "attachment" and not _is_binary(part):
            text = _leaf(part, body)
            if text.strip():
                return text
    for part in leaves:
        if part.media_type.startswith("message/"):
            inner = nested(part)
            text = _read(inner, body) if part.media_type in ("message/rfc822", "message/global") else ""
            subject = decoded(inner.fields.get("subject", b""), inner.charset)
            text = f"{subject}\n\n{text}" if text.strip() else decode_bytes(part.body(_MOST_BYTES))
            if text.strip():
                return text
    for part in leaves:
        text = _packed(part, body)
        if text.strip():
            return text
    for part in leaves:
        said = part.media_type.startswith(("multipart/", "text/", *_SAID_TO_BE_TEXT))
        if (said or (part is root and _is_words(part))) and not _is_binary(part):
            text = _leaf(part, body)
            if text.strip():
                return text
    return _before_the_parts(root)


def _is_words(part: Part) -> bool:
    """Whether a whole mail that says it is a file without a name is but a text."""
    if part.media_type != "application/octet-stream" or part.file_name or part.disposition.value == "attachment":
        return False
    return decode_bytes(part.body(2_000)).replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _before_the_parts(root: Part) -> str:
    """What stands before the first part, unless it says no more than that there are parts."""
    words = decode_bytes(preamble(root)).strip() if root.children else ""
    return "" if _SAYS_NOTHING.search(words) else words


def _packed(part: Part, body: Body) -> str:
    """The text inside Outlook's or a signer's wrapping, or what an invitation says."""
    if is_winmail(part):
        packed = unpack(part.body(LARGEST_WINMAIL))
        return packed.text if packed.text.strip() else _page(packed.page, body)
    if part.media_type in _RICH or part.file_name.lower().endswith(".rtf"):
        text, is_page = rtf_text(part.body(LARGEST_RTF))
        return _page(text, body) if is_page else text
    if part.media_type in smime.TYPES:
        return _read(signed_mail(part), body)
    if part.media_type in ("text/calendar", "application/ics"):
        return invitation.shown(decode_bytes(part.body(_MOST_BYTES), part.charset))
    return ""


def signed_mail(part: Part) -> Part:
    """The mail in an opaque signature; one without anything where it is encrypted, broken or signs a document."""
    inner = parse(smime.signed_content(part.body(smime.LARGEST)))
    return inner if "content-type" in inner.fields else parse(b"")
