"""What is searched: entries, and what citizens' words stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from console.domain.record import record


@record
class Entry:
    """One thing to be found, in one language. Entries with the same id stand together and are one result."""

    id: str
    question: str
    wordings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    answer: str = ""
    language: str = "it"


Synonyms = Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
"""Citizens' words (one to three, as written) to the words that the entries use for it; Italian."""
