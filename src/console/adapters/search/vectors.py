"""The vectors of everything that entries are asked with: one for each title and wording, kept in a mapped file.

They are of 32 bits and not of 16: mapped pages are shared by all consoles, and numpy multiplies halves forty times
more slowly. A text is known by its hash, so a saved card costs only the sentences that changed in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from console.adapters.search import mapped
from console.adapters.search.encoder import DIMENSIONS, MODEL, Encoder
from console.adapters.search.entry import Entry
from console.adapters.search.learned import Learned, learn
from console.adapters.search.tables import Floats
from console.domain.record import record

BATCH = 500
"""Texts that are encoded at a time: between two batches another thread gets its turn."""


@record
class Vectors:
    """`rows[starts[i]:starts[i + 1]]` belong to the result number i of the index with these entries."""

    rows: Floats
    starts: NDArray[np.int64]
    marks: NDArray[np.uint64]
    """What text each row stands for."""
    learned: Learned | None = None

    def nearest(self, query: Floats) -> Floats:
        """For each result how near the nearest of its texts is: the cosine, at most 1."""
        if not len(self.rows):
            return np.zeros(len(self.starts), np.float32)
        found: Floats = np.maximum.reduceat(self.rows @ query, self.starts)
        return found


def make(ids: Sequence[str], entries: Iterable[Entry], encoder: Encoder, known: Vectors | None = None) -> Vectors:
    """The vectors of the entries in the order of `ids`; what `known` has is taken from there."""
    texts: dict[str, list[str]] = {id: [] for id in ids}
    for entry in entries:
        texts[entry.id] += [text for text in (entry.question, *entry.wordings) if text.strip()]
    flat = [text for own in texts.values() for text in own or [""]]
    starts = np.cumsum([0, *(len(own) or 1 for own in texts.values())])[:-1]
    marks = np.array([_mark(text) for text in flat], np.uint64)
    rows, starts = _rows(flat, marks, encoder, known), starts.astype(np.int64)
    return Vectors(rows=rows, starts=starts, marks=marks, learned=learn(rows, starts))


def _rows(texts: Sequence[str], marks: NDArray[np.uint64], encoder: Encoder, known: Vectors | None) -> Floats:
    rows = np.zeros((len(texts), DIMENSIONS), np.float32)
    place = {} if known is None else {mark: at for at, mark in enumerate(known.marks.tolist())}
    missing: dict[str, list[int]] = {}
    for at, (text, mark) in enumerate(zip(texts, marks.tolist(), strict=True)):
        if known is not None and mark in place:
            rows[at] = known.rows[place[mark]]
        elif text:
            missing.setdefault(text, []).append(at)
    fresh = list(missing)
    for begin in range(0, len(fresh), BATCH):
        batch = fresh[begin : begin + BATCH]
        for text, vector in zip(batch, encoder.encode(batch), strict=True):
            rows[missing[text]] = vector
    return rows


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def keep(path: Path, vectors: Vectors, digest: str) -> None:
    """Write them for the entries that `digest` stands for. Raises OSError."""
    arrays: dict[str, mapped.Array] = {"rows": vectors.rows, "starts": vectors.starts, "marks": vectors.marks}
    if vectors.learned is not None:
        arrays |= {"weights": vectors.learned.weights, "bias": vectors.learned.bias}
    mapped.write(path, {"model": MODEL, "digest": digest}, arrays)


def load(path: Path) -> tuple[Vectors, str]:
    """What was kept last, and for which digest. Raises MappedUnreadable, also for another model."""
    about, arrays = mapped.read(path)
    return _understood(about, arrays), str(about.get("digest", ""))


def _understood(about: Mapping[str, object], arrays: Mapping[str, mapped.Array]) -> Vectors:
    if about.get("model") != MODEL:
        raise mapped.MappedUnreadable("of another model")
    try:
        judge = Learned(weights=arrays["weights"], bias=arrays["bias"]) if "weights" in arrays else None
        vectors = Vectors(rows=arrays["rows"], starts=arrays["starts"], marks=arrays["marks"], learned=judge)
    except KeyError as error:
        raise mapped.MappedUnreadable(str(error)) from error
    if vectors.rows.shape != (len(vectors.marks), DIMENSIONS) or (
        len(vectors.starts) and not 0 <= vectors.starts.min() <= vectors.starts.max() < len(vectors.rows)
    ):
        raise mapped.MappedUnreadable("the parts do not fit")
    if judge is not None and judge.weights.shape != (DIMENSIONS, len(vectors.starts)):
        raise mapped.MappedUnreadable("learned from other entries")
    return vectors
