"""An admin edits the cards while consoles run: a typo takes nobody's cards away, a good file is there in seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.site import CONSOLE, ROOT, TestSite, make_site
from rigs.terminal import Terminal

pytestmark = pytest.mark.timeout(240)

CARD = """
- id: prova-fotocopie
  theme: pratico
  title: {it: "Fotocopie allo sportello"}
  wordings: {it: ["vorrei una fotocopia colorata"]}
  spoken: {it: "Le fotocopie si fanno allo sportello."}
  written: {it: "Le fotocopie si fanno allo sportello."}
  handoff: never
  sources: []
  review_by: 2027-12-31
  tags: [sportello]
  scope: general
  verified: false
"""
FAULTS = {
    "bad indent": ("- id: uno\n   title: {it: x}\n  wordings: {}\n", ""),
    "unknown key": (CARD.replace("  spoken:", "  spokn:"), "spoken"),
    "missing field": (CARD.replace('  title: {it: "Fotocopie allo sportello"}\n', ""), "title"),
    "duplicate id": (CARD + CARD, "prova-fotocopie"),
    "wrong type": (CARD.replace("2027-12-31", "presto"), "review_by"),
    "wrong encoding": (CARD.replace("Le fotocopie", "Però le fotocopie").encode("latin-1"), "UTF-8"),
    "ten megabytes of garbage": (b"\xff\x00[" * 3_500_000, ""),
}


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    made = make_site(tmp_path / "site", intake="inside")
    shutil.copytree(ROOT / "data" / "knowledge", made.data / "knowledge")
    shutil.copytree(ROOT / "data" / "reference", made.data / "reference")
    shutil.copy(ROOT / "data" / "knowledge-words.yaml", made.data)
    return made


@pytest.fixture
def anna(site: TestSite) -> Iterator[Terminal]:
    with Terminal((*CONSOLE, "--operator", "anna"), columns=120, rows=36, environment=site.environment) as desk:
        desk.wait("Mani libere")
        desk.press("f4")
        search(desk, "bloccato lo stipendio", "Pignoramento del salario")
        yield desk


def test_a_broken_file_keeps_the_last_good_cards_and_says_so(site: TestSite, anna: Terminal) -> None:
    file = site.data / "knowledge" / "prova.yaml"
    for name, (content, told) in FAULTS.items():
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        anna.wait("schede ✗")
        done = site.run("check", code=2)
        assert "prova.yaml" in done.stdout + done.stderr, name
        assert told in done.stdout + done.stderr, name
        search(anna, "bloccato lo stipendio", "Pignoramento del salario")
        file.unlink()
        anna.wait_gone("schede ✗")


def test_a_new_card_is_there_within_seconds(site: TestSite, anna: Terminal) -> None:
    (site.data / "knowledge" / "prova.yaml").write_text(CARD, encoding="utf-8")
    anna.wait("Schede aggiornate: 1 nuova «Fotocopie allo sportello».")
    assert site.run("kb", "check").returncode == 0
    search(anna, "fotocopia colorata", "Fotocopie allo sportello")


FILLED = {
    "  title:\n    it:\n": '  title:\n    it: "Il cavallo pignorato"\n',
    "  spoken:\n    it:\n": '  spoken:\n    it: "Per un cavallo ci vuole il funzionario."\n',
    "  written:\n    it:\n": '  written:\n    it: "Per un cavallo ci vuole il funzionario."\n',
    "    - article:\n": "    - article: LEF 92 cpv. 1\n",
}
"""What an admin writes into the draft of `console kb new`: the text that is there, and what comes in its place."""


def test_from_a_question_without_a_card_to_the_card_on_a_running_console(site: TestSite, anna: Terminal) -> None:
    """The steps of the administrator's guide, in their order."""
    site.run("kb", "new", "cavallo", "--theme", "pignoramento", "--question", "mi portano via il cavallo da corsa")
    draft = site.data / "knowledge" / "_cavallo.yaml"
    assert "title.it" in site.run("kb", "publish", "cavallo", code=2).stderr
    text = draft.read_text(encoding="utf-8")
    for empty, filled in FILLED.items():
        assert empty in text
        text = text.replace(empty, filled)
    draft.write_text(text, encoding="utf-8")
    site.run("kb", "publish", "cavallo")
    site.run("kb", "check")
    anna.wait("Schede aggiornate: 1 nuova «Il cavallo pignorato».")
    search(anna, "cavallo da corsa", "Il cavallo pignorato")
    site.run("kb", "accept", "hanno sequestrato il puledro", "--to", "cavallo")
    anna.wait("Schede aggiornate: 1 cambiata «Il cavallo pignorato».")
    search(anna, "sequestrato il puledro", "Il cavallo pignorato")


def search(desk: Terminal, words: str, found: str) -> None:
    """Type these words until the card is found; leaves the field empty."""

    def again(_text: str) -> bool:
        desk.press(*["backspace"] * len(words))
        desk.wait_gone(words)
        desk.type(words)
        desk.wait(words)
        return desk.shows(found)

    desk.until(again, found, seconds=20)
    desk.press(*["backspace"] * len(words))
    desk.wait_gone(words)
