"""Outlook's winmail.dat: the files in it, and its plain text (MS-OXTNEF, 2.1)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from console.adapters.mail.charsets import decode_bytes

_SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _PROPERTIES, _NEXT_FILE = 0x0002800C, 0x00018010, 0x0006800F, 0x00069005, 0x00069002
_LONG_NAME = {b"\x1e\x00\x07\x37": "cp1252", b"\x1f\x00\x07\x37": "utf-16-le"}
"""PR_ATTACH_LONG_FILENAME as bytes and as UTF-16."""
_MOST_FILES = 200


@dataclass(slots=True)
class PackedFile:
    """A file in a winmail.dat: its name as given, its bytes."""

    name: str = ""
    content: bytes = b""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


@dataclass(slots=True)
class Unpacked:
    """What a winmail.dat holds."""

    text: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(raw: bytes) -> Unpacked:
    """What can be read of it; nothing when it is none. Never raises."""
    found = Unpacked()
    if len(raw) < 6 or struct.unpack_from("<I", raw)[0] != _SIGNATURE:
        return found
    at = 6
    while at + 9 <= len(raw) and len(found.files) <= _MOST_FILES:
        kind, length = struct.unpack_from("<II", raw, at + 1)
        content = raw[at + 9 : at + 9 + length]
        if kind == _NEXT_FILE:
            found.files.append(PackedFile())
        elif kind == _BODY:
            found.text = decode_bytes(content.rstrip(b"\0"))
        elif found.files:
            _about_file(found.files[-1], kind, content)
        at += 9 + length + 2
    return found


def _about_file(file: PackedFile, kind: int, content: bytes) -> None:
    if kind == _TITLE and not file.name:
        file.name = decode_bytes(content.rstrip(b"\0"))
    elif kind == _DATA:
        file.content = content
    elif kind == _PROPERTIES:
        file.name = _long_name(content) or file.name


def _long_name(properties: bytes) -> str:
    for mark, charset in _LONG_NAME.items():
        at = properties.find(mark)
        if at < 0 or at + 12 > len(properties):
            continue
        _count, length = struct.unpack_from("<II", properties, at + 4)
        raw = properties[at + 12 : at + 12 + min(length, 1_000)]
        return raw.decode(charset, "replace").rstrip("\0")
    return ""
