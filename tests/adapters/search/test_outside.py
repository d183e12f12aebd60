"""Entries from outside: one JSON object a line, and the line of whatever is wrong."""

import json

import pytest

from console.adapters.search.index import Entry, Index
from console.adapters.search.outside import EntriesUnreadable, read_entries


def test_entries_are_read(tmp_path):
    file = tmp_path / "voci.jsonl"
    full = {"id": "a", "question": "Orari?", "wordings": ["quando aprite"], "tags": ["ore"], "answer": "Alle 8.",
            "language": "it", "source": "ignored"}  # fmt: skip
    file.write_text("\ufeff" + json.dumps(full) + "\n\n" + json.dumps({"id": 7, "question": "Wo?", "tags": None}))
    entries = read_entries(file)
    assert entries == (
        Entry(id="a", question="Orari?", wordings=("quando aprite",), tags=("ore",), answer="Alle 8.", language="it"),
        Entry(id="7", question="Wo?"),
    )
    assert Index.build(entries).search("quando aprite")[0].id == "a"


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"x"', '{"id": "a"}', '{"question": "a"}', '{"id": [], "question": "a"}',
     '{"id": "a", "question": "b", "wordings": [1]}', '{"id": true, "question": "b"}', "[" * 5_000],
)  # fmt: skip
def test_the_wrong_line_is_named(tmp_path, line):
    file = tmp_path / "voci.jsonl"
    file.write_text('{"id": "a", "question": "b"}\n' + line + "\n")
    with pytest.raises(EntriesUnreadable) as caught:
        read_entries(file)
    assert caught.value.line == 2


def test_no_file_and_no_text(tmp_path):
    with pytest.raises(EntriesUnreadable) as caught:
        read_entries(tmp_path / "manca")
    assert caught.value.line == 0
    (tmp_path / "binario").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EntriesUnreadable):
        read_entries(tmp_path / "binario")
