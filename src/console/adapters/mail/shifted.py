"""The character sets of the seven-bit days that shift between alphabets: ISO-2022, HZ and UTF-7. Tolerant, total.

Python's codecs stop at the first slip, and know no signs of NEC and IBM, which Japanese mails are full of.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache

_ESCAPED = re.compile(rb"\x1b(\$\([A-Z]|\$[@-B]|\([A-Z])")
_WITH_HIGH_BIT = bytes(byte | 0x80 for byte in range(256))
_WITH_HIGH_LETTERS = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))
_RUNS = re.compile(rb"[\x21-\x7e\xa1-\xfe]+|[^\x21-\x7e\xa1-\xfe]+")
_LOST_ESCAPES = re.compile(rb"\$[B@]((?:[!-~]{2}){1,80}?)\([BJ]")
_LONGEST_WITHOUT = 200_000
_JAPANESE = re.compile(rb"\x1b\$[@B]|\x1b\([JI]")
_KOREAN = re.compile(rb"\x1b\$\)C[^\x0e]{0,400}\x0e|\x1b\$\)C")
_CHINESE = re.compile(rb"\x1b\$\)[AE]")
_DESIGNATION = re.compile(rb"\x1b\$[)*+][A-M]")
_SHIFTED_OUT = re.compile(rb"\x0e([^\x0f\r\n]*)\x0f?")
_LAST_COMMON = 0x57
"""Common Chinese signs stand before it, small Latin letters behind it."""
_HZ = re.compile(rb"~\{((?:[!-w][!-~])+)~\}")
_SHIFTED = re.compile(r"\+([A-Za-z0-9/+]*)(-?)")


def undeclared(raw: bytes) -> str:
    """Which of them bytes without a label are in, by their escapes; empty when they have none."""
    if b"\x1b" in raw:
        if _JAPANESE.search(raw):
            return "iso2022_jp_ext"
        if b"\x0e" in raw and _KOREAN.search(raw):
            return "iso2022_kr"
        return "iso-2022-cn" if _CHINESE.search(raw) else ""
    signs = b"".join(run[::2] for run in _HZ.findall(raw)) if b"~{" in raw else b""
    return "hz" if sum(first <= _LAST_COMMON for first in signs) * 2 > len(signs) else ""


def from_shift_out(raw: bytes, *, korean: bool) -> str:
    """ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922) as far as it is GB 2312: pairs between SO and SI."""
    name = "cp949" if korean else "gb18030"
    wide = _SHIFTED_OUT.sub(lambda run: run[1].translate(_WITH_HIGH_LETTERS), _DESIGNATION.sub(b"", raw))
    return wide.replace(b"\x0f", b"").decode(name, "replace")


def from_hz(raw: bytes) -> str:
    """RFC 1843; what stands outside the pairs may be anything that is ASCII, a tilde that was not doubled too."""
    wide = _HZ.sub(lambda run: run[1].translate(_WITH_HIGH_BIT), raw.replace(b"~\r\n", b"").replace(b"~\n", b""))
    return wide.replace(b"~~", b"~").decode("gb18030", "replace")


def from_iso_2022_jp(raw: bytes) -> str:
    """RFC 1468, 2237 and what is in use beside them: half-width kana, signs of NEC, JIS X 0212, eight-bit slips.

    A shift that was not undone ends with its line. Where a relay dropped every escape, what is left of them shifts.
    """
    if b"\x1b" not in raw and len(raw) <= _LONGEST_WITHOUT:
        raw = _LOST_ESCAPES.sub(b"\x1b$B\\1\x1b(B", raw)
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
