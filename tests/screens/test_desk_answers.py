"""What the answers propose for a contact, how a theme narrows them, and what a row and the rule say of a card."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from console.domain.article import Source, key_sentence, split_theme
from console.domain.contact import ArticleId, Channel, Disposition, Outcome, Party
from console.domain.mail import Mail
from console.screens.contact_rows import Dossier
from console.screens.desk_answers import DeskAnswers
from console.screens.dialogs.names import Names
from console.screens.widgets.answers_pane import AnswersPane
from console.services.ports import HistoryRow
from fakes import floor, seat
from fakes.stage import Stage, shown, wait_for

SALARY, EXTRACT, RATES = (ArticleId(one) for one in ("pignoramento-salario", "estratto-come", "rateazione"))


class Themed(seat.Cards):
    """The cards of the seat with themes, sources and something to say."""

    def __init__(self) -> None:
        super().__init__()
        for id, theme in ((SALARY, "pignoramento"), (EXTRACT, "registro"), (RATES, "pagamenti")):
            said = f"Prima frase di {theme}, art. 93 e seguenti. Seconda frase."
            self._articles[id] = replace(
                self._articles[id], theme=theme, spoken={"it": said},
                sources=(Source(article="LEF 93", valid_from="2026-01-01"),),
            )  # fmt: skip

    def search(self, query, *, typing=False, limit=10, theme=""):
        among = [one for one in self.all() if one.theme.startswith(theme)]
        if theme and not query:
            return tuple(seat.Hit(id=one.id, score=1.0) for one in among)[:limit]
        wanted = {one.id for one in among}
        return tuple(hit for hit in super().search(query, limit=99) if hit.id in wanted)[:limit]


def finder(dossier=None, cards=None):
    session = SimpleNamespace(articles=cards or Themed(), directory=seat.Places())
    return DeskAnswers(session, Names(session), lambda: dossier, lambda text: text.replace("Prima", "Sua prima"))


def call(**changes):
    return floor.contact(1, Channel.PHONE, 5, party=Party(phone="+41910001122"), **changes)


def before(number, topic, *, certain=True, **changes):
    closed = Disposition(outcome=Outcome.ANSWERED, topic=ArticleId(topic))
    contact = replace(floor.contact(number, Channel.PHONE, 9_000), disposition=closed, **changes)
    return HistoryRow(contact=contact, certain=certain)


@pytest.mark.parametrize(
    ("typed", "words", "theme"),
    [
        ("lo stipendio", "lo stipendio", None),
        ("#Pigno lo stipendio", "lo stipendio", "pigno"),
        ("lo stipendio #pigno", "lo stipendio", "pigno"),
        ("#aste #pigno casa", "casa", "pigno"),
        ("#", "", ""),
        ("n#5 e c#", "n#5 e c#", None),
    ],
)
def test_a_theme_is_taken_out_of_what_is_typed(typed, words, theme):
    assert split_theme(typed) == (words, theme)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Si dichiara entro 10 giorni. Poi si aspetta.", "Si dichiara entro 10 giorni."),
        ("Secondo l'art. 93 LEF\nvale questo. E quello.", "Secondo l'art. 93 LEF vale questo."),
        ("Costa CHF 17.00 allo sportello! Non altrove.", "Costa CHF 17.00 allo sportello!"),
        ("Una sola", "Una sola"),
        ("", ""),
    ],
)
def test_the_first_sentence_of_a_card(text, first):
    assert key_sentence(text) == first


def test_words_find_and_a_theme_narrows():
    found = finder()
    assert [id for id, _title in found.search("chiedere")] == [EXTRACT, RATES]
    assert [id for id, _title in found.search("chiedere #pag")] == [RATES]
    assert found.search("#registro") == [(EXTRACT, "Come chiedere l'estratto")]
    assert found.search("#") == found.search("#astro chiedere") == []


def test_who_begins_a_theme_is_told_which_there_are():
    themes = "Temi: pignoramento · registro · pagamenti"
    assert finder().none_for("#") == themes
    assert finder().none_for("parole #astro") == themes
    assert finder().none_for("parole") == finder().none_for("parole #pag") == ""


def test_the_mails_own_words_propose():
    mail = Mail(text="Vorrei una rateazione.")
    dossier = Dossier(contact=replace(call(subject="domanda"), channel=Channel.EMAIL), mail=mail)
    assert RATES in dict(finder(dossier).propose())
    assert finder(dossier).why().startswith("dal messaggio: domanda")


def test_the_topic_goes_before_the_text_and_the_history_behind_it():
    dossier = Dossier(
        contact=call(subject="estratto", topic=RATES),
        history=(before(7, SALARY), before(8, "scheda-sparita"), before(9, RATES)),
    )
    assert [id for id, _title in finder(dossier).propose()] == [RATES, EXTRACT, SALARY]


def test_a_call_without_words_is_proposed_what_the_citizen_asked_before():
    dossier = Dossier(contact=call(), history=(before(7, SALARY), before(8, EXTRACT, certain=False)))
    assert [id for id, _title in finder(dossier).propose()] == [SALARY]
    assert finder(dossier).why() == "l'altra volta: Come funziona il pignoramento del salario"
    by_topic = Dossier(contact=call(topic=RATES))
    assert finder(by_topic).why() == "tema del contatto: Chiedere una rateazione"


def test_nothing_is_proposed_of_nobody():
    assert finder().propose() == [] and finder().why() == ""
    silent = Dossier(contact=call())
    assert finder(silent).propose() == [] and finder(silent).why() == ""
    cards = Themed()
    cards.ready = False
    assert finder(Dossier(contact=call(topic=RATES)), cards).propose() == []


def test_a_card_in_short():
    found = finder()
    assert found.key(RATES) == "Sua prima frase di pagamenti, art. 93 e seguenti."
    assert found.source(RATES) == "LEF 93 (stato 01.01.2026)"
    assert found.key(ArticleId("sparita")) == found.source(ArticleId("sparita")) == ""


class TestPane:
    def pane(self, dossier=None):
        found = finder(dossier)
        pane = AnswersPane(found.search, lambda _article: [(("testo", "text"),)])
        pane.feed(found, str)
        return pane, found

    async def test_a_row_says_what_the_card_says_and_the_rule_on_what_it_stands(self):
        pane, _found = self.pane()
        async with Stage(pane).run_test(size=(110, 24)) as pilot:
            pane.focus()
            await pilot.press(*"estratto")
            await wait_for(lambda: "Sua prima frase di registro" in shown(pilot.app))
            assert "── LEF 93 (stato 01.01.2026) ──" in shown(pilot.app)

    async def test_first_sentences_begin_in_one_column(self):
        pane, _found = self.pane()
        async with Stage(pane).run_test(size=(110, 24)) as pilot:
            pane.focus()
            await pilot.press(*"chiedere")
            await wait_for(lambda: "frase di pagamenti" in shown(pilot.app))
            starts = {line.index("Sua prima") for line in shown(pilot.app).splitlines() if "Sua prima" in line}
            assert len(starts) == 1

    async def test_a_narrow_pane_keeps_the_titles(self):
        pane, _found = self.pane()
        async with Stage(pane).run_test(size=(50, 24)) as pilot:
            pane.focus()
            await pilot.press(*"estratto")
            await wait_for(lambda: "Come chiedere l'estratto" in shown(pilot.app))
            assert "Sua prima" not in shown(pilot.app) and "── LEF 93" in shown(pilot.app)

    async def test_a_sharp_names_the_themes(self):
        pane, _found = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press("number_sign")
            await wait_for(lambda: "Temi: pignoramento" in shown(pilot.app))
            await pilot.press(*"reg")
            await wait_for(lambda: "Come chiedere l'estratto" in shown(pilot.app))

    async def test_proposals_never_stand_over_what_is_typed(self):
        dossier = Dossier(contact=call(), history=(before(7, SALARY),))
        pane, found = self.pane(dossier)
        async with Stage(pane).run_test(size=(110, 24)) as pilot:
            pane.open(found.why())
            await wait_for(lambda: "l'altra volta: Come funziona" in shown(pilot.app))
            assert pane.article == SALARY
            pane.focus()
            await pilot.press(*"rate")
            assert [id for id, _title in pane.hits] == [RATES]
            pane.again()
            assert [id for id, _title in pane.hits] == [RATES] and pane.query_text == "rate"
            await pilot.press(*["backspace"] * 4)
            assert pane.article == SALARY
