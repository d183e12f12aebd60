"""Reads the gazetteer from `data/reference/municipalities.csv` and `localities.csv`.

Read once, when the first place is asked for (some 10 ms); never before the first screen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from console.domain.gazetteer import Gazetteer, Place, PlaceKind, build

MUNICIPALITIES = "municipalities.csv"
LOCALITIES = "localities.csv"


class PlacesUnreadable(Exception):
    """A table of places is missing or wrong. `file`, `line` (1 is the head) and `problem` say where and what."""

    def __init__(self, file: Path, line: int, problem: str) -> None:
        super().__init__(f"{file.name}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


def load(folder: Path) -> Gazetteer:
    """The gazetteer of this folder. Raises PlacesUnreadable with file and line."""
    return build((*_municipalities(folder / MUNICIPALITIES), *_localities(folder / LOCALITIES)))


def _municipalities(file: Path) -> Iterator[Place]:
    wanted = ("name", "district", "office")
    for line, (name, district, office) in _rows(file, wanted):
        if not (name and district and office):
            raise PlacesUnreadable(file, line, "name, district and office must not be empty")
        yield Place(name, name, district, office, PlaceKind.MUNICIPALITY)


def _localities(file: Path) -> Iterator[Place]:
    wanted = ("locality", "municipality", "district", "office", "kind", "postal_code", "share_percent")
    for line, (name, municipality, district, office, kind, code, share) in _rows(file, wanted):
        if not (name and municipality):
            raise PlacesUnreadable(file, line, "locality and municipality must not be empty")
        if code and not (len(code) == 4 and code.isdecimal()):
            raise PlacesUnreadable(file, line, f"postal_code {code[:20]!r} is not four digits")
        try:
            place = Place(name, municipality, district, office, PlaceKind(kind), code, float(share) if share else None)
        except ValueError as error:
            raise PlacesUnreadable(file, line, str(error)) from None
        if not office and place.kind not in (PlaceKind.OTHER_CANTON, PlaceKind.SHARED_TERRITORY):
            raise PlacesUnreadable(file, line, f"office must not be empty for the kind {kind}")
        yield place


def _rows(file: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line number and the wanted columns, in the order wanted."""
    try:
        with file.open(newline="", encoding="utf-8") as text:
            reader = csv.reader(text, strict=True)
            head = next(reader, [])
            absent = [name for name in wanted if name not in head]
            if absent:
                raise PlacesUnreadable(file, 1, f"no column {', '.join(absent)}")
            columns = [head.index(name) for name in wanted]
            for row in reader:
                if len(row) != len(head):
                    raise PlacesUnreadable(file, reader.line_num, f"{len(row)} columns instead of {len(head)}")
                yield reader.line_num, [row[column] for column in columns]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlacesUnreadable(file, 1, str(error)) from error
