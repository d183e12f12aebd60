"""SIP messages for the test phones: text to parts and back. Pure: the socket and the dialogs are in `phones`.

Bytes that are no UTF-8 survive the way in and out, as surrogates: a hostile caller may send any.
"""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass

_DISPLAY = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<sips?:(?:([^@>;]*)@)?[^>]*>')
_URI = re.compile(r"<([^>]+)>")
_TAG = re.compile(r";\s*tag=([^;>\s]+)")
_counter = itertools.count(time.time_ns() // 1_000)


def unique(prefix: str) -> str:
    """A name that was never used, in other processes either: a repeated branch is a retransmission, thrown away."""
    return f"{prefix}{next(_counter)}"


def branch() -> str:
    """A new branch of a Via."""
    return unique("z9hG4bK")


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A request or an answer."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it answers a request."""
        return self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """Of a request its own; of an answer that of the request."""
        return self.one("CSeq").partition(" ")[2] if self.is_answer else self.start.partition(" ")[0]

    @property
    def status(self) -> int:
        """The number of an answer."""
        return int(self.start.split(" ")[1])

    @property
    def user(self) -> str:
        """For whom a request is: the extension or number that was dialled."""
        found = re.match(r"\S+ sips?:([^@; ]*)@", self.start)
        return found[1] if found else ""

    def one(self, name: str) -> str:
        """The first header of this name, else nothing."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every header of this name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def display(self, header: str = "From") -> tuple[str, str]:
        """Name and number in a header."""
        found = _DISPLAY.match(self.one(header))
        if not found:
            return "", ""
        quoted, bare, number = found.groups()
        return re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare or "", number or ""


def parse(data: bytes) -> SipMessage:
    """The message in a packet."""
    head, _blank, body = data.decode("utf-8", "surrogateescape").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = [(name.strip(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
    return SipMessage(start, tuple(headers), body)


def build(start: str, headers: list[tuple[str, str]], body: str = "") -> bytes:
    """The packet of a message."""
    raw = body.encode()
    kind = [("Content-Type", "application/sdp")] if raw else []
    lines = [f"{name}: {value}\r\n" for name, value in (*headers, *kind, ("Content-Length", str(len(raw))))]
    return f"{start}\r\n{''.join(lines)}\r\n".encode("utf-8", "surrogateescape") + raw


def uri(header: str) -> str:
    """The address within a header."""
    found = _URI.search(header)
    return found[1] if found else header.partition(";")[0].strip()


def tag(header: str) -> str:
    """The tag of a From or To."""
    found = _TAG.search(header)
    return found[1] if found else ""


def quoted(name: str) -> str:
    """A display name as a caller's network sends it; line breaks stay, so that a test can try them."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" ' if name else ""


def sdp(port: int, direction: str = "sendrecv") -> str:
    """An offer or answer of sound to a port where nobody listens."""
    lines = (
        "v=0", f"o=- 1 {next(_counter)} IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
        f"m=audio {port} RTP/AVP 8", "a=rtpmap:8 PCMA/8000", f"a={direction}",
    )  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines)
