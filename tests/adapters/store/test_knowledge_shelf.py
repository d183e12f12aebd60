"""The shelf of the compiled knowledge base, shared by every console of the site."""

from __future__ import annotations

import pytest

from console.adapters.store.knowledge_shelf import KnowledgeShelf
from console.adapters.store.schema import open_store
from fakes.arrivals import NOW


@pytest.fixture
def make(tmp_path):
    made = []

    def one() -> KnowledgeShelf:
        made.append(KnowledgeShelf(tmp_path / "console.db"))
        return made[-1]

    yield one
    for shelf in made:
        shelf.close()


def test_an_empty_shelf(make):
    shelf = make()
    assert (shelf.current(), shelf.version(), shelf.problems()) == (None, "", 0)
    shelf.report(3)
    assert shelf.current() is None


def test_what_is_published_replaces_what_was_and_is_seen_by_all(make):
    one, two = make(), make()
    one.publish("v1", b"\x00compiled\xff", 0)
    assert two.current() == ("v1", b"\x00compiled\xff")
    two.publish("v2", b"second", 2)
    assert (one.version(), one.current(), one.problems()) == ("v2", ("v2", b"second"), 2)


def test_problems_leave_the_last_good_one(make):
    shelf = make()
    shelf.publish("v1", b"good")
    shelf.report(4)
    assert (shelf.current(), shelf.problems()) == (("v1", b"good"), 4)
    shelf.publish("v2", b"better")
    assert shelf.problems() == 0


def test_picks_are_kept_in_order(make):
    shelf = make()
    shelf.pick("rateazione", 7, NOW + 1, "pagare a rate")
    shelf.pick("estratto", 0, NOW, "")
    assert shelf.picks() == (("estratto", 0, NOW, ""), ("rateazione", 7, NOW + 1, "pagare a rate"))
    assert shelf.picks(since=NOW + 1) == (("rateazione", 7, NOW + 1, "pagare a rate"),)


def test_a_closed_shelf_opens_again_when_it_is_asked(make, tmp_path):
    shelf = make()
    shelf.publish("v1", b"x")
    shelf.close()
    assert shelf.version() == "v1"
    open_store(tmp_path / "console.db").close()
