"""Bytes to text, whatever the label says. Never raises; what cannot be read becomes U+FFFD.

Order (design/mail.md, section 2): byte order mark; UTF-8 where the label is missing or names a western code page,
since mislabelled UTF-8 is the commonest fault; the label; a guess among a closed list; cp1252.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ALIASES = {
    "ansi_x3.110-1983": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "default": "cp1252",
    "default_charset": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252http-equivcontent-type": "cp1252",
    "x-user-defined": "cp1252",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
_GUESSED = [
    "cp1252", "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949",
    "cp1250", "iso8859_2", "cp1254", "cp1253", "cp1255", "cp1256",
]  # fmt: skip
_WESTERN = (None, "cp1252", "iso8859-15", "utf-8")
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "mbcs", "oem", "undefined"})
_SAMPLE = 65_536
_WESTERN_LETTERS = frozenset(
    ("ÀÁÂÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜßàáâäåçèéêëìíîïñòóôöùúûüœŒŸÿ€‚„…‘’“”•–—™«»°§º·©®²½£\xa0´").encode("cp1252")
)
_FOREIGN_RUN = re.compile(rb"[\x80-\xff]{3,}")
_JAPANESE_SHIFT = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_TOLERATED = 50
"""One bad character in so many is a slip of the sender, not a wrong label."""


@lru_cache(maxsize=256)
def codec(label: str) -> str | None:
    """Python's name of the character set that a label means; None when it means none that we know."""
    name = label.strip().strip("\"'").lower().split("*")[0]
    name = re.sub(r"^(?:x-)?charset\s*=\s*", "", name).strip("\"' ")
    name = _ALIASES.get(name, name)
    if not name or "\0" in name:
        return None
    try:
        found = codecs.lookup(name)
        "".encode(found.name)  # the codecs between bytes and bytes refuse this
    except (LookupError, ValueError, TypeError):
        return None
    return None if found.name.replace("_", "-") in _NO_CHARSETS else found.name


def decode_bytes(raw: bytes, label: str = "", hint: str = "") -> str:
    """The text of these bytes. `label` is what the sender says of them, `hint` what stands elsewhere in the mail."""
    marked = _by_mark(raw)
    if marked is not None:
        return marked
    declared = codec(label) if label else None
    if declared in _WESTERN:
        if (declared is None or not raw.isascii() or b"\x1b" in raw) and _JAPANESE_SHIFT.search(raw[:_SAMPLE]):
            found = _strict(raw, "iso2022_jp_ext")
            if found is not None:
                return found
        found = _strict(raw, "utf-8")
        if found is not None:
            return found
    if declared is None and hint:
        declared = codec(hint)
    return _with_label(raw, declared) if declared else _guessed(raw)


def _by_mark(raw: bytes) -> str | None:
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", "replace")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    return None


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except ValueError:
        return None


def _with_label(raw: bytes, declared: str) -> str:
    found = _strict(raw, declared)
    if found is not None:
        return found
    if declared == "cp1252":
        return _guessed(raw)
    tolerant = raw.decode(declared, "replace")
    foreign = len(raw) if declared != "utf-8" else sum(map(tolerant.count, "\ufffd")) + _not_ascii(tolerant)
    if tolerant.count("\ufffd") * _TOLERATED <= max(foreign, _TOLERATED):
        return tolerant
    return _guessed(raw)


def _not_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_western(raw: bytes) -> bool:
    """Whether these read as a western language in cp1252: its letters only, scattered, not in runs.

    Detectors take short Italian for Czech; Cyrillic, Greek and Chinese come in runs, Polish and Turkish in
    letters that no western language has.
    """
    sample = raw[:_SAMPLE]
    foreign = [byte for byte in sample if byte > 0x7F]
    in_runs = sum(len(run) for run in _FOREIGN_RUN.findall(sample))
    return _WESTERN_LETTERS.issuperset(foreign) and in_runs * 10 <= len(foreign) and len(foreign) * 2 < len(sample)


def _guessed(raw: bytes) -> str:
    if _is_western(raw):
        return raw.decode("cp1252", "replace")
    try:
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:_SAMPLE], cp_isolation=_GUESSED).best()
    except Exception:  # a detector of foreign bytes may fail in any way; the answer is then "unknown"
        best = None
    if best is not None:
        return raw.decode(best.encoding, "replace")
    # cp1252 leaves five bytes undefined; one of them among western text is a slip
    return raw.decode("cp1252", "replace")
