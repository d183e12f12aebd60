"""Opening hours: when the contact center is open, when it opens next; and business time, which passes only then.

Pure: the time zone and the closed days come from outside. Moments are UTC seconds since the epoch; clock
times are local, so a day of a change to or from summer time has its hours at the same place on the clock.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from console.domain.record import record

MINUTES_OF_DAY = 24 * 60
HORIZON_DAYS = 400
"""How far ahead an opening is looked for; beyond it the site never opens."""
LAID_DAYS = 40
"""So many days are laid out at once."""

_SEGMENT = re.compile(r"\s*(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})\s*")


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One stretch of a day, in minutes from local midnight: open from `opens`, closed again at `closes`.

    Raises ValueError unless 0 <= opens < closes <= 1440.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_OF_DAY:
            raise ValueError(f"a segment from minute {self.opens} to minute {self.closes}")


Week = tuple[tuple[Segment, ...], ...]
"""The segments of Monday to Sunday."""


def segment(text: str) -> Segment:
    """The segment written as "08:00-12:00" (24:00 is the end of the day). Raises ValueError."""
    found = _SEGMENT.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not like 08:00-12:00")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    if max(minute, last_minute) > 59:
        raise ValueError(f"{text!r} has a minute beyond 59")
    return Segment(hour * 60 + minute, last_hour * 60 + last_minute)


@record
class OpeningHours:
    """The hours of a site. Satisfies `services.ports.Hours`. Raises ValueError for a week that makes no sense."""

    zone: tzinfo
    week: Week
    closed_days: Container[date] = frozenset()
    """Local dates on which it stays closed, whatever the week says (official holidays)."""
    special_days: Mapping[date, tuple[Segment, ...]] = field(default_factory=dict)
    """Local dates with hours of their own, also on holidays; an empty tuple is a closed day."""

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week of {len(self.week)} days")
        for day in (*self.week, *self.special_days.values()):
            for earlier, later in pairwise(day):
                if later.opens < earlier.closes:
                    raise ValueError("segments of a day overlap or are not in order")

    def is_open(self, at: float) -> bool:
        """Whether it is open at this moment. The opening moment counts as open, the closing one as closed."""
        return any(start <= at < end for start, end in self.stretches(self.day(at)))

    def next_opening(self, at: float) -> float:
        """The first opening moment at or after `at`; infinity when there is none within HORIZON_DAYS."""
        day = self.day(at)
        for offset in range(HORIZON_DAYS):
            for start, _end in self.stretches(day + timedelta(days=offset)):
                if start >= at:
                    return start
        return math.inf

    def segments(self, day: date) -> tuple[Segment, ...]:
        """What the site promises for this local date."""
        if day in self.special_days:
            return self.special_days[day]
        return () if day in self.closed_days else self.week[day.weekday()]

    def day(self, at: float) -> date:
        """The local date of this moment."""
        return datetime.fromtimestamp(at, self.zone).date()

    def stretches(self, day: date) -> Iterator[tuple[float, float]]:
        """The day's segments as moments. A clock time that a change of the clocks skips counts an hour later
        on the clock, one that it repeats is the first of the two (PEP 495); what is then empty is left out."""
        for one in self.segments(day):
            opens, closes = self.moment(day, one.opens), self.moment(day, one.closes)
            if opens < closes:
                yield opens, closes

    def moment(self, day: date, minutes: int = 0) -> float:
        """The moment at which the clocks show so many minutes from midnight of this local date."""
        midnight = datetime.combine(day, time(), self.zone)
        return (midnight + timedelta(minutes=minutes)).timestamp()


class BusinessTime:
    """Open time as a line without gaps: how much of it lies between two moments, what lies so much after one.

    Days are laid out when they are first asked for; then an answer is a look into sorted lists (1 µs).
    """

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._opens: list[float] = []
        self._closes: list[float] = []
        self._before: list[float] = []
        """Open seconds of the line before each stretch."""
        self._first: date | None = None
        self._next = date.min
        self._from = self._until = math.inf
        """The moments between which the line is laid out."""

    def between(self, start: float, end: float) -> float:
        """Open seconds between two moments; 0 when `end` is not after `start`. Both are finite."""
        if end <= start:
            return 0.0
        self._lay(start)
        self._lay(end)
        return self._passed(end) - self._passed(start)

    def after(self, start: float, seconds: float) -> float:
        """The first moment by which so many open seconds have passed since `start`; `start` itself for none.

        A span that is full at a closing ends there, not at the next opening. Infinity when the site never opens
        again, or not for HORIZON_DAYS.
        """
        if seconds <= 0:
            return start
        self._lay(start)
        wanted = self._passed(start) + seconds
        idle = 0
        while self._whole() < wanted:
            idle = 0 if self._extend() else idle + LAID_DAYS
            if idle > HORIZON_DAYS:
                return math.inf
        at = bisect_left(self._before, wanted) - 1
        return self._opens[at] + (wanted - self._before[at])

    def _whole(self) -> float:
        return self._before[-1] + self._closes[-1] - self._opens[-1] if self._opens else 0.0

    def _passed(self, at: float) -> float:
        """Open seconds from the beginning of the line to a moment on it."""
        found = bisect_right(self._opens, at) - 1
        if found < 0:
            return 0.0
        return self._before[found] + min(at, self._closes[found]) - self._opens[found]

    def _lay(self, at: float) -> None:
        """Make the line reach over this moment."""
        if self._from <= at < self._until:
            return
        day = self._hours.day(at)
        if self._first is None:
            self._first = self._next = day
            self._from = self._hours.moment(day)
        if day < self._first:
            self._begin_at(day - timedelta(days=LAID_DAYS))
        while day >= self._next:
            self._extend()

    def _extend(self) -> bool:
        """Lay out more days at the end; whether any of them has hours."""
        before = len(self._opens)
        for day in range(LAID_DAYS):
            self._append(self._next + timedelta(days=day))
        self._next += timedelta(days=LAID_DAYS)
        self._until = self._hours.moment(self._next)
        return len(self._opens) > before

    def _begin_at(self, first: date) -> None:
        """Lay the whole line out anew from an earlier day on."""
        last, self._first = self._next, first
        self._opens, self._closes, self._before = [], [], []
        self._from = self._hours.moment(first)
        for day in range((last - first).days):
            self._append(first + timedelta(days=day))

    def _append(self, day: date) -> None:
        for opens, closes in self._hours.stretches(day):
            self._before.append(self._whole())
            self._opens.append(opens)
            self._closes.append(closes)


def day_seconds(week: Week) -> float:
    """How long an opening day is: the mean of the days that have hours; a whole day where none has."""
    opened = [sum(one.closes - one.opens for one in day) for day in week if day]
    return 60.0 * sum(opened) / len(opened) if opened else 60.0 * MINUTES_OF_DAY
