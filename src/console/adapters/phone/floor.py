"""What a simulated exchange has at one moment: lines, phones, timers, and the signals that nobody has read yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from console.adapters.phone.lines import (
    ANSWERS,
    AUTO_ANSWER,
    CONSULT_PHASES,
    Answer,
    Behaviour,
    Line,
    Phase,
    Shown,
    Timer,
    Timers,
)
from console.adapters.phone.orders import Refusal, refuse
from console.adapters.phone.presentation import Presentation
from console.domain import call as s
from console.domain.seat import HoursMode, Seat

SHOWN_KEPT = 1_000


class Floor:
    """Lines in the order in which they are served, phones by extension or number. Times are UTC seconds."""

    def __init__(self, own_number: str = "") -> None:
        self.own_number = own_number
        """What a citizen's phone shows when the contact center calls."""
        self.lines: dict[str, Line] = {}
        self.phones: dict[str, tuple[Behaviour, ...]] = {}
        """What a phone does at its next calls, one after the other; the last holds for all that follow."""
        self.usual: Callable[[], Behaviour] = lambda: ANSWERS
        """What a phone does of which nothing else is known."""
        self.seats: dict[str, Seat] = {}
        """Phones in the queue, by extension. Nobody is rung for: here calls are taken by hand."""
        self.hours = HoursMode.AUTO
        """AUTO is open: a simulated exchange has no clock of its own."""
        self.timers = Timers()
        self.shown: deque[Shown] = deque(maxlen=SHOWN_KEPT)
        self._signals: list[s.CallSignal] = []

    def signal(self, signal: s.CallSignal) -> None:
        """Tell what has happened."""
        self._signals.append(signal)

    def drain(self) -> list[s.CallSignal]:
        """The signals since the last call, oldest first."""
        signals, self._signals = self._signals, []
        return signals

    def line(self, call: str) -> Line:
        """The live line of this call. Raises CallOrderFailed(CALL_GONE)."""
        if call not in self.lines:
            raise refuse(Refusal.CALL_GONE)
        return self.lines[call]

    def line_in(self, call: str, *phases: Phase) -> Line:
        """The line, when it stands in one of these phases. Raises CallOrderFailed."""
        line = self.line(call)
        if line.phase not in phases:
            raise refuse(Refusal.WITH_CLERK if line.phase is Phase.WITH_CLERK else Refusal.NOT_CONNECTED)
        return line

    def behaviour(self, extension: str) -> Behaviour:
        """What this phone does when it rings now. Asking is ringing: the next call gets the next behaviour."""
        known = self.phones.get(extension, ())
        if len(known) > 1:
            self.phones[extension] = known[1:]
        return known[0] if known else self.usual()

    def own_phone(self, extension: str) -> Behaviour:
        """How an operator's phone will behave. Raises CallOrderFailed(BUSY) when it takes nothing."""
        behaviour = self.behaviour(extension) if extension in self.phones else AUTO_ANSWER
        consults = any(line.operator == extension and line.phase in CONSULT_PHASES for line in self.lines.values())
        if consults or behaviour.answer in (Answer.BUSY, Answer.REFUSED):
            raise refuse(Refusal.BUSY)
        return behaviour

    def rings(self, extension: str) -> bool:
        """Whether this operator's phone rings, or calls somebody outside."""
        before = (Phase.RINGING, Phase.CALLING_OUT, Phase.DIALLING)
        return any(line.operator == extension and line.phase in before for line in self.lines.values())

    def others_talking(self, line: Line) -> list[Line]:
        """Other lines with which this line's operator talks."""
        others = [one for one in self.lines.values() if one is not line]
        return [one for one in others if one.phase is Phase.TALKING and one.operator == line.operator]

    def to_the_head(self, line: Line) -> None:
        """Serve this line before all others."""
        self.lines = {line.call: line, **self.lines}

    def be_patient(self, line: Line, at: float) -> None:
        """The citizen waits from now on, as long as they can."""
        if line.caller.patience is not None:
            self.timers.set(at + line.caller.patience, Timer.PATIENCE, line)

    def show(self, line: Line, extension: str, presentation: Presentation, at: float) -> None:
        """Write on the display of the phone that rings."""
        self.shown.append(Shown(extension=extension, presentation=presentation, call=line.call, at=at))

    def picture(self, at: float) -> list[s.CallSignal]:
        """All live calls as a roster, then how each of them stands, the seats and the hours."""
        lines = tuple(self.lines.values())
        roster = s.CallRosterRead(calls=tuple(arrival(line) for line in lines), at=at)
        states = (signal for line in lines for signal in _state_of(line, at))
        seats = (s.SeatSeen(seat=seat, at=at) for seat in self.seats.values())
        return [roster, *states, *seats, s.HoursSeen(mode=self.hours, at=at)]


def arrival(line: Line) -> s.CallArrived:
    """The signal with which a line began."""
    caller = line.caller
    return s.CallArrived(
        call=line.call, number=caller.number, name=caller.name, subject=caller.subject,
        closed=line.phase is Phase.CLOSED, at=line.arrived_at,
    )  # fmt: skip


def _state_of(line: Line, at: float) -> list[s.CallSignal]:
    """The signals that tell somebody who just came how a line stands."""
    connected = s.CallConnected(call=line.call, extension=line.operator, at=at)
    clerk_rings = s.ClerkRinging(call=line.call, extension=line.clerk, at=at)
    consult = s.ConsultStarted(call=line.call, extension=line.clerk, at=at)
    states: Mapping[Phase, list[s.CallSignal]] = {
        Phase.WAITING: [s.CallQueued(call=line.call, at=at)],
        Phase.RINGING: [s.CallRinging(call=line.call, extension=line.operator, at=at)],
        Phase.DIALLING: [s.CallRinging(call=line.call, extension=line.operator, at=at)],
        Phase.TALKING: [connected],
        Phase.HELD: [connected, s.CallHeld(call=line.call, held=True, at=at)],
        Phase.TRANSFERRING: [clerk_rings],
        Phase.CONSULT_RINGING: [consult, clerk_rings],
        Phase.CONSULTING: [consult, s.ConsultAnswered(call=line.call, extension=line.clerk, at=at)],
        Phase.WITH_CLERK: [s.CallTransferred(call=line.call, extension=line.clerk, at=at)],
    }
    return states.get(line.phase, [])
