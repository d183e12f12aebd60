"""`console kb`: finding, reading and checking cards; measuring from outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
ONLY_ITALIAN = """\
- id: solo-italiano
  theme: pratico
  title: {it: "Un cavallo blu"}
  wordings: {it: ["un cavallo blu"]}
  spoken: {it: "Un cavallo blu."}
  written: {it: "Un cavallo blu."}
  handoff: never
  sources: []
  review_by: 2099-12-31
  tags: []
  scope: general
  verified: false
"""

ENTRIES = [
    {"id": "stipendio", "question": "Come si pignora il salario?", "language": "it", "answer": "Una quota.",
     "wordings": ["mi bloccano lo stipendio", "trattengono la paga"], "tags": ["salario"]},
    {"id": "estratto", "question": "Come si chiede l'estratto?", "language": "it", "answer": "Con un modulo.",
     "wordings": ["voglio vedere se ho debiti"], "tags": ["estratto"]},
]  # fmt: skip


@pytest.fixture
def entries(tmp_path):
    file = tmp_path / "voci.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in ENTRIES), encoding="utf-8")
    return file


def test_the_citizens_words_find_the_card(console):
    found = console.ok("kb", "search", "come", "faccio", "opposizione")
    assert found["results"][0]["id"].startswith("opposizione")
    assert found["results"][0]["score"] == 1.0 and found["milliseconds"] >= 0
    text = console("kb", "search", "come faccio oposizione")
    assert text.code == 0 and "opposizione" in text.out


def test_nothing_found_says_so(console):
    result = console("kb", "search", "zzzqqqxxx")
    assert (result.code, result.out) == (3, "")
    as_data = console("kb", "search", "zzzqqqxxx", "--json")
    assert as_data.code == 3 and as_data.json["results"] == []


def test_many_queries_give_one_line_each(console):
    result = console("kb", "search", "--stdin", "--json", "--limit", "2", given="opposizione\n\nestratto\xff\n")
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert result.code == 0 and len(lines) == 3
    assert [len(line["results"]) for line in lines] == [2, 0, 2]
    assert lines[1]["query"] == ""


def test_entries_of_a_file_are_searched_instead_of_the_cards(console, entries):
    arguments = ("kb", "search", "--stdin", "--json", "--lexical", "--entries", str(entries))
    result = console(*arguments, given="bloccato lo stipendio\nestrato\n")
    ids = [[one["id"] for one in json.loads(line)["results"]] for line in result.out.splitlines()]
    assert [found[0] for found in ids] == ["stipendio", "estratto"]


def test_entries_of_a_file_are_found_by_meaning_too(console, entries):
    arguments = ("kb", "search", "--stdin", "--json", "--limit", "1", "--entries", str(entries))
    result = console(*arguments, given="my wages are being withheld\n")
    line = json.loads(result.out)
    assert (line["results"][0]["id"], line["ranking"]) == ("stipendio", "meaning")
    assert json.loads(console(*arguments, "--lexical", given="estratto\n").out)["ranking"] == "words"


def test_a_theme_narrows_the_search(console):
    found = console.ok("kb", "search", "--theme", "Aste", "quanto costa", "--limit", "3")
    themes = {console.ok("kb", "show", one["id"])["theme"] for one in found["results"]}
    assert found["results"] and themes == {"aste"} and found["ranking"] == "words"
    everything = console.ok("kb", "search", "--theme", "aste", "--limit", "1000")["results"]
    assert [one["id"] for one in everything] == [card["id"] for card in console.ok("kb", "list", "--theme", "aste")]
    assert console("kb", "search", "--theme", "astrologia").code == 3


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "senza id"}', '{"id": "x", "question": []}'])
def test_a_wrong_entry_is_named_by_its_line(console, entries, line):
    entries.write_text(entries.read_text() + line + "\n")
    result = console("kb", "search", "estratto", "--entries", str(entries))
    assert result.code == 2 and "voci.jsonl:3" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--stdin", "parole"),
        ("x", "--entries", "nowhere.jsonl"),
        ("x", "--limit", "0"),
        ("--theme", "x", "--stdin", "y"),
    ],
)
def test_a_wrong_search_is_a_matter_of_usage(console, arguments):
    assert console("kb", "search", *arguments).code == 2


def test_a_card_is_shown_whole_or_one_form_of_it(console):
    card = console.ok("kb", "show", "opposizione-come")
    assert card["id"] == "opposizione-come" and card["written"]["it"]
    assert console.ok("kb", "show", "opposizione-come", "--form", "spoken")["text"] == card["spoken"]["it"]
    written = console("kb", "show", "opposizione-come", "--form", "written").out
    assert written.strip() == card["written"]["it"].strip()
    assert card["title"]["it"] in console("kb", "show", "opposizione-come").out
    assert console("kb", "show", "non-esiste").code == 3


def test_cards_are_listed_by_theme(console):
    every = console.ok("kb", "list")
    assert len(every) >= 30
    theme = every[0]["theme"]
    assert {card["theme"] for card in console.ok("kb", "list", "--theme", theme)} == {theme}
    assert "Nessuna scheda" in console("kb", "list", "--theme", "astrologia").out


def test_a_strict_check_takes_no_warning(console):
    assert console("kb", "check", "--strict").code == 0
    folder = console.data / "knowledge"
    shutil.copytree(DATA / "knowledge", folder)
    shutil.copytree(DATA / "reference", console.data / "reference")
    file = folder / "lingue.yaml"
    file.write_text(ONLY_ITALIAN, encoding="utf-8")
    assert console("kb", "check").code == 0
    strict = console("kb", "check", "--strict")
    assert strict.code == 2 and "Manca in de, fr, en." in strict.out + strict.err


def test_the_shipped_cards_are_clean(console):
    result = console("kb", "check", "--json")
    assert result.code == 0 and [one for one in result.json["problems"] if one["severity"] == "error"] == []
