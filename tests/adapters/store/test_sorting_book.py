"""What the store knows for telling who and what a mail is; that a new version of the file keeps what was there."""

from __future__ import annotations

import sqlite3

from console.adapters.store.schema import open_store
from console.adapters.store.store import SqliteStore
from console.domain.contact import Channel, Contact, ContactId, Party, State
from console.domain.lifecycle import arrive
from console.domain.mail import DeliveryAction, DeliveryReport, Mail, RecipientReport, Sender
from console.services.ports import BlockedSender, FolderState, RawMail
from fakes.seat import HandClock

NOW = 1_790_000_000.0


async def opened(tmp_path) -> SqliteStore:
    return await SqliteStore.open(tmp_path / "console.db", HandClock())


def a_contact(**changes) -> Contact:
    usual = {"channel": Channel.EMAIL, "party": Party(email="r@x.ch"), "arrived_at": NOW, "state_since": NOW}
    return Contact(**(usual | changes))


async def add(store, **changes) -> Contact:
    return await store.add(arrive(a_contact(**changes), NOW))


async def test_every_new_field_comes_back(tmp_path):
    store = await opened(tmp_path)
    contact = await add(store, meant_for="anna", twin=ContactId(3), folded=2, thread=ContactId(9), flags=("bounce",))
    assert await store.contact(contact.id) == contact
    row = (await store.board()).row(contact.id)
    assert (row.meant_for, row.twin, row.folded, row.thread, row.low) == ("anna", 3, 2, 9, True)
    await store.close()


async def test_a_mail_with_everything_new_comes_back(tmp_path):
    store = await opened(tmp_path)
    store.ledger.commit_batch(
        FolderState(folder="INBOX", uid_validity=1, high_uid=1),
        [RawMail(uid=1, raw=b"x", received_at=NOW, fingerprint="1")],
    )
    outcome = RecipientReport(recipient="r@x.ch", action=DeliveryAction.FAILED, status="5.1.1", diagnostic="no")
    mail = Mail(
        message_id="<a@x>", report=DeliveryReport(envelope_id="e", message_id="<b@x>", recipients=(outcome,)),
        enclosed=(Sender(name="A", address="a@x.ch"),), original=Sender(address="b@x.ch"),
        spam_marks=(("x-spam-flag", "YES"),),
    )  # fmt: skip
    await store.set_mail(1, mail)
    assert await store.mail(1) == mail
    assert await store.sorting.source(1) == "INBOX"
    await store.close()


async def test_a_suspect_contact_is_counted_and_not_on_the_board_until_it_is_released(tmp_path):
    store = await opened(tmp_path)
    suspect = await add(store, state=State.QUARANTINED)
    board = await store.board()
    assert (board.rows, board.quarantined) == ((), 1)
    assert [one.id for one in await store.sorting.quarantined()] == [suspect.id]
    assert await store.find(text="r@x.ch") == ()
    assert [one.id for one in await store.find(text="r@x.ch", include_closed=True)] == [suspect.id]
    await store.close()


async def test_what_no_citizen_sent_comes_last_also_in_the_first_screenful(tmp_path):
    store = await opened(tmp_path)
    low = await add(store, flags=("bounce",), arrived_at=NOW - 500)
    person = await add(store)
    assert [row.id for row in (await store.board(first=1)).rows] == [person.id]
    assert [row.id for row in (await store.board()).rows] == [person.id, low.id]
    await store.close()


async def test_blocked_senders(tmp_path):
    store = await opened(tmp_path)
    assert await store.sorting.block("Truffa@X.example", by="anna", at=NOW)
    assert not await store.sorting.block("truffa@x.example", by="luca", at=NOW + 1)
    assert await store.sorting.blocked() == (BlockedSender(sender="truffa@x.example", by="anna", at=NOW),)
    assert await store.sorting.unblock("TRUFFA@x.example")
    assert not await store.sorting.unblock("truffa@x.example")
    await store.close()


async def test_a_letter_is_kept_once(tmp_path):
    store = await opened(tmp_path)
    letter = RawMail(uid=0, raw=b"a letter", received_at=NOW, fingerprint="f")
    assert store.ledger.keep_letter("one", "letters:/scan", letter)
    assert not store.ledger.keep_letter("one", "letters:/scan", letter)
    assert store.ledger.keep_letter("two", "letters:/scan", letter)
    assert len(await store.undecoded_mails()) == 2
    await store.close()


async def test_a_file_of_the_version_before_is_brought_up(tmp_path):
    file = tmp_path / "console.db"
    store = await opened(tmp_path)
    contact = await add(store)
    await store.close()
    with sqlite3.connect(file) as before:
        for column in ("meant_for", "twin", "folded"):
            before.execute("DROP INDEX IF EXISTS contacts_thread")
            before.execute(f"ALTER TABLE contacts DROP COLUMN {column}")
        for name in ("contacts_quarantined", "wishes_mailed"):
            before.execute(f"DROP INDEX {name}")
        for name in ("blocked", "letters"):
            before.execute(f"DROP TABLE {name}")
        before.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_who_and_what'")
        before.execute("PRAGMA user_version = 6")
    before.close()
    open_store(file).close()
    store = await opened(tmp_path)
    assert await store.contact(contact.id) == contact
    assert await store.sorting.blocked() == ()
    await store.close()
