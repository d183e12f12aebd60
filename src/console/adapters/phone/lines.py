"""The parts of the simulated exchange: callers, what phones do when they ring, live lines, timers."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from console.adapters.phone.presentation import Presentation
from console.domain.record import record
from console.domain.wish import CallOrder


class Answer(StrEnum):
    """What happens when a phone rings."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"


AFTER = {Answer.ANSWERED: 4.0, Answer.BUSY: 0.5, Answer.NO_ANSWER: 20.0, Answer.REFUSED: 1.0}
"""Seconds until it happens; 20 s is the time-out of a `Dial` in the dialplan."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one phone behaves: what happens, and after how many seconds."""

    answer: Answer
    after: float

    @classmethod
    def of(cls, answer: Answer, after: float | None = None) -> Behaviour:
        """This answer after its usual time, or after the given one."""
        return cls(answer, AFTER[answer] if after is None else after)


ANSWERS = Behaviour.of(Answer.ANSWERED)
AUTO_ANSWER = Behaviour(Answer.ANSWERED, 0.2)
"""An operator's phone: it answers by itself, after the time that a real one needs to set up the call."""


@record
class Caller:
    """Somebody who calls. Seconds; None means for ever."""

    number: str = ""
    name: str = ""
    subject: str = ""
    """What they want, in their words: a simulated caller cannot be heard."""
    patience: float | None = None
    """How long they wait, in the queue or on hold, before they hang up."""
    talk: float | None = None
    """How long they talk before they hang up."""


class Phase(StrEnum):
    """Where a live line stands."""

    CLOSED = "closed"
    """Hears that nobody is there."""
    WAITING = "waiting"
    RINGING = "ringing"
    """At the operator's phone."""
    TALKING = "talking"
    HELD = "held"
    TRANSFERRING = "transferring"
    """The clerk's phone rings; the citizen hears the tone."""
    CONSULT_RINGING = "consult_ringing"
    """The clerk's phone rings for the operator; the citizen hears music."""
    CONSULTING = "consulting"
    """Operator and clerk talk; the citizen hears music."""
    WITH_CLERK = "with_clerk"
    CALLING_OUT = "calling_out"
    """The operator's own phone rings before the citizen's is dialled."""
    DIALLING = "dialling"
    """The citizen's phone rings."""


CONSULT_PHASES = frozenset({Phase.CONSULT_RINGING, Phase.CONSULTING})


class Timer(StrEnum):
    """What happens by itself after a while."""

    ARRIVAL = "arrival"
    PATIENCE = "patience"
    ANSWER = "answer"
    TALK = "talk"


@dataclass(slots=True, kw_only=True)
class Line:
    """One live call as the exchange has it."""

    call: str
    caller: Caller
    arrived_at: float
    phase: Phase
    operator: str = ""
    """The extension of the operator who has or gets it."""
    clerk: str = ""
    """The extension to which it was handed on."""
    order: CallOrder | None = None
    """The latest transfer."""
    behaviour: Behaviour = ANSWERS
    """Of the phone that rings now."""
    timers: dict[Timer, int] = field(default_factory=dict)


@record
class Shown:
    """What a phone was shown when it rang; `at` in UTC seconds."""

    extension: str
    presentation: Presentation
    call: str
    at: float


class Timers:
    """Moments at which something happens, in their order; a later setting of the same timer replaces the earlier."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer, Line | Caller]] = []
        self._count = 0

    def set(self, at: float, timer: Timer, subject: Line | Caller) -> None:
        """Let `timer` run out at `at`, UTC seconds."""
        self._count += 1
        if isinstance(subject, Line):
            subject.timers[timer] = self._count
        heapq.heappush(self._heap, (at, self._count, timer, subject))

    def next_at(self) -> float | None:
        """When the next one runs out, or None."""
        self._drop_dead()
        return self._heap[0][0] if self._heap else None

    def due(self, now: float) -> Iterator[tuple[float, Timer, Line | Caller]]:
        """Those that have run out at `now`, one by one in order; more may be set meanwhile."""
        while (at := self.next_at()) is not None and at <= now:
            _at, _token, timer, subject = heapq.heappop(self._heap)
            if isinstance(subject, Line):
                del subject.timers[timer]
            yield at, timer, subject

    def pending(self) -> list[tuple[float, Timer, Line | Caller]]:
        """Those that will run out, in their order."""
        live = [one for one in sorted(self._heap, key=lambda one: one[:2]) if self._is_live(one)]
        return [(at, timer, subject) for at, _token, timer, subject in live]

    def _drop_dead(self) -> None:
        while self._heap and not self._is_live(self._heap[0]):
            heapq.heappop(self._heap)

    @staticmethod
    def _is_live(entry: tuple[float, int, Timer, Line | Caller]) -> bool:
        """Whether this is the latest setting of a timer that nobody has stopped."""
        _at, token, timer, subject = entry
        return not isinstance(subject, Line) or subject.timers.get(timer) == token
