"""The check of a site: what must be mended, and what to look at."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from console.adapters.knowledge.check import check
from console.settings.load import load_site

REPO = Path(__file__).parents[3]
TODAY = date(2026, 11, 24)


@pytest.fixture
def site(base, tmp_path):
    shutil.copytree(REPO / "config", tmp_path / "config")
    found, problems = load_site(tmp_path / "config", tmp_path)
    assert problems == ()
    assert found.knowledge == replace(base.settings, meaning=True)
    return found


def told(site, words, today=TODAY):
    return [problem for problem in check(site, today) if words in problem.message]


def test_a_good_base_has_no_errors(site):
    assert [str(problem) for problem in check(site, TODAY) if problem.is_error] == []


def test_review_dates(site):
    assert told(site, "Da rivedere") == []
    late = told(site, "Da rivedere", date(2027, 7, 1))
    assert [(problem.key, problem.line, problem.is_error) for problem in late] == [
        ("opporsi.review_by", 23, False), ("paga.review_by", 49, False),
    ]  # fmt: skip


def test_an_unknown_receiver_names_the_nearest(site, base):
    base.edit("to: office", "to: ofice")
    (problem,) = told(site, "ofice")
    assert (problem.key, problem.line, problem.is_error) == ("opporsi.handoff.to", 19, False)
    assert "«office»" in problem.hint


def test_a_spoken_form_is_counted_with_its_values(site, base):
    base.edit("Di regola entro", " ".join(["parola"] * 58))
    assert told(site, "60") == []
    base.edit("parola parola", "parola parola parola")
    (problem,) = told(site, "60")
    assert (problem.key, problem.line) == ("opporsi.spoken.it", 13)


def test_a_language_in_which_a_card_is_mute(site, base):
    assert [(problem.key, problem.message, problem.is_error) for problem in told(site, "Manca in")][:2] == [
        ("opporsi.title", "Manca in fr, en.", False), ("opporsi.spoken", "Manca in de, fr, en.", False),
    ]  # fmt: skip
    base.edit("    de: Deutsch\n", "    de: Deutsch\n    fr: Français\n    en: English\n")
    assert told(site, "Manca in")[0].key == "opporsi.spoken"


def test_wordings_that_say_the_same_are_found(site, base):
    base.edit("- la paga", "- Voglio CONTESTARE il mio precetto!")
    (problem,) = told(site, "Quasi uguale")
    assert (problem.key, problem.line) == ("paga.wordings.it[1]", 34)
    assert "opporsi" in problem.message


def test_a_broken_table_of_places_is_told(site, base):
    (base.settings.reference / "localities.csv").write_text("nulla\n")
    assert [problem.line for problem in check(site, TODAY) if problem.file.endswith("localities.csv")] == [1]


@pytest.mark.parametrize(
    "spelt", ["art. 74 LEF", "LEF74", "LEF art. 74", "LEF 74 cpv 1", "LEF 74 al. 1", "LEF 74, cpv. 1"]
)
def test_an_article_of_law_has_one_spelling(site, base, spelt):
    assert told(site, "L'articolo si scrive") == []
    base.edit("LEF 74", spelt)
    (problem,) = told(site, "L'articolo si scrive")
    assert problem.key.endswith(".sources") and not problem.is_error
