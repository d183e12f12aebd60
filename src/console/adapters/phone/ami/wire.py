"""The wire of AMI, without any input or output: actions to bytes, bytes to messages.

A message is a block of `Key: value` lines that a blank line ends. Nothing that could end a line ever goes into a
value: one line break in a pasted note would be an order of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Message = Mapping[str, str]
Pairs = Sequence[tuple[str, str]]

BANNER = b"Asterisk Call Manager/"
LONGEST_MESSAGE = 1 << 20
"""Bytes without a message's end after which the other side speaks something else."""
LONGEST_VALUE = 1_000
"""Characters of one value that we send; the longest that the dialplan needs is a display name."""

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}")
_ENDS_A_LINE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


class BadField(ValueError):
    """A key or value that must not be sent; the text names the key, never the value."""


class NotAmi(Exception):
    """What comes in is not AMI."""


def encode(action: str, fields: Pairs) -> bytes:
    """The bytes of one action. Raises BadField for a control character or an over-long value."""
    lines = []
    for key, value in (("Action", action), *fields):
        if not _KEY.fullmatch(key) or _ENDS_A_LINE.search(value) or len(value) > LONGEST_VALUE:
            raise BadField(key[:40])
        lines.append(f"{key}: {value}\r\n")
    return ("".join(lines) + "\r\n").encode("utf-8", "replace")


class Decoder:
    """Takes bytes in whatever pieces they come and gives whole messages; the banner comes first."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._greeted = False

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete now. Raises NotAmi."""
        self._buffer += data
        if not self._greeted and not self._take_banner():
            return
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            raw = bytes(self._buffer[:end])
            del self._buffer[: end + 4]
            if raw.strip():
                yield _message(raw)
        if len(self._buffer) > LONGEST_MESSAGE:
            raise NotAmi("a message without end")

    def _take_banner(self) -> bool:
        if not self._buffer.startswith(BANNER[: len(self._buffer)]):
            raise NotAmi("no greeting of a call manager")
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > 200:
                raise NotAmi("a greeting without end")
            return False
        del self._buffer[: end + 2]
        self._greeted = True
        return True


def _message(raw: bytes) -> Message:
    """Keys and values; invalid UTF-8 becomes U+FFFD, of a key that comes twice the first counts.

    The first, because what a caller may choose (their name) stands behind what the PBX says (the event's name).
    """
    found: dict[str, str] = {}
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key, value.removeprefix(" "))
    return found
