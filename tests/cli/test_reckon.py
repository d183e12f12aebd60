"""`console term` and `console fee`."""

from __future__ import annotations

import pytest


def test_the_last_day_with_its_rule(console):
    found = console.ok("term", "opposition", "--received", "2026-07-08", "--enforcement", "ordinary")
    (result,) = found["results"]
    assert found["indicative"] is True and result["day"] == "2026-08-05" and result["article"] == "LEF 74 cpv. 1"
    said = console("term", "opposition", "--received", "8.7.2026", "--enforcement", "ordinary")
    assert said.code == 0 and "mer 05.08.2026" in said.out and "Indicativo" in said.out and "LEF 63" in said.out


def test_the_kind_of_enforcement_is_asked_first(console):
    result = console("term", "opposition", "--received", "2026-07-08")
    assert result.code == 2 and "--enforcement" in result.err and not result.out
    assert console.ok("term", "disown-debt", "--received", "2026-07-01")["results"][0]["day"] == "2026-08-24"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("attachment-objection", "--received", "2026-07-10"), 4),
        (("opposition", "--received", "2026-07-20", "--enforcement", "ordinary"), 4),
        (("continuation", "--received", "2026-09-01", "--enforcement", "pledge"), 4),
        (("nowhere", "--received", "2026-09-01"), 3),
        (("opposition", "--enforcement", "ordinary"), 2),
        (("opposition", "--received", "31.2.2026", "--enforcement", "ordinary"), 2),
    ],
)
def test_what_is_refused_or_wrong_has_its_exit_code(console, arguments, code):
    assert console("term", *arguments).code == code


def test_a_refusal_is_data_too(console):
    result = console("term", "attachment-objection", "--received", "2026-07-10", "--json")
    assert result.code == 4 and result.json["results"][0]["computed"] is False
    assert result.json["results"][0]["why"] == "summary"


def test_a_window_has_two_days(console):
    found = console.ok("term", "sale-movables", "--received", "2026-05-31", "--enforcement", "ordinary")
    assert [(one["role"], one["day"]) for one in found["results"]] == [("first", "2026-07-01"), ("last", "2027-05-31")]


def test_the_list(console):
    found = console.ok("term")
    assert {"opposition", "disown-debt"} <= {one["id"] for one in found}


def test_the_fees_of_a_claim(console):
    found = console.ok("fee", "1'500")
    prices = {one["id"]: one["francs"] for one in found["fees"]}
    assert prices["payment-order-total"] == "74.00" and "register-extract" not in prices
    assert "register-extract" in {one["id"] for one in console.ok("fee", "1500", "--all")["fees"]}
    assert console("fee", "tanto").code == 2
