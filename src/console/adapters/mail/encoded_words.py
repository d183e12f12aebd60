"""Encoded words in fields (RFC 2047), read tolerantly: cut, nested, split inside a letter, wrongly labelled.

Nothing here raises, and everything is linear in the length of the field.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from console.adapters.mail.charsets import decode_bytes

LONGEST_FIELD = 65_536
FOLD = re.compile(r"\r\n?|\n")
_BLANKS = re.compile(r"\s+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_WHOLE_WORD = re.compile(r"=\?[\w.:*-]{1,60}\?[BbQq]\?[^?\s]*\?=")
_WORD_IN_WORD = re.compile(r"=\?[\w.:*-]{1,60}\?[BbQq]\?(=\?[\w.:*-]{1,60}\?[BbQq]\?[^?\s]{0,1000}\?=)\?=")
_CUT_WORD = re.compile(r"(=\?[\w.:*-]{1,60}\?[BbQq]\?[^?]{1,1000}?)(?:=[0-9A-Fa-f]?)?\s*\??\Z")
"""A word without an end, perhaps cut inside a letter."""
_MOST_NESTED = 2
"""Programs that encode what is encoded already do it once or twice."""


@dataclass(slots=True)
class _Words:
    """Collects pieces; neighbouring encoded words of one character set are joined before decoding."""

    hint: str
    pieces: list[str] = field(default_factory=list)
    pending: bytes = b""
    charset: str = ""

    def encoded(self, charset: str, raw: bytes) -> None:
        if charset != self.charset:
            self.flush()
        self.charset, self.pending = charset, self.pending + raw

    def plain(self, text: str) -> None:
        if self.charset and not text.strip():
            return
        self.flush()
        self.pieces.append(_undeclared(text, self.hint))

    def flush(self) -> None:
        if self.charset:
            self.pieces.append(decode_bytes(self.pending, self.charset))
        self.pending, self.charset = b"", ""


def decoded(value: bytes, hint: str = "") -> str:
    """A field's text: unfolded, encoded words decoded, undeclared bytes read as well as can be. Not yet clean."""
    text = FOLD.sub("", value[:LONGEST_FIELD].decode("ascii", "surrogateescape"))
    if "=?" in text:
        text = _CUT_WORD.sub(r"\1?=", _WORD_IN_WORD.sub(r"\1", text))
    shown = _without_words(text, hint)
    for _time in range(_MOST_NESTED):
        if "=?" not in shown or not _WHOLE_WORD.search(shown):
            break
        shown = _without_words(shown.encode("utf-8", "replace").decode("ascii", "surrogateescape"), "utf-8")
    return _BLANKS.sub(" ", shown).strip(" ")


def _without_words(text: str, hint: str) -> str:
    words, at = _Words(hint), 0
    for begin, end, charset, raw in encoded_words(text):
        words.plain(text[at:begin]) if begin > at else None
        words.encoded(charset, raw)
        at = end
    tail = text[at:]
    words.flush()
    words.plain(tail)
    return "".join(words.pieces)


def _undeclared(text: str, hint: str) -> str:
    if text.isascii() and "\x1b" not in text:
        return text
    return decode_bytes(text.encode("ascii", "surrogateescape"), hint=hint)


def encoded_words(text: str) -> Iterator[tuple[int, int, str, bytes]]:
    """Begin, end, character set and bytes of every encoded word (RFC 2047, read tolerantly)."""
    at = text.find("=?")
    while at >= 0:
        label_end = text.find("?", at + 2, at + 80)
        coding = text[label_end + 1 : label_end + 3].lower() if label_end > 0 else ""
        if coding not in ("b?", "q?"):
            at = text.find("=?", at + 1)
            continue
        end = _word_end(text, label_end + 3, coding)
        if end < 0:
            return
        data = text[label_end + 3 : end]
        charset = text[at + 2 : label_end].lower().split("*")[0] or "utf-8"
        yield at, end + 2, charset, _from_base64(data) if coding == "b?" else _from_q(data)
        at = text.find("=?", end + 2)


def _word_end(text: str, at: int, coding: str) -> int:
    end = text.find("?=", at)
    while end >= 0 and coding == "q?" and _HEX.match(text, end + 2) and text.find("?=", end + 2) >= 0:
        following = text.find("?=", end + 2)
        if "=?" in text[end:following]:
            break
        end = following
    return end


def _from_base64(data: str) -> bytes:
    letters = _NOT_BASE64.sub("", data)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return data.encode("utf-8", "surrogateescape")


def _from_q(data: str) -> bytes:
    raw = data.replace("_", " ").encode("utf-8", "surrogateescape")
    return quopri.decodestring(raw.rstrip(b"=") if raw.endswith(b"=") else raw)
