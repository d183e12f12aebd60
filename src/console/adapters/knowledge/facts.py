"""Fees, terms and facts that cards cite, from data/reference, and how each reads in a sentence.

A card holds `{fee:id}`, `{term:id}` or `{fact:id}`; the value stands in one file only, so changing it there
changes every card. Formats are Swiss: 1'500 francs, 17.50, 10 days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from console.domain.article import LANGUAGES
from console.domain.fees import Band, Fee
from console.domain.record import record
from console.domain.terms import Term, TermKind, Unit
from console.i18n import _
from console.settings.checks import identifier
from console.settings.document import Document, Place
from console.settings.problems import Problem, did_you_mean, shown
from console.settings.reader import REQUIRED, Fields, Report, by_language, open_list, unique

KINDS = ("fee", "term", "fact")
VERIFIED = ("true", "partly", "false")
_CURRENCY = {
    "it": ("franco", "franchi"),
    "de": ("Franken", "Franken"),
    "fr": ("franc", "francs"),
    "en": ("franc", "francs"),
}
_UNITS = {
    "days": {"it": ("giorno", "giorni"), "de": ("Tag", "Tage"), "fr": ("jour", "jours"), "en": ("day", "days")},
    "months": {"it": ("mese", "mesi"), "de": ("Monat", "Monate"), "fr": ("mois", "mois"), "en": ("month", "months")},
    "years": {"it": ("anno", "anni"), "de": ("Jahr", "Jahre"), "fr": ("an", "ans"), "en": ("year", "years")},
}
_UP_TO = {
    "it": "fino a {most} {fee}",
    "de": "bis {most} {fee}",
    "fr": "jusqu'à {most} {fee}",
    "en": "up to {most} {fee}",
}
_ABOVE = {"it": "oltre, {fee}", "de": "darüber {fee}", "fr": "au-delà {fee}", "en": "above that {fee}"}


@record
class References:
    """What cards may cite: for each kind and id the words in every language."""

    fees: tuple[Fee, ...] = ()
    terms: tuple[Term, ...] = ()
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """kind to id to language to words."""

    def words(self, kind: str, id: str, language: str) -> str | None:
        """What stands in the place of `{kind:id}`, or None when there is no such thing."""
        found = self.texts.get(kind, {}).get(id)
        return None if found is None else found.get(language) or found["it"]

    def nearest(self, kind: str, id: str) -> str:
        """A hint for an unknown kind or id."""
        return did_you_mean(id, self.texts[kind]) if kind in self.texts else did_you_mean(kind, KINDS)


def read_fees(entries: Sequence[Fields], report: Report) -> tuple[Fee, ...]:
    """fees.yaml."""
    found, places = [], []
    for fields in entries:
        bands = tuple(_bands(fields))
        amount = None if bands else fields.decimal("amount")
        if bands and fields.node("amount") is not None:
            fields.error("amount", _("O un importo (amount) o una tabella (bands), non tutti e due."))
        fee = Fee(
            id=identifier(fields),
            amount=amount,
            bands=bands,
            what=_languages(fields, "what"),
            article=fields.text("article"),
            valid_from=str(fields.day("valid_from") or ""),
            verified=_verified(fields),
        )
        fields.finish()
        found.append(fee)
        places.append((fee.id, fields.where("id")))
    unique(places, report, "id")
    return tuple(found)


def _bands(fields: Fields) -> list[Band]:
    bands: list[Band] = []
    for inner in fields.sections("bands"):
        last = inner.node("up_to") is None
        band = Band(None if last else inner.decimal("up_to"), inner.decimal("fee"))
        inner.finish()
        before = bands[-1].up_to if bands else -1.0
        if before is None or (band.up_to is not None and band.up_to <= before):
            inner.error("up_to", _("Le fasce vanno dalla più bassa alla più alta, l'ultima senza limite (null)."))
        bands.append(band)
    if bands and bands[-1].up_to is not None:
        fields.error("bands", _("Manca l'ultima fascia, senza limite: up_to: null."))
    return bands


def read_terms(entries: Sequence[Fields], report: Report) -> tuple[Term, ...]:
    """terms.yaml."""
    found, places = [], []
    for fields in entries:
        term = Term(
            id=identifier(fields),
            length=fields.integer("length", 0, least=1, most=999) if fields.node("length") else _missing(fields),
            unit=Unit(_word(fields, "unit", tuple(_UNITS)) or Unit.DAYS),
            kind=TermKind(_word(fields, "kind", tuple(TermKind)) or TermKind.DURATION),
            start=_languages(fields, "from"),
            article=fields.text("article"),
            verified=_verified(fields),
        )
        fields.finish()
        found.append(term)
        places.append((term.id, fields.where("id")))
    unique(places, report, "id")
    return tuple(found)


def _missing(fields: Fields) -> int:
    fields.missing("length")
    return 0


def read_facts(entries: Sequence[Fields], report: Report) -> dict[str, Mapping[str, str]]:
    """facts.yaml: id to words by language."""
    found: dict[str, Mapping[str, str]] = {}
    places: list[tuple[str, Place]] = []
    for fields in entries:
        id = identifier(fields)
        found[id] = {
            language: text
            for language in LANGUAGES
            if (text := fields.text(language, REQUIRED if language == "it" else ""))
        }
        found[id] = found[id] or {"it": ""}
        fields.text("source")
        _verified(fields)
        fields.finish()
        places.append((id, fields.where("id")))
    unique(places, report, "id")
    return found


def _languages(fields: Fields, name: str) -> dict[str, str]:
    inner = by_language(fields, name, LANGUAGES)
    found = {language: text for language in LANGUAGES if (text := inner.text(language, ""))}
    inner.finish()
    return found


def _verified(fields: Fields) -> str:
    return _word(fields, "verified", VERIFIED)


def _word(fields: Fields, name: str, known: tuple[str, ...]) -> str:
    """One of these words; empty when it is none, which is a fault."""
    word = fields.text(name)
    if word and word not in known:
        message = _("Valore sconosciuto: «{text}».").format(text=shown(word))
        fields.error(name, message, did_you_mean(word, known))
    return word if word in known else ""


def references(fees: tuple[Fee, ...], terms: tuple[Term, ...], facts: Mapping[str, Mapping[str, str]]) -> References:
    """Everything that can be cited, in words."""
    texts: dict[str, Mapping[str, Mapping[str, str]]] = {
        "fee": {fee.id: {language: fee_words(fee, language) for language in LANGUAGES} for fee in fees},
        "term": {term.id: {language: term_words(term, language) for language in LANGUAGES} for term in terms},
        "fact": facts,
    }
    return References(fees=fees, terms=terms, texts=texts)


def read_references(documents: Mapping[str, Document]) -> tuple[References, tuple[Problem, ...]]:
    """What can be cited, from the three files by their kind; and what is wrong in them."""
    reports = {kind: Report(documents[kind].file) for kind in KINDS}
    opened = {kind: open_list(documents[kind], reports[kind]) for kind in KINDS}
    fees = read_fees(opened["fee"], reports["fee"])
    terms = read_terms(opened["term"], reports["term"])
    facts = read_facts(opened["fact"], reports["fact"])
    return references(fees, terms, facts), tuple(problem for kind in KINDS for problem in reports[kind].problems)


def amount_words(amount: float, language: str) -> str:
    """`1'500 franchi`, `17.50 franchi`: centimes only where there are some."""
    whole = amount == int(amount)
    number = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    one, many = _CURRENCY[language]
    return f"{number.replace(',', chr(39))} {one if amount == 1 else many}"


def fee_words(fee: Fee, language: str) -> str:
    """The amount, or the whole table as one sentence."""
    if fee.amount is not None:
        return amount_words(fee.amount, language)
    parts = []
    for band in fee.bands:
        price = amount_words(band.fee, language)
        if band.up_to is None:
            parts.append(_ABOVE[language].format(fee=price))
        else:
            parts.append(_UP_TO[language].format(most=amount_words(band.up_to, language) + ":", fee=price))
    return "; ".join(parts)


def term_words(term: Term, language: str) -> str:
    """`10 giorni`, `1 mese`."""
    one, many = _UNITS[term.unit][language]
    return f"{term.length} {one if term.length == 1 else many}"
