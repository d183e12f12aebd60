"""What every telephone must do with a clerk who is asked first, with the seats in its queue, and with its hours.

A part of the suite in `contract.py`, which says what a `Bench` is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.adapters.phone.lines import Answer
from console.adapters.phone.numbers import e164
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRosterRead,
    CallTransferred,
    ClerkRinging,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    HoursSeen,
    PhoneUnanswered,
    SeatSeen,
)
from console.domain.handoff import TransferFailure
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed

if TYPE_CHECKING:
    from adapters.phone.contract import Bench
    from adapters.phone.listener import Listener

ROSSI, MUELLER = "+41910001011", "+41790002022"
REFERENCE = "2026-0012345"


class ConsultContract:
    """Expects `talking`, `waiting` and `handoff` of `TelephonyContract`."""

    async def ringing(self, bench: Bench, listener: Listener, answer: Answer, clerk: int = 0) -> str:
        """The clerk is being called and will do this; gives the call."""
        await bench.phone_will(bench.clerks[clerk], answer)
        call = await self.talking(bench, listener)
        await bench.telephony.consult(self.handoff(bench, call, clerk))
        await listener.next(ConsultStarted, call=call, extension=bench.clerks[clerk])
        return call

    async def consulting(self, bench: Bench, listener: Listener) -> str:
        """Operator and clerk talk; gives the call."""
        call = await self.ringing(bench, listener, Answer.ANSWERED)
        await listener.next(ConsultAnswered, call=call, extension=bench.clerks[0])
        return call

    # --- the clerk's phone rings -----------------------------------------------------------------

    async def test_the_clerks_phone_is_heard_ringing_for_a_blind_transfer(
        self, bench: Bench, listener: Listener
    ) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(ClerkRinging, call=call, extension=bench.clerks[0])
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])

    async def test_the_clerks_phone_is_heard_ringing_for_a_consult_and_shows_the_case(
        self, bench: Bench, listener: Listener
    ) -> None:
        call = await self.ringing(bench, listener, Answer.ANSWERED)
        await listener.next(ClerkRinging, call=call, extension=bench.clerks[0])
        await listener.next(ConsultAnswered, call=call, extension=bench.clerks[0])
        display = (await bench.displays(bench.clerks[0]))[-1]
        assert display.reference == REFERENCE
        assert REFERENCE in display.name
        assert "Zürcher" in display.name

    # --- how a consult ends ----------------------------------------------------------------------

    async def test_a_consult_is_completed(self, bench: Bench, listener: Listener) -> None:
        call = await self.consulting(bench, listener)
        await bench.telephony.complete(CallOrder(call=call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])
        other = await self.talking(bench, listener, MUELLER)
        await bench.telephony.hang_up(CallOrder(call=other))
        await listener.next(CallEnded, call=other)
        assert CallEnded not in listener.of_call(call), "the operator is free, citizen and clerk go on"

    async def test_a_consult_is_handed_back_and_another_clerk_asked(self, bench: Bench, listener: Listener) -> None:
        call = await self.consulting(bench, listener)
        await bench.telephony.hand_back(CallOrder(call=call))
        await listener.next(ConsultEnded, call=call, failure=None)
        await bench.telephony.consult(self.handoff(bench, call, clerk=1))
        await listener.next(ConsultAnswered, call=call, extension=bench.clerks[1])
        await bench.telephony.complete(CallOrder(call=call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[1])

    async def test_a_consult_is_handed_back_while_the_phone_rings(self, bench: Bench, listener: Listener) -> None:
        call = await self.ringing(bench, listener, Answer.NO_ANSWER)
        await listener.next(ClerkRinging, call=call)
        await bench.telephony.hand_back(CallOrder(call=call))
        await listener.next(ConsultEnded, call=call, failure=None)
        await bench.telephony.hold(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=True)

    @pytest.mark.parametrize(
        ("answer", "failure"),
        [
            (Answer.BUSY, TransferFailure.BUSY),
            (Answer.NO_ANSWER, TransferFailure.NO_ANSWER),
            (Answer.REFUSED, TransferFailure.REFUSED),
        ],
    )
    async def test_a_clerk_who_is_not_reached_leaves_the_citizen_with_the_operator(
        self, bench: Bench, listener: Listener, answer: Answer, failure: TransferFailure
    ) -> None:
        call = await self.ringing(bench, listener, answer)
        await listener.next(ConsultEnded, call=call, failure=failure)
        await bench.telephony.transfer(self.handoff(bench, call, clerk=1))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[1])

    async def test_a_clerk_who_hangs_up_in_the_talk_leaves_the_citizen_with_the_operator(
        self, bench: Bench, listener: Listener
    ) -> None:
        call = await self.consulting(bench, listener)
        await bench.phone_hangs_up(bench.clerks[0])
        await listener.next(ConsultEnded, call=call, failure=TransferFailure.REFUSED)
        await bench.telephony.hang_up(CallOrder(call=call))
        await listener.next(CallEnded, call=call, known=True)

    @pytest.mark.parametrize("answer", [Answer.NO_ANSWER, Answer.ANSWERED], ids=["ringing", "talking"])
    async def test_the_citizen_hangs_up_in_the_middle(self, bench: Bench, listener: Listener, answer: Answer) -> None:
        call = await self.ringing(bench, listener, answer)
        await listener.next(ConsultAnswered if answer is Answer.ANSWERED else ClerkRinging, call=call)
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call, known=True)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.complete(CallOrder(call=call))
        assert CallTransferred not in listener.of_call(call)

    async def test_from_hold_to_a_consult(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.hold(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=True)
        await bench.telephony.consult(self.handoff(bench, call))
        await listener.next(ConsultAnswered, call=call, extension=bench.clerks[0])
        await bench.telephony.hand_back(CallOrder(call=call))
        await listener.next(ConsultEnded, call=call, failure=None)

    # --- what is refused -------------------------------------------------------------------------

    async def test_completing_before_the_answer_is_refused(self, bench: Bench, listener: Listener) -> None:
        call = await self.ringing(bench, listener, Answer.NO_ANSWER)
        await listener.next(ClerkRinging, call=call)
        with pytest.raises(CallOrderFailed, match="not_consulting"):
            await bench.telephony.complete(CallOrder(call=call))

    async def test_without_a_consult_nothing_is_completed_or_handed_back(
        self, bench: Bench, listener: Listener
    ) -> None:
        call = await self.talking(bench, listener)
        for order in (bench.telephony.complete, bench.telephony.hand_back):
            with pytest.raises(CallOrderFailed, match="not_consulting"):
                await order(CallOrder(call=call))

    async def test_nobody_is_asked_before_talking(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.consult(self.handoff(bench, call))

    async def test_a_consult_that_could_become_two_orders_is_refused(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        for poison in ("Rossi\r\nAction: Originate", "a\x00b"):
            order = CallOrder(call=call, extension=bench.clerks[0], display_name=poison)
            with pytest.raises(CallOrderFailed, match="bad_order"):
                await bench.telephony.consult(order)

    # --- a lost link -----------------------------------------------------------------------------

    async def test_after_a_lost_link_a_consult_is_still_a_consult(self, bench: Bench, listener: Listener) -> None:
        call = await self.consulting(bench, listener)

        async def nothing() -> None:
            """Only the link is gone."""

        await bench.lose_link(nothing)
        await listener.next(CallRosterRead)
        await listener.next(ConsultStarted, call=call, extension=bench.clerks[0])
        await listener.next(ConsultAnswered, call=call, extension=bench.clerks[0])
        await bench.telephony.complete(CallOrder(call=call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])


class SeatContract:
    """Phones in the queue and the hours. Expects `talking` and `waiting` of `TelephonyContract`."""

    async def seated(self, bench: Bench, listener: Listener, *, paused: bool = False, reason: str = "") -> None:
        """Bring the first operator's phone into this state and wait until the PBX says so."""
        seat = Seat(extension=bench.operators[0], name="Anna", logged_in=True, paused=paused, reason=reason)
        await bench.telephony.seat(seat)
        while True:
            seen = (await listener.next(SeatSeen)).seat
            if (seen.extension, seen.logged_in, seen.paused, seen.reason) == (seat.extension, True, paused, reason):
                return

    async def test_log_in_pause_with_a_reason_and_log_out_are_seen(self, bench: Bench, listener: Listener) -> None:
        await self.seated(bench, listener, paused=True, reason="lunch")
        await self.seated(bench, listener)
        await self.seated(bench, listener, paused=True, reason="after_call")
        await bench.telephony.seat(Seat(extension=bench.operators[0], name="Anna"))
        while (await listener.next(SeatSeen)).seat.logged_in:
            """Until it is seen out of the queue."""

    async def test_after_a_lost_link_the_seats_are_told_again(self, bench: Bench, listener: Listener) -> None:
        await self.seated(bench, listener, paused=True, reason="lunch")

        async def nothing() -> None:
            """Only the link is gone."""

        await bench.lose_link(nothing)
        await listener.next(CallRosterRead)
        while True:
            seen = (await listener.next(SeatSeen)).seat
            if seen.extension == bench.operators[0]:
                assert (seen.logged_in, seen.paused, seen.reason) == (True, True, "lunch")
                return

    @pytest.mark.parametrize("poison", ["lunch\r\nAction: Originate", "a\x00b", "x" * 500])
    async def test_a_reason_that_could_become_an_order_is_refused(self, bench: Bench, poison: str) -> None:
        with pytest.raises(CallOrderFailed):
            await bench.telephony.seat(Seat(extension=bench.operators[0], logged_in=True, paused=True, reason=poison))
        with pytest.raises(CallOrderFailed):
            await bench.telephony.seat(Seat(extension=poison, logged_in=True))

    async def test_an_own_phone_that_rings_in_vain_is_told(self, bench: Bench, listener: Listener) -> None:
        await bench.phone_will(bench.operators[0], Answer.NO_ANSWER)
        call = await self.waiting(bench, listener)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[0]))
        before = len(listener.heard)
        await listener.next(CallQueued, call=call)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[1]))
        await listener.next(CallConnected, call=call, extension=bench.operators[1])
        unanswered = [one for one in listener.heard[before:] if isinstance(one, PhoneUnanswered)]
        assert [one.extension for one in unanswered] == [bench.operators[0]]

    async def test_the_hours_are_set_and_seen_and_decide_who_waits(self, bench: Bench, listener: Listener) -> None:
        await bench.telephony.open_hours(HoursMode.CLOSED)
        await listener.next(HoursSeen, mode=HoursMode.CLOSED)
        await bench.arrive(ROSSI)
        arrived = await listener.next(CallArrived)
        assert (e164(arrived.number), arrived.closed) == (ROSSI, True)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.take(CallOrder(call=arrived.call, operator_extension=bench.operators[0]))
        await bench.telephony.open_hours(HoursMode.OPEN)
        await listener.next(HoursSeen, mode=HoursMode.OPEN)
        await bench.arrive(MUELLER)
        assert not (await listener.next(CallArrived)).closed
