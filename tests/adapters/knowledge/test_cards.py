"""Cards are read with every fault named: file, line, key, nearest valid key; values come from the reference files."""

import os
from pathlib import Path

import pytest

from console.adapters.knowledge.compile import compile_knowledge
from console.domain.article import Scope, variables
from console.settings.problems import errors
from console.settings.site import KnowledgeSettings

REPO = Path(__file__).parents[3]


def problems_of(base):
    compiled, problems = compile_knowledge(base.settings)
    assert (compiled is None) == bool(errors(problems))
    assert all(sign.isprintable() for problem in problems for sign in str(problem))
    return problems


def test_a_card_is_read_whole(base):
    compiled, problems = compile_knowledge(base.settings)
    assert problems == ()
    found = compiled.articles[0]
    assert (found.id, found.theme, found.title["it"]) == ("opporsi", "prova", "Come opporsi")
    assert found.wordings["it"] == ("voglio contestare il precetto", "come funziona opporsi")
    assert (found.handoff.when, found.handoff.to, found.handoff.never) == ("Sempre.", "office", False)
    assert (found.sources[0].article, found.sources[0].valid_from) == ("LEF 74", "2026-01-01")
    assert (found.review_by, found.tags, found.scope, found.verified) == (
        "2027-06-30",
        ("uno", "due"),
        Scope.GENERAL,
        False,
    )
    assert found.spoken["it"] == "Di regola entro 10 giorni."
    assert found.written["it"] == "Gentile {citizen}, costa 17 franchi."
    assert variables(found.written["it"]) == ("citizen",)


FAULTS = {
    "bad indent": ("  theme: prova", "   theme: prova", 2, "[1].theme", "rientro", ""),
    "unknown key": ("  spoken:", "  spokn:", 12, "opporsi.spokn", "sconosciuta", "«spoken»"),
    "unknown language": ("    de: Deutsch", "    dee: Deutsch", 5, "opporsi.title.dee", "sconosciuta", "«de»"),
    "missing field": ("  theme: prova\n", "", 1, "opporsi.theme", "Manca", ""),
    "missing Italian": ("    it: Come opporsi\n", "", 4, "opporsi.title.it", "Manca", ""),
    "missing id": ("- id: opporsi\n  theme", "- theme", 1, "[1].id", "Manca", ""),
    "duplicate id": ("- id: paga", "- id: opporsi", 27, "opporsi.id", "c'è già", ""),
    "text for a list of keys": ("  title:\n    it: Come opporsi\n    de: Deutsch", "  title: Come", 3, "opporsi.title",
                                "chiavi", ""),
    "list for a text": ("  theme: prova", "  theme: [prova]", 2, "opporsi.theme", "un solo valore", ""),
    "wrong flag": ("verified: false", "verified: forse", 26, "opporsi.verified", "true o false", ""),
    "wrong scope": ("scope: general", "scope: generale", 25, "opporsi.scope", "«generale»", "«general»"),
    "wrong date": ("review_by: 2027-06-30", "review_by: 30.6.2027", 23, "opporsi.review_by", "AAAA-MM-GG", ""),
    "wrong id": ("- id: opporsi", "- id: Opporsì!", 1, "Opporsì!.id", "minuscole", ""),
    "handoff word": ('handoff: {when: "Sempre.", to: office}', "handoff: mai", 19, "opporsi.handoff", "never", ""),
    "handoff without receiver": (", to: office", "", 19, "opporsi.handoff.to", "Manca", ""),
    "source key": ("{article: ", "{articolo: ", 22, "opporsi.sources[1].articolo", "sconosciuta", "«article»"),
    "unknown fee": ("{fee:register-extract}", "{fee:register-extrat}", 15, "opporsi.written.it", "register-extrat",
                    "«register-extract»"),
    "unknown kind": ("{fee:register-extract}", "{fees:opposition}", 15, "opporsi.written.it", "fees:", "«fee»"),
    "unknown variable": ("{citizen}", "{citizn}", 15, "opporsi.written.it", "citizn", "«citizen»"),
    "stray brace": ("{citizen}", "{citizen", 15, "opporsi.written.it", "Graffe", "{citizen}"),
    "contact variable in a title": ("it: Come opporsi", "it: Come {citizen}", 4, "opporsi.title.it", "vuota", ""),
    "python object": ("theme: prova", "theme: !!python/name:os.system x", 2, "opporsi.theme", "Etichetta", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_says_where_and_what(base, name):
    old, new, line, key, words, hint = FAULTS[name]
    base.edit(old, new)
    found = [problem for problem in problems_of(base) if problem.is_error and words in problem.message]
    assert found, [str(problem) for problem in problems_of(base)]
    assert (found[0].file, found[0].line, found[0].key) == (str(base.file), line, key)
    assert hint in found[0].hint


def test_two_faults_are_both_said(base):
    base.edit("scope: general", "scope: generale")
    base.edit("verified: false", "verified: forse")
    assert [problem.key for problem in problems_of(base)] == ["opporsi.scope", "opporsi.verified"]


def test_the_same_id_in_two_files_names_the_first(base):
    (base.settings.folder / "zeta.yaml").write_text(base.file.read_text())
    first = problems_of(base)[0]
    assert first.file.endswith("zeta.yaml")
    assert first.line == 1
    assert f"{base.file}:1" in first.message


BYTES = {
    "wrong encoding": ("- id: uno\n  theme: perché\n".encode("latin-1"), 2, "UTF-8"),
    "ten megabytes of garbage": (os.urandom(10_000_000), 0, "troppo grande"),
    "aliases without end": (
        b"- &a [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"- &%c [%s]\n" % (97 + at, b", ".join([b"*%c" % (96 + at)] * 10)) for at in range(1, 9)),
        5, "troppi valori",
    ),
    "no list": (b"id: uno\n", 1, "elenco"),
    "a list of texts": (b"- uno\n- due\n", 1, "chiavi"),
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
def test_a_file_that_is_no_card_file(base, name):
    content, line, words = BYTES[name]
    base.file.write_bytes(content)
    first = problems_of(base)[0]
    assert (first.file, first.line) == (str(base.file), line)
    assert words in first.message


def test_an_amount_changed_in_one_place_changes_every_card(base):
    fees = base.settings.reference / "fees.yaml"
    text = fees.read_text()
    fees.write_text(
        text.replace("- id: register-extract\n  amount: 17.00", "- id: register-extract\n  amount: 1817.50")
    )
    compiled, problems = compile_knowledge(base.settings)
    assert problems == ()
    assert {article.written["it"] for article in compiled.articles} == {"Gentile {citizen}, costa 1'817.50 franchi."}


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("amount: 17.00", "amount: diciassette", "register-extract.amount", "numero"),
        ("  amount: 17.00\n", "", "register-extract.amount", "Manca"),
        ("- {up_to: 500, fee: 20.00}", "- {up_to: 50, fee: 20.00}", "payment-order.bands[2].up_to", "fasce"),
        ("{up_to: null, fee: 400.00}", "{up_to: 9000000, fee: 400.00}", "payment-order.bands", "ultima fascia"),
        ("- id: register-extract-sent", "- id: register-extract", "register-extract.id", "due volte"),
    ],
)
def test_faults_in_the_fees(base, old, new, key, words):
    fees = base.settings.reference / "fees.yaml"
    text = fees.read_text()
    assert old in text
    fees.write_text(text.replace(old, new, 1))
    found = problems_of(base)
    assert key in [problem.key for problem in found if words in problem.message], [str(problem) for problem in found]


def test_terms_and_tables_read_as_sentences(base):
    base.edit("Di regola entro {term:opposition}.", "Entro {term:payment-mortgage}, {term:payment-movable-pledge}.")
    base.edit("costa {fee:register-extract}.", "{fee:payment-order}")
    article = compile_knowledge(base.settings)[0].articles[0]
    assert article.spoken["it"] == "Entro 6 mesi, 1 mese."
    assert article.written["it"].startswith("Gentile {citizen}, fino a 100 franchi: 7 franchi; fino a 500 franchi: 20")
    assert article.written["it"].endswith("fino a 1'000'000 franchi: 190 franchi; oltre, 400 franchi")


def test_missing_files_are_problems_and_missing_words_are_not(base):
    base.settings.words.unlink()
    assert problems_of(base) == ()
    (base.settings.reference / "terms.yaml").unlink()
    assert any(problem.file.endswith("terms.yaml") for problem in problems_of(base))
    nowhere = KnowledgeSettings(folder=Path("/nowhere/at/all"), reference=base.settings.reference, words=Path("x"))
    assert compile_knowledge(nowhere)[0] is None


def test_a_word_list_is_checked_too(base):
    base.settings.words.write_text("- {say: [busta paga], mean: [stipendio]}\n")
    found = [problem for problem in problems_of(base) if problem.is_error]
    assert [problem.hint for problem in found if problem.key.endswith(".mean")] == ["Forse «means»?"]


def test_what_ships_compiles_without_a_problem():
    data = REPO / "data"
    settings = KnowledgeSettings(
        folder=data / "knowledge", reference=data / "reference", words=data / "knowledge-words.yaml"
    )
    compiled, problems = compile_knowledge(settings)
    assert [str(problem) for problem in problems] == []
    assert len(compiled.articles) >= 30
    left = {name for article in compiled.articles for text in article.written.values() for name in variables(text)}
    assert left <= {"citizen", "case_reference", "office", "municipality", "operator", "today", "deadline"}
