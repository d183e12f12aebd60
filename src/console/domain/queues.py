"""The order of the queue, and the light rows that a board is made of."""

from __future__ import annotations

from typing import NamedTuple

from console.domain.contact import (
    QUEUED_STATES,
    CallState,
    Channel,
    ContactId,
    State,
)
from console.domain.office import PersonState
from console.domain.record import record
from console.domain.seat import Opening, Seat


class QueueRow(NamedTuple):
    """What the queue shows of one open contact. A tuple, because there may be ten thousand."""

    id: ContactId
    channel: Channel
    state: State
    call_state: CallState
    name: str
    peer: str
    """Number or address, as it is."""
    subject: str
    language: str
    office: str
    operator: str
    """Whose hands it is in; of a call that waits, at whose phone it rings."""
    clerk: str
    arrived_at: float
    state_since: float
    handoff_state: str
    flagged: bool
    """A warning hangs on it; that somebody calls again is none."""
    version: int
    missed_calls: int = 0
    attempts: int = 0
    out_of_hours: bool = False
    recalls: bool = False
    """A call whose number was to be called back already."""
    accept_by: float = 0.0
    """As of the contact."""


@record
class LinkState:
    """Health of a link to the world: `phone`, `mail`, `outbox`, `knowledge`; `problem` is a catalogue key."""

    name: str
    ok: bool
    problem: str = ""
    detail: str = ""
    since: float = 0.0


class HeldMail(NamedTuple):
    """A mail that waits for a colleague to release it."""

    wish: int
    contact: int
    author: str


@record
class Board:
    """What a console shows now. `rows` are in queue order; equal boards draw nothing."""

    rows: tuple[QueueRow, ...] = ()
    people: tuple[PersonState, ...] = ()
    links: tuple[LinkState, ...] = ()
    seats: tuple[Seat, ...] = ()
    """What the PBX said last of every phone in its queue."""
    opening: Opening = Opening()
    held: tuple[HeldMail, ...] = ()
    """Mails that wait for a colleague's release, oldest first."""
    complete: bool = True
    """False while only the first screenful has been read (start-up)."""

    def row(self, contact: ContactId) -> QueueRow | None:
        """The row of this contact, or None when it is closed or unknown."""
        return next((row for row in self.rows if row.id == contact), None)


def rank(row: QueueRow) -> tuple[int, float, int]:
    """Sort key of the queue: live calls waiting, then calls to give back, then the rest, oldest first."""
    if row.state is State.WAITING and row.channel is Channel.PHONE:
        group = 0 if row.call_state in (CallState.QUEUED, CallState.RINGING) else 1
    elif row.state is State.WAITING:
        group = 2
    elif row.state is State.MISSED:
        group = 3
    elif row.state in (State.HANDED_OFF, State.ACCEPTED):
        group = 5
    else:
        group = 4
    return group, row.arrived_at, row.id


def rings_at(row: QueueRow) -> str:
    """The operator at whose phone a waiting call rings; empty when it rings nowhere, or the row is no such call."""
    return row.operator if row.state is State.WAITING and row.call_state is CallState.RINGING else ""


def next_to_take(rows: tuple[QueueRow, ...], me: str = "") -> QueueRow | None:
    """What take-next takes: the call at my phone, else the first row in queue order that rings at nobody's."""

    def turn(row: QueueRow) -> tuple[int, tuple[int, float, int]]:
        at = rings_at(row)
        return (1 if not at else 0 if at == me else 2), rank(row)

    return min((row for row in rows if row.state in QUEUED_STATES), key=turn, default=None)


@record
class QueueFigures:
    """Counts for the strip: waiting calls, waiting written contacts, calls to give back, oldest arrival."""

    calls: int = 0
    written: int = 0
    missed: int = 0
    oldest_call: float | None = None
    oldest_written: float | None = None


def figures(rows: tuple[QueueRow, ...]) -> QueueFigures:
    """The figures of these rows; times are arrival times in UTC seconds."""
    calls = [r for r in rows if r.state is State.WAITING and r.channel is Channel.PHONE]
    written = [r for r in rows if r.state is State.WAITING and r.channel is not Channel.PHONE]
    return QueueFigures(
        calls=len(calls),
        written=len(written),
        missed=sum(r.state is State.MISSED for r in rows),
        oldest_call=min((r.arrived_at for r in calls), default=None),
        oldest_written=min((r.arrived_at for r in written), default=None),
    )
