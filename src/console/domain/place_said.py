"""The municipality that a citizen says to live in, out of the words of a mail: only where it is beyond doubt. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.domain import routing
from console.domain.folding import fold
from console.domain.gazetteer import Gazetteer, PlaceKind
from console.domain.quotes import own_text

SEARCHED_SIGNS = 20_000
_NAME = r"[A-ZÀ-Ý][\w'’.-]*(?:[ ](?:di|del|della|in|sopra|sul|d['’]|San|Sant['’]?|[A-ZÀ-Ý(])[\w'’.()-]*){0,3}"
_CODED = re.compile(rf"(?<![\d.'’-])(?:CH[- ]?)?(6[5-9][0-9]{{2}})[ \u00a0]+({_NAME})")
"""A postal code of the canton and what stands after it."""
_LIVES = re.compile(
    r"(?:domiciliat[oa]|residente|residenza|domicilio|abito|abitante|abitiamo|vivo|viviamo|comune|citt[aà]"
    r"|wohnhaft|wohne|wohnort|gemeinde|domicili[ée]e?|habite|commune|resident|residing|living|live)\b"
    rf"[ ]*(?::|(?:è|ist|est|is)\b)?[ ]*(?:(?:a|ad|in|di|nel comune di|nella|von|à|de|at|is)[ ]+)?({_NAME})",
    re.IGNORECASE,
)
_OURS = re.compile(r"ufficio|uff\.|sede|betreibungsamt|office des poursuites|debt enforcement|pretorio", re.IGNORECASE)
"""Words over the address of an office: the place below is not the citizen's."""
_LINES_BELOW = 3


def place_said(gazetteer: Gazetteer, text: str) -> str:
    """The municipality, when everything that the sender says of a domicile means the same one; else empty.

    What is quoted does not count, nor what stands in the address of an office.
    """
    said = {municipality for municipality in _meant(gazetteer, own_text(text[:SEARCHED_SIGNS])) if municipality}
    return said.pop() if len(said) == 1 else ""


def _meant(gazetteer: Gazetteer, text: str) -> Iterator[str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if any(_OURS.search(above) for above in _block(lines, number)):
            continue
        for found in _CODED.finditer(line):
            yield _municipality(gazetteer, f"{found[1]} {_known(gazetteer, found[2])}")
        for found in _LIVES.finditer(line):
            if found[1][:1].isupper():
                yield _municipality(gazetteer, _known(gazetteer, found[1]))


def _block(lines: list[str], number: int) -> Iterator[str]:
    """This line and those above it in the same paragraph."""
    for at in range(number, max(-1, number - _LINES_BELOW - 1), -1):
        if at != number and not lines[at].strip():
            return
        yield lines[at]


def _known(gazetteer: Gazetteer, words: str) -> str:
    """The longest beginning of these words that is a place: more than a name may follow it."""
    pieces = words.rstrip(".,;").split(" ")
    for length in range(len(pieces), 0, -1):
        name = " ".join(pieces[:length]).rstrip(".,;")
        if gazetteer.named(name):
            return name
    return ""


def _municipality(gazetteer: Gazetteer, text: str) -> str:
    """The one municipality of the canton that this means, or empty."""
    if not fold(text) or not any(sign.isalpha() for sign in text):
        return ""
    proposal = routing.propose(gazetteer, text)
    if proposal.kind is not routing.ProposalKind.OFFICE or not proposal.municipality:
        return ""
    known = gazetteer.named(proposal.municipality)
    return proposal.municipality if any(one.kind is PlaceKind.MUNICIPALITY for one in known) else ""
