"""The lines of the queue and the strip above it: which words stand in which column, in which ink."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.domain.contact import LIVE_CALL, QUEUED_STATES, Channel, ClerkId, OfficeId, OperatorId, State
from console.domain.errors import NotFound
from console.domain.folding import fold
from console.domain.handoff import HandoffState
from console.domain.queues import QueueRow, Urgency, is_late
from console.i18n import _
from console.screens import format as say
from console.screens.widgets.ink import Row, columns, fit
from console.services.ports import Directory

ROOMY, APART = 100, 76
"""Columns from which words are written out, and from which the wait and what is left have a column each."""
WAIT = 7


class QueueColumns:
    """Draws rows of the board for one person; names are looked up once."""

    def __init__(self, directory: Directory, me: str, urgency: Urgency | None = None) -> None:
        """Without `urgency` there is no column for what is left."""
        self._directory = directory
        self._me = me
        self._urgency = urgency
        self._names: dict[str, str] = {}

    def times(self, row: QueueRow, now: float) -> tuple[str, str]:
        """How long it waits, for what somebody has in hand how long it has been so; and what is left."""
        return _waited(row, now), self._left(row, now, say.Room.WIDE)

    def draw(self, row: QueueRow, width: int, now: float) -> Row:
        """The line in `width` columns: channel, wait, what is left, language, who, what, state, office."""
        who_width, what_width, state_width, office_width = self._widths(width)
        ink = self._ink(row)
        quiet = "muted" if row.state in (State.HANDED_OFF, State.ACCEPTED) else "text"
        language = row.language if row.language != "it" else ""
        who = say.citizen(row)
        what = row.subject or (say.peer(row.peer) if row.name else "")
        remarks = say.row_remarks(row) or say.acceptance_remark(row, now) or self._mail_remarks(row)
        warning = "⚠ " if row.flagged else ""
        return (
            (say.GLYPHS[row.channel] + " ", "late" if is_late(row, now) else ink),
            *self._times(row, width, now, ink),
            *columns([
                (language, 2, "accent"),
                (who, who_width, ink if row.state in QUEUED_STATES else quiet),
                (warning + "  ".join(one for one in (remarks, what) if one), what_width,
                 "late" if say.acceptance_late(row, now) else "warn" if warning else "text" if remarks else "muted"),
                (self.state(row), state_width, ink),
                (self.seat(row.office), office_width, "muted"),
            ]),
        )  # fmt: skip

    def _mail_remarks(self, row: QueueRow) -> str:
        return say.mail_remarks(row, self._me, self.person(row.meant_for))

    def heading(self, width: int) -> Row:
        """The names of the columns, over them."""
        who_width, what_width, state_width, office_width = self._widths(width)
        room = self._room(width)
        shared = room is say.Room.SHARED
        times = _("tempo") if shared else f"{_('attesa'):>{WAIT}} " + (_("resta").rjust(room.value) if room else "")
        return (
            ("  ", "muted"),
            (f"{times:>{_times_width(room) - 1}} ", "muted"),
            *columns([
                ("", 2, "muted"),
                (_("chi"), who_width, "muted"),
                (_("che cosa"), what_width, "muted"),
                (_("stato"), state_width, "muted"),
                (_("ufficio"), office_width, "muted"),
            ]),
        )  # fmt: skip

    def _times(self, row: QueueRow, width: int, now: float, ink: str) -> Row:
        """The wait and what is left. In a shared column what is left; of who is on the line and not late, the wait."""
        room, live, late = self._room(width), row.call_state in LIVE_CALL, is_late(row, now)
        waited = (f"{_waited(row, now):>{WAIT}} ", "late" if live and late else ink)
        if room is None or self._urgency is None:
            return (waited,)
        left = self._left(row, now, room)
        due = (
            fit(left, room.value, right=True) + " ",
            ink if live and not late else say.due_ink(row.due_at, now, self._urgency),
        )
        if room is not say.Room.SHARED:
            return waited, due
        return (due,) if left and (late or not live) else ((waited[0].rjust(room.value + 1), waited[1]),)

    def _left(self, row: QueueRow, now: float, room: say.Room) -> str:
        if self._urgency is None:
            return ""
        live = row.call_state in LIVE_CALL
        return _("cittadino") if row.citizens_turn else say.left(row.due_at, now, self._urgency, room=room, live=live)

    def _room(self, width: int) -> say.Room | None:
        if self._urgency is None:
            return None
        return say.Room.WIDE if width >= ROOMY else say.Room.NARROW if width >= APART else say.Room.SHARED

    def _widths(self, width: int) -> tuple[int, int, int, int]:
        """Who, what, state, office: the citizen's words get the room; the office is empty for most and comes last."""
        state, office = (13, 0) if width < 84 else (13, 10) if width < ROOMY else (20, 12)
        rest = width - 5 - _times_width(self._room(width)) - state - 1 - (office + 1 if office else 0)
        who = min(30, max(12, rest * 9 // 20))
        return who, rest - who - 2, state, office

    def _ink(self, row: QueueRow) -> str:
        if row.state is State.WAITING and row.channel is Channel.PHONE and row.call_state in LIVE_CALL:
            return "accent"
        if row.handoff_state == HandoffState.SENT_BACK or row.state is State.MISSED:
            return "warn"
        if row.operator == self._me and row.state not in (State.HANDED_OFF, State.ACCEPTED):
            return "good"
        if row.state not in QUEUED_STATES or row.low:
            return "muted"
        return "accent" if row.meant_for and row.meant_for == self._me else "text"

    def state(self, row: QueueRow) -> str:
        """Where it stands and with whom."""
        return say.row_state(row, self._me, self.person(row.operator), self.person(row.clerk))

    def person(self, person: str) -> str:
        """An operator's or clerk's name, short: "L. Monti"; nobody's is empty."""
        return "" if not person else self._named(person, lambda: short_name(self._person(person)))

    def seat(self, office: str) -> str:
        """The seat of an office."""
        return self._named(f"office {office}", lambda: self._seat(office)) if office else ""

    def _named(self, key: str, look: Callable[[], str]) -> str:
        if key not in self._names:
            self._names[key] = look()
        return self._names[key]

    def _person(self, person: str) -> str:
        try:
            return self._directory.operator(OperatorId(person)).name
        except NotFound:
            pass
        try:
            return self._directory.clerk(ClerkId(person)).name
        except NotFound:
            return person

    def _seat(self, office: str) -> str:
        try:
            found = self._directory.office(OfficeId(office))
        except NotFound:
            return office
        return found.seat or found.name


def _times_width(room: say.Room | None) -> int:
    wait, left = (0 if room is say.Room.SHARED else WAIT + 1), (room.value + 1 if room else 0)
    return wait + left


def _waited(row: QueueRow, now: float) -> str:
    return say.wait(now - (row.arrived_at if row.state in QUEUED_STATES else row.state_since))


def short_name(name: str) -> str:
    """A person's name for a narrow column: "Gaia Marini" is "G. Marini"."""
    first, blank, last = name.partition(" ")
    return f"{first[0]}. {last}" if blank and first else name


def matching(rows: Iterable[QueueRow], typed: str) -> tuple[QueueRow, ...]:
    """Rows that hold every typed word in name, number, address, subject, operator, office or the words of a call."""
    wanted = fold(typed).split()
    if not wanted:
        return tuple(rows)
    return tuple(row for row in rows if all(word in _haystack(row) for word in wanted))


def _haystack(row: QueueRow) -> str:
    text = f"{row.name} {row.peer} {row.peer.replace('+41', '0')} {row.subject} {row.operator} {row.clerk} {row.office}"
    if row.channel is Channel.PHONE and row.state in QUEUED_STATES:
        text += f" {say.row_remarks(row)} {_('da richiamare') if row.state is State.MISSED else ''}"
    return fold(text) if not text.isascii() else text.casefold()
