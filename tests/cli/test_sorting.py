"""The quarantine, blocked senders, duplicates and bulk acts without a screen."""

from __future__ import annotations

import pytest

MAIL = {"channel": "email", "email": "rossi@example.ch"}


@pytest.fixture
def three(console):
    return [console.add(**MAIL, subject=f"lettera {number}") for number in range(3)]


def states(console) -> dict[int, str]:
    found = console.ok("contacts", "list", "--closed")
    return {one["id"]: one["state"] for one in found}


def test_into_the_quarantine_and_out(console, three):
    done = console.ok("mail", "quarantine", "add", three[0], three[1])
    assert [one["state"] for one in done["done"]] == ["quarantined", "quarantined"]
    assert {one["id"] for one in console.ok("mail", "quarantine", "list")} == set(three[:2])
    assert [one["id"] for one in console.ok("contacts", "list")] == [three[2]]
    console.ok("mail", "quarantine", "release", three[0])
    console.ok("mail", "quarantine", "spam", three[1])
    assert states(console) == {three[0]: "waiting", three[1]: "closed", three[2]: "waiting"}
    console.ok("contacts", "put-back", three[1], "--to", "quarantined")
    assert states(console)[three[1]] == "quarantined"


def test_the_list_says_why_and_an_empty_one_says_so(console, three):
    assert console("mail", "quarantine", "list").out == "La quarantena è vuota.\n"
    console("mail", "quarantine", "add", three[0])
    assert "lettera 0" in console("mail", "quarantine", "list").out


def test_many_are_closed_and_those_that_cannot_be_are_named(console, three):
    console.ok("contacts", "claim", three[1])
    result = console("contacts", "close-all", *three, 99, "--outcome", "no_action", "--json")
    assert result.code == 4
    assert [one["id"] for one in result.json["done"]] == [three[0], three[2]]
    assert [one["id"] for one in result.json["failed"]] == [three[1], 99]
    assert states(console)[three[1]] == "active"
    console.ok("contacts", "put-back", three[0], three[2])
    assert set(states(console).values()) == {"waiting", "active"}


def test_codes(console, three):
    assert console("contacts", "close-all", 98, 99, "--outcome", "spam").code == 3
    assert console("mail", "quarantine", "release", three[0]).code == 4
    assert console("contacts", "put-back", three[0]).code == 4
    assert console("mail", "quarantine", "release").code == 2
    assert console("contacts", "duplicate", three[0]).code == 4
    assert console("contacts", "duplicate", three[0], "--of", "99").code == 3
    assert console("contacts", "accept-sender", three[0]).code == 2


def test_a_duplicate_names_the_other(console, three):
    closed = console.ok("contacts", "duplicate", three[1], "--of", three[0])
    assert (closed["state"], closed["twin"]) == ("closed", three[0])
    shown = console("contacts", "show", three[1]).out
    assert ["doppio", "del", str(three[0])] in [line.split() for line in shown.splitlines()]
    assert console.ok("contacts", "reopen", three[1])["state"] == "active"


def test_blocked_senders(console):
    assert console.ok("mail", "blocked", "add", "@pubblicita.example") == {"sender": "@pubblicita.example", "new": True}
    assert console.ok("mail", "blocked", "add", "@pubblicita.example")["new"] is False
    (one,) = console.ok("mail", "blocked", "list")
    assert (one["sender"], one["by"]) == ("@pubblicita.example", "anna")
    console.ok("mail", "blocked", "remove", "@pubblicita.example")
    assert console("mail", "blocked", "remove", "@pubblicita.example").code == 3
    assert console("mail", "blocked", "add", "niente").code == 2
    assert console("mail", "blocked", "list").out == "Nessun mittente bloccato.\n"
