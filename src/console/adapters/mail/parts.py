"""The tree of a mail's parts, cut out of the raw bytes without copying them.

Own, as the stock parser needs ten times a mail's size in memory and goes quadratic or overflows its stack on
hostile ones. Rules of damage: what has no end ends with its parent; what has no parts is text; nothing is lost.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import Fields, Valued, split_fields, valued

MOST_PARTS = 500
DEEPEST = 20
LARGEST_HEADER = 1_048_576
_CHUNK = 1 << 20
_LONGEST_BOUNDARY = 300
_LONGEST_LINE = 1_000
_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_INK = re.compile(rb"\S")
_UU_BEGIN = re.compile(rb"begin[ \t]+[0-7]{3,4}[ \t]+\S")


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
        return self.disposition.parameters.get("filename", "") or self.kind.parameters.get("name", "")

    @property
    def transfer_encoding(self) -> str:
        """`base64`, `quoted-printable`, `uuencode` or another word, in lower case."""
        words = decoded(self.fields.get("content-transfer-encoding", b"")).lower().split(";")[0].split()
        name = words[0].strip("\"'") if words else ""
        return {"x-uuencode": "uuencode", "uue": "uuencode", "x-uue": "uuencode", "quotedprintable": "quoted-printable",
                "base-64": "base64"}.get(name, name)  # fmt: skip

    def body(self, limit: int | None = None) -> bytes:
        """The decoded body, at most about `limit` bytes of it."""
        encoding = self.transfer_encoding
        room = None if limit is None or encoding == "uuencode" else limit * 2  # its lines cannot be cut anywhere
        raw = self.raw[self.begin : self.end if room is None else min(self.end, self.begin + room)]
        if encoding == "base64":
            raw = from_base64(raw)
        elif encoding == "quoted-printable":
            raw = quopri.decodestring(raw)
        elif encoding == "uuencode":
            raw = from_uuencode(raw)
        return raw if limit is None else raw[:limit]

    def size(self) -> int:
        """Bytes of the decoded body. They are counted piece by piece, so a large attachment costs no memory."""
        if self.transfer_encoding == "base64":
            return sum(len(piece.translate(None, _BASE64)) for piece in self._pieces()) * 3 // 4
        if self.transfer_encoding == "quoted-printable":
            return sum(len(quopri.decodestring(piece)) for piece in self._pieces())
        return len(self.body()) if self.transfer_encoding == "uuencode" else self.end - self.begin

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


def from_base64(raw: bytes) -> bytes:
    """The bytes of base64, foreign characters left out, a broken end cut."""
    letters = raw.translate(None, _BASE64)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def from_uuencode(raw: bytes) -> bytes:
    """The bytes of a uuencoded file; lines that are none are passed over."""
    lines = iter(raw.splitlines())
    for line in lines:
        if _UU_BEGIN.match(line):
            break
    else:
        return raw
    decoded_lines = []
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        try:
            decoded_lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                decoded_lines.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                continue
    return b"".join(decoded_lines)


def parse(raw: bytes, begin: int = 0, end: int | None = None) -> Part:
    """The tree of a mail. Never raises; at most 500 parts, 20 deep: what lies beyond stays unopened text."""
    end = len(raw) if end is None else end
    if raw.find(b"\n", begin, end) < 0 and raw.find(b"\r", begin, end) >= 0:
        raw, begin, end = raw[begin:end].replace(b"\r", b"\n"), 0, end - begin
    while begin < end and raw[begin] in b"\r\n":
        begin += 1
    root = _part(raw, begin, end, "")
    waiting, count = [(root, 0)], 1
    while waiting:
        part, depth = waiting.pop(0)
        if not part.media_type.startswith("multipart/"):
            continue
        ranges = list(_ranges(part, MOST_PARTS - count))
        if not ranges or depth >= DEEPEST or count + len(ranges) > MOST_PARTS:
            part.damaged = True
        else:
            part.children = [_part(raw, first, last, part.media_type) for first, last in ranges]
            count += len(ranges)
            waiting.extend((child, depth + 1) for child in part.children)
    return root


def _part(raw: bytes, begin: int, end: int, parent: str) -> Part:
    fields, used = split_fields(raw[begin : min(end, begin + LARGEST_HEADER)])
    hint = valued(fields.get("content-type", b"")).parameters.get("charset", "")
    kind = valued(fields.get("content-type", b""), hint)
    if "/" not in kind.value:
        default = "message/rfc822" if parent == "multipart/digest" else "text/plain"
        kind = Valued({"text": "text/plain", "html": "text/html"}.get(kind.value, default), kind.parameters)
    disposition = valued(fields.get("content-disposition", b""), hint)
    return Part(raw, fields, begin + used, end, kind, disposition, parent)


def _ranges(part: Part, room: int) -> Iterator[tuple[int, int]]:
    """Where the parts of a multipart begin and end. A missing last boundary ends with the multipart."""
    boundary = part.kind.parameters.get("boundary", "").rstrip()[:_LONGEST_BOUNDARY]
    delimiter = b"--" + boundary.encode("utf-8", "surrogateescape")
    if not boundary:
        delimiter = _guessed_delimiter(part)
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
        yield begin, part.end


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


_DASHED = re.compile(rb"(?m)^(--[!-~][ -~]{1,200}?)[ \t]*\r?\n(?=[Cc]ontent-)")


def _guessed_delimiter(part: Part) -> bytes:
    """The delimiter of a multipart that names none: a dashed line with a part's header under it."""
    found = _DASHED.search(part.raw, part.begin, min(part.end, part.begin + LARGEST_HEADER))
    return found[1] if found else b""
