"""Marks at a real server: what colleagues with another mail program see of what was done here."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.mail.transport.support import QUICK, SystemTime, Watched, mail, scripted_imap
from console.adapters.mail import imap_marks
from console.adapters.mail.imap_line import break_line
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.store import mark_book
from console.adapters.store.store import SqliteStore
from console.domain.mailbox import MarkKind, MarkState
from console.settings.site import MarkSettings, Security
from rigs.mail_rig import DESK

pytestmark = pytest.mark.server
READER = Path(__file__).with_name("reading_process.py")


@pytest_asyncio.fixture
async def store(tmp_path):
    opened = await SqliteStore.open(tmp_path / "console.db", SystemTime())
    yield opened
    await opened.close()


def mailbox(rig, store, marks=MarkSettings(), folders=("INBOX",), **changes):  # noqa: B008  frozen
    settings = rig.settings(marks=marks, folders=folders, **changes)
    return ImapMailbox(settings, store.ledger, SystemTime(), times=QUICK)


def want(store, number, kind, office=""):
    with store.ledger._own.write() as conn:
        mark_book.want(conn, number, kind, office)


def states(store):
    with store.ledger._own.read() as conn:
        return {(mark.mail, mark.kind): mark.state for mark in mark_book.listed(conn, 1000)}


def all_done(store):
    found = states(store)
    return found and all(state is not MarkState.WAITING for state in found.values())


def flags(rig, folder="INBOX"):
    """By subject."""
    with rig.client() as client:
        if not client.folder_exists(folder):
            return {}
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search("ALL"), ["FLAGS", "ENVELOPE"])
        return {one[b"ENVELOPE"].subject: set(one[b"FLAGS"]) - {b"\\Recent"} for one in found.values()}


async def test_answered_and_handed_on_are_flags_that_everybody_sees(mail_rig, store):
    for number in (1, 2, 3):
        mail_rig.deliver(mail(number))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.ANSWERED)
        want(store, 2, MarkKind.FORWARDED, "locarno")
        await watched.until(lambda: all_done(store))
    assert set(states(store).values()) == {MarkState.DONE}
    assert flags(mail_rig) == {
        b"mail 1": {b"\\Answered", b"\\Seen"}, b"mail 2": {b"$Forwarded", b"\\Seen"}, b"mail 3": set(),
    }  # fmt: skip


async def test_a_mail_that_was_handed_on_moves_into_the_folder_of_its_office_and_is_no_second_mail(mail_rig, store):
    mail_rig.deliver(mail(1))
    with mail_rig.client() as client:
        client.create_folder("Smistate/Locarno Città")
    marks = MarkSettings(move_handed_to="Smistate/{office}")
    folders = ("INBOX", "Smistate/Locarno Città")
    async with Watched(mailbox(mail_rig, store, marks, folders)) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.FORWARDED, "Locarno Città")
        await watched.until(lambda: all_done(store))
        await asyncio.to_thread(mail_rig.deliver, mail(2))
        await watched.until(lambda: len(waiting(store)) == 2)
    assert flags(mail_rig) == {b"mail 2": set()}
    assert flags(mail_rig, "Smistate/Locarno Città") == {b"mail 1": {b"$Forwarded", b"\\Seen"}}


def waiting(store):
    with store.ledger._own.read() as conn:
        return [row[0] for row in conn.execute("SELECT id FROM mails")]


async def test_a_folder_that_is_missing_is_made(mail_rig, store):
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig, store, MarkSettings(move_handed_to="Smistate/{office}"))) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.FORWARDED, "faido")
        await watched.until(lambda: all_done(store))
    assert list(flags(mail_rig, "Smistate/faido")) == [b"mail 1"]


async def test_an_office_s_name_is_never_a_command(mail_rig, store):
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig, store, MarkSettings(move_handed_to="S/{office}"))) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.FORWARDED, 'x"\r\na1 CREATE Intruso\r\n')
        await watched.until(lambda: all_done(store))
    with mail_rig.client() as client:
        assert not client.folder_exists("Intruso")


@pytest.mark.parametrize(("wish", "folder"), [("Inviati", "Inviati"), ("auto", "Sent")])
async def test_the_copy_of_a_mail_of_ours_goes_to_the_folder_of_sent_mail(mail_rig, store, wish, folder):
    mail_rig.deliver(mail(1))
    with mail_rig.client() as client:
        client.create_folder("Sent")
    async with Watched(mailbox(mail_rig, store, MarkSettings(move_receipts_to=wish))) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.RECEIPT)
        await watched.until(lambda: all_done(store))
    assert flags(mail_rig) == {}
    assert flags(mail_rig, folder) == {b"mail 1": set()}


async def test_what_the_settings_do_not_want_is_not_done(mail_rig, store):
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig, store, MarkSettings(flags=False))) as watched:
        await watched.until(lambda: watched.is_well)
        for kind in MarkKind:
            want(store, 1, kind, "faido")
        await watched.until(lambda: all_done(store))
    assert set(states(store).values()) == {MarkState.UNWANTED}
    assert flags(mail_rig) == {b"mail 1": set()}


async def test_a_mail_that_somebody_took_away_needs_no_mark(mail_rig, store):
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig, store, MarkSettings(move_handed_to="S"))) as watched:
        await watched.until(lambda: watched.is_well)
        with mail_rig.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
        want(store, 1, MarkKind.FORWARDED, "faido")
        await watched.until(lambda: all_done(store))
    assert set(states(store).values()) == {MarkState.GONE}


async def test_a_mail_that_a_colleague_has_moved_is_marked_where_it_is(mail_rig, store):
    mail_rig.deliver(mail(1))
    with mail_rig.client() as client:
        client.create_folder("Archivio")
    async with Watched(mailbox(mail_rig, store, folders=("INBOX", "Archivio"))) as watched:
        await watched.until(lambda: watched.is_well)
        with mail_rig.client() as client:
            client.select_folder("INBOX")
            client.move(client.search("ALL"), "Archivio")
        want(store, 1, MarkKind.ANSWERED)
        await watched.until(lambda: all_done(store))
    assert flags(mail_rig, "Archivio") == {b"mail 1": {b"\\Answered", b"\\Seen"}}


async def test_a_mail_is_found_again_under_new_numbers(mail_rig, store):
    for number in (1, 2):
        mail_rig.deliver(mail(number))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: watched.is_well)
    mail_rig.dovecot.lose_index(DESK)
    want(store, 2, MarkKind.ANSWERED)
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: all_done(store))
    assert flags(mail_rig) == {b"mail 1": set(), b"mail 2": {b"\\Answered", b"\\Seen"}}


async def test_handed_on_to_another_office_it_moves_on(mail_rig, store):
    mail_rig.deliver(mail(1))
    with mail_rig.client() as client:
        client.create_folder("S/faido")
    marks = MarkSettings(move_handed_to="S/{office}")
    async with Watched(mailbox(mail_rig, store, marks, ("INBOX", "S/faido"))) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.FORWARDED, "faido")
        await watched.until(lambda: all_done(store))
        await watched.until(lambda: flags(mail_rig, "S/faido"))
        want(store, 1, MarkKind.FORWARDED, "lugano")
        await watched.until(lambda: all_done(store))
    assert flags(mail_rig, "S/faido") == {}
    assert list(flags(mail_rig, "S/lugano")) == [b"mail 1"]


@pytest.mark.parametrize("way", ["", "[READ-ONLY] "])
async def test_a_mailbox_that_may_only_be_read_refuses_once_and_mail_goes_on(mail_rig, store, way):
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: watched.is_well)
    with store.ledger._own.read() as conn:
        [(validity, uid)] = conn.execute("SELECT uid_validity, uid FROM seen").fetchall()
    select = (
        f"* 1 EXISTS\r\n* OK [UIDVALIDITY {validity}] x\r\n* OK [PERMANENTFLAGS ()] x\r\n{{tag}} OK {way}x\r\n"
    ).encode()
    answers = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
        "SELECT": select, "EXAMINE": select,
        "UID": f"* SEARCH {uid}\r\n{{tag}} OK done\r\n".encode(),
    }  # fmt: skip
    want(store, 1, MarkKind.ANSWERED)
    async with scripted_imap(**answers) as fake:
        there = mail_rig.imap(security=Security.NONE, port=fake.port)
        async with Watched(mailbox(mail_rig, store, imap=there)) as watched:
            await watched.until(lambda: all_done(store))
            await watched.until(lambda: fake.count("EXAMINE") > 3)
            assert watched.problems == []
    assert set(states(store).values()) == {MarkState.REFUSED}


async def test_a_mark_on_which_the_server_chokes_holds_up_no_mail(mail_rig, store, monkeypatch):
    mail_rig.deliver(mail(1))
    tries = []

    def choke(self, client, mark):
        tries.append(mark)
        break_line(client)
        client.noop()

    monkeypatch.setattr(imap_marks.Marker, "_set", choke)
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: watched.is_well)
        want(store, 1, MarkKind.ANSWERED)
        await watched.until(lambda: tries)
        await asyncio.to_thread(mail_rig.deliver, mail(2))
        await watched.until(lambda: len(waiting(store)) == 2)
    assert len(tries) == 1
    assert states(store) == {(1, MarkKind.ANSWERED): MarkState.WAITING}


async def test_marks_survive_kill_9_at_any_moment(mail_rig, store, tmp_path):
    """Two hundred moves and flags while the process that sets them is killed again and again: each once, none lost."""
    count = 200
    with mail_rig.client() as client:
        client.multiappend("INBOX", [mail(number) for number in range(1, count + 1)])
    words = ["--store", str(tmp_path / "console.db"), "--port", str(mail_rig.dovecot.imap), "--user", DESK,
             "--password-file", str(mail_rig.password_file), "--move-to", "Smistate/{office}"]  # fmt: skip
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: len(waiting(store)) == count)
    for number in range(1, count + 1):
        want(store, number, MarkKind.FORWARDED, "faido")
    killed, deadline = 0, time.monotonic() + 90
    while not all_done(store):
        done = sum(state is MarkState.DONE for state in states(store).values())
        reader = await asyncio.to_thread(_until_more_is_done, words, store, done)
        reader.kill()
        reader.wait()
        killed += 1
        with store.ledger._own.write() as conn:
            conn.execute(
                "UPDATE marks SET due_at = 0 WHERE state = 'waiting'"
            )  # an attempt cut short waits half a minute
        assert time.monotonic() < deadline
    assert killed >= 5
    assert len(flags(mail_rig, "Smistate/faido")) == count
    assert all(one == {b"$Forwarded", b"\\Seen"} for one in flags(mail_rig, "Smistate/faido").values())
    assert flags(mail_rig) == {}


def _until_more_is_done(words, store, done):
    reader = subprocess.Popen([sys.executable, str(READER), *words])
    deadline = time.monotonic() + 30
    while sum(state is not MarkState.WAITING for state in states(store).values()) < min(done + 20, 200):
        assert reader.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return reader
