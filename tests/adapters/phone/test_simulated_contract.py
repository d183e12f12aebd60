"""The contract of the port, kept by the simulated exchange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from adapters.phone.contract import Bench, Display, TelephonyContract
from console.adapters.clock import SystemClock
from console.adapters.phone.lines import Answer
from console.adapters.phone.presentation import REFERENCE_HEADER
from console.adapters.phone.simulated import SimulatedTelephony
from console.domain.call import CallSignal
from fakes.phone_door import PhoneDoor

QUICK_PHONES = """
phones:
  - {extension: "3801", answers: [answered], after: 0.05}
  - {extension: "3802", answers: [answered], after: 0.05}
  - {extension: "+41790002022", answers: [answered], after: 0.05}
"""


class Relinking(SimulatedTelephony):
    """A simulated exchange whose link can break, as that to a real one does."""

    up: asyncio.Event

    async def signals(self) -> AsyncIterator[CallSignal]:
        while True:
            await self.up.wait()
            async for signal in super().signals():
                yield signal


class SimulatedBench:
    deadline = 10.0
    operators = ("3011", "3012")
    clerks = ("3801", "3802")

    def __init__(self, folder: Path) -> None:
        script = folder / "script.yaml"
        script.write_text(QUICK_PHONES, encoding="utf-8")
        self.telephony = Relinking(script, SystemClock(), random=False, control=folder, own_number="+41918166300")
        self.telephony.up = asyncio.Event()
        self.telephony.up.set()
        self._door = PhoneDoor(folder)

    async def arrive(self, number: str, name: str = "") -> None:
        await self._door.ask("arrive", number=number, name=name)

    async def caller_hangs_up(self, number: str) -> None:
        await self._door.ask("hang_up", number=number)

    async def phone_will(self, extension: str, answer: Answer) -> None:
        after = 0.3 if answer is Answer.NO_ANSWER else 0.05
        await self._door.ask("transfer_outcome", extension=extension, outcome=answer, after=after)

    async def phone_hangs_up(self, extension: str) -> None:
        await self._door.ask("phone_hangs_up", extension=extension)

    async def clerk_sends_to_queue(self, extension: str) -> None:
        await self._door.ask("send_to_queue", extension=extension)

    async def displays(self, extension: str) -> list[Display]:
        shown = (one["presentation"] for one in self._door.shown(extension))
        return [
            Display(name=one["name"], number=one["number"], reference=dict(one["headers"]).get(REFERENCE_HEADER, ""))
            for one in shown
        ]

    async def lose_link(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self.telephony.up.clear()
        other = SimulatedTelephony.signals(self.telephony)
        await anext(other)
        await meanwhile()
        await other.aclose()
        self.telephony.up.set()


class TestSimulated(TelephonyContract):
    @pytest.fixture
    async def bench(self, tmp_path: Path) -> Bench:
        return SimulatedBench(tmp_path)
