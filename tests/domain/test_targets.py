"""Until when contacts are due, which are late, and the figures of the promises."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from console.domain.contact import CallState, Channel, Contact, ContactId, Disposition, Outcome, State
from console.domain.hours import BusinessTime
from console.domain.queues import Limits, Urgency, is_late
from console.domain.targets import Score, Tally, TargetRule
from fakes.floor import DAY, HOUR, HOURS, row_of, rule

RULE = rule()
TIME = BusinessTime(HOURS)


def at(text: str) -> float:
    """The moment of a local clock time of November 2026: "24 10:00" is a Tuesday."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo("Europe/Zurich")).timestamp()


def contact(channel: Channel = Channel.EMAIL, arrived: str = "24 10:00", **changes) -> Contact:
    moment = at(arrived)
    return Contact(id=ContactId(1), channel=channel, arrived_at=moment, state_since=moment, **changes)


def dues(found: Contact) -> tuple[float, float]:
    stamped = RULE.stamped(found)
    return stamped.due_first_answer, stamped.due_resolution


QUEUED, MISSED = {"call_state": CallState.QUEUED}, {"state": State.MISSED, "call_state": CallState.ENDED}


@pytest.mark.parametrize(
    ("found", "first", "end"),
    [
        (contact(), "25 10:00", "01 10:00"),
        (contact(arrived="24 19:00"), "25 17:00", "01 17:00"),
        (contact(arrived="28 09:00"), "30 17:00", "04 17:00"),
        (contact(Channel.COUNTER, "24 11:50"), "24 13:35", "26 11:50"),
        (contact(Channel.PHONE, "24 10:00", **QUEUED), "24 10:02", "26 10:00"),
        (contact(Channel.PHONE, "24 11:59", **QUEUED), "24 13:31", "26 11:59"),
        (contact(Channel.PHONE, "24 10:00", **MISSED), "24 15:30", "26 10:00"),
        (contact(Channel.PHONE, "24 10:00", **MISSED, owed_since=at("24 14:00")), "25 09:00", "26 10:00"),
        (contact(first_answer_at=at("24 10:30")), None, "01 10:00"),
        (contact(stops=((at("24 11:00"), at("25 11:00")),)), "26 10:00", "02 10:00"),
        (contact(stops=((at("24 11:00"), at("24 16:00")), (at("25 08:00"), at("25 09:00")))), "25 16:00", "01 16:00"),
        (contact(stopped_since=at("24 11:00")), None, None),
        (contact(state=State.CLOSED), None, None),
        (contact(Channel.WEB), None, None),
    ],
)  # fmt: skip
def test_when_it_is_due(found, first, end):
    def moment(text):
        return math.inf if text is None else at(text) if text > "20" else at("30 00:00") + _december(text)

    assert dues(found) == (moment(first), moment(end))


def _december(text: str) -> float:
    day = datetime.fromisoformat(f"2026-12-{text}").replace(tzinfo=ZoneInfo("Europe/Zurich"))
    return day.timestamp() - at("30 00:00")


def test_a_stop_after_the_due_moment_changes_nothing():
    late = contact(Channel.COUNTER, first_answer_at=0.0, stops=((at("24 14:00"), at("25 14:00")),))
    assert dues(late)[0] == at("24 10:15")


def test_a_promise_of_nothing_is_never_due():
    none = TargetRule(limits={Channel.EMAIL: Limits(resolution=HOUR)}, time=TIME)
    stamped = none.stamped(contact())
    assert (stamped.due_first_answer, stamped.due_resolution) == (math.inf, at("24 11:00"))


def test_a_stamp_says_by_whom_it_was_made():
    assert RULE.stamped(contact()).due_mark == RULE.mark != 0


@pytest.mark.parametrize(
    ("due", "now", "left", "late", "near"),
    [
        ("24 11:00", "24 10:00", HOUR, False, True), ("24 11:00", "24 09:59", HOUR + 60, False, False),
        ("24 11:00", "24 11:00", 0, False, True), ("24 11:00", "24 11:01", -60, True, False),
        ("24 17:00", "25 07:00", 0, True, False), ("25 08:30", "24 16:30", HOUR, False, True),
        ("24 11:30", "24 14:00", -HOUR, True, False),
    ],
)  # fmt: skip
def test_how_near_it_is(due, now, left, late, near):
    urgency = Urgency(time=TIME, near=HOUR)
    row = row_of(contact(due_first_answer=at(due)))
    assert urgency.left(row.due_at, at(now)) == left
    assert (is_late(row, at(now)), urgency.is_near(row.due_at, at(now))) == (late, near)


def test_what_is_never_due_is_neither_late_nor_near():
    row, urgency = row_of(contact()), Urgency(time=TIME, near=HOUR)
    assert urgency.left(row.due_at, at("24 10:00")) == math.inf
    assert not is_late(row, at("24 10:00")) and not urgency.is_near(row.due_at, at("24 10:00"))


# --- figures ---------------------------------------------------------------------------------------

NOW, SINCE = at("25 16:30"), at("25 00:00")
TALLY = Tally(rule=RULE, urgency=Urgency(time=TIME, near=HOUR), now=NOW, since=SINCE)


def closed(found: Contact, when: str, outcome: Outcome = Outcome.ANSWERED, **changes) -> Contact:
    ended = {"state": State.CLOSED, "state_since": at(when), "stopped_since": at(when)}
    return replace(found, **{**ended, "disposition": Disposition(outcome=outcome), **changes})


def test_the_figures_of_a_day():
    rows = [
        row_of(RULE.stamped(one))
        for one in (
            contact(), contact(arrived="24 16:55"), contact(arrived="25 16:00"),
            contact(state=State.HANDED_OFF, stopped_since=at("25 09:00")),
        )
    ]  # fmt: skip
    in_time, too_late = at("25 09:00"), at("25 11:00")
    settled = [
        contact(first_answer_at=in_time), contact(first_answer_at=too_late),
        contact(first_answer_at=at("24 11:00")),  # yesterday
        closed(contact(first_answer_at=in_time), "25 09:00"),
        closed(contact(arrived="11 10:00", first_answer_at=at("12 09:00")), "25 15:00"),
        closed(contact(), "25 15:00", Outcome.SPAM),
    ]  # fmt: skip
    found = TALLY.figures(rows, settled)[Channel.EMAIL]
    assert (found.running, found.late, found.near, found.standing) == (3, 1, 1, 1)
    assert found.answered == Score(met=2, count=3)
    assert found.resolved == Score(met=1, count=2)
    assert TALLY.figures(rows, settled)[Channel.FAX].running == 0


def test_what_a_clerk_had_for_weeks_was_ended_in_time_by_us():
    with_clerk = contact(arrived="02 10:00", first_answer_at=at("03 09:00"))
    done = closed(with_clerk, "25 15:00", stopped_since=at("03 09:00"))
    assert TALLY.figures((), [done])[Channel.EMAIL].resolved == Score(met=1, count=1)


def test_a_call_that_was_missed_is_judged_by_its_call_back():
    back = contact(Channel.PHONE, "25 09:00", call_state=CallState.ENDED, attempts=1, first_answer_at=at("25 11:00"))
    taken = contact(Channel.PHONE, "25 09:00", call_state=CallState.ENDED, first_answer_at=at("25 09:03"))
    assert TALLY.figures((), [back])[Channel.PHONE].answered == Score(met=1, count=1)
    assert TALLY.figures((), [taken])[Channel.PHONE].answered == Score(met=0, count=1)


def test_a_day_of_the_promises_is_an_opening_day():
    assert TIME.after(at("24 10:00"), DAY) == at("25 10:00")
