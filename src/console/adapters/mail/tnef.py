"""Outlook's winmail.dat: the files in it, and its text (MS-OXTNEF, 2.1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from console.adapters.mail.charsets import decode_bytes
from console.adapters.mail.rtf import decompressed, rtf_text

_SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _NEXT_FILE = 0x0002800C, 0x00018010, 0x0006800F, 0x00069002
_PROPERTIES, _FILE_PROPERTIES, _CODE_PAGE = 0x00069003, 0x00069005, 0x00069007
_LONG_NAME, _SHORT_NAME, _OBJECT_DATA, _PLAIN, _RICH, _PAGE = 0x3707, 0x3704, 0x3701, 0x1000, 0x1009, 0x1013
"""PR_ATTACH_LONG_FILENAME, PR_ATTACH_FILENAME, PR_ATTACH_DATA_OBJ, PR_BODY, PR_RTF_COMPRESSED, PR_HTML."""
_CLASS_BYTES = 16
"""An embedded object begins with what kind it is."""
_MOST_FILES = 200
_MOST_PROPERTIES = 2_000
_MOST_VALUES = 1_000
_LONGEST_NAME = 1_000
_STRING, _WIDE_STRING, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_FIXED = {0x00: 4, 0x01: 4, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
          0x48: 16}  # fmt: skip


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
    """What a winmail.dat holds. `page` is its text as HTML, where it has one."""

    text: str = ""
    page: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(raw: bytes) -> Unpacked:
    """What can be read of it; nothing when it is none. Never raises."""
    found = Unpacked()
    if len(raw) < 6 or struct.unpack_from("<I", raw)[0] != _SIGNATURE:
        return found
    at, charset = 6, ""
    while at + 9 <= len(raw) and len(found.files) <= _MOST_FILES:
        kind, length = struct.unpack_from("<II", raw, at + 1)
        content = raw[at + 9 : at + 9 + length]
        if kind == _NEXT_FILE:
            found.files.append(PackedFile())
        elif kind == _CODE_PAGE and length >= 4:
            charset = f"cp{struct.unpack_from('<I', content.ljust(4))[0]}"
        elif kind == _BODY:
            found.text = decode_bytes(content.rstrip(b"\0"), charset)
        elif kind == _PROPERTIES:
            _about_text(found, content, charset)
        elif found.files:
            _about_file(found.files[-1], kind, content, charset)
        at += 9 + length + 2
    return found


def _about_text(found: Unpacked, content: bytes, charset: str) -> None:
    """The text among the properties: plain, as a page, or as rich text, which may have a page in it."""
    for kind, name, value in _properties(content):
        if name == _PLAIN and not found.text:
            found.text = _words(kind, value, charset)
        elif name == _PAGE and not found.page:
            found.page = _words(kind, value, charset)
        elif name == _RICH and not found.text.strip():
            text, is_page = rtf_text(decompressed(value))
            if is_page:
                found.page = found.page or text
            else:
                found.text = text


def _about_file(file: PackedFile, kind: int, content: bytes, charset: str) -> None:
    if kind == _TITLE and not file.name:
        file.name = decode_bytes(content.rstrip(b"\0"), charset)
    elif kind == _DATA:
        file.content = content
    elif kind == _FILE_PROPERTIES:
        names = {}
        for one, name, value in _properties(content):
            if name in (_LONG_NAME, _SHORT_NAME):
                names[name] = _words(one, value[:_LONGEST_NAME], charset)
            elif name == _OBJECT_DATA and not file.content:
                file.content = value[_CLASS_BYTES:] if one == _OBJECT else value
        file.name = names.get(_LONG_NAME) or file.name or names.get(_SHORT_NAME, "")


def _words(kind: int, value: bytes, charset: str) -> str:
    if kind == _WIDE_STRING:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return decode_bytes(value.rstrip(b"\0"), charset)


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, name and first value of each property (2.1.3.4); what is broken ends the list."""
    try:
        count, at = struct.unpack_from("<I", content)[0], 4
        for _number in range(min(count, _MOST_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", content, at)
            at += 4
            if name >= 0x8000:
                at = _after_name(content, at)
            value, at = _value(content, at, kind)
            yield kind & 0xFFF, name, value
    except (struct.error, ValueError):
        return


def _after_name(content: bytes, at: int) -> int:
    """Behind the long name of a property that has one: a set, and a number or words."""
    by_words, length = struct.unpack_from("<II", content, at + 16)
    return at + 24 + (_padded(length) if by_words else 0)


def _value(content: bytes, at: int, kind: int) -> tuple[bytes, int]:
    size, several = _FIXED.get(kind & 0xFFF), bool(kind & 0x1000)
    if size is None and kind & 0xFFF not in (_STRING, _WIDE_STRING, _OBJECT, _BINARY):
        raise ValueError(kind)
    values, count = [], 1
    if several or size is None:
        count = struct.unpack_from("<I", content, at)[0]
        at += 4
    for _number in range(min(count, _MOST_VALUES)):
        length = size
        if length is None:
            length = struct.unpack_from("<I", content, at)[0]
            at += 4
        values.append(content[at : at + length])
        at += _padded(length)
    return values[0] if values else b"", at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
