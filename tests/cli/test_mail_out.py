"""Mails of our own without a screen: first mails, files, the address book, the four eyes."""

from __future__ import annotations

import pytest


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "contratto.pdf"
    file.write_bytes(b"%PDF-1.4")
    return str(file)


@pytest.fixture
def four_eyes(site, mailbox):
    file = site.config / "console.yaml"
    file.write_text(file.read_text().replace("four_eyes: never", "four_eyes: always"))


def new(console, *more, to="faido@ue.example", operator="anna"):
    words = ("--to", to, "--subject", "Domanda", "--text", "Buongiorno", "--operator", operator)
    return console("mail", "new", *words, *more, "--json")


def test_a_first_mail_is_a_contact_of_its_own(console, mailbox, document):
    sent = new(console, "--attach", document, "--cc", "x@y.ch").json
    assert (sent["channel"], sent["state"], sent["held"], sent["flagged"]) == ("email", "closed", False, False)
    assert sent["name"] == "Ufficio di esecuzione di Leventina, Faido"
    whole = console.ok("contacts", "show", sent["id"])
    assert whole["wishes"][0]["recipients"] == ["faido@ue.example", "x@y.ch"]
    assert whole["flags"] == ["written_out"]


def test_beside_a_contact_in_hand_the_contact_stays(console, mailbox):
    number = console.add(email="ida.guidi@example.ch")
    assert new(console, "--contact", str(number)).code == 4
    console.ok("contacts", "claim", number)
    sent = new(console, "--contact", str(number)).json
    assert (sent["id"], sent["state"]) == (number, "active")
    assert new(console, "--contact", "99").code == 3


@pytest.mark.parametrize(
    ("more", "to", "said"),
    [
        ((), "nessuno", "destinatario"),
        ((), "a@b.ch\r\nBcc: x@y.ch", "destinatario"),
        ((), "ufficio@ue.example", "stessa casella"),
        (("--cc", "x"), "a@b.ch", "destinatario"),
        (("--attach", "/nowhere/x.pdf"), "a@b.ch", "x.pdf"),
        (("--attach", "/"), "a@b.ch", "cartella"),
        (("--file", "-"), "a@b.ch", "--text"),
    ],
)
def test_what_cannot_be_sent_says_why_and_makes_no_contact(console, mailbox, more, to, said):
    result = new(console, *more, to=to)
    assert (result.code, result.out) == (2, "") and said in result.err
    assert console.ok("contacts", "list", "--closed") == []


def test_a_program_goes_only_when_it_is_asked_for_twice(console, mailbox, tmp_path):
    program = tmp_path / "fattura.exe"
    program.write_bytes(b"MZ")
    refused = new(console, "--attach", str(program))
    assert refused.code == 2 and "programma" in refused.err
    assert new(console, "--attach", str(program), "--programs").code == 0


def test_a_promised_attachment_is_said_and_the_mail_goes(console, mailbox, document):
    number = console.add(email="ida.guidi@example.ch")
    console.ok("contacts", "claim", number)
    words = ("contacts", "reply", number, "--file", "-", "--keep-open")
    warned = console(*words, given="In allegato il modulo.")
    assert warned.code == 0 and "In allegato" in warned.err
    assert console(*words, "--attach", document, given="In allegato il modulo.").err == ""


def test_a_mail_is_too_large(console, site, mailbox, tmp_path):
    file = site.config / "console.yaml"
    file.write_text(file.read_text().replace("25000000", "100000"))
    (tmp_path / "x.bin").write_bytes(b"x" * 90_000)
    result = new(console, "--attach", str(tmp_path / "x.bin"))
    assert result.code == 2 and "100 kB" in result.err


def test_a_mail_is_taken_back(console, mailbox):
    sent = new(console).json
    back = console.ok("mail", "undo", sent["wish"])
    assert (back["id"], back["state"], back["operator"]) == (sent["id"], "active", "anna")
    assert console("mail", "undo", sent["wish"]).code == 4
    assert console("mail", "undo", "99").code == 3


def test_the_address_book(console):
    found = console.ok("mail", "addresses", "airolo")
    assert (found[0]["email"], found[0]["kind"]) == ("faido@ue.example", "office")
    assert [one["kind"] for one in console.ok("mail", "addresses", "pignoramenti")] == ["clerk"] * 4
    assert console("mail", "addresses", "zzz").code == 3
    assert "a.celio@ue.example" in console("mail", "addresses", "celio", "aldo").out


def test_a_mail_waits_and_a_colleague_lets_it_go(console, four_eyes, document):
    sent = new(console, "--attach", document).json
    assert (sent["held"], sent["leaves_at"]) == (True, "")
    [waiting] = console.ok("mail", "release", "list", "--operator", "bruno")
    assert (waiting["author"], waiting["to"], waiting["text"]) == ("anna", ["faido@ue.example"], "Buongiorno")
    assert waiting["attachments"] == [{"name": "contratto.pdf", "type": "application/pdf", "size": 8}]
    own = console("mail", "release", "ok", sent["wish"])
    assert own.code == 4 and "collega" in own.err
    assert console.ok("mail", "release", "ok", sent["wish"], "--operator", "bruno")["leaves_at"]
    assert console("mail", "release", "ok", sent["wish"], "--operator", "bruno").code == 4
    assert console("mail", "release", "ok", "99", "--operator", "bruno").code == 3
    assert "Niente da liberare" in console("mail", "release", "list").out


def test_a_mail_is_given_back_with_a_reason(console, four_eyes):
    sent = new(console).json
    words = ("mail", "release", "back", sent["wish"], "--operator", "bruno")
    assert console(*words).code == 2
    assert console(*words, "--reason", " ").code == 2
    given = console.ok(*words, "--reason", "manca \x1b[2J il termine")
    assert (given["state"], given["operator"]) == ("parked", "anna")
    journal = console("contacts", "journal", sent["id"]).out
    assert "manca" in journal and "Bruno Rossetti" in journal and "\x1b" not in journal
