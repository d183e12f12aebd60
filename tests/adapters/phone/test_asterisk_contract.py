"""The contract of the port, kept by a real Asterisk with the dialplan that ships."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from adapters.phone.contract import Bench, Display, TelephonyContract
from adapters.phone.listener import Listener
from console.adapters.phone.lines import Answer
from console.adapters.phone.presentation import REFERENCE_HEADER
from rigs.asterisk.phones import Does
from rigs.asterisk_rig import Office

DOES = {
    Answer.ANSWERED: Does.ANSWER, Answer.BUSY: Does.BUSY, Answer.NO_ANSWER: Does.RING, Answer.REFUSED: Does.DECLINE,
}  # fmt: skip

QUEUE = "500"
"""The key of the desk phones that leads into the queue."""


class AsteriskBench:
    deadline = 10.0

    def __init__(self, office: Office) -> None:
        self._office, self._phones = office, office.phones
        self.telephony = office.telephony
        self.operators, self.clerks = office.operators, office.clerks

    async def arrive(self, number: str, name: str = "") -> None:
        self._phones.citizen_calls(number, name)

    async def caller_hangs_up(self, number: str) -> None:
        self._phones.phone(number).talks[-1].hang_up()

    async def phone_will(self, extension: str, answer: Answer) -> None:
        self._phones.phone(extension).does = DOES[answer]

    async def phone_hangs_up(self, extension: str) -> None:
        self._phones.phone(extension).talks[-1].hang_up()

    async def clerk_sends_to_queue(self, extension: str) -> None:
        self._phones.phone(extension).talks[-1].refer(QUEUE)

    async def displays(self, extension: str) -> list[Display]:
        return [
            Display(name=invite.display()[0], number=invite.display()[1], reference=invite.one(REFERENCE_HEADER))
            for invite in self._phones.phone(extension).invites
        ]

    async def lose_link(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._office.road.cut()
        await meanwhile()
        await self._office.settles()
        self._office.road.mend()


@pytest.mark.server
class TestAsterisk(TelephonyContract):
    @pytest.fixture
    async def bench(self, office: Office) -> Bench:
        return AsteriskBench(office)

    @pytest.fixture
    async def listener(self, office: Office, bench: Bench) -> AsyncIterator[Listener]:
        """Listening, once the console has read the picture: orders before that are refused."""
        async with Listener(bench.telephony, bench.deadline) as listening:
            await listening.connected()
            yield listening
