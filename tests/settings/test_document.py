"""The broken-YAML zoo: whatever a file contains becomes a problem with file, line and key, never an exception."""

import os
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from console.settings.document import MAX_BYTES, ListNode, MapNode, load_document, parse_document
from console.settings.grammar import MAX_PROBLEMS

BOMB = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (at, at, b", ".join([b"*a%d" % (at - 1)] * 10)) for at in range(1, 10)
)

ZOO = {
    "bad indent": (b"general:\n  name: UE\n   language: it\n", 3, "general.language", "rientro"),
    "child without parent": (b"name: UE\n  language: it\n", 2, "language", "rientro"),
    "item out of line": (b"- id: uno\n  name: Uno\n name: Due\n", 3, "[2].name", "rientro"),
    "tab": (b"general:\n\tname: UE\n", 2, "general.name", "Tabulazione"),
    "tab after spaces": (b"general:\n  language: it\n \tname: UE\n", 3, "general.name", "Tabulazione"),
    "colon in a text": (b"written:\n  it: attenzione: dieci giorni\n", 2, "written.it", "Due punti"),
    "quote not closed": (b'a: "aperta\nb: 1\n', 1, "a", "virgolette"),
    "bracket not closed": (b"a: [1, 2\nb: 3\n", 2, "b", "«]»"),
    "brace not closed": (b"a: {b: c\n", 2, "a", "«}»"),
    "no colon": (b"a: 1\nlanguage\n", 2, "", "Manca «:»"),
    "at sign": (b"mail:\n  name: @ufficio\n", 2, "mail.name", "«@»"),
    "list on the line of its key": (b"tags: - uno\n", 1, "tags", "«-»"),
    "duplicate key": (b"mail:\n  host: a\n  host: b\n", 3, "mail.host", "riga 2"),
    "python object": (b"a:\n  b: !!python/object/apply:os.system [id]\n", 2, "a.b", "Etichetta"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "", "un solo documento"),
    "unknown alias": (b"a: *b\n", 1, "a", "«*b»"),
    "alias of itself": (b"a: &a [*a]\n", 1, "a[1]", "«*a»"),
    "list as key": (b"? [a]\n: b\n", 1, "", "Una chiave"),
    "wrong encoding": ("- id: uno\n  titolo: opposizione più breve\n".encode("latin-1"), 2, "titolo", "UTF-8"),
    "utf-16": ("a: 1\n".encode("utf-16"), 1, "", "byte nulli"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 3, "", "byte nulli"),
    "escape sequence, raw": (b"a: 1\nb: x\x1b]0;ciao\x07\n", 2, "", "U+001B"),
    "escape sequence, escaped": (b'a: 1\nb: "x\\x1b]0;ciao"\n', 2, "b", "U+001B"),
    "text turned round": ("a: 'con\u202eto'\n".encode(), 1, "", "U+202E"),
    "impossible character": (b'a: "\\uD800"\n', 1, "a", "non esiste"),
    "wrong escape": (b'a: "\\q"\n', 1, "a", "segno sconosciuto"),
    "newer YAML": (b"%YAML 9.0\n---\na: 1\n", 1, "", "Versione"),
}


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name):
    content, line, key, words = ZOO[name]
    problems = parse_document(content, "carta.yaml").problems
    first = problems[0]
    assert (first.file, first.line, first.key) == ("carta.yaml", line, key)
    assert words in first.message
    assert str(first).startswith(f"carta.yaml:{line}:")
    assert all(sign.isprintable() for problem in problems for sign in str(problem))


@pytest.mark.parametrize(
    ("content", "words"),
    [(BOMB, "troppi valori"), (b"[" * 500_000, "Troppi livelli"), (b"- " * 500_000, "Troppi livelli"),
     (b"{a: " * 100_000, "Troppi livelli"), (b"a: [" + b"x," * 300_000 + b"x]", "troppi valori")],
)  # fmt: skip
def test_what_grows_without_end_is_stopped(content, words):
    document = parse_document(content, "bomba.yaml")
    assert document.root is None
    assert words in document.problems[0].message
    assert document.problems[0].line >= 1


def test_ten_megabytes_of_garbage_are_not_even_read(tmp_path):
    file = tmp_path / "grande.yaml"
    file.write_bytes(os.urandom(10_000_000))
    began = time.process_time()
    document = load_document(file)
    assert document.root is None
    assert str(MAX_BYTES) in document.problems[0].message
    assert document.problems[0].file == str(file)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("content", [b"", b"# solo un commento\n", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_empty_and_no_fault(content):
    document = parse_document(content, "vuoto.yaml")
    assert (document.root, document.problems, document.data) == (None, (), None)


def test_what_is_no_file_is_said(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, words in (("manca.yaml", "non esiste"), ("pipe.yaml", "file normale"), (".", "file normale")):
        assert words in load_document(tmp_path / name).problems[0].message


def test_scalars_stay_what_was_written_and_data_reads_them():
    content = b"a: [1, 2.5, true, ~, '1', no, 08:00, 0123, 2026-01-01, +41]\nb: {c: x}\n"
    document = parse_document(content, "x.yaml")
    expected = [1, 2.5, True, None, "1", "no", "08:00", 123, "2026-01-01", "+41"]
    assert document.data == {"a": expected, "b": {"c": "x"}}


def test_places_count_characters_from_one_also_after_a_byte_order_mark():
    document = parse_document("\ufefftitolo: perché no\nelenco:\r\n  - uno\r\n".encode(), "x.yaml")
    pairs = {pair.key: pair for pair in document.root.pairs}
    assert (pairs["titolo"].place.line, pairs["titolo"].place.column) == (1, 1)
    assert (pairs["titolo"].value.place.line, pairs["titolo"].value.place.column) == (1, 9)
    item = pairs["elenco"].value.items[0]
    assert (item.place.line, item.place.column, item.text) == (3, 5, "uno")


def test_honest_anchors_work():
    document = parse_document(b"a: &x [1]\nb: *x\n", "x.yaml")
    assert document.data == {"a": [1], "b": [1]}
    assert document.problems == ()


def test_a_file_full_of_faults_stops_at_a_limit():
    document = parse_document(b"- \x1b\n" * 10_000, "x.yaml")
    assert len(document.problems) == MAX_PROBLEMS


@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_and_printable_problems(content):
    document = parse_document(content, "x.yaml")
    assert all(sign.isprintable() for problem in document.problems for sign in str(problem))


YAMLISH = st.lists(
    st.sampled_from([*list("ab:-[]{}&*!|>'\"#%@`,? \n\t"), "a: ", "- ", "  ", "\n", "&a ", "*a", "é", "\u202e", "\x1b"])
).map("".join)


@given(YAMLISH)
def test_what_passes_reads_as_yaml_does(text):
    document = parse_document(text.encode(), "x.yaml")
    assert all(0 <= problem.line <= text.count("\n") + 2 for problem in document.problems)
    if not document.problems:
        assert texts(document.root) == yaml.load(text, yaml.CBaseLoader)


def texts(node):
    if isinstance(node, ListNode):
        return [texts(item) for item in node.items]
    if isinstance(node, MapNode):
        return {pair.key: texts(pair.value) for pair in node.pairs}
    return None if node is None else node.text
