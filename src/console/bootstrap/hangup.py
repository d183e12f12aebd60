"""A console ends in order when its terminal is gone (a cut SSH line) or somebody stops it: drafts kept, presence told.

Without this, Textual's reader spins on the end of its input and its writer blocks for ever: a process that nobody sees
would fill a core and keep its operator ready.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

LOOK_SECONDS = 2.0
"""Between two looks at the terminal, for a console to which no SIGHUP comes (nohup, some containers)."""
LAST_SECONDS = 5
"""Whatever still blocks after this is ended by the system: a write to a terminal that is gone may never return."""
STOPS = (signal.SIGHUP, signal.SIGTERM)


class HangUp:
    """Ends the console once; `happened` says whether it did."""

    def __init__(self, end: Callable[[], Awaitable[None]]) -> None:
        self._end = end
        self._ending: asyncio.Future[None] | None = None

    @property
    def happened(self) -> bool:
        """Whether the console was ended from outside."""
        return self._ending is not None

    def now(self) -> None:
        """End it; a second time changes nothing."""
        if self._ending is None:
            signal.alarm(LAST_SECONDS)
            self._ending = asyncio.ensure_future(self._end())

    async def watch(self) -> None:
        """Look at the terminal until it is gone; for ever where there never was one."""
        there = _is_terminal()
        while not there or _is_terminal():  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(LOOK_SECONDS)
        self.now()


@asynccontextmanager
async def hanging_up(end: Callable[[], Awaitable[None]]) -> AsyncIterator[HangUp]:
    """While the block runs, the end of the terminal and the signals to stop call `end`."""
    hang_up, loop = HangUp(end), asyncio.get_running_loop()
    for one in STOPS:
        loop.add_signal_handler(one, hang_up.now)
    watching = asyncio.create_task(hang_up.watch())
    try:
        yield hang_up
    finally:
        watching.cancel()
        for one in STOPS:
            loop.remove_signal_handler(one)


def _is_terminal() -> bool:
    with suppress(OSError, ValueError, AttributeError):
        return os.isatty(sys.__stdin__.fileno())  # type: ignore[union-attr]
    return False
