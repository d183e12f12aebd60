"""What an operator's hands do, on the real store."""

from __future__ import annotations

import asyncio

import pytest

from console.domain import commands as c
from console.domain.contact import Channel, Outcome, Party, State
from console.domain.errors import NotFound, Reason, Refused
from console.domain.journal import EntryKind
from console.domain.mail import Mail
from console.domain.wish import WishKind, WishState

MAIL = Mail(message_id="<a@x>", sender_name="Rossi", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")


async def kinds(center, contact):
    return [entry.kind for entry in await center.store.journal(contact.id)]


async def test_nothing_to_take_gives_none(center):
    assert await center.desk.take_next() is None


async def test_take_next_takes_the_call_before_the_older_mail(center):
    await center.post(MAIL)
    center.clock.move(60)
    call = await center.ring()
    taken = await center.desk.take_next()
    assert (taken.id, taken.state, taken.operator) == (call.id, State.ACTIVE, "anna")
    order = (await center.store.wishes_of(call.id))[0]
    assert (order.kind, order.order.operator_extension) == (WishKind.TAKE_CALL, "21")


async def test_two_take_next_at_once_get_different_contacts(center):
    first, second = await center.post(MAIL), await center.post()
    taken = await asyncio.gather(center.desk.take_next(), center.colleague.take_next())
    assert {one.id for one in taken} == {first.id, second.id}


async def test_the_second_claim_reads_who_has_it(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    with pytest.raises(Refused) as refused:
        await center.colleague.claim(contact.id)
    assert (refused.value.reason, refused.value.who) == (Reason.TAKEN, "anna")


async def test_taking_over_is_in_the_journal(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    taken = await center.colleague.take_over(contact.id)
    assert taken.operator == "luca"
    assert EntryKind.TAKEN_OVER in await kinds(center, contact)


async def test_park_release_and_resume(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    assert (await center.desk.park(contact.id)).state is State.PARKED
    assert [one.id for one in await center.desk.held()] == [contact.id]
    assert (await center.desk.resume(contact.id)).state is State.ACTIVE
    released = await center.desk.release(contact.id)
    assert (released.state, released.operator) == (State.WAITING, "")


async def test_a_logged_visit_is_in_my_hands_and_closes_with_a_disposition(center):
    visit = await center.desk.log(Channel.COUNTER, party=Party(name="Bianchi"), subject="estratto")
    assert (visit.state, visit.operator) == (State.ACTIVE, "anna")
    closed = await center.desk.close(visit.id, Outcome.ANSWERED, "estratto-come")
    assert (closed.state, closed.disposition.outcome) == (State.CLOSED, Outcome.ANSWERED)
    assert (await center.desk.reopen(visit.id)).state is State.ACTIVE


async def test_closing_a_live_call_hangs_up(center):
    call = await center.ring()
    await center.desk.claim(call.id)
    await center.calls.take_in(connected("c1"))
    await center.desk.close(call.id, Outcome.ANSWERED)
    assert (await center.store.wishes_of(call.id))[0].kind is WishKind.HANG_UP


def connected(call):
    from console.domain import call as s

    return s.CallConnected(call=call, extension="21", at=0.0)


async def test_a_reply_closes_and_leaves_after_the_countdown(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    await center.desk.save_draft(contact.id, "reply", "Gentile")
    sent = await center.desk.reply(contact.id, "Gentile signor Rossi, ecco.")
    assert sent.contact.state is State.CLOSED
    assert sent.leaves_at == center.clock.now() + 10
    wish = await center.store.wish(sent.wish)
    assert (wish.kind, wish.state, wish.due_at) == (WishKind.SEND_MAIL, WishState.QUEUED, sent.leaves_at)
    assert center.letters.built == [
        {"to": "rossi@example.ch", "subject": "Re: Rateazione", "text": "Gentile signor Rossi, ecco."}
    ]
    assert await center.desk.draft(contact.id, "reply") is None


async def test_undo_brings_contact_and_draft_back(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    sent = await center.desk.reply(contact.id, "Testo")
    undone = await center.desk.undo_send(contact.id, sent.wish)
    assert (undone.state, undone.operator) == (State.ACTIVE, "anna")
    assert (await center.store.wish(sent.wish)).state is WishState.CANCELLED
    assert await center.desk.leaving(contact.id) is None


async def test_undo_is_too_late_once_it_leaves(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    sent = await center.desk.reply(contact.id, "Testo")
    assert await center.store.begin_wish(sent.wish, center.clock.now())
    with pytest.raises(Refused) as refused:
        await center.desk.undo_send(contact.id, sent.wish)
    assert refused.value.reason is Reason.TOO_LATE
    assert (await center.store.contact(contact.id)).state is State.CLOSED


@pytest.mark.parametrize(
    ("text", "reason"), [("   \n", Reason.NOT_WRITTEN), ("Gentile {citizen}", Reason.EMPTY_VARIABLE)]
)
async def test_what_may_not_be_sent(center, text, reason):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    with pytest.raises(Refused) as refused:
        await center.desk.reply(contact.id, text)
    assert refused.value.reason is reason
    assert await center.store.wishes_of(contact.id) == ()


async def test_without_an_address_nothing_is_sent(center):
    visit = await center.desk.log(Channel.COUNTER, party=Party(name="Bianchi"), subject="estratto")
    with pytest.raises(Refused) as refused:
        await center.desk.reply(visit.id, "Testo")
    assert refused.value.reason is Reason.NO_RECIPIENT


async def test_an_answer_given_becomes_the_topic_and_the_edit_is_kept(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    await center.desk.give_answer(contact.id, "rateazione")
    edited = await center.desk.edit(contact.id, c.Edit(by="anna", case_reference="2026-12345", note="piange"))
    assert (edited.topic, edited.answered) == ("rateazione", ("rateazione",))
    assert (edited.case_reference, edited.note) == ("2026-12345", "piange")


async def test_history_finds_the_citizen_on_every_channel(center):
    mail = await center.post(MAIL)
    await center.desk.claim(mail.id)
    await center.desk.edit(mail.id, c.Edit(by="anna", party=Party(name="Rossi", email=MAIL.sender, phone="+41791")))
    await center.desk.close(mail.id, Outcome.ANSWERED)
    call = await center.ring(number="+41791", name="")
    rows = await center.desk.history(call)
    assert [(row.contact.id, row.certain) for row in rows] == [(mail.id, True)]


async def test_an_unknown_contact_is_not_found(center):
    with pytest.raises(NotFound):
        await center.desk.claim(99)
