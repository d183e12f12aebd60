"""Entries from outside the knowledge base, one JSON object a line: for measuring the search with other collections.

    ranking, by_meaning = searcher(read_entries(path), folder)
    ranking.search("parole", typing=False, limit=3)  # hits with id and score, best first

Fields: `id` and `question`, and as far as they are there `wordings`, `tags` (lists), `answer`, `language`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.adapters.search.entry import Entry
from console.adapters.search.index import Index

if TYPE_CHECKING:
    from console.adapters.search.hybrid import Hybrid

log = logging.getLogger(__name__)

MOST_CHARACTERS = 1_000_000
"""Of one line."""


class EntriesUnreadable(Exception):
    """The file cannot be read, or a line is no entry. `line` counts from 1; 0 means the whole file."""

    def __init__(self, file: Path, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The entries of a file in their order; empty lines are passed over. Raises EntriesUnreadable."""
    return tuple(_entries(path))


def searcher(entries: Sequence[Entry], folder: Path | None) -> tuple[Index | Hybrid, bool]:
    """A search of these entries, and whether it goes by meaning too: where the package for it is installed, and unless
    `folder`, in which its mapped model is kept, is None. Takes a second for each thousand texts.
    """
    index = Index.build(entries, plain=True)
    if folder is None:
        return index, False
    from console.adapters.search.encoder import Encoder, NoEncoder, prepare
    from console.adapters.search.hybrid import Hybrid
    from console.adapters.search.vectors import make

    try:
        prepare(folder)
        encoder = Encoder.open(folder)
    except (NoEncoder, OSError) as error:
        log.warning("entries are found by their words alone: %s", error)
        return index, False
    return Hybrid(index, make(index.ids, entries, encoder), encoder), True


def _entries(path: Path) -> Iterator[Entry]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig") as lines:
            while line := lines.readline(MOST_CHARACTERS):
                number += 1
                if line.strip():
                    yield _entry(json.loads(line))
    except OSError as error:
        raise EntriesUnreadable(path, 0, error.strerror or type(error).__name__) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise EntriesUnreadable(path, number or 1, str(error)[:200]) from error


def _entry(found: Any) -> Entry:
    if not isinstance(found, dict):
        raise TypeError("not an object")
    if "id" not in found or "question" not in found:
        raise ValueError("id and question are needed")
    return Entry(
        id=_text(found, "id"),
        question=_text(found, "question"),
        wordings=_texts(found, "wordings"),
        tags=_texts(found, "tags"),
        answer=_text(found, "answer"),
        language=_text(found, "language") or "it",
    )


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (str, int))):
        raise TypeError(f"{name} is not a text")
    return "" if value is None else str(value)


def _texts(found: dict[str, Any], name: str) -> tuple[str, ...]:
    value = found.get(name)
    if isinstance(value, str):
        return (value,)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise TypeError(f"{name} is not a list of texts")
    return tuple(value or ())
