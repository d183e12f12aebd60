"""Opening hours of a site with the official holidays of its canton."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from console.domain.hours import OpeningHours, Segment, Week

if TYPE_CHECKING:
    from holidays import HolidayBase

ZONE = "Europe/Zurich"
LANGUAGE = "it"


class OfficialHolidays:
    """The official holidays of a country or of a part of it, for any year, as a set of dates.

    The package `holidays` is imported at the first question (it costs some 60 ms). For CH/TI it gives the
    fifteen days of the cantonal law of 15 December 2009; Good Friday and 2 January are not among them.
    """

    def __init__(
        self, country: str = "CH", subdivision: str = "TI", *, known: Mapping[int, Collection[date]] | None = None
    ) -> None:
        """`known`: the holidays of some years, for which the package need not be asked."""
        self._country = country
        self._subdivision = subdivision
        self._known = known or {}

    @cached_property
    def _days(self) -> HolidayBase:
        from holidays import country_holidays

        return country_holidays(self._country, subdiv=self._subdivision or None, language=LANGUAGE)

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        known = self._known.get(day.year)
        return day in known if known is not None else day in self._days

    def years(self, first: int, last: int) -> dict[int, tuple[date, ...]]:
        """The holidays of these years, the last one included."""
        return {year: tuple(day for day in _days_of(year) if day in self._days) for year in range(first, last + 1)}

    def name(self, day: date) -> str:
        """The Italian name of the holiday; empty when the date is none."""
        return str(self._days.get(day, ""))


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def opening_hours(
    week: Week,
    *,
    zone: str = ZONE,
    holidays: OfficialHolidays | None = None,
    special_days: Mapping[date, tuple[Segment, ...]] | None = None,
) -> OpeningHours:
    """The hours of a site; without `holidays` no date is closed by law.

    Raises ValueError for a week that makes no sense, ZoneInfoNotFoundError (a KeyError) for an unknown zone.
    """
    closed = frozenset[date]() if holidays is None else holidays
    return OpeningHours(zone=ZoneInfo(zone), week=week, closed_days=closed, special_days=special_days or {})
