"""Keeps a console's picture of the queue: read, compare, tell; woken by hints, checked once a second."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.queues import Board
from console.services.ports import Store, Wakeup

POLL_SECONDS = 1.0
"""The safety net behind the wake-up: `change_mark` costs 3 µs (performance.md, section 4)."""
FIRST_ROWS = 200
"""More than any screen shows; read before the rest so that the first paint does not wait."""


class BoardWatch:
    """Reads the board whenever somebody committed, and hands it on only when it differs."""

    def __init__(self, store: Store, wakeup: Wakeup, on_board: Callable[[Board], None]) -> None:
        self._store = store
        self._wakeup = wakeup
        self._on_board = on_board
        self._last: Board | None = None
        self._mark = 0

    async def run(self) -> None:
        """Watch until cancelled. Raises StoreUnavailable when the store cannot be read."""
        self._mark = await self._store.change_mark()
        self._tell(await self._store.board())
        while True:
            woken = await self._wakeup.wait(POLL_SECONDS)
            mark_moved = await self._moved()
            if woken or mark_moved:
                self._tell(await self._store.board())

    async def _moved(self) -> bool:
        mark = await self._store.change_mark()
        moved = mark != self._mark
        self._mark = mark
        return moved

    def _tell(self, board: Board) -> None:
        if board != self._last:
            self._last = board
            self._on_board(board)
