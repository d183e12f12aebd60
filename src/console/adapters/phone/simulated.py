"""The simulated PBX behind the Telephony port: the exchange under a real clock, playing a script or random calls.

It lives wherever intake lives. With a state folder its calls outlive the process; with a control folder other
processes can let people call and hang up, and read what the phones were shown (`door.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from console.adapters.phone import state as kept
from console.adapters.phone.chance import Chance
from console.adapters.phone.door import Door
from console.adapters.phone.exchange import Exchange
from console.adapters.phone.lines import Phase, Timer
from console.adapters.phone.script import RANDOM, Script, load_script
from console.domain.call import CallSignal
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import Clock

log = logging.getLogger(__name__)
Order = TypeVar("Order")

LONGEST_SLEEP = 5.0
"""Seconds between two looks at the clock, which somebody may set."""


class SimulatedTelephony:
    """Satisfies `services.ports.Telephony`. One subscriber at a time: a new one ends the earlier one's signals.

    `script`: a file that `load_script` reads, None for random calls only; a broken one is logged and plays
    nothing. `random` false: nobody calls by chance, and clerks always answer. `seed`: the same chance again.
    """

    def __init__(
        self,
        script: Path | None,
        clock: Clock,
        *,
        random: bool = True,
        seed: int | None = None,
        state: Path | None = None,
        control: Path | None = None,
        own_number: str = "",
    ) -> None:
        self._script_file = script
        self._clock = clock
        self._random = random
        self._seed = seed
        self._state = state
        self._own_number = own_number
        self._known: Exchange | None = None
        self._chance: Chance | None = None
        self._at_most = 0
        self._changed = asyncio.Event()
        self._subscription = 0
        self._door = Door(control, self._through_the_door) if control else None

    # --- the port --------------------------------------------------------------------------------

    async def signals(self) -> AsyncIterator[CallSignal]:
        """The roster, how each call stands, then everything that happens until closed."""
        self._subscription += 1
        mine = self._subscription
        self._changed.set()
        exchange = self._again()
        if self._door is not None:
            await self._door.open()
        try:
            for signal in exchange.floor.picture(self._clock.now()):
                yield signal
            while mine == self._subscription:
                self._settle()
                for signal in exchange.floor.drain():
                    yield signal
                await self._sleep()
        finally:
            if mine == self._subscription and self._door is not None:
                await self._door.close()

    async def take(self, order: CallOrder) -> None:
        """Bring the waiting call to `operator_extension`. Raises CallOrderFailed."""
        self._order(Exchange.take, order)

    async def transfer(self, order: CallOrder) -> None:
        """Blind transfer to `extension` with reference and name. Raises CallOrderFailed."""
        self._order(Exchange.transfer, order)

    async def consult(self, order: CallOrder) -> None:
        """Music for the citizen, the clerk's phone rings for the operator. Raises CallOrderFailed."""
        self._order(Exchange.consult, order)

    async def complete(self, order: CallOrder) -> None:
        """Citizen and clerk talk. Raises CallOrderFailed."""
        self._order(Exchange.complete, order)

    async def hand_back(self, order: CallOrder) -> None:
        """Citizen and operator talk again. Raises CallOrderFailed."""
        self._order(Exchange.hand_back, order)

    async def hold(self, order: CallOrder) -> None:
        """Put the citizen on hold. Raises CallOrderFailed."""
        self._order(Exchange.hold, order)

    async def resume(self, order: CallOrder) -> None:
        """Bring the citizen back from hold. Raises CallOrderFailed."""
        self._order(Exchange.resume, order)

    async def hang_up(self, order: CallOrder) -> None:
        """End the call. Raises CallOrderFailed."""
        self._order(Exchange.hang_up, order)

    async def call_out(self, order: CallOrder) -> None:
        """Ring `operator_extension`, then `number`; the call signals carry `order.call`."""
        self._order(Exchange.call_out, order)

    async def seat(self, seat: Seat) -> None:
        """A phone's state in the queue. Raises CallOrderFailed."""
        self._order(Exchange.seat, seat)

    async def open_hours(self, mode: HoursMode) -> None:
        """Whether callers reach the queue."""
        self._order(Exchange.open_hours, mode)

    # --- the exchange ----------------------------------------------------------------------------

    def _order(self, what: Callable[[Exchange, Order, float], None], order: Order) -> None:
        now = self._clock.now()
        exchange = self._exchange
        exchange.advance(now)
        what(exchange, order, now)
        self._settle()
        self._changed.set()

    @property
    def _exchange(self) -> Exchange:
        """The exchange; an order may come before anybody listens."""
        if self._known is None:
            self._known = self._begin()
        return self._known

    def _again(self) -> Exchange:
        """The exchange for a new subscriber: what happened while nobody listened is not told."""
        if self._state is not None:
            self._known = None
        exchange = self._exchange
        exchange.advance(self._clock.now())
        exchange.floor.drain()
        return exchange

    def _begin(self) -> Exchange:
        now = self._clock.now()
        script = self._script()
        afterwards = script.afterwards if self._random else None
        self._chance = Chance(afterwards, self._seed) if afterwards else None
        self._at_most = afterwards.at_most if afterwards else 0
        exchange = kept.restore(self._state, now, self._own_number) if self._state else None
        if exchange is None:
            exchange = Exchange(secrets.token_hex(4), own_number=self._own_number)
            exchange.floor.phones.update(script.phones)
            for scripted in script.calls:
                exchange.expect(scripted.caller, now + scripted.at)
        if self._chance is not None:
            exchange.floor.usual = self._chance.behaviour
        return exchange

    def _script(self) -> Script:
        if self._script_file is None:
            return RANDOM
        script, problems = load_script(self._script_file)
        for problem in problems:
            log.warning("script of calls: %s", problem)
        return script or Script()

    def _settle(self) -> None:
        """After whatever has happened: what is due, the next caller, the copy on disk, the phones' displays."""
        now = self._clock.now()
        exchange = self._exchange
        exchange.advance(now)
        self._expect_somebody(exchange, now)
        if self._state is not None:
            self._keep(exchange, self._state, now)
        if self._door is not None:
            self._door.write_down(exchange.floor.shown)

    def _expect_somebody(self, exchange: Exchange, now: float) -> None:
        """One random call is always on its way, once the script is over and unless too many wait."""
        expected = any(timer is Timer.ARRIVAL for _at, timer, _subject in exchange.floor.timers.pending())
        waiting = sum(line.phase is Phase.WAITING for line in exchange.floor.lines.values())
        if self._chance is not None and not expected and waiting < self._at_most:
            exchange.expect(self._chance.caller(), now + self._chance.pause())

    @staticmethod
    def _keep(exchange: Exchange, folder: Path, now: float) -> None:
        try:
            kept.save(exchange, folder, now)
        except OSError as error:
            log.error("the calls cannot be kept: %s", error)

    async def _sleep(self) -> None:
        """Until something changed or the next thing is due."""
        due = self._exchange.floor.timers.next_at()
        pause = LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, max(0.0, due - self._clock.now()))
        with contextlib.suppress(TimeoutError):  # not wait_for: in 3.11 it may swallow a cancellation
            async with asyncio.timeout(pause):
                await self._changed.wait()
        self._changed.clear()

    def _through_the_door(self, act: Callable[[Exchange, float], object]) -> object:
        """Let somebody outside act on the exchange."""
        now = self._clock.now()
        self._exchange.advance(now)
        given = act(self._exchange, now)
        self._settle()
        self._changed.set()
        return given
