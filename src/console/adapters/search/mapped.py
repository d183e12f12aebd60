"""A file of named arrays that is mapped, not read: it costs no time to open, and all consoles share its pages.

Written beside its place and moved there as a whole, so whoever has the old one open keeps it.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"UEMAPS01"
ALIGN = 64
"""Bytes; what vector instructions like."""
MOST_HEAD = 10_000_000
Array = NDArray[Any]


class MappedUnreadable(Exception):
    """The file is not there, or is none of this version, or was cut short."""


def write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Replace the file at once, readable by its owner only. `about` is anything JSON can say. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    parts, at = {}, 0
    for name, array in arrays.items():
        parts[name] = (array.dtype.str, array.shape, at)
        at += -(-array.nbytes // ALIGN) * ALIGN
    head = json.dumps({"about": dict(about), "parts": parts, "size": at}).encode()
    begin = _begin(len(head))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(MAGIC + len(head).to_bytes(8, "little") + head)
            for array, (_kind, _shape, place) in zip(arrays.values(), parts.values(), strict=True):
                target.seek(begin + place)
                target.write(np.ascontiguousarray(array).data)
            target.truncate(begin + at)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def read(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """What was written, the arrays read-only on the mapped file. Raises MappedUnreadable."""
    try:
        with path.open("rb") as source:
            start = source.read(len(MAGIC) + 8)
            length = int.from_bytes(start[len(MAGIC) :], "little")
            if start[: len(MAGIC)] != MAGIC or not 0 < length <= MOST_HEAD:
                raise MappedUnreadable("not a file of this version")
            head = json.loads(source.read(length))
            if os.fstat(source.fileno()).st_size != _begin(length) + head["size"]:
                raise MappedUnreadable("cut short")
            held = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        arrays = {name: _array(held, _begin(length), *part) for name, part in head["parts"].items()}
        return dict(head["about"]), arrays
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappedUnreadable(str(error)) from error


def _begin(head: int) -> int:
    return -(-(len(MAGIC) + 8 + head) // ALIGN) * ALIGN


def _array(held: mmap.mmap, begin: int, kind: str, shape: list[int], at: int) -> Array:
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(held, np.dtype(kind), count, begin + at).reshape(shape)
