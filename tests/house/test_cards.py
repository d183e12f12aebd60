"""What the shipped answer cards promise: enough ways of asking, short to say, no amount or term typed, honest marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from console.adapters.knowledge.compile import read_knowledge
from console.adapters.knowledge.golden import read_golden
from console.adapters.knowledge.sources import read_sources
from console.domain.folding import fold
from console.settings.site import KnowledgeSettings

DATA = Path(__file__).parents[2] / "data"
SETTINGS = KnowledgeSettings(
    folder=DATA / "knowledge", reference=DATA / "reference", words=DATA / "knowledge-words.yaml"
)
READING, PROBLEMS = read_knowledge(read_sources(SETTINGS))
CARDS = {str(card.article.id): card.article for card in READING.cards}
LEAST = {"it": 8, "de": 4, "fr": 4, "en": 4}
MORE = (
    "disconoscimento-debito", "scambio-persona", "casellario-giudiziale", "disoccupazione-malattia",
    "convocazione-interrogatorio", "accesso-domicilio", "domanda-vendita", "interessi-mora", "diffida", "prescrizione",
    "asta-immobile", "casa-proprieta", "ripartizione", "evitare-fallimento", "cambio-domicilio", "sfratto",
    "riserva-proprieta", "ditta-individuale", "societa", "cassa-malati-arretrati", "imposte-arretrate", "multe",
    "pegno",
)  # fmt: skip
TYPED = re.compile(
    r"(?:CHF|fr\.|franchi|Franken|francs)\s*\d|\d[\d'’.]*\s*(?:franchi|Franken|francs|CHF)"
    r"|\b\d+\s*(?:giorn|mes[ei]\b|ann[oi]\b|Tag|Monat|Jahr|jours?\b|mois\b|ans\b|days?\b|months?\b|years?\b)"
)


def test_every_topic_has_its_card():
    assert PROBLEMS == () and len(CARDS) >= 174 and set(MORE) <= set(CARDS)


@pytest.mark.parametrize("language", LEAST)
def test_every_card_speaks_every_language_and_is_asked_for_in_many_ways(language):
    few = [id for id, card in CARDS.items() if len(set(map(fold, card.wordings.get(language, ())))) < LEAST[language]]
    mute = [id for id, card in CARDS.items() if not (card.title.get(language) and card.spoken.get(language))]
    assert (few, mute) == ([], [])


def test_what_is_said_aloud_is_short():
    long = {id: length for card in READING.articles for id, text in [(card.id, card.spoken["it"])]
            if (length := len(re.findall(r"\w[\w'’.-]*", text))) > 60}  # fmt: skip
    assert long == {}


def test_no_amount_and_no_term_is_typed_into_a_card():
    found = [
        (id, language, hit[0])
        for id, card in CARDS.items() for texts in (card.spoken, card.written) for language, text in texts.items()
        if (hit := TYPED.search(re.sub(r"\{[^}]*\}", "", text)))
    ]  # fmt: skip
    assert found == []


def test_every_card_says_where_it_comes_from_and_when_it_is_reviewed():
    assert [id for id, card in CARDS.items() if not (card.sources and card.review_by and card.theme)] == []


def test_nothing_is_called_verified_before_the_office_has_signed():
    assert [id for id, card in CARDS.items() if card.verified] == []


def test_the_word_list_is_long_enough():
    assert len({word for entry in READING.words for word in entry}) >= 150


def test_golden_questions_are_enough_and_no_wordings():
    questions, problems = read_golden(SETTINGS.golden, frozenset(CARDS))
    count = {language: sum(one.language == language for one in questions) for language in LEAST}
    assert problems == () and count["it"] >= 300 and min(count.values()) >= 60
    wordings = {fold(text) for card in CARDS.values() for texts in card.wordings.values() for text in texts}
    assert [one.text for one in questions if fold(one.text) in wordings] == []
