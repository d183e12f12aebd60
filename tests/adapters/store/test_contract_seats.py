"""The contract of every store: presence that follows the work, seats, hours, missed calls; and a store of before."""

from __future__ import annotations

import pytest

from console.adapters.store import tables
from console.adapters.store.engine import APPLICATION_ID, connect
from console.adapters.store.store import SqliteStore
from console.domain.contact import CallState, Party, State
from console.domain.office import PersonState, Presence
from console.domain.seat import HoursMode, Opening, Seat
from fakes.arrivals import NOW, a_call, a_visit
from fakes.seat import HandClock

READY = PersonState(person="anna", presence=Presence.READY, since=NOW, seen_at=NOW)
AFTER = PersonState(person="anna", presence=Presence.AFTER_CALL, since=NOW + 9)


async def test_presence_follows_the_work_and_the_heartbeat_stays(store):
    await store.set_person(READY)
    assert await store.update_person(AFTER, only_from=(Presence.READY, Presence.BUSY))
    assert await store.people() == (PersonState(person="anna", presence="after_call", since=NOW + 9, seen_at=NOW),)


async def test_what_somebody_chose_meanwhile_stays(store):
    pause = PersonState(person="anna", presence=Presence.PAUSED, reason="pranzo", since=NOW, seen_at=NOW)
    await store.set_person(pause)
    assert not await store.update_person(AFTER, only_from=(Presence.READY,))
    assert not await store.update_person(AFTER, only_from=())
    assert await store.people() == (pause,)


async def test_nobody_is_made_present_by_the_work(store):
    assert not await store.update_person(AFTER, only_from=tuple(Presence))
    assert await store.people() == ()


async def test_seats_are_on_every_board_as_the_pbx_said_last(store, another):
    other = await another()
    await store.set_seat(Seat(extension="22", name="Luca", logged_in=True))
    await store.set_seat(Seat(extension="21", name="Anna", logged_in=True))
    paused = Seat(extension="21", name="Anna", logged_in=True, paused=True, reason="after_call")
    await store.set_seat(paused)
    assert (await other.board()).seats == (paused, Seat(extension="22", name="Luca", logged_in=True))


async def test_what_is_no_news_wakes_nobody(store, another):
    other = await another()
    seat = Seat(extension="21", logged_in=True)
    await store.set_seat(seat)
    await store.set_hours_seen(HoursMode.OPEN)
    mark = await other.change_mark()
    await store.set_seat(seat)
    await store.set_hours_seen(HoursMode.OPEN)
    assert await other.change_mark() == mark


async def test_the_supervisors_word_and_what_the_pbx_has_are_kept_apart(store, another):
    other = await another()
    assert await store.opening() == Opening()
    await store.set_opening(HoursMode.CLOSED, by="anna", since=NOW)
    await store.set_hours_seen(HoursMode.OPEN)
    said = Opening(mode=HoursMode.CLOSED, by="anna", since=NOW, seen=HoursMode.OPEN)
    assert await other.opening() == said == (await other.board()).opening


def missed(**changes):
    return a_call(state=State.MISSED, call_state=CallState.ENDED, **changes)


async def test_missed_calls_of_a_number_are_found_however_it_was_written(store):
    older = await store.add(missed(arrived_at=NOW - 60, missed_calls=2))
    newer = await store.add(missed(party=Party(phone="0794123308")))
    await store.add(a_call())  # waits
    await store.add(missed(party=Party(phone="+41794123309")))
    found = await store.missed_of(Party(phone="+41 79 412 33 08"))
    assert found == (newer, older)
    assert found[1].missed_calls == 2


@pytest.mark.parametrize("party", [Party(), Party(name="Mario Rossi"), Party(phone_raw="anonymous")])
async def test_withheld_numbers_never_match(store, party):
    await store.add(missed(party=party))
    assert await store.missed_of(party) == ()


async def test_a_store_of_the_version_before_keeps_its_contacts(tmp_path):
    from sqlite_utils import Database

    file = tmp_path / "console.db"
    conn = connect(file)
    with conn.write():
        database = Database(conn, recursive_triggers=False, execute_plugins=False)
        tables.migrations().apply(database, stop_before="m002_seats_and_hours")
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute("PRAGMA user_version = 1")
        names = [row[1] for row in conn.execute("PRAGMA table_info(contacts)")]
        assert "missed_calls" not in names
        values = dict.fromkeys(names, "") | {
            "id": 7, "version": 1, "seq": 1, "is_open": 1, "queue_group": 0, "channel": "phone", "state": "waiting",
            "call_state": "queued", "arrived_at": NOW, "state_since": NOW, "mail": 0, "thread": 0, "answered": "[]",
            "out_of_hours": 0, "attempts": 0, "flags": "[]",
        }  # fmt: skip
        marks = ", ".join("?" * len(values))
        conn.execute(f"INSERT INTO contacts ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
    conn.close()
    store = await SqliteStore.open(file, HandClock())
    assert (await store.contact(7)).missed_calls == 0
    assert (await store.board()).rows[0].id == 7
    assert (await store.add(a_visit())).id == 8
    await store.close()
