"""The known places of the canton and their names, ready for looking up.

Rows come from `data/reference/*.csv` (an adapter reads them). What a place means for the competent office
is decided in `routing`; here is only who has which name or postal code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.domain.folding import fold


class PlaceKind(StrEnum):
    """What a row of the gazetteer is. Values are those of the column `kind` of `localities.csv`."""

    MUNICIPALITY = "municipality"
    """A municipality of today."""
    OFFICIAL = "official"
    """A postal locality, one row per municipality that it touches."""
    FORMER_MUNICIPALITY = "former_municipality"
    RETIRED_CODE = "retired_code"
    """A postal code that is not in use any more but still said."""
    POST_BOX = "post_box"
    """A code of post boxes: no proof of domicile (LEF 46 asks for the domicile)."""
    OTHER_CANTON = "other_canton"
    COLLOQUIAL = "colloquial"
    """A hamlet, quarter or usual spelling that no register confirms."""
    SHARED_TERRITORY = "shared_territory"
    """Land of several municipalities without inhabitants: says nothing about an office."""


@dataclass(frozen=True, slots=True)
class Place:
    """One name in one municipality. `office` is empty outside the canton."""

    name: str
    municipality: str
    district: str
    office: str
    kind: PlaceKind
    postal_code: str = ""
    share: float | None = None
    """Percent of the addresses of the postal locality that lie in this municipality; None where unknown."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by folded name, by folded name without its qualifier, and by postal code."""

    by_name: Mapping[str, tuple[Place, ...]]
    by_short_name: Mapping[str, tuple[Place, ...]]
    by_code: Mapping[str, tuple[Place, ...]]
    names: tuple[tuple[str, str], ...]
    """Folded words and name of every place once: municipalities of the canton first, each group by alphabet."""

    def named(self, text: str) -> tuple[Place, ...]:
        """The places with this name; short names count only where no full name fits."""
        keys = name_keys(text)
        for index in (self.by_name, self.by_short_name):
            for key in keys:
                if found := index.get(key):
                    return found
        return ()


_SHORTENED = re.compile(r"\b(?:san|sant|santa|santo|sta|sopra)\b")
"""Words that people and the post shorten to "S.", "Sta." or "s/"."""
_QUALIFIER = re.compile(r"\s*\(.*?\)|\s+(?:TI|GR)$")


def name_keys(text: str) -> tuple[str, ...]:
    """The keys under which a name is kept: words joined, and the same with San, Sant', Sta., sopra as S."""
    folded = fold(text)
    if not folded:
        return ()
    joined = folded.replace(" ", "")
    shortened = _SHORTENED.sub("s", folded).replace(" ", "")
    return (joined,) if shortened == joined else (joined, shortened)


def build(places: Iterable[Place]) -> Gazetteer:
    """The gazetteer of these places. Shared territories and post boxes get no name, only their code."""
    by_name: dict[str, list[Place]] = {}
    by_short_name: dict[str, list[Place]] = {}
    by_code: dict[str, list[Place]] = {}
    names: dict[str, bool] = {}
    for place in places:
        if place.kind is PlaceKind.SHARED_TERRITORY:
            continue
        if place.postal_code:
            by_code.setdefault(place.postal_code, []).append(place)
        if place.kind is PlaceKind.POST_BOX:
            continue
        _keep(by_name, place.name, place)
        short = _QUALIFIER.sub("", place.name)
        if short != place.name:
            _keep(by_short_name, short, place)
        _also_by_municipality(by_name, place)
        if place.kind is not PlaceKind.OTHER_CANTON:
            names[place.name] = names.get(place.name, False) or place.kind is PlaceKind.MUNICIPALITY
    _let_short_names_meet(by_name, by_short_name)
    ordered = sorted((not is_municipality, fold(name), name) for name, is_municipality in names.items())
    return Gazetteer(
        by_name=_frozen(by_name),
        by_short_name=_frozen(by_short_name),
        by_code=_frozen(by_code),
        names=tuple((folded, name) for _rank, folded, name in ordered),
    )


def _keep(index: dict[str, list[Place]], name: str, place: Place) -> None:
    for key in name_keys(name):
        index.setdefault(key, []).append(place)


def _also_by_municipality(by_name: dict[str, list[Place]], place: Place) -> None:
    """Municipalities of another canton have no row of their own: their localities name them."""
    if place.kind is PlaceKind.OTHER_CANTON and place.municipality != place.name:
        _keep(by_name, place.municipality, place)


def _let_short_names_meet(by_name: dict[str, list[Place]], by_short_name: dict[str, list[Place]]) -> None:
    """ "Campo" is Campo (Blenio) and Campo (Vallemaggia): a short name keeps the places that have it as full name."""
    for key, places in by_short_name.items():
        full = [place for place in by_name.pop(key, ()) if place not in places]
        places.extend(full)


def _frozen(index: dict[str, list[Place]]) -> dict[str, tuple[Place, ...]]:
    return {key: tuple(places) for key, places in index.items()}
