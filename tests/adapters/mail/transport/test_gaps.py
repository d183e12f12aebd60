"""Mails that came and were gone before they were read are told; those that only moved are not."""

import pytest
import pytest_asyncio

from adapters.mail.transport.support import QUICK, SystemTime, Watched, mail
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.store.store import SqliteStore
from rigs.mail_rig import DESK

pytestmark = pytest.mark.server


@pytest_asyncio.fixture
async def store(tmp_path):
    opened = await SqliteStore.open(tmp_path / "console.db", SystemTime())
    yield opened
    await opened.close()


def mailbox(rig, store, folders=("INBOX",), **changes):
    return ImapMailbox(rig.settings(folders=folders, **changes), store.ledger, SystemTime(), times=QUICK)


async def read_once(rig, store, **changes):
    """A watch that reads everything and goes; gives what it said of the gaps."""
    async with Watched(mailbox(rig, store, **changes)) as watched:
        await watched.until(lambda: watched.is_well)
        return watched.gaps


def deliver(rig, *found):
    for number in found:
        rig.deliver(mail(number))


def take_away(rig, *found, to=""):
    """A colleague moves or deletes these mails."""
    with rig.client() as client:
        client.select_folder("INBOX")
        uids = [uid for number in found for uid in client.search(["SUBJECT", f"mail {number}"])]
        assert len(uids) == len(found)
        if to:
            client.move(uids, to)
        else:
            client.delete_messages(uids)
            client.expunge()


@pytest.mark.parametrize("then", [(), (9,)], ids=["last", "in the middle"])
async def test_mails_that_went_during_a_down_time_are_told_with_their_number(mail_rig, store, then):
    deliver(mail_rig, 1)
    await read_once(mail_rig, store)
    deliver(mail_rig, 2, 3, 4)
    take_away(mail_rig, 2, 4)
    deliver(mail_rig, *then)
    [told] = await read_once(mail_rig, store)
    assert (told.ok, told.problem, told.detail) == (False, "mails_gone", "2")
    [gap] = await store.mailbox.gaps()
    assert (gap.folder, gap.missing) == ("INBOX", 2)
    assert gap.since <= gap.noticed_at
    assert told.since == gap.since


async def test_a_gap_is_told_until_somebody_takes_note_and_not_again(mail_rig, store):
    deliver(mail_rig, 1)
    await read_once(mail_rig, store)
    deliver(mail_rig, 2)
    take_away(mail_rig, 2)
    for _ in range(2):
        [told] = await read_once(mail_rig, store)
        assert told.detail == "1"
        await store.set_link(told)
    assert await store.mailbox.note_gaps("anna") == 1
    assert [link.ok for link in (await store.board()).links] == [True]
    assert [told.ok for told in await read_once(mail_rig, store)] == [True]
    deliver(mail_rig, 3)
    assert await store.mailbox.gaps() == ()


async def test_a_quiet_mailbox_has_no_gap(mail_rig, store):
    deliver(mail_rig, 1, 2)
    take_away(mail_rig, 1)  # before the first look: nobody knows what was there
    for number in (3, 4):
        assert [told.ok for told in await read_once(mail_rig, store)] == [True]
        deliver(mail_rig, number)
    take_away(mail_rig, 2, 3)  # read already
    assert [told.ok for told in await read_once(mail_rig, store)] == [True]


async def test_a_mail_that_was_moved_into_a_folder_that_is_read_is_no_gap(mail_rig, store):
    with mail_rig.client() as client:
        client.create_folder("Smistate")
    deliver(mail_rig, 1)
    both = ("INBOX", "Smistate")
    await read_once(mail_rig, store, folders=both)
    deliver(mail_rig, 2, 3)
    take_away(mail_rig, 2, to="Smistate")
    take_away(mail_rig, 3)
    [told] = await read_once(mail_rig, store, folders=both)
    assert told.detail == "1"


async def test_new_numbers_are_no_gap(mail_rig, store):
    deliver(mail_rig, 1, 2, 3)
    take_away(mail_rig, 2)
    await read_once(mail_rig, store)
    take_away(mail_rig, 1)
    mail_rig.dovecot.lose_index(DESK)
    assert [told.ok for told in await read_once(mail_rig, store)] == [True]


async def test_mails_that_go_while_a_batch_is_fetched_are_counted(mail_rig, store, monkeypatch):
    from console.adapters.mail import imap_sync

    deliver(mail_rig, 1)
    await read_once(mail_rig, store)
    deliver(mail_rig, 2, 3)
    bodies, taken = imap_sync._bodies, []

    def taken_away_first(client, uids, facts):
        if not taken:
            taken.append(uids)
            take_away(mail_rig, 2)
            client.noop()
        return bodies(client, uids, facts)

    monkeypatch.setattr(imap_sync, "_bodies", taken_away_first)
    [told] = await read_once(mail_rig, store)
    assert told.detail == "1"


async def test_a_site_whose_server_skips_numbers_can_do_without(mail_rig, store):
    deliver(mail_rig, 1)
    await read_once(mail_rig, store, gap_alarm=False)
    deliver(mail_rig, 2)
    take_away(mail_rig, 2)
    assert await read_once(mail_rig, store, gap_alarm=False) == []
