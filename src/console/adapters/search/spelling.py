"""What a word was meant to be: the nearest words of the entries, and a query with its words set right."""

from __future__ import annotations

import re
from bisect import bisect_left

import numpy as np

from console.adapters.search.analyse import fold, guess_language, words
from console.adapters.search.stopwords import EVERY
from console.adapters.search.tables import Tables, signature
from console.domain.record import record

SLIP_LENGTH, TWO_SLIPS_LENGTH = 4, 8
"""Letters from which a word may have one slip (a letter more, less, other, or two exchanged), and two."""
SHORTEST_BEGINNING = 3
"""Letters from which an unfinished word is completed; two letters begin anything."""
MOST_COMPLETED = 200
"""Words with the same beginning that are looked at for the likeliest one."""
REMEMBERED = 4_096
_WORD = re.compile(r"[^\W_]+")


@record
class Understood:
    """A query with its words set right; `at_home`: entries are written in its language."""

    text: str
    at_home: bool


class Spelling:
    """Knows the words of some tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._meant: dict[tuple[str, bool], str] = {}

    def near(self, word: str) -> list[tuple[int, int]]:
        """The words at the fewest slips a word of this length may have: place among the words, and slips."""
        from rapidfuzz.distance import OSA

        tables = self._tables
        most = 2 if len(word) >= TWO_SLIPS_LENGTH else 1
        differing = np.bitwise_count(tables.signatures ^ np.uint32(signature(word)))
        close = (differing <= 2 * most) & (np.abs(tables.lengths - len(word)) <= most)
        slips = ((at, OSA.distance(word, tables.words[at], score_cutoff=most)) for at in np.flatnonzero(close).tolist())
        return [(at, count) for at, count in slips if count <= most]

    def understood(self, text: str, *, typing: bool) -> Understood:
        """The text with misspelt words replaced; `typing`: its last word may be unfinished, and is completed."""
        found = list(_WORD.finditer(text))
        pieces, end = [], 0
        for match in found:
            is_open = typing and match is found[-1] and match.end() == len(text)
            pieces += [text[end : match.start()], self._meaning(match.group(), is_open)]
            end = match.end()
        pieces.append(text[end:])
        language = guess_language(words(text))
        return Understood(text="".join(pieces).strip(), at_home=language in self._tables.languages)

    def _meaning(self, written: str, is_open: bool) -> str:
        word = fold(written)
        meant = self.meant(word, is_open)
        return written if meant == word else meant

    def meant(self, word: str, is_open: bool) -> str:
        """The likeliest word of the entries for a folded one; itself when it is known, idle or like nothing."""
        if word in EVERY or word.isdecimal() or self._tables.stems_of(word):
            return word
        meant = self._meant.get((word, is_open))
        if meant is None:
            if len(self._meant) >= REMEMBERED:
                self._meant.clear()
            begun = is_open and len(word) >= SHORTEST_BEGINNING
            found = (self._completed(word) if begun else "") or self._corrected(word)
            meant = self._meant[word, is_open] = found or word
        return meant

    def _corrected(self, word: str) -> str:
        if len(word) < SLIP_LENGTH:
            return ""
        near = ((-slips, self._spread(at), -at) for at, slips in self.near(word))
        best = max(near, default=None)
        return self._tables.words[-best[2]] if best else ""

    def _completed(self, beginning: str) -> str:
        known = self._tables.words
        begin, end = bisect_left(known, beginning), bisect_left(known, beginning + "~")
        best = max(range(begin, min(end, begin + MOST_COMPLETED)), key=self._spread, default=None)
        return "" if best is None else known[best]

    def _spread(self, at: int) -> int:
        return self._tables.stem_postings.spread(int(self._tables.word_stem[at]))
