"""A running knowledge base keeps the last good one and says what is wrong; it is quick at the start."""

import asyncio
import stat

import pytest

from console.adapters.knowledge import child
from console.adapters.knowledge.base import KnowledgeBase
from console.adapters.knowledge.compile import compile_knowledge
from console.adapters.knowledge.compiled import CompiledUnreadable, load
from console.domain.errors import NotFound

from .conftest import card


def open_base(base):
    return KnowledgeBase(base.settings, base.cache)


def test_it_answers_at_once(base):
    knowledge = open_base(base)
    assert [article.id for article in knowledge.all()] == ["opporsi", "paga"]
    assert knowledge.article("paga").title["it"] == "Lo stipendio"
    assert knowledge.search("contestare il prec", typing=True)[0].id == "opporsi"
    assert knowledge.search("busta paga")[0].id == "paga"
    assert knowledge.search("") == ()
    assert knowledge.problems == 0
    with pytest.raises(NotFound):
        knowledge.article("non-c-e")


async def test_an_edit_is_taken_over_and_an_unchanged_folder_is_not_read_again(base):
    knowledge = open_base(base)
    assert await knowledge.refresh() is True
    before = knowledge.version
    assert await knowledge.refresh() is False
    (base.settings.folder / "due.yaml").write_text(card("nuova", "Una cosa nuova", "la novità"))
    base.edit("it: Come opporsi", "it: Come contestare")
    assert await knowledge.refresh() is True
    assert knowledge.version != before
    assert knowledge.article("opporsi").title["it"] == "Come contestare"
    assert knowledge.search("novita")[0].id == "nuova"
    assert (knowledge.last_change.added, knowledge.last_change.changed) == (("nuova",), ("opporsi",))
    assert await knowledge.refresh() is False


async def test_a_broken_edit_keeps_the_last_good_and_says_so(base):
    knowledge = open_base(base)
    await knowledge.refresh()
    version = knowledge.version
    good = base.file.read_text()
    base.edit("  theme: prova", "   theme: prova")
    assert await knowledge.refresh() is False
    assert knowledge.version == version
    assert knowledge.problems == 1
    assert (knowledge.problem_list[0].file, knowledge.problem_list[0].line) == (str(base.file), 2)
    assert knowledge.search("contestare")[0].id == "opporsi"
    restarted = open_base(base)
    assert restarted.search("contestare")[0].id == "opporsi"
    assert restarted.problems == 1
    base.file.write_text(good)
    await knowledge.refresh()
    assert (knowledge.problems, knowledge.version) == (0, version)


async def test_without_a_good_one_it_is_empty_and_says_so(base):
    base.file.write_text("rotto: [\n")
    knowledge = open_base(base)
    await knowledge.refresh()
    assert (knowledge.all(), knowledge.search("precetto"), knowledge.problems > 0) == ((), (), True)


async def test_the_cache_is_private_and_a_damaged_one_is_not_used(base):
    await open_base(base).refresh()
    (file,) = base.cache.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    for broken in (bytes(content), bytes(content[:100]), b"", b"UEKNOW01"):
        file.write_bytes(broken)
        assert open_base(base).search("contestare")[0].id == "opporsi"


async def test_a_cache_that_cannot_be_written_costs_nothing_but_time(base):
    base.cache.write_text("not a folder")
    knowledge = open_base(base)
    assert await knowledge.refresh() is True
    assert knowledge.search("contestare")[0].id == "opporsi"


async def test_a_start_with_a_cache_compiles_nothing(base, monkeypatch):
    await open_base(base).refresh()

    def refuse(*_given):
        raise AssertionError("compiled")

    monkeypatch.setattr("console.adapters.knowledge.compile.compile_sources", refuse)
    monkeypatch.setattr("console.adapters.knowledge.child.compile_apart", refuse)
    knowledge = open_base(base)
    assert await knowledge.refresh() is True
    assert knowledge.article("paga").spoken["it"] == "Di regola entro 10 giorni."
    assert open_base(base).search("contestare")[0].id == "opporsi"


async def test_when_no_process_can_be_started_it_compiles_here(base, monkeypatch):
    async def fail(_settings):
        raise child.ChildFailed("no processes left")

    monkeypatch.setattr("console.adapters.knowledge.child.compile_apart", fail)
    knowledge = open_base(base)
    assert await knowledge.refresh() is True
    assert knowledge.problems == 0


async def test_the_loop_goes_on_while_it_compiles(base):
    knowledge = open_base(base)
    task = asyncio.ensure_future(knowledge.refresh())
    turns = 0
    while not task.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert task.result() is True
    assert turns > 20


def test_compiled_bytes_come_back_equal(base):
    compiled, _problems = compile_knowledge(base.settings)
    again = load(compiled.to_bytes())
    assert (again.articles, again.digest) == (compiled.articles, compiled.digest)
    for query in ("contestare il precetto", "busta paga", "wie geht das"):
        assert again.index.search(query) == compiled.index.search(query)
    with pytest.raises(CompiledUnreadable):
        load(b"\x80\x04pickle")
