"""The index: entries in, ranked ids out. `hybrid.py` lays a second ranking over it by `scores` and `best`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from console.adapters.search.entry import Entry, Synonyms
from console.adapters.search.lexical import Lexical, Understood
from console.adapters.search.tables import Floats, IndexUnreadable, Tables, from_bytes
from console.domain.article import Hit
from console.domain.contact import ArticleId

__all__ = ["Entry", "Index", "IndexUnreadable"]


class Index:
    """A compiled, searchable set of entries. Never changes once it is there."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._lexical = Lexical(tables)
        self._starts = np.flatnonzero(np.diff(tables.owners, prepend=-1))
        self._alone = len(self._starts) == len(tables.owners)

    @classmethod
    def build(cls, entries: Iterable[Entry], synonyms: Synonyms | None = None, *, plain: bool = False) -> Index:
        """Compile entries; takes some milliseconds for each hundred of them.

        `plain`: questions and answers from anywhere, not the cards that the weights were chosen for.
        """
        from console.adapters.search.build import CARDS, PLAIN, build

        return cls(build(entries, synonyms, PLAIN if plain else CARDS))

    @classmethod
    def load(cls, content: bytes) -> Index:
        """The index that `to_bytes` gave. Raises IndexUnreadable."""
        return cls(from_bytes(content))

    def to_bytes(self) -> bytes:
        """The index as bytes, for a cache."""
        return self._tables.to_bytes()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the order of the entries; `scores` has the same order."""
        return self._tables.ids

    def search(self, query: str, *, typing: bool = False, limit: int = 10) -> tuple[Hit, ...]:
        """Best first, scores from 0 to 1, the best has 1. `typing`: the last word may be unfinished."""
        return self.best(self.scores(query, typing=typing), limit)

    def scores(self, query: str, *, typing: bool = False) -> Floats:
        """The lexical worth of every id, 0 where nothing matches; not normalised."""
        documents = self._lexical.scores(query, typing=typing)
        if self._alone or not len(documents):
            return documents
        worth: Floats = np.maximum.reduceat(documents, self._starts)
        return worth

    def understood(self, query: str, *, typing: bool = False) -> Understood:
        """The query as the words were understood: misspelt ones set right, the one being typed completed."""
        return self._lexical.understood(query, typing=typing)

    def best(self, worth: Floats, limit: int) -> tuple[Hit, ...]:
        """The ids that are worth most, those of equal worth in the order of the entries."""
        top = np.flatnonzero(worth > 0.0)  # without the zeros: among equals a partition takes twenty times as long
        if limit <= 0 or not len(top):
            return ()
        if limit < len(top):
            least = np.partition(worth[top], -limit)[-limit]
            top = top[worth[top] >= least]
        top = top[np.lexsort((top, -worth[top]))][:limit]
        highest = float(worth[top[0]])
        return tuple(
            Hit(id=ArticleId(self._tables.ids[at]), score=round(float(worth[at]) / highest, 4)) for at in top.tolist()
        )
