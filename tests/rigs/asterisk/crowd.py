"""Many citizens who call at an even rate, wait, and hang up; and an ear that notes when the console hears of each."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from console.domain.call import CallArrived, CallEnded, CallRosterRead
from console.services.ports import Telephony
from rigs.asterisk.phones import Phones

HEARING_SECONDS = 20.0


def number(caller: int) -> str:
    """The number of one of the crowd."""
    return f"+4179{caller:07d}"


async def crowd(phones: Phones, calls: int, *, rate: float, waits: float = 2.0) -> dict[str, float]:
    """When (monotonic seconds) each number's INVITE was sent; ends when the last has hung up."""
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), {}
    for caller in range(calls):
        await asyncio.sleep(max(0.0, began + caller / rate - loop.time()))
        sent[number(caller)] = time.monotonic()
        loop.call_later(waits, phones.citizen_calls(number(caller)).hang_up)
    await asyncio.sleep(waits + 0.1)
    return sent


async def sipp_crowd(port: int, calls: int, *, rate: float) -> int:
    """The same by sipp, an independent caller; gives its exit code, 0 when every call went as it should.

    Raises FileNotFoundError where sipp is missing (Debian's package sip-tester).
    """
    scenario = Path(__file__).with_name("caller.xml")
    command = [
        "sipp", f"127.0.0.1:{port}", "-sf", str(scenario), "-i", "127.0.0.1", "-m", str(calls), "-r", str(int(rate)),
        "-l", str(int(rate * 10)), "-nostdin", "-timeout", str(int(calls / rate + 30)),
    ]  # fmt: skip
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=quiet, stderr=quiet)
    return await process.wait()


@dataclass
class Ear:
    """`async with Ear(telephony)`: what was heard of each call and when, in monotonic seconds."""

    telephony: Telephony
    arrived: dict[str, float] = field(default_factory=dict)
    """By number."""
    kinds: dict[str, list[type]] = field(default_factory=dict)
    """Every signal, by call."""
    unknown: int = 0
    """How many calls ended otherwise than by a hang-up that was heard."""
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Ear:
        self._task = asyncio.create_task(self._listen())
        await asyncio.wait_for(self._ready.wait(), HEARING_SECONDS)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        async for signal in self.telephony.signals():
            if isinstance(signal, CallRosterRead):
                self._ready.set()
            if isinstance(signal, CallArrived):
                self.arrived[signal.number] = time.monotonic()
            if isinstance(signal, CallEnded):
                self.unknown += not signal.known
            if call := getattr(signal, "call", ""):
                self.kinds.setdefault(call, []).append(type(signal))

    async def hears_all(self, calls: int) -> None:
        """Wait until so many calls have ended. Raises TimeoutError."""
        async with asyncio.timeout(HEARING_SECONDS):
            while sum(kinds[-1] is CallEnded for kinds in self.kinds.values()) < calls:  # noqa: ASYNC110  only a count
                await asyncio.sleep(0.05)
