"""Reads mails in a process of their own: a hostile one costs that process, never the console.

The decoder is not imported here; it lives in `worker`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from console.domain.mail import Mail, mail_from

log = logging.getLogger(__name__)

_LENGTH = struct.Struct(">Q")
_CHUNK = 262_144
_LARGEST_ANSWER = 32_000_000
_START_SECONDS = 30.0
_END_SECONDS = 1.0
_HEADER_BYTES = 1_048_576
_MEGABYTE = 1 << 20
# -P: a file called email.py in the current folder is not imported.
WORKER = (sys.executable, "-P", "-m", "console.adapters.mail.worker")

UNREADABLE = "unreadable"
T = TypeVar("T")


class WorkerFailed(Exception):
    """The worker crashed or answers nonsense."""


class WorkerHangs(WorkerFailed):
    """No answer in time."""


class ProcessMailReader:
    """`services.ports.MailReader`: one worker process, started with the first mail, replaced when it fails.

    `seconds` is the time limit for one mail, `memory_mb` what the worker may use beyond its start.
    """

    def __init__(self, *, seconds: float = 5.0, memory_mb: int = 768, worker: Sequence[str] = WORKER) -> None:
        self._seconds = seconds
        self._command = (*worker, "--seconds", str(seconds), "--memory", str(memory_mb * _MEGABYTE))
        self._process: Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def read(self, raw: bytes) -> Mail:
        """The mail as people read it; of one that breaks the worker the header, with the flag `unreadable`."""
        async with self._one_at_a_time:
            return await self._tried((b"m", raw), (b"h", raw[:_HEADER_BYTES]))

    async def read_file(self, path: Path, begin: int, end: int) -> Mail:
        """As `read`, of a mail that lies in a file. A large one is not carried through memory: the worker maps it."""
        async with self._one_at_a_time:
            order = {"path": str(path), "begin": begin, "end": end}
            return await self._tried(
                (b"f", json.dumps(order).encode()),
                (b"f", json.dumps({**order, "end": min(end, begin + _HEADER_BYTES), "header": True}).encode()),
            )

    async def _tried(self, whole: tuple[bytes, bytes], header: tuple[bytes, bytes]) -> Mail:
        # A worker may have died of something else, so a crash is tried once more, but not a mail that hangs.
        attempts = [whole, whole, header]
        while attempts:
            order, content = one = attempts.pop(0)
            try:
                return await self._asked(order, content, _mail)
            except WorkerFailed as failure:
                log.warning("the mail decoder failed on %d bytes: %s", len(content), failure)
                if isinstance(failure, WorkerHangs):
                    attempts = attempts[-1:] if one is whole else []
        return Mail(flags=(UNREADABLE,))

    async def close(self) -> None:
        """End the worker. Reading again starts a new one."""
        async with self._one_at_a_time:
            process, self._process = self._process, None
            if process is None or process.stdin is None:
                return
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), _END_SECONDS)
            except TimeoutError:
                await _kill(process)

    async def ask(self, order: bytes, content: bytes, *, largest: int) -> bytes:
        """The worker's answer to another order than to read a mail. Raises WorkerFailed, WorkerHangs."""
        async with self._one_at_a_time:
            return await self._asked(order, content, bytes, largest)

    async def _asked(
        self, order: bytes, content: bytes, understood: Callable[[bytes], T], largest: int = _LARGEST_ANSWER
    ) -> T:
        process = await self._running()
        answered = False
        try:
            async with asyncio.timeout(self._seconds):
                answer = understood(await _exchange(process, order, content, largest))
            answered = True
            return answer
        except TimeoutError as error:
            raise WorkerHangs(f"no answer within {self._seconds:g} s") from error
        except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
            raise WorkerFailed(type(error).__name__) from error
        finally:
            if not answered:
                await self._discard()

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        try:
            # A session of its own: Ctrl-C in the terminal is for the console, which ends its worker in order.
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
            async with asyncio.timeout(_START_SECONDS):
                if await _stdout(self._process).read(1) != b"!":
                    raise EOFError("the worker did not start")
        except (OSError, EOFError, TimeoutError) as error:
            await self._discard()
            raise WorkerFailed(str(error) or type(error).__name__) from error
        except asyncio.CancelledError:
            await self._discard()
            raise
        return self._process

    async def _discard(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await asyncio.shield(_kill(process))


async def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _stdout(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise EOFError
    return process.stdout


async def _exchange(process: Process, order: bytes, content: bytes, largest: int) -> bytes:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(order + _LENGTH.pack(len(content)))
    for at in range(0, len(content), _CHUNK):
        process.stdin.write(content[at : at + _CHUNK])
        await process.stdin.drain()
    await process.stdin.drain()
    answer = _stdout(process)
    length = _LENGTH.unpack(await answer.readexactly(_LENGTH.size))[0]
    if length > largest:
        raise ValueError("an answer of impossible length")
    return await answer.readexactly(length)


def _mail(answer: bytes) -> Mail:
    return mail_of(json.loads(answer))


def mail_of(known: dict[str, Any]) -> Mail:
    """What the worker says of a mail as the frozen type. What a service says is for the site to know."""
    return mail_from({**known, "registered": None})
