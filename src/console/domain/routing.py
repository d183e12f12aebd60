"""Which office is competent for a place, with the reason.

The debtor's domicile or seat decides (LEF 46), every municipality lies in one district and every district
has one office. A postal code or a locality is only evidence of a municipality: where it touches several
offices the operator has to ask. The seats are one debt-enforcement district by law (LALEF 1), so a wrong
proposal costs a second handoff, never a time limit (LEF 32 para. 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from console.domain.folding import fold
from console.domain.gazetteer import Gazetteer, Place, PlaceKind, build, name_keys
from console.domain.record import record

__all__ = ["Choice", "Gazetteer", "Place", "PlaceKind", "Proposal", "ProposalKind", "build", "complete", "propose"]


class ProposalKind(StrEnum):
    """What can be said about a place."""

    OFFICE = "office"
    """One competent office."""
    ASK = "ask"
    """The postal code or name spans several offices: ask for the municipality."""
    OTHER_CANTON = "other_canton"
    UNKNOWN = "unknown"


@record
class Choice:
    """One municipality that the given place may mean."""

    municipality: str
    office: str
    share: float = 100.0
    """Percent of the addresses of the postal locality that lie in this municipality."""


@record
class Proposal:
    """The answer to "which office?". `reason` is a catalogue key, `facts` its values."""

    kind: ProposalKind
    office: str = ""
    municipality: str = ""
    district: str = ""
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    """Nearest known names when the place is unknown (a typo)."""


SUGGESTIONS = 5
SIMILAR = 0.6
"""Normalised similarity of two names from which a typo is likely: two wrong letters in a name of five still count."""
TICINO_CODES = range(6500, 7000)
"""No postal code of the canton lies outside (official directory of towns, April 2026)."""

_CODE = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_INTRODUCTION = re.compile(r"^(?:comune|citt[aà]|municipio|citt.)\s+(?:di|del|d')\s*", re.IGNORECASE)
_CANTON = re.compile(r"[\s,(]+(?:TI|ticino)\)?\s*$", re.IGNORECASE)
_BREAK = re.compile(r"[,;\n]")


def _N(sentence: str) -> str:
    """Mark a sentence for the catalogues; who shows the proposal translates it."""
    return sentence


_SPANS = _N("{place} tocca più uffici: chiedere il comune di domicilio")
_HOMONYMS = _N("{place}: più luoghi con questo nome, chiedere il comune di domicilio")
_MISMATCH = _N("{code} e {place} non vanno insieme: chiedere il comune di domicilio")


def propose(gazetteer: Gazetteer, text: str) -> Proposal:
    """The office for a municipality, locality or postal code as people write or say it ("6760 Faido").

    Total: whatever the text is, a proposal comes back. `reason` is a catalogue sentence for `facts`.
    """
    code, name = _read(text)
    if code:
        return _by_code(gazetteer, code, name)
    folded = fold(text)
    if not folded or folded.isdecimal():
        return Proposal(kind=ProposalKind.UNKNOWN, reason=_N("Indicare il comune o il codice postale"))
    return _by_name(gazetteer, name, text)


def complete(gazetteer: Gazetteer, text: str, limit: int = 8) -> tuple[str, ...]:
    """Names that the text may become while it is typed: municipalities before other places, beginnings
    before beginnings of inner words ("gord": Gordola, then Avegno Gordevio). Empty text gives nothing."""
    start = fold(text)
    if not start or limit <= 0:
        return ()
    first = [name for folded, name in gazetteer.names if folded.startswith(start)]
    inner = [name for folded, name in gazetteer.names if f" {start}" in folded]
    return tuple(dict.fromkeys((*first, *inner)))[:limit]


def _read(text: str) -> tuple[str, str]:
    """The postal code and the name in a text; each may be empty."""
    found = list(_CODE.finditer(text))
    if not found:
        return "", text
    code = found[-1]
    after = _BREAK.split(text[code.end() :].strip(" ,;-"))[0]
    before = _BREAK.split(text[: code.start()].strip(" ,;-"))[-1]
    return code.group(1), after.strip() or before.strip()


def _named(gazetteer: Gazetteer, text: str) -> tuple[Place, ...]:
    """The places that a name may mean; a municipality of today outranks everything else of that name."""
    for wording in _wordings(text):
        places = gazetteer.named(wording)
        keys = name_keys(wording)
        exact = [p for p in places if p.kind is PlaceKind.MUNICIPALITY and set(keys) & set(name_keys(p.name))]
        if exact or places:
            return tuple(exact) or places
    return ()


def _wordings(text: str) -> Iterable[str]:
    """The text, then without what people add to a name: the canton, "comune di", a street beside it."""
    bare = text.strip()
    yield bare
    short = _INTRODUCTION.sub("", _CANTON.sub("", bare))
    if short != bare:
        yield short
    parts = _BREAK.split(short)
    if len(parts) > 1:
        yield from (_CANTON.sub("", part) for part in reversed(parts))


# --- by name -------------------------------------------------------------------------------------


def _by_name(gazetteer: Gazetteer, name: str, text: str) -> Proposal:
    places = _named(gazetteer, name)
    if not places:
        return _unknown(gazetteer, text)
    offices = _offices(places)
    if len(offices) > 1:
        reason = _SPANS if len({p.name for p in places}) == 1 else _HOMONYMS
        return _ask(places, reason, (("place", _spoken(places)),))
    if offices == {""}:
        return _abroad(places, _spoken(places) if len({p.name for p in places}) == 1 else places[0].municipality)
    return _office(places, _spoken(places))


def _office(places: Sequence[Place], place: str) -> Proposal:
    """All these places belong to one office; `place` is how the reason names what was asked."""
    first = places[0]
    municipalities = tuple(dict.fromkeys(p.municipality for p in places))
    facts = (("place", place), ("municipality", first.municipality), ("district", first.district))
    several = len(municipalities) > 1
    return Proposal(
        kind=ProposalKind.OFFICE,
        office=first.office,
        municipality="" if several else first.municipality,
        district=first.district,
        reason=_N("{place}: più comuni, tutti nel distretto di {district}") if several else _reason(places, place),
        facts=facts,
        choices=_choices(places) if several else (),
    )


def _reason(places: Sequence[Place], place: str) -> str:
    """The sentence for places in one municipality, by the strongest of their kinds."""
    kinds = {p.kind for p in places}
    if PlaceKind.MUNICIPALITY in kinds and fold(place) == fold(places[0].municipality):
        return _N("Comune di {municipality}, distretto di {district}")
    if len({p.name for p in places}) > 1:
        return _N("{place}, comune di {municipality}, distretto di {district}")
    if PlaceKind.FORMER_MUNICIPALITY in kinds:
        return _N("{place}, oggi comune di {municipality}, distretto di {district}")
    if kinds == {PlaceKind.COLLOQUIAL}:
        return _N("{place} (nome d'uso, da confermare), comune di {municipality}, distretto di {district}")
    return _N("{place}, comune di {municipality}, distretto di {district}")


# --- by postal code ------------------------------------------------------------------------------


def _by_code(gazetteer: Gazetteer, code: str, name: str) -> Proposal:
    places = gazetteer.by_code.get(code, ())
    if not places and int(code) not in TICINO_CODES:
        reason = _N("{place} non è un codice postale ticinese: non è competente alcun ufficio del Cantone")
        return Proposal(kind=ProposalKind.OTHER_CANTON, reason=reason, facts=(("place", code),))
    if not places:
        return _by_name_beside_unknown_code(gazetteer, code, name)
    if places[0].kind is PlaceKind.POST_BOX:
        facts = (("code", code), ("place", places[0].name))
        reason = _N("{code} ({place}) è un codice di caselle postali: chiedere il comune di domicilio")
        return Proposal(kind=ProposalKind.ASK, reason=reason, facts=facts)
    named = _named(gazetteer, name) if name else ()
    if not named:
        return _of_code(places, code)
    inside = _inside(gazetteer, places, named, code, name)
    return _of_code(inside, code) if inside else _beside_code(places, named, code)


def _inside(
    gazetteer: Gazetteer, places: Sequence[Place], named: Sequence[Place], code: str, name: str
) -> Sequence[Place]:
    """The places of this code that the name means: a postal locality first, else a municipality.

    "6593 Cadenazzo" is an address and may lie in Gambarogno, although Cadenazzo is a municipality as well.
    """
    for wording in _wordings(name):
        localities = [place for place in gazetteer.named(wording) if place.postal_code == code]
        if localities:
            return localities
    municipalities = {place.municipality for place in named}
    return [place for place in places if municipalities == {place.municipality}]


def _of_code(places: Sequence[Place], code: str) -> Proposal:
    """What these places of one postal code say."""
    spoken = f"{code} {_spoken(places)}" if len({p.name for p in places}) == 1 else code
    offices = _offices(places)
    if len(offices) > 1:
        return _ask(places, _SPANS, (("place", spoken),))
    return _abroad(places, spoken) if offices == {""} else _office(places, spoken)


def _beside_code(places: Sequence[Place], named: Sequence[Place], code: str) -> Proposal:
    """The name is a known place, but not one of this code: fine inside one office, else to be asked."""
    if _offices(places) == _offices(named) and "" not in _offices(named) and len(_offices(named)) == 1:
        return _office(named, _spoken(named))
    return _ask((*named, *places), _MISMATCH, (("code", code), ("place", _spoken(named))))


def _by_name_beside_unknown_code(gazetteer: Gazetteer, code: str, name: str) -> Proposal:
    """No place has this code: the name alone proves too little, so its office is only offered."""
    named = _named(gazetteer, name)
    if not named:
        reason = _N("Il codice {code} non è nell'elenco: chiedere il comune di domicilio")
        return Proposal(kind=ProposalKind.UNKNOWN, reason=reason, facts=(("code", code),))
    return _ask(named, _MISMATCH, (("code", code), ("place", _spoken(named))))


# --- the other answers ---------------------------------------------------------------------------


def _ask(places: Iterable[Place], reason: str, facts: tuple[tuple[str, str], ...]) -> Proposal:
    return Proposal(kind=ProposalKind.ASK, reason=reason, facts=facts, choices=_choices(places))


def _abroad(places: Sequence[Place], spoken: str) -> Proposal:
    """All these places lie in another canton."""
    reason = _N("{place}, comune di {municipality}, non è in Ticino: non è competente alcun ufficio del Cantone")
    facts = (("place", spoken), ("municipality", places[0].municipality))
    return Proposal(kind=ProposalKind.OTHER_CANTON, reason=reason, facts=facts, choices=_choices(places))


def _unknown(gazetteer: Gazetteer, text: str) -> Proposal:
    reason = _N("Nessun comune, località o codice postale con questo nome")
    return Proposal(kind=ProposalKind.UNKNOWN, reason=reason, suggestions=_suggestions(gazetteer, text))


def _suggestions(gazetteer: Gazetteer, text: str) -> tuple[str, ...]:
    """Names that begin like the text, then the nearest ones by edits (swapped neighbours count once)."""
    from rapidfuzz import process  # C library, needed for unknown names only
    from rapidfuzz.distance import OSA

    begun = complete(gazetteer, text, SUGGESTIONS)
    wanted = fold(text)[:60]
    nearest = process.extract(
        wanted, [folded for folded, _name in gazetteer.names],
        scorer=OSA.normalized_similarity, score_cutoff=SIMILAR, limit=SUGGESTIONS,
    )  # fmt: skip
    close = [gazetteer.names[index][1] for _folded, _score, index in nearest]
    return tuple(dict.fromkeys((*begun, *close)))[:SUGGESTIONS]


def _choices(places: Iterable[Place]) -> tuple[Choice, ...]:
    """One choice per municipality, the largest share first."""
    shares: dict[tuple[str, str], float | None] = {}
    for place in places:
        key = (place.municipality, place.office)
        known = [share for share in (shares.get(key), place.share) if share is not None]
        shares[key] = max(known, default=None)
    choices = [Choice(municipality=town, office=office, share=100.0 if share is None else share)
               for (town, office), share in shares.items()]  # fmt: skip
    return tuple(sorted(choices, key=lambda choice: -choice.share))


def _offices(places: Iterable[Place]) -> set[str]:
    return {place.office for place in places}


def _spoken(places: Sequence[Place]) -> str:
    """The name of these places; what they have in common when they are several ("Campo")."""
    names = dict.fromkeys(place.name for place in places)
    return next(iter(names)) if len(names) == 1 else " / ".join(names)
