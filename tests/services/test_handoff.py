"""The handoff from the form to the clerk's result, on the real store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.adapters.store import large_book
from console.domain import call as s
from console.domain.contact import CallState, Channel, Party, State
from console.domain.errors import LARGE_LOST, NotFound, Reason, Refused
from console.domain.handoff import HandoffState, SendBackReason, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.mail import Mail
from console.domain.mailbox import LargeState
from console.domain.office import PersonState, Presence
from console.domain.wish import WishKind, WishState

MAIL = Mail(message_id="<a@x>", sender_name="Rossi", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")


async def in_hand(center):
    contact = await center.post(MAIL)
    return (await center.desk.claim(contact.id)).id


async def test_the_form_knows_everything_that_is_known(center):
    call = await center.talking()
    await center.desk.give_answer(call, "rateazione")
    form = await center.handoff.form(call)
    assert (form.packet.case_reference, form.packet.answered) == ("2026-12345", ("rateazione",))
    assert (form.packet.citizen, form.packet.callback) == ("Rossi Mario", "+41794123308")
    assert form.office == "faido"
    assert [one.clerk.id for one in form.candidates] == ["celio", "marini"]
    assert form.ways == (Way.CONSULT, Way.BLIND, Way.NOTE)


async def test_the_free_clerk_stands_first(center):
    busy = PersonState(person="celio", presence=Presence.BUSY, reason="", since=0, seen_at=0)
    await center.store.set_person(busy)
    found = await center.handoff.candidates("faido")
    assert [(one.clerk.id, one.presence) for one in found] == [
        ("marini", Presence.READY), ("celio", Presence.BUSY),
    ]  # fmt: skip


async def test_a_packet_without_a_question_is_refused_by_name(center):
    call = await center.talking()
    form = await center.handoff.form(call)
    with pytest.raises(Refused) as refused:
        await center.handoff.send(call, replace(form.packet, question=" "), Way.BLIND, office="faido")
    assert (refused.value.reason, refused.value.detail) == (Reason.PACKET_INCOMPLETE, "question")


async def test_a_call_goes_blind_with_its_reference_and_without_the_note(center):
    call = await center.talking()
    contact, mail_wish = await center.blind(call)
    assert (contact.state, mail_wish) == (State.TRANSFERRING, 0)
    order = next(w for w in await center.store.wishes_of(call) if w.kind is WishKind.TRANSFER_CALL).order
    assert (order.extension, order.case_reference) == ("3501", "2026-12345")
    assert order.display_name == "Es. 2026-12345 Rossi Mario"
    assert "riservato" not in repr(order)


async def test_the_clerk_answers_the_transferred_call(center):
    call = await center.talking()
    await center.blind(call)
    await center.calls.take_in(s.CallTransferred(call="c1", extension="3501", at=center.clock.now()))
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.state) == (State.HANDED_OFF, HandoffState.SENT)


@pytest.mark.parametrize("failure", [TransferFailure.BUSY, TransferFailure.NO_ANSWER])
async def test_a_clerk_who_is_not_reached_gives_the_citizen_back(center, failure):
    call = await center.talking()
    await center.blind(call)
    await center.calls.take_in(s.TransferFailed(call="c1", failure=failure, at=center.clock.now()))
    contact = await center.store.contact(call)
    assert (contact.state, contact.operator, contact.call_state) == (State.ACTIVE, "anna", CallState.TALKING)
    assert (contact.handoff.state, contact.handoff.failure) == (HandoffState.FAILED, failure)


async def test_a_caller_who_hangs_up_in_the_transfer_leaves_a_call_to_write_up(center):
    call = await center.talking()
    await center.blind(call)
    await center.calls.take_in(s.CallEnded(call="c1", at=center.clock.now()))
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.failure) == (State.WRAP_UP, TransferFailure.CALLER_GONE)


async def forwarded(center):
    contact = await in_hand(center)
    form = await center.handoff.form(contact)
    return await center.handoff.send(contact, form.packet, Way.FORWARD, office="faido", clerk="celio")


@pytest.mark.parametrize(("state", "goes"), [(LargeState.LOST, True), (LargeState.WANTED, False)])
async def test_a_large_mail_that_never_came_whole_keeps_nobody_from_handing_on(center, state, goes):
    contact = await in_hand(center)
    with center.store.ledger._own.write() as conn:
        large_book.want(conn, 1, 9_000_000)
        large_book.keep(conn, replace(large_book.get(conn, 1), state=state))
    form = await center.handoff.form(contact)
    packet = replace(form.packet, question="Quando?")
    if goes:
        await center.handoff.send(contact, packet, Way.FORWARD, office="faido")
        return
    with pytest.raises(Refused) as refused:
        await center.handoff.send(contact, packet, Way.FORWARD, office="faido")
    assert refused.value.reason is Reason.STILL_COMING


def test_the_word_for_a_lost_mail_is_one():
    assert LARGE_LOST == LargeState.LOST


async def test_a_mail_is_forwarded_after_the_countdown_and_can_be_taken_back(center):
    contact, wish = await forwarded(center)
    assert contact.state is State.HANDED_OFF
    kept = await center.store.wish(wish)
    assert (kept.kind, kept.due_at) == (WishKind.FORWARD_MAIL, center.clock.now() + 10)
    assert center.letters.built[-1]["to"] == "a.celio@ue.example"
    undone = await center.desk.undo_send(contact.id, wish)
    assert (undone.state, undone.operator) == (State.ACTIVE, "anna")
    assert (await center.store.wish(wish)).state is WishState.CANCELLED


async def test_the_clerk_accepts_and_closes_with_a_result_the_operator_can_read(center):
    contact, _wish = await forwarded(center)
    accepted = await center.clerk.accept(contact.id)
    assert (accepted.state, accepted.handoff.state) == (State.ACCEPTED, HandoffState.ACCEPTED)
    done = await center.clerk.finish(contact.id, "rata concordata")
    assert (done.state, done.handoff.result) == (State.CLOSED, "rata concordata")
    kinds = [entry.kind for entry in await center.store.journal(contact.id)]
    assert kinds.index(EntryKind.ACCEPTED) < kinds.index(EntryKind.CLERK_DONE)


async def test_what_the_clerk_sends_back_waits_again_with_the_reason(center):
    contact, _wish = await forwarded(center)
    back = await center.clerk.send_back(contact.id, SendBackReason.WRONG_OFFICE, "è di Lugano")
    assert back.handoff.state is HandoffState.SENT_BACK
    assert (back.handoff.reason, back.handoff.result) == (SendBackReason.WRONG_OFFICE, "è di Lugano")
    assert back.state in (State.WAITING, State.ACTIVE)


async def test_a_clerk_of_another_office_has_no_such_handoff(center):
    contact, _wish = await forwarded(center)
    other = type(center.clerk)(center.store, center.clock, center.directory.clerk("soldini"))
    with pytest.raises(NotFound):
        await other.accept(contact.id)


async def test_a_note_needs_a_way_to_call_back(center):
    visit = await center.desk.log(Channel.COUNTER, party=Party(name="Bianchi"), subject="estratto")
    form = await center.handoff.form(visit.id)
    with pytest.raises(Refused) as refused:
        await center.handoff.send(visit.id, form.packet, Way.NOTE, office="faido")
    assert refused.value.detail == "callback"


async def test_where_no_mail_leaves_a_note_goes_without_one(center):
    center.letters.sends = False
    party = Party(name="Bianchi", phone="+41911112233")
    visit = await center.desk.log(Channel.COUNTER, party=party, subject="estratto")
    form = await center.handoff.form(visit.id)
    contact, wish = await center.handoff.send(visit.id, form.packet, Way.NOTE, office="faido")
    assert (contact.state, contact.handoff.state, wish) == (State.HANDED_OFF, HandoffState.SENT, 0)
