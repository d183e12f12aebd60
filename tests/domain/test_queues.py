"""The order of the queue: callers first, then by what is due; take-next takes the first."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.contact import LIVE_CALL, QUEUED_STATES, CallState, Channel, ContactId, State
from console.domain.queues import QueueRow, figures, next_to_take, rank

NOW = 1_790_000_000.0


def a_row(number: int, channel=Channel.EMAIL, state=State.WAITING, call_state=CallState.NONE, **changes) -> QueueRow:
    usual = {"arrived_at": NOW - 100 + number, "state_since": NOW}
    return QueueRow(
        ContactId(number), channel, state, call_state, "", "", "", "it", "", changes.pop("operator", ""), "",
        handoff_state="", flagged=False, version=1, **{**usual, **changes},
    )  # fmt: skip


def test_what_is_due_first_comes_first_whatever_it_is():
    rows = [
        a_row(1, due_first_answer=NOW + 50), a_row(2, due_resolution=NOW - 10), a_row(3),
        a_row(4, Channel.PHONE, State.MISSED, CallState.ENDED, due_first_answer=NOW + 20),
        a_row(5, Channel.PHONE, call_state=CallState.QUEUED, due_first_answer=NOW + 90),
        a_row(6, state=State.ACTIVE, due_first_answer=NOW - 500, operator="luca"),
        a_row(7, state=State.HANDED_OFF), a_row(8, Channel.PHONE, call_state=CallState.ON_HOLD),
        a_row(9, Channel.PHONE, call_state=CallState.ENDED, due_first_answer=NOW + 10),
    ]  # fmt: skip
    random.Random(1).shuffle(rows)
    assert [row.id for row in sorted(rows, key=rank)] == [5, 8, 2, 9, 4, 1, 3, 6, 7]
    assert next_to_take(tuple(rows)).id == 5


MOMENTS = st.sampled_from([NOW - 60, NOW, NOW + 60, math.inf])
ROWS = st.builds(
    lambda channel, state, call, first, end: a_row(
        0, channel, state, call, arrived_at=NOW, due_first_answer=first, due_resolution=end
    ),
    st.sampled_from([Channel.PHONE, Channel.EMAIL]), st.sampled_from(sorted(QUEUED_STATES | {State.ACTIVE})),
    st.sampled_from(list(CallState)), MOMENTS, MOMENTS,
)  # fmt: skip


@given(st.lists(ROWS, max_size=12))
def test_take_next_takes_the_first_that_may_be_taken(rows):
    rows = tuple(sorted((row._replace(id=ContactId(at)) for at, row in enumerate(rows)), key=rank))
    free = [row for row in rows if row.state in QUEUED_STATES]
    silent = [row for row in free if row.call_state is not CallState.RINGING or row.state is not State.WAITING]
    assert next_to_take(rows) == next(iter(silent or free), None) or next_to_take(rows).call_state is CallState.RINGING
    waiting = [row for row in silent if row.state is State.MISSED or row.call_state not in LIVE_CALL]
    assert [row.due_at for row in waiting] == sorted(row.due_at for row in waiting)


@pytest.mark.parametrize(("later", "late"), [(-61, 0), (-59, 1), (0, 1), (1, 2), (61, 3)])
def test_the_strip_counts_what_is_late_as_time_passes(later, late):
    dues = (NOW + 60, NOW - 60, math.inf, NOW)
    rows = tuple(a_row(number, due_resolution=due) for number, due in enumerate(dues))
    assert figures(rows).late(NOW + later) == late
