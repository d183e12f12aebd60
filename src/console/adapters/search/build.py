"""From entries to tables: counts, BM25F impacts, neighbouring stems, the citizens' words.

BM25F after Robertson and Zaragoza (2009): each field's count is weighted and normalised by its length, then
saturated together. All that does not depend on the query is computed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from console.adapters.search.analyse import content, stemmer, words
from console.adapters.search.entry import Entry, Synonyms
from console.adapters.search.tables import Floats, Ints, Postings, Tables, signature
from console.domain.record import record


@record
class Recipe:
    """What a word is worth among question and wordings, among tags, in the answer; and whether titles count extra."""

    weights: tuple[float, float, float] = (1.0, 1.0, 0.2)
    titles: bool = True


CARDS = Recipe()
"""For the knowledge base: short titles, many wordings, answers that say what the card is about."""
PLAIN = Recipe(weights=(1.0, 0.7, 0.12), titles=False)
"""For collections of questions and answers from outside, as the design measured it."""
LENGTH_BENDS = (0.2, 0.2, 0.7)
"""The `b` of each field: how much a long text counts less."""
ANSWER = 2
"""The place of the answer among the fields; neighbours in it mean nothing."""
SATURATION = 1.6
"""The `k1`: how soon a repeated word adds nothing."""
SYNONYM = 0.5


@dataclass(slots=True)
class _Counts:
    """How often each key is in each field of each document, as parallel lists."""

    keys: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    where: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    def add(self, document: int, place: int, found: Mapping[int, int]) -> None:
        """Note the keys of one field of one document."""
        self.keys.extend(found)
        self.times.extend(found.values())
        self.documents.extend([document] * len(found))
        self.where.extend([place] * len(found))


class _Gathering:
    """Words and counts of the documents seen so far; stems are numbered as they come."""

    def __init__(self) -> None:
        self.stems: dict[str, int] = {}
        self.word_stems: dict[tuple[str, str], int] = {}
        self.forms: dict[str, dict[str, int]] = {}
        self.single = _Counts()
        self.pairs: list[tuple[int, int, int, int]] = []
        self.lengths: list[tuple[int, ...]] = []
        self.titles: list[tuple[int, int]] = []

    def take(self, document: int, entry: Entry) -> None:
        """Count one entry."""
        known = self.forms.setdefault(entry.language, {})
        stem = stemmer(entry.language)
        lengths = []
        for place, texts in enumerate(((entry.question, *entry.wordings), entry.tags, (entry.answer,))):
            counts: Counter[int] = Counter()
            length = 0
            for text in texts:
                found = words(text)
                counts.update([self._number(word, known, stem) for word in found])
                telling = [known[word] for word in content(found)]
                length += len(telling)
                if place < ANSWER:
                    self.pairs.extend((document, place, *pair) for pair in pairwise(telling))
            self.single.add(document, place, counts)
            lengths.append(length)
        title = words(entry.question)
        self.titles.extend((document, known[word]) for word in dict.fromkeys(content(title) or title))
        self.lengths.append(tuple(lengths))

    def _number(self, word: str, known: dict[str, int], stem: Callable[[str], str]) -> int:
        number = known.get(word)
        if number is None:
            number = self.stems.setdefault(stem(word), len(self.stems))
            known[word] = number
        return number


def build(entries: Iterable[Entry], synonyms: Synonyms | None = None, recipe: Recipe = CARDS) -> Tables:
    """The tables of these entries; those with the same id are brought together at the place of the first."""
    ids: dict[str, int] = {}
    ordered = sorted(((ids.setdefault(entry.id, len(ids)), entry) for entry in entries), key=lambda pair: pair[0])
    languages = sorted({entry.language for _number, entry in ordered}, key=lambda code: (code != "it", code))
    gathering = _Gathering()
    for document, (_number, entry) in enumerate(ordered):
        gathering.take(document, entry)
    stems = sorted(gathering.stems)
    place_of = np.zeros(len(stems), np.int64)
    for place, stem in enumerate(stems):
        place_of[gathering.stems[stem]] = place
    rows = sorted({(word, int(place_of[old])) for known in gathering.forms.values() for word, old in known.items()})
    forms = [word for word, _stem in rows]
    scale = _Scale(gathering.lengths, recipe.weights)
    pairs, pair_postings = _pair_table(gathering, place_of, scale)
    titles = _title_table(gathering.titles if recipe.titles else (), place_of, len(ordered))
    return Tables(
        ids=tuple(ids),
        owners=np.array([number for number, _entry in ordered], np.int32),
        languages=tuple(languages),
        document_language=np.array([languages.index(entry.language) for _number, entry in ordered], np.int8),
        words=forms,
        word_stem=np.array([stem for _word, stem in rows], np.int32),
        signatures=np.array([signature(word) for word in forms], np.uint32),
        lengths=np.array([min(len(word), 127) for word in forms], np.int8),
        stems=stems,
        stem_postings=_stem_table(gathering.single, place_of, scale),
        pairs=pairs,
        pair_postings=pair_postings,
        title_postings=titles[0],
        title_rarity=titles[1],
        synonyms=_synonyms(synonyms or {}, {stem: place for place, stem in enumerate(stems)}),
    )


class _Scale:
    """Turns counts into impacts, by the lengths of the documents' fields."""

    def __init__(self, lengths: Sequence[tuple[int, ...]], weights: tuple[float, float, float]) -> None:
        table = np.array(lengths, np.float64).reshape(-1, len(weights))
        mean = np.maximum(table.mean(axis=0), 1.0) if len(table) else np.ones(len(weights))
        bends = np.array(LENGTH_BENDS)
        self.factor = np.array(weights) / (1 - bends + bends * table / mean)
        self.documents = len(table)

    def postings(self, keys: Ints, number_of_keys: int, counts: _Columns) -> Postings:
        """The postings of counts, sorted by key, then document; `keys` are numbers from 0."""
        weighted = counts.times * self.factor[counts.documents, counts.where]
        both = keys.astype(np.int64) * max(self.documents, 1) + counts.documents
        unique, at = np.unique(both, return_inverse=True)
        together = np.bincount(at, weighted, len(unique))
        key, document = unique // max(self.documents, 1), unique % max(self.documents, 1)
        spread = np.bincount(key, minlength=number_of_keys)
        rarity = np.log(1 + (self.documents - spread + 0.5) / (spread + 0.5))
        impacts = rarity[key] * together * (SATURATION + 1) / (SATURATION + together)
        offsets = np.concatenate(([0], np.cumsum(spread)))
        return Postings(
            offsets=offsets.astype(np.int32),
            documents=document.astype(np.int32),
            impacts=impacts.astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    documents: NDArray[np.int64]
    where: NDArray[np.int64]
    times: Floats


def _stem_table(counts: _Counts, place_of: NDArray[np.int64], scale: _Scale) -> Postings:
    columns = _Columns(
        np.array(counts.documents, np.int64), np.array(counts.where, np.int64), np.array(counts.times, np.float32)
    )
    keys = place_of[np.array(counts.keys, np.int64)] if counts.keys else np.zeros(0, np.int64)
    return scale.postings(keys.astype(np.int32), len(place_of), columns)


def _pair_table(
    gathering: _Gathering, place_of: NDArray[np.int64], scale: _Scale
) -> tuple[NDArray[np.int64], Postings]:
    table = np.array(gathering.pairs, np.int64).reshape(-1, 4)
    first, second = (place_of[table[:, at]] if len(table) else table[:, at] for at in (2, 3))
    pairs, keys = np.unique(first * len(place_of) + second, return_inverse=True)
    columns = _Columns(table[:, 0], table[:, 1], np.ones(len(table), np.float32))
    return pairs, scale.postings(keys.astype(np.int32), len(pairs), columns)


def _title_table(
    titles: Sequence[tuple[int, int]], place_of: NDArray[np.int64], documents: int
) -> tuple[Postings, Floats]:
    """What each stem is worth in each title of length one, and how rare each stem is among titles."""
    table = np.array(titles, np.int64).reshape(-1, 2)
    both = np.unique(place_of[table[:, 1]] * max(documents, 1) + table[:, 0]) if len(table) else table[:, 0]
    key, document = both // max(documents, 1), both % max(documents, 1)
    spread = np.bincount(key, minlength=len(place_of))
    rarity = np.log(1 + (documents - spread + 0.5) / (spread + 0.5))
    length = np.sqrt(np.bincount(document, rarity[key] ** 2, max(documents, 1)))
    return Postings(
        offsets=np.concatenate(([0], np.cumsum(spread))).astype(np.int32),
        documents=document.astype(np.int32),
        impacts=(rarity[key] / np.maximum(length[document], 1e-6)).astype(np.float32),
    ), rarity.astype(np.float32)


def _synonyms(synonyms: Synonyms, numbers: Mapping[str, int]) -> dict[str, tuple[tuple[int, float], ...]]:
    """By stems, only what the entries really contain."""
    stem = stemmer("it")
    table: dict[str, dict[int, float]] = {}
    for said, meant in synonyms.items():
        head = " ".join(stem(word) for word in said)
        for phrase in meant:
            for word in phrase:
                number = numbers.get(stem(word))
                if number is not None and stem(word) != head:
                    table.setdefault(head, {})[number] = SYNONYM
    return {head: tuple(found.items()) for head, found in sorted(table.items())}
