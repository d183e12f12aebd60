"""The worker process: it answers, it is replaced when it hangs or dies, and the mail is never lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from console.adapters.mail.reader import ProcessMailReader
from console.domain.mail import MailClass
from console.services.ports import MailReader

from .zoo.case import file, mail, multi, part

LETTER = multi(
    "mixed", part("text/plain; charset=utf-8", "Buongiorno, perché?"), file("a.exe"), head="Message-ID: <a@b>\n"
)
FAULTY = textwrap.dedent(
    '''
    """A worker that answers until a mail tells it to misbehave."""
    import os, sys, time
    from console.adapters.mail import worker
    honest = worker._decoded

    def decoded(order, raw):
        if order == b"m":
            if b"X-Hang" in raw:
                time.sleep(600)
            if b"X-Die" in raw:
                os._exit(3)
            if b"X-Nonsense" in raw:
                os.write(1, b"x" * 64)
                time.sleep(600)
            if b"X-Memory" in raw:
                return [bytearray(1 << 30) for _ in range(100)]
        if b"X-Always" in raw:
            os._exit(3)
        return honest(order, raw)

    worker._decoded = decoded
    sys.exit(worker.main())
    '''
)


@pytest.fixture
async def reader() -> AsyncIterator[ProcessMailReader]:
    made = ProcessMailReader()
    yield made
    await made.close()


@pytest.fixture
async def faulty(tmp_path: Path) -> AsyncIterator[ProcessMailReader]:
    script = tmp_path / "faulty_worker.py"
    script.write_text(FAULTY)
    made = ProcessMailReader(seconds=1.0, memory_mb=256, worker=(sys.executable, str(script)))
    yield made
    await made.close()


def workers() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        try:
            if "worker" in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.Error:
            continue
    return found


async def test_a_mail_comes_back_whole(reader: ProcessMailReader) -> None:
    port: MailReader = reader
    found = await port.read(LETTER)

    assert found.text == "Buongiorno, perché?"
    assert found.message_id == "<a@b>"
    assert found.kind is MailClass.PERSON
    assert found.flags == ("executable",)
    assert [(one.name, one.size, one.flags) for one in found.attachments] == [("a.exe", 3, ("executable",))]
    assert hash(found) == hash(await reader.read(LETTER))


async def test_no_process_before_the_first_mail_and_none_after_the_end(reader: ProcessMailReader) -> None:
    assert workers() == []
    await reader.read(LETTER)
    assert len(workers()) == 1
    await reader.close()
    assert workers() == []
    assert (await reader.read(LETTER)).message_id == "<a@b>"


async def test_many_at_once_come_back_each_to_its_own(reader: ProcessMailReader) -> None:
    letters = [mail(f"Subject: numero {n}\n", f"testo {n}") for n in range(30)]
    found = await asyncio.gather(*map(reader.read, letters))

    assert [one.subject for one in found] == [f"numero {n}" for n in range(30)]
    assert len(workers()) == 1


async def test_a_large_mail_passes(reader: ProcessMailReader) -> None:
    found = await reader.read(multi("mixed", part("text/plain", "ciao"), file("a.bin", bytes(30_000_000))))

    assert found.text == "ciao"
    assert found.attachments[0].size == 30_000_000


@pytest.mark.parametrize("fault", ["X-Hang", "X-Die", "X-Nonsense", "X-Memory"])
async def test_a_mail_that_breaks_the_worker_keeps_its_header(faulty: ProcessMailReader, fault: str) -> None:
    found = await faulty.read(mail(f"{fault}: yes\nMessage-ID: <a@b>\nSubject: perché\n", "testo"))

    assert found.flags == ("unreadable",)
    assert found.message_id == "<a@b>"
    assert found.subject == "perché"
    assert found.text == ""
    assert (await faulty.read(LETTER)).text == "Buongiorno, perché?"
    assert len(workers()) == 1


async def test_a_mail_that_breaks_every_worker_is_unreadable(faulty: ProcessMailReader) -> None:
    found = await faulty.read(mail("X-Always: yes\n", "testo"))

    assert found.flags == ("unreadable",)
    assert found.sender == ""
    assert (await faulty.read(LETTER)).text == "Buongiorno, perché?"


async def test_a_worker_killed_between_two_mails_is_replaced(reader: ProcessMailReader) -> None:
    await reader.read(LETTER)
    victim = workers()[0]
    os.kill(victim.pid, signal.SIGKILL)

    assert (await reader.read(LETTER)).flags == ("executable",)
    assert [one.pid for one in workers()] != [victim.pid]


async def test_a_cancelled_read_leaves_no_half_answer(reader: ProcessMailReader) -> None:
    await reader.read(LETTER)
    reading = asyncio.create_task(reader.read(mail("Subject: interrotta\n", "x" * 2_000_000)))
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert (await reader.read(LETTER)).message_id == "<a@b>"


async def test_without_a_worker_the_mail_is_unreadable() -> None:
    reader = ProcessMailReader(worker=("/nonexistent-program",))

    assert (await reader.read(LETTER)).flags == ("unreadable",)
    await reader.close()


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        (
            "console.adapters.mail.reader",
            ("console.adapters.mail.decode", "nh3", "lxml", "textual", "rich"),
        ),
        ("console.adapters.mail.worker", ("textual", "rich", "asyncio")),
    ],
)
def test_each_side_imports_only_what_it_needs(module: str, heavy: tuple[str, ...]) -> None:
    asked = f"import sys, {module}; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
