"""What is wrong in a file that people write, said so that they can mend it: file, line, key, nearest key."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from console.domain.record import record
from console.i18n import _

SHOWN_LENGTH = 60
"""Characters of foreign text that a message quotes at most."""


class Severity(StrEnum):
    """Whether the file can be used all the same."""

    ERROR = "error"
    WARNING = "warning"


@record
class Problem:
    """One fault in one file. Lines and columns count from 1; 0 means the whole file.

    `key` is the path to the place (`mail.imap.host`, `opposizione-come.written.it`); `message` and `hint`
    are sentences in the language in use and hold nothing that a terminal would obey.
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether this fault keeps the file from being used."""
        return self.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """`file:line:column`, as editors understand it."""
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        hint = f" {self.hint}" if self.hint else ""
        mild = _("avviso: ") if not self.is_error else ""
        return f"{self.where}: {mild}{key}{self.message}{hint}"


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that keep a file from being used."""
    return tuple(problem for problem in problems if problem.is_error)


def shown(text: str) -> str:
    """Foreign text for a message: one line, at most `SHOWN_LENGTH` characters, everything unprintable escaped."""
    cut = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in cut)


def join_path(keys: Iterable[str]) -> str:
    """Keys as one path: `mail.imap.folders[2]`; of a very deep place the last six."""
    parts = list(keys)
    cut = ["…", *parts[-6:]] if len(parts) > 7 else parts
    return "".join(key if key.startswith("[") else f".{key}" for key in cut).removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that this one most likely meant, or empty."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold()[:SHOWN_LENGTH]
    found = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    if not found and len(folded) > 1:
        found = [name for name in by_folded if name and (folded.startswith(name) or name.startswith(folded))]
    return by_folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint for an unknown word: the nearest valid one, else all of them when they are few."""
    names = list(known)
    close = nearest(word, names)
    if close:
        return _("Forse «{name}»?").format(name=shown(close))
    if 0 < len(names) <= 12:
        return _("Possibili: {names}.").format(names=", ".join(shown(name) for name in names))
    return ""
