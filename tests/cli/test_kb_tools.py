"""`console kb test`, `stats`, `proposals`, `accept`, `new`, `publish`, `export`."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def own_cards(console):
    """The site has its own knowledge base, which commands may write to."""
    folder = console.data
    for name in ("knowledge", "reference", "golden"):
        shutil.copytree(DATA / name, folder / name)
    shutil.copy(DATA / "knowledge-words.yaml", folder)
    return folder / "knowledge"


def test_the_golden_questions_are_measured_in_every_manner(console):
    result = console("kb", "test", "--lexical", "--json")
    assert set(result.json["languages"]) == {"it", "de", "fr", "en"}
    italian = result.json["languages"]["it"]
    assert italian["count"] >= 300 and all(result.json["languages"][one]["count"] >= 60 for one in ("de", "fr", "en"))
    assert set(italian) == {"count", "clean", "slips", "half"}
    assert italian["clean"]["third"] >= italian["clean"]["first"] > 0.7
    assert all(one["rank"] != 1 for one in result.json["missed"])


def test_thresholds_decide_the_exit_code(console, tmp_path):
    file = tmp_path / "it.yaml"
    file.write_text("- question: che cos'è un avviso\n  article: avviso-pignoramento\n", encoding="utf-8")
    easy = ("kb", "test", "--lexical", "--questions", str(file), "--loss", "1")
    assert console(*easy, "--first", "0", "--third", "0").code == 0
    file.write_text("- question: zzz qqq\n  article: avviso-pignoramento\n", encoding="utf-8")
    missed = console(*easy, "--missed")
    assert missed.code == 1 and "zzz qqq" in missed.out
    file.write_text("- question: x\n  article: nowhere\n", encoding="utf-8")
    assert console(*easy).code == 2


def test_a_question_becomes_a_proposal_and_then_a_wording(console, own_cards):
    console.ok("kb", "accept", "lei mi fa paura con questo avviso", "--to", "avviso-pignoramento")
    text = (own_cards / "pignoramento-1-avviso.yaml").read_text(encoding="utf-8")
    assert '- "lei mi fa paura con questo avviso"' in text
    assert console("kb", "accept", "lei mi fa paura con questo avviso", "--to", "avviso-pignoramento").code == 4
    assert console("kb", "accept", "7").code == 3
    assert console("kb", "accept", "una frase", "--to", "nowhere").code == 3
    assert console.ok("kb", "proposals") == []


def test_a_draft_goes_live_only_when_it_is_whole(console, own_cards):
    made = console.ok("kb", "new", "targhe-auto", "--theme", "pignoramento", "--question", "mi tolgono le targhe?")
    assert Path(made["file"]).exists() and console("kb", "check").code == 0
    refused = console("kb", "publish", "targhe-auto")
    assert refused.code == 2 and "title.it" in refused.err
    assert console("kb", "new", "targhe-auto", "--theme", "x").code == 4
    assert console("kb", "new", "Targhe Auto", "--theme", "x").code == 2
    assert console("kb", "publish", "nowhere").code == 3


def test_the_figures_of_use(console):
    found = console.ok("kb", "stats")
    assert found["used"] == [] and found["gaps"] == [] and len(found["never_used"]) == 174
    assert "mai date" in console("kb", "stats").out


class Reader(HTMLParser):
    """Counts what stands in the page and what it would load."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.loads = [], [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "article":
            self.ids.append(values["id"])
        self.links += [values["href"][1:]] if tag == "a" else []
        self.loads += [tag] if tag in ("script", "link", "img", "iframe") or "src" in values else []


def test_the_booklet_holds_every_card_and_loads_nothing(console, tmp_path):
    file = tmp_path / "schede.html"
    assert console.ok("kb", "export", "--to", str(file))["cards"] == 174
    text = file.read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert len(reader.ids) == len(set(reader.ids)) == 174 and sorted(reader.links) == sorted(reader.ids)
    assert reader.loads == [] and "@page" in text and "Letta e approvata" in text
    assert console("kb", "export", "--to", str(file)).code == 4
    assert console("kb", "export", "--theme", "nowhere").code == 3
    assert '<html lang="de">' in console("kb", "export", "--in", "de", "--theme", "eredi").out
