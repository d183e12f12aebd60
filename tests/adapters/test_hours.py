"""The holidays of Ticino against the days of the cantonal law, and the lazy import."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from console.adapters.hours import OfficialHolidays, opening_hours
from console.domain.hours import BusinessTime, day_seconds, segment

DAY = (segment("08:00-12:00"), segment("13:30-17:00"))
WEEK = (DAY, DAY, DAY, DAY, DAY, (), ())

OF_THE_LAW = {
    2026: "01-01 01-06 03-19 04-06 05-01 05-14 05-25 06-04 06-29 08-01 08-15 11-01 12-08 12-25 12-26",
    2027: "01-01 01-06 03-19 03-29 05-01 05-06 05-17 05-27 06-29 08-01 08-15 11-01 12-08 12-25 12-26",
}


@pytest.mark.parametrize("year", OF_THE_LAW)
def test_the_fifteen_days_of_ticino(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in OF_THE_LAW[year].split()}
    holidays = OfficialHolidays()
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert {day for day in days if day in holidays} == expected
    assert len(expected) == 15


def test_names_are_italian() -> None:
    holidays = OfficialHolidays()
    assert "Immacolata" in holidays.name(date(2026, 12, 8))
    assert holidays.name(date(2026, 12, 9)) == ""


def test_the_site_is_closed_on_a_holiday_and_open_on_good_friday() -> None:
    hours = opening_hours(WEEK, holidays=OfficialHolidays())
    zone = ZoneInfo("Europe/Zurich")
    assert not hours.is_open(datetime(2026, 12, 8, 10, tzinfo=zone).timestamp())
    assert hours.is_open(datetime(2026, 4, 3, 10, tzinfo=zone).timestamp())
    assert hours.next_opening(datetime(2026, 12, 7, 17, tzinfo=zone).timestamp()) == (
        datetime(2026, 12, 9, 8, tzinfo=zone).timestamp()
    )


def test_without_holidays_only_the_week_counts() -> None:
    hours = opening_hours(WEEK)
    assert hours.is_open(datetime(2026, 12, 8, 10, tzinfo=ZoneInfo("Europe/Zurich")).timestamp())


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        opening_hours(WEEK, zone="Europe/Faido")


def test_the_package_is_imported_at_the_first_question_only() -> None:
    program = (
        "import sys\n"
        "from console.adapters.hours import OfficialHolidays, opening_hours\n"
        "from console.domain.hours import segment\n"
        "hours = opening_hours(((segment('08:00-12:00'),),) * 7, holidays=OfficialHolidays())\n"
        "before = 'holidays' in sys.modules\n"
        "hours.is_open(1796000000.0)\n"
        "print(before, 'holidays' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-12-07 10:00", 1, "2026-12-09 10:00"), ("2026-12-24 10:00", 1, "2026-12-28 10:00"),
        ("2027-01-05 16:00", 1, "2027-01-07 16:00"), ("2026-03-18 16:00", 2, "2026-03-23 16:00"),
    ],
)  # fmt: skip
def test_a_due_day_steps_over_the_holidays_of_ticino(start: str, days: int, due: str) -> None:
    time = BusinessTime(opening_hours(WEEK, holidays=OfficialHolidays()))
    zone = ZoneInfo("Europe/Zurich")
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() for text in (start, due))
    assert time.after(begin, days * day_seconds(WEEK)) == end
    assert time.between(begin, end) == days * day_seconds(WEEK)


def test_known_years_are_believed_and_others_are_looked_up() -> None:
    real = OfficialHolidays()
    assert [f"{day:%m-%d}" for day in real.years(2026, 2027)[2027]] == OF_THE_LAW[2027].split()
    told = OfficialHolidays(known={2026: (date(2026, 5, 4),)})
    assert date(2026, 5, 4) in told and date(2026, 1, 1) not in told
    assert date(2027, 1, 1) in told and "2026-01-01" not in told


def test_within_known_years_the_package_is_not_even_imported() -> None:
    program = (
        "import sys; from datetime import date; from console.domain.hours import BusinessTime, segment;"
        "from console.adapters.hours import OfficialHolidays, opening_hours;"
        "known = {2026: (date(2026, 12, 8),), 2027: ()}; week = ((segment('08:00-12:00'),),) * 7;"
        "time = BusinessTime(opening_hours(week, holidays=OfficialHolidays(known=known)));"
        "print(time.between(1796169600.0, 1796774400.0) / 3600, 'holidays' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["24.0", "False"]
