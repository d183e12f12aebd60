"""The contract of every store: contacts are stamped when they are written, and the order follows what is due."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
import pytest_asyncio
from sqlite_utils import Database

from console.adapters.store import tables
from console.adapters.store.engine import APPLICATION_ID, connect
from console.adapters.store.store import SqliteStore
from console.domain import commands as c
from console.domain.contact import CallState, Channel, Disposition, Outcome, Party, State
from console.domain.hours import BusinessTime
from console.domain.lifecycle import Decision, decide
from console.domain.queues import Limits, next_to_take
from console.domain.targets import TargetRule
from fakes.arrivals import NOW, a_call, a_mail, a_visit
from fakes.floor import DAY, HOUR, HOURS, PROMISES
from fakes.seat import HandClock

OTHERS = TargetRule(limits={Channel.EMAIL: Limits(first_answer=HOUR)}, time=BusinessTime(HOURS), mark=77)
NIGHT = 15 * HOUR
"""From 17:00 to 08:00."""


@pytest.fixture(params=["sqlite"])
def promising(request, tmp_path):
    """Opens a store on this test's data that stamps by a rule."""

    async def open_one(rule):
        kinds = {"sqlite": lambda: SqliteStore.open(tmp_path / "console.db", HandClock(), dues=rule)}
        opened.append(await kinds[request.param]())
        return opened[-1]

    opened: list = []
    open_one.opened = opened
    return open_one


@pytest_asyncio.fixture
async def store(promising):
    yield await promising(TargetRule(limits=PROMISES, time=BusinessTime(HOURS), mark=5))
    for one in promising.opened:
        await one.close()


async def test_a_contact_is_stamped_when_it_is_written(store):
    mail = await store.add(a_mail())
    day_later = NOW + 24 * HOUR
    assert (mail.due_first_answer, mail.due_mark) == (day_later, 5)
    assert await store.contact(mail.id) == mail
    assert (await store.board()).rows[0].due_at == day_later
    answered = await store.save(Decision(replace(mail, first_answer_at=NOW)), mail.version)
    assert (answered.due_first_answer, answered.due_resolution) == (math.inf, NOW + 7 * 24 * HOUR)
    stopped = await store.save(Decision(replace(answered, stopped_since=NOW)), answered.version)
    assert (await store.board()).rows[0].due_at == stopped.due_resolution == math.inf
    assert (await store.board()).rows[0].citizens_turn


async def test_what_the_clock_knows_is_kept(store):
    clock = {"first_answer_at": NOW, "owed_since": NOW - 5, "stopped_since": NOW + 9, "stops": ((NOW + 1, NOW + 2.5),)}
    mail = await store.add(a_mail(**clock))
    kept = await store.contact(mail.id)
    assert {name: getattr(kept, name) for name in clock} == clock


@pytest.mark.parametrize("seed", range(4))
async def test_the_first_screenful_take_next_and_the_whole_board_agree(store, promising, seed):
    dice = random.Random(seed)
    for _number in range(60):
        arrived = NOW - dice.randrange(0, 6 * 86_400)
        kind = dice.choice(("mail", "visit", "missed", "released", "live"))
        if kind == "mail":
            await store.add(a_mail(arrived_at=arrived, stopped_since=dice.choice((0.0, 0.0, arrived))))
        elif kind == "visit":
            await store.add(a_visit(state=State.WAITING, operator="", arrived_at=arrived))
        else:
            state = {"missed": State.MISSED, "released": State.WAITING, "live": State.WAITING}[kind]
            call = CallState.QUEUED if kind == "live" else CallState.ENDED
            await store.add(a_call(arrived_at=arrived, state=state, call_state=call))
    whole = await store.board()
    live = [row for row in whole.rows if row.call_state is CallState.QUEUED]
    assert list(whole.rows[: len(live)]) == live
    written = [row.due_at for row in whole.rows[len(live) :]]
    assert written == sorted(written) and len(set(written)) > 10
    fresh = await promising(OTHERS)
    assert (await fresh.board(first=25)).rows == whole.rows[:25]
    assert next_to_take(whole.rows) == whole.rows[0]


async def test_other_promises_are_reckoned_anew_and_every_console_sees_the_new_order(store, promising):
    first = await store.add(a_visit(state=State.WAITING, operator="", arrived_at=NOW))
    second = await store.add(a_mail(arrived_at=NOW - HOUR))
    assert [row.id for row in (await store.board()).rows] == [first.id, second.id]
    other = await promising(OTHERS)
    mark = await store.change_mark()
    assert [await other.renew_dues(1) for _ in range(3)] == [1, 1, 0]
    assert await store.change_mark() != mark
    rows = (await store.board()).rows
    assert [(row.id, row.due_at) for row in rows] == [(second.id, NOW), (first.id, math.inf)]
    assert rows == (await other.board()).rows == (await (await promising(None)).board(first=9)).rows
    assert (await store.contact(first.id)).version == first.version, "nobody's act becomes stale"


async def test_nothing_is_written_where_nothing_changed(store, promising):
    await store.add(a_mail())
    mark = await store.change_mark()
    assert await store.renew_dues() == 0
    assert await (await promising(None)).renew_dues() == 0
    assert await store.change_mark() == mark


async def test_closed_contacts_are_left_alone(store, promising):
    mail = await store.add(a_mail())
    await store.save(Decision(replace(mail, state=State.CLOSED)), mail.version)
    assert await (await promising(OTHERS)).renew_dues() == 0


async def test_what_was_settled_since(store):
    old, answered, ended, waiting = [await store.add(a_mail(arrived_at=NOW - 9 * HOUR)) for _ in range(4)]
    code = Disposition(outcome=Outcome.ANSWERED)
    await store.save(decide(old, c.Close(by="anna", disposition=code), NOW - 2 * HOUR), old.version)
    await store.save(Decision(replace(answered, first_answer_at=NOW)), answered.version)
    await store.save(decide(ended, c.Close(by="anna", disposition=code), NOW), ended.version)
    assert [one.id for one in await store.settled_since(NOW)] == [answered.id, ended.id]
    assert waiting.id not in [one.id for one in await store.settled_since(0)]


async def test_a_store_of_before_the_targets_is_upgraded_with_what_its_history_says(tmp_path):
    file = tmp_path / "console.db"
    conn = connect(file)
    with conn.write():
        database = Database(conn, recursive_triggers=False, execute_plugins=False)
        tables.migrations().apply(database, stop_before="m006_targets")
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute("PRAGMA user_version = 5")
        names = [row[1] for row in conn.execute("PRAGMA table_info(contacts)")]
        usual = dict.fromkeys(names, "") | {
            "version": 1, "seq": 1, "is_open": 1, "queue_group": 2, "channel": "email", "state": "waiting",
            "call_state": "none", "arrived_at": NOW, "state_since": NOW, "mail": 0, "thread": 0, "answered": "[]",
            "out_of_hours": 0, "attempts": 0, "flags": "[]", "missed_calls": 0,
        }  # fmt: skip
        missed = {"channel": "phone", "call_state": "ended", "state": "missed", "queue_group": 3, "arrived_at": NOW - 9}
        in_hand, with_clerk = {"state": "active", "queue_group": 4}, {"state": "accepted", "queue_group": 5}
        for number, changes in enumerate(({}, missed, in_hand, with_clerk), start=1):
            values = usual | changes | {"id": number}
            marks = ", ".join("?" * len(values))
            conn.execute(f"INSERT INTO contacts ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
        for contact, at, kind in ((3, NOW + 5, "replied"), (3, NOW + 9, "replied"), (4, NOW + 30, "handed_off")):
            line = (contact, at, kind, "", "[]")
            conn.execute("INSERT INTO journal (contact, at, kind, person, facts) VALUES (?, ?, ?, ?, ?)", line)
    conn.close()
    store = await SqliteStore.open(file, HandClock(), dues=TargetRule(limits=PROMISES, time=BusinessTime(HOURS)))
    assert [row.id for row in (await store.board(first=9)).rows] == [2, 1, 3, 4], "until intake has reckoned"
    assert await store.renew_dues() == 4
    kept = [await store.contact(number) for number in range(1, 5)]
    assert [one.first_answer_at for one in kept] == [0, 0, NOW + 5, 0]
    assert [one.stopped_since for one in kept] == [0, 0, 0, NOW + 30]
    assert [one.due_at for one in (await store.board()).rows][-1] == math.inf
    assert [row.id for row in (await store.board()).rows] == [2, 1, 3, 4]
    assert kept[0].due_first_answer == NOW + DAY + NIGHT + 1.5 * HOUR
    assert kept[0].party == Party()
    await store.close()
