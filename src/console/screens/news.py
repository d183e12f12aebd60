"""Which of my handoffs have moved, and which of my mails wait no more, between two boards. Pure.

What exactly happened is read from the contact.
"""

from __future__ import annotations

from console.domain.contact import CLERK_STATES, MOVING_STATES, CallState, ContactId
from console.domain.queues import Board, HeldMail, QueueRow

_TALKING = frozenset({CallState.TALKING, CallState.ON_HOLD})
_WATCHED = CLERK_STATES | MOVING_STATES


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
        moved = [contact for contact, row in before.items() if _moved(row, now.get(contact))]
        self._handed = {row.id: row for row in board.rows if row.operator == self._me and _watched(row)}
        return moved


def _watched(row: QueueRow) -> bool:
    """What I handed on, and my calls, which the keys of my phone may hand on."""
    return row.state in _WATCHED or row.call_state in _TALKING


def _moved(before: QueueRow, now: QueueRow | None) -> bool:
    if before.state not in _WATCHED:
        return now is not None and now.state in CLERK_STATES
    return now is None or (now.state, now.handoff_state) != (before.state, before.handoff_state)


class ReleaseNews:
    """Remembers which of my mails wait, and says which wait no more."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._mine: frozenset[HeldMail] = frozenset()

    def of(self, board: Board) -> list[ContactId]:
        """The contacts of mine whose mail waits no more. A board that is not complete says nothing yet."""
        if not board.complete:
            return []
        before, self._mine = self._mine, frozenset(one for one in board.held if one.author == self._me)
        return [ContactId(one.contact) for one in sorted(before - self._mine)]
