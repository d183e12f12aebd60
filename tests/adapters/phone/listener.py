"""Reads a telephone's signals beside the test and waits for those that the test names."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from console.domain.call import CallSignal, PhoneLink
from console.services.ports import Telephony

Signal = TypeVar("Signal")


class Listener:
    """`async with Listener(telephony)`: everything heard so far is in `heard`, oldest first."""

    def __init__(self, telephony: Telephony, deadline: float = 10.0) -> None:
        self._telephony = telephony
        self._deadline = deadline
        self.heard: list[CallSignal] = []
        self._read = 0
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Listener:
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        signals = self._telephony.signals()
        try:
            async for signal in signals:
                async with self._news:
                    self.heard.append(signal)
                    self._news.notify_all()
        finally:
            await signals.aclose()

    async def next(self, kind: type[Signal], **wanted: object) -> Signal:
        """The next signal of this kind with these values, after those that were asked for before."""
        try:
            async with asyncio.timeout(self._deadline), self._news:
                while True:
                    for at in range(self._read, len(self.heard)):
                        if _fits(self.heard[at], kind, wanted):
                            self._read = at + 1
                            return self.heard[at]  # type: ignore[return-value]
                    if self._task.done():
                        self._task.result()
                    await self._news.wait()
        except TimeoutError:
            unread = self.heard[self._read :]
            raise AssertionError(f"no {kind.__name__} {wanted} among {unread or 'nothing'}") from None

    async def connected(self) -> None:
        """Wait until the link stands; what was heard until then stays to be asked for."""
        async with asyncio.timeout(self._deadline), self._news:
            await self._news.wait_for(lambda: any(isinstance(one, PhoneLink) and one.ok for one in self.heard))

    def of_call(self, call: str) -> list[type]:
        """The kinds of signals heard of one call, in their order."""
        return [type(signal) for signal in self.heard if getattr(signal, "call", None) == call]


def _fits(signal: CallSignal, kind: type, wanted: dict[str, object]) -> bool:
    return isinstance(signal, kind) and all(getattr(signal, name) == value for name, value in wanted.items())
