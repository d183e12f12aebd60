"""What an opaquely signed S/MIME message carries, found by a walk through its BER, without verifying anything.

RFC 5652: ContentInfo → SignedData → EncapsulatedContentInfo → an octet string, whole or in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator

LARGEST = 30_000_000
TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OCTETS, _OID, _EXPLICIT = 0x30, 0x04, 0x06, 0xA0
_CONSTRUCTED = 0x20
_MOST_PIECES = 100_000
_DEEPEST = 8


class _Broken(Exception):
    """No BER, or none of a kind that is in use."""


def signed_content(raw: bytes) -> bytes:
    """The bytes that were signed; empty when these are no signed data, or the content lies elsewhere. Never raises."""
    try:
        outer = list(_children(raw, *_whole(raw, 0, _SEQUENCE)))
        if raw[slice(*_whole(raw, outer[0][0], _OID))] != _SIGNED_DATA:
            return b""
        signed = next(_children(raw, *_whole(raw, outer[1][0], _EXPLICIT)))
        fields = list(_children(raw, *_whole(raw, signed[0], _SEQUENCE)))
        carried = list(_children(raw, *_whole(raw, fields[2][0], _SEQUENCE)))
        if len(carried) < 2:
            return b""
        inner = next(_children(raw, *_whole(raw, carried[1][0], _EXPLICIT)))
        return b"".join(_octets(raw, inner[0], 0))
    except (_Broken, IndexError, StopIteration):
        return b""


def _octets(raw: bytes, at: int, depth: int) -> Iterator[bytes]:
    tag = raw[at]
    begin, end = _whole(raw, at, tag)
    if tag == _OCTETS:
        yield raw[begin:end]
    elif tag == _OCTETS | _CONSTRUCTED and depth < _DEEPEST:
        for child, _after in _children(raw, begin, end):
            yield from _octets(raw, child, depth + 1)
    else:
        raise _Broken


def _whole(raw: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends; without a length of its own it is the rest."""
    if raw[at] != tag:
        raise _Broken
    begin, length = _length(raw, at + 1)
    return begin, len(raw) if length is None else min(len(raw), begin + length)


def _length(raw: bytes, at: int) -> tuple[int, int | None]:
    first = raw[at]
    if first < 0x80:
        return at + 1, first
    if first == 0x80:
        return at + 1, None
    count = first & 0x7F
    if count > 4:
        raise _Broken
    return at + 1 + count, int.from_bytes(raw[at + 1 : at + 1 + count], "big")


def _children(raw: bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each element inside begins and ends, up to the end or its mark."""
    at = begin
    for _piece in range(_MOST_PIECES):
        if at >= end or raw[at : at + 2] == b"\0\0":
            return
        after = _after(raw, at, 0)
        yield at, after
        at = after


def _after(raw: bytes, at: int, depth: int) -> int:
    """Where the next element begins; one without a length is walked through to its mark."""
    begin, length = _length(raw, at + 1)
    if length is not None:
        return begin + length
    if depth > 2 * _DEEPEST:
        raise _Broken
    while raw[begin : begin + 2] != b"\0\0":
        if begin >= len(raw):
            return len(raw)
        begin = _after(raw, begin, depth + 1)
    return begin + 2
