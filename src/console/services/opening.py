"""Whether the contact center is open now: a supervisor's word, else the site's hours; and telling the PBX."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from console.domain import call as s
from console.domain.seat import HoursMode, Opening
from console.services.ports import CallOrderFailed, Clock, Hours, Store, Telephony

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class OpeningKeeper:
    """Satisfies `services.ports.Hours` with the supervisor's word as it was read last (`refresh`).

    The PBX is told OPEN or CLOSED whenever that differs from what it has, so after every reconnection too.
    """

    store: Store
    clock: Clock
    hours: Hours
    telephony: Telephony | None = None
    _said: Opening = field(default_factory=Opening)
    _seen: HoursMode | None = None
    _asked: tuple[HoursMode, float] | None = None
    _linked: bool = False

    def is_open(self, at: float) -> bool:
        """Whether it is open at this moment."""
        if self._said.mode is HoursMode.AUTO:
            return self.hours.is_open(at)
        return self._said.mode is HoursMode.OPEN

    def next_opening(self, at: float) -> float:
        """The next moment at which it opens by the hours, at or after `at`; the word of a supervisor has no end."""
        return at if self.is_open(at) else self.hours.next_opening(at)

    async def refresh(self) -> None:
        """Read the supervisor's word."""
        self._said = await self.store.opening()

    def unlink(self) -> None:
        """Tell the PBX nothing until a roster says that the link stands."""
        self._linked = False

    async def take_in(self, signal: s.CallSignal) -> None:
        """What the PBX has, and whether it can be told; other signals are nothing to it."""
        if isinstance(signal, s.CallRosterRead):
            self._linked, self._seen, self._asked = True, None, None
        elif isinstance(signal, s.PhoneLink) and not signal.ok:
            self.unlink()
        elif isinstance(signal, s.HoursSeen):
            self._seen, self._asked = signal.mode, None
            await self.store.set_hours_seen(signal.mode)

    async def part(self) -> None:
        """Nobody watches the hours from now on: the PBX goes by its own, until a roster says that somebody does."""
        was_linked, self._linked = self._linked, False
        if self.telephony is None or not was_linked or self._seen is HoursMode.AUTO:
            return
        try:
            await self.telephony.open_hours(HoursMode.AUTO)
        except CallOrderFailed as failed:
            log.warning("the PBX keeps the hours that it was told last: %s", failed)
            return
        self._seen = HoursMode.AUTO
        await self.store.set_hours_seen(HoursMode.AUTO)

    async def settle(self) -> None:
        """Read the word, and tell the PBX what it does not know."""
        await self.refresh()
        if self.telephony is None or not self._linked:
            return
        now = self.clock.now()
        wanted = HoursMode.OPEN if self.is_open(now) else HoursMode.CLOSED
        asked, at = self._asked or (None, 0.0)
        if wanted is self._seen or (wanted is asked and now - at < ASK_AGAIN_SECONDS):
            return
        self._asked = (wanted, now)
        try:
            await self.telephony.open_hours(wanted)
        except CallOrderFailed as failed:
            log.warning("the PBX keeps its hours: %s", failed)
