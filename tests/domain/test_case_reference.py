"""Case references: compared, judged, and found in what citizens write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.case_reference import Found, Judged, Remark, find_references, judge, normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  732673 ", "732673"), ("732'673", "732673"), ("732\u2019673", "732673"), ("9999 0012", "99990012"),
        ("9999\u00a00012", "99990012"), ("2026\u20130012345", "2026-0012345"), ("2026-0012345", "2026-0012345"),
        ("\uff17\uff13\uff12673", "732673"), ("15.2024.68", "15.2024.68"), ("", ""),
    ],
)  # fmt: skip
def test_normalise(typed: str, kept: str) -> None:
    assert normalise(typed) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("732673", Judged(reference="732673")),
        ("2026-0012345", Judged(reference="2026-0012345")),
        ("", Judged(reference="")),
        ("12", Judged(reference="12", remark=Remark.UNUSUAL)),
        ("15.2024.68", Judged(reference="15.2024.68", remark=Remark.UNUSUAL)),
        ("12345678901234567890", Judged(reference="12345678901234567890", remark=Remark.UNUSUAL)),
        ("756.1234.5678.97", Judged(reference="", remark=Remark.AHV)),
        ("RF18 5390 0754 7034", Judged(reference="RF18539007547034", remark=Remark.PAYMENT_REFERENCE)),
        ("00 00000 00000 00000 20260 01239",
         Judged(reference="000000000000000002026001239", remark=Remark.PAYMENT_REFERENCE)),
        ("CH09 0000 0000 0000 0000 1", Judged(reference="CH0900000000000000001", remark=Remark.ACCOUNT)),
        ("CHE-123.456.788", Judged(reference="CHE-123.456.788", remark=Remark.ENTERPRISE)),
    ],
)  # fmt: skip
def test_judge_warns_and_never_refuses(typed: str, judged: Judged) -> None:
    assert judge(typed) == judged


def test_the_pattern_is_the_sites() -> None:
    assert judge("LU-77", r"^[A-Z]{2}-[0-9]+$").remark is None
    assert judge("732673", r"^[A-Z]{2}-[0-9]+$").remark is Remark.UNUSUAL


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("esecuzione n. 732673", "732673"),
        ("Esecuzione N.732673 del 12.03.2026", "732673"),
        ("il precetto esecutivo nr. 9999 0012 notificato ieri", "99990012"),
        ("numero di esecuzione: 2026-0012345", "2026-0012345"),
        ("precetto del 12.03.2026 n. 123456", "123456"),
        ("precetto esecutivo n° 732'673.", "732673"),
        ("PE 2026-0012345", "2026-0012345"),
        ("precetto_732673.pdf", "732673"),
        ("ACB no. 906592", "906592"),
        ("Zahlungsbefehl Nr. 732673", "732673"),
        ("Betreibungsnummer 9999 0012", "99990012"),
        ("poursuite n° 732673", "732673"),
        ("enforcement number 732673", "732673"),
        ("esecuzione 732673, 6900 Lugano", "732673"),
        ("esecuzione n. 732673 CHF 1'200.50", "732673"),
        ("esecuzione n. 732673 tel. 079 412 33 08", "732673"),
    ],
)
def test_found_where_a_word_names_it(text: str, reference: str) -> None:
    assert find_references(text) == (Found(reference=reference, named=True),)


@pytest.mark.parametrize(
    ("text", "reference"),
    [("vs. rif. 732673", "732673"), ("fattura n. 88123", "88123"), ("Re: 2026-0012345", "2026-0012345")],
)
def test_found_without_a_word_is_a_weaker_find(text: str, reference: str) -> None:
    assert find_references(text) == (Found(reference=reference, named=False),)


@pytest.mark.parametrize(
    "text",
    [
        "", "esecuzione", "esecuzione n.", "732673", "Ho pagato 732673 volte",
        "esecuzione, mi chiami allo 079 412 33 08", "esecuzione +41 79 412 33 08", "esecuzione 0794123308",
        "esecuzione tel: 4123308", "precetto del 12.03.2026", "precetto del 2026-03-12", "esecuzione 6900 Lugano",
        "precetto di CHF 15'000", "precetto di 15'000.00", "un precetto di 15000", "esecuzione fr. 15000.--",
        "esecuzione 15000 franchi", "esecuzione AVS 756.1234.5678.97", "esecuzione AVS 7561234567897",
        "esecuzione IBAN CH09 0000 0000 0000 0000 1", "esecuzione CH0900000000000000001",
        "esecuzione rif. RF18 5390 0754 7034", "esecuzione 00 00000 00000 00000 20260 01239",
        "esecuzione 000000000000000002026001239", "esecuzione contro CHE-123.456.788", "5A_537/2019", "15.2024.68",
        "ist es 73267312345678",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_references(text) == ()


def test_named_ones_come_first_and_each_comes_once() -> None:
    subject, body = (
        "Vs. scritto n. 55555",
        "Buongiorno,\nesecuzione n. 732673\nripeto: precetto 732'673\ne 2026-0012345",
    )
    assert find_references(subject, body, "precetto_55555.pdf") == (
        Found(reference="55555", named=True),
        Found(reference="732673", named=True),
        Found(reference="2026-0012345", named=False),
    )


def test_a_word_names_only_numbers_of_its_line() -> None:
    assert find_references("esecuzione\n\nCodice cliente 732673") == ()


PIECES = ["esecuzione", " n. ", " ", "0", "1", "2", "999", "'", "-", ".", "/", "RF", "CH", "756", "+41", "\n"]


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_is_found_is_short_and_never_an_ahv_number(text: str) -> None:
    for found in find_references(text):
        assert found.reference == normalise(found.reference)
        assert 5 <= len(found.reference) <= 13
        assert judge(found.reference).remark is not Remark.AHV


def test_a_very_long_mail_is_searched_at_its_beginning() -> None:
    assert find_references("esecuzione n. 732673 " + "1" * 3_000_000)[0].reference == "732673"
    assert find_references(" " * 300_000 + "esecuzione n. 732673") == ()
