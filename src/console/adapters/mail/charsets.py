"""Bytes to text, whatever the label says. Never raises; what cannot be read becomes U+FFFD.

Order (design/mail.md, section 2): byte order mark; UTF-8 where the label is missing or names a western code page,
since mislabelled UTF-8 is the commonest fault; the label; a guess among a closed list; cp1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import partial

from console.adapters.mail.charset_names import codec
from console.adapters.mail.guess import by_letters, kana
from console.adapters.mail.guess_latin import latin
from console.adapters.mail.shifted import from_hz, from_iso_2022_jp, from_shift_out, from_utf_7, undeclared

_GUESSED = [
    "cp1252", "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949",
    "cp1250", "iso8859_2", "cp1254", "cp1253", "cp1255", "cp1256",
]  # fmt: skip
_WESTERN = (None, "cp1252", "iso8859-15", "utf-8")
_SAMPLE = 65_536
_WESTERN_LETTERS = frozenset(
    ("ÀÁÂÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜßàáâäåçèéêëìíîïñòóôöùúûüœŒŸÿ€‚„…‘’“”•–—™«»°§º·©®²½£\xa0´").encode("cp1252")
)
_SHIFTED: dict[str, Callable[[bytes], str]] = {
    "iso2022_jp_ext": from_iso_2022_jp, "utf-7": from_utf_7, "hz": from_hz,
    "iso2022_kr": partial(from_shift_out, korean=True), "iso-2022-cn": partial(from_shift_out, korean=False),
}  # fmt: skip
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp037", "cp500", "cp1140"})
_UNMARKED = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32"})
_HALF_LETTER = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
_HIGH = bytes(range(0x80, 0x100))
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_HALF_WIDTH = re.compile(r"[A-Za-z][\uff61-\uff9f]|[\uff61-\uff9f][A-Za-z]")
"""Half-width kana beside Latin letters: accents that were taken for Japanese."""
_TWICE = re.compile("[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|â€[\u0080-\u00bf™œ“”˜¦¢]")
_SHORT = 300
_C1 = re.compile(rb"[\x80-\x9f]")
_WITH_QUOTES = {
    "iso8859-2": "cp1250", "iso8859-7": "cp1253", "iso8859-8": "cp1255", "iso8859-9": "cp1254", "iso8859-15": "cp1252",
    "iso8859-13": "cp1257", "iso8859-4": "cp1257",
}  # fmt: skip
"""Windows' relative of a character set that has nothing between 0x80 and 0x9F: what a text with such bytes is in."""
_LARGER = {
    "euc_jp": ("euc_jis_2004",), "shift_jis": ("cp932",), "cp932": ("shift_jis_2004",), "big5hkscs": ("cp950",),
    "gb18030": ("cp936",), "johab": ("cp949",),
}  # fmt: skip
"""What to try when a text has signs that its character set lacks."""
_LEAST_TO_DETECT = 4
_TOLERATED = 50
"""One bad character in so many is a slip of the sender, not a wrong label."""


def decode_bytes(raw: bytes, label: str = "", hint: str = "") -> str:
    """The text of these bytes. `label` is what the sender says of them, `hint` what stands elsewhere in the mail."""
    marked = _by_mark(raw)
    if marked is not None:
        return marked
    declared = codec(label) if label else None
    if declared in _WESTERN or declared in _UNMARKED:
        declared = undeclared(raw[:_SAMPLE]) or _plain_or_wide(raw, declared)
    if declared in _WESTERN:
        found = _strict(raw, "utf-8")
        if found is None and (cut := _cut_letter(raw, declared)):
            found = _strict(raw[:-cut], "utf-8")
        if found is not None:
            return found
    if declared is None and hint and codec(hint) not in _WESTERN:
        declared = codec(hint)
    return _with_label(raw, declared) if declared else _guessed(raw)


def _by_mark(raw: bytes) -> str | None:
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", "replace")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw[: len(raw) // 2 * 2].decode("utf-16", "replace")
    return None


def _plain_or_wide(raw: bytes, declared: str | None) -> str | None:
    """UTF-16 without its mark is told by its nulls; where nothing is wide, a label that says so is wrong."""
    wide = unmarked_wide(raw)
    if declared not in _UNMARKED:
        return wide or declared
    if wide or not _strict(raw[:_SAMPLE].rstrip(_HIGH), "utf-8"):
        return wide or declared
    return declared if 0 in raw[:_SAMPLE] else None


def _cut_letter(raw: bytes, declared: str | None) -> int:
    """How many bytes of a letter of UTF-8 stand at the end, when the rest of it was cut away."""
    found = _HALF_LETTER.search(raw[-3:])
    if not found:
        return 0
    # a lone letter of cp1252 looks alike: then nothing else is UTF-8
    sure = len(found[0]) > 1 or found[0] in (b"\xc2", b"\xc3") or _UTF_8.search(raw)
    return len(found[0]) if sure and (declared in (None, "utf-8") or _UTF_8.search(raw)) else 0


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except ValueError:
        return _in_halves(raw) if name == "utf-8" and _SURROGATES.search(raw) else None


def _in_halves(raw: bytes) -> str | None:
    """UTF-8 made out of the halves of UTF-16 (CESU-8), as some programs write emoji."""
    try:
        return raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except ValueError:
        return None


def _with_label(raw: bytes, declared: str) -> str:
    if declared in _SHIFTED:
        return _SHIFTED[declared](raw)
    if declared == "cp1252" and len(raw) - len(raw.translate(None, _HIGH)) >= _LEAST_TO_DETECT:
        # what programs say that know nothing else: it holds where the text reads as a western one
        return _guessed(raw, detect=False)
    if declared not in _WIDE and not raw.isascii() and _is_mostly_utf_8(raw[:_SAMPLE], declared):
        return _mixed(raw)
    found = _first_strict(raw, declared)
    return _tolerantly(raw, declared) if found is None else found


def _first_strict(raw: bytes, declared: str) -> str | None:
    """Without a slip in the set that was named, or in one that is the same but for some signs more."""
    named = _WITH_QUOTES.get(declared, declared) if _C1.search(raw) else declared
    return next((found for name in (named, *_LARGER.get(named, ())) if (found := _strict(raw, name)) is not None), None)


def _tolerantly(raw: bytes, declared: str) -> str:
    if declared not in ("cp1252", "utf-8"):
        tolerant = raw.decode(declared, "replace")
        if tolerant.count("\ufffd") * _TOLERATED <= max(_not_ascii(tolerant), _TOLERATED):
            return tolerant
    return _guessed(raw)


def unmarked_wide(raw: bytes) -> str:
    """UTF-16 without its mark: every second byte is null."""
    sample = raw[:400]
    if len(sample) < 4 or sample.count(0) * 5 < len(sample) * 2:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _is_mostly_utf_8(sample: bytes, declared: str) -> bool:
    """Whether these are UTF-8 with slips, whatever the label says. Two signs of it may be chance in a wide set."""
    good = sum(map(len, _UTF_8.findall(sample)))
    bad = len(sample) - len(sample.translate(None, _HIGH)) - good
    if declared == "utf-8":
        return good > 0 and bad <= good
    return good >= 9 and bad * 20 <= good


def _mixed(raw: bytes) -> str:
    """UTF-8 in which single letters are cp1252, as when a program pastes one text into another."""
    return raw.decode("utf-8", "console-mixed")


def _foreign_letter(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw, at = error.object, error.start
    beside = raw[at - 1 : at] + raw[at + 1 : at + 2] if at else raw[1:2]
    if raw[at] in _WESTERN_LETTERS and raw[at] >= 0xC0 and beside.strip().isalpha():
        return bytes(raw[at : at + 1]).decode("cp1252"), at + 1
    return "\ufffd", max(error.end, at + 1)


codecs.register_error("console-mixed", _foreign_letter)


def looks_twice_encoded(text: str) -> bool:
    """Whether a program took UTF-8 for a western code page before it sent it: `perchÃ©`. It is shown as it came, since
    nobody rewrites what a citizen wrote, and said."""
    found = _TWICE.findall(text[:_SAMPLE])
    return len(found) > 1 or (len(found) == 1 and len(text) < _SHORT)


def _not_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _guessed(raw: bytes, *, detect: bool = True) -> str:
    if _is_mostly_utf_8(raw[:_SAMPLE], ""):
        return _mixed(raw)
    if not raw.isascii() and (found := kana(raw) or latin(raw) or by_letters(raw)):
        return raw.decode(found, "replace")
    if not detect or len(raw) - len(raw.translate(None, _HIGH)) < _LEAST_TO_DETECT:
        return raw.decode("cp1252", "replace")
    try:
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:_SAMPLE], cp_isolation=_GUESSED).best()
    except Exception:  # a detector of foreign bytes may fail in any way; the answer is then "unknown"
        best = None
    if best is not None and not (
        best.encoding == "cp932" and _HALF_WIDTH.search(raw[:_SAMPLE].decode("cp932", "replace"))
    ):
        return raw.decode(best.encoding, "replace")
    # cp1252 leaves five bytes undefined; one of them among western text is a slip
    return raw.decode("cp1252", "replace")
