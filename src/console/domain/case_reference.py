"""The case reference (numero di esecuzione): how it is compared, judged and found in a citizen's words.

It is text: no year, office or checksum is read out of it, and no length is refused. What does not look
like one gets a remark for the operator, never a block. Numbers of other kinds are told apart so that a
payment reference does not travel as a case, and an AHV number is never kept at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from console.domain.checksums import NumberKind, kind_of
from console.domain.record import record

DEFAULT_PATTERN = r"^(?:[0-9]{4}-)?[0-9]{5,12}$"
"""What a normalised reference looks like unless the site says otherwise."""
LONGEST_TEXT = 200_000
"""Characters of a mail that are searched; what stands beyond is not worth the time."""

_DROPPED = re.compile(r"[\s'’‘`´ʼ]")
_DASHES = re.compile(r"[‐‑‒–—−]")


class Remark(StrEnum):
    """What an operator should know about a reference that was typed."""

    UNUSUAL = "unusual"
    """It does not fit the site's pattern. It is kept."""
    PAYMENT_REFERENCE = "payment_reference"
    """A QR or SCOR reference: found on a payment slip, names no case."""
    ACCOUNT = "account"
    """An IBAN."""
    ENTERPRISE = "enterprise"
    """The UID of an enterprise."""
    AHV = "ahv"
    """A social insurance number: not kept."""


_REMARKS = {
    NumberKind.QR_REFERENCE: Remark.PAYMENT_REFERENCE,
    NumberKind.SCOR: Remark.PAYMENT_REFERENCE,
    NumberKind.IBAN: Remark.ACCOUNT,
    NumberKind.UID: Remark.ENTERPRISE,
    NumberKind.AHV: Remark.AHV,
}


@record
class Judged:
    """A reference as it may be kept, and what to say about it."""

    reference: str
    """Normalised; empty for an AHV number, which must not be kept."""
    remark: Remark | None = None


@record
class Found:
    """A reference found in a text. `named`: a word such as "esecuzione" or "precetto" stands with it."""

    reference: str
    named: bool


def normalise(text: str) -> str:
    """Without blanks and apostrophes, every dash a hyphen: the form for comparing and keeping."""
    return _DASHES.sub("-", _DROPPED.sub("", unicodedata.normalize("NFKC", text)))


def judge(text: str, pattern: str = DEFAULT_PATTERN) -> Judged:
    """A typed reference, normalised, with a remark where there is something to say.

    Raises re.error for a pattern that is no regular expression (the site's settings check it).
    """
    reference = normalise(text)
    kind = kind_of(text)
    if kind is NumberKind.AHV:
        return Judged(reference="", remark=Remark.AHV)
    if kind is not None:
        return Judged(reference=reference, remark=_REMARKS[kind])
    fits = not reference or re.search(pattern, reference) is not None
    return Judged(reference=reference, remark=None if fits else Remark.UNUSUAL)


# --- finding -------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,'’/-])"
    r"(?:[0-9]{4}[-–][0-9]{5,8}"  # 2026-0012345
    r"|[0-9]{1,3}(?:['’][0-9]{3}){1,3}"  # 732'673
    r"|[0-9]{4}(?:[ \u00a0\u202f][0-9]{4}){1,2}"  # 9999 0012
    r"|[0-9]{2,3}(?:[ \u00a0\u202f][0-9]{3}){1,3}"  # 732 673
    r"|[0-9]{5,12})"
    r"(?![0-9A-Za-z]|[.,'’/-][0-9])"
)
_NAMED = re.compile(
    r"(?:esecuzion|esecutiv|precett|pignorament|comminatori|attestat|incart|pratic|sequestr"
    r"|betreibung|zahlungsbefehl|pfändung|verlustschein|konkursandrohung"
    r"|poursuite|commandement de payer|saisie|acte de défaut|commination"
    r"|enforcement|payment order|debt collection"
    r"|(?<![a-z])(?:pe|acb|es\.)(?=[^a-z]))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?<![a-z])(?:n|nr|no|num|numero|nummer|numéro|number|rif|riferimento|ref)[.:°º]*|[№#])[\s:_]*$", re.IGNORECASE
)
_SPOKEN = re.compile(r"(?<![a-z])(?:tel|telefono|cell|cellulare|natel|mobile|handy|fax)[^0-9\n]{0,12}$", re.IGNORECASE)
_MONEY = re.compile(r"(?<![a-z])(?:di|per|importo|somma|totale|circa|oltre|von|über|de|of|for)\s+$", re.IGNORECASE)
"""What stands before a sum: "un precetto di 15000"."""
_REACH = 60
"""Characters before a number in which a word that names it may stand, on the same line."""

_OTHERS = (
    re.compile(r"(?<![0-9])[0-9](?:[ \u00a0]?[0-9]){26}(?![0-9])"),  # QR reference
    re.compile(r"\b(?:CH|LI)[0-9]{2}(?:[ \u00a0]?[0-9A-Z]){17}\b", re.IGNORECASE),  # IBAN
    re.compile(r"\bRF[0-9]{2}(?:[ \u00a0]?[0-9A-Z]){1,21}\b"),  # SCOR
    re.compile(r"\bCHE[- .]?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}\b", re.IGNORECASE),  # UID
    re.compile(r"(?<![0-9])756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}(?![0-9])"),  # AHV
    re.compile(r"(?<![0-9])(?:\+|00)[1-9][0-9](?:[ ()/.-]{0,2}[0-9]){7,11}(?![0-9])"),  # phone, international
    re.compile(r"(?<![0-9])0[1-9][0-9][ /.-]?[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{2}(?![0-9])"),  # phone, Swiss
    re.compile(r"(?<![0-9])[0-9]{1,2}[./][ ]?[0-9]{1,2}[./][ ]?(?:[0-9]{4}|[0-9]{2})(?![0-9])"),  # date
    re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"),  # date
    re.compile(r"(?:\b(?:chf|eur|sfr|fr|franchi)\b\.?|€)[ \u00a0]?[0-9](?:[0-9'’., ]*[0-9])?", re.IGNORECASE),  # amount
    re.compile(r"(?<![0-9'’])[0-9][0-9'’]*(?:[.,][0-9]{2}|\.[-–—])(?![0-9])"),  # amount
    re.compile(r"(?<![0-9'’])[0-9][0-9'’]*[ \u00a0]?(?:chf|eur|franchi|fr\.|€)", re.IGNORECASE),  # amount
)
"""What is no case reference although it is made of digits."""


def find_references(*texts: str) -> tuple[Found, ...]:
    """The references in a mail's subject, body and attachment names; those that a word names come first.

    A bare number counts only in the form 2026-0012345; any other needs a word or "n." before it.
    """
    found: dict[str, bool] = {}
    for text in texts:
        for reference, named in _in_text(_without_others(text[:LONGEST_TEXT])):
            found[reference] = found.get(reference, False) or named
    ordered = sorted(found.items(), key=lambda one: not one[1])
    return tuple(Found(reference=reference, named=named) for reference, named in ordered)


def _without_others(text: str) -> str:
    """The text with numbers of other kinds blanked, every remaining character at its place."""
    for other in _OTHERS:
        text = other.sub(lambda match: " " * len(match.group()), text)
    return text


def _in_text(text: str) -> Iterator[tuple[str, bool]]:
    for match in _NUMBER.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        before = text[max(line, match.start() - _REACH) : match.start()]
        if _SPOKEN.search(before) or _MONEY.search(before):
            continue
        named, numbered = bool(_NAMED.search(before)), bool(_NUMBERED.search(before))
        if named or numbered or re.fullmatch(r"[0-9]{4}[-–][0-9]{5,8}", match.group()):
            yield normalise(match.group()), named
