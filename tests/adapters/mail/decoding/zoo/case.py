"""How the animals of the zoo are built, and what is expected of each. All of them are self-made."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Case:
    """One message and what must be shown of it. What is None is not looked at."""

    name: str
    raw: bytes
    subject: str | None = None
    sender: str | None = None
    sender_name: str | None = None
    to: tuple[str, ...] | None = None
    text: str | None = None
    """The whole text."""
    shows: tuple[str, ...] = ()
    """What the text must contain."""
    hides: tuple[str, ...] = ()
    """What it must not contain."""
    files: tuple[tuple[str, int], ...] | None = None
    """Names and sizes of the attachments."""
    kind: str | None = None
    language: str | None = None
    flags: frozenset[str] | None = None
    """Exactly these flags."""
    has: frozenset[str] = field(default_factory=frozenset)
    """At least these flags."""
    message_id: str | None = None
    replies_to: tuple[str, ...] | None = None


def mail(head: str | bytes = "", body: str | bytes = "", *, charset: str = "utf-8") -> bytes:
    """A message with a sender, a subject and a date unless `head` says otherwise; line ends become CRLF."""
    top = head if isinstance(head, bytes) else head.encode(charset)
    content = body if isinstance(body, bytes) else body.encode(charset)
    lower = top.lower()
    if b"from:" not in lower:
        top = b"From: Anna Rossi <anna@example.ch>\n" + top
    if b"subject:" not in lower:
        top = b"Subject: Prova\n" + top
    return crlf(top.rstrip(b"\n") + b"\n\n") + crlf(content)


def crlf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def typed(content_type: str, body: str | bytes, encoding: str = "", *, charset: str = "utf-8") -> bytes:
    """A message with one part of this type."""
    head = f"Content-Type: {content_type}\n" if content_type else ""
    if encoding:
        head += f"Content-Transfer-Encoding: {encoding}\n"
    return mail(head, body, charset=charset)


def b64(content: str | bytes) -> str:
    raw = content if isinstance(content, bytes) else content.encode()
    return base64.encodebytes(raw).decode()


def part(content_type: str, body: str, more: str = "") -> str:
    head = f"Content-Type: {content_type}\n" if content_type else ""
    return f"{head}{more}\n{body}\n"


def file(name: str, content: bytes = b"abc", content_type: str = "application/pdf") -> str:
    return part(
        content_type,
        b64(content),
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n',
    )


def multi(kind: str, *parts: str, boundary: str = "B", end: bool = True, head: str = "", more: str = "") -> bytes:
    """A multipart message."""
    return mail(
        f'{head}Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n',
        inner(*parts, boundary=boundary, end=end),
    )


def inner(*parts: str, boundary: str = "B", end: bool = True) -> str:
    return "".join(f"--{boundary}\n{one}" for one in parts) + (f"--{boundary}--\n" if end else "")


def nest(kind: str, *parts: str, boundary: str) -> str:
    """A multipart as a part of another."""
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n' + inner(*parts, boundary=boundary)
