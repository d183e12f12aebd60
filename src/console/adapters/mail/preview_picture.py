"""Which format a picture has and how large it is, from its first bytes. No picture is decoded or drawn."""

from __future__ import annotations

import struct

from console.domain.preview import Preview, PreviewKind

_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers that begin a frame (ITU-T T.81, B.1.1.3)."""
_MOST_SEGMENTS = 2_000


def picture(raw: bytes) -> Preview:
    """Format, width and height; an empty format when these are no bytes of a known picture. Never raises."""
    for format_, sign, size in (
        ("PNG", b"\x89PNG\r\n\x1a\n", _png), ("JPEG", b"\xff\xd8\xff", _jpeg), ("GIF", b"GIF8", _gif),
        ("BMP", b"BM", _bmp), ("TIFF", b"II*\0", _nothing), ("TIFF", b"MM\0*", _nothing),
        ("WEBP", b"RIFF", _webp),
    ):  # fmt: skip
        if not raw.startswith(sign) or (format_ == "WEBP" and raw[8:12] != b"WEBP"):
            continue
        if format_ == "BMP" and raw[6:10] != b"\0\0\0\0":
            continue
        try:
            width, height = size(raw)
        except struct.error:
            width, height = 0, 0
        return Preview(kind=PreviewKind.PICTURE, format=format_, width=width, height=height)
    return Preview(kind=PreviewKind.PICTURE)


def _png(raw: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _gif(raw: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", raw, 6)
    return width, height


def _bmp(raw: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<ii", raw, 18)
    return abs(width), abs(height)


def _jpeg(raw: bytes) -> tuple[int, int]:
    at = 2
    for _segment in range(_MOST_SEGMENTS):
        marker, length = struct.unpack_from(">BxH", raw, at + 1) if raw[at + 1 : at + 2] == b"\xff" else (0, 0)
        marker, length = struct.unpack_from(">xBH", raw, at) if not marker else (marker, length)
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return width, height
        at += 2 + length
    return 0, 0


def _webp(raw: bytes) -> tuple[int, int]:
    if raw[12:16] == b"VP8X":
        low = struct.unpack_from("<HBHB", raw, 24)
        return low[0] + (low[1] << 16) + 1, low[2] + (low[3] << 16) + 1
    if raw[12:16] == b"VP8 ":
        width, height = struct.unpack_from("<HH", raw, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _nothing(_raw: bytes) -> tuple[int, int]:
    return 0, 0
