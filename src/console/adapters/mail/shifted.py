"""The character sets of the seven-bit days that shift between alphabets: ISO-2022-JP and UTF-7. Tolerant, total.

Python's codecs stop at the first slip, and know no signs of NEC and IBM, which Japanese mails are full of.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache

_ESCAPED = re.compile(rb"\x1b(\$\([A-Z]|\$[@-B]|\([A-Z])")
_WITH_HIGH_BIT = bytes(byte | 0x80 for byte in range(256))
_RUNS = re.compile(rb"[\x21-\x7e\xa1-\xfe]+|[^\x21-\x7e\xa1-\xfe]+")
_SHIFTED = re.compile(r"\+([A-Za-z0-9/+]*)(-?)")


def from_iso_2022_jp(raw: bytes) -> str:
    """RFC 1468, 2237 and what is in use beside them: half-width kana, signs of NEC, JIS X 0212, eight-bit slips.

    A shift that was not undone ends with its line.
    """
    pieces = _ESCAPED.split(raw)
    texts = [_plain(pieces[0])]
    for escape, content in zip(pieces[1::2], pieces[2::2], strict=True):
        if not escape.startswith(b"$"):
            texts.append(_half_width(content) if escape == b"(I" else _plain(content))
            continue
        for number, line in enumerate(content.splitlines(keepends=True)):
            end = len(line.rstrip(b"\r\n"))
            shown = _pairs(line[:end], three_bytes=escape == b"$(D") if not number else _plain(line[:end])
            texts.append(shown + line[end:].decode("ascii"))
    return "".join(texts)


def _plain(content: bytes) -> str:
    if content.isascii():
        return content.decode("ascii")
    for name in ("utf-8", "cp932", "euc_jp"):
        try:
            return content.decode(name)
        except ValueError:
            continue
    return content.decode("cp932", "replace")


def _half_width(content: bytes) -> str:
    return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in content).decode("cp932", "replace")


def _pairs(content: bytes, *, three_bytes: bool) -> str:
    """JIS pairs; what stands between them is as it is."""
    return "".join(_run(run, three_bytes=three_bytes) for run in _RUNS.findall(content))


def _run(run: bytes, *, three_bytes: bool) -> str:
    if run[0] & 0x7F <= 0x20 or run[0] & 0x7F == 0x7F:
        return run.decode("ascii", "replace")
    whole = len(run) // 2 * 2
    rest = run[whole:].decode("ascii", "replace")
    if not three_bytes:
        try:
            return run[:whole].translate(_WITH_HIGH_BIT).decode("euc_jp") + rest
        except ValueError:
            pass
    signs = (_sign(run[at] & 0x7F, run[at + 1] & 0x7F, three_bytes=three_bytes) for at in range(0, whole, 2))
    return "".join(signs) + rest


@lru_cache(maxsize=10_000)
def _sign(first: int, second: int, *, three_bytes: bool) -> str:
    """One sign, first as Windows has it, which knows the most."""
    wide = bytes((first | 0x80, second | 0x80))
    if three_bytes:
        return (b"\x8f" + wide).decode("euc_jp", "replace")
    lead = (first + 1 >> 1) + (0x70 if first < 0x5F else 0xB0)
    trail = second + (0x7E if first % 2 == 0 else 0x1F + (second > 0x5F))
    try:
        return bytes((lead, trail)).decode("cp932")
    except ValueError:
        return wide.decode("euc_jis_2004", "replace")


def from_utf_7(raw: bytes) -> str:
    """RFC 2152; a plus sign that begins nothing readable is a plus sign, as in a key or a telephone number."""
    text = raw.decode("utf-8", "replace") if not raw.isascii() else raw.decode("ascii")
    return _SHIFTED.sub(_utf_16, text)


def _utf_16(found: re.Match[str]) -> str:
    letters = found[1]
    if not letters:
        return "+" if found[2] else found[0]
    try:
        content = binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
        if len(letters) * 6 % 16 >= 6 or len(content) < 2:
            return found[0]
        shown = content[: len(content) // 2 * 2].decode("utf-16-be")
    except ValueError:
        return found[0]
    return shown if shown.isprintable() or shown.isspace() else found[0]
