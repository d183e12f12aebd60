"""Large mails on a real server: the text at once, every byte later, whatever breaks in between."""

import asyncio
import hashlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.mail.transport.support import QUICK, SystemTime, Watched, mail
from console.adapters.mail.decode import decode
from console.adapters.mail.imap_stub import stub
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.mail.reader import ProcessMailReader
from console.adapters.store.store import SqliteStore
from console.domain.contact import MailId
from console.domain.errors import Reason, Refused
from console.domain.mailbox import LargeState
from console.services.intake_mail import PARTIAL, MailIntake
from rigs.mail_rig import DESK

pytestmark = pytest.mark.server
READER = Path(__file__).with_name("reading_process.py")
FIRST = MailId(1)


class OpenHours:
    def is_open(self, _now):
        return True


def large(megabytes, text="Gentile ufficio, ecco i documenti."):
    """A mail with a text in two forms and two attachments of random bytes."""
    noise = os.urandom(1 << 18).hex().encode()
    line = b"\r\n".join(noise[at : at + 76] for at in range(0, len(noise), 76)) + b"\r\n"
    filler = line * (megabytes * (1 << 20) // len(line) // 2)
    head = (
        "From: Mario Rossi <rossi@example.org>\r\nMessage-ID: <grande@example.org>\r\nSubject: documenti\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"fuori\"\r\n\r\n"
        "--fuori\r\nContent-Type: multipart/alternative; boundary=dentro\r\n\r\n"
        f"--dentro\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--dentro\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}</p>\r\n--dentro--\r\n"
    )  # fmt: skip
    files = b"".join(
        f"--fuori\r\nContent-Type: application/pdf; name={name}\r\nContent-Disposition: attachment; filename={name}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + filler
        for name in ("precetto.pdf", "allegato.pdf")
    )
    return head.encode() + files + b"--fuori--\r\n"


@pytest_asyncio.fixture
async def store(tmp_path):
    opened = await SqliteStore.open(tmp_path / "console.db", SystemTime())
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def reader():
    process = ProcessMailReader(seconds=30)
    yield process
    await process.close()


def mailbox(rig, store, port=0):
    return ImapMailbox(rig.settings(imap=rig.imap(port=port)), store.ledger, SystemTime(), times=QUICK)


def post(rig, raw):
    with rig.client() as client:
        client.append("INBOX", raw)


def state(store, mail_id=FIRST):
    found = store.ledger.large(mail_id)
    return None if found is None else found.state


def is_here(store):
    return state(store) is LargeState.HERE


async def test_the_text_comes_at_once_and_then_every_byte(mail_rig, store, reader, tmp_path):
    raw = large(12)
    post(mail_rig, raw)
    intake = MailIntake(store=store, clock=SystemTime(), reader=reader, hours=OpenHours())
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: state(store))
        await intake.take_in()
        first = await store.mail(FIRST)
        await watched.until(lambda: is_here(store))
    assert first.text.strip() == "Gentile ufficio, ecco i documenti."
    assert [one.name for one in first.attachments] == ["precetto.pdf", "allegato.pdf"]
    [contact] = await store.find()
    assert (contact.subject, contact.flags) == ("documenti", ())
    await intake.take_in()
    whole = await store.mail(FIRST)
    assert PARTIAL not in whole.flags
    assert all(one.size > 4_000_000 for one in whole.attachments)
    assert hashlib.sha256(await store.raw_mail(FIRST)).digest() == hashlib.sha256(raw).digest()
    [file] = (tmp_path / "mails").glob("*/*.eml")
    assert file.stem == hashlib.sha256(raw).hexdigest()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "mails").stat().st_mode) == 0o700
    assert not list((tmp_path / "mails/incoming").iterdir())
    assert [one.version for one in await store.find()] == [contact.version]


async def test_while_it_comes_nothing_half_is_handed_on(mail_rig, store, monkeypatch):
    monkeypatch.setattr("console.adapters.mail.imap_large.LargeFetcher.look", lambda self: None)
    post(mail_rig, large(6))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: state(store))
    with pytest.raises(Refused) as refused:
        await store.raw_mail(FIRST)
    assert refused.value.reason is Reason.STILL_COMING
    assert (await store.stored_mail(FIRST)).is_partial


async def test_other_mails_come_meanwhile(mail_rig, store, monkeypatch):
    """Its own connection stands still; the watch over new mail does not."""
    monkeypatch.setattr("console.adapters.mail.imap_large.LargeFetcher._pieces", lambda self, *_: self._stopped.wait())
    post(mail_rig, large(6))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: state(store))
        await asyncio.to_thread(mail_rig.deliver, mail(2))
        await watched.until(lambda: count(store) == 2)


def count(store):
    with store.ledger._own.read() as conn:
        return conn.execute("SELECT count(*) FROM mails").fetchone()[0]


async def test_a_cut_line_goes_on_where_it_was(mail_rig, store, monkeypatch):
    monkeypatch.setattr("console.adapters.mail.imap_large.FIRST_RETRY", 0.01)
    raw = large(16)
    with mail_rig.bad_road(mail_rig.dovecot.imaps) as road:
        async with Watched(mailbox(mail_rig, store, road.port)) as watched:
            await watched.until(lambda: watched.is_well)
            post(mail_rig, raw)
            for part in (4, 9):
                road.cut_after((part - 1) * 1_000_000 // 2)
                await watched.until(
                    lambda want=part: store.ledger.part_file(FIRST).exists() and fetched(store) > want / 4
                )
            await watched.until(lambda: is_here(store), seconds=60)
        assert road.connections >= 3
    assert await store.raw_mail(FIRST) == raw


def fetched(store):
    """Megabytes."""
    found = store.ledger.large(FIRST)
    return found.fetched / 1e6 if found else 0


async def test_somebody_stops_it_and_has_it_go_on(mail_rig, store, monkeypatch):
    raw = large(30)
    post(mail_rig, raw)
    keep = store.ledger.keep_large
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    gate = {"open": False}

    def slowly(one):
        if one.fetched and not gate["open"]:
            loop.call_soon_threadsafe(begun.set)
            while not gate["open"]:
                time.sleep(0.005)
        return keep(one)

    monkeypatch.setattr(store.ledger, "keep_large", slowly)
    async with Watched(mailbox(mail_rig, store)) as watched:
        await asyncio.wait_for(begun.wait(), 30)
        assert await store.mailbox.stop_large(FIRST)
        gate["open"] = True
        await watched.until(lambda: not _fetching())
        assert state(store) is LargeState.STOPPED
        assert 0 < store.ledger.part_file(FIRST).stat().st_size < len(raw)
        assert await store.mailbox.fetch_large(FIRST)
        await watched.until(lambda: is_here(store), seconds=60)
    assert await store.raw_mail(FIRST) == raw


def _fetching():
    import threading

    return any(thread.name == "mail-large" for thread in threading.enumerate())


async def test_a_mail_that_is_deleted_before_it_is_here_keeps_its_text(mail_rig, store, reader, monkeypatch):
    from console.adapters.mail import imap_large

    look = imap_large.LargeFetcher.look
    monkeypatch.setattr(imap_large.LargeFetcher, "look", lambda self: None)
    post(mail_rig, large(6))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: state(store))
        with mail_rig.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
        monkeypatch.setattr(imap_large.LargeFetcher, "look", look)
        await watched.until(lambda: state(store) is LargeState.LOST)
    await MailIntake(store=store, clock=SystemTime(), reader=reader, hours=OpenHours()).take_in()
    assert "ecco i documenti" in (await store.mail(FIRST)).text


async def test_new_numbers_make_no_second_mail_and_no_second_file(mail_rig, store):
    raw = large(6)
    post(mail_rig, raw)
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: is_here(store))
    mail_rig.dovecot.lose_index(DESK)
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: watched.is_well)
    assert count(store) == 1
    assert await store.raw_mail(FIRST) == raw


async def test_a_file_that_was_changed_is_no_evidence(mail_rig, store, tmp_path):
    from console.domain.errors import StoreUnavailable

    post(mail_rig, large(6))
    async with Watched(mailbox(mail_rig, store)) as watched:
        await watched.until(lambda: is_here(store))
    [file] = (tmp_path / "mails").glob("*/*.eml")
    with file.open("r+b") as opened:
        opened.seek(1000)
        opened.write(b"X")
    with pytest.raises(StoreUnavailable, match="mails"):
        await store.raw_mail(FIRST)


async def test_kill_9_at_any_moment_loses_no_byte(mail_rig, store, tmp_path):
    raw = large(40)
    post(mail_rig, raw)
    words = ["--store", str(tmp_path / "console.db"), "--port", str(mail_rig.dovecot.imap), "--user", DESK,
             "--password-file", str(mail_rig.password_file)]  # fmt: skip
    killed = 0
    deadline = time.monotonic() + 90
    while not is_here(store):
        process = _started(words)
        before = fetched(store)
        while fetched(store) < before + 4 and not is_here(store):
            assert process.poll() is None
            assert time.monotonic() < deadline
            await asyncio.sleep(0.002)
        process.kill()
        process.wait()
        killed += 1
        with store.ledger._own.write() as conn:
            conn.execute("UPDATE larges SET due_at = 0 WHERE state = 'wanted'")
    assert killed >= 4
    assert count(store) == 1
    assert await store.raw_mail(FIRST) == raw


def _started(words):
    return subprocess.Popen([sys.executable, str(READER), *words])


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\r\n\r\nsolo testo\r\n",
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>solo testo</p>\r\n",
        b"Subject: x\r\nContent-Type: multipart/mixed\r\n\r\nsolo testo\r\n",
        large(0, "solo testo"),
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nsolo testo\r\n--a\r\n"
        b"Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\ndentro\r\n--a--\r\n",
    ],
    ids=["plain", "html", "no boundary", "nested", "enclosed"],
)
def test_the_readable_part_reads_as_the_whole_does(mail_rig, raw):
    post(mail_rig, raw)
    with mail_rig.client() as client:
        client.select_folder("INBOX", readonly=True)
        [uid] = client.search("ALL")
        first, second = stub(client, uid), stub(client, uid)
    assert first == second
    assert decode(first).subject == decode(raw).subject
    if b"boundary" in raw or b"multipart" not in raw:
        assert decode(first).text.strip() == decode(raw).text.strip() == "solo testo"
    assert [one.media_type for one in decode(first).attachments] == [one.media_type for one in decode(raw).attachments]


def test_many_parts_and_deep_ones_cost_little(mail_rig):
    deep = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    for level in range(40):
        deep += f"--b{level}\r\nContent-Type: multipart/mixed; boundary=b{level + 1}\r\n\r\n".encode()
    many = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000
    for raw in (deep, many):
        post(mail_rig, raw)
    with mail_rig.client() as client:
        client.select_folder("INBOX", readonly=True)
        for uid in client.search("ALL"):
            found = stub(client, uid)
            assert found.startswith(b"Subject: x")
            assert len(found) < 100_000


def test_a_mail_that_is_gone_has_no_readable_part(mail_rig):
    with mail_rig.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert stub(client, 4711) is None
