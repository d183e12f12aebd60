"""Several keys at once, as a slow line gives them, on a store that takes its time: each does what it would later."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from console.domain.contact import ContactId, State
from fakes import floor
from fakes.stage import wait_for
from screens.test_desk import WIDE, Console

NAMES = {" ": "space"}


class SlowStore(floor.LiveStore):
    """Every change takes longer than any hand."""

    slow = 0.15

    async def save(self, decision, expected_version):
        await asyncio.sleep(self.slow)
        return await super().save(decision, expected_version)

    async def contact(self, contact):
        await asyncio.sleep(self.slow / 3)
        return await super().contact(contact)


@pytest.fixture
def console() -> Console:
    morning = floor.morning()
    slow = SlowStore(*morning.contacts.values())
    slow.mails = morning.mails
    return Console(slow)


def at_once(console: Console, *keys: str) -> None:
    """All these keys before any of them has been looked at; a text stands for its letters."""
    for key in keys:
        for one in [key] if key in ("enter", "escape", "tab", "down") or key[1:].isdecimal() else key:
            name = NAMES.get(one, one)
            console.app.post_message(events.Key(name, one if len(one) == 1 else None))


async def test_the_words_after_f5_stand_in_the_search(console):
    async with console.run(WIDE):
        await console.ready()
        at_once(console, "f5", "bloccato lo stipendio")
        await wait_for(lambda: console.desk.answers.query_text == "bloccato lo stipendio")
        assert console.contact(1).operator == "anna"


async def test_a_card_is_given_and_the_contact_closed(console):
    async with console.run(WIDE):
        await console.ready()
        at_once(console, "f5", "salario", "enter", "f9", "enter")
        await wait_for(lambda: console.contact(1).state is State.CLOSED)
        closed = console.contact(1)
        assert closed.answered and closed.disposition.topic == closed.answered[0]
        await wait_for(lambda: console.at == "queue")


async def test_letters_wait_as_well(console):
    async with console.run(WIDE):
        await console.ready()
        console.desk.queue.go_to(ContactId(4))
        at_once(console, "m", "f2", "c", "enter")
        await wait_for(lambda: console.contact(4).state is State.CLOSED)


async def test_an_impatient_hand_takes_one(console):
    async with console.run(WIDE):
        await console.ready()
        console.store.contacts = {n: one for n, one in console.store.contacts.items() if one.mail}
        waiting = [one.id for one in console.store.contacts.values() if one.state is State.WAITING]
        at_once(console, "f5", "f5", "f5")
        await wait_for(lambda: console.desk.shown_contact() and not console.desk.act.name)
        await wait_for(lambda: console.at == "answers")
        left = [number for number in waiting if console.contact(number).state is State.WAITING]
        assert len(left) == len(waiting) - 1


async def test_what_closes_a_dialog_holds_nothing_up(console):
    async with console.run(WIDE):
        await console.ready()
        at_once(console, "f5")
        await wait_for(lambda: console.at == "answers" and not console.desk.act.name)
        at_once(console, "f9", "escape", "f2", "f9", "escape", "f3")
        await wait_for(lambda: console.at == "contact" and not console.desk.act.name)
        assert console.contact(1).state is State.ACTIVE


async def test_a_store_that_hangs_does_not_take_the_hands_away(console, monkeypatch):
    monkeypatch.setattr("console.screens.type_ahead.LONGEST_ACT", 0.1)
    console.store.slow = 4.0
    async with console.run(WIDE):
        await console.ready()
        first = console.desk.queue.cursor
        at_once(console, "f5", "f2", "down")
        await wait_for(lambda: console.at == "queue" and console.desk.queue.cursor != first, 3.0)
        assert console.desk.act.name == "take"
