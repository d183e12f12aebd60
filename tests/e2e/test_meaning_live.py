"""A sentence that shares no word with any card finds its card on a real desk, once the first console has made ready."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil
import pytest

from e2e.site import CONSOLE, ROOT, TestSite, make_site
from e2e.test_knowledge_live import CARD, search
from rigs.terminal import Terminal

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    """A site with two cards of its own."""
    made = make_site(tmp_path / "site", intake="inside", meaning=True)
    shutil.copytree(ROOT / "data" / "reference", made.data / "reference")
    (made.data / "knowledge").mkdir()
    other = CARD.replace("prova-fotocopie", "prova-lutto").replace("vorrei una fotocopia colorata", "mio padre è morto")
    (made.data / "knowledge" / "prova.yaml").write_text(
        CARD + other.replace("Fotocopie allo sportello", "Un decesso in famiglia"), encoding="utf-8"
    )
    return made


def children(desk: Terminal) -> list[psutil.Process]:
    return psutil.Process(desk.process.pid).children(recursive=True)


def test_what_is_meant_is_found_on_the_desk(site: TestSite) -> None:
    with Terminal((*CONSOLE, "--operator", "anna"), columns=120, rows=36, environment=site.environment) as desk:
        desk.wait("Mani libere")
        desk.press("f4")
        search(desk, "my dad passed away", "Un decesso in famiglia")
    assert site.json("kb", "search", "my dad passed away")["ranking"] == "meaning"


def test_who_leaves_while_it_is_being_made_leaves_nothing_running(site: TestSite) -> None:
    with Terminal((*CONSOLE, "--operator", "anna"), columns=120, rows=36, environment=site.environment) as desk:
        desk.wait("Mani libere")
        desk.until(lambda _text: bool(children(desk)), "a child at work", seconds=20)
        working = children(desk)
        desk.press("f3", "q")
        desk.until(lambda _text: desk.process.poll() is not None, "the end", seconds=20)
        _gone, alive = psutil.wait_procs(working, timeout=20)
        assert alive == []
        assert desk.process.returncode == os.EX_OK
