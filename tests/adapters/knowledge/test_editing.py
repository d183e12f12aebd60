"""Drafts, publication and one more wording: checked first, whole or not at all, comments kept."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from console.adapters.knowledge import editing
from console.adapters.knowledge.compile import compile_knowledge
from console.adapters.knowledge.golden import read_golden
from console.domain.contact import ArticleId
from console.domain.errors import NotFound
from console.settings.site import KnowledgeSettings

DATA = Path(__file__).parents[3] / "data"
TODAY = date(2026, 11, 27)
RATE = ArticleId("avviso-pignoramento")


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "knowledge").mkdir()
    shutil.copy(DATA / "knowledge" / "pignoramento-1-avviso.yaml", tmp_path / "knowledge")
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    shutil.copy(DATA / "knowledge-words.yaml", tmp_path)
    return KnowledgeSettings(
        folder=tmp_path / "knowledge", reference=tmp_path / "reference", words=tmp_path / "knowledge-words.yaml"
    )


def written(draft):
    text = draft.read_text(encoding="utf-8")
    for name, value in (("  title:\n    it:", "Le targhe"), ("  spoken:\n    it:", "Le targhe restano."),
                        ("  written:\n    it:", "Gentile {citizen}, le targhe restano."),
                        ("    - article:", "LEF 92")):  # fmt: skip
        assert name in text
        text = text.replace(name, f"{name} {value}", 1)
    draft.write_text(text, encoding="utf-8")


def test_a_draft_is_read_by_nobody_until_it_is_whole_and_published(settings):
    question = 'mi tolgono «le "targhe"»?'
    draft = editing.new_draft(settings, "targhe-auto", theme="pignoramento", question=question, today=TODAY)
    compiled, problems = compile_knowledge(settings)
    assert compiled is not None and problems == () and "targhe-auto" not in compiled.index.ids
    with pytest.raises(editing.NotWritten) as refused:
        editing.publish(settings, "targhe-auto")
    missing = {problem.key.split(".", 1)[1] for problem in refused.value.problems}
    assert missing >= {"title.it", "spoken.it", "written.it"}
    assert draft.exists()
    written(draft)
    editing.publish(settings, "targhe-auto")
    compiled, problems = compile_knowledge(settings)
    assert compiled is not None and "targhe-auto" in compiled.index.ids and not draft.exists()
    assert compiled.articles[-1].wordings["it"] == (question,)


def test_what_is_there_already_is_never_written_over(settings):
    with pytest.raises(editing.NotWritten):
        editing.new_draft(settings, "avviso-pignoramento", theme="x", question="", today=TODAY)
    editing.new_draft(settings, "targhe-auto", theme="x", question="", today=TODAY)
    with pytest.raises(editing.NotWritten):
        editing.new_draft(settings, "targhe-auto", theme="x", question="", today=TODAY)
    (settings.folder / "targhe-auto.yaml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(editing.NotWritten):
        editing.publish(settings, "targhe-auto")
    with pytest.raises(NotFound):
        editing.publish(settings, "nowhere")


@pytest.mark.parametrize("words", ['mi "tolgono" le targhe: e adesso?', "# niente [/] {x} '", "- pago — €", "ò" * 150])
def test_one_more_wording_leaves_everything_else_as_it_was(settings, words):
    file = settings.folder / "pignoramento-1-avviso.yaml"
    before = file.read_text(encoding="utf-8").splitlines()
    editing.add_wording(settings, RATE, "it", words)
    after = file.read_text(encoding="utf-8").splitlines()
    assert len(after) == len(before) + 1 and [line for line in after if line not in before] == after[12:13]
    compiled, _problems = compile_knowledge(settings)
    assert compiled is not None and words in compiled.articles[0].wordings["it"]
    with pytest.raises(editing.NotWritten, match="già"):
        editing.add_wording(settings, RATE, "it", words)


def test_an_empty_list_or_one_on_a_line_is_for_the_hand(settings):
    file = settings.folder / "pignoramento-1-avviso.yaml"
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("    en:\n      - I received"), text.index("  spoken:")
    file.write_text(text[:begin] + "    en: [one, two]\n" + text[end:], encoding="utf-8")
    content = file.read_bytes()
    with pytest.raises(editing.NotWritten, match="a mano"):
        editing.add_wording(settings, RATE, "en", "three words here")
    assert file.read_bytes() == content
    with pytest.raises(NotFound):
        editing.add_wording(settings, ArticleId("nowhere"), "it", "x")


def test_broken_cards_are_not_made_worse(settings):
    (settings.folder / "rotta.yaml").write_text("- id: [", encoding="utf-8")
    with pytest.raises(editing.NotWritten) as refused:
        editing.add_wording(settings, RATE, "it", "una frase nuova")
    assert refused.value.problems


def test_golden_questions_name_their_faults(tmp_path):
    content = "- question: dove?\n  article: nowhere\n- {question: come, article: qui}\n"
    (tmp_path / "it.yaml").write_text(content, encoding="utf-8")
    (tmp_path / "xx.yaml").write_text("[]", encoding="utf-8")
    questions, problems = read_golden(tmp_path, frozenset({"qui"}))
    assert [(one.text, one.language, one.right) for one in questions] == [("come", "it", {"qui"})]
    assert [problem.line for problem in problems] == [2, 0]
    assert read_golden(tmp_path / "nowhere.yaml", frozenset())[1]
