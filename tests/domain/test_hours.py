"""Opening hours: the edges of the segments, changes of the clocks, closed days, business time."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.hours import BusinessTime, OpeningHours, Segment, day_seconds, segment

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


# --- business time ---------------------------------------------------------------------------------

SPANS = st.integers(0, 12 * int(DAY_SECONDS)).map(float)


def walked(hours: OpeningHours, start: float, end: float) -> float:
    """Business time minute by minute, as somebody with a clock on the wall would count it."""
    return 60.0 * sum(hours.is_open(at) for at in range(int(start), int(end), 60))


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-11-24 10:00", 3600, "2026-11-24 11:00"), ("2026-11-24 11:30", 3600, "2026-11-24 14:00"),
        ("2026-11-24 11:30", 1800, "2026-11-24 12:00"), ("2026-11-24 12:30", 60, "2026-11-24 13:31"),
        ("2026-11-24 10:00", DAY_SECONDS, "2026-11-25 10:00"), ("2026-11-27 16:00", 7200, "2026-11-30 09:00"),
        ("2026-12-07 16:00", 7200, "2026-12-09 09:00"), ("2026-12-23 16:00", 5 * 3600, "2026-12-24 12:00"),
        ("2026-12-23 16:00", 5 * 3600 + 60, "2026-12-25 08:01"), ("2026-03-27 16:30", 3600, "2026-03-30 08:30"),
        ("2026-10-23 16:30", 3600, "2026-10-26 08:30"), ("2026-11-28 10:00", 0, "2026-11-28 10:00"),
    ],
)  # fmt: skip
def test_the_moment_after_a_span(start: str, seconds: float, end: str) -> None:
    assert TIME.after(at(start), seconds) == at(end)


@given(MOMENTS | NEAR_EDGES, SPANS)
def test_what_is_added_is_what_is_measured(start: float, seconds: float) -> None:
    end = TIME.after(start, seconds)
    assert TIME.between(start, end) == pytest.approx(seconds)
    assert seconds == 0 or HOURS.is_open(end - 0.5), "it ends within the hours, or as they end"
    assert TIME.between(start, end - 1) < seconds or seconds == 0


@given(MOMENTS | NEAR_EDGES, st.integers(0, 40 * 86400))
def test_what_is_measured_is_added_up_to_closed_time(start: float, seconds: int) -> None:
    end = start + seconds
    again = TIME.after(start, TIME.between(start, end))
    assert again <= end + 1e-6
    assert TIME.between(again, end) == pytest.approx(0)


@given(MOMENTS, SPANS, SPANS, st.integers(0, 86400))
def test_later_and_longer_end_later(start: float, first: float, second: float, pause: int) -> None:
    short, long = sorted((first, second))
    assert TIME.after(start, short) <= TIME.after(start, long) <= TIME.after(start + pause, long)


@given(MOMENTS, MOMENTS)
def test_the_order_of_asking_changes_nothing(first: float, second: float) -> None:
    fresh = BusinessTime(HOURS)
    assert fresh.between(first, second) == TIME.between(first, second)
    assert fresh.after(second, 3600.0) == TIME.after(second, 3600.0)


BY_NIGHT = OpeningHours(zone=ZURICH, week=((segment("01:00-04:00"),),) * 7)


@pytest.mark.parametrize("hours", [HOURS, ROUND_THE_CLOCK, BY_NIGHT])
@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24", "2026-12-07", "2026-11-23"])
def test_it_is_what_a_walk_by_minutes_counts(hours: OpeningHours, day: str) -> None:
    time, start = BusinessTime(hours), at(f"{day} 00:10")
    for length in (0, 47, 600, 1439, 3000, 4321):
        end = start + 60 * length
        assert time.between(start, end) == walked(hours, start, end)


def test_a_site_that_never_opens_is_never_due() -> None:
    never = BusinessTime(OpeningHours(zone=ZURICH, week=((),) * 7))
    assert never.after(at("2026-11-24 10:00"), 1) == math.inf
    assert never.between(at("2026-11-24 10:00"), at("2027-11-24 10:00")) == 0


def test_a_site_that_closes_for_good_is_due_only_before() -> None:
    closed = OpeningHours(zone=ZURICH, week=WEEK, closed_days=_From(date(2026, 11, 25)))
    time, start = BusinessTime(closed), at("2026-11-24 16:00")
    assert time.after(start, 3600) == at("2026-11-24 17:00")
    assert time.after(start, 3601) == math.inf


class _From:
    def __init__(self, first: date) -> None:
        self._first = first

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day >= self._first


@pytest.mark.parametrize(
    ("week", "hours"), [(WEEK, 7.5), ((DAY, DAY[:1], (), (), (), (), ()), 5.75), (((),) * 7, 24.0)]
)
def test_a_day_is_an_opening_day(week: tuple[tuple[Segment, ...], ...], hours: float) -> None:
    assert day_seconds(week) == hours * 3600
