"""What intake keeps true at the PBX beside the calls: seats and hours, whenever somebody has committed anything."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from console.domain import call as s
from console.domain.errors import StoreUnavailable
from console.services.opening import OpeningKeeper
from console.services.ports import Wakeup
from console.services.seats import SeatKeeper

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks at least: hours begin and consoles vanish without anybody committing."""
STORE_RETRY_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class PhoneKeeper:
    """Hears what the PBX says, orders what differs. `seats` is None without a telephone."""

    wakeup: Wakeup
    opening: OpeningKeeper
    seats: SeatKeeper | None = None

    async def take_in(self, signal: s.CallSignal) -> None:
        """One signal, of whatever kind."""
        await self.opening.take_in(signal)
        if self.seats is not None:
            await self.seats.take_in(signal)

    async def settle(self) -> None:
        """Compare, and order what differs."""
        await self.opening.settle()
        if self.seats is not None:
            await self.seats.settle()

    async def run(self) -> None:
        """Settle until cancelled. What is known of an earlier link counts no more: begin before listening."""
        self.opening.unlink()
        if self.seats is not None:
            self.seats.unlink()
        while True:
            try:
                await self.settle()
            except StoreUnavailable:
                log.warning("store unavailable, seats and hours stay as they are")
                await asyncio.sleep(STORE_RETRY_SECONDS)
            await self.wakeup.wait(LOOK_SECONDS)
