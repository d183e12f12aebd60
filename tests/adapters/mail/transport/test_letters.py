"""Scanned letters out of a real folder into the real store: complete ones only, each once, byte for byte."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from adapters.mail.transport.support import SystemTime, Watched
from console.adapters.mail.decode import decode
from console.adapters.mail.letters import TAKEN, LetterFolders, ScannerFolder, letter_mail
from console.adapters.mail.parts import parse
from console.adapters.store.mail_book import SqliteMailLedger
from console.adapters.store.store import SqliteStore
from console.domain.contact import Channel, State
from console.services.intake_mail import MailIntake
from console.settings.site import LetterFolder
from fakes.seat import HandClock

PROCESS = Path(__file__).with_name("letters_process.py")
KILLS = 10


def pdf(text: str, size: int = 400) -> bytes:
    return b"%PDF-1.7\n" + text.encode() + bytes(number % 256 for number in range(size)) + b"\n%%EOF\n"


class Decoder:
    async def read(self, raw):
        return decode(raw)


class Always:
    def is_open(self, at):
        return True

    def next_opening(self, at):
        return at


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "scansioni"


@pytest.fixture
def ledger(tmp_path):
    found = SqliteMailLedger(tmp_path / "store.db")
    assert found.folder_state("x") is None  # makes the file
    yield found
    found.close()


def kept(store: Path) -> list[bytes]:
    with contextlib.closing(sqlite3.connect(store)) as database:
        return [row[0] for row in database.execute("SELECT raw FROM mails ORDER BY id")]


def file_of(raw: bytes) -> bytes:
    [content] = [part.body() for part in parse(raw).walk() if part.media_type == "application/pdf"]
    return content


def scanner(folder: Path, ledger, clock=None, **settings) -> LetterFolders:
    one = LetterFolder(folder=folder, **({"settle_seconds": 0} | settings))
    return LetterFolders((one,), ledger, clock or SystemTime(), poll_seconds=0.01)


async def test_a_letter_becomes_a_contact_with_its_file(folder, tmp_path):
    content = pdf("Buongiorno", 70_000)
    store = await SqliteStore.open(tmp_path / "store.db", SystemTime())
    intake = MailIntake(store=store, clock=SystemTime(), reader=Decoder(), hours=Always())
    async with Watched(scanner(folder, store.ledger)) as watched:
        await watched.until(folder.is_dir)
        (folder / "Opposizione Guidi è.pdf").write_bytes(content)
        await watched.until(lambda: watched.changes)
    await intake.take_in()
    (row,) = (await store.board()).rows
    contact = await store.contact(row.id)
    assert (contact.channel, contact.state, contact.subject) == (Channel.LETTER, State.WAITING, "Opposizione Guidi è")
    (attachment,) = (await store.mail(contact.mail)).attachments
    assert (attachment.name, attachment.media_type, attachment.size) == (
        "Opposizione Guidi è.pdf", "application/pdf", len(content),
    )  # fmt: skip
    assert file_of(await store.raw_mail(contact.mail)) == content
    assert [one.name for one in (folder / TAKEN).iterdir()] == ["Opposizione Guidi è.pdf"]
    await store.close()


def test_a_file_that_still_grows_is_left_alone(folder, ledger, tmp_path):
    clock = HandClock()
    scanned = ScannerFolder(LetterFolder(folder=folder, settle_seconds=5), ledger, clock)
    folder.mkdir()
    with (folder / "a.pdf").open("wb") as file:
        for _piece in range(3):
            file.write(pdf("x"))
            file.flush()
            assert scanned.look().taken == 0
            clock.move(4)
    assert scanned.look().taken == 0
    clock.move(1)
    assert scanned.look().taken == 1
    assert file_of(kept(tmp_path / "store.db")[0]) == pdf("x") * 3
    assert scanned.look().taken == 0


async def test_a_mark_says_that_it_is_complete_and_goes_along(folder, ledger, tmp_path):
    folder.mkdir()
    async with Watched(scanner(folder, ledger, wait_for_mark=True)) as watched:
        (folder / "a.pdf").write_bytes(pdf("a"))
        (folder / "b.pdf").write_bytes(pdf("b"))
        (folder / "b.pdf.ok").touch()
        await watched.until(lambda: watched.changes)
        assert [file_of(raw) for raw in kept(tmp_path / "store.db")] == [pdf("b")]
        (folder / "a.ok").touch()
        await watched.until(lambda: watched.changes == 2)
    assert sorted(one.name for one in (folder / TAKEN).iterdir()) == ["a.ok", "a.pdf", "b.pdf", "b.pdf.ok"]


async def test_only_pdf_files_are_taken_and_never_through_a_link(folder, ledger, tmp_path):
    folder.mkdir()
    secret = tmp_path / "segreto.pdf"
    secret.write_bytes(pdf("segreto"))
    (folder / "legame.pdf").symlink_to(secret)
    (folder / "cartella.pdf").mkdir()
    (folder / ".mezzo.pdf").write_bytes(pdf("mezzo"))
    (folder / "lettera.docx").write_bytes(b"PK")
    (folder / "finta.pdf").write_bytes(b"<html>")
    async with Watched(scanner(folder, ledger)) as watched:
        await watched.until(lambda: watched.problems == ["letters_no_pdf"])
        assert watched.links[-1].detail == "finta.pdf"
    assert kept(tmp_path / "store.db") == []


async def test_the_same_name_and_content_scanned_again_is_another_letter(folder, ledger, tmp_path):
    folder.mkdir()
    async with Watched(scanner(folder, ledger)) as watched:
        for number in (1, 2):
            file = folder / "scan.pdf"
            file.write_bytes(pdf("uguale"))
            os.utime(file, (1_790_000_000 + number, 1_790_000_000 + number))
            await watched.until(lambda number=number: watched.changes == number)
    assert len(kept(tmp_path / "store.db")) == 2
    assert sorted(one.name for one in (folder / TAKEN).iterdir()) == ["scan-2.pdf", "scan.pdf"]


async def test_a_file_that_cannot_be_moved_is_taken_once_and_told(folder, ledger, tmp_path):
    folder.mkdir()
    (folder / TAKEN).write_text("no folder")
    (folder / "a.pdf").write_bytes(pdf("a"))
    for _start in range(2):
        async with Watched(scanner(folder, ledger)) as watched:
            await watched.until(lambda: watched.problems == ["letters_not_moved"])
    assert len(kept(tmp_path / "store.db")) == 1
    assert (folder / "a.pdf").exists()


@pytest.mark.parametrize("name", ["../x\r\nBcc: a@b.pdf", 'a"b;c.pdf', "x" * 300 + ".pdf", "\x1b]0;x\x07.pdf"])
def test_a_name_becomes_no_header(name):
    raw = letter_mail(name, pdf("a"))
    assert b"\nBcc" not in raw.partition(b"\r\n\r\n")[0]
    mail = decode(raw)
    assert mail.to == () and "\x1b" not in mail.subject and file_of(raw) == pdf("a")


def test_taking_is_killed_again_and_again(folder, tmp_path):
    """Whatever moment the process dies at, every letter is kept once."""
    store, count = tmp_path / "store.db", 150
    folder.mkdir()
    ledger = SqliteMailLedger(store)
    assert ledger.folder_state("x") is None
    ledger.close()

    def scan():
        for number in range(count):
            half = folder / f".{number}"
            half.write_bytes(pdf(f"lettera {number}"))
            half.rename(folder / f"{number}.pdf")
            time.sleep(0.01)

    busy = threading.Thread(target=scan)
    busy.start()
    chance = random.Random(20161003)
    for _kill in range(KILLS):
        before = len(kept(store))
        taking = subprocess.Popen([sys.executable, str(PROCESS), str(store), str(folder)])
        while len(kept(store)) == before and (busy.is_alive() or list(folder.glob("*.pdf"))):
            assert taking.poll() is None
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))  # the moment of the kill is the matter of this test
        taking.kill()
        taking.wait()
    busy.join(60)
    taking = subprocess.Popen([sys.executable, str(PROCESS), str(store), str(folder)])
    try:
        deadline = time.monotonic() + 60
        while list(folder.glob("*.pdf")):
            assert taking.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        taking.kill()
        taking.wait()
    assert Counter(map(file_of, kept(store))) == Counter(pdf(f"lettera {number}") for number in range(count))
    assert len(list((folder / TAKEN).glob("*.pdf"))) == count
