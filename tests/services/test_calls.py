"""Calls as intake hears them: consults, transfers by the phone's keys, missed calls of one number, out of hours."""

from __future__ import annotations

import pytest

from console.domain import call as s
from console.domain.commands import Edit
from console.domain.contact import RECALLS, CallState, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.handoff import HandoffState, SendBackReason, TransferFailure
from console.domain.journal import EntryKind
from console.domain.wish import WishKind
from services.test_wishes import go_round

CELIO = {"extension": "3501"}


async def facts_of(center, contact, kind):
    return [dict(line.facts) for line in await center.store.journal(contact) if line.kind is kind]


async def asked(center):
    """The clerk's phone rings; gives the contact."""
    call = await center.talking()
    await center.consult(call)
    await center.hear(s.ConsultStarted, **CELIO)
    await center.hear(s.ClerkRinging, **CELIO)
    return call


# --- consult -------------------------------------------------------------------------------------


async def test_a_consult_is_ordered_rings_is_answered_and_completed(center):
    call = await asked(center)
    await go_round(center)
    order = next(order for name, order in center.telephony.orders if name == "consult")
    assert (order.extension, order.case_reference, order.operator_extension) == ("3501", "2026-12345", "21")
    assert "riservato" not in f"{order}", "the note never goes by SIP"
    row = (await center.store.board()).row(call)
    assert (row.state, row.handoff_state, row.clerk) == (State.CONSULTING, HandoffState.RINGING, "celio")
    with pytest.raises(Refused) as refused:
        await center.handoff.complete(call)
    assert refused.value.reason is Reason.CLERK_NOT_ANSWERED
    await center.hear(s.ConsultAnswered, **CELIO)
    await center.handoff.complete(call)
    await go_round(center)
    assert [name for name, _order in center.telephony.orders] == ["take", "consult", "complete"]
    await center.hear(s.CallTransferred, **CELIO)
    handed = await center.store.contact(call)
    assert (handed.state, handed.handoff.state) == (State.HANDED_OFF, HandoffState.SENT)


async def test_handing_back_goes_to_the_telephone_and_comes_back_as_a_fact(center):
    call = await asked(center)
    await center.handoff.hand_back(call)
    assert (await center.store.contact(call)).state is State.CONSULTING
    await go_round(center)
    assert [name for name, _order in center.telephony.orders][-1] == "hand_back"
    await center.hear(s.ConsultEnded)
    back = await center.store.contact(call)
    assert (back.state, back.handoff.failure, back.handoff.state) == (State.ACTIVE, None, HandoffState.FAILED)


async def test_a_consult_that_the_telephone_refuses_leaves_the_talk(center):
    center.telephony.refuse = "unreachable"
    call = await center.talking()
    await center.consult(call)
    await go_round(center)
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.failure) == (State.ACTIVE, TransferFailure.UNKNOWN)


async def test_a_consult_nobody_speaks_of_ends_as_unknown_but_one_that_talks_goes_on(center):
    call = await asked(center)
    center.clock.move(120)
    await center.desk.heartbeat()
    await center.intake().sweep()
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.failure) == (State.ACTIVE, TransferFailure.UNKNOWN)
    await center.hear(s.ConsultStarted, **CELIO)
    await center.hear(s.ConsultAnswered, **CELIO)
    center.clock.move(1200)
    await center.desk.heartbeat()
    await center.intake().sweep()
    assert (await center.store.contact(call)).state is State.CONSULTING


async def test_the_citizen_hangs_up_in_the_middle(center):
    call = await asked(center)
    await center.hear(s.ConsultAnswered, **CELIO)
    await center.hear(s.CallEnded)
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.failure) == (State.WRAP_UP, TransferFailure.CALLER_GONE)


async def test_hanging_up_keeps_the_contact_for_its_disposition(center):
    call = await center.talking()
    await center.desk.hang_up(call)
    wishes = [wish.kind for wish in await center.store.wishes_of(call)]
    assert wishes[0] is WishKind.HANG_UP
    await center.hear(s.CallEnded)
    assert (await center.store.contact(call)).state is State.WRAP_UP


# --- the keys of the desk phone ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extension", "clerk", "office"),
    [("3803", "soldini", "lugano"), ("3800", "", "lugano")],
)
async def test_a_transfer_by_keys_is_given_to_whom_the_extension_belongs(center, extension, clerk, office):
    call = await center.talking()
    await center.hear(s.CallTransferred, extension=extension)
    contact = await center.store.contact(call)
    assert contact.state is State.HANDED_OFF
    assert (contact.handoff.clerk, contact.handoff.office, contact.handoff.packet.case_reference) == (
        clerk, office, "2026-12345",
    )  # fmt: skip
    (line,) = await facts_of(center, call, EntryKind.DELIVERED)
    assert (line["by_keys"], line["extension"]) == ("yes", extension)


async def test_a_transfer_by_keys_to_a_number_of_nobody_stays_with_the_operator(center):
    call = await center.talking()
    await center.hear(s.CallTransferred, extension="9999")
    assert [(one.id, one.state) for one in await center.desk.held()] == [(call, State.WRAP_UP)]
    (line,) = await facts_of(center, call, EntryKind.DELIVERED)
    assert (line["by_keys"], line["extension"]) == ("yes", "9999")


async def test_a_consult_by_keys_is_a_consult(center):
    call = await center.talking()
    await center.hear(s.ConsultStarted, extension="3803")
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.clerk) == (State.CONSULTING, "soldini")


# --- missed calls --------------------------------------------------------------------------------


async def missed(center, call, **given):
    contact = await center.ring(call, **given)
    center.clock.move(30)
    await center.hear(s.CallEnded, call=call)
    return contact.id


async def test_missed_calls_of_a_number_are_one_row_with_attempts(center):
    first = await missed(center, "c1")
    await center.desk.call_back(first)
    attempt = (await center.store.contact(first)).call
    await center.hear(s.CallRinging, call=attempt, extension="21")
    await center.hear(s.CallEnded, call=attempt)
    second = await missed(center, "c2")
    third = await missed(center, "c3")
    rows = (await center.store.board()).rows
    assert [(row.id, row.missed_calls, row.attempts) for row in rows] == [(third, 3, 1)]
    closed = await center.store.contact(second)
    assert (closed.state, closed.disposition.outcome) == (State.CLOSED, Outcome.DUPLICATE)
    assert (await facts_of(center, second, EntryKind.DUPLICATE)) == [{"of": str(third)}]
    assert [line["earlier"] for line in await facts_of(center, third, EntryKind.MERGED)] == [str(second)]


async def test_one_that_somebody_is_calling_back_is_left_alone(center):
    first = await missed(center, "c1")
    await center.desk.claim(first)
    await missed(center, "c2")
    assert len((await center.store.board()).rows) == 2


async def test_withheld_numbers_are_never_one(center):
    await missed(center, "c1", number="", name="")
    await missed(center, "c2", number="", name="")
    assert [row.missed_calls for row in (await center.store.board()).rows] == [1, 1]


async def test_who_calls_again_is_known_and_being_answered_settles_it(center):
    first = await missed(center, "c1")
    again = await center.ring("c2")
    assert again.flags == (RECALLS,)
    row = (await center.store.board()).row(again.id)
    assert (row.recalls, row.flagged) == (True, False)
    await center.desk.claim(again.id)
    await center.hear(s.CallConnected, call="c2", extension="21")
    settled = await center.store.contact(first)
    assert (settled.state, settled.disposition.outcome) == (State.CLOSED, Outcome.ANSWERED)
    assert await facts_of(center, first, EntryKind.RECALLED) == [{"contact": str(again.id)}]
    other = await center.ring("c3", number="+41791112233")
    assert other.flags == ()


async def test_the_row_of_a_number_keeps_note_and_reference_of_the_earlier_calls(center):
    first = await missed(center, "c1")
    await center.desk.claim(first)
    await center.desk.edit(first, Edit(by="anna", note="vuole una rata", case_reference="2026-777", language="de"))
    await center.desk.call_back(first)
    attempt = (await center.store.contact(first)).call
    await center.hear(s.CallEnded, call=attempt)
    second = await center.store.contact(await missed(center, "c2"))
    assert (second.note, second.case_reference, second.language) == ("vuole una rata", "2026-777", "de")


async def test_open_work_of_the_same_number_survives_another_call_that_is_answered(center):
    """A case that a clerk sent back, called back in vain, is nothing that the next talk settles."""
    call = await center.talking()
    await center.blind(call)
    await center.hear(s.CallTransferred, **CELIO)
    await center.clerk.send_back(call, SendBackReason.DATA_MISSING)
    await center.desk.call_back(call)
    await center.hear(s.CallEnded, call=(await center.store.contact(call)).call)
    assert (await center.store.contact(call)).state is State.MISSED
    again = await center.ring("c2")
    await center.desk.claim(again.id)
    await center.hear(s.CallConnected, call="c2", extension="21")
    assert (await center.store.contact(call)).state is State.MISSED
    await center.hear(s.CallEnded, call="c2")
    await missed(center, "c3")
    assert (await center.store.contact(call)).state is State.MISSED, "nor does a missed call stand for it"


async def test_a_citizen_whom_a_clerk_sends_back_into_the_queue_is_taken_like_any_other(center):
    call = await center.talking()
    await center.blind(call)
    await center.hear(s.CallTransferred, **CELIO)
    await center.hear(s.CallQueued)
    taken = await center.colleague.take_next()
    assert (taken.id, taken.operator) == (call, "luca")
    assert (await center.store.wishes_of(call))[0].kind is WishKind.TAKE_CALL


async def test_a_closed_call_that_is_answered_is_in_hand(center):
    call = await center.ring()
    await center.desk.close(call.id, Outcome.SPAM)
    await center.hear(s.CallConnected, extension="22")
    assert [one.id for one in await center.colleague.held()] == [call.id]


async def test_calling_back_twice_rings_once_and_an_order_without_a_word_gives_up(center):
    row = await missed(center, "c1")
    await center.desk.call_back(row)
    with pytest.raises(Refused) as refused:
        await center.desk.call_back(row)
    assert refused.value.reason is Reason.CALLING_ALREADY
    center.clock.move(80)
    await center.desk.heartbeat()
    await center.intake().sweep()
    assert (await center.store.contact(row)).state is State.ACTIVE
    center.clock.move(20)
    await center.intake().sweep()
    back = await center.store.contact(row)
    assert (back.state, back.attempts) == (State.MISSED, 1)
    assert await facts_of(center, row, EntryKind.NOT_REACHED)


async def test_after_call_work_does_not_end_while_the_citizen_is_called_again(center):
    call = await center.talking()
    await center.hear(s.CallEnded)
    await center.desk.call_back(call)
    attempt = (await center.store.contact(call)).call
    await center.hear(s.CallRinging, call=attempt, extension="21")
    center.clock.move(70)
    await center.desk.heartbeat()
    await center.intake().sweep()
    await center.hear(s.CallConnected, call=attempt, extension="21")
    assert [one.id for one in await center.desk.held()] == [call]


async def test_a_citizen_left_on_hold_is_taken_over_to_the_colleagues_phone(center):
    call = await center.talking()
    await center.desk.park(call)
    await center.hear(s.CallHeld, held=True)
    center.clock.move(1000)
    await center.colleague.take_over(call)
    await go_round(center)
    name, order = center.telephony.orders[-1]
    assert (name, order.operator_extension) == ("resume", "22")
    await center.hear(s.CallConnected, extension="22")
    assert (await center.store.contact(call)).call_state is CallState.TALKING


async def test_a_call_lost_from_sight_while_it_waited_is_one_row_too(center):
    await missed(center, "c1")
    again = await center.ring("c2")
    await center.hear(s.CallRosterRead, calls=())
    rows = (await center.store.board()).rows
    assert [(row.id, row.missed_calls) for row in rows] == [(again.id, 2)]


# --- out of hours --------------------------------------------------------------------------------


async def test_a_call_out_of_hours_is_to_be_called_back_and_was_never_in_the_queue(center):
    contact = await center.ring("c1", closed=True)
    assert (contact.state, contact.call_state, contact.out_of_hours) == (State.MISSED, CallState.NONE, True)
    await center.hear(s.CallEnded)
    over = await center.store.contact(contact.id)
    assert (over.state, over.call_state) == (State.MISSED, CallState.ENDED)
    kinds = [line.kind for line in await center.store.journal(contact.id)]
    assert EntryKind.OUT_OF_HOURS in kinds and EntryKind.ABANDONED not in kinds
    row = (await center.store.board()).row(contact.id)
    assert (row.missed_calls, row.out_of_hours) == (1, True)


async def test_calls_out_of_hours_join_the_row_of_their_number_once(center):
    await missed(center, "c1")
    later = await center.ring("c2", closed=True)
    arrival = s.CallArrived(call="c2", number="+41794123308", closed=True, at=center.clock.now())
    await center.hear(s.CallRosterRead, calls=(arrival,))
    rows = (await center.store.board()).rows
    assert [(row.id, row.missed_calls) for row in rows] == [(later.id, 2)]
