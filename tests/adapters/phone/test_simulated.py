"""The simulated PBX under a real clock: restarts, the control door, chance, scripts, subscribers."""

from __future__ import annotations

import asyncio
import json
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.phone.listener import Listener
from console.adapters.clock import SystemClock
from console.adapters.phone import state
from console.adapters.phone.chance import Chance
from console.adapters.phone.door import SHOWN, SOCKET
from console.adapters.phone.exchange import Exchange
from console.adapters.phone.lines import Answer, Behaviour, Caller
from console.adapters.phone.numbers import e164
from console.adapters.phone.script import Afterwards
from console.adapters.phone.simulated import SimulatedTelephony
from console.domain.call import CallArrived, CallConnected, CallEnded, CallHeld, CallQueued, CallRosterRead
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed, Telephony
from fakes.phone_door import PhoneDoor

ANNA = "3011"


def quiet(folder: Path, **options: object) -> SimulatedTelephony:
    """An exchange on which only the test lets things happen."""
    return SimulatedTelephony(None, SystemClock(), random=False, control=folder / "door", **options)


def take(call: str) -> CallOrder:
    return CallOrder(call=call, operator_extension=ANNA)


def test_it_is_a_telephony(tmp_path: Path) -> None:
    port: Telephony = SimulatedTelephony(None, SystemClock())
    assert port


# --- restarts --------------------------------------------------------------------------------------


async def test_calls_outlive_the_process(tmp_path: Path) -> None:
    door = PhoneDoor(tmp_path / "door")
    first = quiet(tmp_path, state=tmp_path / "state")
    async with Listener(first) as listener:
        waits = (await door.ask("arrive", number="+41910001011", says="Buongiorno"))["call"]
        held = (await door.ask("arrive", name="Rossi"))["call"]
        await listener.next(CallArrived, call=held)
        await first.take(take(held))
        await listener.next(CallConnected, call=held)
        await first.hold(CallOrder(call=held))
    again = quiet(tmp_path, state=tmp_path / "state")
    async with Listener(again) as listener:
        roster = await listener.next(CallRosterRead)
        assert [(one.call, one.number, one.name, one.subject) for one in roster.calls] == [
            (waits, "+41910001011", "", "Buongiorno"), (held, "", "Rossi", ""),
        ]  # fmt: skip
        await listener.next(CallQueued, call=waits)
        await listener.next(CallConnected, call=held, extension=ANNA)
        await listener.next(CallHeld, call=held, held=True)
        await again.resume(CallOrder(call=held))
        await listener.next(CallHeld, call=held, held=False)
        later = (await door.ask("arrive"))["call"]
        assert later not in (waits, held)


async def test_without_a_state_folder_everybody_is_gone(tmp_path: Path) -> None:
    async with Listener(quiet(tmp_path)) as listener:
        await PhoneDoor(tmp_path / "door").ask("arrive")
        await listener.next(CallArrived)
    async with Listener(quiet(tmp_path)) as listener:
        assert (await listener.next(CallRosterRead)).calls == ()


async def test_time_goes_on_while_nobody_listens(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    now = SystemClock().now()
    exchange = Exchange("x")
    exchange.arrive(Caller(patience=20.0), now - 30.0)
    stays = exchange.arrive(Caller(patience=600.0), now - 30.0)
    state.save(exchange, folder, now - 30.0)
    async with Listener(quiet(tmp_path, state=folder)) as listener:
        roster = await listener.next(CallRosterRead)
        assert [one.call for one in roster.calls] == [stays]


async def test_an_order_before_anybody_listens_finds_the_calls(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    exchange = Exchange("x")
    call = exchange.arrive(Caller(), SystemClock().now())
    state.save(exchange, folder, SystemClock().now())
    telephony = quiet(tmp_path, state=folder)
    await telephony.take(take(call))
    async with Listener(telephony) as listener:
        await listener.next(CallConnected, call=call)


def full_exchange() -> Exchange:
    exchange = Exchange("x")
    exchange.floor.phones["3801"] = (Behaviour.of(Answer.BUSY), Behaviour.of(Answer.ANSWERED))
    calls = [exchange.arrive(Caller(name=f"n{at}", patience=90.0, talk=70.0), float(at)) for at in range(4)]
    exchange.take(take(calls[0]), 5.0)
    exchange.advance(6.0)
    exchange.transfer(CallOrder(call=calls[0], extension="3801", case_reference="1"), 7.0)
    exchange.take(take(calls[1]), 7.4)
    exchange.expect(Caller(name="later"), 30.0)
    exchange.take(CallOrder(call=calls[2], operator_extension="3012"), 7.4)
    exchange.advance(7.7)
    exchange.consult(CallOrder(call=calls[2], extension="3802", case_reference="2"), 7.7)
    exchange.seat(Seat(extension=ANNA, logged_in=True, paused=True, reason="pranzo"), 7.7)
    exchange.open_hours(HoursMode.CLOSED, 7.7)
    return exchange


def test_nothing_is_lost_on_disk(tmp_path: Path) -> None:
    exchange = full_exchange()
    exchange.floor.drain()
    state.save(exchange, tmp_path, 7.7)
    again = state.restore(tmp_path, 8.0)
    assert again is not None
    assert (again.floor.seats, again.floor.hours) == (exchange.floor.seats, HoursMode.CLOSED)
    for moment in (8.0, 20.0, 40.0, 200.0):
        exchange.advance(moment)
        again.advance(moment)
        assert again.floor.drain() == exchange.floor.drain()
    assert stat.S_IMODE((tmp_path / state.FILE).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [state.FILE]


def test_an_old_state_is_nobody_any_more(tmp_path: Path) -> None:
    state.save(full_exchange(), tmp_path, 1_000.0)
    assert state.restore(tmp_path, 1_000.0 + state.LONGEST_GAP + 1.0) is None
    assert state.restore(tmp_path, 900.0) is None, "a clock that was set back"


@given(cut=st.integers(0, 3_000), junk=st.binary(max_size=20))
def test_a_damaged_state_begins_anew(tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    state.save(full_exchange(), folder, 10.0)
    whole = (folder / state.FILE).read_bytes()
    (folder / state.FILE).write_bytes(whole[:cut] + junk + whole[cut + len(junk) :])
    assert isinstance(state.restore(folder, 10.0), Exchange | None)


@pytest.mark.parametrize("text", ["[]", "{}", '{"saved_at": "x"}', '{"saved_at": 1, "lines": 3}', "null", '"x"'])
def test_another_file_begins_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / state.FILE).write_text(text)
    assert state.restore(tmp_path, 10.0) is None


async def test_a_disk_that_cannot_be_written_stops_no_call(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    async with Listener(quiet(tmp_path, state=tmp_path / "state")) as listener:
        await PhoneDoor(tmp_path / "door").ask("arrive")
        await listener.next(CallArrived)


# --- subscribers -----------------------------------------------------------------------------------


async def test_a_new_subscriber_ends_the_earlier_one(tmp_path: Path) -> None:
    telephony = quiet(tmp_path)
    async with Listener(telephony) as earlier:
        await PhoneDoor(tmp_path / "door").ask("arrive")
        call = (await earlier.next(CallArrived)).call
        async with Listener(telephony) as later:
            assert [one.call for one in (await later.next(CallRosterRead)).calls] == [call]
            async with asyncio.timeout(10):
                await earlier._task
            await PhoneDoor(tmp_path / "door").ask("hang_up", call=call)
            await later.next(CallEnded, call=call)


# --- the door --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [b"\n", b"null\n", b"[]\n", b"{}\n", b'{"do": "fly"}\n', b'{"do": "hang_up", "call": "nobody"}\n', b"\xff\xfe\n",
     b'{"do": "arrive", "patience": NaN}\n', b'{"do": "arrive", "patience": -1}\n', b'{"do": "arrive", "talk": []}\n',
     b'{"do": "transfer_outcome"}\n', b'{"do": "transfer_outcome", "extension": "1", "outcome": "x"}\n',
     b"[" * 50_000 + b"\n"],
)  # fmt: skip
async def test_the_door_refuses_what_it_does_not_know(tmp_path: Path, line: bytes) -> None:
    async with Listener(quiet(tmp_path)) as listener:
        door = PhoneDoor(tmp_path / "door")
        answer = json.loads(await door.say(line))
        assert answer["ok"] is False
        assert answer["error"]
        await door.ask("arrive")
        await listener.next(CallArrived)


async def test_too_long_a_line_closes_the_door_for_its_writer_only(tmp_path: Path) -> None:
    async with Listener(quiet(tmp_path)):
        door = PhoneDoor(tmp_path / "door")
        assert await door.say(b"x" * 200_000 + b"\n") == b""
        await door.ask("arrive")


async def test_the_door_tells_who_is_on_the_line_and_keeps_what_was_shown(tmp_path: Path) -> None:
    telephony = quiet(tmp_path)
    async with Listener(telephony) as listener:
        door = PhoneDoor(tmp_path / "door")
        call = (await door.ask("arrive", number="+41910001011", name="Rossi"))["call"]
        await listener.next(CallArrived)
        await telephony.take(take(call))
        await listener.next(CallConnected)
        told = (await door.ask("calls"))["calls"]
        assert told == [
            {"call": call, "number": "+41910001011", "phase": "talking", "operator": ANNA, "clerk": ""},
        ]  # fmt: skip
        assert [one["presentation"]["name"] for one in door.shown(ANNA)] == ["Rossi"]
    for name in (SOCKET, SHOWN):
        assert stat.S_IMODE((tmp_path / "door" / name).stat().st_mode) == 0o600


async def test_a_long_folder_name_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100) / ("y" * 100)
    async with Listener(quiet(deep)) as listener:
        await PhoneDoor(deep / "door").ask("arrive")
        await listener.next(CallArrived)


# --- scripts and chance ----------------------------------------------------------------------------


async def test_a_script_is_played(tmp_path: Path) -> None:
    file = tmp_path / "calls.yaml"
    file.write_text("calls:\n  - {after: 0.1, name: A}\n  - {after: 0.1, name: B, patience: 0.1}\n", encoding="utf-8")
    async with Listener(SimulatedTelephony(file, SystemClock())) as listener:
        await listener.next(CallArrived, name="A")
        second = await listener.next(CallArrived, name="B")
        await listener.next(CallEnded, call=second.call)


async def test_a_broken_script_plays_nothing_and_the_telephone_works(tmp_path: Path) -> None:
    file = tmp_path / "calls.yaml"
    file.write_text("calls: 3", encoding="utf-8")
    async with Listener(SimulatedTelephony(file, SystemClock(), control=tmp_path / "door")) as listener:
        assert (await listener.next(CallRosterRead)).calls == ()
        await PhoneDoor(tmp_path / "door").ask("arrive")
        await listener.next(CallArrived)


async def test_random_calls_come_and_no_more_than_the_queue_may_hold(tmp_path: Path) -> None:
    file = tmp_path / "calls.yaml"
    file.write_text("calls:\n  - {after: 0.1}\n  - {after: 0}\nafterwards: {every: 1, at_most: 3}", encoding="utf-8")
    telephony = SimulatedTelephony(file, SystemClock(), seed=3, control=tmp_path / "door")
    async with Listener(telephony, deadline=60.0) as listener:
        for _ in range(3):
            await listener.next(CallArrived)
        assert len((await PhoneDoor(tmp_path / "door").ask("calls"))["calls"]) == 3
        expected = [at for at, _timer, who in telephony._exchange.floor.timers.pending() if isinstance(who, Caller)]
        assert expected == []


def test_chance_is_the_same_for_the_same_seed() -> None:
    one, other = (Chance(Afterwards(names=("A",), says=("x", "y")), seed=7) for _ in range(2))
    many = [one.caller() for _ in range(300)]
    assert many == [other.caller() for _ in range(300)]
    assert any(not caller.number for caller in many)
    assert all(e164(caller.number) == caller.number for caller in many)
    assert all("000" in caller.number for caller in many if caller.number)
    answers = {one.behaviour().answer for _ in range(200)}
    assert answers == {Answer.ANSWERED, Answer.BUSY, Answer.NO_ANSWER}


async def test_no_order_is_taken_for_a_call_that_nobody_knows(tmp_path: Path) -> None:
    telephony = quiet(tmp_path)
    for order in (telephony.take, telephony.transfer, telephony.hold, telephony.resume, telephony.hang_up):
        with pytest.raises(CallOrderFailed):
            await order(CallOrder(call="x-1", extension="3801", operator_extension=ANNA))


def test_the_same_moment_keeps_its_order() -> None:
    exchange = Exchange("x")
    for at in range(5):
        exchange.expect(Caller(name=str(at)), 1.0)
    exchange.advance(1.0)
    names = [signal.name for signal in exchange.floor.drain()]
    assert all(one < other for one, other in pairwise(names))
