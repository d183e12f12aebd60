"""Opening hours: the edges of the segments, changes of the clocks, closed days, business time."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.hours import BusinessTime, OpeningHours, Segment, segment

ZURICH = ZoneInfo("Europe/Zurich")
DAY = (segment("08:00-12:00"), segment("13:30-17:00"))
WEEK = (DAY, DAY, DAY, DAY, DAY, (), ())
HOLIDAY = date(2026, 12, 8)
HOURS = OpeningHours(
    zone=ZURICH, week=WEEK, closed_days={HOLIDAY},
    special_days={date(2026, 12, 24): (segment("08:00-12:00"),), date(2026, 12, 31): ()},
)  # fmt: skip
TIME = BusinessTime(HOURS)
ROUND_THE_CLOCK = OpeningHours(zone=ZURICH, week=((segment("00:00-24:00"),),) * 7)
DAY_SECONDS = 7.5 * 3600


def at(text: str) -> float:
    """The moment of a local clock time of Zurich."""
    return datetime.fromisoformat(text).replace(tzinfo=ZURICH).timestamp()


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 07:59:59", False), ("2026-11-24 08:00:00", True), ("2026-11-24 11:59:59", True),
        ("2026-11-24 12:00:00", False), ("2026-11-24 13:29:59", False), ("2026-11-24 13:30:00", True),
        ("2026-11-24 16:59:59", True), ("2026-11-24 17:00:00", False), ("2026-11-28 10:00:00", False),
        ("2026-12-08 10:00:00", False), ("2026-12-07 10:00:00", True), ("2026-12-24 11:00:00", True),
        ("2026-12-24 14:00:00", False), ("2026-12-31 10:00:00", False), ("2026-03-30 08:00:00", True),
        ("2026-07-01 08:00:00", True), ("2026-10-26 07:59:59", False),
    ],
)  # fmt: skip
def test_open_or_closed(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-24 07:00", "2026-11-24 08:00"), ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-24 10:00", "2026-11-24 13:30"), ("2026-11-24 12:30", "2026-11-24 13:30"),
        ("2026-11-24 18:00", "2026-11-25 08:00"), ("2026-11-27 17:00", "2026-11-30 08:00"),
        ("2026-12-07 17:00", "2026-12-09 08:00"), ("2026-12-24 12:00", "2026-12-25 08:00"),
        ("2026-03-27 18:00", "2026-03-30 08:00"), ("2026-12-30 18:00", "2027-01-01 08:00"),
    ],
)  # fmt: skip
def test_next_opening(moment: str, opening: str) -> None:
    assert HOURS.next_opening(at(moment)) == at(opening)


def test_a_site_that_never_opens_says_infinity() -> None:
    assert OpeningHours(zone=ZURICH, week=((),) * 7).next_opening(at("2026-11-24 10:00")) == math.inf


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24 11:30", "2026-11-24 14:00", 1.0), ("2026-11-24 12:00", "2026-11-24 13:30", 0.0),
        ("2026-11-24 00:00", "2026-11-25 00:00", 7.5), ("2026-11-27 16:00", "2026-11-30 09:00", 2.0),
        ("2026-12-07 16:00", "2026-12-09 09:00", 2.0), ("2026-11-24 14:00", "2026-11-24 11:00", 0.0),
        ("2026-03-23 00:00", "2026-04-06 00:00", 75.0), ("2026-10-19 00:00", "2026-11-02 00:00", 75.0),
    ],
)  # fmt: skip
def test_business_time(start: str, end: str, hours: float) -> None:
    assert TIME.between(at(start), at(end)) == pytest.approx(hours * 3600)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-24", 24)])
def test_a_day_round_the_clock_follows_the_clocks(day: str, hours: int) -> None:
    start = at(f"{day} 00:00")
    end = (datetime.fromtimestamp(start, ZURICH) + timedelta(days=1)).timestamp()
    assert BusinessTime(ROUND_THE_CLOCK).between(start, end) == hours * 3600
    assert ROUND_THE_CLOCK.is_open(end - 1) and ROUND_THE_CLOCK.is_open(end)


def test_a_segment_inside_the_skipped_hour_is_left_out() -> None:
    hours = OpeningHours(zone=ZURICH, week=((segment("02:30-03:15"),),) * 7)
    assert BusinessTime(hours).between(at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 0
    assert hours.next_opening(at("2026-03-29 00:00")) == at("2026-03-30 02:30")


@pytest.mark.parametrize(
    "text", ["8-12", "08:00", "25:00-26:00", "12:00-08:00", "08:60-09:00", "08:00-08:00", "", "-1:00-02:00"]
)
def test_a_segment_that_makes_no_sense(text: str) -> None:
    with pytest.raises(ValueError):
        segment(text)


@pytest.mark.parametrize(
    "week", [(), (DAY,) * 6, ((DAY[1], DAY[0]), *[DAY] * 6), ((Segment(0, 60), Segment(59, 90)), *[DAY] * 6)]
)
def test_a_week_that_makes_no_sense(week: tuple[tuple[Segment, ...], ...]) -> None:
    with pytest.raises(ValueError):
        OpeningHours(zone=ZURICH, week=week)


FIRST = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
MOMENTS = st.integers(int(FIRST), int(FIRST) + 3 * 366 * 86400).map(float)
NEAR_EDGES = st.builds(
    lambda day, clock, seconds: at(f"{date(2025, 1, 1) + timedelta(days=day)} {clock}") + seconds,
    st.integers(0, 1000), st.sampled_from(["00:00", "08:00", "12:00", "13:30", "17:00"]), st.integers(-2, 2),
)  # fmt: skip


@given(MOMENTS | NEAR_EDGES)
def test_it_is_open_exactly_from_an_opening_on(moment: float) -> None:
    opening = HOURS.next_opening(moment)
    assert opening >= moment
    assert HOURS.is_open(opening) and not HOURS.is_open(opening - 1)
    if not HOURS.is_open(moment):
        assert TIME.between(moment, opening) == 0


@given(MOMENTS | NEAR_EDGES)
def test_open_says_what_the_clock_on_the_wall_says(moment: float) -> None:
    wall = datetime.fromtimestamp(moment, ZURICH)
    minutes = wall.hour * 60 + wall.minute
    working = wall.weekday() < 5 and wall.date() != HOLIDAY and wall.date() != date(2026, 12, 31)
    morning, afternoon = 480 <= minutes < 720, 810 <= minutes < 1020 and wall.date() != date(2026, 12, 24)
    assert HOURS.is_open(moment) == (working and (morning or afternoon))


@given(MOMENTS, st.integers(0, 20 * 86400), st.integers(0, 20 * 86400))
def test_business_time_adds_up(start: float, first: int, second: int) -> None:
    middle, end = start + first, start + first + second
    whole = TIME.between(start, end)
    assert whole == TIME.between(start, middle) + TIME.between(middle, end)
    assert 0 <= whole <= min(end - start, (second // 86400 + first // 86400 + 4) * DAY_SECONDS)
