"""The wake-up between processes: a hint reaches every console, dead ones are swept, and no folder means polling."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading

import pytest

from console.adapters.store.store import SqliteStore
from console.adapters.store.wakeup import POLL_SECONDS, SUFFIX, DatagramWakeup
from console.services.board import BoardWatch
from fakes.arrivals import a_visit
from fakes.seat import HandClock

LONG = 30.0
"""Far longer than any hint takes: reaching it is a failure."""


@pytest.fixture
def make(tmp_path):
    made = []

    def one(folder=tmp_path / "run") -> DatagramWakeup:
        made.append(DatagramWakeup(folder))
        return made[-1]

    yield one
    for wakeup in made:
        wakeup.close()


async def waiting(wakeup: DatagramWakeup) -> asyncio.Task[bool]:
    """A task that has begun to wait."""
    task = asyncio.create_task(wakeup.wait(LONG))
    await asyncio.sleep(0)
    return task


async def test_a_hint_wakes_every_console_and_the_sender(make):
    consoles = [make() for _ in range(5)]
    tasks = [await waiting(console) for console in consoles]
    consoles[0].notify()
    assert await asyncio.gather(*tasks) == [True] * 5


async def test_a_hint_wakes_every_task_of_a_console(make):
    console = make()
    tasks = [await waiting(console) for _ in range(3)]
    make().notify()
    assert await asyncio.gather(*tasks) == [True] * 3


async def test_without_a_hint_the_wait_ends_by_itself(make):
    assert await make().wait(0.01) is False


async def test_a_hint_before_the_first_wait_is_not_lost(make):
    console = make()
    make().notify()
    assert await console.wait(LONG)


async def test_a_hint_between_two_waits_is_not_lost_and_not_heard_twice(make):
    console = make()
    other = await waiting(console)
    console.notify()
    assert await console.wait(LONG)
    assert await other
    listener = await waiting(console)
    console.notify()
    await listener  # the hint is taken in while this task does something else
    assert await console.wait(LONG)
    assert await console.wait(0.01) is False


async def test_ten_thousand_hints_never_block_and_are_one(make):
    console = make()
    for _ in range(10_000):
        console.notify()
    assert await console.wait(LONG)
    assert await console.wait(0.01) is False


async def test_the_hint_may_come_from_another_thread(make):
    console = make()
    task = await waiting(console)
    thread = threading.Thread(target=console.notify)
    thread.start()
    assert await task
    thread.join()


def a_console_that_is_killed(folder) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom console.adapters.store.wakeup import DatagramWakeup\n"
        "DatagramWakeup(Path(sys.argv[1]))\nos.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, folder], check=False, timeout=60)


async def test_a_killed_console_is_swept_and_a_closed_one_leaves_nothing(make, tmp_path):
    folder = tmp_path / "run"
    a_console_that_is_killed(folder)
    assert len(list(folder.glob(f"*{SUFFIX}"))) == 1
    console = make()
    console.notify()
    assert await console.wait(LONG)
    assert len(list(folder.glob(f"*{SUFFIX}"))) == 1
    console.close()
    console.close()
    assert list(folder.iterdir()) == []
    console.notify()  # never fails


async def test_foreign_things_in_the_folder_do_no_harm(make, tmp_path):
    console = make()
    (tmp_path / "run" / f"text{SUFFIX}").write_text("no socket")
    (tmp_path / "run" / f"folder{SUFFIX}").mkdir()
    task = await waiting(console)
    console.notify()
    assert await task


async def test_the_folder_is_private_even_if_it_was_not(make, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    assert make(folder).shared
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_folder_deeper_than_a_socket_address_is_long(make, tmp_path):
    folder = tmp_path / ("d" * 80) / ("e" * 80)
    one, two = make(folder), make(folder)
    assert one.shared
    task = await waiting(one)
    two.notify()
    assert await task


async def test_without_a_usable_folder_waits_are_short_and_own_hints_still_come(make, tmp_path):
    (tmp_path / "file").write_text("in the way")
    console = make(tmp_path / "file")
    assert not console.shared
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert await console.wait(LONG) is False
    assert POLL_SECONDS * 0.9 <= loop.time() - started < LONG
    console.notify()
    assert await console.wait(LONG)


async def test_a_folder_of_somebody_else_is_not_used(make, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert not make(folder).shared


async def test_what_one_console_commits_another_shows(make, tmp_path):
    """The whole way: commit, hint, reading, board."""
    seen: asyncio.Queue = asyncio.Queue()
    mine, theirs = make(), make()
    writer = await SqliteStore.open(tmp_path / "console.db", HandClock(), on_commit=mine.notify)
    reader = await SqliteStore.open(tmp_path / "console.db", HandClock(), on_commit=theirs.notify)
    watch = asyncio.create_task(BoardWatch(reader, theirs, seen.put_nowait).run())
    assert (await asyncio.wait_for(seen.get(), LONG)).rows == ()
    contact = await writer.add(a_visit())
    board = await asyncio.wait_for(seen.get(), LONG)
    assert [row.id for row in board.rows] == [contact.id]
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    await writer.close()
    await reader.close()
