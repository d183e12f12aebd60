"""Wishes: done once, retried by the rules, settled by the world."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from console.domain.contact import CallState, State
from console.domain.handoff import HandoffState
from console.domain.letter import Letter
from console.domain.mail import Mail
from console.domain.wish import RecipientAnswer, RecipientState, WishState
from fakes.links import BUSY, CUT, REFUSED, SENT, Result

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")


async def replied(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    return (await center.desk.reply(contact.id, "Testo")).wish


async def go_round(center, runner=None, *, until=None):
    """Let the runner work until nothing is under way."""
    runner = runner or center.runner()
    task = asyncio.create_task(runner.run())
    try:
        for _round in range(200):
            await asyncio.sleep(0.005)
            if until is not None and await until():
                break
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def state(center, wish):
    return (await center.store.wish(wish)).state


def is_in(center, wish, wanted):
    async def reached():
        return await state(center, wish) is wanted

    return reached


async def test_nothing_leaves_before_the_countdown(center):
    wish = await replied(center)
    center.clock.move(9)
    await go_round(center)
    assert center.outbox.mails == []
    center.clock.move(2)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert len(center.outbox.mails) == 1


async def test_a_busy_server_gets_the_same_bytes_again(center):
    wish = await replied(center)
    center.outbox.results = [BUSY, SENT]
    center.clock.move(11)

    async def tried_once():
        return len(center.outbox.mails) == 1 and await state(center, wish) is WishState.QUEUED

    await go_round(center, until=tried_once)
    center.clock.move(60)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert [mail.raw for mail in center.outbox.mails] == [center.outbox.mails[0].raw] * 2


async def test_a_refused_reply_brings_the_contact_back_marked(center):
    wish = await replied(center)
    center.outbox.results = [REFUSED]
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.FAILED))
    contact = await center.store.contact((await center.store.wish(wish)).contact)
    assert (contact.state, "delivery_failed" in contact.flags) == (State.WAITING, True)


async def test_an_unknown_outcome_waits_for_the_receipt_and_is_settled_by_it(center):
    wish = await replied(center)
    center.outbox.results = [CUT]
    center.clock.move(11)

    async def deferred():
        return (await center.store.wish(wish)).error == "unknown"

    await go_round(center, until=deferred)
    message_id = (await center.store.wish(wish)).mail.message_id
    assert await center.post(Mail(message_id=message_id, sender="ue@ue.example")) is None
    assert await state(center, wish) is WishState.DONE
    center.clock.move(1000)
    await go_round(center)
    assert len(center.outbox.mails) == 1


async def test_without_a_receipt_it_goes_again_only_after_the_mailbox_was_read(center):
    wish = await replied(center)
    center.outbox.results = [CUT, SENT]
    center.clock.move(11)

    async def deferred():
        return (await center.store.wish(wish)).error == "unknown"

    runner = center.runner()
    await go_round(center, runner, until=deferred)
    center.clock.move(200)
    await go_round(center, runner)
    assert len(center.outbox.mails) == 1
    runner.mailbox_synced()
    await go_round(center, runner, until=is_in(center, wish, WishState.DONE))
    assert len(center.outbox.mails) == 2


async def test_a_crash_while_sending_is_an_unknown_outcome(center):
    wish = await replied(center)
    center.clock.move(11)
    await center.store.begin_wish(wish, center.clock.now())
    await go_round(center)
    kept = await center.store.wish(wish)
    assert (kept.state, kept.error, center.outbox.mails) == (WishState.QUEUED, "unknown", [])


async def test_an_order_to_the_telephone_is_given_once(center):
    call = await center.ring()
    await center.desk.claim(call.id)
    wish = (await center.store.wishes_of(call.id))[0].id
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    await go_round(center)
    assert [name for name, _order in center.telephony.orders] == ["take"]


async def test_an_order_that_comes_too_late_gives_the_call_back(center):
    call = await center.ring()
    await center.desk.claim(call.id)
    center.clock.move(60)
    wish = (await center.store.wishes_of(call.id))[0].id
    await go_round(center, until=is_in(center, wish, WishState.FAILED))
    contact = await center.store.contact(call.id)
    assert (contact.state, contact.operator, center.telephony.orders) == (State.WAITING, "", [])


@pytest.mark.parametrize("begun", [False, True])
async def test_a_refused_or_lost_transfer_leaves_the_citizen_with_the_operator(center, begun):
    call = await center.talking()
    await center.blind(call)
    wish = (await center.store.wishes_of(call))[0].id
    if begun:
        await center.store.begin_wish(wish, center.clock.now())
    center.telephony.refuse = "" if begun else "no such channel"
    await go_round(center, until=is_in(center, wish, WishState.FAILED))
    contact = await center.store.contact(call)
    assert (contact.state, contact.call_state) == (State.ACTIVE, CallState.TALKING)
    assert contact.handoff.state is HandoffState.FAILED
    assert len([name for name, _order in center.telephony.orders if name == "transfer"]) == (0 if begun else 1)


# --- recipients with different fates ------------------------------------------------------------


def said(state, address):
    return RecipientAnswer(address=address, state=state, words="" if state == "taken" else "450 not now")


async def to_two(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    return (await center.desk.letters.send(contact.id, Letter(text="Testo", to="a@x.ch, b@x.ch"))).wish


def mixed(a, b):
    return Result(error="450 not now", answers=(said(a, "a@x.ch"), said(b, "b@x.ch")))


async def test_one_gets_it_at_once_and_the_other_after_a_pause_under_another_id(center):
    wish = await to_two(center)
    center.outbox.results = [mixed(RecipientState.TAKEN, RecipientState.LATER), SENT]
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert [mail.recipients for mail in center.outbox.mails] == [("a@x.ch", "b@x.ch"), ("a@x.ch",)]
    contact = (await center.store.wish(wish)).contact
    later, first = await center.store.wishes_of(contact)
    assert (first.mail.recipients, first.state) == (("a@x.ch",), WishState.DONE)
    assert (later.mail.recipients, later.state, later.error) == (("b@x.ch",), WishState.QUEUED, "450 not now")
    assert later.mail.message_id != first.mail.message_id
    center.clock.move(60)
    await go_round(center, until=is_in(center, later.id, WishState.DONE))
    assert [mail.recipients for mail in center.outbox.mails][2:] == [("b@x.ch",)]
    assert (await center.store.contact(contact)).state is State.CLOSED


async def test_one_is_refused_at_once_and_the_contact_comes_back_while_the_other_gets_it(center):
    wish = await to_two(center)
    center.outbox.results = [mixed(RecipientState.REFUSED, RecipientState.TAKEN), SENT]
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert center.outbox.mails[-1].recipients == ("b@x.ch",)
    contact = await center.store.contact((await center.store.wish(wish)).contact)
    assert (contact.state, "delivery_failed" in contact.flags) == (State.WAITING, True)
    failed, _done = await center.store.wishes_of(contact.id)
    assert (failed.state, failed.mail.recipients) == (WishState.FAILED, ("a@x.ch",))


async def test_the_receipt_of_the_first_does_not_settle_the_second(center):
    wish = await to_two(center)
    center.outbox.results = [mixed(RecipientState.TAKEN, RecipientState.LATER), SENT]
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    first = await center.store.wish(wish)
    assert await center.post(Mail(message_id=first.mail.message_id, sender="ue@ue.example")) is None
    later = (await center.store.wishes_of(first.contact))[0]
    assert later.state is WishState.QUEUED
    answer = Mail(message_id="<b@x>", in_reply_to=(later.mail.message_id,), sender="b@x.ch", subject="Re")
    assert (await center.post(answer)).thread == first.contact, "an answer to either id finds the contact"


async def test_a_crash_before_the_answers_were_written_down_sends_nothing_twice(center):
    wish = await to_two(center)
    center.clock.move(11)
    assert await center.store.begin_wish(wish, center.clock.now())
    await go_round(center)
    assert (await center.store.wish(wish)).error == "unknown"
    center.outbox.results = [mixed(RecipientState.TAKEN, RecipientState.REFUSED), SENT]
    center.clock.move(200)
    runner = center.runner()
    runner.mailbox_synced()
    await go_round(center, runner, until=is_in(center, wish, WishState.DONE))
    assert [mail.recipients for mail in center.outbox.mails] == [("a@x.ch", "b@x.ch"), ("a@x.ch",)]


# --- for how long --------------------------------------------------------------------------------


async def test_a_server_that_puts_off_for_four_hours_is_given_up_and_the_operator_has_it_again(center):
    wish = await replied(center)
    center.outbox.results = [BUSY]
    center.clock.move(11)
    hours = 0.0
    while (await center.store.wish(wish)).state is WishState.QUEUED:
        tries = len(center.outbox.mails)

        async def tried(tries=tries):
            return len(center.outbox.mails) > tries and await state(center, wish) is not WishState.DOING

        await go_round(center, until=tried)
        center.clock.move(901)
        hours += 901 / 3600
        assert hours < 5
    kept = await center.store.wish(wish)
    assert (kept.state, kept.error) == (WishState.FAILED, "451 try later")
    assert 3.9 < hours < 4.6
    assert (await center.store.contact(kept.contact)).state is State.WAITING


async def test_after_a_night_without_a_console_it_is_tried_before_it_is_given_up(center):
    wish = await replied(center)
    center.outbox.results = [BUSY, SENT]
    center.clock.move(11)

    async def tried():
        return len(center.outbox.mails) == 1 and await state(center, wish) is WishState.QUEUED

    await go_round(center, until=tried)
    center.clock.move(15 * 3600)
    await go_round(center, until=is_in(center, wish, WishState.DONE))


async def test_outcomes_that_stay_unknown_end_at_a_human(center):
    wish = await replied(center)
    center.outbox.results = [CUT]
    center.clock.move(11)
    runner = center.runner()
    for _round in range(200):
        tries = len(center.outbox.mails)

        async def tried(tries=tries):
            return len(center.outbox.mails) > tries and await state(center, wish) is not WishState.DOING

        runner.mailbox_synced()
        await go_round(center, runner, until=tried)
        if await state(center, wish) is WishState.FAILED:
            break
        center.clock.move(600)
    contact = await center.store.contact((await center.store.wish(wish)).contact)
    assert (contact.state, await state(center, wish)) == (State.WAITING, WishState.FAILED)
    assert 4 * 6 < len(center.outbox.mails) < 4 * 6 + 5


async def test_the_size_that_the_server_said_is_kept(center):
    wish = await replied(center)
    center.outbox.results = [Result(sent=True, size_limit=10_000_000)]
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert await center.store.size_limit() == 10_000_000
    assert await center.desk.letters.limit() == 10_000_000
