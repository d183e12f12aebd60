"""How a line of the simulated exchange goes from one phase to the next. Times are UTC seconds."""

from __future__ import annotations

from collections.abc import Mapping

from console.adapters.phone.floor import Floor
from console.adapters.phone.lines import Answer, Behaviour, Line, Phase, Timer
from console.adapters.phone.presentation import Presentation, of_return
from console.domain import call as s
from console.domain.handoff import TransferFailure

CLERK_TALK_SECONDS = 120.0
"""How long a citizen talks with a clerk in the simulation."""
ANNOUNCEMENT_SECONDS = 15.0
"""How long who calls out of the opening hours listens before hanging up."""

_FAILURES: Mapping[Answer, TransferFailure] = {
    Answer.BUSY: TransferFailure.BUSY,
    Answer.NO_ANSWER: TransferFailure.NO_ANSWER,
    Answer.REFUSED: TransferFailure.REFUSED,
}


def ring(floor: Floor, line: Line, phase: Phase, behaviour: Behaviour, at: float) -> None:
    """A phone rings; what it does comes after its time."""
    line.phase, line.behaviour = phase, behaviour
    floor.timers.set(at + behaviour.after, Timer.ANSWER, line)


def tell_ringing(floor: Floor, line: Line, at: float) -> None:
    """The operator's phone rings for the citizen, or the citizen's for the operator."""
    floor.signal(s.CallRinging(call=line.call, extension=line.operator, at=at))


def answer(floor: Floor, line: Line, at: float) -> None:
    """The phone that rings has answered, or not."""
    answered = line.behaviour.answer is Answer.ANSWERED
    if line.phase in (Phase.RINGING, Phase.CALLING_OUT) and not answered:
        floor.signal(s.PhoneUnanswered(extension=line.operator, at=at))
    if line.phase is Phase.RINGING:
        (connect if answered else back_to_queue)(floor, line, at)
    elif line.phase is Phase.CONSULT_RINGING:
        (_consult_answered if answered else _consult_failed)(floor, line, at)
    elif line.phase is Phase.TRANSFERRING:
        (_with_clerk if answered else _come_back)(floor, line, at)
    elif answered:
        (_dial_outside if line.phase is Phase.CALLING_OUT else connect)(floor, line, at)
    else:
        end(floor, line, at)


def connect(floor: Floor, line: Line, at: float) -> None:
    """Operator and citizen talk."""
    free_the_phone(floor, line, at)
    line.timers.pop(Timer.PATIENCE, None)
    line.phase = Phase.TALKING
    floor.signal(s.CallConnected(call=line.call, extension=line.operator, at=at))
    if line.caller.talk is not None:
        floor.timers.set(at + line.caller.talk, Timer.TALK, line)


def hold(floor: Floor, line: Line, at: float) -> None:
    """The citizen hears music."""
    line.phase = Phase.HELD
    floor.signal(s.CallHeld(call=line.call, held=True, at=at))
    floor.be_patient(line, at)


def resume(floor: Floor, line: Line, extension: str, at: float) -> None:
    """The citizen on hold talks with the operator at this extension."""
    same, line.operator = line.operator == extension, extension
    free_the_phone(floor, line, at)
    line.timers.pop(Timer.PATIENCE, None)
    line.phase = Phase.TALKING
    floor.signal(s.CallHeld(call=line.call, held=False, at=at))
    if not same:
        floor.signal(s.CallConnected(call=line.call, extension=extension, at=at))


def free_the_phone(floor: Floor, line: Line, at: float) -> None:
    """A phone talks with one caller: whoever else it talks with goes on hold, as desk phones do."""
    for other in floor.others_talking(line):
        hold(floor, other, at)


def consult(floor: Floor, line: Line, behaviour: Behaviour, at: float) -> None:
    """Music for the citizen; the clerk's phone rings for the operator."""
    free_the_phone(floor, line, at)
    floor.be_patient(line, at)
    ring(floor, line, Phase.CONSULT_RINGING, behaviour, at)
    floor.signal(s.ConsultStarted(call=line.call, extension=line.clerk, at=at))
    floor.signal(s.ClerkRinging(call=line.call, extension=line.clerk, at=at))


def complete(floor: Floor, line: Line, at: float) -> None:
    """Citizen and clerk talk."""
    line.timers.pop(Timer.PATIENCE, None)
    _with_clerk(floor, line, at)


def end_consult(floor: Floor, line: Line, failure: TransferFailure | None, at: float) -> None:
    """Citizen and operator talk again."""
    free_the_phone(floor, line, at)
    line.timers.pop(Timer.PATIENCE, None)
    line.timers.pop(Timer.ANSWER, None)
    line.phase = Phase.TALKING
    floor.signal(s.ConsultEnded(call=line.call, failure=failure, at=at))


def back_to_queue(floor: Floor, line: Line, at: float) -> None:
    """The citizen waits again for any operator."""
    line.phase, line.operator = Phase.WAITING, ""
    floor.signal(s.CallQueued(call=line.call, at=at))
    if Timer.PATIENCE not in line.timers:
        floor.be_patient(line, at)


def end(floor: Floor, line: Line, at: float) -> None:
    """The line is gone. Somebody whose transfer was under way has not reached the clerk."""
    line.timers.clear()
    del floor.lines[line.call]
    if line.phase is Phase.TRANSFERRING:
        floor.signal(s.TransferFailed(call=line.call, failure=TransferFailure.CALLER_GONE, at=at))
    floor.signal(s.CallEnded(call=line.call, at=at))


def _consult_answered(floor: Floor, line: Line, at: float) -> None:
    line.phase = Phase.CONSULTING
    floor.signal(s.ConsultAnswered(call=line.call, extension=line.clerk, at=at))


def _consult_failed(floor: Floor, line: Line, at: float) -> None:
    end_consult(floor, line, _FAILURES[line.behaviour.answer], at)


def _with_clerk(floor: Floor, line: Line, at: float) -> None:
    line.phase = Phase.WITH_CLERK
    floor.signal(s.CallTransferred(call=line.call, extension=line.clerk, at=at))
    floor.timers.set(at + CLERK_TALK_SECONDS, Timer.TALK, line)


def _come_back(floor: Floor, line: Line, at: float) -> None:
    """The clerk was not reached: back to the operator, or to the head of the queue when that phone talks."""
    failure = _FAILURES[line.behaviour.answer]
    if line.order is not None:
        floor.show(line, line.operator, of_return(line.order, line.caller.number, failure), at)
    line.phase = Phase.TALKING
    floor.signal(s.TransferFailed(call=line.call, failure=failure, at=at))
    if floor.others_talking(line):
        back_to_queue(floor, line, at)
        floor.to_the_head(line)


def _dial_outside(floor: Floor, line: Line, at: float) -> None:
    """Nothing of ours leaves the house: the citizen's phone is shown our number and nothing else."""
    ring(floor, line, Phase.DIALLING, floor.behaviour(line.caller.number), at)
    floor.show(line, line.caller.number, Presentation(name="", number=floor.own_number), at)
    tell_ringing(floor, line, at)
