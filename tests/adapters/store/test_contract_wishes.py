"""The contract of every store: wishes are recorded with the decision and settled once; leases have one owner."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from console.domain import commands as c
from console.domain import mail_commands as m
from console.domain.errors import NotFound, Reason, Refused
from console.domain.lifecycle import Decision, decide
from console.domain.wish import (
    CallOrder,
    OutgoingMail,
    RecipientAnswer,
    RecipientState,
    Wish,
    WishKind,
    WishResult,
    WishState,
)
from fakes.arrivals import NOW, a_call, a_mail

MAIL = OutgoingMail(
    message_id="<1@ue.example>", sender="ue@ue.example", recipients=("a@b.ch", "c@d.ch"), raw=b"\x00\xffraw\r\n",
    subject="Re: Precetto",
)  # fmt: skip


def mail_wish(due_at: float = NOW, message_id: str = MAIL.message_id) -> Wish:
    return Wish(kind=WishKind.SEND_MAIL, mail=replace(MAIL, message_id=message_id), due_at=due_at)


async def with_wish(store, wish: Wish):
    """A contact with this wish, and the wish as it is kept."""
    contact = await store.add(replace(a_mail(), wishes=(wish,)))
    [kept] = await store.wishes_of(contact.id)
    return contact, kept


async def settled(store, contact, wish, state: WishState):
    decision = Decision(contact, results=(WishResult(wish=wish.id, state=state, error="x"),))
    return await store.save(decision, contact.version)


async def test_a_mail_wish_comes_back_byte_for_byte(store, another):
    contact, kept = await with_wish(store, mail_wish())
    assert kept == replace(mail_wish(), id=kept.id, contact=contact.id)
    assert await (await another()).wish_of_message("<1@ue.example>") == kept
    assert await store.contact_of_message(("<1@ue.example>",)) == contact


async def test_a_call_order_comes_back(store):
    order = CallOrder(
        call="c1", extension="3501", case_reference="2026-1", display_name="Es. 1", operator_extension="2"
    )
    wish = Wish(kind=WishKind.TRANSFER_CALL, order=order, due_at=NOW, expires_at=NOW + 20)
    contact, kept = await with_wish(store, wish)
    assert kept == replace(wish, id=kept.id, contact=contact.id)


async def test_due_wishes_come_oldest_first_and_only_when_their_time_has_come(store):
    for due in (NOW + 5, NOW, NOW + 10):
        await with_wish(store, mail_wish(due))
    assert [wish.due_at for wish in await store.due_wishes(NOW + 5)] == [NOW, NOW + 5]
    assert len(await store.due_wishes(NOW + 99, limit=1)) == 1
    assert await store.next_due() == NOW


async def test_without_wishes_nothing_is_due(store):
    assert await store.next_due() is None
    assert await store.due_wishes(NOW) == ()
    assert await store.wish_of_message("") is None
    with pytest.raises(NotFound):
        await store.wish(4711)


async def test_a_wish_is_begun_by_one_only(store, another):
    _contact, wish = await with_wish(store, mail_wish())
    standby = await another()
    begun = await asyncio.gather(store.begin_wish(wish.id, NOW), standby.begin_wish(wish.id, NOW))
    assert sorted(begun) == [False, True]
    [doing] = await store.unsettled_wishes()
    assert (doing.id, doing.state, doing.attempts) == (wish.id, WishState.DOING, 1)
    assert await store.due_wishes(NOW) == ()


async def test_a_deferred_wish_is_due_again_later(store):
    _contact, wish = await with_wish(store, mail_wish())
    await store.begin_wish(wish.id, NOW)
    await store.defer_wish(wish.id, NOW + 60, "451 più tardi")
    assert await store.unsettled_wishes() == ()
    [again] = await store.due_wishes(NOW + 60)
    assert (again.attempts, again.error, again.state) == (1, "451 più tardi", WishState.QUEUED)


async def test_a_wish_that_was_settled_meanwhile_is_not_deferred(store):
    contact, wish = await with_wish(store, mail_wish())
    await store.begin_wish(wish.id, NOW)
    await settled(store, contact, wish, WishState.DONE)
    await store.defer_wish(wish.id, NOW + 60, "unknown")
    assert (await store.wish(wish.id)).state is WishState.DONE


async def test_the_receipt_of_a_deferred_mail_settles_it(store):
    contact, wish = await with_wish(store, mail_wish())
    await store.begin_wish(wish.id, NOW)
    await store.defer_wish(wish.id, NOW + 60, "unknown")
    await settled(store, contact, wish, WishState.DONE)
    assert await store.due_wishes(NOW + 99) == ()


async def test_a_wish_is_cancelled_only_before_it_was_begun(store):
    contact, wish = await with_wish(store, mail_wish())
    undone = decide(contact, c.UndoSend(by="anna", wish=wish.id), NOW)
    cancelled = await store.save(undone, contact.version)
    assert (await store.wish(wish.id)).state is WishState.CANCELLED
    assert not await store.begin_wish(wish.id, NOW)
    assert cancelled.operator == "anna"


@pytest.mark.parametrize("settle", [None, WishState.DONE, WishState.FAILED, WishState.CANCELLED])
async def test_cancelling_too_late_is_refused_and_writes_nothing(store, settle):
    contact, wish = await with_wish(store, mail_wish())
    if settle is WishState.CANCELLED:
        contact = await settled(store, contact, wish, settle)
    else:
        await store.begin_wish(wish.id, NOW)
        contact = await settled(store, contact, wish, settle) if settle else contact
    journal, was = await store.journal(contact.id), await store.wish(wish.id)
    with pytest.raises(Refused) as refused:
        await store.save(decide(contact, c.UndoSend(by="anna", wish=wish.id), NOW), contact.version)
    assert refused.value.reason is Reason.TOO_LATE
    assert await store.contact(contact.id) == contact
    assert await store.journal(contact.id) == journal
    assert await store.wish(wish.id) == was


async def test_done_is_final_and_stronger_than_failed(store):
    contact, wish = await with_wish(store, mail_wish())
    contact = await settled(store, contact, wish, WishState.FAILED)
    contact = await settled(store, contact, wish, WishState.DONE)
    contact = await settled(store, contact, wish, WishState.FAILED)
    assert (await store.wish(wish.id)).state is WishState.DONE


async def test_an_order_is_finished_without_its_contact(store):
    contact, wish = await with_wish(store, mail_wish())
    await store.begin_wish(wish.id, NOW)
    await store.finish_wish(WishResult(wish=wish.id, state=WishState.DONE))
    assert (await store.wish(wish.id)).state is WishState.DONE
    assert await store.contact(contact.id) == contact


async def test_the_wish_of_another_contact_is_not_touched(store):
    _other, wish = await with_wish(store, mail_wish())
    contact = await store.add(a_call())
    with pytest.raises(NotFound):
        await settled(store, contact, wish, WishState.CANCELLED)
    assert (await store.wish(wish.id)).state is WishState.QUEUED
    assert await store.contact(contact.id) == contact


async def test_wishes_of_a_contact_come_newest_first(store):
    contact = await store.add(replace(a_mail(), wishes=(mail_wish(), mail_wish(message_id="<2@ue.example>"))))
    assert [wish.mail.message_id for wish in await store.wishes_of(contact.id)] == ["<2@ue.example>", "<1@ue.example>"]


# --- leases --------------------------------------------------------------------------------------


async def test_a_lease_has_one_owner_until_it_runs_out(store, another):
    standby = await another()
    assert await store.take_lease("intake", "one", NOW, 15)
    assert not await standby.take_lease("intake", "two", NOW + 14, 15)
    assert await store.take_lease("intake", "one", NOW + 14, 15)
    assert not await standby.take_lease("intake", "two", NOW + 28, 15)
    assert await standby.take_lease("intake", "two", NOW + 29, 15)
    assert not await store.take_lease("intake", "one", NOW + 29, 15)


async def test_a_lease_given_back_is_free_at_once_and_only_its_owner_gives_it(store):
    await store.take_lease("intake", "one", NOW, 15)
    await store.drop_lease("intake", "two")
    assert not await store.take_lease("intake", "two", NOW, 15)
    await store.drop_lease("intake", "one")
    assert await store.take_lease("intake", "two", NOW, 15)


async def test_a_clock_set_back_does_not_lock_intake_out(store):
    await store.take_lease("intake", "dead", NOW + 3600, 15)
    assert await store.take_lease("intake", "alive", NOW, 15)


# --- four eyes, and recipients with fates of their own -------------------------------------------


def held_wish():
    return replace(mail_wish(), state=WishState.HELD, author="anna")


async def test_a_held_mail_is_never_due_and_is_on_the_board_with_its_author(store):
    contact, wish = await with_wish(store, held_wish())
    assert await store.due_wishes(NOW + 10_000_000) == ()
    assert not await store.begin_wish(wish.id, NOW)
    held = ((wish.id, contact.id, "anna"),)
    assert await store.held_mails() == held == (await store.board()).held


async def test_a_held_mail_is_released_and_held_again(store):
    contact, wish = await with_wish(store, held_wish())
    release = m.ReleaseMail(by="luca", wish=wish.id, author="anna", send_at=NOW + 10)
    contact = await store.save(decide(contact, release, NOW), contact.version)
    assert await store.held_mails() == ()
    assert [(one.id, one.due_at) for one in await store.due_wishes(NOW + 10)] == [(wish.id, NOW + 10)]
    await store.save(decide(contact, m.HoldMail(by="luca", wish=wish.id), NOW), contact.version)
    assert (await store.wish(wish.id)).state is WishState.HELD


@pytest.mark.parametrize("state", [WishState.QUEUED, WishState.DOING, WishState.DONE, WishState.CANCELLED])
async def test_a_verdict_that_comes_too_late_is_refused(store, state):
    contact, wish = await with_wish(store, mail_wish())
    if state is not WishState.QUEUED:
        await store.begin_wish(wish.id, NOW)
    if state in (WishState.DONE, WishState.CANCELLED):
        await store.finish_wish(WishResult(wish=wish.id, state=WishState.DONE))
    late = {
        WishState.QUEUED: m.ReleaseMail(by="luca", wish=wish.id, author="anna", send_at=NOW),
    }.get(state, m.HoldMail(by="luca", wish=wish.id))
    with pytest.raises(Refused) as refused:
        await store.save(decide(contact, late, NOW), contact.version)
    assert refused.value.reason is Reason.TOO_LATE


async def test_a_held_mail_is_cancelled(store):
    contact, wish = await with_wish(store, held_wish())
    await store.save(decide(contact, c.UndoSend(by="anna", wish=wish.id), NOW), contact.version)
    assert ((await store.wish(wish.id)).state, await store.held_mails()) == (WishState.CANCELLED, ())


async def test_since_when_a_mail_is_tried_stays(store):
    _contact, wish = await with_wish(store, mail_wish())
    for at in (NOW, NOW + 60):
        assert await store.begin_wish(wish.id, at)
        await store.defer_wish(wish.id, at, "busy")
    assert ((await store.wish(wish.id)).tried_since, (await store.wish(wish.id)).attempts) == (NOW, 2)


async def test_who_is_left_is_kept_and_the_bytes_stay(store):
    contact, wish = await with_wish(store, mail_wish())
    await store.begin_wish(wish.id, NOW)
    answers = (
        RecipientAnswer(address="a@x.ch", state=RecipientState.TAKEN),
        RecipientAnswer(address="b@x.ch", state=RecipientState.REFUSED, words="550"),
    )
    part = m.MailPartly(wish=wish.id, kind=wish.kind, mail=wish.mail, author="anna", answers=answers, retry_at=NOW + 5)
    await store.save(decide(contact, part, NOW), contact.version)
    kept = await store.wish(wish.id)
    assert (kept.state, kept.mail) == (WishState.QUEUED, replace(wish.mail, recipients=("a@x.ch",)))
    [failed] = [one for one in await store.wishes_of(contact.id) if one.state is WishState.FAILED]
    assert (failed.mail.recipients, failed.error, failed.mail.raw) == (("b@x.ch",), "550", b"")


async def test_the_servers_size_is_kept(store):
    assert await store.size_limit() == 0
    await store.set_size_limit(35_000_000)
    assert await store.size_limit() == 35_000_000
