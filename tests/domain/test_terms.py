"""Time limits by LEF and CPC: the worked examples of the domain facts, and what must be refused.

The examples were computed by hand from LEF 31, 56, 63, CPC 142, 145 and the holidays of Ticino; ids e01 to e22.
"""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from console.adapters.hours import OfficialHolidays
from console.domain.terms import (
    Calendar,
    Caution,
    Computed,
    NotComputed,
    Role,
    Term,
    TermKind,
    Unit,
    Why,
    add,
    compute,
)

CALENDAR = Calendar(holidays=OfficialHolidays(), easter=easter)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def a_term(length, unit=Unit.DAYS, kind=TermKind.OFFICE, verified="true"):
    return Term(id="x", length=length, unit=unit, kind=kind, start={"it": "x"}, article="LEF 74", verified=verified)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("id", "length", "served", "nominal", "last", "cautions"),
    [
        ("e01", 10, "2026-02-03", "2026-02-13", "2026-02-13", ()),
        ("e02", 10, "2026-03-12", "2026-03-22", "2026-03-23", (Caution.NEXT_WORKING_DAY,)),
        ("e03", 10, "2026-04-21", "2026-05-01", "2026-05-04", (Caution.NEXT_WORKING_DAY,)),
        ("e04", 10, "2026-06-19", "2026-06-29", "2026-06-30", (Caution.NEXT_WORKING_DAY,)),
        ("e05", 10, "2026-08-05", "2026-08-15", "2026-08-17", (Caution.NEXT_WORKING_DAY,)),
        ("e06", 10, "2026-10-22", "2026-11-01", "2026-11-02", (Caution.NEXT_WORKING_DAY,)),
        ("e07", 10, "2026-03-23", "2026-04-02", "2026-04-15", (Caution.FERIE,)),
        ("e08", 10, "2026-07-08", "2026-07-18", "2026-08-05", (Caution.FERIE,)),
        ("e09", 10, "2026-12-09", "2026-12-19", "2027-01-07", (Caution.FERIE,)),
        ("e10", 10, "2027-03-12", "2027-03-22", "2027-04-07", (Caution.FERIE,)),
        ("e11", 10, "2026-12-07", "2026-12-17", "2026-12-17", ()),
        ("e12", 10, "2026-11-27", "2026-12-07", "2026-12-07", ()),
        ("e13", 20, "2026-03-11", "2026-03-31", "2026-04-15", (Caution.FERIE,)),
        ("e14", 10, "2026-03-18", "2026-03-28", "2026-03-30", (Caution.NEXT_WORKING_DAY, Caution.EDGE)),
    ],
)
def test_acts_at_the_office(id, length, served, nominal, last, cautions):
    found = compute(a_term(length), day(served), CALENDAR)
    assert isinstance(found, Computed) and found.role is Role.LAST
    assert (found.nominal, found.day, found.cautions) == (day(nominal), day(last), cautions)
    assert found.verified is (id != "e14"), "what is disputed is shown as not verified"


@pytest.mark.parametrize(
    ("length", "unit", "served", "first", "verified"),
    [
        (20, Unit.DAYS, "2026-09-01", "2026-09-22", True),  # e15
        (1, Unit.MONTHS, "2026-05-31", "2026-07-01", False),  # e18
        (6, Unit.MONTHS, "2026-05-31", "2026-12-01", False),  # e19
        (3, Unit.MONTHS, "2026-11-30", "2027-03-01", False),  # e20
    ],
)
def test_from_when_an_act_is_possible(length, unit, served, first, verified):
    found = compute(a_term(length, unit, TermKind.EARLIEST), day(served), CALENDAR)
    assert isinstance(found, Computed) and found.role is Role.FIRST
    assert (found.day, found.verified) == (day(first), verified)


@pytest.mark.parametrize(
    ("length", "unit", "served", "latest"),
    [
        (1, Unit.YEARS, "2026-09-01", "2027-09-01"),  # e16
        (15, Unit.MONTHS, "2026-09-01", "2027-12-01"),  # e17
        (1, Unit.YEARS, "2026-05-31", "2027-05-31"),  # e18
        (2, Unit.YEARS, "2026-05-31", "2028-05-31"),  # e19
    ],
)
def test_until_when_an_act_is_possible(length, unit, served, latest):
    found = compute(a_term(length, unit, TermKind.LATEST_DAY), day(served), CALENDAR)
    assert isinstance(found, Computed) and found.role is Role.LAST and found.day == day(latest)


def test_a_latest_day_that_is_no_working_day_is_not_moved_and_not_called_certain():
    found = compute(a_term(1, Unit.MONTHS, TermKind.LATEST_DAY), day("2026-10-01"), CALENDAR)
    assert isinstance(found, Computed) and found.day == day("2026-11-01") and not found.verified


def test_an_action_before_a_court_stands_still_in_the_court_holidays():
    found = compute(a_term(20, kind=TermKind.COURT), day("2026-07-01"), CALENDAR)  # e21
    assert isinstance(found, Computed) and found.day == day("2026-08-24")
    assert found.cautions == (Caution.COURT_HOLIDAYS, Caution.NEXT_WORKING_DAY)


@pytest.mark.parametrize(
    ("kind", "unit", "served", "why"),
    [
        (TermKind.COURT_SUMMARY, Unit.DAYS, "2026-07-10", Why.SUMMARY),  # e22
        (TermKind.COURT, Unit.YEARS, "2026-09-01", Why.COURT_MONTHS),
        (TermKind.COURT, Unit.DAYS, "2026-08-10", Why.SERVED_IN_FERIE),
        (TermKind.OFFICE, Unit.DAYS, "2026-07-20", Why.SERVED_IN_FERIE),
        (TermKind.OFFICE, Unit.DAYS, "2027-01-01", Why.SERVED_IN_FERIE),
        (TermKind.DURATION, Unit.YEARS, "2026-09-01", Why.NO_LIMIT),
        (TermKind.LIMITATION, Unit.YEARS, "2026-09-01", Why.NO_LIMIT),
        (TermKind.CIVIL, Unit.MONTHS, "2026-09-01", Why.OTHER_LAW),
        (TermKind.OFFICE, Unit.DAYS, "1789-07-14", Why.OUT_OF_RANGE),
    ],
)
def test_what_no_rule_settles_is_refused(kind, unit, served, why):
    found = compute(a_term(10, unit, kind), day(served), CALENDAR)
    assert isinstance(found, NotComputed) and found.why is why


def test_a_bill_of_exchange_knows_no_closed_periods():
    found = compute(a_term(5, kind=TermKind.OFFICE_NO_FERIE), day("2026-07-14"), CALENDAR)
    assert isinstance(found, Computed) and found.day == day("2026-07-20")  # the 19th is a Sunday


def test_a_letter_that_arrives_on_a_saturday_counts_later_when_it_came_by_ordinary_post():
    found = compute(a_term(10), day("2026-11-07"), CALENDAR)
    assert isinstance(found, Computed)
    assert (found.day, found.by_post) == (day("2026-11-17"), day("2026-11-19"))
    assert Caution.CLOSED_DAY in found.cautions


@given(DAYS, st.integers(1, 60))
def test_a_last_day_is_a_working_day_never_before_its_nominal_end(served, length):
    found = compute(a_term(length), served, CALENDAR)
    if isinstance(found, NotComputed):
        assert CALENDAR.ferie_end(served)
        return
    assert found.day >= found.nominal and CALENDAR.is_working(found.day)
    assert found.day == found.nominal or found.cautions


@given(DAYS, st.integers(1, 40))
def test_months_end_on_the_same_number_or_the_last_of_the_month(served, length):
    end = add(served, length, Unit.MONTHS)
    assert end.day == served.day or (end.day < served.day and add(end, 1, Unit.DAYS).day == 1)


def test_the_closed_periods_of_the_facts():
    for year, (first, last) in {2026: ("2026-03-29", "2026-04-12"), 2035: ("2035-03-18", "2035-04-01")}.items():
        assert CALENDAR.ferie_end(day(first)) == CALENDAR.ferie_end(day(last)) == day(last), year
    assert CALENDAR.ferie_end(day("2026-12-17")) is None
    assert CALENDAR.ferie_end(day("2026-12-18")) == CALENDAR.ferie_end(day("2027-01-01")) == day("2027-01-01")
    assert CALENDAR.court_holidays_end(day("2027-01-02")) == day("2027-01-02")
    assert CALENDAR.ferie_end(day("2026-07-14")) is None and CALENDAR.ferie_end(day("2026-08-01")) is None
