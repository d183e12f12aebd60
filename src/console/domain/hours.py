"""Opening hours: when the contact center is open, when it opens next, how much open time has passed.

Pure: the time zone and the closed days come from outside. Moments are UTC seconds since the epoch; clock
times are local, so a day of a change to or from summer time has its hours at the same place on the clock.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from console.domain.record import record

MINUTES_OF_DAY = 24 * 60
HORIZON_DAYS = 400
"""How far ahead an opening is looked for; beyond it the site never opens."""

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
        return any(start <= at < end for start, end in self._stretches(self._day(at)))

    def next_opening(self, at: float) -> float:
        """The first opening moment at or after `at`; infinity when there is none within HORIZON_DAYS."""
        day = self._day(at)
        for offset in range(HORIZON_DAYS):
            for start, _end in self._stretches(day + timedelta(days=offset)):
                if start >= at:
                    return start
        return math.inf

    def business_seconds(self, start: float, end: float) -> float:
        """Open seconds between two moments; 0 when `end` is not after `start`."""
        if end <= start:
            return 0.0
        day, last, total = self._day(start), self._day(end), 0.0
        while day <= last:
            for opens, closes in self._stretches(day):
                total += max(0.0, min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total

    def segments(self, day: date) -> tuple[Segment, ...]:
        """What the site promises for this local date."""
        if day in self.special_days:
            return self.special_days[day]
        return () if day in self.closed_days else self.week[day.weekday()]

    def _day(self, at: float) -> date:
        return datetime.fromtimestamp(at, self.zone).date()

    def _stretches(self, day: date) -> Iterator[tuple[float, float]]:
        """The day's segments as moments. A clock time that a change of the clocks skips counts an hour later
        on the clock, one that it repeats is the first of the two (PEP 495); what is then empty is left out."""
        for one in self.segments(day):
            opens, closes = self._moment(day, one.opens), self._moment(day, one.closes)
            if opens < closes:
                yield opens, closes

    def _moment(self, day: date, minutes: int) -> float:
        midnight = datetime.combine(day, time(), self.zone)
        return (midnight + timedelta(minutes=minutes)).timestamp()
