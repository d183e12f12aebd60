"""After-call work has an end: a talk without a disposition is closed with the usual one, and its operator is ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from console.domain import commands as c
from console.domain.contact import Contact, ContactId, OperatorId, State
from console.domain.queues import QueueRow
from console.services.act import act
from console.services.ports import Clock, Store

DRAFTS = ("note", "reply", "handoff")
"""Texts and forms whose last key puts the end off: nothing is closed under an operator who is typing."""


@dataclass(slots=True, kw_only=True)
class AfterCall:
    """`seconds` after the talk, or after the last key of a note; 0: without limit."""

    store: Store
    clock: Clock
    seconds: float = 60.0

    async def sweep(self, rows: Iterable[QueueRow]) -> None:
        """Close what has waited too long among these."""
        if not self.seconds:
            return
        for row in rows:
            if row.state is State.WRAP_UP and await self._is_over(row):
                await act(self.store, self.clock, row.id, self._end)

    async def _is_over(self, row: QueueRow) -> bool:
        now = self.clock.now()
        if now - row.state_since < self.seconds:
            return False
        last = await self._last_key(row.id, OperatorId(row.operator))
        return now - max(last, row.state_since) >= self.seconds

    async def _last_key(self, contact: ContactId, operator: OperatorId) -> float:
        drafts = [await self.store.draft(contact, operator, kind) for kind in DRAFTS]
        return max((draft.saved_at for draft in drafts if draft is not None), default=0.0)

    def _end(self, current: Contact) -> c.Command:
        """Not for a wrap-up that began anew since the board was read."""
        over = self.clock.now() - current.state_since >= self.seconds
        return c.EndAfterCall() if over else c.Edit(by=current.operator)
