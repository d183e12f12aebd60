"""Scripted links to the world: a telephone, an outbox and a mail reader that do what a test says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from console.domain.mail import Mail
from console.services.ports import CallOrderFailed


@dataclass
class ScriptedTelephony:
    """Notes every order; `refuse` makes the next ones fail. Signals are fed by the test."""

    orders: list = field(default_factory=list)
    refuse: str = ""
    fed: asyncio.Queue = field(default_factory=asyncio.Queue)

    async def signals(self):
        while True:
            yield await self.fed.get()

    async def _order(self, name, order):
        self.orders.append((name, order))
        if self.refuse:
            raise CallOrderFailed(self.refuse)

    async def take(self, order):
        await self._order("take", order)

    async def transfer(self, order):
        await self._order("transfer", order)

    async def hold(self, order):
        await self._order("hold", order)

    async def resume(self, order):
        await self._order("resume", order)

    async def hang_up(self, order):
        await self._order("hang_up", order)

    async def call_out(self, order):
        await self._order("call_out", order)

    async def consult(self, order):
        await self._order("consult", order)

    async def complete(self, order):
        await self._order("complete", order)

    async def hand_back(self, order):
        await self._order("hand_back", order)

    async def seat(self, seat):
        await self._order("seat", seat)

    async def open_hours(self, mode):
        await self._order("open_hours", mode)


@dataclass(frozen=True)
class Result:
    sent: bool = False
    permanent: bool = False
    unknown: bool = False
    error: str = ""
    answers: tuple = ()
    size_limit: int = 0


SENT = Result(sent=True)
REFUSED = Result(permanent=True, error="550 no such user")
BUSY = Result(error="451 try later")
CUT = Result(unknown=True, error="connection lost")


@dataclass
class ScriptedOutbox:
    """Gives the results in their order, the last one for ever."""

    results: list = field(default_factory=lambda: [SENT])
    mails: list = field(default_factory=list)

    async def send(self, mail):
        self.mails.append(mail)
        return self.results.pop(0) if len(self.results) > 1 else self.results[0]


@dataclass
class PlainReader:
    """Finds the decoded mail that a test put beside the raw bytes."""

    mails: dict = field(default_factory=dict)

    async def read(self, raw):
        return self.mails.get(bytes(raw), Mail(message_id=f"<{hash(bytes(raw))}@x>", sender="x@example.ch"))
