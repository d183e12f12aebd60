"""Amounts and days as people write them; fees by bands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.fees import Band, Fee, read_amount
from console.domain.written_day import read_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("written", "francs"),
    [
        ("1500", "1500"), ("1'500", "1500"), ("1’500.50", "1500.50"), ("1.500", "1500"), ("1,500", "1500"),
        ("1.500,50", "1500.50"), ("1 500,5", "1500.5"), ("CHF 1500.-", "1500"), ("fr. 200", "200"), ("200.--", "200"),
        ("1500 franchi", "1500"), ("0.05", "0.05"), (" 12,30 CHF", "12.30"), ("1'000'000.00", "1000000.00"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written, francs):
    assert read_amount(written) == Decimal(francs)


@pytest.mark.parametrize("written", ["", "abc", "0", "-5", "1e9", "1.2345", "12,3,4", "٣", "1" * 40, "1500x", "1..5"])
def test_what_is_no_amount(written):
    assert read_amount(written) is None


@given(st.text(max_size=30))
def test_no_text_is_an_error(text):
    read_amount(text)
    read_day(text, TODAY)


def test_the_band_includes_its_limit():
    fee = Fee(id="x", amount=None, bands=(Band(100, 7), Band(500, 20), Band(None, 40)), what={}, article="",
              valid_from="", verified="true")  # fmt: skip
    assert [fee.for_claim(Decimal(claim)) for claim in ("0.05", "100", "100.05", "500", "500.01", "9000")] == [
        7, 7, 20, 20, 40, 40,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("12.11.2026", "2026-11-12"), ("12.11", "2026-11-12"), ("2026-11-12", "2026-11-12"), ("3/2/26", "2026-02-03"),
        ("28.11", "2025-11-28"), ("oggi", "2026-11-27"), ("Ieri", "2026-11-26"), ("l'altro ieri", "2026-11-25"),
        ("lunedì", "2026-11-23"), ("venerdì", "2026-11-20"), ("12 novembre", "2026-11-12"),
        ("1 märz 2026", "2026-03-01"),
        ("3 févr. 2026", "2026-02-03"), ("vorgestern", "2026-11-25"), ("29.2", "2024-02-29"),
        ("7 dicembre", "2025-12-07"),
    ],
)  # fmt: skip
def test_days_as_people_say_them(said, meant):
    assert read_day(said, TODAY) == date.fromisoformat(meant)


@pytest.mark.parametrize("said", ["", "domani", "31.2.2026", "12", "0.0", "abc 12", "12.13"])
def test_what_is_no_day(said):
    assert read_day(said, TODAY) is None
