"""The bytes of an outgoing mail, put together by hand.

The standard library's message objects are not used for this: they decode and re-encode what they are given,
so that a value can become a header line of its own, and an enclosed mail comes out changed (design/mail.md, 4).
"""

from __future__ import annotations

import base64
import quopri
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from urllib.parse import quote

from console.domain.letter import FileContent

CRLF = b"\r\n"
LONGEST_LINE = 998
"""Bytes of a line without its end (RFC 5322, 2.1.1)."""
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_ANY_TYPE = "application/octet-stream"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._()+@,='-]{1,70}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PLAIN_WORD = re.compile(r"[!-~]{1,60}")


def one_line(text: str, limit: int = 200) -> str:
    """The text as one line without control characters, at most `limit` characters: fit for a header."""
    whole = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text[: limit * 4])
    flat = " ".join(_CONTROL.sub(" ", whole).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def unstructured(name: str, text: str) -> str:
    """The header with free text as its value, folded and encoded; nothing in the text can end it."""
    text = one_line(text, 400)
    words = text.split(" ")
    plain = "=?" not in text and all(_PLAIN_WORD.fullmatch(word) for word in words)
    value = Header(text, "us-ascii" if plain else "utf-8", maxlinelen=76, header_name=name)
    return f"{name}: {value.encode(linesep=chr(13) + chr(10))}"


def mailbox(name: str, display_name: str, address: str) -> str:
    """The header with one address. `address` is a valid one; the display name is quoted or encoded."""
    display_name = one_line(display_name, 120)
    if not display_name:
        return f"{name}: {address}"
    if display_name.isascii() and "=?" not in display_name and len(display_name) <= 60:
        quoted = display_name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}: "{quoted}"\r\n <{address}>'
    encoded = Header(display_name, "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n")
    return f"{name}: {encoded}\r\n <{address}>"


def listed(name: str, values: Iterable[str]) -> str:
    """The header with one value per line, as Message-IDs want it."""
    return f"{name}: " + "\r\n ".join(values)


@dataclass(frozen=True, slots=True)
class Part:
    """A body part: its Content headers, each a complete line, and its encoded bytes."""

    headers: tuple[str, ...]
    body: bytes


def text_part(text: str) -> Part:
    """Plain text as quoted-printable UTF-8: no line is too long and no server may change it on the way."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    body = CRLF.join(_quoted_printable(line) for line in lines) + CRLF
    headers = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable")
    return Part(headers, body)


def _quoted_printable(line: str) -> bytes:
    encoded = quopri.encodestring(line.encode("utf-8", "replace"), quotetabs=False)
    encoded = encoded.replace(b"\n", CRLF)
    if encoded.startswith(b"From "):
        encoded = b"=46rom " + encoded[5:]
    return b"=2E" + encoded[1:] if encoded == b"." else encoded


def enclosed(raw: bytes, file_name: str) -> Part:
    """The mail `raw` so that the receiver gets exactly these bytes.

    message/rfc822 as it is, where a mail may travel unencoded: lines of at most 998 bytes, no NUL, one kind of
    line end (bare LF, as a Maildir keeps it, becomes CRLF, the only form there is on the way). Anything else
    comes as a file in base64: RFC 2046, 5.2.1 forbids to encode a message/rfc822.
    """
    unix = b"\r" not in raw
    wire = raw.replace(b"\n", CRLF) if unix else raw
    lines = wire.split(CRLF)
    if b"\0" in wire or any(b"\r" in line or b"\n" in line or len(line) > LONGEST_LINE for line in lines):
        return _as_file(raw, file_name)
    encoding = "7bit" if wire.isascii() else "8bit"
    headers = (
        "Content-Type: message/rfc822",
        f"Content-Transfer-Encoding: {encoding}",
        f'Content-Disposition: attachment; filename="{file_name}"',
    )
    return Part(headers, wire)


def _as_file(raw: bytes, file_name: str) -> Part:
    coded = base64.b64encode(raw)
    body = b"".join(coded[at : at + 76] + CRLF for at in range(0, len(coded), 76))
    headers = (
        f'Content-Type: application/octet-stream; name="{file_name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{file_name}"',
    )
    return Part(headers, body)


def file_part(file: FileContent) -> Part:
    """A file as an attachment in base64; a name that is not plain ASCII goes as RFC 2231, 4 wants it, and once only.

    (Beside a plain one, which some programs would show.)
    """
    kind = file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else _ANY_TYPE
    if kind.startswith(("message/", "multipart/")):  # RFC 2046, 5.2.1 and 5.1: these may not be in base64
        kind = _ANY_TYPE
    name = one_line(file.name, 150) or "file"
    given = f'filename="{name}"' if _PLAIN_NAME.fullmatch(name) else f"filename*=utf-8''{quote(name, safe='')}"
    disposition = f"Content-Disposition: attachment;\r\n {given}"
    body = base64.encodebytes(file.content).replace(b"\n", CRLF)
    return Part((f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", disposition), body)


def mailboxes(name: str, found: Sequence[str]) -> str:
    """The header with these addresses, one on a line. Each is a valid one."""
    return f"{name}: " + ",\r\n ".join(found)


def mail(headers: Sequence[str], parts: Sequence[Part]) -> bytes:
    """The complete mail. Raises ValueError when a header would not be exactly the one that was meant."""
    if len(parts) == 1:
        return _head([*headers, *parts[0].headers]) + CRLF + parts[0].body
    boundary = _boundary(parts)
    kind = [f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"']
    if not all(part.body.isascii() for part in parts):
        kind.append("Content-Transfer-Encoding: 8bit")
    head = _head([*headers, *kind])
    line = b"--" + boundary.encode()
    body = b"".join(line + CRLF + _head(part.headers) + CRLF + part.body + CRLF for part in parts)
    return head + CRLF + body + line + b"--" + CRLF


def _boundary(parts: Sequence[Part]) -> str:
    while True:
        boundary = f"=_{uuid.uuid4().hex}"
        if not any(boundary.encode() in part.body for part in parts):
            return boundary


_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*: \S[ -~]*(?:\r\n[ \t]+\S[ -~]*)*")


def _head(headers: Sequence[str]) -> bytes:
    for header in headers:
        if not _HEADER.fullmatch(header):
            raise ValueError(f"not one header: {header.partition(':')[0][:40]}")
    return b"".join(header.encode("ascii") + CRLF for header in headers)
