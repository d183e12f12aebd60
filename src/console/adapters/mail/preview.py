"""What can be seen of an attachment. Runs in the worker process; whatever the bytes are, a `Preview` is the answer.

What an attachment is, its bytes say; name and declared type are asked only where these say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from console.adapters.mail import invitation
from console.adapters.mail.attached import Listed
from console.adapters.mail.charsets import decode_bytes
from console.adapters.mail.decode import decode
from console.adapters.mail.html_text import html_to_text
from console.adapters.mail.preview_archive import archive
from console.adapters.mail.preview_picture import picture
from console.domain.file_label import file_label
from console.domain.preview import Preview, PreviewKind, PreviewProblem
from console.domain.text import clean

LONGEST_TEXT = 300_000
_MOST_BYTES = 4_000_000
_HEAD = 4_096
_CONTROLS = bytes(set(range(9)) | set(range(14, 32)) - {27})
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PAGE = re.compile(rb"(?is)\A[\s\xef\xbb\xbf]*<(?:!doctype html|html)\b")
_MAIL_FIELD = re.compile(rb"(?im)^(?:from|to|subject|date|received|message-id|return-path|mime-version)[ \t]*:")
_OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "docm", "xlsm", "pptm", "epub"})
_TEXT_ENDINGS = frozenset({"txt", "csv", "tsv", "xml", "json", "log", "md", "ini", "yaml", "yml"})
_PAGE_ENDINGS = frozenset({"html", "htm", "xhtml", "shtml"})
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_TEXT_TYPES = frozenset({"application/json", "application/xml", "application/csv", "message/delivery-status"})


def preview(one: Listed) -> Preview:
    """What can be seen of it. May take as long as hostile bytes want: the caller limits the time."""
    head = one.content(_HEAD)
    if not head.strip(b"\0 \t\r\n"):
        return Preview(kind=_kind(one, head), problem=PreviewProblem.EMPTY)
    show: dict[PreviewKind, Callable[[Listed], Preview]] = {
        PreviewKind.PDF: _pdf, PreviewKind.ARCHIVE: lambda it: archive(it.content(None)),
        PreviewKind.PICTURE: lambda it: picture(it.content(_MOST_BYTES)), PreviewKind.MAIL: _mail,
        PreviewKind.CALENDAR: _calendar, PreviewKind.PAGE: _page, PreviewKind.TEXT: _text,
    }  # fmt: skip
    kind = _kind(one, head)
    if kind not in show:
        return Preview(kind=kind, problem=PreviewProblem.NO_PREVIEW)
    try:
        return show[kind](one)
    except MemoryError:
        return Preview(kind=kind, problem=PreviewProblem.LARGE)
    except Exception:  # foreign bytes may break a reader in any way; the answer is that they are broken
        return Preview(kind=kind, problem=PreviewProblem.BROKEN)


def _kind(one: Listed, head: bytes) -> PreviewKind:
    ending = file_label(one.name).text.rpartition(".")[2].lower()
    by_bytes = _by_bytes(head, ending)
    if by_bytes is not None:
        return by_bytes
    if one.media_type in _MAIL_TYPES or (ending == "eml" and len(_MAIL_FIELD.findall(head)) > 1):
        return PreviewKind.MAIL
    if one.media_type in _CALENDAR_TYPES or head.lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        return PreviewKind.CALENDAR
    if _PAGE.match(head) or ending in _PAGE_ENDINGS or one.media_type in ("text/html", "application/xhtml+xml"):
        return PreviewKind.PAGE
    said = one.media_type.startswith("text/") or one.media_type in _TEXT_TYPES or ending in _TEXT_ENDINGS
    return PreviewKind.TEXT if _reads_as_text(head, said=said) else PreviewKind.OTHER


def _by_bytes(head: bytes, ending: str) -> PreviewKind | None:
    if head[:1024].find(b"%PDF-") >= 0:
        return PreviewKind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return PreviewKind.OTHER if ending in _OFFICE else PreviewKind.ARCHIVE
    if head.startswith(_PROGRAMS):
        return PreviewKind.OTHER
    if picture(head).format:
        return PreviewKind.PICTURE
    return None


def _reads_as_text(head: bytes, *, said: bool) -> bool:
    """Whether a page of it would be words: without a label that says so, there may be no control characters."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if said:
        return controls <= len(head) // 20 or head.count(b"\0") * 3 > len(head)
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not controls


def _pdf(one: Listed) -> Preview:
    from console.adapters.mail.preview_pdf import pdf  # 130 ms, and few mails need it

    return pdf(one.content(None))


def _text(one: Listed) -> Preview:
    raw = one.content(_MOST_BYTES)
    return _shown(PreviewKind.TEXT, decode_bytes(raw, one.charset), cut=one.size > len(raw))


def _page(one: Listed) -> Preview:
    raw = one.content(_MOST_BYTES)
    text, flags = html_to_text(decode_bytes(raw, one.charset))
    found = _shown(PreviewKind.PAGE, text, cut=one.size > len(raw))
    return replace(found, flags=tuple(sorted({*found.flags, *flags})))


def _calendar(one: Listed) -> Preview:
    said = decode_bytes(one.content(_MOST_BYTES), one.charset)
    found = clean(invitation.label(said))
    if not found.text:
        return _shown(PreviewKind.CALENDAR, said)
    return Preview(kind=PreviewKind.CALENDAR, text=found.text, flags=tuple(sorted(found.flags)))


def _mail(one: Listed) -> Preview:
    """The mail inside, one level deep: what it carries is named, not opened."""
    return Preview(kind=PreviewKind.MAIL, mail=decode(one.content(None)))


def _shown(kind: PreviewKind, text: str, *, cut: bool = False) -> Preview:
    found = clean(text, multiline=True, max_chars=LONGEST_TEXT)
    flags = {*found.flags, "truncated"} if cut else found.flags
    problem = PreviewProblem.NONE if found.text.strip() else PreviewProblem.EMPTY
    return Preview(kind=kind, text=found.text, problem=problem, flags=tuple(sorted(flags)))
