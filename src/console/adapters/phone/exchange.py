"""The simulated exchange: what orders and people do to its lines.

Pure in time: every method is told the moment; signals gather until `drain`. A caller is abandoned only by a
hang-up without a connection; a transfer before a connection is refused; of two orders to take a call the
second is refused; a citizen whose transfer fails is back with the operator, or at the head of the queue
when the operator's phone talks with somebody else.
"""

from __future__ import annotations

from console.adapters.phone import moves
from console.adapters.phone.floor import Floor, arrival
from console.adapters.phone.lines import CONSULT_PHASES, Caller, Line, Phase, Timer
from console.adapters.phone.orders import Refusal, check, check_extension, check_number, check_seat, refuse
from console.adapters.phone.presentation import of_caller, of_handoff
from console.domain import call as s
from console.domain.handoff import TransferFailure
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder


class Exchange:
    """One simulated PBX. Orders raise CallOrderFailed with a `Refusal`; times are UTC seconds."""

    def __init__(self, prefix: str, *, own_number: str = "", count: int = 0) -> None:
        self.floor = Floor(own_number)
        self.prefix = prefix
        """Begins the id of every call that arrives here; `count` of them have."""
        self.count = count

    # --- people and time -------------------------------------------------------------------------

    def arrive(self, caller: Caller, at: float) -> str:
        """Somebody calls and waits, or hears that nobody is there; gives the call."""
        self.count += 1
        closed = self.floor.hours is HoursMode.CLOSED
        phase = Phase.CLOSED if closed else Phase.WAITING
        line = Line(call=f"{self.prefix}-{self.count}", caller=caller, arrived_at=at, phase=phase)
        self.floor.lines[line.call] = line
        self.floor.signal(arrival(line))
        if closed:
            self.floor.timers.set(at + moves.ANNOUNCEMENT_SECONDS, Timer.TALK, line)
        else:
            self.floor.be_patient(line, at)
        return line.call

    def expect(self, caller: Caller, at: float) -> None:
        """Let somebody call at a later moment."""
        self.floor.timers.set(at, Timer.ARRIVAL, caller)

    def hang_up_outside(self, call: str, at: float) -> None:
        """The citizen hangs up, whatever is under way."""
        moves.end(self.floor, self.floor.line(call), at)

    def hang_up_phone(self, extension: str, at: float) -> None:
        """The clerk at this phone hangs up in the middle of a consult. Raises CallOrderFailed(NOT_CONSULTING)."""
        consulting = [line for line in self.floor.lines.values() if line.phase is Phase.CONSULTING]
        line = next((line for line in consulting if line.clerk == extension), None)
        if line is None:
            raise refuse(Refusal.NOT_CONSULTING)
        moves.end_consult(self.floor, line, TransferFailure.REFUSED, at)

    def send_to_queue(self, extension: str, at: float) -> None:
        """The clerk at this phone sends the citizen back into the queue. Raises CallOrderFailed(CALL_GONE)."""
        with_clerk = [line for line in self.floor.lines.values() if line.phase is Phase.WITH_CLERK]
        line = next((line for line in with_clerk if line.clerk == extension), None)
        if line is None:
            raise refuse(Refusal.CALL_GONE)
        line.timers.pop(Timer.TALK, None)
        moves.back_to_queue(self.floor, line, at)

    def advance(self, now: float) -> None:
        """Let everything happen that is due, each thing at its own moment."""
        for at, timer, subject in self.floor.timers.due(now):
            if isinstance(subject, Caller):
                self.arrive(subject, at)
            elif timer is Timer.ANSWER:
                moves.answer(self.floor, subject, at)
            else:
                moves.end(self.floor, subject, at)

    # --- orders ----------------------------------------------------------------------------------

    def take(self, order: CallOrder, at: float) -> None:
        """Ring the operator's phone, which then talks with the waiting caller."""
        check(order)
        check_extension(order.operator_extension)
        line = self.floor.line(order.call)
        if line.phase is Phase.CLOSED:
            raise refuse(Refusal.NOT_CONNECTED)
        if line.phase is not Phase.WAITING:
            raise refuse(Refusal.WITH_CLERK if line.phase is Phase.WITH_CLERK else Refusal.ALREADY_TAKEN)
        behaviour = self.floor.own_phone(order.operator_extension)
        line.operator = order.operator_extension
        moves.ring(self.floor, line, Phase.RINGING, behaviour, at)
        self.floor.show(line, line.operator, of_caller(line.caller.name, line.caller.number), at)
        moves.tell_ringing(self.floor, line, at)

    def transfer(self, order: CallOrder, at: float) -> None:
        """Ring the clerk's phone with name, number and reference; the operator's is free."""
        check(order)
        check_extension(order.extension)
        line = self.floor.line_in(order.call, Phase.TALKING, Phase.HELD)
        line.order, line.clerk = order, order.extension
        line.timers.pop(Timer.PATIENCE, None)
        moves.ring(self.floor, line, Phase.TRANSFERRING, self.floor.behaviour(order.extension), at)
        self.floor.show(line, order.extension, of_handoff(order, line.caller.number), at)
        self.floor.signal(s.ClerkRinging(call=line.call, extension=line.clerk, at=at))

    def consult(self, order: CallOrder, at: float) -> None:
        """Ring the clerk's phone for the operator, whose number it shows; the citizen hears music."""
        check(order)
        check_extension(order.extension)
        line = self.floor.line_in(order.call, Phase.TALKING, Phase.HELD)
        line.order, line.clerk = order, order.extension
        moves.consult(self.floor, line, self.floor.behaviour(order.extension), at)
        self.floor.show(line, order.extension, of_handoff(order, line.operator), at)

    def complete(self, order: CallOrder, at: float) -> None:
        """Leave citizen and clerk to each other."""
        check(order)
        moves.complete(self.floor, self._consulting(order, Phase.CONSULTING), at)

    def hand_back(self, order: CallOrder, at: float) -> None:
        """Talk with the citizen again, whether the clerk has answered or not."""
        check(order)
        moves.end_consult(self.floor, self._consulting(order, *CONSULT_PHASES), None, at)

    def _consulting(self, order: CallOrder, *phases: Phase) -> Line:
        line = self.floor.line(order.call)
        if line.phase not in phases:
            raise refuse(Refusal.WITH_CLERK if line.phase is Phase.WITH_CLERK else Refusal.NOT_CONSULTING)
        return line

    def hold(self, order: CallOrder, at: float) -> None:
        """Put the citizen on hold."""
        check(order)
        moves.hold(self.floor, self.floor.line_in(order.call, Phase.TALKING), at)

    def resume(self, order: CallOrder, at: float) -> None:
        """Talk again with the citizen on hold, at the phone that held them or at another operator's."""
        check(order)
        line = self.floor.line_in(order.call, Phase.HELD)
        if order.operator_extension:
            check_extension(order.operator_extension)
        moves.resume(self.floor, line, order.operator_extension or line.operator, at)

    def hang_up(self, order: CallOrder, at: float) -> None:
        """End the call. What a citizen and a clerk talk is theirs to end."""
        check(order)
        line = self.floor.line(order.call)
        if line.phase is Phase.WITH_CLERK:
            raise refuse(Refusal.WITH_CLERK)
        moves.end(self.floor, line, at)

    def call_out(self, order: CallOrder, at: float) -> None:
        """Ring the operator's phone, then the citizen's."""
        check(order)
        check_extension(order.operator_extension)
        check_number(order.number)
        if order.call in self.floor.lines:
            raise refuse(Refusal.KNOWN_CALL)
        if self.floor.rings(order.operator_extension):
            raise refuse(Refusal.BUSY)
        behaviour = self.floor.own_phone(order.operator_extension)
        caller = Caller(number=order.number)
        line = Line(call=order.call, caller=caller, arrived_at=at, phase=Phase.CALLING_OUT)
        line.operator = order.operator_extension
        self.floor.lines[line.call] = line
        moves.ring(self.floor, line, Phase.CALLING_OUT, behaviour, at)
        self.floor.show(line, line.operator, of_caller(order.display_name, order.number), at)

    # --- seats and hours -------------------------------------------------------------------------

    def seat(self, seat: Seat, at: float) -> None:
        """Log a phone into the queue or out of it, pause it or not."""
        check_seat(seat)
        if self.floor.seats.get(seat.extension) != seat:
            self.floor.seats[seat.extension] = seat
            self.floor.signal(s.SeatSeen(seat=seat, at=at))

    def open_hours(self, mode: HoursMode, at: float) -> None:
        """Let callers in or not."""
        if self.floor.hours is not mode:
            self.floor.hours = mode
            self.floor.signal(s.HoursSeen(mode=mode, at=at))
