"""The lines of the queue and the strip above it: which words stand in which column, in which ink."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.domain.contact import LIVE_CALL, QUEUED_STATES, Channel, ClerkId, OfficeId, OperatorId, State
from console.domain.errors import NotFound
from console.domain.folding import fold
from console.domain.handoff import HandoffState
from console.domain.queues import QueueRow
from console.i18n import _
from console.screens import format as say
from console.screens.widgets.ink import Row, columns
from console.services.ports import Directory


class QueueColumns:
    """Draws rows of the board for one person; names are looked up once."""

    def __init__(self, directory: Directory, me: str) -> None:
        self._directory = directory
        self._me = me
        self._names: dict[str, str] = {}

    def wait(self, row: QueueRow, now: float) -> str:
        """How long it waits; for what somebody has in hand, how long it has been so."""
        return say.wait(now - (row.arrived_at if row.state in QUEUED_STATES else row.state_since))

    def draw(self, row: QueueRow, width: int, now: float) -> Row:
        """The line in `width` columns: channel, wait, language, who, what, state, office."""
        who_width, what_width, state_width, office_width = _widths(width)
        ink = self._ink(row, now)
        quiet = "muted" if row.state in (State.HANDED_OFF, State.ACCEPTED) else "text"
        language = row.language if row.language != "it" else ""
        who = say.citizen(row)
        what = row.subject or (say.peer(row.peer) if row.name else "")
        remarks = say.row_remarks(row) or say.acceptance_remark(row, now)
        warning = "⚠ " if row.flagged else ""
        return (
            (say.GLYPHS[row.channel] + " ", ink),
            (f"{self.wait(row, now):>7} ", "late" if say.late(row, now) else ink),
            *columns([
                (language, 2, "accent"),
                (who, who_width, ink if row.state in QUEUED_STATES else quiet),
                (warning + "  ".join(one for one in (remarks, what) if one), what_width,
                 "late" if say.acceptance_late(row, now) else "warn" if warning else "text" if remarks else "muted"),
                (self.state(row), state_width, ink),
                (self.seat(row.office), office_width, "muted"),
            ]),
        )  # fmt: skip

    def heading(self, width: int) -> Row:
        """The names of the columns, over them."""
        who_width, what_width, state_width, office_width = _widths(width)
        return (
            ("  ", "muted"),
            (f"{_('attesa'):>7} ", "muted"),
            *columns([
                ("", 2, "muted"),
                (_("chi"), who_width, "muted"),
                (_("che cosa"), what_width, "muted"),
                (_("stato"), state_width, "muted"),
                (_("ufficio"), office_width, "muted"),
            ]),
        )  # fmt: skip

    def _ink(self, row: QueueRow, now: float) -> str:
        if say.late(row, now):
            return "late"
        if row.state is State.WAITING and row.channel is Channel.PHONE and row.call_state in LIVE_CALL:
            return "accent"
        if row.handoff_state == HandoffState.SENT_BACK or row.state is State.MISSED:
            return "warn"
        if row.operator == self._me and row.state not in (State.HANDED_OFF, State.ACCEPTED):
            return "good"
        return "text" if row.state in QUEUED_STATES else "muted"

    def state(self, row: QueueRow) -> str:
        """Where it stands and with whom."""
        return say.row_state(row, self._me, self.person(row.operator), self.person(row.clerk))

    def person(self, person: str) -> str:
        """An operator's or clerk's name, short: "L. Monti"."""
        return self._named(person, lambda: short_name(self._person(person)))

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


def _widths(width: int) -> tuple[int, int, int, int]:
    """Who, what, state, office: the citizen's words get the room; the office is empty for most and comes last."""
    state, office = (13, 0) if width < 84 else (13, 10) if width < 100 else (20, 12)
    rest = width - 13 - state - 1 - (office + 1 if office else 0)
    who = min(30, max(12, rest * 9 // 20))
    return who, rest - who - 2, state, office


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
