"""The letter in the making: what a draft keeps of it, whom it names, how large it becomes."""

import base64

import pytest

from console.domain.letter import FileRef, Kind, Letter, addresses, letter_of, wire_bytes

FILE = FileRef(path="/home/anna/Contratto d'affitto.pdf", size=1000, digest="ab")


def test_a_draft_brings_the_letter_back_exactly():
    letter = Letter(
        to="a@b.ch, c@d.ch", cc="e@f.ch", subject="Oggetto", text="Testo\n", files=(FILE, FILE), cursor="1,2"
    )
    assert letter_of(letter.text, letter.extra) == letter
    assert letter.place == (1, 2)


def test_a_path_that_is_no_text_survives():
    odd = FileRef(path="/tmp/\udce8.pdf", size=1, digest="x")
    assert letter_of("", Letter(files=(odd,)).extra).files == (odd,)


@pytest.mark.parametrize("kept", ["", "{", "[1]", '[["a"]]', '[["a","x","y"]]', "null", "3"])
def test_what_cannot_be_read_is_left_out(kept):
    assert letter_of("Testo", {"files": kept, "cursor": "x", "message_id": "<1@x>"}) == Letter(text="Testo", cursor="x")
    assert Letter(cursor=kept).place == (0, 0)


def test_an_older_draft_is_a_letter_too():
    assert letter_of("Testo", None) == Letter(text="Testo")
    assert letter_of("Testo", {"to": "a@b.ch", "subject": "x"}).to == "a@b.ch"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ()),
        (" , ; ", ()),
        ("a@b.ch", ("a@b.ch",)),
        ("a@b.ch, c@d.ch;e@f.ch g@h.ch", ("a@b.ch", "c@d.ch", "e@f.ch", "g@h.ch")),
        ("a@b.ch, A@B.CH", ("A@B.CH",)),
    ],
)
def test_addresses(typed, found):
    assert addresses(typed) == found


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 1000, 100_000])
def test_the_size_on_the_way_is_never_underestimated(size):
    coded = base64.encodebytes(b"x" * size).replace(b"\n", b"\r\n")
    assert len(coded) <= wire_bytes((size,)) <= len(coded) + 4_000


def test_names_are_labels_and_programs_are_known():
    assert FILE.name == "Contratto d'affitto.pdf"
    assert not FILE.is_executable
    assert FileRef(path="/x/fattura.pdf.exe", size=1, digest="").is_executable
    assert FileRef(path="/x/\x1b]0;x\x07.pdf", size=1, digest="").name.isprintable()


def test_each_kind_keeps_what_was_sent_apart():
    assert {Kind.REPLY.sent, Kind.FRESH.sent} == {"sent", "sent_fresh"}
