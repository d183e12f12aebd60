"""Foreign text made harmless: the one door through which names, subjects and bodies come in.

What `clean` gives consists of characters that every terminal draws alike: no control or escape sequence, no
direction override, nothing invisible, no towers of accents. It is still foreign: on a screen it is never markup.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MOST_CHARACTERS = 1_000_000
MOST_LINES = 200_000
LONGEST_LINE = 2_000
MOST_MARKS = 3
"""Accents on one letter; real languages need at most three."""

REPLACEMENT = "\ufffd"
_TAB_WIDTH = 8

# A string sequence (OSC, DCS, APC, PM, SOS) goes with its content; one that never ends loses only its introducer.
# The body of a string may not contain its introducer, or a megabyte of them would be scanned quadratically.
_ESCAPES = re.compile(
    r"\x1b[\]P_^X][^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b\[[0-?]{0,64}[ -/]{0,16}[@-~]?"
    r"|\x1b[ -/]{0,4}[0-~]?"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{4,}")
_BEYOND_LATIN = re.compile("[^\x00-\u02ff]+")
_EMOJI_GLUE = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
_GLUE_ABUSE = re.compile("(?:^|[A-Za-z\\s])[\u200c\u200d\ufe00-\ufe0f]|[\u200c\u200d\ufe00-\ufe0f]{3}")

_BIDI = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0x200B, 0x200E),
            *range(0x2060, 0x2066),
            *range(0x206A, 0x2070),
            *range(0xFE00, 0xFE10),
            *range(0xFFF0, 0xFFFC),
            *range(0xE0000, 0xE1000),
        ),
    )
)
_UNREMARKABLE = frozenset("\u00ad\ufeff\u200c\u200d") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Invisible, yet ordinary in honest mail: soft hyphens, byte order marks, the glue of emoji."""


class Clean(NamedTuple):
    """Text that may be shown, and what was found in it.

    Flags: `escape` terminal sequences, `control` control characters, `bidi` direction controls, `invisible`
    hidden characters, `marks` piled-up accents, `charset` unreadable characters, `truncated` cut by a limit.
    """

    text: str
    flags: frozenset[str]


def clean(
    value: str | bytes | None,
    *,
    multiline: bool = False,
    max_chars: int = MOST_CHARACTERS,
    max_line: int = LONGEST_LINE,
    max_lines: int = MOST_LINES,
) -> Clean:
    """Foreign text as it may be shown: on one line, or on several with `multiline`.

    Total, idempotent and linear. One line is cut at `max_line` characters; of several lines, longer ones are
    folded, and the text is cut at `max_lines` lines or `max_chars` characters. Rules: design/mail.md, section 3.
    """
    text, flags = _as_text(value), set[str]()
    if len(text) > max_chars:
        text = text[:max_chars]
        flags.add("truncated")
    if text.isascii() and text.isprintable() and len(text) <= max_line:
        return Clean(text.rstrip() if multiline else _one_line(text), frozenset(flags))
    text = _without_hostile(text, flags)
    cut = _lines(text, max_line, max_lines) if multiline else _one_line(text)[:max_line].rstrip()
    cut = cut[:max_chars].rstrip()
    if not _same_ending(text, cut):
        flags.add("truncated")
    return Clean(cut, frozenset(flags))


def _as_text(value: str | bytes | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _same_ending(whole: str, cut: str) -> bool:
    """Whether nothing but blanks was left out (folding and squeezing change blanks only)."""
    return sum(map(len, whole.split())) == sum(map(len, cut.split()))


def _without_hostile(text: str, flags: set[str]) -> str:
    stripped = _ESCAPES.sub("", text)
    if len(stripped) != len(text):
        flags.add("escape")
    text = _replaced(_BREAKS.sub("\n", stripped), flags)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        capped = _BEYOND_LATIN.sub(_capped_marks, text)
        if len(capped) != len(text):
            flags.add("marks")
            text = unicodedata.normalize("NFC", capped)
        if REPLACEMENT in text:
            flags.add("charset")
    return text


def _replaced(text: str, flags: set[str]) -> str:
    """The text with every forbidden character replaced. The table is made of the characters that occur."""
    table: dict[int, str] = {}
    for character in set(text):
        verdict = _verdict(character)
        if verdict is not None:
            flag, table[ord(character)] = verdict
            if flag:
                flags.add(flag)
    if _EMOJI_GLUE.search(text) and _GLUE_ABUSE.search(text):
        flags.add("invisible")
    return text.translate(table) if table else text


def _verdict(character: str) -> tuple[str, str] | None:  # noqa: PLR0911  a table in words
    """Flag and replacement of a character that may not stay, or None."""
    if character in "\n\t":
        return None
    if character in _BIDI:
        return "bidi", ""
    if character in _INVISIBLE:
        return "" if character in _UNREMARKABLE else "invisible", ""
    category = unicodedata.category(character)
    if category == "Cc":
        return "control", _picture(ord(character))
    if category == "Cf":
        return "invisible", ""
    if category in ("Cs", "Cn", "Co"):
        return "charset", REPLACEMENT
    if category in ("Zs", "Zl", "Zp") and character != " ":
        return "", " "
    return None


def _picture(code: int) -> str:
    """A visible sign for C0 and DEL. C1 bytes are mostly mislabelled cp1252: unreadable, not an attack."""
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else REPLACEMENT


def _is_mark(character: str) -> bool:
    """Drawn on top of what stands before: accents, and vowels and endings of Hangul that found no syllable."""
    return (
        unicodedata.category(character) in ("Mn", "Me")
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def _capped_marks(run: re.Match[str]) -> str:
    before = run.string[run.start() - 1] if run.start() else " "
    count, kept = MOST_MARKS if before.isspace() else 0, []
    for character in run.group():
        if _is_mark(character):
            count += 1
            if count > MOST_MARKS:
                continue
        else:
            count = 0
        kept.append(character)
    return "".join(kept)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _lines(text: str, max_line: int, max_lines: int) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        if len(lines) >= max_lines:
            break
        lines.extend(_folded(_without_tabs(line, max_line).rstrip(), max_line))
    return _BLANK_LINES.sub("\n\n\n", "\n".join(lines[:max_lines])).strip("\n").rstrip()


def _without_tabs(line: str, max_line: int) -> str:
    if "\t" not in line:
        return line
    return line.expandtabs(_TAB_WIDTH) if len(line) <= max_line else line.replace("\t", " ")


def _folded(line: str, width: int) -> list[str]:
    """A long line in pieces of at most `width` characters, broken at a blank where there is one."""
    pieces, start = [], 0
    while len(line) - start > width:
        end = line.rfind(" ", start + width - width // 4, start + width + 1)
        if end < 0:
            end = start + width
            while end > start + 1 and _is_mark(line[end]):
                end -= 1
        pieces.append(line[start:end].rstrip())
        start = end
        while start < len(line) and line[start] == " ":
            start += 1
    pieces.append(line[start:])
    return pieces
