"""The order of the queue, and the light rows that a board is made of."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from console.domain.contact import (
    LIVE_CALL,
    QUEUED_STATES,
    CallState,
    Channel,
    ContactId,
    State,
)
from console.domain.office import PersonState
from console.domain.record import record
from console.domain.seat import Opening, Seat

if TYPE_CHECKING:
    from console.domain.hours import BusinessTime


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
    due_first_answer: float = math.inf
    due_resolution: float = math.inf
    """When it is due, as in `Contact`."""
    citizens_turn: bool = False
    """We have written and wait for the citizen."""
    thread: int = 0
    """The contact that it answers."""
    meant_for: str = ""
    """Who had that one in hand."""
    twin: int = 0
    """The contact of which it is perhaps a duplicate."""
    folded: int = 0
    """Further mails of an automatic sender behind it."""
    low: bool = False
    """A server's report about nothing of ours: it comes after everything else."""

    @property
    def due_at(self) -> float:
        """When the next of its targets is due (UTC seconds); infinity: none."""
        return math.inf if self.low else min(self.due_first_answer, self.due_resolution)


@record
class Urgency:
    """How near a due moment is, in business time. `near`: from so many seconds before it on it is near."""

    time: BusinessTime
    near: float = 0.0

    def left(self, due_at: float, now: float) -> float:
        """Business seconds that are left, below zero those that it is late by; infinity for what is never due."""
        if due_at == math.inf:
            return math.inf
        return -self.time.between(due_at, now) if due_at < now else self.time.between(now, due_at)

    def is_near(self, due_at: float, now: float) -> bool:
        """Whether it is due soon, and not late yet."""
        return now <= due_at and self.left(due_at, now) <= self.near


@record
class Limits:
    """What a site promises for a channel, in business seconds; 0: nothing."""

    first_answer: float = 0.0
    """Until the citizen gets something; of a call, until it is taken."""
    call_back: float = 0.0
    """Until a call that nobody took is called back."""
    resolution: float = 0.0


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
    quarantined: int = 0
    """How many contacts are in the quarantine."""
    complete: bool = True
    """False while only the first screenful has been read (start-up)."""

    def row(self, contact: ContactId) -> QueueRow | None:
        """The row of this contact, or None when it is closed or unknown."""
        return next((row for row in self.rows if row.id == contact), None)


def rank(row: QueueRow) -> tuple[int, float, float, int]:
    """Sort key of the queue: callers who wait, who are on hold in nobody's hands, what anybody may take by its next
    due moment (what is late comes first by itself), what somebody has in hand, what is with the clerks; last, what no
    citizen sent.

    The first two figures are kept beside the row when it is written, so that SQL knows the first screenful.
    """
    turn_at = 0.0
    if row.state in QUEUED_STATES:
        live = row.state is State.WAITING and row.call_state in LIVE_CALL
        group = 2 if not live else 0 if row.call_state in (CallState.QUEUED, CallState.RINGING) else 1
        turn_at = row.due_at if group == 2 else 0.0
        group = 5 if row.low else group
    else:
        group = 4 if row.state in (State.HANDED_OFF, State.ACCEPTED) else 3
    return group, turn_at, row.arrived_at, row.id


def is_late(row: QueueRow, now: float) -> bool:
    """Whether a target of this row has passed."""
    return row.due_at < now


def rings_at(row: QueueRow) -> str:
    """The operator at whose phone a waiting call rings; empty when it rings nowhere, or the row is no such call."""
    return row.operator if row.state is State.WAITING and row.call_state is CallState.RINGING else ""


def next_to_take(rows: tuple[QueueRow, ...], me: str = "") -> QueueRow | None:
    """What take-next takes: the call at my phone, else the first row in queue order that rings at nobody's."""

    def turn(row: QueueRow) -> tuple[int, tuple[int, float, float, int]]:
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
    call_due: float = math.inf
    """When the first of the waiting calls is due to be taken."""
    dues: tuple[float, ...] = ()
    """The next due moment of every row that has one, the earliest first."""

    def late(self, now: float) -> int:
        """How many rows are late."""
        return bisect_left(self.dues, now)


def figures(rows: tuple[QueueRow, ...]) -> QueueFigures:
    """The figures of these rows; times are arrival times in UTC seconds."""
    calls = [r for r in rows if r.state is State.WAITING and r.channel is Channel.PHONE]
    written = [r for r in rows if r.state is State.WAITING and r.channel is not Channel.PHONE and not r.low]
    return QueueFigures(
        calls=len(calls),
        written=len(written),
        missed=sum(r.state is State.MISSED for r in rows),
        oldest_call=min((r.arrived_at for r in calls), default=None),
        oldest_written=min((r.arrived_at for r in written), default=None),
        call_due=min((r.due_first_answer for r in calls), default=math.inf),
        dues=tuple(sorted(due for due in (r.due_at for r in rows) if due < math.inf)),
    )
