"""One call at a time: what is refused beside a talk, what leaving and taking over say, which contact a key is about."""

from __future__ import annotations

import pytest

from console.domain.contact import CallId, CallState, ContactId, State
from console.domain.office import PersonState, Presence
from fakes import seat
from fakes.stage import shown, wait_for
from screens.test_desk import WIDE, Console


def ordered():
    """My call back while my own phone rings: the citizen's has not been rung yet."""
    return seat.call(call=CallId("out-1-3"), call_state=CallState.NONE)


class TestACallAtATime:
    async def test_enter_and_h_ring_no_citizen_twice_and_g_says_where_to_hang_up(self):
        console = Console()
        console.store.put(ordered())
        async with console.run(WIDE) as pilot:
            await console.ready()
            await console.desk.show_contact(ContactId(1))
            await pilot.press("f3")
            await wait_for(lambda: console.at == "contact")
            assert "Richiama" not in console.desk.bars.keys.text
            await pilot.press("h")
            await wait_for(lambda: "Il tuo telefono suona già" in console.notice)
            await pilot.press("g")
            await wait_for(lambda: "riagganciare lì" in console.notice)
            await pilot.press("enter")
            await wait_for(lambda: console.at == "answers")
            assert not console.store.wishes

    @pytest.mark.parametrize("key", ["m", "f6"])
    async def test_a_waiting_call_is_not_taken_in_the_middle_of_a_talk(self, key):
        console = Console()
        console.store.put(seat.call())
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(3))
            await pilot.press(key)
            await wait_for(lambda: "Una telefonata è in corso" in console.notice)
            assert console.contact(3).state is State.WAITING and not console.store.wishes

    async def test_leaving_asks_about_a_citizen_on_hold(self):
        console = Console()
        console.store.put(seat.call(state=State.PARKED, call_state=CallState.ON_HOLD))
        async with console.run() as pilot:
            await console.ready()
            await wait_for(lambda: console.desk.picture.mine)
            console.desk.action_act("leave")
            await wait_for(lambda: "Uscire con Mario Rossi in mano?" in shown(console.app))
            assert "La telefonata non finisce" in shown(console.app)
            await pilot.press("escape")

    async def test_taking_over_a_call_on_hold_says_that_it_comes_to_my_phone(self):
        console = Console()
        console.store.put(seat.call(operator="luca", state=State.PARKED, call_state=CallState.ON_HOLD))
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(1))
            await pilot.press("o")
            await wait_for(lambda: "Il cittadino in attesa arriva al tuo telefono." in shown(console.app))
            await pilot.press("escape")

    async def test_a_dropped_key_does_not_turn_the_running_act_elsewhere(self):
        console = Console()
        async with console.run():
            await console.ready()
            console.desk.queue.go_to(ContactId(4))
            console.desk.action_act("claim")
            console.desk.queue.go_to(ContactId(5))
            console.desk.action_act("claim")
            assert console.desk.target() == 4
            await wait_for(lambda: console.contact(4).operator == "anna")
            assert console.contact(5).state is State.WAITING

    async def test_the_greeting_leaves_a_pause_alone(self):
        console = Console()
        await console.store.set_person(PersonState(person="anna", presence=Presence.PAUSED, reason="pranzo"))
        async with console.run():
            await console.ready()
            await wait_for(lambda: console.store.beats and not console.app.greeting)
            assert console.store.persons["anna"].presence is Presence.PAUSED
