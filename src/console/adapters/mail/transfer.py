"""Transfer encodings of a part undone: base64, quoted-printable, uuencode; tolerant of what programs put into them.

Nothing here raises, and everything is linear in the length of the body.
"""

from __future__ import annotations

import binascii
import quopri
import re

from console.adapters.mail.encoded_words import decoded

_FOREIGN = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_OF_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_PADDING = re.compile(rb"=[=\s]*")
_NEVER_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]{3}|https?://")
_LONGEST_WORD = 40
_SURE_LENGTH = 16
"""A word of so many letters without a blank is base64, a shorter one goes with the lines before it."""
_UU_BEGIN = re.compile(rb"begin[ \t]+[0-7]{3,4}[ \t]+\S")
_TWO_WORDS = re.compile(r"\b(quoted|base)[\s_](printable|64)\b")
_NAMES = {"x-uuencode": "uuencode", "uue": "uuencode", "x-uue": "uuencode", "quotedprintable": "quoted-printable",
          "base-64": "base64"}  # fmt: skip
ENCODINGS = frozenset({"base64", "quoted-printable", "uuencode"})


def encoding_of(field: bytes) -> str:
    """`base64`, `quoted-printable`, `uuencode` or another word, in lower case; of several one that changes bytes."""
    said = _TWO_WORDS.sub(r"\1-\2", decoded(field).lower())
    words = [word.strip("\"'") for word in re.split(r"[\s,;]+", said) if word.strip("\"'")]
    names = [_NAMES.get(word, word) for word in words[:5]]
    return next((name for name in names if name in ENCODINGS), names[0] if names else "")


def undone(raw: bytes, encoding: str, *, text: bool = False) -> bytes:
    """The bytes before they were encoded. `text`: whole sentences between the lines of base64 stay as they are."""
    if encoding == "base64":
        mixed = text and (b" " in raw or raw.translate(None, _OF_BASE64))
        return _text_from_base64(raw) if mixed else from_base64(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    return from_uuencode(raw) if encoding == "uuencode" else raw


def size_of(raw: bytes, encoding: str) -> int:
    """How many bytes a piece of an encoded body stands for."""
    if encoding == "base64":
        return len(raw.translate(None, _FOREIGN)) * 3 // 4
    return len(quopri.decodestring(raw)) if encoding == "quoted-printable" else len(raw)


def from_base64(raw: bytes) -> bytes:
    """The bytes of base64, foreign characters left out, a broken end cut; what was padded in between goes on."""
    if raw.find(b"=", 0, max(0, len(raw.rstrip(b"=\r\n \t")))) < 0:
        return _letters(raw)
    return b"".join(map(_letters, _PADDING.split(raw)))


def _letters(raw: bytes) -> bytes:
    letters = raw.translate(None, _FOREIGN)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _text_from_base64(raw: bytes) -> bytes:
    """Base64 with a warning before it or the footer of a list behind it, or a text that only says it is base64."""
    pieces: list[bytes] = []
    waiting: list[bytes] = []
    plain = False
    for line in raw.splitlines(keepends=True):
        sentence = _is_sentence(line)
        if sentence is not None and sentence != plain:
            pieces.append(_piece(waiting, plain=plain))
            waiting, plain = [], sentence
        waiting.append(line)
    pieces.append(_piece(waiting, plain=plain))
    return b"\n".join(piece for piece in pieces if piece)


def _piece(lines: list[bytes], *, plain: bool) -> bytes:
    return b"".join(lines) if plain else from_base64(b"".join(lines))


def _is_sentence(line: bytes) -> bool | None:
    """Whether a line is words, and no base64; None for one that may be either. Base64 is split evenly, if at all."""
    words = line[:1_000].split()
    if not words:
        return None
    if _NEVER_BASE64.search(line):
        return True
    lengths = [len(word) for word in words]
    if len(words) == 1:
        return False if lengths[0] >= _SURE_LENGTH else None
    evenly = len(set(lengths[:-1])) == 1 and lengths[-1] <= lengths[0] and (lengths[0] == 1 or lengths[0] % 4 == 0)
    return not evenly and max(lengths) <= _LONGEST_WORD


def from_uuencode(raw: bytes) -> bytes:
    """The bytes of a uuencoded file; lines that are none are passed over."""
    lines = iter(raw.splitlines())
    for line in lines:
        if _UU_BEGIN.match(line):
            break
    else:
        return raw
    decoded_lines = []
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        try:
            decoded_lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                decoded_lines.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                continue
    return b"".join(decoded_lines)
