"""Files that were written into the text of a mail itself: uuencode and yEnc. They leave it, and are listed instead."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

_UUENCODED = re.compile(
    r"(?m)^begin [0-7]{3,4} (\S[^\r\n]{0,200})\r?\n(?:"
    r"((?:[\x20-\x60]{1,90}\r?\n){1,200000}?)(?:`?[ \t]*\r?\n)?end\s*?$"
    r"|((?:M[\x20-\x60]{60}[ \t]*(?:\r?\n|\Z)){2,200000}(?:[\x20-\x4c][\x20-\x60]{4,60}\r?\n)?))"
)
"""Closed by `end`, or cut: then whole lines of 45 bytes must follow, so that a sentence is no file."""
_YENC = re.compile(
    rb"(?m)^=ybegin [^\r\n]{0,300}?name=([^\r\n]{1,300})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?"
    rb"((?s:.){0,30000000}?)(?:^=yend(?:[ \t]+size=(\d{1,12}))?[^\r\n]{0,200}\r?$|\Z)"
)


_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_YENC_SHIFT = bytes((byte - 42) % 256 for byte in range(256))


@dataclass(slots=True)
class Inserted:
    """A file in the text: its name as given, its size in bytes, and its bytes when somebody asks."""

    name: str
    size: int
    content: Callable[[], bytes]


def without_uuencoded(text: str) -> tuple[str, list[Inserted]]:
    """The text without uuencoded files, and what they were."""
    found: list[Inserted] = []

    def note(file: re.Match[str]) -> str:
        lines = (file[2] or file[3]).splitlines()
        size = sum((ord(line[0]) - 32) & 63 for line in lines if line)
        found.append(Inserted(file[1].strip(), size, partial(_from_uuencoded, lines)))
        return ""

    if "begin " not in text:
        return text, found
    return _UUENCODED.sub(note, text), found


def without_yenc(raw: bytes) -> tuple[bytes, list[Inserted]]:
    """The bytes without yEnc files, which would spoil the guess about their character set."""
    found: list[Inserted] = []

    def note(file: re.Match[bytes]) -> bytes:
        size = int(file[3]) if file[3] else len(file[2])
        found.append(Inserted(file[1].decode("utf-8", "replace").strip(), size, partial(_from_yenc, file[2])))
        return b""

    if b"=ybegin " not in raw:
        return raw, found
    return _YENC.sub(note, raw), found


def _from_uuencoded(lines: list[str]) -> bytes:
    pieces = []
    for line in filter(None, lines):
        wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
        try:
            pieces.append(binascii.a2b_uu(line[: wanted + 1].encode("latin-1", "replace")))
        except binascii.Error:
            continue
    return b"".join(pieces)


def _from_yenc(encoded: bytes) -> bytes:
    joined = encoded.translate(None, b"\r\n")
    return _YENC_ESCAPE.sub(lambda one: bytes(((one[1][0] - 64) % 256,)), joined).translate(_YENC_SHIFT)
