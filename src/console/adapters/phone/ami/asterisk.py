"""The Telephony port on Asterisk: keeps the link, keeps the picture true, carries orders out once.

Calls live in the PBX; this only watches and moves them. When it dies, callers keep waiting and talks go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import ssl
from collections.abc import AsyncIterator, Collection, Iterable

from console.adapters.phone.ami import actions, seats
from console.adapters.phone.ami.account import Reach
from console.adapters.phone.ami.calls import CONSULT, TAKING, Call, Calls, Consult, Leg, Phase
from console.adapters.phone.ami.hand import Hand
from console.adapters.phone.ami.picture import is_consult, read_picture
from console.adapters.phone.ami.session import (
    AmiError,
    CertificateRefused,
    LinkLost,
    LoginRefused,
    Pauses,
    Session,
    connect,
)
from console.adapters.phone.ami.translate import translate
from console.adapters.phone.ami.wire import BadField, Message
from console.adapters.phone.orders import Refusal, check, check_extension, check_number, check_seat, refuse
from console.domain.call import CallHeld, CallSignal, PhoneLink
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import Clock
from console.settings.site import SecretMissing

log = logging.getLogger(__name__)

TRUNKS = ("trunk",)
_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (LoginRefused, "login_refused"),
    (SecretMissing, "password_missing"),
    (CertificateRefused, "certificate"),
    (ssl.SSLError, "certificate"),
    (AmiError, "not_allowed"),
)
"""Words of the catalogue for what keeps the link down; anything else is an unreachable PBX."""


class AsteriskTelephony:
    """Satisfies `services.ports.Telephony` for one subscriber. `operators`: extensions of our own phones.

    `queue`: the queue in which citizens wait; `trunks`: endpoints by which they come; `ring_seconds`: how long the
    own phone may ring.
    """

    def __init__(
        self,
        reach: Reach,
        clock: Clock,
        *,
        operators: Collection[str],
        queue: str,
        trunks: Collection[str] = TRUNKS,
        ring_seconds: float = actions.RING_SECONDS,
    ) -> None:
        self._reach = reach
        self._clock = clock
        self._queue = queue
        self._trunks = frozenset(trunks)
        self._hand = Hand(ring_seconds)
        self._calls = Calls(frozenset(operators), queue)
        self._news: asyncio.Queue[CallSignal | None] = asyncio.Queue()
        self._one_at_a_time = asyncio.Lock()

    # --- signals ---------------------------------------------------------------------------------

    async def signals(self) -> AsyncIterator[CallSignal]:
        """The roster after every connection, then everything that happens; a lost link is found again."""
        pauses = Pauses()
        while True:
            error: Exception
            try:
                async with connect(self._reach()) as session:
                    async for signal in self._serve(session):
                        pauses.reset()
                        yield signal
                    error = LinkLost(session.why)
            except (LinkLost, AmiError, SecretMissing, OSError) as problem:
                error = problem
            log.warning("link to the PBX: %s", error)
            yield PhoneLink(ok=False, problem=_problem(error), detail=str(error), at=self._clock.now())
            await asyncio.sleep(pauses.after(error))

    async def _serve(self, session: Session) -> AsyncIterator[CallSignal]:
        """One connection from its picture to its end. Raises LinkLost, AmiError."""
        channels = await session.list("CoreShowChannels")
        entries = await session.list("QueueStatus", (("Queue", self._queue),))
        devices = await session.list("DeviceStateList")
        consults = await _citizens_of_consults(session, channels)
        now = self._clock.now()
        picture = read_picture(self._calls, channels, entries, consults, trunks=self._trunks, now=now)
        picture += seats.read_seats(self._calls, entries, devices, now)
        self._news = asyncio.Queue()
        pump = asyncio.create_task(self._pump(session, self._news))
        self._hand.session = session
        try:
            for signal in picture:
                yield signal
            yield PhoneLink(ok=True, at=now)
            while (heard := await self._news.get()) is not None:
                yield heard
        finally:
            self._hand.session = None
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    async def _pump(self, session: Session, signals: asyncio.Queue[CallSignal | None]) -> None:
        """Events to signals as they come, however slow the subscriber is: orders need the picture of now."""
        try:
            await self._drop_orphans(session)
            while (event := await session.events.get()) is not None:
                for signal in translate(self._calls, event, self._clock.now()):
                    signals.put_nowait(signal)
                await self._drop_orphans(session)
        finally:
            signals.put_nowait(None)

    async def _drop_orphans(self, session: Session) -> None:
        """Let no phone ring for somebody who is gone."""
        while self._calls.orphans:
            with contextlib.suppress(AmiError, LinkLost, BadField):
                await session.act(*actions.hang_up(self._calls.orphans.pop()))

    # --- orders ----------------------------------------------------------------------------------

    async def take(self, order: CallOrder) -> None:
        """Ring the own phone; it takes the citizen unless somebody else has. Raises CallOrderFailed."""
        check(order)
        check_extension(order.operator_extension)
        async with self._one_at_a_time:
            # A phone that the queue rings has not answered yet: whoever is faster has the citizen.
            call = self._call(order, Phase.WAITING, Phase.RINGING, otherwise=Refusal.ALREADY_TAKEN)
            if self._calls.leg_of(call.call):
                raise refuse(Refusal.ALREADY_TAKEN)
            leg = self._expect_leg(call, order.operator_extension)
            await self._ring(actions.take(call, order, leg), leg)

    async def transfer(self, order: CallOrder) -> None:
        """Blind transfer with reference and name. Raises CallOrderFailed."""
        check(order)
        check_extension(order.extension)
        async with self._one_at_a_time:
            call = self._call(order, Phase.TALKING, Phase.HELD)
            await self._hand.all(actions.case(call, order))
            before = call.phase
            call.phase, call.clerk, call.failure = Phase.TRANSFERRING, order.extension, None
            try:
                await self._hand.act(actions.transfer(call, order.extension))
            except Exception:
                call.phase = before
                raise

    async def consult(self, order: CallOrder) -> None:
        """Music for the citizen, the operator's phone calls the clerk. Raises CallOrderFailed."""
        check(order)
        check_extension(order.extension)
        async with self._one_at_a_time:
            call = self._call(order, Phase.TALKING, Phase.HELD)
            if self._calls.leg_of(call.call):
                raise refuse(Refusal.ALREADY_TAKEN)
            before, call.failure = call.phase, None
            try:
                await (self._ask if before is Phase.TALKING else self._ask_from_hold)(call, order)
            except Exception:
                call.is_asked = False
                if (before, call.phase) == (Phase.TALKING, Phase.HELD):  # half of it was done
                    self._news.put_nowait(CallHeld(call=call.call, held=True, at=self._clock.now()))
                raise

    async def _ask(self, call: Call, order: CallOrder) -> None:
        """The phone that talks with the citizen calls the clerk."""
        own = self._calls.own_leg_beside(call)
        if own is None:
            raise refuse(Refusal.NOT_CONNECTED)
        _uniqueid, channel = own
        await self._hand.all((*actions.case(call, order), actions.setvar(channel, actions.CITIZEN, call.channel)))
        call.is_asked = True
        await self._hand.act(actions.consult(call, channel, order.extension))

    async def _ask_from_hold(self, call: Call, order: CallOrder) -> None:
        """The operator's phone is free, or has put the citizen on hold by its own key: it rings, then calls."""
        extension = order.operator_extension or call.operator
        check_extension(extension)
        await self._hand.all(actions.case(call, order))
        if self._calls.own_leg_beside(call):
            await self._hand.act(actions.hold(call))
        call.is_asked = True
        leg = self._expect_leg(call, extension)
        await self._ring(actions.consult_from_hold(call, extension, order.extension, leg), leg)

    async def complete(self, order: CallOrder) -> None:
        """Leave citizen and clerk to each other; the operator is free. Raises CallOrderFailed."""
        check(order)
        async with self._one_at_a_time:
            call, consult = self._consulting(order, Phase.CONSULTING)
            for action in actions.complete(call, consult):
                await self._hand.act(action)

    async def hand_back(self, order: CallOrder) -> None:
        """Citizen and operator talk again, whether the clerk has answered or not. Raises CallOrderFailed."""
        check(order)
        async with self._one_at_a_time:
            call, own = self._calls.live.get(order.call), self._calls.leg_of(order.call)
            if call is not None and call.is_asked and own is not None:
                uniqueid, leg = own
                leg.is_cancelled = True  # the own phone still rings: the citizen stays on hold
                await self._hand.act(actions.hang_up(uniqueid))
                return
            _call, consult = self._consulting(order, *CONSULT)
            await self._hand.act(actions.hand_back(consult))

    async def hold(self, order: CallOrder) -> None:
        """Music for the citizen; the own phone is free. Raises CallOrderFailed."""
        check(order)
        async with self._one_at_a_time:
            await self._hand.act(actions.hold(self._call(order, Phase.TALKING)))

    async def resume(self, order: CallOrder) -> None:
        """Ring the phone of the operator who had put the citizen on hold. Raises CallOrderFailed."""
        check(order)
        async with self._one_at_a_time:
            call = self._call(order, Phase.HELD)
            extension = order.operator_extension or call.operator
            check_extension(extension)
            if self._calls.leg_of(call.call):
                raise refuse(Refusal.ALREADY_TAKEN)
            leg = self._expect_leg(call, extension)
            await self._ring(actions.resume(call, extension, leg), leg)

    async def hang_up(self, order: CallOrder) -> None:
        """End the call. What a citizen and a clerk talk is theirs to end. Raises CallOrderFailed."""
        check(order)
        async with self._one_at_a_time:
            call = self._call(order, *(phase for phase in Phase if phase is not Phase.WITH_CLERK))
            leg = self._calls.leg_of(call.call)
            channel = call.channel or (leg[1].channel if leg else "")
            if not channel:
                raise refuse(Refusal.NOT_CONNECTED)
            await self._hand.act(actions.hang_up(channel))

    async def call_out(self, order: CallOrder) -> None:
        """Ring the own phone, then the citizen's. Raises CallOrderFailed."""
        check(order)
        check_extension(order.operator_extension)
        check_number(order.number)
        async with self._one_at_a_time:
            if order.call in self._calls.live:
                raise refuse(Refusal.KNOWN_CALL)
            extension = order.operator_extension
            call = Call(call=order.call, number=order.number, phase=Phase.CALLING, operator=extension)
            call.arrived_at = self._clock.now()
            self._calls.live[call.call] = call
            self._calls.legs[call.call] = Leg(call.call, extension)
            try:
                await self._ring(actions.call_out(order), call.call)
            except Exception:
                self._calls.live.pop(call.call, None)
                raise

    # --- seats and hours -------------------------------------------------------------------------

    async def seat(self, seat: Seat) -> None:
        """Log a phone into the queue or out of it, pause it or not. Raises CallOrderFailed."""
        check_seat(seat)
        if self._hand.session is None:
            raise refuse(Refusal.UNREACHABLE)
        for action in seats.bring(self._calls.seats.get(seat.extension), seat, self._queue):
            await self._hand.act(action)

    async def open_hours(self, mode: HoursMode) -> None:
        """Let callers into the queue or not. Raises CallOrderFailed."""
        await self._hand.act(seats.hours(mode))

    # --- within ----------------------------------------------------------------------------------

    def _call(self, order: CallOrder, *phases: Phase, otherwise: Refusal = Refusal.NOT_CONNECTED) -> Call:
        if self._hand.session is None:
            raise refuse(Refusal.UNREACHABLE)
        call = self._calls.live.get(order.call)
        if call is None:
            raise refuse(Refusal.CALL_GONE)
        if call.phase not in phases:
            raise refuse(Refusal.WITH_CLERK if call.phase is Phase.WITH_CLERK else otherwise)
        return call

    def _expect_leg(self, call: Call, extension: str) -> str:
        """The id of a leg that is going to ring; known before the PBX speaks of it."""
        leg = f"{TAKING}{secrets.token_hex(4)}-{call.call}"
        self._calls.legs[leg] = Leg(call.call, extension)
        return leg

    def _consulting(self, order: CallOrder, *phases: Phase) -> tuple[Call, Consult]:
        call = self._call(order, *phases, otherwise=Refusal.NOT_CONSULTING)
        if call.consult is None:
            raise refuse(Refusal.NOT_CONSULTING)
        return call, call.consult

    async def _ring(self, action: actions.Action, leg: str) -> None:
        try:
            await self._hand.ring(action, leg)
        except Exception:
            self._calls.legs.pop(leg, None)
            raise


async def _citizens_of_consults(session: Session, channels: Iterable[Message]) -> dict[str, str]:
    """By operator's channel that of the citizen for whom it asks a clerk; the lists do not tell. Raises LinkLost."""
    found = {}
    for channel in (row.get("Channel", "") for row in channels if is_consult(row)):
        with contextlib.suppress(AmiError):  # ended meanwhile
            told = await session.act("Getvar", (("Channel", channel), ("Variable", actions.CITIZEN)))
            found[channel] = told.get("Value", "")
    return found


def _problem(error: Exception) -> str:
    return next((word for kind, word in _PROBLEMS if isinstance(error, kind)), "unreachable")
