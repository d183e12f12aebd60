"""The database file: private, shared with other processes, and clear words when it is broken, full or foreign."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
from contextlib import contextmanager

import pytest

from console.adapters.store import repository
from console.adapters.store.check import check_store
from console.adapters.store.engine import APPLICATION_ID
from console.adapters.store.schema import SCHEMA_VERSION, open_store
from console.adapters.store.store import SqliteStore
from console.domain.contact import ContactId
from console.domain.errors import StoreUnavailable
from fakes.arrivals import a_mail, a_visit, received
from fakes.seat import HandClock

OTHER_PROCESS = """
import sys
from pathlib import Path
from console.adapters.store import repository
from console.adapters.store.schema import open_store
conn = open_store(Path(sys.argv[1]))
with conn.read():
    print(len(repository.find(conn, "", include_closed=True, limit=1000)))
conn.close()
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "console.db"


def opened(file):
    return SqliteStore.open(file, HandClock())


def seen_by_another_process(file) -> int:
    """How many contacts a console sees that starts now and ends in order."""
    program = [sys.executable, "-c", OTHER_PROCESS, file]
    return int(subprocess.run(program, check=True, capture_output=True, timeout=60).stdout)


def modes(file) -> set[int]:
    return {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}


async def test_the_file_and_its_companions_are_for_the_owner_only(file):
    before = os.umask(0)
    try:
        store = await opened(file)
        await store.add(a_visit())
        assert len(list(file.parent.iterdir())) == 3
        assert modes(file) == {0o600}
        await store.close()
    finally:
        os.umask(before)


async def test_a_file_that_others_can_read_is_made_private(file):
    await (await opened(file)).close()
    file.chmod(0o644)
    assert not check_store(file).private
    store = await opened(file)
    assert modes(file) == {0o600}
    await store.close()


async def test_what_this_process_opens_beside_the_store_takes_no_lock_from_it(file):
    store = await opened(file)
    await store.add(a_visit())
    received(store, b"opens the ledger")
    assert check_store(file).ok
    assert seen_by_another_process(file) == 1
    await store.add(a_visit())
    assert seen_by_another_process(file) == 2
    await store.close()
    assert seen_by_another_process(file) == 2


async def test_every_commit_is_on_the_disk_and_readers_never_wait(file):
    conn = open_store(file)
    assert conn.execute("PRAGMA synchronous").fetchone() == (2,)
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    reader = open_store(file)
    with conn.write():
        repository.add(conn, a_mail())
        with reader.read():
            assert repository.find(reader, "", include_closed=True, limit=9) == ()
    conn.close()
    reader.close()


# --- what cannot be opened -----------------------------------------------------------------------


async def require_unavailable(file, words: str) -> None:
    with pytest.raises(StoreUnavailable, match=words):
        await opened(file)
    health = check_store(file)
    assert not health.ok


async def test_a_file_of_garbage(file):
    file.write_bytes(b"this is no database at all, " * 400)
    before = file.read_bytes()
    await require_unavailable(file, "non è un archivio")
    assert file.read_bytes() == before


def full_of_contacts(file, count=200) -> None:
    conn = open_store(file)
    with conn.write():
        for _number in range(count):
            repository.add(conn, a_mail())
    conn.close()


async def test_a_file_cut_in_half(file):
    full_of_contacts(file)
    os.truncate(file, file.stat().st_size // 8192 * 4096)
    await require_unavailable(file, "danneggiato")


async def test_a_file_with_garbage_in_the_middle_opens_and_says_so_when_it_is_read(file):
    full_of_contacts(file)
    conn = sqlite3.connect(file)
    leaves = "SELECT pgoffset, pgsize FROM dbstat WHERE name = 'contacts' AND pagetype = 'leaf' ORDER BY pageno"
    pages = conn.execute(leaves).fetchall()
    conn.close()
    with file.open("r+b") as raw:
        for place, size in pages[len(pages) // 2 :]:
            raw.seek(place)
            raw.write(b"\xa5" * size)
    store = await opened(file)
    with pytest.raises(StoreUnavailable, match="danneggiato"):
        await store.find(text="bernasconi", include_closed=True, limit=1000)
    await store.close()
    health = check_store(file)
    assert health.faults or "danneggiato" in health.problem


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE contacts SET state = 'frozen'",
        "UPDATE contacts SET answered = '{'",
        "UPDATE contacts SET handoff = '[]'",
    ],
)
async def test_a_value_that_this_program_does_not_know_is_said_and_not_a_crash(file, spoil):
    full_of_contacts(file)
    raw = sqlite3.connect(file)
    raw.execute(spoil)
    raw.commit()
    raw.close()
    store = await opened(file)
    with pytest.raises(StoreUnavailable, match="altra versione"):
        await store.find()
    await store.close()


async def test_a_newer_schema_names_both_versions_and_is_left_alone(file):
    await (await opened(file)).close()
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    await require_unavailable(file, rf"versione più recente.*99.*{SCHEMA_VERSION}")
    assert check_store(file).schema == 99


async def test_another_programs_database_is_left_as_it_is(file):
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE browser_history (url TEXT)")
    raw.close()
    before = file.read_bytes()
    await require_unavailable(file, "altro programma")
    assert file.read_bytes() == before


async def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreUnavailable, match="non esiste"):
        await opened(tmp_path / "nowhere" / "console.db")


async def test_a_folder_in_the_place_of_the_file(file):
    file.mkdir()
    with pytest.raises(StoreUnavailable):
        await opened(file)


async def test_a_migration_that_fails_leaves_an_empty_file(file, monkeypatch):
    from console.adapters.store.tables import m001_first_tables as first

    monkeypatch.setattr(first, "STATEMENTS", (*first.STATEMENTS, "CREATE TABLE contacts (twice TEXT)"))
    with pytest.raises(StoreUnavailable):
        await opened(file)
    monkeypatch.undo()
    store = await opened(file)
    assert (await store.add(a_visit())).id == 1
    await store.close()


def test_the_schema_says_whose_it_is_and_which_migrations_it_had(file):
    conn = open_store(file)
    assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    names = conn.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    assert len(names) == conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    conn.close()


def test_opening_a_store_that_is_up_to_date_does_not_load_sqlite_utils(file):
    open_store(file).close()
    program = OTHER_PROCESS + "assert not [name for name in sys.modules if name.startswith('sqlite_utils')]"
    subprocess.run([sys.executable, "-c", program, file], check=True, capture_output=True, timeout=60)


# --- full, locked --------------------------------------------------------------------------------


@contextmanager
def disk_with_room_for(size: int):
    """No file of this process may grow beyond this size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_said_clearly_nothing_is_half_and_work_goes_on_when_there_is_room(file):
    store = await opened(file)
    added = await store.add(a_visit())
    with disk_with_room_for((file.parent / "console.db-wal").stat().st_size + 4096):
        with pytest.raises(StoreUnavailable, match="pieno"):
            await store.add(a_visit(note="x" * 200_000))
        assert await store.find() == (added,), "reading goes on"
    again = await store.add(a_visit(note="x" * 200_000))
    assert await store.find() == (again, added)
    assert len(await store.journal(again.id)) == 1
    await store.close()
    assert check_store(file).ok


def test_a_database_at_its_largest_says_that_the_disk_is_full(file):
    conn = open_store(file)
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailable, match="il disco è pieno"), conn.write():
        repository.add(conn, a_mail(note="x" * 50_000))
    assert not conn.in_transaction
    with conn.read():
        assert repository.find(conn, "", include_closed=True, limit=9) == ()
    conn.close()


async def test_a_writer_waits_for_another_and_gives_up_in_words(file, monkeypatch):
    from console.adapters.store import engine

    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0.2)
    store, other = await opened(file), open_store(file)
    with other.write():
        with pytest.raises(StoreUnavailable, match="occupato"):
            await store.add(a_visit())
        assert (await store.board()).rows == ()
    assert (await store.add(a_visit())).id == ContactId(1)
    other.close()
    await store.close()


def test_a_failure_inside_a_transaction_undoes_it_whole(file):
    conn = open_store(file)
    with pytest.raises(KeyError), conn.write():
        repository.add(conn, a_mail())
        raise KeyError
    with conn.read():
        assert repository.find(conn, "", include_closed=True, limit=9) == ()
    conn.close()


# --- the check -----------------------------------------------------------------------------------


async def test_a_healthy_store(file):
    store = await opened(file)
    await store.add(a_visit())
    health = check_store(file)
    assert (health.ok, health.exists, health.private, health.contacts) == (True, True, True, 1)
    assert health.schema == health.known_schema == SCHEMA_VERSION
    assert health.size > 0
    assert health.free > 0
    await store.close()


def test_a_store_that_does_not_exist_yet_is_no_fault_and_is_not_made(file):
    health = check_store(file)
    assert (health.ok, health.exists) == (True, False)
    assert not file.exists()
