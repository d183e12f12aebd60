"""`console handoff`: the packet goes to the right clerk, and the answer comes back."""

from __future__ import annotations

import pytest


@pytest.fixture
def held(console) -> int:
    """A letter in Anna's hands."""
    number = console.add(place="Airolo", reference="2026-0012345", phone="079 412 33 08")
    console.ok("contacts", "claim", number)
    return number


def test_a_handoff_goes_to_the_office_of_the_place_and_comes_back_with_a_result(console, held):
    sent = console.ok(
        "handoff", "send", held, "--question", "contesta il calcolo del minimo", "--note", "sa del termine"
    )
    assert (sent["state"], sent["office"], sent["way"]) == ("handed_off", "faido", "note")
    listed = console.ok("handoff", "list", "--office", "faido")
    assert [one["handoff"]["packet"]["question"] for one in listed] == ["contesta il calcolo del minimo"]
    packet = console.ok("handoff", "show", held)["handoff"]["packet"]
    assert (packet["case_reference"], packet["municipality"], packet["note"]) == (
        "2026-0012345",
        "Airolo",
        "sa del termine",
    )
    assert packet["callback"] == "+41794123308"
    assert console.ok("handoff", "accept", held, "--clerk", "celio")["state"] == "accepted"
    assert console.ok("handoff", "finish", held, "--result", "nuovo calcolo", "--clerk", "celio")["state"] == "closed"
    shown = console("handoff", "show", held).out
    assert "nuovo calcolo" in shown and "concluso" in shown


def test_a_clerk_sends_back_with_a_reason_that_the_operator_reads(console, held):
    console.ok("handoff", "send", held, "--question", "un termine", "--clerk", "celio")
    back = console.ok("handoff", "send-back", held, "--reason", "data_missing", "--text", "quale?", "--clerk", "celio")
    assert back["handoff_state"] == "sent_back"
    shown = console("handoff", "show", held).out
    assert "mancano dati" in shown and "quale?" in shown and "Aldo Celio" in shown


def test_a_packet_without_its_question_or_callback_says_what_is_missing(console):
    number = console.add()
    console.ok("contacts", "claim", number)
    refused = console("handoff", "send", number, "--office", "lugano")
    assert refused.code == 2 and "il richiamo" in refused.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--question", "x", "--place", "6710"), 2, "comune"),
        (("--question", "x", "--place", "Roveredo GR"), 2, "ufficio"),
        (("--question", "x", "--office", "atlantide"), 3, "atlantide"),
        (("--question", "x", "--clerk", "nessuno"), 3, "nessuno"),
        (("--question", "x", "--clerk", "celio", "--office", "lugano"), 2, "Aldo Celio"),
        (("--question", "x", "--way", "blind"), 4, "telefonata"),
    ],
)
def test_a_wrong_receiver_is_refused_before_anything_is_sent(console, held, arguments, code, said):
    refused = console("handoff", "send", held, *arguments)
    assert refused.code == code, refused.err
    assert said in refused.err
    assert console.ok("contacts", "show", held)["state"] == "active"


def test_another_offices_packet_is_not_found_and_an_operator_without_it_is_refused(console, held):
    console.ok("handoff", "send", held, "--question", "un termine")
    assert console("handoff", "accept", held, "--clerk", "soldini").code == 3
    assert console("handoff", "accept", held, "--clerk", "fantasma").code == 2
    assert console("handoff", "show", console.add()).code == 3


def test_offices_and_clerks_are_listed_with_presence(console):
    assert [one["id"] for one in console.ok("handoff", "offices")][:2] == ["acquarossa", "bellinzona"]
    clerks = console.ok("handoff", "clerks", "--office", "lugano")
    assert {one["office"] for one in clerks} == {"lugano"} and {one["presence"] for one in clerks} == {"ready"}
    assert "Aldo Celio" in console("handoff", "clerks").out
    assert console("handoff", "clerks", "--office", "atlantide").code == 3
