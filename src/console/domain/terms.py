"""Time limits: from the day on which something was received or done to the day that the law gives.

Pure and only indicative: the binding date is the clerk's. What no rule settles is refused with its reason, never
guessed. Where two readings differ, the earlier date is shown.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Container, Mapping
from datetime import date, timedelta
from enum import StrEnum

from console.domain.record import record

EARLIEST, LATEST = date(1990, 1, 1), date(2090, 12, 31)
"""Days outside are slips of the finger."""


class TermKind(StrEnum):
    """By which rule a limit is counted."""

    OFFICE = "office"
    """An act at the office: extended when it ends in the closed periods (LEF 63)."""
    OFFICE_NO_FERIE = "office-no-ferie"
    """On a bill of exchange: the closed periods do not apply (LEF 56 cpv. 1 n. 2)."""
    COURT = "court"
    """An action before a court: the count stands still in the court holidays (CPC 145)."""
    COURT_SUMMARY = "court-summary"
    """A summary matter of a court (CPC 251): nothing is computed."""
    EARLIEST = "earliest"
    LATEST_DAY = "latest"
    DURATION = "duration"
    LIMITATION = "limitation"
    CIVIL = "civil"
    """A limit of another law, before another authority."""


class Unit(StrEnum):
    """What a limit is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class Enforcement(StrEnum):
    """What kind of enforcement it is: asked first, as the limits differ."""

    ORDINARY = "ordinary"
    PLEDGE = "pledge"
    MORTGAGE = "mortgage"
    BILL = "bill"


@record
class Term:
    """A time limit or duration: so many days, months or years from an event."""

    id: str
    length: int
    unit: Unit
    kind: TermKind
    start: Mapping[str, str]
    """The event, by language."""
    article: str
    verified: str
    """`true`, `partly` or `false`: whether it was read in the text of the law."""


@record
class Question:
    """What is asked at the calculator, and which limits answer it in each kind of enforcement."""

    id: str
    name: Mapping[str, str]
    terms: Mapping[Enforcement, tuple[Term, ...]]
    """An enforcement that is not there has no such limit."""
    asks: bool = False
    """Whether the answer depends on the kind of enforcement, so that it must be asked first."""
    note: Mapping[str, str] | None = None


class Role(StrEnum):
    """What the computed day is."""

    LAST = "last"
    """The last day on which the act is in time."""
    FIRST = "first"
    """The first day on which the act is possible."""


class Caution(StrEnum):
    """Why a computed day needs the clerk's eye even more than others."""

    FERIE = "ferie"
    """Extended because it ended in the closed periods; no doubt about it."""
    COURT_HOLIDAYS = "court-holidays"
    """The count stood still in the court holidays; no doubt about it."""
    NEXT_WORKING_DAY = "next-working-day"
    """Moved from a Saturday, Sunday or holiday; no doubt about it."""
    EDGE = "edge"
    """The next working day lies in the closed periods: disputed, the earlier day is shown."""
    CAUTIOUS = "cautious"
    """The cautious reading of a limit in months."""
    CLOSED_DAY = "closed-day"
    """It was received on a Saturday, a Sunday or a holiday: by ordinary post it counts as received later."""
    NOT_WORKING_DAY = "not-working-day"
    """The last day is no working day; that the next one counts is not settled for this limit."""


DISPUTED = frozenset({Caution.EDGE, Caution.CAUTIOUS, Caution.NOT_WORKING_DAY})


class Why(StrEnum):
    """Why no day is computed."""

    SUMMARY = "summary"
    SERVED_IN_FERIE = "served-in-ferie"
    COURT_MONTHS = "court-months"
    NO_LIMIT = "no-limit"
    """A duration or a limitation: depends on more than one day."""
    OTHER_LAW = "other-law"
    OUT_OF_RANGE = "out-of-range"


@record
class Computed:
    """The day, how it came about, and whether it is certain that the rule says so."""

    term: Term
    role: Role
    day: date
    nominal: date
    """The day before any extension."""
    cautions: tuple[Caution, ...] = ()
    by_post: date | None = None
    """The day when it came by ordinary post on a closed day (CPC 138 cpv. 4, 142 cpv. 1bis)."""

    @property
    def verified(self) -> bool:
        """Whether limit and rule were read in the law and nothing about them is disputed."""
        return self.term.verified == "true" and not DISPUTED.intersection(self.cautions)


@record
class NotComputed:
    """No day: this needs the clerk, or another authority."""

    term: Term
    why: Why


Result = Computed | NotComputed


@record
class Calendar:
    """Official holidays of the canton, and Easter Sunday of a year."""

    holidays: Container[date]
    easter: Callable[[int], date]

    def is_working(self, day: date) -> bool:
        """Whether acts can be done on this day: no Saturday, Sunday or official holiday (LEF 63, CPC 142)."""
        return day.weekday() < 5 and day not in self.holidays

    def next_working(self, day: date) -> date:
        """This day, or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def ferie_end(self, day: date) -> date | None:
        """The last day of the closed period that this day lies in, or None (LEF 56 cpv. 1 n. 2)."""
        return self._end(day, ((7, 15), (7, 31)), ((12, 18), (1, 1)))

    def court_holidays_end(self, day: date) -> date | None:
        """The last day of the court holidays that this day lies in, or None (CPC 145 cpv. 1)."""
        return self._end(day, ((7, 15), (8, 15)), ((12, 18), (1, 2)))

    def _end(self, day: date, summer: tuple[tuple[int, int], ...], winter: tuple[tuple[int, int], ...]) -> date | None:
        week, easter = timedelta(days=7), self.easter(day.year)
        spans = [(easter - week, easter + week), (date(day.year, *summer[0]), date(day.year, *summer[1]))]
        for year in (day.year - 1, day.year):
            spans.append((date(year, *winter[0]), date(year + 1, *winter[1])))
        return next((end for begin, end in spans if begin <= day <= end), None)


def compute(term: Term, received: date, calendar: Calendar) -> Result:
    """The day that this limit gives when its event was on `received`; or why there is none."""
    if not EARLIEST <= received <= LATEST:
        return NotComputed(term=term, why=Why.OUT_OF_RANGE)
    return _RULES[term.kind](term, received, calendar)


def answer(question: Question, enforcement: Enforcement, received: date, calendar: Calendar) -> tuple[Result, ...]:
    """What is to be said: one day, or from when until when; nothing where this enforcement has no such limit."""
    return tuple(compute(term, received, calendar) for term in question.terms.get(enforcement, ()))


def add(day: date, length: int, unit: Unit) -> date:
    """So many days, months or years later: months end on the day of the same number, else on the last of the
    month (CPC 142 cpv. 2; DTF 150 III 367; years by analogy).
    """
    if unit is Unit.DAYS:
        return day + timedelta(days=length)
    months = day.year * 12 + day.month - 1 + (length if unit is Unit.MONTHS else 12 * length)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _office(term: Term, received: date, calendar: Calendar) -> Result:
    """LEF 63: a limit that ends in the closed periods ends on the third working day after them."""
    if calendar.ferie_end(received):
        return NotComputed(term=term, why=Why.SERVED_IN_FERIE)
    day, cautions = _office_day(add(received, term.length, term.unit), calendar)
    return _computed(term, received, calendar, day, cautions)


def _office_day(nominal: date, calendar: Calendar) -> tuple[date, tuple[Caution, ...]]:
    end = calendar.ferie_end(nominal)
    if end is not None:
        day = end
        for _working_day in range(3):
            day = calendar.next_working(day + timedelta(days=1))
        return day, (Caution.FERIE,)
    day = calendar.next_working(nominal)
    if day == nominal:
        return day, ()
    edge = (Caution.EDGE,) if calendar.ferie_end(day) else ()
    return day, (Caution.NEXT_WORKING_DAY, *edge)


def _bill(term: Term, received: date, calendar: Calendar) -> Result:
    nominal = add(received, term.length, term.unit)
    day = calendar.next_working(nominal)
    return _computed(term, received, calendar, day, () if day == nominal else (Caution.NEXT_WORKING_DAY,))


def _court(term: Term, received: date, calendar: Calendar) -> Result:
    """CPC 142, 145: days are counted without those of the court holidays."""
    if term.unit is not Unit.DAYS:
        return NotComputed(term=term, why=Why.COURT_MONTHS)
    if calendar.court_holidays_end(received):
        return NotComputed(term=term, why=Why.SERVED_IN_FERIE)
    day, left, stood = received, term.length, False
    while left:
        day += timedelta(days=1)
        held = calendar.court_holidays_end(day) is not None
        stood = stood or held
        left -= not held
    moved = calendar.next_working(day)
    cautions = ((Caution.COURT_HOLIDAYS,) if stood else ()) + ((Caution.NEXT_WORKING_DAY,) if moved != day else ())
    edge = (Caution.EDGE,) if calendar.court_holidays_end(moved) else ()
    return _computed(term, received, calendar, moved, (*cautions, *edge))


def _earliest(term: Term, received: date, calendar: Calendar) -> Result:
    """Possible from the day after the limit has passed; in months that is the cautious reading."""
    nominal = add(received, term.length, term.unit)
    cautions = () if term.unit is Unit.DAYS else (Caution.CAUTIOUS,)
    first = nominal + timedelta(days=1)
    return Computed(term=term, role=Role.FIRST, day=first, nominal=nominal, cautions=cautions)


def _latest(term: Term, received: date, calendar: Calendar) -> Result:
    """The day itself, also when it is no working day: the earlier reading."""
    day = add(received, term.length, term.unit)
    cautions = () if calendar.is_working(day) else (Caution.NOT_WORKING_DAY,)
    return Computed(term=term, role=Role.LAST, day=day, nominal=day, cautions=cautions)


def _computed(term: Term, received: date, calendar: Calendar, day: date, cautions: tuple[Caution, ...]) -> Computed:
    nominal, by_post = add(received, term.length, term.unit), None
    if not calendar.is_working(received):
        later = compute(term, calendar.next_working(received), calendar)
        by_post = later.day if isinstance(later, Computed) and later.day != day else None
        cautions = (*cautions, Caution.CLOSED_DAY)
    return Computed(term=term, role=Role.LAST, day=day, nominal=nominal, cautions=cautions, by_post=by_post)


def _refusing(why: Why) -> Callable[[Term, date, Calendar], Result]:
    return lambda term, received, calendar: NotComputed(term=term, why=why)


_RULES: Mapping[TermKind, Callable[[Term, date, Calendar], Result]] = {
    TermKind.OFFICE: _office,
    TermKind.OFFICE_NO_FERIE: _bill,
    TermKind.COURT: _court,
    TermKind.COURT_SUMMARY: _refusing(Why.SUMMARY),
    TermKind.EARLIEST: _earliest,
    TermKind.LATEST_DAY: _latest,
    TermKind.DURATION: _refusing(Why.NO_LIMIT),
    TermKind.LIMITATION: _refusing(Why.NO_LIMIT),
    TermKind.CIVIL: _refusing(Why.OTHER_LAW),
}
