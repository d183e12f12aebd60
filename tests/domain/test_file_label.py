"""Names of attachments: harmless, honest about what they are."""

from __future__ import annotations

import pytest

from console.domain.file_label import file_label, numbered


@pytest.mark.parametrize(
    ("given", "name", "flags"),
    [
        ("estratto.pdf", "estratto.pdf", set()),
        ("fattura.pdf.exe", "fattura.pdf.exe", {"executable", "misleading"}),
        ("setup.exe", "setup.exe", {"executable"}),
        ("fattura\u202efdp.exe", "fatturafdp.exe", {"bidi", "executable", "misleading"}),
        ("foto.jpg" + " " * 60 + ".scr", "foto.jpg.scr", {"executable", "misleading", "renamed"}),
        ("relazione  finale.pdf", "relazione finale.pdf", set()),
        ("../../etc/passwd", "passwd", {"renamed"}),
        ("con.txt", "_con.txt", {"renamed"}),
        ("", "", set()),
        (None, "", set()),
    ],
)  # fmt: skip
def test_a_name_is_a_label(given: str | None, name: str, flags: set[str]) -> None:
    found = file_label(given)
    assert (found.text, set(found.flags)) == (name, flags)


def test_a_taken_name_gets_a_number_before_its_ending() -> None:
    assert [numbered("a.pdf", 1), numbered("a.pdf", 2), numbered("senza", 3), numbered(".x", 2)] == [
        "a.pdf", "a (2).pdf", "senza (3)", ".x (2)",
    ]  # fmt: skip
