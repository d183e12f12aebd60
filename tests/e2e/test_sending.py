"""Mails of our own on real servers, in real terminals: files byte for byte, four eyes, kill -9, one refused of two."""

from __future__ import annotations

import email
import email.policy
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import OFFICE_CLERKS, mail_section
from e2e.site import CONSOLE, TestSite, make_site
from rigs.mail_rig import CITIZEN, CLERK, DESK, MailRig
from rigs.terminal import Terminal

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

DOCUMENT = bytes(range(256)) * 200
QUESTION = (
    f"From: Mario Rossi <{CITIZEN}>\r\nTo: {DESK}\r\nSubject: Rateazione\r\nMessage-ID: <domanda-9@example.org>\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVorrei pagare a rate.\r\n"
).encode()


@pytest.fixture
def intake(mail_site: TestSite) -> Iterator[subprocess.Popen[bytes]]:
    process = mail_site.start("intake")
    yield process
    process.terminate()
    process.wait(20)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    folder = tmp_path / "documenti"
    folder.mkdir()
    file = folder / "Perché no.pdf"
    file.write_bytes(DOCUMENT)
    return file


def desk(site: TestSite, operator: str) -> Terminal:
    return Terminal((*CONSOLE, "--operator", operator), columns=120, rows=36, environment=site.environment)


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def files_of(raw: bytes) -> list[tuple[str, bytes]]:
    return [(one.get_filename(), one.get_payload(decode=True)) for one in read(raw).iter_attachments()]  # type: ignore


def wishes_when(site: TestSite, contact: int, done) -> list[dict]:
    """The contact's wishes once they are as wanted, newest first."""
    deadline = time.monotonic() + 30
    while True:
        found = site.json("contacts", "show", str(contact))["wishes"]
        if done(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def attach(terminal: Terminal, document: Path) -> None:
    terminal.press("f12")
    terminal.wait("Nessun allegato")
    terminal.type(f"{document.parent}/P")
    terminal.wait("Perché no.pdf")
    terminal.press("down", "enter")
    terminal.wait("Un allegato")
    terminal.press("f7")
    terminal.wait("Allegati  Perché no.pdf")


def test_a_first_mail_with_a_file_reaches_the_citizen(
    mail_site: TestSite, mail_rig: MailRig, intake: object, document: Path
) -> None:
    mail_rig.submission.offers_reports = True
    with desk(mail_site, "anna") as anna:
        anna.wait("Mani libere")
        anna.send(b"w")
        anna.wait("Nuova e-mail")
        anna.type(CITIZEN)
        anna.press("enter")
        anna.type("Il suo contratto")
        anna.press("enter")
        anna.wait("NUOVA E-MAIL")
        anna.type("Buongiorno, in allegato il contratto.")
        anna.wait("Hai scritto")
        attach(anna, document)
        anna.press("f7")
        anna.wait("Mani libere")
        document.write_bytes(b"altro")
        [raw] = mail_rig.wait_for_messages(CITIZEN)
    assert files_of(raw) == [("Perché no.pdf", DOCUMENT)]
    sent = read(raw)
    assert sent["From"].addresses[0].addr_spec == DESK and "Il suo contratto" in sent["Subject"]
    [accepted] = mail_rig.submission.accepted
    asked = dict(accepted.reports)
    assert asked[""] == f"RET=HDRS ENVID={sent['Message-ID'].strip('<>')}"
    assert asked[CITIZEN] == f"NOTIFY=FAILURE,DELAY ORCPT=rfc822;{CITIZEN}"
    [contact] = mail_site.json("contacts", "list", "--closed")
    [wish] = wishes_when(mail_site, contact["id"], lambda found: found[0]["state"] == "done")
    assert wish["recipients"] == [CITIZEN]


@pytest.fixture
def careful_site(tmp_path: Path, mail_rig: MailRig) -> TestSite:
    """A site where every mail wants a second pair of eyes."""
    section = mail_section(mail_rig, four_eyes="always")
    return make_site(tmp_path / "site", mail=section, addresses=dict.fromkeys(OFFICE_CLERKS, CLERK))


def test_killed_while_writing_and_while_waiting_nothing_is_lost_and_nothing_leaves_alone(
    careful_site: TestSite, mail_rig: MailRig, document: Path
) -> None:
    intake = careful_site.start("intake")
    try:
        mail_rig.deliver(QUESTION)
        with desk(careful_site, "anna") as anna:
            anna.wait("Mario Rossi")
            anna.press("f5")
            anna.wait("in mano a te")
            anna.press("f7")
            anna.wait("RISPOSTA AL CITTADINO")
            anna.type("Buongiorno, ecco.")
            attach(anna, document)
            anna.press("tab")  # leaving the text writes it down at once
            anna.wait("Allegati  Perché no.pdf")
            _saved(careful_site)
            anna.kill()
        with desk(careful_site, "anna") as anna:
            anna.wait("Mario Rossi")
            anna.press("f3", "f7")
            anna.wait("Buongiorno, ecco.", "Allegati  Perché no.pdf")
            anna.press("f7")
            anna.wait("aspetta il via di un collega")
            anna.kill()
        intake.kill()
        intake.wait(20)
        intake = careful_site.start("intake")
        document.unlink()
        [waiting] = careful_site.json("mail", "release", "list", "--operator", "bruno")
        assert (waiting["author"], waiting["to"]) == ("anna", [CITIZEN])
        assert mail_rig.messages(CITIZEN) == []
        with desk(careful_site, "bruno") as bruno:
            bruno.wait("1 da liberare")
            bruno.send(b".")
            bruno.wait("Buongiorno, ecco.", "Perché no.pdf")
            bruno.press("f7")
            [raw] = mail_rig.wait_for_messages(CITIZEN)
        assert files_of(raw) == [("Perché no.pdf", DOCUMENT)]
        wishes_when(careful_site, waiting["contact"], lambda found: found[0]["state"] == "done")
        assert len(mail_rig.messages(CITIZEN)) == 1
    finally:
        intake.terminate()
        intake.wait(20)


def _saved(site: TestSite) -> None:
    """Wait until the draft with its file is in the store."""
    import sqlite3

    deadline = time.monotonic() + 20
    while True:
        with sqlite3.connect(site.data / "console.db") as conn:
            rows = conn.execute("SELECT body, extra FROM drafts WHERE kind = 'reply'").fetchall()
        if any("ecco" in body and "documenti" in extra for body, extra in rows):
            return
        assert time.monotonic() < deadline, rows
        time.sleep(0.05)


def test_of_two_recipients_one_is_refused_and_one_put_off(
    mail_site: TestSite, mail_rig: MailRig, intake: object
) -> None:
    mail_rig.submission.faults["dopo@example.org"] = "451 4.7.1 greylisted"
    words = ("--subject", "x", "--text", "Buongiorno", "--operator", "anna")
    receivers = f"{CITIZEN}, reject@example.org, dopo@example.org"
    sent = mail_site.json("mail", "new", "--to", receivers, *words)
    [first] = mail_rig.wait_for_messages(CITIZEN)
    found = wishes_when(mail_site, sent["id"], lambda wishes: len(wishes) == 3 and wishes[-1]["state"] == "done")
    fates = {wish["recipients"][0]: wish["state"] for wish in found}
    assert fates == {CITIZEN: "done", "reject@example.org": "failed", "dopo@example.org": "queued"}
    contact = mail_site.json("contacts", "show", str(sent["id"]))
    assert contact["state"] == "waiting" and "delivery_failed" in contact["flags"]
    mail_rig.submission.faults["dopo@example.org"] = ""
    wishes_when(mail_site, sent["id"], lambda wishes: "queued" not in {wish["state"] for wish in wishes})
    [later] = mail_rig.wait_for_messages("dopo@example.org")
    assert len(mail_rig.messages(CITIZEN)) == 1
    assert read(first)["Message-ID"] != read(later)["Message-ID"]
    assert read(first)["To"] == read(later)["To"]
