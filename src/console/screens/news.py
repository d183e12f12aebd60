"""What is new for me between two boards: handoffs that have moved, mails of mine that wait no more, answers to what I
had in hand. Pure; what exactly happened is read from the contact."""

from __future__ import annotations

from console.domain.contact import CLERK_STATES, MOVING_STATES, CallState, ContactId, State
from console.domain.queues import Board, HeldMail, QueueRow

_TALKING = frozenset({CallState.TALKING, CallState.ON_HOLD})
_WATCHED = CLERK_STATES | MOVING_STATES


class News:
    """Remembers what I handed on, and says whose state differs now."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._handed: dict[ContactId, QueueRow] = {}
        self._meant: frozenset[ContactId] | None = None

    def of(self, board: Board) -> list[ContactId]:
        """The contacts of mine that are another thing now. A board that is not complete says nothing yet."""
        if not board.complete:
            return []
        before, now = self._handed, {row.id: row for row in board.rows if row.id in self._handed}
        moved = [contact for contact, row in before.items() if _moved(row, now.get(contact))]
        self._handed = {row.id: row for row in board.rows if row.operator == self._me and _watched(row)}
        return moved

    def answers(self, board: Board) -> list[QueueRow]:
        """Rows that wait and are meant for me since the last board; none of those that were there at the beginning."""
        if not board.complete:
            return []
        mine = [row for row in board.rows if row.meant_for == self._me and row.state is State.WAITING]
        before, self._meant = self._meant, frozenset(row.id for row in mine)
        return [row for row in mine if row.id not in before] if before is not None else []


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
