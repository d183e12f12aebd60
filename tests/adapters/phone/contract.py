"""What every telephone behind the port must do, whatever PBX is behind it.

A PBX brings a `Bench`: its Telephony, and hands to play the people outside. The suite knows nothing else of it.
Consults, seats and hours are in `contract_consult.py`.
Numbers may come back in another form than they were sent: they are compared in E.164.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest

from adapters.phone.contract_consult import MUELLER, REFERENCE, ROSSI, ConsultContract, SeatContract
from adapters.phone.listener import Listener
from console.adapters.phone.lines import Answer
from console.adapters.phone.numbers import e164
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRinging,
    CallRosterRead,
    CallTransferred,
    TransferFailed,
)
from console.domain.handoff import TransferFailure
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed, Telephony


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What a phone was shown when it rang."""

    name: str
    number: str
    reference: str = ""


class Bench(Protocol):
    """A PBX under test and the people around it. `deadline`: seconds within which a signal must come."""

    telephony: Telephony
    deadline: float
    operators: Sequence[str]
    """Extensions of two operators' phones at least; they answer by themselves."""
    clerks: Sequence[str]
    """Extensions of two clerks' phones at least; they answer unless told otherwise."""

    async def arrive(self, number: str, name: str = "") -> None:
        """Somebody calls the public number."""

    async def caller_hangs_up(self, number: str) -> None:
        """The citizen with this number hangs up."""

    async def phone_will(self, extension: str, answer: Answer) -> None:
        """What this phone does when it rings from now on."""

    async def phone_hangs_up(self, extension: str) -> None:
        """The clerk who talks with an operator at this phone hangs up."""

    async def clerk_sends_to_queue(self, extension: str) -> None:
        """The clerk at this phone, who talks with a citizen, sends them into the queue by the keys of the phone."""

    async def displays(self, extension: str) -> list[Display]:
        """What this phone was shown so far, oldest first."""

    async def lose_link(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """The link to the PBX breaks, something happens that nobody hears of, the link is back."""


class TelephonyContract(ConsultContract, SeatContract):
    """Subclasses give the fixture `bench`."""

    @pytest.fixture
    async def listener(self, bench: Bench):
        async with Listener(bench.telephony, bench.deadline) as listening:
            yield listening

    async def waiting(self, bench: Bench, listener: Listener, number: str = ROSSI, name: str = "") -> str:
        """A citizen in the queue; gives the call."""
        await bench.arrive(number, name)
        while True:
            arrived = await listener.next(CallArrived)
            if e164(arrived.number) == number:
                return arrived.call

    async def talking(self, bench: Bench, listener: Listener, number: str = ROSSI, operator: int = 0) -> str:
        """A citizen who talks with an operator; gives the call."""
        call = await self.waiting(bench, listener, number)
        extension = bench.operators[operator]
        await bench.telephony.take(CallOrder(call=call, operator_extension=extension))
        await listener.next(CallConnected, call=call, extension=extension)
        return call

    # --- arriving --------------------------------------------------------------------------------

    async def test_it_begins_with_the_roster(self, listener: Listener) -> None:
        await listener.next(CallRosterRead)
        assert isinstance(listener.heard[0], CallRosterRead)

    async def test_a_call_arrives_with_number_and_name(self, bench: Bench, listener: Listener) -> None:
        await bench.arrive(ROSSI, "Müller-Càrdenas Zoë")
        arrived = await listener.next(CallArrived)
        assert (e164(arrived.number), arrived.name) == (ROSSI, "Müller-Càrdenas Zoë")
        assert arrived.call

    async def test_two_calls_are_two(self, bench: Bench, listener: Listener) -> None:
        first = await self.waiting(bench, listener, ROSSI)
        second = await self.waiting(bench, listener, MUELLER)
        assert first != second

    async def test_who_hangs_up_while_waiting_is_gone(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        await bench.caller_hangs_up(ROSSI)
        ended = await listener.next(CallEnded, call=call)
        assert ended.known
        assert CallConnected not in listener.of_call(call)

    # --- taking ----------------------------------------------------------------------------------

    async def test_taking_rings_and_connects(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[0]))
        await listener.next(CallRinging, call=call, extension=bench.operators[0])
        await listener.next(CallConnected, call=call, extension=bench.operators[0])

    async def test_the_second_in_line_can_be_taken(self, bench: Bench, listener: Listener) -> None:
        first = await self.waiting(bench, listener, ROSSI)
        second = await self.waiting(bench, listener, MUELLER)
        await bench.telephony.take(CallOrder(call=second, operator_extension=bench.operators[0]))
        await listener.next(CallConnected, call=second)
        assert CallConnected not in listener.of_call(first)

    async def test_who_is_taken_is_not_torn_away(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[1]))
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call)
        talks = [one for one in listener.heard if isinstance(one, CallConnected) and one.call == call]
        assert {one.extension for one in talks} == {bench.operators[0]}

    async def test_who_has_gone_cannot_be_taken(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[0]))

    async def test_a_phone_that_does_not_answer_leaves_the_citizen_waiting(
        self, bench: Bench, listener: Listener
    ) -> None:
        await bench.phone_will(bench.operators[0], Answer.NO_ANSWER)
        call = await self.waiting(bench, listener)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[0]))
        await listener.next(CallRinging, call=call)
        await listener.next(CallQueued, call=call)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[1]))
        await listener.next(CallConnected, call=call, extension=bench.operators[1])

    async def test_a_citizen_may_hang_up_while_the_phone_rings(self, bench: Bench, listener: Listener) -> None:
        await bench.phone_will(bench.operators[0], Answer.NO_ANSWER)
        call = await self.waiting(bench, listener)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[0]))
        await listener.next(CallRinging, call=call)
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call, known=True)
        assert CallConnected not in listener.of_call(call)

    # --- holding and ending ----------------------------------------------------------------------

    async def test_hold_and_resume(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.hold(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=True)
        await bench.telephony.resume(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=False)

    async def test_only_who_talks_can_be_held(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.hold(CallOrder(call=call))
        with pytest.raises(CallOrderFailed):
            await bench.telephony.resume(CallOrder(call=call))

    async def test_one_on_hold_another_taken(self, bench: Bench, listener: Listener) -> None:
        first = await self.talking(bench, listener, ROSSI)
        await bench.telephony.hold(CallOrder(call=first))
        await listener.next(CallHeld, call=first, held=True)
        second = await self.talking(bench, listener, MUELLER)
        await bench.telephony.hang_up(CallOrder(call=second))
        await listener.next(CallEnded, call=second)
        await bench.telephony.resume(CallOrder(call=first))
        await listener.next(CallHeld, call=first, held=False)

    async def test_another_operator_takes_the_citizen_from_hold(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.hold(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=True)
        await bench.telephony.resume(CallOrder(call=call, operator_extension=bench.operators[1]))
        await listener.next(CallConnected, call=call, extension=bench.operators[1])

    async def test_the_operator_hangs_up(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.hang_up(CallOrder(call=call))
        await listener.next(CallEnded, call=call, known=True)

    async def test_the_citizen_hangs_up(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call, known=True)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.hang_up(CallOrder(call=call))

    # --- handing on ------------------------------------------------------------------------------

    def handoff(self, bench: Bench, call: str, clerk: int = 0) -> CallOrder:
        return CallOrder(
            call=call, extension=bench.clerks[clerk], case_reference=REFERENCE, display_name="Rossi, Zürcher",
            operator_extension=bench.operators[0],
        )  # fmt: skip

    async def test_the_clerk_answers_and_was_shown_reference_and_name(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])
        display = (await bench.displays(bench.clerks[0]))[-1]
        assert e164(display.number) == ROSSI
        assert display.reference == REFERENCE
        assert REFERENCE in display.name
        assert "Zürcher" in display.name

    @pytest.mark.parametrize(
        ("answer", "failure"),
        [(Answer.BUSY, TransferFailure.BUSY), (Answer.NO_ANSWER, TransferFailure.NO_ANSWER)],
    )
    async def test_a_clerk_who_is_not_reached_gives_the_citizen_back(
        self, bench: Bench, listener: Listener, answer: Answer, failure: TransferFailure
    ) -> None:
        await bench.phone_will(bench.clerks[0], answer)
        call = await self.talking(bench, listener)
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(TransferFailed, call=call, failure=failure)
        await bench.telephony.transfer(self.handoff(bench, call, clerk=1))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[1])

    async def test_the_citizen_hangs_up_while_the_clerks_phone_rings(self, bench: Bench, listener: Listener) -> None:
        await bench.phone_will(bench.clerks[0], Answer.NO_ANSWER)
        call = await self.talking(bench, listener)
        await bench.telephony.transfer(self.handoff(bench, call))
        await bench.caller_hangs_up(ROSSI)
        await listener.next(CallEnded, call=call, known=True)
        assert CallTransferred not in listener.of_call(call)

    async def test_from_hold_to_the_clerk(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.hold(CallOrder(call=call))
        await listener.next(CallHeld, call=call, held=True)
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])

    async def test_a_clerk_sends_the_citizen_back_into_the_queue(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(CallTransferred, call=call, extension=bench.clerks[0])
        await bench.clerk_sends_to_queue(bench.clerks[0])
        await listener.next(CallQueued, call=call)
        await bench.telephony.take(CallOrder(call=call, operator_extension=bench.operators[1]))
        await listener.next(CallConnected, call=call, extension=bench.operators[1])

    async def test_nobody_is_handed_on_before_talking(self, bench: Bench, listener: Listener) -> None:
        call = await self.waiting(bench, listener)
        with pytest.raises(CallOrderFailed):
            await bench.telephony.transfer(self.handoff(bench, call))

    # --- calling out -----------------------------------------------------------------------------

    async def test_calling_out_carries_our_id_and_nothing_else_leaves(self, bench: Bench, listener: Listener) -> None:
        order = CallOrder(
            call="out-7-3", number=MUELLER, operator_extension=bench.operators[0], case_reference=REFERENCE,
            display_name="Müller",
        )  # fmt: skip
        await bench.telephony.call_out(order)
        await listener.next(CallRinging, call="out-7-3")
        await listener.next(CallConnected, call="out-7-3", extension=bench.operators[0])
        outside = (await bench.displays(MUELLER))[-1]
        assert outside.reference == ""
        assert REFERENCE not in outside.name
        await bench.telephony.hang_up(CallOrder(call="out-7-3"))
        await listener.next(CallEnded, call="out-7-3")

    async def test_a_citizen_who_does_not_answer_was_not_reached(self, bench: Bench, listener: Listener) -> None:
        await bench.phone_will(MUELLER, Answer.BUSY)
        await bench.telephony.call_out(CallOrder(call="out-8-1", number=MUELLER, operator_extension=bench.operators[0]))
        await listener.next(CallEnded, call="out-8-1")
        assert CallConnected not in listener.of_call("out-8-1")

    # --- what must never reach a PBX -------------------------------------------------------------

    @pytest.mark.parametrize("poison", ["Rossi\r\nAction: Originate", "a\nb", "a\x00b", "x" * 5_000])
    async def test_an_order_that_could_become_two_is_refused(
        self, bench: Bench, listener: Listener, poison: str
    ) -> None:
        call = await self.talking(bench, listener)
        order = self.handoff(bench, call)
        for hostile in (
            CallOrder(call=call, extension=order.extension, display_name=poison),
            CallOrder(call=call, extension=order.extension, case_reference=poison),
            CallOrder(call=call, extension=poison),
            CallOrder(call=poison, extension=order.extension),
        ):
            with pytest.raises(CallOrderFailed):
                await bench.telephony.transfer(hostile)
        assert await bench.displays(bench.clerks[0]) == []

    @pytest.mark.parametrize("number", ["", "abc", "079&PJSIP/231", "0".zfill(40), "+", "*21*0791112233"])
    async def test_only_numbers_are_dialled(self, bench: Bench, listener: Listener, number: str) -> None:
        order = CallOrder(call="out-9-1", number=number, operator_extension=bench.operators[0])
        with pytest.raises(CallOrderFailed):
            await bench.telephony.call_out(order)

    # --- a lost link -----------------------------------------------------------------------------

    async def test_after_a_lost_link_the_roster_is_true(self, bench: Bench, listener: Listener) -> None:
        gone = await self.waiting(bench, listener, ROSSI)
        stays = await self.waiting(bench, listener, MUELLER)
        await bench.lose_link(lambda: bench.caller_hangs_up(ROSSI))
        roster = await listener.next(CallRosterRead)
        live = {arrived.call for arrived in roster.calls}
        assert stays in live
        assert gone not in live
        await bench.telephony.take(CallOrder(call=stays, operator_extension=bench.operators[0]))
        await listener.next(CallConnected, call=stays)

    async def test_after_a_lost_link_a_talk_is_still_a_talk(self, bench: Bench, listener: Listener) -> None:
        call = await self.talking(bench, listener)

        async def nothing() -> None:
            """Only the link is gone."""

        await bench.lose_link(nothing)
        await listener.next(CallRosterRead)
        await listener.next(CallConnected, call=call, extension=bench.operators[0])
        await bench.telephony.transfer(self.handoff(bench, call))
        await listener.next(CallTransferred, call=call)
