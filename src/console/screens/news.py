"""Which of my handoffs have moved between two boards. Pure; what exactly happened is read from the contact."""

from __future__ import annotations

from console.domain.contact import CLERK_STATES, ContactId, State
from console.domain.queues import Board, QueueRow

_WATCHED = CLERK_STATES | {State.TRANSFERRING}


class News:
    """Remembers what I handed on, and says whose state differs now."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._handed: dict[ContactId, QueueRow] = {}

    def of(self, board: Board) -> list[ContactId]:
        """The contacts of mine that are another thing now. A board that is not complete says nothing yet."""
        if not board.complete:
            return []
        before, now = self._handed, {row.id: row for row in board.rows if row.id in self._handed}
        moved = [
            contact for contact, row in before.items()
            if contact not in now or (now[contact].state, now[contact].handoff_state) != (row.state, row.handoff_state)
        ]  # fmt: skip
        self._handed = {row.id: row for row in board.rows if row.operator == self._me and row.state in _WATCHED}
        return moved
