"""calculator.yaml with terms.yaml and fees.yaml: what ships is whole, what is wrong is said with file and line."""

from __future__ import annotations

import shutil
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from console.adapters.hours import OfficialHolidays
from console.adapters.knowledge.calculator import Calculator
from console.domain.errors import NotFound
from console.domain.terms import Enforcement

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
PAYMENT_ORDER = {"100": 7, "500": 20, "1000": 40, "10000": 60, "100000": 90, "1000000": 190, "1000000.05": 400}
BANDS = {
    "payment-order": PAYMENT_ORDER,
    "payment-order-total": dict(zip(PAYMENT_ORDER, (21, 34, 54, 74, 104, 204, 414), strict=True)),
    "payment-order-codebtor": dict(zip(PAYMENT_ORDER, (17.5, 24, 34, 44, 59, 109, 214), strict=True)),
    "seizure": dict(zip(PAYMENT_ORDER, (10, 25, 45, 65, 90, 190, 400), strict=True)),
}
"""OTLEF 16 and 20, and the table of ti.ch of December 2024: up to and with this amount."""


def calculator(folder=REFERENCE):
    return Calculator(folder, OfficialHolidays())


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "reference")
    return tmp_path / "reference"


def test_what_ships_is_whole():
    found = calculator()
    assert found.problems == () and len(found.questions()) >= 25
    assert all(set(question.name) == {"it", "de", "fr", "en"} for question in found.questions())


@pytest.mark.parametrize("id", BANDS)
def test_every_band_of_every_fee(id):
    fee = next(fee for fee in calculator().fees() if fee.id == id)
    limits = list(BANDS[id])
    assert {claim: fee.for_claim(Decimal(claim)) for claim in limits} == BANDS[id]
    for below, above in pairwise(limits):
        assert fee.for_claim(Decimal(below) + Decimal("0.05")) == BANDS[id][above]


def test_every_fee_with_bands_is_in_this_test():
    assert {fee.id for fee in calculator().fees() if fee.bands} == set(BANDS)


def test_the_kind_of_enforcement_decides():
    opposition, continuation = calculator().question("opposition"), calculator().question("continuation")
    assert opposition.asks and [opposition.terms[kind][0].length for kind in Enforcement] == [10, 10, 10, 5]
    assert set(continuation.terms) == {Enforcement.ORDINARY}, "no continuation with a pledge (LEF 154)"
    assert not calculator().question("disown-debt").asks
    with pytest.raises(NotFound):
        calculator().question("nowhere")


def test_a_slip_is_said_with_its_line_and_the_rest_works(folder):
    file = folder / "calculator.yaml"
    text = file.read_text(encoding="utf-8").replace("ordinary: [opposition]", "ordinary: [oposition]", 1)
    file.write_text(text, encoding="utf-8")
    found = calculator(folder)
    (problem,) = found.problems
    assert "oposition" in problem.message and problem.line == 8 and "opposition" in str(problem)
    assert len(found.questions()) == len(calculator().questions())


@pytest.mark.parametrize(
    "content",
    ["", "a: 1", "- id: [", "- {id: x}", "\x00", "- {id: x, name: {it: X}, any: [opposition], bill: [appeal]}"],
)
def test_a_broken_file_never_breaks_the_calculator(folder, content):
    (folder / "calculator.yaml").write_text(content, encoding="utf-8")
    found = calculator(folder)
    assert len(found.questions()) <= 1 and found.fees()


def test_no_file_at_all(folder):
    for name in ("calculator.yaml", "terms.yaml", "fees.yaml"):
        (folder / name).unlink()
    found = calculator(folder)
    assert found.questions() == () and found.fees() == () and len(found.problems) == 3
