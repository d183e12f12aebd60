"""The phones in the PBX's queue and its hours: orders to actions, events and lists to signals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from console.adapters.phone.ami.actions import Action
from console.adapters.phone.ami.calls import Calls
from console.adapters.phone.ami.wire import Message
from console.domain import call as s
from console.domain.seat import HoursMode, Seat

HOURS = "Custom:console-hours"
"""The device whose state the dialplan asks. It survives a restart of the PBX, and a lamp can show it."""
TECHNOLOGY = "PJSIP/"
_STATES = {HoursMode.OPEN: "INUSE", HoursMode.CLOSED: "BUSY", HoursMode.AUTO: "NOT_INUSE"}
"""Asterisk refuses to be told UNKNOWN; that, as any other state, leaves it to the clock too."""
_MODES = {state: mode for mode, state in _STATES.items()}
_UNSTORABLE = str.maketrans(";|", "  ")
"""Asterisk keeps its members in one line of text, and these separate them."""


# --- orders --------------------------------------------------------------------------------------


def bring(before: Seat | None, seat: Seat, queue: str) -> Iterator[Action]:
    """What brings a phone into this state; nothing when it is out of the queue and should be."""
    whose = (("Queue", queue), ("Interface", f"{TECHNOLOGY}{seat.extension}"))
    if not seat.logged_in:
        if before is not None:
            yield "QueueRemove", whose
        return
    paused = ("Paused", "true" if seat.paused else "false")
    if before is None:
        name = seat.name.translate(_UNSTORABLE) or seat.extension
        watched = ("StateInterface", f"{TECHNOLOGY}{seat.extension}")
        yield "QueueAdd", (*whose, ("MemberName", name), watched, paused)
    if before is not None or seat.paused:
        reason = (("Reason", seat.reason.translate(_UNSTORABLE)),) if seat.paused and seat.reason else ()
        yield "QueuePause", (*whose, paused, *reason)


def hours(mode: HoursMode) -> Action:
    """Let callers in, keep them out, or leave it to the PBX's clock."""
    return "Setvar", (("Variable", f"DEVICE_STATE({HOURS})"), ("Value", _STATES[mode]))


# --- signals -------------------------------------------------------------------------------------


def read_seats(calls: Calls, members: Iterable[Message], devices: Iterable[Message], now: float) -> list[s.CallSignal]:
    """The seats and the hours of the lists; `calls` knows them from now on."""
    calls.seats = {}
    seats = [signal for row in members if row.get("Event") == "QueueMember" for signal in member(calls, row, now)]
    states = (row.get("State", "") for row in devices if row.get("Device") == HOURS)
    return [*seats, s.HoursSeen(mode=_MODES.get(next(states, ""), HoursMode.AUTO), at=now)]


def member(calls: Calls, event: Message, now: float) -> list[s.CallSignal]:
    """How a phone stands in the queue: most events only say that it rings or talks, which is not told here."""
    seat = _seat(calls, event)
    if seat is None or calls.seats.get(seat.extension) == seat:
        return []
    calls.seats[seat.extension] = seat
    return [s.SeatSeen(seat=seat, at=now)]


def removed(calls: Calls, event: Message, now: float) -> list[s.CallSignal]:
    """A phone is out of the queue."""
    seat = _seat(calls, event)
    if seat is None:
        return []
    calls.seats.pop(seat.extension, None)
    return [s.SeatSeen(seat=Seat(extension=seat.extension, name=seat.name), at=now)]


def _seat(calls: Calls, event: Message) -> Seat | None:
    """Of one of our own phones in our own queue. The list calls interface and name otherwise than the events."""
    interface = event.get("Interface") or event.get("Location", "")
    extension = interface.removeprefix(TECHNOLOGY)
    if event.get("Queue", "") != calls.queue or extension not in calls.operators:
        return None
    paused = event.get("Paused") == "1"
    return Seat(
        extension=extension,
        name=event.get("MemberName") or event.get("Name", ""),
        logged_in=True,
        paused=paused,
        reason=event.get("PausedReason", "") if paused else "",
    )


def device_changed(_calls: Calls, event: Message, now: float) -> list[s.CallSignal]:
    """Somebody has set the hours; other devices are phones."""
    if event.get("Device") != HOURS:
        return []
    return [s.HoursSeen(mode=_MODES.get(event.get("State", ""), HoursMode.AUTO), at=now)]
