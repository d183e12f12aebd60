"""When text in the making is written down: soon after the last key, never later than two seconds after it.

The clock is asked, not a timer of its own, so that a test can move time by hand; the widget's timer only
calls `tick` four times a second while something is unsaved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

QUIET_SECONDS = 0.7
"""No key for so long: write."""
LIMIT_SECONDS = 1.5
"""Typing without a pause: write all the same. With one tick this stays below the two seconds of product.md."""
TICK_SECONDS = 0.25


class Autosave:
    """Calls `save` when it is due. `save` may raise; then the text stays unsaved and is tried again."""

    def __init__(self, now: Callable[[], float], save: Callable[[], Awaitable[None]]) -> None:
        self._now = now
        self._save = save
        self._lock = asyncio.Lock()
        self._typed = 0
        self._saved = 0
        self._first = 0.0
        self._last = 0.0

    @property
    def dirty(self) -> bool:
        """Whether something is not written down yet."""
        return self._typed != self._saved

    def touch(self) -> None:
        """A key changed the text."""
        self._last = self._now()
        if not self.dirty:
            self._first = self._last
        self._typed += 1

    def forget(self) -> None:
        """What is unsaved need not be saved any more (it was sent)."""
        self._saved = self._typed

    def due(self) -> bool:
        """Whether to write now. A clock that was set back counts as due."""
        now = self._now()
        quiet = not 0 <= now - self._last < QUIET_SECONDS
        return self.dirty and (quiet or not 0 <= now - self._first < LIMIT_SECONDS)

    async def tick(self) -> None:
        """Write when it is due. Raises what `save` raises."""
        if self.due():
            await self.flush()

    async def flush(self) -> None:
        """Write whatever is unsaved now. Raises what `save` raises."""
        async with self._lock:
            while self.dirty:
                taken = self._typed
                try:
                    await self._save()
                except BaseException:
                    self._first = self._last = self._now()
                    raise
                self._saved = max(self._saved, taken)
