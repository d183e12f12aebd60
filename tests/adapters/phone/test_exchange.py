"""The pure exchange, with moments given by hand: what people and orders do to its lines."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from console.adapters.phone.exchange import Exchange
from console.adapters.phone.lines import Answer, Behaviour, Caller, Phase
from console.adapters.phone.orders import Refusal
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRinging,
    CallRosterRead,
    CallTransferred,
    ClerkRinging,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    HoursSeen,
    PhoneUnanswered,
    SeatSeen,
    TransferFailed,
)
from console.domain.handoff import TransferFailure
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed

ANNA, BRUNO, CLERK = "3011", "3012", "3801"
ROSSI = Caller(number="+41910001011", name="Rossi", patience=30.0)


@pytest.fixture
def exchange() -> Exchange:
    return Exchange("t", own_number="+41918166300")


def take(call: str, extension: str = ANNA) -> CallOrder:
    return CallOrder(call=call, operator_extension=extension)


def handoff(call: str) -> CallOrder:
    return CallOrder(call=call, extension=CLERK, case_reference="732673", display_name="Rossi", operator_extension=ANNA)


def kinds(exchange: Exchange) -> list[type]:
    return [type(signal) for signal in exchange.floor.drain()]


def news(exchange: Exchange) -> list[object]:
    """The signals without the ringing of the clerk's phone."""
    return [signal for signal in exchange.floor.drain() if not isinstance(signal, ClerkRinging)]


def talking(exchange: Exchange, at: float = 0.0, extension: str = ANNA) -> str:
    call = exchange.arrive(ROSSI, at)
    exchange.take(take(call, extension), at)
    exchange.advance(at + 1.0)
    exchange.floor.drain()
    return call


def test_patience_ends(exchange: Exchange) -> None:
    call = exchange.arrive(ROSSI, 100.0)
    exchange.advance(129.9)
    assert kinds(exchange) == [CallArrived]
    exchange.advance(131.0)
    assert exchange.floor.drain() == [CallEnded(call=call, at=130.0)]


def test_patience_lasts_while_the_operators_phone_rings(exchange: Exchange) -> None:
    exchange.floor.phones[ANNA] = (Behaviour(Answer.NO_ANSWER, 20.0),)
    call = exchange.arrive(ROSSI, 0.0)
    exchange.advance(15.0)
    exchange.take(take(call), 15.0)
    exchange.advance(40.0)
    assert kinds(exchange) == [CallArrived, CallRinging, CallEnded]


def test_the_one_who_talks_does_not_lose_patience(exchange: Exchange) -> None:
    talking(exchange)
    exchange.advance(1_000.0)
    assert kinds(exchange) == []


def test_the_one_on_hold_does(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.hold(CallOrder(call=call), 10.0)
    exchange.advance(40.0)
    assert kinds(exchange) == [CallHeld, CallEnded]


def test_things_happen_at_their_own_moment_however_late_one_looks(exchange: Exchange) -> None:
    exchange.expect(ROSSI, 10.0)
    exchange.expect(Caller(number="+41910009999", patience=5.0), 20.0)
    exchange.advance(1_000.0)
    assert [(type(one), one.at) for one in exchange.floor.drain()] == [
        (CallArrived, 10.0), (CallArrived, 20.0), (CallEnded, 25.0), (CallEnded, 40.0),
    ]  # fmt: skip


def test_a_busy_clerk_then_the_next_call_answered(exchange: Exchange) -> None:
    exchange.floor.phones[CLERK] = (Behaviour.of(Answer.BUSY), Behaviour.of(Answer.ANSWERED))
    call = talking(exchange)
    exchange.transfer(handoff(call), 10.0)
    exchange.advance(20.0)
    assert news(exchange) == [TransferFailed(call=call, failure=TransferFailure.BUSY, at=10.5)]
    exchange.transfer(handoff(call), 20.0)
    exchange.advance(30.0)
    assert news(exchange) == [CallTransferred(call=call, extension=CLERK, at=24.0)]


def test_a_failed_transfer_comes_to_the_head_of_the_queue_when_the_operator_talks_again(exchange: Exchange) -> None:
    exchange.floor.phones[CLERK] = (Behaviour.of(Answer.NO_ANSWER),)
    call = talking(exchange)
    exchange.transfer(handoff(call), 10.0)
    waits = exchange.arrive(Caller(), 11.0)
    other = exchange.arrive(Caller(), 11.0)
    exchange.take(take(other), 12.0)
    exchange.advance(31.0)
    assert kinds(exchange)[1:] == [CallArrived, CallArrived, CallRinging, CallConnected, TransferFailed, CallQueued]
    assert list(exchange.floor.lines) == [call, waits, other]
    assert exchange.floor.lines[call].phase is Phase.WAITING


def test_the_returning_citizen_is_announced(exchange: Exchange) -> None:
    exchange.floor.phones[CLERK] = (Behaviour.of(Answer.NO_ANSWER),)
    call = talking(exchange)
    exchange.transfer(handoff(call), 10.0)
    exchange.advance(40.0)
    last = exchange.floor.shown[-1]
    assert (last.extension, last.presentation.name) == (ANNA, f"RITORNO {CLERK} NO_ANSWER")


def test_whoever_hangs_up_during_the_transfer_did_not_reach_the_clerk(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.transfer(handoff(call), 10.0)
    exchange.hang_up_outside(call, 11.0)
    assert news(exchange) == [
        TransferFailed(call=call, failure=TransferFailure.CALLER_GONE, at=11.0), CallEnded(call=call, at=11.0),
    ]  # fmt: skip


def test_a_second_talk_puts_the_first_on_hold(exchange: Exchange) -> None:
    first, second = talking(exchange, 0.0), exchange.arrive(Caller(), 1.0)
    exchange.take(take(second), 2.0)
    exchange.advance(3.0)
    assert kinds(exchange) == [CallArrived, CallRinging, CallHeld, CallConnected]
    exchange.resume(CallOrder(call=first), 4.0)
    assert exchange.floor.drain() == [
        CallHeld(call=second, held=True, at=4.0), CallHeld(call=first, held=False, at=4.0),
    ]  # fmt: skip


def test_a_citizen_with_the_clerk_is_not_ours(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.transfer(handoff(call), 10.0)
    exchange.advance(20.0)
    for order in (exchange.hang_up, exchange.hold, exchange.transfer, exchange.take):
        with pytest.raises(CallOrderFailed, match=Refusal.WITH_CLERK):
            order(CallOrder(call=call, extension=CLERK, operator_extension=ANNA), 20.0)


def test_a_busy_own_phone_takes_nothing(exchange: Exchange) -> None:
    exchange.floor.phones[ANNA] = (Behaviour.of(Answer.BUSY),)
    call = exchange.arrive(ROSSI, 0.0)
    with pytest.raises(CallOrderFailed, match=Refusal.BUSY):
        exchange.take(take(call), 1.0)
    exchange.take(take(call, BRUNO), 1.0)


def test_the_same_call_out_is_not_made_twice(exchange: Exchange) -> None:
    order = CallOrder(call="out-1-1", number="+41790002022", operator_extension=ANNA)
    exchange.call_out(order, 0.0)
    with pytest.raises(CallOrderFailed, match=Refusal.KNOWN_CALL):
        exchange.call_out(order, 1.0)


def test_a_phone_that_rings_or_dials_calls_nobody_else(exchange: Exchange) -> None:
    exchange.call_out(CallOrder(call="out-1-1", number="+41790002022", operator_extension=ANNA), 0.0)
    second = CallOrder(call="out-1-2", number="+41790002022", operator_extension=ANNA)
    with pytest.raises(CallOrderFailed, match=Refusal.BUSY):
        exchange.call_out(second, 0.1)
    exchange.advance(1.0)
    with pytest.raises(CallOrderFailed, match=Refusal.BUSY):
        exchange.call_out(second, 1.0)
    exchange.hang_up(CallOrder(call="out-1-1"), 2.0)
    exchange.call_out(second, 2.0)


def test_a_citizen_whom_the_clerk_sends_back_waits_again(exchange: Exchange) -> None:
    call = talking(exchange)
    with pytest.raises(CallOrderFailed, match=Refusal.CALL_GONE):
        exchange.send_to_queue(CLERK, 1.0)
    exchange.transfer(handoff(call), 1.0)
    exchange.advance(10.0)
    exchange.floor.drain()
    exchange.send_to_queue(CLERK, 11.0)
    assert exchange.floor.drain() == [CallQueued(call=call, at=11.0)]
    exchange.take(take(call, BRUNO), 12.0)
    exchange.advance(13.0)
    assert kinds(exchange) == [CallRinging, CallConnected]


def test_another_phone_takes_the_citizen_from_hold(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.hold(CallOrder(call=call), 1.0)
    exchange.floor.drain()
    exchange.resume(CallOrder(call=call, operator_extension=BRUNO), 2.0)
    assert exchange.floor.drain() == [
        CallHeld(call=call, held=False, at=2.0), CallConnected(call=call, extension=BRUNO, at=2.0)
    ]  # fmt: skip


def test_the_citizen_called_sees_our_number_only(exchange: Exchange) -> None:
    order = CallOrder(
        call="out-1-1", number="+41790002022", operator_extension=ANNA, display_name="x", case_reference="1"
    )
    exchange.call_out(order, 0.0)
    exchange.advance(10.0)
    outside = exchange.floor.shown[-1]
    assert (outside.extension, outside.presentation.number) == ("+41790002022", "+41918166300")
    assert (outside.presentation.name, outside.presentation.headers) == ("", ())


def test_somebody_who_comes_later_gets_the_whole_picture(exchange: Exchange) -> None:
    waits = exchange.arrive(ROSSI, 0.0)
    held = talking(exchange, 1.0)
    exchange.hold(CallOrder(call=held), 2.0)
    with_clerk = talking(exchange, 3.0, BRUNO)
    exchange.transfer(handoff(with_clerk), 5.0)
    exchange.advance(10.0)
    exchange.floor.drain()
    roster, *states = exchange.floor.picture(10.0)
    assert isinstance(roster, CallRosterRead)
    assert [(one.call, one.at) for one in roster.calls] == [(waits, 0.0), (held, 1.0), (with_clerk, 3.0)]
    assert states == [
        CallQueued(call=waits, at=10.0),
        CallConnected(call=held, extension=ANNA, at=10.0), CallHeld(call=held, held=True, at=10.0),
        CallTransferred(call=with_clerk, extension=CLERK, at=10.0),
        HoursSeen(mode=HoursMode.AUTO, at=10.0),
    ]  # fmt: skip


def test_a_consult_runs_until_it_is_completed_and_somebody_who_comes_later_knows(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.consult(handoff(call), 10.0)
    assert kinds(exchange) == [ConsultStarted, ClerkRinging]
    assert [type(one) for one in exchange.floor.picture(11.0)[1:3]] == [ConsultStarted, ClerkRinging]
    exchange.advance(15.0)
    assert exchange.floor.drain() == [ConsultAnswered(call=call, extension=CLERK, at=14.0)]
    assert exchange.floor.shown[-1].presentation.number == ANNA, "the clerk sees who asks"
    exchange.complete(CallOrder(call=call), 20.0)
    assert exchange.floor.drain() == [CallTransferred(call=call, extension=CLERK, at=20.0)]


def test_a_consult_occupies_the_phone_and_its_end_puts_nobody_together(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.consult(handoff(call), 10.0)
    other = exchange.arrive(Caller(), 11.0)
    with pytest.raises(CallOrderFailed, match=Refusal.BUSY):
        exchange.take(take(other), 12.0)
    exchange.hand_back(CallOrder(call=call), 13.0)
    assert exchange.floor.drain()[-1] == ConsultEnded(call=call, at=13.0)
    exchange.advance(200.0)
    assert exchange.floor.lines[call].phase is Phase.TALKING, "the clerk's phone rings no more"


def test_a_citizen_tired_of_the_music_hangs_up(exchange: Exchange) -> None:
    call = talking(exchange)
    exchange.consult(handoff(call), 10.0)
    exchange.advance(60.0)
    assert kinds(exchange)[-2:] == [ConsultAnswered, CallEnded]
    assert call not in exchange.floor.lines


def test_a_seat_is_told_once(exchange: Exchange) -> None:
    seat = Seat(extension=ANNA, logged_in=True)
    exchange.seat(seat, 1.0)
    exchange.seat(seat, 2.0)
    assert exchange.floor.drain() == [SeatSeen(seat=seat, at=1.0)]
    assert SeatSeen(seat=seat, at=3.0) in exchange.floor.picture(3.0)


def test_who_calls_out_of_hours_hears_the_announcement_and_is_gone(exchange: Exchange) -> None:
    exchange.open_hours(HoursMode.CLOSED, 1.0)
    call = exchange.arrive(ROSSI, 2.0)
    exchange.advance(60.0)
    arrived, ended = exchange.floor.drain()[1:]
    assert arrived.closed
    assert ended == CallEnded(call=call, at=17.0)


class Day(RuleBasedStateMachine):
    """Whatever people and orders do, in any order: only refusals are raised, and every call ends once."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.exchange = Exchange("d")
        self.now = 0.0
        self.orders = 0
        self.live: set[str] = set()
        self.ended: set[str] = set()

    def listen(self) -> None:
        for signal in self.exchange.floor.drain():
            if isinstance(signal, CallArrived):
                self.live.add(signal.call)
            elif isinstance(signal, CallEnded):
                assert signal.call not in self.ended
                self.ended.add(signal.call)
                self.live.discard(signal.call)
            elif not isinstance(signal, PhoneUnanswered):
                assert signal.call not in self.ended, signal

    @rule(target=calls, patience=st.none() | st.floats(0, 60), talk=st.none() | st.floats(0, 60))
    def arrive(self, patience: float | None, talk: float | None) -> str:
        return self.exchange.arrive(Caller(patience=patience, talk=talk), self.now)

    @rule(seconds=st.floats(0, 40))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.exchange.advance(self.now)

    @rule(extension=st.sampled_from([ANNA, BRUNO, CLERK]), answer=st.sampled_from(Answer), after=st.floats(0, 30))
    def phone(self, extension: str, answer: Answer, after: float) -> None:
        self.exchange.floor.phones[extension] = (Behaviour(answer, after),)

    @rule(
        call=calls,
        what=st.sampled_from(
            ["take", "transfer", "consult", "complete", "hand_back", "hold", "resume", "hang_up", "call_out"]
        ),
        operator=st.sampled_from([ANNA, BRUNO, ""]),
    )
    def order(self, call: str, what: str, operator: str) -> None:
        number = "+41790002022" if what == "call_out" else ""
        self.orders += 1
        about = f"out-{self.orders}" if what == "call_out" else call
        order = CallOrder(call=about, extension=CLERK, operator_extension=operator, number=number)
        try:
            getattr(self.exchange, what)(order, self.now)
        except CallOrderFailed as failed:
            assert str(failed) in set(Refusal)

    @rule()
    def send_to_queue(self) -> None:
        try:
            self.exchange.send_to_queue(CLERK, self.now)
        except CallOrderFailed as failed:
            assert str(failed) == Refusal.CALL_GONE

    @rule(call=consumes(calls))
    def hang_up_outside(self, call: str) -> None:
        if call in self.exchange.floor.lines:
            self.exchange.hang_up_outside(call, self.now)
        else:
            with pytest.raises(CallOrderFailed):
                self.exchange.hang_up_outside(call, self.now)

    @invariant()
    def told_is_true(self) -> None:
        self.listen()
        assert self.live <= set(self.exchange.floor.lines)
        talks = [line.operator for line in self.exchange.floor.lines.values() if line.phase is Phase.TALKING]
        assert len(talks) == len(set(talks))


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
