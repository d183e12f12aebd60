"""The ranking by meaning joins a running knowledge base by itself, and is made once for all consoles."""

import asyncio
import fcntl
import os
from dataclasses import replace

import pytest

from console.adapters.knowledge import meaning
from console.adapters.knowledge.base import KnowledgeBase
from console.adapters.search.encoder import file_in
from fakes.stage import wait_for

from .conftest import card


@pytest.fixture
def wanted(base):
    """The settings of a site that has it switched on, with a card that is told from others by meaning alone."""
    base.file.write_text(
        card("lutto", "Un decesso in famiglia", "mio padre è morto") + card("asta", "L'incanto", "l'incanto pubblico")
    )
    return replace(base.settings, meaning=True)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder with the model, for tests in which making it is not the question."""
    from console.adapters.search.encoder import prepare

    folder = tmp_path_factory.mktemp("model")
    prepare(folder)
    return file_in(folder)


@pytest.fixture
def cache(base, prepared):
    base.cache.mkdir()
    os.link(prepared, base.cache / prepared.name)
    return base.cache


def first(knowledge, query):
    return [hit.id for hit in knowledge.search(query, limit=1)]


async def test_it_is_made_in_a_child_and_joins_by_itself(base, wanted):
    knowledge = KnowledgeBase(wanted, base.cache)
    assert await knowledge.refresh() is True
    assert first(knowledge, "my dad passed away") == []
    await wait_for(lambda: first(knowledge, "my dad passed away") == ["lutto"])
    assert sorted(one.suffix for one in base.cache.iterdir()) == [".bin", ".bin", ".bin", ".lock"]
    assert all(one.stat().st_mode & 0o077 == 0 for one in base.cache.iterdir())


async def test_who_waits_has_it(wanted, cache):
    knowledge = KnowledgeBase(wanted, cache)
    assert await knowledge.by_meaning() is True
    assert first(knowledge, "my dad passed away") == ["lutto"]


async def test_an_edited_card_is_found_by_words_at_once_and_by_meaning_soon(base, wanted, cache):
    knowledge = KnowledgeBase(wanted, cache)
    await knowledge.by_meaning()
    (wanted.folder / "due.yaml").write_text(card("cane", "Il cane", "hanno preso il mio cane"))
    assert await knowledge.refresh() is True
    assert first(knowledge, "cane") == ["cane"]
    await wait_for(lambda: first(knowledge, "my dog was taken away") == ["cane"])


async def test_the_next_start_finds_everything_made(wanted, cache, monkeypatch):
    await KnowledgeBase(wanted, cache).by_meaning()

    async def never(*_):
        raise AssertionError("made again")

    monkeypatch.setattr(meaning, "make_apart", never)
    again = KnowledgeBase(wanted, cache)
    assert await again.by_meaning() is True


async def test_while_another_process_makes_it_nobody_begins(wanted, cache, monkeypatch):
    knowledge = KnowledgeBase(wanted, cache)
    begun = []
    original = meaning.make_apart

    async def noticed(*given):
        begun.append(given)
        return await original(*given)

    monkeypatch.setattr(meaning, "make_apart", noticed)
    with (cache / meaning.LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = asyncio.create_task(knowledge.by_meaning())
        for _round in range(3):
            await knowledge.refresh()
            await asyncio.sleep(0.05)
        assert not begun and not waiting.done()
        place = (str(wanted.folder), str(wanted.reference), str(wanted.words), str(cache), knowledge.version)
        assert await asyncio.to_thread(meaning.main, place) == meaning.BUSY
    assert await waiting is True
    assert len(begun) == 1


async def test_a_child_that_dies_leaves_the_words(wanted, cache, monkeypatch):
    async def dies(*_):
        return -9

    monkeypatch.setattr(meaning, "make_apart", dies)
    knowledge = KnowledgeBase(wanted, cache)
    assert await knowledge.by_meaning() is False
    assert first(knowledge, "incanto") == ["asta"]


async def test_a_child_sent_for_an_older_state_makes_nothing(wanted, cache):
    knowledge = KnowledgeBase(wanted, cache)
    assert await knowledge.by_meaning() is True
    assert await meaning.make_apart(wanted, cache, "another state") == meaning.STALE


async def test_what_a_killed_child_left_is_removed(wanted, cache):
    left = [cache / "meaning-usem3-x.new", cache / "vectors-y.new"]
    for one in left:
        one.write_bytes(b"half")
    assert await KnowledgeBase(wanted, cache).by_meaning() is True
    assert not any(one.exists() for one in left)


async def test_damaged_vectors_are_made_anew(wanted, cache):
    await KnowledgeBase(wanted, cache).by_meaning()
    file = next(cache.glob("vectors-*.bin"))
    file.write_bytes(file.read_bytes()[:-100])
    knowledge = KnowledgeBase(wanted, cache)
    assert await knowledge.by_meaning() is True
    assert first(knowledge, "my dad passed away") == ["lutto"]


async def test_switched_off_nothing_is_made(base):
    knowledge = KnowledgeBase(base.settings, base.cache)
    assert await knowledge.by_meaning() is False
    await knowledge.refresh()
    assert [one.name.partition("-")[0] for one in base.cache.iterdir()] == ["knowledge"]


def test_a_theme_narrows_what_is_found(base):
    base.file.write_text(
        card("lutto", "Un decesso", "mio padre è morto").replace("theme: prova", "theme: Famiglia")
        + card("asta", "L'incanto del padre", "l'incanto pubblico")
    )
    knowledge = KnowledgeBase(base.settings, base.cache)
    assert [hit.id for hit in knowledge.search("padre", theme="fam")] == ["lutto"]
    assert [hit.id for hit in knowledge.search("padre")] == ["asta", "lutto"]
    assert [hit.id for hit in knowledge.search("", theme="prova")] == ["asta"]
    assert knowledge.search("padre", theme="astrologia") == ()
    assert knowledge.search("") == ()
