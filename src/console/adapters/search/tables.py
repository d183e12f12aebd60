"""What a search needs to have at hand, as flat arrays: words, stems, and for each stem the texts that contain it.

A `Tables` is built once from the entries (`build.py`), kept as bytes, and read back in milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from console.domain.record import record

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

MAGIC = b"UEINDEX2"
_DIGEST = 32


class IndexUnreadable(Exception):
    """The bytes are no index of this version, or were damaged."""


@record
class Postings:
    """For key number i: the documents `documents[offsets[i]:offsets[i+1]]`, each with what the key is worth there."""

    offsets: Ints
    documents: Ints
    impacts: Floats

    def of(self, number: int) -> tuple[Ints, Floats]:
        """Documents (each once) and impacts of a key."""
        begin, end = self.offsets[number], self.offsets[number + 1]
        return self.documents[begin:end], self.impacts[begin:end]

    def spread(self, number: int) -> int:
        """In how many documents the key is."""
        return int(self.offsets[number + 1] - self.offsets[number])


@record
class Tables:
    """The compiled index. A document is one entry in one language; `owners` says which result it stands for."""

    ids: tuple[str, ...]
    owners: Ints
    """For each document the number of its id; ascending."""
    languages: tuple[str, ...]
    """Languages of which there are documents, Italian first."""
    document_language: NDArray[np.int8]
    words: list[str]
    """Words as written, sorted; a word with several stems (in several languages) is there several times."""
    word_stem: Ints
    signatures: NDArray[np.uint32]
    """Which letters each word contains, one bit for each: finds candidates for a misspelt word quickly."""
    lengths: NDArray[np.int8]
    stems: list[str]
    stem_postings: Postings
    pairs: NDArray[np.int64]
    """Neighbouring stems, as first * number of stems + second; sorted."""
    pair_postings: Postings
    title_postings: Postings
    """What each stem is worth in the titles that hold it; a whole title is worth 1."""
    title_rarity: Floats
    synonyms: Mapping[str, tuple[tuple[int, float], ...]]
    """Stems that a citizen's word, or two or three in a row, also mean, with their weight."""

    def stem_number(self, stem: str) -> int:
        """The number of a stem, or -1."""
        at = bisect_left(self.stems, stem)
        return at if at < len(self.stems) and self.stems[at] == stem else -1

    def stems_of(self, word: str) -> list[int]:
        """The stems of a word that stands somewhere in the entries as it is."""
        return self._between(bisect_left(self.words, word), bisect_right(self.words, word))

    def stems_beginning(self, prefix: str) -> list[int]:
        """The stems of all words with this beginning."""
        return self._between(bisect_left(self.words, prefix), bisect_left(self.words, prefix + "~"))

    def _between(self, begin: int, end: int) -> list[int]:
        found: list[int] = self.word_stem[begin:end].tolist()
        return list(dict.fromkeys(found))

    def to_bytes(self) -> bytes:
        """The tables as bytes that `from_bytes` reads."""
        texts = {
            "ids": self.ids,
            "languages": self.languages,
            "words": self.words,
            "stems": self.stems,
            "synonyms": self.synonyms,
        }
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        for name in _POSTINGS:
            arrays |= {f"{name}.{part}": getattr(getattr(self, name), part) for part in _PARTS}
        pieces = [json.dumps(texts, ensure_ascii=False).encode()]
        pieces += [np.ascontiguousarray(array).tobytes() for array in arrays.values()]
        kinds = {name: array.dtype.str for name, array in arrays.items()}
        head = json.dumps({"kinds": kinds, "lengths": [len(piece) for piece in pieces]}).encode()
        body = b"".join((len(head).to_bytes(4, "big"), head, *pieces))
        return MAGIC + hashlib.sha256(body).digest() + body


def signature(word: str) -> int:
    """One bit for each letter that is in the word; digits share the rest."""
    bits = 0
    for sign in word:
        bits |= 1 << (ord(sign) - 97 if "a" <= sign <= "z" else 26 + ord(sign) % 6)
    return bits & 0xFFFFFFFF


_PARTS = ("offsets", "documents", "impacts")
_POSTINGS = ("stem_postings", "pair_postings", "title_postings")
_ARRAYS = ("owners", "document_language", "word_stem", "signatures", "lengths", "pairs", "title_rarity")


def from_bytes(content: bytes) -> Tables:
    """The tables in these bytes. Raises IndexUnreadable."""
    begin = len(MAGIC) + _DIGEST
    body = memoryview(content)[begin:]
    if content[: len(MAGIC)] != MAGIC or hashlib.sha256(body).digest() != content[len(MAGIC) : begin]:
        raise IndexUnreadable("not an index of this version, or damaged")
    try:
        at = 4 + int.from_bytes(body[:4], "big")
        head = json.loads(bytes(body[4:at]))
        pieces = []
        for length in head["lengths"]:
            pieces.append(body[at : at + length])
            at += length
        texts = json.loads(bytes(pieces[0]))
        arrays = {
            name: np.frombuffer(piece, dtype=np.dtype(kind))
            for (name, kind), piece in zip(head["kinds"].items(), pieces[1:], strict=True)
        }
        stem_postings, pair_postings, title_postings = (
            Postings(**{part: arrays[f"{name}.{part}"] for part in _PARTS}) for name in _POSTINGS
        )
        return Tables(
            ids=tuple(texts["ids"]),
            languages=tuple(texts["languages"]),
            words=texts["words"],
            stems=texts["stems"],
            synonyms={key: tuple((stem, weight) for stem, weight in found) for key, found in texts["synonyms"].items()},
            stem_postings=stem_postings,
            pair_postings=pair_postings,
            title_postings=title_postings,
            **{name: arrays[name] for name in _ARRAYS},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnreadable(str(error)) from error
