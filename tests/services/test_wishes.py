"""Wishes: done once, retried by the rules, settled by the world."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from console.domain.contact import CallState, State
from console.domain.handoff import HandoffState
from console.domain.mail import Mail
from console.domain.wish import WishState
from fakes.links import BUSY, CUT, REFUSED, SENT

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
