"""Everything that can be said about a knowledge base before citizens hear it: faults, and what to look at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from console.adapters.hours import OfficialHolidays
from console.adapters.knowledge.articles import Card
from console.adapters.knowledge.calculator import FILE, Calculator
from console.adapters.knowledge.compile import Reading, read_knowledge
from console.adapters.knowledge.places import PlacesUnreadable
from console.adapters.knowledge.places import load as load_places
from console.adapters.knowledge.sources import read_sources
from console.adapters.search.analyse import content, stemmer, words
from console.domain.article import LANGUAGES, Article
from console.i18n import _
from console.settings.problems import Problem, Severity, did_you_mean, shown
from console.settings.site import Site

SPOKEN_WORDS = 60
"""What can be read aloud without losing the listener (about 25 seconds)."""
LEAST_WORDINGS = {"it": 8, "de": 4, "fr": 4, "en": 4}
ALIKE_FROM = 5
"""Telling words from which two wordings that differ in a single one count as alike."""


_NUMBER = r"\d+(?:bis|ter|quater|quinquies|[a-z])?"
_NUMBERS = rf"{_NUMBER}(?:(?:, | e | a |-){_NUMBER})*"
_ARTICLE = rf"{_NUMBERS}(?: cpv\. {_NUMBERS})?(?: lett\. [a-z](?:-[a-z])?)?(?: n\. {_NUMBERS})?"
_CITED = re.compile(rf"[A-Z][A-Za-z]*[A-Z][A-Za-z]* {_ARTICLE}(?:; {_ARTICLE})*")
"""How a law is cited: "LEF 74 cpv. 1", "CO 128; 130", "LEF 8a cpv. 3 lett. d"."""
_LAW = re.compile(r"\b(LEF|CPC|CC|CO|CP|OTLEF|LADI|LAMal|LPGA|LIFD|RIPP|RCDoc|LDIP|LTF)(?=\b|\d)")


def check(site: Site, today: date) -> tuple[Problem, ...]:
    """All problems of a site's knowledge base: errors first keep it from being used, warnings ask for a look."""
    reading, problems = read_knowledge(read_sources(site.knowledge))
    receivers = site.people.handoff_targets
    warnings = [
        replace(problem, severity=Severity.WARNING)
        for card, article in zip(reading.cards, reading.articles, strict=True)
        for problem in (
            *_receiver(card, receivers),
            *_spoken(card, article),
            *_review(card, today),
            *_few(card),
            *_mute(card),
            *_cited(card),
        )
    ]
    warnings += [replace(problem, severity=Severity.WARNING) for problem in _alike(reading)]
    return (*problems, *warnings, *_places(site), *_calculator(site))


def _calculator(site: Site) -> Iterator[Problem]:
    """What keeps a question out of the calculator; the terms and fees behind it were looked at with the cards."""
    yield from (one for one in Calculator(site.knowledge.reference, OfficialHolidays()).problems if FILE in one.file)


def _places(site: Site) -> Iterator[Problem]:
    try:
        load_places(site.knowledge.reference)
    except PlacesUnreadable as error:
        yield Problem(file=str(error.file), line=error.line, message=shown(error.problem))


def _receiver(card: Card, known: frozenset[str]) -> Iterator[Problem]:
    """A receiver whom this site does not have; the card can be used all the same, the operator chooses."""
    to = card.article.handoff.to
    if to and to not in known:
        message = _("Né un ufficio né una materia di un funzionario: «{text}».").format(text=shown(to))
        yield card.problem("handoff.to", message, did_you_mean(to, known))


def _spoken(card: Card, article: Article) -> Iterator[Problem]:
    """Too long to be read aloud, values included."""
    for language, text in article.spoken.items():
        length = len(re.findall(r"\w[\w'’.-]*", text))
        if length > SPOKEN_WORDS:
            message = _("La forma da dire ha {count} parole, al massimo {most}.")
            yield card.problem(f"spoken.{language}", message.format(count=length, most=SPOKEN_WORDS))


def _review(card: Card, today: date) -> Iterator[Problem]:
    day = card.article.review_by
    if day and day < today.isoformat():
        yield card.problem("review_by", _("Da rivedere entro il {day}: è passato.").format(day=day))


def _cited(card: Card) -> Iterator[Problem]:
    """One spelling for each article, so that searching for it finds every card that rests on it."""
    for source in card.article.sources:
        law = source.article.partition("; ti.ch")[0]
        if _LAW.search(law) and any(sign.isdecimal() for sign in law) and not _CITED.fullmatch(law):
            message = _("L'articolo si scrive «LEF 74 cpv. 1», non «{text}».").format(text=shown(source.article))
            yield card.problem("sources", message)


def _few(card: Card) -> Iterator[Problem]:
    """Too few ways of asking to be found by."""
    for language, least in LEAST_WORDINGS.items():
        count = len(card.article.wordings.get(language, ()))
        if count < least and (language in card.article.title):
            message = _("Solo {count} modi di chiedere in questa lingua, almeno {least}.")
            yield card.problem(f"wordings.{language}", message.format(count=count, least=least))


def _mute(card: Card) -> Iterator[Problem]:
    """A language in which the card cannot be said: the operator reads it in Italian. Offices write in Italian alone."""
    for key, texts in (("title", card.article.title), ("spoken", card.article.spoken)):
        missing = [language for language in LANGUAGES if language not in texts]
        if missing:
            yield card.problem(key, _("Manca in {languages}.").format(languages=", ".join(missing)))


def _alike(reading: Reading) -> Iterator[Problem]:
    """Wordings that say the same: twice in one card, or in two cards that then cannot be told apart."""
    seen: dict[tuple[str, frozenset[str]], tuple[Card, str]] = {}
    for card in reading.cards:
        for language, texts in card.article.wordings.items():
            for at, text in enumerate(texts, start=1):
                keys = [(language, stems) for stems in _nearly(text, language)]
                known = next((seen[key] for key in keys if key in seen), None)
                seen.update((key, (card, text)) for key in keys if key not in seen)
                if known:
                    message = _("Quasi uguale a «{text}» di {id}.")
                    told = message.format(text=shown(known[1]), id=known[0].article.id)
                    yield card.problem(f"wordings.{language}[{at}]", told)


def _nearly(text: str, language: str) -> Iterator[frozenset[str]]:
    """The telling stems of a wording; of a long one also all but one, so that a single other word does not hide it."""
    stem = stemmer(language)
    found = words(text)
    stems = frozenset(map(stem, content(found) or found))
    yield stems
    if len(stems) >= ALIKE_FROM:
        yield from (stems - {one} for one in stems)
