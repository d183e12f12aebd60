"""Header fields of mails as they really come: rubbish among them, addresses and parameters of every shape.

Nothing here raises, and everything is linear in the length of the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz

from console.adapters.mail.charsets import decode_bytes
from console.adapters.mail.encoded_words import FOLD, LONGEST_FIELD, decoded, encoded_words

MOST_FIELDS = 2_000
MOST_ADDRESSES = 200
_MOST_IDS = 100

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_USUAL_FIELD = re.compile(
    rb"(?:[^\r\n]{1,998}\r?\n){0,3}?(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Received|Reply-To|Return-Path"
    rb"|Content-(?:Type|Transfer-Encoding|Disposition)|X-[\w-]{1,60})[ \t]*:",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_UNPARTED = re.compile(
    r"(?:\A|[\s\"])(charset|boundary|filename|name)\s{0,10}=\s{0,10}(?:\"\s{0,10}([^\"]{1,300})\"|\"?([^\";\s]{1,300}))",
    re.IGNORECASE,
)
"""Parameters that no semicolon parts from what stands before them."""
_TYPE = re.compile(r"\s*\"?([A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+*-]{1,120})")
_ADDRESS_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.)*"?)|(?P<comment>\((?:[^()<>\\]|\\.)*\)?)|(?P<angle><[^<>]*>?)|(?P<end>[,;])'
    r'|(?P<text>[^",;<(]+)|(?P<other>.)',
    re.DOTALL,
)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_CHARSET = re.compile(r"([\w.:+-]{0,40})'(?:[\w-]{0,20}')?")
"""What stands before an extended value (RFC 2231, 4): the character set, and the language, which some leave out."""
_ESCAPED_LETTER = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")
_HELD = re.compile("\ue000([0-9]+)\ue001")


class Fields(Mapping[str, bytes]):
    """The fields of a header by lower-case name, as they stand; of repeated ones, the first that says something."""

    def __init__(self, fields: tuple[tuple[str, bytes], ...] = ()) -> None:
        self.all = fields
        self._first: dict[str, bytes] = {}
        for name, value in fields:
            if not self._first.get(name):
                self._first[name] = value

    def __getitem__(self, name: str) -> bytes:
        return self._first[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def words(self, name: str) -> str:
        """The field as plain words in lower case, for rules; empty when it is absent."""
        return decoded(self.get(name, b""))[:2_000].lower()


def split_fields(block: bytes) -> tuple[Fields, int]:
    """The fields at the beginning of `block`, and how many bytes they take with the empty line after them.

    A line that is no field ends the header, as the body begins where a sender forgot the empty line; unless fields
    that every mail has follow it, then it is rubbish among them.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at = 0
    while at < len(block):
        end, after = _line(block, at)
        line = block[at:end]
        if not line.strip(b"\r") or (not line.strip() and not _goes_on(block, after)):
            at = after
            break
        found = _FIELD.match(line)
        if line[:1] in b" \t" and fields:
            if sum(map(len, fields[-1][1])) < LONGEST_FIELD:
                fields[-1][1].append(line)
        elif found:
            if len(fields) < MOST_FIELDS:
                fields.append((found[1].decode("ascii").lower(), [line[found.end() :].strip()]))
        elif _is_delimiter(line, fields) or not _is_rubbish(block, at, after, line):
            break
        at = after
    return Fields(tuple((name, b"\n".join(lines)[:LONGEST_FIELD]) for name, lines in fields)), at


def _is_rubbish(block: bytes, at: int, after: int, line: bytes) -> bool:
    """Whether a line that is no field is none of the body either: an mbox line, or one before fields that go on."""
    if line.startswith((b"From ", b">From ")) and (not at or _FIELD.match(block, after)):
        return True
    return bool(at) and bool(_USUAL_FIELD.match(block, after))


def _is_delimiter(line: bytes, fields: list[tuple[str, list[bytes]]]) -> bool:
    """Whether the first part begins where the empty line was forgotten."""
    return line.startswith(b"--") and any(
        name == "content-type" and line[2:].strip() in b"".join(lines) for name, lines in fields
    )


def _goes_on(block: bytes, at: int) -> bool:
    """Whether the header goes on after a line of blanks: with a folded line or another field."""
    following = block[at : at + 300]
    return following[:1] in (b" ", b"\t") or bool(_FIELD.match(following))


def _line(block: bytes, at: int) -> tuple[int, int]:
    """Where the line at `at` ends and where the next begins."""
    end = block.find(b"\n", at)
    if end < 0:
        return len(block), len(block)
    return (end - 1 if end > at and block[end - 1] == 13 else end), end + 1


def word_charsets(fields: Fields) -> tuple[str, ...]:
    """The character sets that the encoded words of the usual fields name."""
    said = b" ".join(fields.get(name, b"")[:2_000] for name in ("subject", "from", "to", "reply-to", "sender"))
    return tuple(charset for _begin, _end, charset, _raw in encoded_words(said.decode("ascii", "replace")))


# --- structured fields -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a field: display name and address as sent, neither clean nor valid."""

    name: str
    address: str


def addresses(value: bytes, hint: str = "") -> tuple[Address, ...]:
    """The addresses of a field, at most 200. Encoded words are held apart, so they never become addresses."""
    text = FOLD.sub(" ", value[:LONGEST_FIELD].decode("ascii", "surrogateescape"))
    text = text.replace("\ue000", "").replace("\ue001", "")
    held: list[str] = []
    pieces, at = [], 0
    for begin, end, _charset, _raw in encoded_words(text):
        pieces += [text[at:begin], f"\ue000{len(held)}\ue001"]
        held.append(text[begin:end])
        at = end
    pieces.append(text[at:])
    found: list[Address] = []
    for tokens in _with_surnames(_by_address("".join(pieces))):
        one = _address(tokens, held, hint)
        if one.name or one.address:
            found.append(one)
        if len(found) >= MOST_ADDRESSES:
            break
    return tuple(found)


def _by_address(text: str) -> Iterator[list[tuple[str, str]]]:
    tokens: list[tuple[str, str]] = []
    for token in _ADDRESS_TOKEN.finditer(text):
        kind = token.lastgroup or "other"
        if kind == "end":
            yield tokens
            tokens = []
        else:
            tokens.append((kind, token[0]))
    yield tokens


def _with_surnames(pieces: Iterator[list[tuple[str, str]]]) -> Iterator[list[tuple[str, str]]]:
    """`Rossi, Anna <a@example.ch>` is one address, although the name ought to be quoted: words before a comma that
    hold no address belong to what follows."""
    waiting: list[tuple[str, str]] = []
    for tokens in pieces:
        kinds = {kind for kind, _text in tokens}
        words = "".join(text for kind, text in tokens if kind == "text")
        if waiting and "angle" in kinds and "@" not in words and "quoted" not in kinds:
            yield [*waiting, ("text", ", "), *tokens]
            waiting = []
            continue
        if waiting:
            yield waiting
        waiting = tokens if kinds == {"text"} and "@" not in words and ":" not in words and words.strip() else []
        if not waiting:
            yield tokens
    if waiting:
        yield waiting


def _address(tokens: list[tuple[str, str]], held: list[str], hint: str) -> Address:
    angle = next((text.strip("<>").strip() for kind, text in reversed(tokens) if kind == "angle"), None)
    if angle is not None and angle.lower().startswith("mailto:"):
        angle = angle[len("mailto:") :]
    if angle is not None and angle.startswith("@") and ":" in angle:
        angle = angle.rpartition(":")[2]  # by way of other hosts (RFC 5322, 4.4)
    words, comments, bare = [], [], ""
    for kind, text in tokens:
        if kind == "quoted":
            words.append(re.sub(r"\\(.)", r"\1", text.strip('"')))
        elif kind == "comment":
            comments.append(text.strip("()"))
        elif kind in ("text", "other"):
            for word in text.split():
                if angle is None and "@" in word and not bare:
                    bare = word.rpartition(":")[2]
                elif word in ("<", ">"):
                    continue
                elif word.endswith(":"):
                    words.clear()  # the name of a group
                else:
                    words.append(word)
    name = " ".join(words).replace(" ,", ",") or " ".join(comments)
    if angle is None and not bare and len(words) == 1 and not comments and "\ue000" not in words[0]:
        bare, name = words[0], ""
    return Address(_restored(name, held, hint), _restored(bare if angle is None else angle, held, hint))


def _restored(text: str, held: list[str], hint: str) -> str:
    joined = re.sub("\ue001\\s+\ue000", "\ue001 \ue000", text)
    raw = _HELD.sub(lambda one: held[int(one[1])] if int(one[1]) < len(held) else "", joined)
    return decoded(raw.encode("utf-8", "surrogateescape"), hint)


def message_ids(value: bytes) -> tuple[str, ...]:
    """The Message-IDs of a field in their brackets, in their order; a lone one without brackets gets them."""
    text = value[:LONGEST_FIELD].decode("ascii", "replace")
    found = [f"<{one}>" for one in _MESSAGE_ID.findall(FOLD.sub(" ", text))]
    if not found and len(text.split()) == 1 and "<" not in text:
        found = [f"<{text.strip()[:250]}>"]
    return tuple(dict.fromkeys(found[-_MOST_IDS:]))


def moment(value: bytes) -> float | None:
    """A date field in UTC seconds; None when it is no date, or one outside 1970 to 2200."""
    try:
        parsed = parsedate_tz(decoded(value[:300])[:100])
        seconds = float(mktime_tz(parsed)) if parsed else -1.0
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return seconds if 0 <= seconds < 7_258_118_400 else None


@dataclass(frozen=True, slots=True)
class Valued:
    """A field with parameters: `text/plain; charset=utf-8`."""

    value: str
    parameters: Mapping[str, str]


def valued(value: bytes, hint: str = "") -> Valued:
    """A Content-Type or Content-Disposition: the value in lower case and its parameters (RFC 2231 joined)."""
    text = FOLD.sub(" ", value[:LONGEST_FIELD].decode("ascii", "surrogateescape"))
    plain: dict[str, str] = {}
    parts: dict[str, dict[int, tuple[str, bool]]] = {}
    begin = text.find(";")
    for found in _PARAMETER.finditer(text, begin) if begin >= 0 else ():
        name = found[1].lower()
        content = re.sub(r"\\(.)", r"\1", found[2]) if found[2] is not None else (found[3] or "").strip()
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, content)
        else:
            number = rest.rstrip("*")
            parts.setdefault(base, {}).setdefault(int(number) if number.isdigit() and len(number) < 5 else 0, (
                content, rest.endswith("*") or not rest,
            ))  # fmt: skip
    parameters = {name: decoded(content.encode("ascii", "surrogateescape"), hint) for name, content in plain.items()}
    parameters |= {name: _joined(pieces, hint) for name, pieces in parts.items()}
    for named in _UNPARTED.finditer(text):
        content = (named[2] or named[3]).encode("ascii", "surrogateescape")
        parameters.setdefault(named[1].lower(), decoded(content, hint).strip())
    words = (text if begin < 0 else text[:begin]).split()
    kind = _TYPE.match(text if begin < 0 else text[:begin])
    return Valued((kind[1] if kind else words[0][:120] if words else "").lower(), parameters)


def _joined(pieces: Mapping[int, tuple[str, bool]], hint: str) -> str:
    charset, raw = "", b""
    for number in sorted(pieces):
        content, encoded = pieces[number]
        if encoded and not raw and (said := _CHARSET.match(content)):
            charset, content = said[1], content[said.end() :]
        data = content.encode("ascii", "surrogateescape")
        raw += _percent(data) if encoded else data
    return decoded(raw, hint) if raw.startswith(b"=?") else decode_bytes(raw, charset, hint)


def _percent(data: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda one: bytes([int(one[1], 16)]), data)


def file_name(said: str) -> str:
    """A name as it was meant: without a pair of single quotes around it, and without the escapes of web addresses,
    which some programs put there (only where letters beyond ASCII come out of it)."""
    if len(said) > 2 and said[0] == said[-1] == "'":
        said = said[1:-1]
    if not _ESCAPED_LETTER.search(said):
        return said
    try:
        return _percent(said.encode("utf-8", "surrogateescape")).decode()
    except ValueError:
        return said
