"""The tree of a mail's parts, cut out of the raw bytes without copying them.

Own, as the stock parser needs ten times a mail's size in memory and goes quadratic or overflows its stack on
hostile ones. Rules of damage: what has no end ends with its parent; what has no parts is text; nothing is lost.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from console.adapters.mail.headers import Fields, Valued, file_name, split_fields, valued
from console.adapters.mail.transfer import ENCODINGS, encoding_of, size_of, undone

MOST_PARTS = 500
DEEPEST = 20
LARGEST_HEADER = 1_048_576
_CHUNK = 1 << 20
_LONGEST_BOUNDARY = 300
_LONGEST_LINE = 1_000
_HEAD = 16_384
_LONGEST_PREAMBLE = 65_536
_QUOTED_FIELD = re.compile(rb"(?im)^content-[^\r\n]{0,200}=3D")
_INDENTED = re.compile(rb"[ \t]{1,40}(?=[!-9;-~]{1,80}:[ \t])")
"""A blank before the very first field."""
_INK = re.compile(rb"\S")


@dataclass(slots=True)
class Part:
    """One part: its fields, its type, where its body lies, and its children if it is a multipart."""

    raw: bytes
    fields: Fields
    begin: int
    end: int
    kind: Valued
    disposition: Valued
    parent: str = ""
    children: list[Part] = field(default_factory=list)
    damaged: bool = False

    @property
    def media_type(self) -> str:
        """Type and subtype in lower case."""
        return self.kind.value

    @property
    def charset(self) -> str:
        """The declared character set, empty when none is declared."""
        return self.kind.parameters.get("charset", "")

    @property
    def file_name(self) -> str:
        """The name the sender gave the part, raw; empty when it has none."""
        said, kind = self.disposition.parameters, self.kind.parameters
        name = said.get("filename") or kind.get("name")
        if not name and not self.media_type.startswith(("text/", "multipart/")):
            name = said.get("name") or kind.get("filename")
        return file_name(name or "")

    @property
    def transfer_encoding(self) -> str:
        """`base64`, `quoted-printable`, `uuencode` or another word, in lower case."""
        return encoding_of(self.fields.get("content-transfer-encoding", b""))

    def body(self, limit: int | None = None) -> bytes:
        """The decoded body, at most about `limit` bytes of it."""
        encoding = self.transfer_encoding
        room = None if limit is None or encoding == "uuencode" else limit * 2  # its lines cannot be cut anywhere
        raw = self.raw[self.begin : self.end if room is None else min(self.end, self.begin + room)]
        raw = undone(raw, encoding, text=self.media_type.startswith("text/") and not self.file_name)
        return raw if limit is None else raw[:limit]

    def size(self) -> int:
        """Bytes of the decoded body. They are counted piece by piece, so a large attachment costs no memory."""
        encoding = self.transfer_encoding
        if encoding in ("base64", "quoted-printable"):
            return sum(size_of(piece, encoding) for piece in self._pieces())
        return len(self.body()) if encoding == "uuencode" else self.end - self.begin

    def _pieces(self) -> Iterator[bytes]:
        """The encoded body in pieces that end with a line, as far as lines are of a sensible length."""
        rest = b""
        for at in range(self.begin, self.end, _CHUNK):
            rest += self.raw[at : min(at + _CHUNK, self.end)]
            cut = rest.rfind(b"\n") + 1 or len(rest)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in their order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def parse(raw: bytes, begin: int = 0, end: int | None = None) -> Part:
    """The tree of a mail. Never raises; at most 500 parts, 20 deep: what lies beyond stays unopened text."""
    raw, begin, end = _straight(raw, begin, len(raw) if end is None else end)
    root = _part(raw, begin, end, "")
    waiting, count = [(root, 0)], 1
    while waiting:
        part, depth = waiting.pop(0)
        if not part.media_type.startswith("multipart/"):
            continue
        ranges = _cut(part, MOST_PARTS - count)
        if not ranges or depth >= DEEPEST or count + len(ranges) > MOST_PARTS:
            part.damaged = True
        else:
            part.children = [_part(part.raw, first, last, part.media_type) for first, last in ranges]
            count += len(ranges)
            waiting.extend((child, depth + 1) for child in part.children)
    return root


def _straight(raw: bytes, begin: int, end: int) -> tuple[bytes, int, int]:
    """Where the header begins: behind blank lines and a byte order mark. What was stored as UTF-16, and line ends
    that are a lone CR, become what they ought to be."""
    head = raw[begin : min(end, begin + _HEAD)]
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and end - begin <= LARGEST_HEADER:
        head = raw = raw[begin:end].decode("utf-16", "replace").encode("utf-8", "replace")
        begin, end = 0, len(raw)
    if head.replace(b"\r\n", b"").count(b"\r") > head.count(b"\n"):
        raw = raw[begin:end].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        begin, end = 0, len(raw)
    if raw[begin : begin + 3] == codecs.BOM_UTF8:
        begin += 3
    while begin < end and raw[begin] in b"\r\n":
        begin += 1
    indented = _INDENTED.match(raw[begin : min(end, begin + _LONGEST_LINE)])
    return raw, begin + (indented.end() if indented else 0), end


def _content_type(fields: Fields) -> bytes:
    """The field that says what the body is; of several the one that names a boundary, as what it parts is there."""
    several = [value for name, value in fields.all if name == "content-type" and value]
    if len(several) < 2 or several[0].lower().startswith(b"multipart/"):
        return fields.get("content-type", b"")
    return next((one for one in several if one.lower().startswith(b"multipart/")), several[0])


def _cut(part: Part, room: int) -> list[tuple[int, int]]:
    """The parts of a multipart; one that came encoded, against the rule (RFC 2045, 6.4), is decoded first."""
    ranges = list(_ranges(part, room, _delimiter(part)))
    if part.transfer_encoding in ENCODINGS and (not ranges or _is_quoted(part)):
        plain = replace(part, raw=part.body(), begin=0)
        plain.end = len(plain.raw)
        if found := list(_ranges(plain, room, _delimiter(part))):
            part.raw, part.begin, part.end, part.damaged, ranges = plain.raw, plain.begin, plain.end, True, found
    if not ranges and (guessed := _guessed_delimiter(part)):
        part.damaged = True
        ranges = list(_ranges(part, room, guessed))
    return ranges


def _is_quoted(part: Part) -> bool:
    """Whether even the fields of the parts are quoted-printable: then all of it is."""
    head = part.raw[part.begin : min(part.end, part.begin + _HEAD)]
    return part.transfer_encoding == "quoted-printable" and bool(_QUOTED_FIELD.search(head))


def preamble(part: Part) -> bytes:
    """What stands before the first part of a multipart, where a mail should have no words; at most 64 KB."""
    last = min(part.end, part.begin + _LONGEST_PREAMBLE)
    line, _after, _closing = _next_delimiter(part, _delimiter(part) or _guessed_delimiter(part) or b"--", part.begin)
    return part.raw[part.begin : last if line < 0 else min(line, last)]


def _delimiter(part: Part) -> bytes:
    boundary = part.kind.parameters.get("boundary", "").rstrip()[:_LONGEST_BOUNDARY]
    return b"--" + boundary.encode("utf-8", "surrogateescape") if boundary else b""


def _part(raw: bytes, begin: int, end: int, parent: str) -> Part:
    fields, used = split_fields(raw[begin : min(end, begin + LARGEST_HEADER)])
    said = _content_type(fields)
    hint = valued(said).parameters.get("charset", "")
    kind = valued(said, hint)
    if "/" not in kind.value:
        default = "message/rfc822" if parent == "multipart/digest" else "text/plain"
        kind = Valued({"text": "text/plain", "html": "text/html"}.get(kind.value, default), kind.parameters)
    disposition = valued(fields.get("content-disposition", b""), hint)
    return Part(raw, fields, begin + used, end, kind, disposition, parent)


def _ranges(part: Part, room: int, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """Where the parts of a multipart begin and end. A missing last boundary ends with the multipart."""
    if not delimiter:
        return
    begin, found = None, part.begin - 1
    while room >= 0:
        line, after, closing = _next_delimiter(part, delimiter, found + 1)
        if line < 0:
            break
        if begin is not None:
            yield begin, _without_break(part.raw, begin, line)
            room -= 1
            begin = None
        if closing and not _opens_again(part, delimiter, after):
            return
        begin, found = after, after - 1
    if begin is not None and _INK.search(part.raw, begin, part.end):
        part.damaged = True
        closing_at = part.raw.find(delimiter + b"--", begin, part.end)  # one that does not begin its line
        yield begin, closing_at if closing_at >= 0 else part.end


def _opens_again(part: Part, delimiter: bytes, after: int) -> bool:
    """Whether more parts follow a closing boundary: an attachment after a broken end is not lost."""
    line, following, closing = _next_delimiter(part, delimiter, after)
    if line < 0 or closing:
        return False
    part.damaged = True
    fields, _used = split_fields(part.raw[following : following + 4_096])
    return "content-type" in fields or "content-disposition" in fields


def _next_delimiter(part: Part, delimiter: bytes, at: int) -> tuple[int, int, bool]:
    """Begin of the next delimiter line, where the line after it begins, and whether it is the closing one."""
    raw = part.raw
    while (at := raw.find(delimiter, at, part.end)) >= 0:
        rest = at + len(delimiter)
        closing = raw[rest : rest + 2] == b"--"
        line_end = raw.find(b"\n", rest, min(part.end, rest + _LONGEST_LINE))
        if line_end < 0:
            line_end = min(part.end, rest + _LONGEST_LINE) - 1
        tail = raw[rest + 2 * closing : line_end + 1]
        if (at == part.begin or raw[at - 1] in b"\r\n") and not tail.strip():
            return at, line_end + 1, closing
        at = rest
    return -1, -1, False


def _without_break(raw: bytes, begin: int, end: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
    if end > begin and raw[end - 1] == 10:
        end -= 1
    if end > begin and raw[end - 1] == 13:
        end -= 1
    return end


_DASHED = re.compile(rb"(?m)^(--[!-~][ -~]{0,200}?)[ \t]*\r?\n(?=[Cc]ontent-)")
_LONE_DASHED = re.compile(rb"(?m)^(--[!-~][ -~]{0,200}?)[ \t]*\r?\n")


def _guessed_delimiter(part: Part) -> bytes:
    """The delimiter of a multipart that names none, or another one: a dashed line with a part's header under it, or
    one at the beginning that is closed further down."""
    last = min(part.end, part.begin + LARGEST_HEADER)
    if found := _DASHED.search(part.raw, part.begin, last):
        return found[1]
    first = _LONE_DASHED.search(part.raw, part.begin, last)
    return first[1] if first and part.raw.find(b"\n" + first[1] + b"--", first.end(), last) >= 0 else b""
