"""`console contacts`: the queue and the acts, with the exit codes that scripts rely on."""

from __future__ import annotations

import pytest


def test_a_logged_letter_waits_in_the_queue_and_is_shown_whole(console):
    number = console.add(place="Airolo", reference="2026-0012345", speaks="de", note="torna venerdì")
    rows = console.ok("contacts", "list")
    assert [(row["id"], row["state"], row["name"]) for row in rows] == [(number, "waiting", "Ida Guidi")]
    whole = console.ok("contacts", "show", number)
    assert (whole["municipality"], whole["office"], whole["language"]) == ("Airolo", "faido", "de")
    assert (whole["case_reference"], whole["note"]) == ("2026-0012345", "torna venerdì")
    assert [line["kind"] for line in whole["journal"]] == ["logged", "edited", "released"]
    text = console("contacts", "show", number)
    assert text.code == 0 and "Ida Guidi" in text.out and "registrato a mano · Anna Bianchi" in text.out


def test_a_number_is_kept_in_one_form_whatever_way_it_is_written(console):
    number = console.add(channel="phone", phone="079 412 33 08")
    assert console.ok("contacts", "show", number)["party"]["phone"] == "+41794123308"
    assert "+41 79 412 33 08" in console("contacts", "list").out


def test_what_is_taken_at_the_counter_stays_in_the_hands(console):
    added = console.ok("contacts", "add", "--channel", "counter", "--subject", "ritira il precetto", "--take")
    assert (added["state"], added["operator"]) == ("active", "anna")


def test_claiming_is_seen_by_the_other_and_refused_with_a_name(console):
    number = console.add()
    assert console.ok("contacts", "claim", number)["operator"] == "anna"
    refused = console("contacts", "claim", number, "--operator", "bruno")
    assert refused.code == 4
    assert "Anna Bianchi" in refused.err and refused.out == ""
    over = console.ok("contacts", "take-over", number, "--operator", "bruno")
    assert over["operator"] == "bruno"


def test_the_next_is_the_oldest_and_an_empty_queue_says_so(console):
    first, _second = console.add(subject="prima"), console.add(subject="seconda")
    assert console.ok("contacts", "claim", "next")["id"] == first
    console.ok("contacts", "claim", "next")
    empty = console("contacts", "claim", "next")
    assert (empty.code, empty.out) == (3, "") and "Nessuno aspetta" in empty.err


def test_a_contact_goes_the_whole_way_and_comes_back(console):
    number = console.add()
    states = [
        console.ok("contacts", act, number)["state"]
        for act in ("claim", "park", "resume", "release", "claim")
    ]  # fmt: skip
    assert states == ["active", "parked", "active", "waiting", "active"]
    closed = console.ok("contacts", "close", number, "--outcome", "answered", "--topic", "opposizione-come")
    assert (closed["state"], closed["open"]) == ("closed", False)
    assert console.ok("contacts", "list") == []
    assert [row["id"] for row in console.ok("contacts", "list", "--closed", "--text", "guidi")] == [number]
    assert console.ok("contacts", "reopen", number)["operator"] == "anna"
    kinds = [line["kind"] for line in console.ok("contacts", "journal", number)]
    assert kinds[-2:] == ["closed", "reopened"]
    assert "riaperto · Anna Bianchi" in console("contacts", "journal", number).out


def test_the_list_is_filtered(console):
    letter, fax = console.add(subject="a"), console.add(channel="fax", subject="b")
    console.ok("contacts", "claim", fax)
    assert [row["id"] for row in console.ok("contacts", "list", "--channel", "letter")] == [letter]
    assert [row["id"] for row in console.ok("contacts", "list", "--state", "active")] == [fax]
    assert [row["id"] for row in console.ok("contacts", "list", "--holder", "anna")] == [fax]
    assert len(console.ok("contacts", "list", "--limit", "1")) == 1
    assert "Nessun contatto" in console("contacts", "list", "--office", "lugano").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "99"), 3),
        (("claim", "99"), 3),
        (("claim", "zwölf"), 2),
        (("show", "0"), 2),
        (("close", "1"), 2),
        (("close", "1", "--outcome", "answered", "--topic", "nessuna-scheda"), 3),
        (("list", "--state", "boh"), 2),
        (("list", "--nope"), 2),
        (("reply", "1"), 2),
        (("add", "--channel", "letter", "--subject", "x", "--operator", "nessuno"), 2),
    ],
)
def test_a_wrong_command_has_its_exit_code_and_says_why(console, arguments, code):
    result = console("contacts", *arguments)
    assert (result.code, result.out) == (code, "")
    assert result.err.strip() and "Traceback" not in result.err


def test_closing_what_a_colleague_holds_is_a_conflict(console):
    number = console.add()
    console.ok("contacts", "claim", number)
    refused = console("contacts", "close", number, "--outcome", "spam", "--operator", "bruno")
    assert refused.code == 4 and "Anna Bianchi" in refused.err


def test_a_reply_leaves_after_the_time_to_undo_and_is_never_sent_with_an_empty_variable(console, mailbox):
    number = console.add(email="ida.guidi@example.ch")
    console.ok("contacts", "claim", number)
    empty = console("contacts", "reply", number, "--file", "-", given="Gentile {citizen},\n\nil {deadline}.\n")
    assert empty.code == 2 and "citizen" in empty.err
    assert console("contacts", "reply", number, "--file", "-", given="  \n").code == 2
    sent = console.ok("contacts", "reply", number, "--file", "-", given="Buongiorno.\n\nCordiali saluti\n")
    assert sent["state"] == "closed" and sent["wish"] > 0 and sent["leaves_at"]
    wish = console.ok("contacts", "show", number)["wishes"][0]
    assert (wish["kind"], wish["state"], wish["recipients"]) == ("send_mail", "queued", ["ida.guidi@example.ch"])


def test_a_reply_from_a_card_carries_the_contacts_data(console, mailbox):
    number = console.add(email="ida.guidi@example.ch", place="Airolo", reference="2026-0012345")
    console.ok("contacts", "claim", number)
    card = next(card["id"] for card in console.ok("kb", "list") if card["id"].startswith("opposizione"))
    kept = console.ok("contacts", "reply", number, "--article", card, "--keep-open")
    assert (kept["state"], kept["operator"]) == ("active", "anna")
    assert console("contacts", "reply", number, "--article", "nessuna").code == 3


def test_a_reply_without_an_address_is_refused(console):
    number = console.add()
    console.ok("contacts", "claim", number)
    assert console("contacts", "reply", number, "--file", "-", given="Buongiorno.").code == 2


def test_hostile_text_reaches_no_terminal(console):
    nasty = "Ro\x1b]52;c;ZXZpbA==\x07ssi\u202e\x9b31m [/b]"
    number = console.add(name=nasty, subject=nasty)
    for arguments in (("list",), ("show", number), ("journal", number), ("list", "--json"), ("show", number, "--json")):
        out = console("contacts", *arguments).out
        assert not any(sign in out for sign in "\x1b\x07\x9b\u202e")
        assert "[/b]" in out or arguments[0] == "journal"
