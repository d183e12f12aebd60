"""Rich text as plain words, or as the HTML that Outlook has wrapped in it. Pictures, fonts and colours are passed over.

Sources: the RTF specification 1.9.1 (signs, destinations, character sets), MS-OXRTFEX (HTML in RTF), MS-OXRTFCP (how
Outlook compresses it). Nothing here raises, and everything is linear in the length of what comes.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace
from itertools import islice

from console.adapters.mail.charset_names import codec

LARGEST_RTF = 2_000_000
_MOST_TOKENS = 400_000
_DEEPEST = 200
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ",
}  # fmt: skip
_ESCAPED = {b"~": "\xa0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_NO_TEXT = """
    fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf
    footnote ftnsep ftnsepc listtable listoverridetable rsidtbl generator xmlnstbl themedata datastore latentstyles
    fldinst pntext pntxtb pntxta bkmkstart bkmkend mhtmltag filetbl revtbl nonshppict private
"""
_SILENT = frozenset(_NO_TEXT.split())
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
"""What `fcharset` of a font means."""


def is_rtf(raw: bytes) -> bool:
    """Whether these bytes are rich text."""
    return raw[:200].lstrip().startswith(b"{\\rtf")


def rtf_text(raw: bytes) -> tuple[str, bool]:
    """The words of rich text, and whether they are HTML, as they are where Outlook has made it from a page."""
    if not is_rtf(raw):
        return "", False
    reader = _Reader(html=b"\\fromhtml" in raw[:4_000])
    for token in islice(_TOKEN.finditer(raw[:LARGEST_RTF]), _MOST_TOKENS):
        reader.take(token)
    reader.flush()
    return "".join(reader.pieces).replace("\0", ""), reader.html


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    silent: bool = False
    fonts: bool = False
    tag: bool = False
    """Inside a piece of the wrapped page."""
    only_rtf: bool = False
    """What is there for readers of rich text only, and not part of the wrapped page."""
    charset: str = ""
    skip: int = 1
    """How many signs stand in place of one of Unicode."""


@dataclass(slots=True)
class _Reader:
    """Walks through the tokens and keeps the words."""

    html: bool
    pieces: list[str] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    above: list[_State] = field(default_factory=list)
    charset: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    pending: bytearray = field(default_factory=bytearray)
    high: int = 0
    to_skip: int = 0
    optional: bool = False
    """After the star: a destination that is passed over unless it is known."""

    def take(self, token: re.Match[bytes]) -> None:
        """The next token."""
        kind = token.lastgroup
        if kind == "hex":
            self._byte(bytes([int(token["hex"], 16)]))
        elif kind == "text":
            self._plain(token["text"])
        elif kind == "brace":
            self._brace(token["brace"])
        elif kind == "sign":
            self._sign(token["sign"])
        else:
            number = token["number"]
            self._word(token["word"].decode("ascii"), int(number) if number else None)

    def flush(self) -> None:
        """Bytes that were written as numbers become letters; those of a wide set stand in several."""
        if self.pending:
            name = self.state.charset or self.charset
            self.pieces.append(self.pending.decode(name, "replace"))
            self.pending.clear()

    def _say(self, text: str) -> None:
        self.flush()
        state = self.state
        if state.silent or (self.html and state.only_rtf and not state.tag):
            return
        self.pieces.append(text)

    def _byte(self, byte: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self.state.silent and not (self.html and self.state.only_rtf and not self.state.tag):
            self.pending += byte

    def _plain(self, raw: bytes) -> None:
        skipped = min(self.to_skip, len(raw))
        self.to_skip -= skipped
        text = raw[skipped:].decode(self.charset, "replace")
        if text:
            self._say(text)

    def _brace(self, brace: bytes) -> None:
        self.flush()
        self.optional, self.to_skip = False, 0
        if brace == b"{":
            if len(self.above) < _DEEPEST:
                self.above.append(self.state)
        elif self.above:
            self.state = self.above.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.optional = True
        else:
            self._say(_ESCAPED.get(sign, ""))

    def _word(self, word: str, number: int | None) -> None:
        optional, self.optional = self.optional, False
        if word == "htmltag":
            self.state = replace(self.state, tag=True, silent=not self.html)
        elif word in _SILENT or optional:
            self.state = replace(self.state, silent=True, fonts=word == "fonttbl")
        elif word == "u":
            self._unicode(number or 0)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif number is not None or word in ("htmlrtf", "mac", "pc", "pca"):
            self._setting(word, 1 if number is None else number)

    def _setting(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self.charset = codec(f"cp{number}") or self.charset
        elif word in ("mac", "pc", "pca"):
            self.charset = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "uc":
            self.state = replace(self.state, skip=max(0, min(number, 20)))
        elif word == "htmlrtf":
            self.flush()
            self.state = replace(self.state, only_rtf=bool(number))
        elif word == "f":
            self.flush()
            self.font = number
            self.state = replace(self.state, charset=self.fonts.get(number, ""))
        elif word == "fcharset" and self.state.fonts and number and number in _CHARSETS:
            self.fonts[self.font] = _CHARSETS[number]

    def _unicode(self, number: int) -> None:
        unit = number & 0xFFFF
        self.to_skip = self.state.skip
        if 0xD800 <= unit < 0xDC00:
            self.high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self.high - 0xD800) << 10) + (unit - 0xDC00) if self.high else 0xFFFD
        self.high = 0
        self._say(chr(unit))


# --- as Outlook stores it ----------------------------------------------------------------------------

_HEADER = struct.Struct("<IIII")
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_RING = 4_096
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
"""What the window holds before the first byte (MS-OXRTFCP, 2.1.2.1)."""


def decompressed(raw: bytes) -> bytes:
    """The rich text in a compressed property; what can be read of a broken one. At most 2 MB."""
    if len(raw) < _HEADER.size:
        return b""
    length, _whole, kind, _sum = _HEADER.unpack_from(raw)
    end = min(len(raw), length + 4)
    if kind == _STORED:
        return raw[_HEADER.size : end]
    return _unrolled(raw, end) if kind == _COMPRESSED else b""


def _unrolled(raw: bytes, end: int) -> bytes:
    """Runs of eight: a letter, or where in the window and how long what was said before stands (2.2.2)."""
    ring = bytearray(_BEGINNING.ljust(_RING, b"\0"))
    write, at, out = len(_BEGINNING), _HEADER.size, bytearray()
    while at < end and len(out) < LARGEST_RTF:
        control = raw[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                piece = raw[at : min(at + 1, end)]
                at += 1
                for letter in piece:
                    ring[write] = letter
                    write = (write + 1) % _RING
                    out.append(letter)
                continue
            if at + 2 > end:
                return bytes(out)
            place, count = raw[at] << 4 | raw[at + 1] >> 4, (raw[at + 1] & 15) + 2
            at += 2
            if place == write:
                return bytes(out)
            for step in range(count):
                letter = ring[(place + step) % _RING]
                ring[write] = letter
                write = (write + 1) % _RING
                out.append(letter)
    return bytes(out)
