"""Targets on the command line: in the list of contacts, and the figures of the promises."""

from __future__ import annotations

from datetime import datetime

import pytest

CHANNELS = ["phone", "email", "fax", "web", "letter", "counter"]


def of(rows, number):
    return next(row for row in rows if row["id"] == number)


def test_the_list_says_until_when(console):
    letter = console.add()
    row = of(console.ok("contacts", "list"), letter)
    due = [datetime.fromisoformat(row[name]) for name in ("due_first_answer", "due_resolution")]
    assert all(one.tzinfo is not None for one in due) and due[0] < due[1]
    assert row["late"] is False and 0 < row["business_seconds_left"] <= 3 * 27_000
    searched = of(console.ok("contacts", "list", "--text", "guidi"), letter)
    assert {name: searched[name] for name in row} == row | {"business_seconds_left": searched["business_seconds_left"]}
    assert "resta" in console("contacts", "list").out


def test_what_is_closed_has_nothing_left(console):
    letter = console.add()
    console.ok("contacts", "claim", str(letter), "--operator", "anna")
    console.ok("contacts", "close", str(letter), "--outcome", "answered", "--operator", "anna")
    row = of(console.ok("contacts", "list", "--closed"), letter)
    assert (row["due_first_answer"], row["business_seconds_left"], row["late"]) == (None, None, False)
    shown = console.ok("contacts", "show", str(letter))
    assert shown["due_resolution"] is None and datetime.fromisoformat(shown["first_answer_at"])
    assert datetime.fromisoformat(shown["stopped_since"])


def test_the_page_of_a_contact_says_both(console):
    letter = console.add()
    page = console("contacts", "show", str(letter)).out
    assert "prima risposta entro" in page and "conclusione entro" in page


def test_the_figures_of_the_promises(console):
    assert list(console.ok("targets")["channels"]) == CHANNELS
    first, second = console.add(), console.add()
    console.ok("contacts", "claim", str(first), "--operator", "anna")
    console.ok("contacts", "close", str(first), "--outcome", "answered", "--operator", "anna")
    found = console.ok("targets")
    assert datetime.fromisoformat(found["since"]) < datetime.fromisoformat(found["at"])
    assert found["channels"]["letter"] == {
        "running": 1, "late": 0, "near": 0, "standing": 0,
        "answered": {"met": 1, "count": 1}, "resolved": {"met": 1, "count": 1},
    }  # fmt: skip
    console.ok("contacts", "claim", str(second), "--operator", "anna")
    console.ok("contacts", "close", str(second), "--outcome", "spam", "--operator", "anna")
    assert console.ok("targets")["channels"]["letter"]["resolved"] == {"met": 1, "count": 1}


def test_the_figures_for_people_are_aligned_and_defined(console):
    console.add()
    result = console("targets")
    assert result.code == 0
    head, *lines = result.out.splitlines()
    assert head.split()[:2] == ["canale", "in"] and "in tempo d'apertura" in result.out
    table = lines[: len(CHANNELS)]
    assert len({len(line) for line in (head, *table)}) == 1


@pytest.mark.parametrize("near", ["presto", "0h"])
def test_a_fault_in_the_promises_ends_with_the_line(console, near):
    settings = console.config / "console.yaml"
    settings.write_text(settings.read_text().replace("near: 1h", f"near: {near}"))
    result = console("targets")
    assert result.code == 2 and "targets.near" in result.err
