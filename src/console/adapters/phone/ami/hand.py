"""The hand that gives orders to the PBX: each once, and refused when there is no link."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from console.adapters.phone.ami import actions
from console.adapters.phone.ami.session import AmiError, LinkLost, Session
from console.adapters.phone.ami.wire import BadField
from console.adapters.phone.orders import Refusal, refuse

log = logging.getLogger(__name__)


class Hand:
    """`session` is None while the link is down; `ring_seconds`: how long an own phone may ring."""

    def __init__(self, ring_seconds: float) -> None:
        self.session: Session | None = None
        self._ring_seconds = ring_seconds

    async def act(self, action: actions.Action, *, action_id: str = "") -> None:
        """Once. Raises CallOrderFailed: refused by the PBX, or of unknown outcome when the link is gone."""
        if self.session is None:
            raise refuse(Refusal.UNREACHABLE)
        try:
            await self.session.act(*action, action_id=action_id)
        except BadField as error:
            raise refuse(Refusal.BAD_ORDER) from error
        except AmiError as error:
            log.warning("the PBX refused %s: %s", action[0], error)
            raise refuse(Refusal.CALL_GONE) from error
        except LinkLost as error:
            raise refuse(Refusal.UNREACHABLE) from error

    async def all(self, several: Iterable[actions.Action]) -> None:
        """Several that do not depend on each other, without waiting for each answer. Raises CallOrderFailed."""
        await asyncio.gather(*(self.act(action) for action in several))

    async def ring(self, action: actions.Action, leg: str) -> None:
        """Make an own phone ring; the leg bears this id. Raises CallOrderFailed."""
        await self.act(actions.ringing(action, self._ring_seconds), action_id=leg)
