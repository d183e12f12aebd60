"""Hostile mails and callers on a real terminal: all is shown, nothing gets out that the program did not write."""

from __future__ import annotations

import mailbox
import subprocess
from collections.abc import Iterator
from email.header import Header
from pathlib import Path

import pytest

from e2e.site import CONSOLE, TestSite, make_site
from fakes.phone_door import PhoneDoor
from rigs.terminal import Terminal

pytestmark = pytest.mark.timeout(240)

EVIL = (
    "\x1b]52;c;cHdu\x07", "\x1b]0;preso\x1b\\", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1b[2J\x1b[H",
    "\x9b2J", "\x9d52;c;cHdu\x9c", "\x1bP1$r0m\x1b\\", "\u202efdp.exe", "\u2066\u200b\u00ad", "\x00\x08\x7f\x0b\x0c",
    "[/b] [@click=app.quit]x[/] [link=http://e]y[/link] [$primary] {citizen} \\[x", "e" + "\u0301" * 60,
    "\U000e0041\ufffe\ud7ff", "A" * 10_000,
)  # fmt: skip
NEVER = (
    b"\x1b]52", b"\x1b]0;", b"\x1b]2;", b"\x1b]8;", b"\x1bP", b"\xc2\x9b", b"\xc2\x9d", b"\xc2\x9c",
    "\u202e".encode(), "\u2066".encode(), "\u200b".encode(), b"\x00",
)  # fmt: skip
SIZES = [(80, 24), (170, 45)]


def mail(number: int, evil: str) -> bytes:
    """A mail that says it everywhere: sender, subject, body, attachment's name."""
    name, subject = Header(f"Evil{number:02d} {evil}"[:400], "utf-8").encode(), Header(evil[:400], "utf-8").encode()
    folded = {"name": name.replace("\n", "\r\n"), "subject": subject.replace("\n", "\r\n")}
    return (
        (
            "From: {name} <evil@example.org>\r\nTo: ufficio@ue.example\r\nSubject: {subject}\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )
        .format(**folded)
        .encode()
        + f"corpo {evil}\r\n{evil}\r\n".encode("utf-8", "replace")
        + (
            b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''"
            + "".join(f"%{byte:02X}" for byte in evil[:80].encode()).encode()
            + b"\r\n\r\nx\r\n--b--\r\n"
        )
    )


@pytest.fixture
def door(tmp_path: Path) -> PhoneDoor:
    return PhoneDoor(tmp_path / "door")


@pytest.fixture
def site(tmp_path: Path, door: PhoneDoor) -> Iterator[TestSite]:
    folder = tmp_path / "maildir"
    inbox = mailbox.Maildir(folder)
    for number, evil in enumerate(EVIL):
        inbox.add(mail(number, evil))
    made = make_site(
        tmp_path / "site", phone={"source": "simulated"}, secrets={"CONSOLE_PHONE_CONTROL": str(door.folder)},
        mail={"source": "maildir", "maildir": str(folder), "address": "ufficio@ue.example"},
    )  # fmt: skip
    process = made.start("intake")
    yield made
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_screen_shows_hostile_text_and_lets_nothing_out(
    site: TestSite, door: PhoneDoor, columns: int, rows: int
) -> None:
    for number, evil in enumerate(EVIL):
        door.ask_now("arrive", number=f"+4191000{number:04d}", name=f"Voce{number:02d} {evil}", says=evil[:180])
    command = (*CONSOLE, "--operator", "anna")
    with Terminal(command, columns=columns, rows=rows, environment=site.environment) as desk:
        desk.wait("Voce00", "Evil00")
        for row in range(2 * len(EVIL)):
            look_at(desk, row)
        work_on(desk, "Voce10", writes="NOTA INTERNA")
        for number in range(len(EVIL)):
            work_on(desk, f"Evil{number:02d}", writes="RISPOSTA AL CITTADINO")
            look_into(desk, f"Evil{number:02d}")
        desk.press("f2", "f")
        desk.wait("Trova")
        desk.type("evil")
        desk.wait("Evil00")
        leaked = [sequence for sequence in NEVER if sequence in desk.raw]
        assert leaked == []
    contacts = site.json("contacts", "list", "--limit", "100")
    assert len(contacts) == 2 * len(EVIL)
    assert not [one for one in contacts if any(ord(sign) < 32 for sign in one["name"] + one["subject"])]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_quarantine_and_the_dialogs_beside_the_work_let_nothing_out(
    site: TestSite, columns: int, rows: int
) -> None:
    with Terminal((*CONSOLE, "--operator", "anna"), columns=columns, rows=rows, environment=site.environment) as desk:
        desk.wait(f"Evil{len(EVIL) - 1:02d}")
        numbers = [str(one["id"]) for one in site.json("contacts", "list", "--limit", "100")]
        assert len(numbers) == len(EVIL)
        site.json("mail", "quarantine", "add", *numbers, "--operator", "anna")
        desk.press("f2", "y")
        desk.wait("Quarantena", "Evil")
        for _mail in EVIL:
            desk.press("down")
        desk.press("space", "a", "l")
        desk.until(lambda _text: not site.json("mail", "quarantine", "list"), "all released", seconds=20)
        desk.press("escape")
        desk.wait_gone("Quarantena")
        desk.wait("Evil00")
        for key, sign in (("w", "Oggetto"), ("f11", "Termini e tasse"), ("j", "Avvisi")):
            desk.press(key)
            desk.wait(sign)
            desk.press("escape")
            desk.wait_gone(sign)
        leaked = [sequence for sequence in NEVER if sequence in desk.raw]
        assert leaked == []
    assert len(site.json("contacts", "list", "--limit", "100")) == len(EVIL)


def look_at(desk: Terminal, row: int) -> None:
    """The whole card of a row of the queue, quoted text unfolded."""
    desk.press("f2")
    desk.wait("che cosa")
    desk.press("home", *["down"] * row, "enter", "v")
    desk.wait("arrivato oggi")


def look_into(desk: Terminal, name: str) -> None:
    """Its attachments with their preview, the header, and where they would be saved."""
    desk.press("f2")
    desk.wait("che cosa")
    desk.press("/", *name, "enter", "home", "enter")
    desk.wait(name, "arrivato oggi")
    desk.press("b")
    desk.wait("messaggio originale")
    desk.wait_gone("Si legge …")
    desk.press("s")
    desk.wait("Cartella")
    desk.press("escape")
    desk.wait_gone("Cartella")
    desk.press("o")
    desk.wait("From:", "To: ufficio@ue.example")
    desk.press("escape")
    desk.wait_gone("messaggio originale")
    desk.press("f2")
    desk.wait("che cosa")
    desk.press("escape")
    desk.wait("Voce00")


def work_on(desk: Terminal, name: str, *, writes: str) -> None:
    """Take this one out of the filtered queue and open everything that can be opened."""
    desk.press("f2")
    desk.wait("che cosa")
    desk.press("/", *name, "enter", "home", "enter")
    desk.wait(name, "arrivato oggi")
    for key, sign in (("f6", "Da dire"), ("f9", "Senza tema"), ("f7", writes), ("i", "NOTA INTERNA")):
        desk.press(key)
        desk.wait(sign)
        desk.press("escape")
        desk.wait_gone(sign)
    desk.press("f8")
    desk.wait(f"Da parte: {name}")
    desk.press("escape")
    desk.wait("Voce00")
