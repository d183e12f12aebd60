"""Words and meaning together: the lexical ranking and the likeness of sentences, laid over one another.

Both see the same query: the spelling that the words were understood with is what is encoded.
"""

from __future__ import annotations

import re

import numpy as np

from console.adapters.search.analyse import content, words
from console.adapters.search.encoder import Encoder
from console.adapters.search.index import Index
from console.adapters.search.tables import Floats
from console.adapters.search.vectors import Vectors
from console.domain.article import Hit
from console.domain.record import record

MEANING = 0.6
"""The share of the meaning beside that of the words (design: 0.4 to 0.6 measured best)."""
MEANING_ABROAD = 0.9
"""The same for a query in a language in which nothing is written here: shared words are chance then."""
LEARNED = 0.06
"""What a chance e times as good counts for, where the entries have wordings enough to learn from."""
WORST_CHANCE = -8.0
LIKE_ENOUGH = 0.38
"""The cosine from which an entry without a word in common is a result at all. Of the right cards of the golden
questions 99 in 100 lie above, rubbish ("asdf asdf") lies below."""
SENTENCE = 160
"""Signs up to which a query is taken as one sentence; the vector of a whole mail says nothing of its question."""
MOST_SENTENCES, MOST_SIGNS = 5, 1000
"""Of a mail that are encoded, each for itself: its first sentences say what it is about."""
FEWEST_WORDS = 3
"""Telling words below which a sentence among others is courtesy."""
REMEMBERED = 64
"""Queries whose meaning is kept: somebody who takes letters back asks the same again."""
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
LEAST = 1e-4
"""What is found at all is worth more than nothing."""


@record
class _Meaning:
    """Of a query, for each result: how near its nearest wording is, and the learned chance, a logarithm."""

    nearness: Floats
    chance: Floats


class Hybrid:
    """A second ranking over an index. Blocking: 3 to 5 ms among 10'000 entries."""

    def __init__(self, index: Index, vectors: Vectors, encoder: Encoder) -> None:
        if len(vectors.starts) != len(index.ids):
            raise ValueError("vectors of other entries")
        self._index = index
        self._vectors = vectors
        self._encoder = encoder
        self._known: dict[str, _Meaning] = {}

    def search(self, query: str, *, typing: bool = False, limit: int = 10) -> tuple[Hit, ...]:
        """As `Index.search`."""
        return self._index.best(self.scores(query, typing=typing), limit)

    def scores(self, query: str, *, typing: bool = False) -> Floats:
        """The worth of every id, 0 for what is neither like the query in words nor in meaning."""
        asked = self._index.understood(query, typing=typing)
        lexical = self._index.scores(query, typing=typing)
        if not len(lexical) or not content(words(asked.text)):
            return lexical
        meaning = self._meaning(asked.text)
        share = MEANING if asked.at_home else MEANING_ABROAD
        top = float(lexical.max())
        both = (share * meaning.nearness + LEARNED * meaning.chance).astype(np.float32)
        if top > 0.0:
            both += lexical * np.float32((1 - share) / top)
        np.maximum(both, LEAST, out=both)
        both[(lexical <= 0.0) & (meaning.nearness < LIKE_ENOUGH)] = 0.0
        return both

    def _meaning(self, text: str) -> _Meaning:
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            found = self._known[text] = self._compared(self._encoder.encode(sentences(text)))
        return found

    def _compared(self, asked: Floats) -> _Meaning:
        """The best of each sentence: what is courtesy is like nothing and points nowhere."""
        nearness = np.maximum.reduce([self._vectors.nearest(one) for one in asked])
        judge = self._vectors.learned
        if judge is None:
            return _Meaning(nearness=nearness, chance=np.zeros_like(nearness))
        return _Meaning(nearness=nearness, chance=np.maximum(judge.chances(asked).max(axis=0), WORST_CHANCE))


def sentences(text: str) -> list[str]:
    """A question as it is; of a longer text the first sentences that say something, at least one."""
    if len(text) <= SENTENCE:
        return [text]
    cut = [one.strip() for one in _ENDS.split(text[:MOST_SIGNS])]
    telling = [one for one in cut if len(content(words(one))) >= FEWEST_WORDS]
    return telling[:MOST_SENTENCES] or [text[:MOST_SIGNS]]
