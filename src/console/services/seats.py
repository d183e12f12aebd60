"""The phones in the PBX's queue: brought to where their operators' presence wants them.

The presence row is the wish, the PBX's word is the fact, and only differences are sent. Nothing is kept of what was
sent before a lost link: after every roster all is compared again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.domain import call as s
from console.domain.office import Operator, PersonState, Presence
from console.domain.seat import Seat
from console.domain.text import clean
from console.services.ports import CallOrderFailed, Clock, Directory, Store, Telephony
from console.services.presence import pause_unanswered

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 10.0
"""An order that the PBX has taken without saying so is repeated after this; seats may be ordered twice."""
PICTURE_SECONDS = 1.0
"""After a roster: until then what the PBX says of its seats is on its way."""
LONGEST_REASON = 40
_PAUSES = {Presence.PAUSED: "pause", Presence.AFTER_CALL: "after_call", Presence.BUSY: "busy"}
"""The reason that the PBX is given when the operator gave none."""


@dataclass(slots=True, kw_only=True)
class SeatKeeper:
    """Only the process that holds the intake lease runs one.

    `distribute` false: the PBX rings nobody, calls are only taken by hand. `console_gone`: seconds without a
    heartbeat after which a phone is out of the queue.
    """

    store: Store
    clock: Clock
    directory: Directory
    telephony: Telephony
    distribute: bool = True
    console_gone: float = 120.0
    _seen: dict[str, Seat] = field(default_factory=dict)
    _asked: dict[str, tuple[Seat, float]] = field(default_factory=dict)
    _compare_from: float | None = None
    """None while the link is down; nothing is ordered before this moment."""
    _stale: bool = True
    """The store may still show seats that the PBX has no more."""

    def unlink(self) -> None:
        """Order nothing until a roster says that the link stands."""
        self._compare_from = None

    async def take_in(self, signal: s.CallSignal) -> None:
        """What the PBX says of seats and phones, and of itself; other signals are nothing to it."""
        if isinstance(signal, s.CallRosterRead):
            self._seen, self._asked, self._stale = {}, {}, True
            self._compare_from = self.clock.now() + PICTURE_SECONDS
        elif isinstance(signal, s.PhoneLink) and not signal.ok:
            self.unlink()
        elif isinstance(signal, s.SeatSeen):
            self._seen[signal.seat.extension] = signal.seat
            self._asked.pop(signal.seat.extension, None)
            await self.store.set_seat(signal.seat)
        elif isinstance(signal, s.PhoneUnanswered):
            operator = self.directory.operator_at(signal.extension)
            if operator is not None and await pause_unanswered(self.store, self.clock, operator.id):
                log.info("the phone of %s rang in vain: paused", operator.id)

    async def settle(self) -> None:
        """Order what differs from what the operators' presence wants."""
        now = self.clock.now()
        if self._compare_from is None or now < self._compare_from:
            return
        if self._stale:
            await self._forget_the_gone()
        for seat in (await self._wanted(now)).values():
            await self._bring(seat, now)

    async def _forget_the_gone(self) -> None:
        """Seats of which the PBX said nothing since it is back are out of the queue."""
        for seat in (await self.store.board()).seats:
            if seat.logged_in and seat.extension not in self._seen:
                await self.store.set_seat(Seat(extension=seat.extension, name=seat.name))
        self._stale = False

    async def _wanted(self, now: float) -> Mapping[str, Seat]:
        """By extension. Who is there counts more than a colleague of another shift with the same phone."""
        people = {person.person: person for person in await self.store.people()}
        wanted: dict[str, Seat] = {}
        for operator in self.directory.operators():
            seat = self._seat(operator, people.get(operator.id), now)
            if operator.extension and (seat.logged_in or operator.extension not in wanted):
                wanted[operator.extension] = seat
        return wanted

    def _seat(self, operator: Operator, person: PersonState | None, now: float) -> Seat:
        seat = Seat(extension=operator.extension, name=clean(operator.name, max_line=60).text)
        here = person is not None and person.presence is not Presence.AWAY and now - person.seen_at <= self.console_gone
        if person is None or not here or not self.distribute:
            return seat
        if person.presence is Presence.READY:
            return replace(seat, logged_in=True)
        reason = clean(person.reason, max_line=LONGEST_REASON).text or _PAUSES[person.presence]
        return replace(seat, logged_in=True, paused=True, reason=reason)

    async def _bring(self, seat: Seat, now: float) -> None:
        if _same(self._seen.get(seat.extension, Seat(extension=seat.extension)), seat):
            self._asked.pop(seat.extension, None)
            return
        asked, at = self._asked.get(seat.extension, (None, 0.0))
        if asked == seat and now - at < ASK_AGAIN_SECONDS:
            return
        self._asked[seat.extension] = (seat, now)
        try:
            await self.telephony.seat(seat)
        except CallOrderFailed as failed:
            log.warning("the seat %s stays as it is: %s", seat.extension, failed)


def _same(seen: Seat, wanted: Seat) -> bool:
    """Whether the PBX does with this phone what is wanted; names and the reasons of no pause do not matter."""
    if not (seen.logged_in and wanted.logged_in):
        return seen.logged_in == wanted.logged_in
    return (seen.paused, seen.paused and seen.reason) == (wanted.paused, wanted.paused and wanted.reason)
