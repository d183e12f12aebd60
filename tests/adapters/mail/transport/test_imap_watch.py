"""The mailbox on a real Dovecot: what comes in, once each, whatever others do to the folder."""

import asyncio
import contextlib
import sqlite3

import pytest
from imapclient import IMAPClient

from adapters.mail.transport.support import QUICK, MemoryLedger, SystemTime, Watched, mail, numbers
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.store.mailbox_book import SqliteMailboxBook
from console.domain.errors import StoreUnavailable
from console.settings.site import Security

pytestmark = pytest.mark.server


def mailbox(settings, ledger, times=QUICK):
    return ImapMailbox(settings, ledger, SystemTime(), times=times)


@pytest.mark.parametrize("security", list(Security))
async def test_what_is_there_and_what_arrives_is_kept(mail_rig, security):
    ledger = MemoryLedger()
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig.settings(imap=mail_rig.imap(security=security)), ledger)) as watched:
        await watched.until(lambda: watched.is_well and len(ledger.kept) == 1)
        await asyncio.to_thread(mail_rig.deliver, mail(2))
        await watched.until(lambda: len(ledger.kept) == 2)
    assert numbers(ledger.bodies()) == [1, 2]
    assert ledger.bodies() == mail_rig.messages()


async def test_an_alarm_and_not_the_tick_brings_a_new_mail(mail_rig):
    ledger = MemoryLedger()
    slow = type(QUICK)(tick=300.0)
    async with Watched(mailbox(mail_rig.settings(), ledger, slow)) as watched:
        await watched.until(lambda: watched.is_well)
        await asyncio.to_thread(mail_rig.deliver, mail(1))
        await watched.until(lambda: len(ledger.kept) == 1)


async def test_reading_leaves_no_trace_at_the_server(mail_rig):
    ledger = MemoryLedger()
    mail_rig.deliver(mail(1))
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)
    with mail_rig.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.fetch([1, *client.search("ALL")], ["FLAGS"])[client.search("ALL")[0]][b"FLAGS"]


async def test_many_mails_come_in_batches_and_each_is_told(mail_rig):
    ledger = MemoryLedger()
    with mail_rig.client() as client:
        client.multiappend("INBOX", [mail(number) for number in range(1, 131)])
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 130)
    assert numbers(ledger.bodies()) == list(range(1, 131))
    assert ledger.batches[:3] == [50, 50, 30]


@pytest.mark.parametrize("gone", [True, False])
async def test_a_mail_without_a_byte_is_asked_for_again_before_it_counts(mail_rig, monkeypatch, gone):
    """What a session gives whose folder changes under it: BODY[] NIL, of a mail that is gone or is not."""
    ledger, first = MemoryLedger(), []
    fetch = IMAPClient.fetch

    def without_a_byte(client, uids, data, *more):
        found = fetch(client, uids, data, *more)
        if data == ["BODY.PEEK[]"] and not first:
            first.append(min(found))
            found[first[0]] = {b"SEQ": 1, b"BODY[]": None}
            if gone:
                with mail_rig.client() as other:
                    other.select_folder("INBOX")
                    other.delete_messages(first)
                    other.expunge()
        return found

    monkeypatch.setattr(IMAPClient, "fetch", without_a_byte)
    for number in (1, 2):
        mail_rig.deliver(mail(number))
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: watched.is_well)
    monkeypatch.undo()
    assert ledger.bodies() == mail_rig.messages()
    assert numbers(ledger.bodies()) == ([2] if gone else [1, 2])


async def test_a_second_watch_goes_on_where_the_first_has_ended(mail_rig):
    ledger = MemoryLedger()
    for number in (1, 2, 3):
        mail_rig.deliver(mail(number))
        async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
            await watched.until(lambda want=number: len(ledger.kept) == want)
    assert numbers(ledger.bodies()) == [1, 2, 3]
    assert sum(ledger.batches) == 3


async def test_the_same_mail_delivered_twice_is_two_mails(mail_rig):
    ledger = MemoryLedger()
    with mail_rig.client() as client:
        client.multiappend("INBOX", [mail(1), mail(1)])
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 2)


async def test_a_renumbered_folder_brings_nothing_twice_and_loses_nothing(mail_rig):
    ledger = MemoryLedger()
    with mail_rig.client() as client:
        client.multiappend("INBOX", [mail(number) for number in range(1, 71)])
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 70)
        before = ledger.states["INBOX"].uid_validity
        await asyncio.to_thread(mail_rig.dovecot.stop)
        mail_rig.dovecot.lose_index("ufficio@ue.example")
        await asyncio.sleep(1.1)  # Dovecot's UIDVALIDITY is the second in which the folder got it
        await asyncio.to_thread(mail_rig.dovecot.start)
        await asyncio.to_thread(mail_rig.deliver, mail(71))
        await watched.until(lambda: len(ledger.kept) >= 71 and watched.is_well)
    assert ledger.states["INBOX"].uid_validity != before
    assert sorted(numbers(ledger.bodies())) == list(range(1, 72))


async def test_a_folder_made_again_while_it_is_watched(mail_rig):
    ledger = MemoryLedger()
    with mail_rig.client() as client:
        client.create_folder("Pratiche")
        client.multiappend("Pratiche", [mail(1), mail(2)])
    async with Watched(mailbox(mail_rig.settings(folders=("Pratiche",)), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 2)
        before = ledger.states["Pratiche"].uid_validity
        with mail_rig.client() as client:
            client.delete_folder("Pratiche")
            client.create_folder("Pratiche")
            client.multiappend("Pratiche", [mail(2), mail(3)])
        await watched.until(lambda: len(ledger.kept) == 3)
    assert ledger.states["Pratiche"].uid_validity != before
    assert numbers(ledger.bodies()) == [1, 2, 3]


async def test_a_colleague_moves_mails_away_while_they_are_read(mail_rig):
    ledger = MemoryLedger()
    other = mail_rig.client()
    other.create_folder("Smistate")
    other.multiappend("INBOX", [mail(number) for number in range(1, 121)])
    other.select_folder("INBOX")
    everything = other.search("ALL")
    ledger.before_commit = lambda: other.move(everything[60:90], "Smistate")
    settings = mail_rig.settings(folders=("INBOX", "Smistate"))
    async with Watched(mailbox(settings, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) >= 120)
        await asyncio.to_thread(mail_rig.deliver, mail(121))
        await watched.until(lambda: len(ledger.kept) >= 121)
    other.shutdown()
    assert sorted(numbers(ledger.bodies())) == list(range(1, 122))


async def test_a_mail_that_is_moved_after_it_was_read_is_no_second_mail(mail_rig, tmp_path):
    ledger = SqliteMailboxBook(tmp_path / "store.db")
    settings = mail_rig.settings(folders=("INBOX", "Smistate"))
    with mail_rig.client() as client:
        client.create_folder("Smistate")
        client.multiappend("INBOX", [mail(1), mail(1), mail(2)])
    async with Watched(mailbox(settings, ledger)) as watched:
        await watched.until(lambda: watched.is_well)
        with mail_rig.client() as client:
            client.select_folder("INBOX")
            client.move(client.search("ALL"), "Smistate")
            client.append("Smistate", mail(3))
        await watched.until(lambda: len(kept(tmp_path / "store.db")) >= 4)
    assert kept(tmp_path / "store.db") == [1, 1, 2, 3]


async def test_a_mail_that_is_deleted_at_the_server_stays_with_us(mail_rig, tmp_path):
    ledger = SqliteMailboxBook(tmp_path / "store.db")
    with mail_rig.client() as client:
        client.multiappend("INBOX", [mail(1), mail(2)])
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await watched.until(lambda: watched.is_well)
        with mail_rig.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
            client.append("INBOX", mail(3))
        await watched.until(lambda: len(kept(tmp_path / "store.db")) >= 3)
        assert [state.ok for state in watched.gaps] == [True]
    assert kept(tmp_path / "store.db") == [1, 2, 3]


def kept(store):
    with contextlib.closing(sqlite3.connect(store)) as database:
        return numbers([row[0] for row in database.execute("SELECT raw FROM mails ORDER BY id")])


@pytest.mark.parametrize("folder", ["Già smistate", "Ämter & Büros", "契約", 'a"b'])
async def test_folders_with_names_of_every_kind(mail_rig, folder):
    ledger = MemoryLedger()
    with mail_rig.client() as client:
        client.create_folder(folder)
        client.append(folder, mail(1))
    async with Watched(mailbox(mail_rig.settings(folders=(folder,)), ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)


async def test_a_missing_folder_is_told_and_the_others_are_read(mail_rig):
    ledger = MemoryLedger()
    async with Watched(mailbox(mail_rig.settings(folders=("INBOX", "Smistate")), ledger)) as watched:
        await watched.until(lambda: watched.problems == ["folder_missing"])
        await asyncio.to_thread(mail_rig.deliver, mail(1))
        await watched.until(lambda: len(ledger.kept) == 1)
        with mail_rig.client() as client:
            client.create_folder("Smistate")
        await watched.until(lambda: watched.is_well)


async def test_no_argument_of_ours_becomes_a_command(mail_rig):
    settings = mail_rig.settings(folders=('INBOX"\r\nx1 CREATE Intruso\r\nx2 SELECT "INBOX',))
    async with Watched(mailbox(settings, MemoryLedger())) as watched:
        await watched.until(lambda: watched.links)
    with mail_rig.client() as client:
        assert not client.folder_exists("Intruso")


async def test_a_store_that_fails_ends_the_watch(mail_rig):
    ledger = MemoryLedger()
    ledger.broken = True
    watched = Watched(mailbox(mail_rig.settings(), ledger))
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(mailbox(mail_rig.settings(), ledger).run(watched._changed, watched._link), 30)
