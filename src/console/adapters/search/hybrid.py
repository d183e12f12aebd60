"""Words and meaning together: the lexical ranking and the likeness of sentences, laid over one another.

Both see the same query: the spelling that the words were understood with is what is encoded.
"""

from __future__ import annotations

import numpy as np

from console.adapters.search.encoder import Encoder
from console.adapters.search.index import Index
from console.adapters.search.tables import Floats
from console.adapters.search.vectors import Vectors
from console.domain.article import Hit

MEANING = 0.6
"""The share of the meaning beside that of the words (design: 0.4 to 0.6 measured best)."""
MEANING_ABROAD = 0.9
"""The same for a query in a language in which nothing is written here: shared words are chance then."""
LIKE_ENOUGH = 0.45
"""The cosine from which an entry without a word in common is a result at all. Of the right cards of the golden
questions 96 in 100 lie above; greetings and rubbish lie below."""
MOST_SIGNS = 400
"""Of a query that are encoded: the first sentences of a mail say what it is about, and more takes more time."""
REMEMBERED = 64
"""Queries whose meaning is kept: somebody who takes letters back asks the same again."""


class Hybrid:
    """A second ranking over an index. Blocking: 3 to 5 ms among 10'000 entries."""

    def __init__(self, index: Index, vectors: Vectors, encoder: Encoder) -> None:
        if len(vectors.starts) != len(index.ids):
            raise ValueError("vectors of other entries")
        self._index = index
        self._vectors = vectors
        self._encoder = encoder
        self._known: dict[str, Floats] = {}

    def search(self, query: str, *, typing: bool = False, limit: int = 10) -> tuple[Hit, ...]:
        """As `Index.search`."""
        return self._index.best(self.scores(query, typing=typing), limit)

    def scores(self, query: str, *, typing: bool = False) -> Floats:
        """The worth of every id, 0 for what is neither like the query in words nor in meaning."""
        asked = self._index.understood(query, typing=typing)
        words = self._index.scores(query, typing=typing)
        if not asked.text or not len(words):
            return words
        meaning = self._meaning(asked.text[:MOST_SIGNS])
        share = MEANING if asked.at_home else MEANING_ABROAD
        top = float(words.max())
        both = (share * meaning).astype(np.float32)
        if top > 0.0:
            both += words * np.float32((1 - share) / top)
        both[(words <= 0.0) & (meaning < LIKE_ENOUGH)] = 0.0
        return np.maximum(both, 0.0, out=both)

    def _meaning(self, text: str) -> Floats:
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            found = self._known[text] = self._vectors.nearest(self._encoder.encode([text])[0])
        return found
