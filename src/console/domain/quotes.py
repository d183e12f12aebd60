"""Where a mail repeats an earlier one: for folding on the screen, never for cutting. Pure.

When in doubt nothing is folded: answers between the quoted lines or under them stay visible, and a mail that is
nothing but a quotation or a forward is shown whole.
"""

from __future__ import annotations

import re

SEARCHED_LINES = 5_000
_HEAD_LINES = 3
"""A line "On … wrote:" that the sender's program has broken is put together again from up to so many."""
_BLOCK_LINES = 6
_LONGEST_HEAD = 700

_WROTE = re.compile(
    r"\s*(?:"
    r"(?:il|in data|lì)\b.{0,300}\bha(?:\s+scritto)?\s*:"
    r"|(?:il|in data)\b.{0,300}\bscri(?:ve|sse)\s*:"
    r"|(?:am|den)\b.{0,200}\bschrieb\b.{0,200}:"
    r"|le\b.{0,300}\ba\s+écrit\s*:"
    r"|on\b.{0,300}\bwrote\s*:"
    r"|.{1,200}\b(?:ha scritto|schrieb|a écrit|wrote)\s*(?:il|am|le|on)\b.{0,100}:"
    r"|.{1,120}<[^<>]{3,200}@[^<>]{3,200}>\s*(?:ha scritto|schrieb|a écrit|wrote)\s*:"
    r")\s*",
    re.IGNORECASE,
)
_BEGINS_HEAD = re.compile(r"\s*(?:il|in data|am|den|le|on)\s+\S", re.IGNORECASE)
_ENDS_HEAD = re.compile(r"(?:scritto|scrive|schrieb|écrit|wrote|>)[^:]{0,200}:\s*$|schrieb.{0,200}:\s*$", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s*-{2,}\s*(?:messaggio (?:originale|inoltrato)|inizio messaggio inoltrato|ursprüngliche nachricht"
    r"|originalnachricht|weitergeleitete nachricht|message d['’]origine|message (?:original|transféré|initial)"
    r"|original message|forwarded message)\s*-{2,}\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*\*?(?:da|von|de|from|mittente|expéditeur|absender)\s?\*?\s?:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(r"\s*\*?(?:inviato|data|gesendet|datum|envoyé|date|sent)\s?\*?\s?:\*?\s*\S", re.IGNORECASE)
_TO_OR_SUBJECT = re.compile(
    r"\s*\*?(?:a|an|à|to|oggetto|betreff|objet|subject|cc|destinatari[oi]?)\s?\*?\s?:\*?\s*\S", re.IGNORECASE
)
_RULE = re.compile(r"\s*[_-]{5,}\s*")


def quoted_lines(text: str) -> tuple[range, ...]:
    """The runs of lines that may be folded, in their order, as ranges of line numbers from 0 (of `split("\\n")`)."""
    lines = text.split("\n")
    start = _tail(lines)
    ranges = list(_runs(lines[:start]))
    if start < len(lines):
        ranges.append(range(start, len(lines)))
    folded = sum(map(len, ranges))
    if not folded or not _has_words(lines, ranges):
        return ()
    return tuple(ranges)


def own_text(text: str) -> str:
    """What the sender wrote this time: the text without the runs of `quoted_lines`."""
    lines = text.split("\n")
    hidden = {number for run in quoted_lines(text) for number in run}
    return "\n".join(line for number, line in enumerate(lines) if number not in hidden).strip("\n")


def _tail(lines: list[str]) -> int:
    """The line at which an earlier mail begins and after which the sender says nothing more; else the end."""
    for number in range(min(len(lines), SEARCHED_LINES)):
        length = _head(lines, number)
        if not length:
            continue
        if _is_inline(lines[number + length :]):
            return len(lines)
        return _with_space_above(lines, number)
    return len(lines)


def _with_space_above(lines: list[str], number: int) -> int:
    while number > 0 and (not lines[number - 1].strip() or _RULE.fullmatch(lines[number - 1])):
        number -= 1
    return number


def _head(lines: list[str], number: int) -> int:
    """How many lines the head of a quotation takes that begins here; 0 when none does."""
    line = lines[number]
    if not line.strip() or len(line) > _LONGEST_HEAD or line.lstrip().startswith(">"):
        return 0
    if _SEPARATOR.fullmatch(line):
        return 1
    if _FROM.match(line):
        return _block(lines, number)
    return _attribution(lines, number)


def _attribution(lines: list[str], number: int) -> int:
    """How many lines "On … wrote:" takes, up to three where the sender's program has broken it."""
    if not _BEGINS_HEAD.match(lines[number]):
        return 1 if _ENDS_HEAD.search(lines[number]) and _WROTE.fullmatch(lines[number]) else 0
    joined = ""
    for count, line in enumerate(lines[number : number + _HEAD_LINES], 1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}"
        if len(joined) <= _LONGEST_HEAD and _WROTE.fullmatch(joined):
            return count
    return 0


def _block(lines: list[str], number: int) -> int:
    """Outlook's block of From, Sent, To and Subject lines."""
    following = lines[number + 1 : number + _BLOCK_LINES]
    end = next((at for at, line in enumerate(following) if not line.strip()), len(following))
    block = following[:end]
    said = any(_SENT.match(line) for line in block)
    return end + 1 if said and any(_TO_OR_SUBJECT.match(line) for line in block) else 0


def _is_inline(rest: list[str]) -> bool:
    """Whether the sender goes on writing between or under quoted lines."""
    quoted = [bool(line.lstrip().startswith(">")) for line in rest]
    if not any(quoted):
        return False
    written = [line for line, is_quoted in zip(rest, quoted, strict=True) if line.strip() and not is_quoted]
    return len(written) > 0


def _runs(lines: list[str]) -> list[range]:
    """Runs of lines that begin with `>`."""
    runs, begin = [], None
    for number, line in enumerate([*lines, ""]):
        if line.lstrip().startswith(">") and number < len(lines):
            begin = number if begin is None else begin
        elif begin is not None:
            runs.append(range(begin, number))
            begin = None
    return runs


def _has_words(lines: list[str], ranges: list[range]) -> bool:
    hidden = {number for run in ranges for number in run}
    return any(line.strip() for number, line in enumerate(lines) if number not in hidden)
