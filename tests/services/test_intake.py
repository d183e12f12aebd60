"""Intake: what comes in becomes exactly one contact; the lease; what happens when somebody is gone."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from console.domain import call as s
from console.domain.contact import CallState, Channel, State
from console.domain.handoff import TransferFailure
from console.domain.journal import EntryKind
from console.domain.look_alike import known_to
from console.domain.mail import Attachment, Mail, MailClass
from console.domain.seat import HoursMode
from console.services.intake import LEASE, LEASE_SECONDS
from console.services.sender_rules import MailRules

MAIL = Mail(
    message_id="<a@x>", sender_name="Rossi", sender="rossi@example.ch", subject="Rateazione",
    text="La mia esecuzione n. 2026-0012345 di Airolo", language="it",
)  # fmt: skip


async def test_a_mail_becomes_one_contact_with_its_reference(center):
    contact = await center.post(MAIL)
    assert (contact.channel, contact.state, contact.subject) == (Channel.EMAIL, State.WAITING, "Rateazione")
    assert (contact.party.name, contact.party.email) == ("Rossi", "rossi@example.ch")
    assert contact.case_reference == "2026-0012345"
    await center.mails.take_in()
    assert len((await center.store.board()).rows) == 1


async def test_a_reference_in_an_attachments_name_is_found(center):
    paper = Attachment(name="precetto esecuzione 2026-0055555.pdf", media_type="application/pdf", size=9)
    contact = await center.post(Mail(message_id="<b@x>", sender="b@example.ch", attachments=(paper,)))
    assert contact.case_reference == "2026-0055555"


async def test_an_answer_of_the_citizen_is_a_new_contact_of_the_same_thread(center):
    first = await center.post(MAIL)
    again = await center.post(Mail(message_id="<c@x>", in_reply_to=("<a@x>",), sender="rossi@example.ch"))
    assert (again.thread, again.case_reference) == (first.id, "2026-0012345")


async def test_an_automatic_mail_is_marked(center):
    contact = await center.post(Mail(message_id="<d@x>", sender="d@example.ch", kind=MailClass.AUTOMATIC))
    assert "automatic" in contact.flags


async def test_a_sender_who_poses_is_marked_as_this_site_knows_it(center):
    center.mails._rules = lambda: MailRules(known=known_to(("ue@uefaido.example",), ("Ufficio di esecuzione",)))
    posing = Mail(message_id="<e@x>", sender_name="Ufficio di esecuzione", sender="e@uefaid0.example")
    contact = await center.post(posing)
    assert {"name_ours", "near_domain", "suspicious"} <= set(contact.flags)
    assert (await center.store.mail(contact.mail)).flags == contact.flags
    [row] = (await center.store.board()).rows
    assert row.flagged


async def test_a_person_whose_answers_go_elsewhere_is_marked_a_system_is_not(center):
    person = Mail(message_id="<f@x>", sender="f@example.ch", reply_to="g@gmail.com")
    assert "reply_elsewhere" in (await center.post(person)).flags
    system = Mail(message_id="<g@x>", sender="f@example.ch", reply_to="g@gmail.com", kind=MailClass.BULK)
    assert "reply_elsewhere" not in (await center.post(system)).flags


async def test_a_registered_mail_waits_with_its_deadline_and_warns_of_nothing(center):
    sent = center.clock.now() - 7_200
    notice = Mail(message_id="<h@x>", sender="noreply@incamail.ch", subject="Neues Einschreiben", date=sent)
    contact = await center.post(notice)
    assert contact.accept_by == sent + 7 * 86_400
    [row] = (await center.store.board()).rows
    assert (row.accept_by, row.flagged) == (contact.accept_by, False)
    assert (await center.store.mail(contact.mail)).registered.provider == "IncaMail"


async def test_out_of_hours_is_noted(center):
    center.hours.open = False
    assert (await center.post(MAIL)).out_of_hours
    assert (await center.ring()).out_of_hours


async def test_a_call_is_cleaned_and_kept_once(center):
    call = await center.ring(name="Rossi\x1b[2J\r\nVia: x")
    assert "\x1b" not in call.party.name and "\n" not in call.party.name
    assert call.flags
    again = await center.ring(name="Rossi")
    assert again.id == call.id


async def test_a_caller_who_hangs_up_while_waiting_is_a_call_to_give_back(center):
    call = await center.ring()
    center.clock.move(42)
    await center.calls.take_in(s.CallEnded(call="c1", at=center.clock.now()))
    missed = await center.store.contact(call.id)
    assert missed.state is State.MISSED
    line = next(one for one in await center.store.journal(call.id) if one.kind is EntryKind.ABANDONED)
    assert ("waited", "42") in line.facts


async def test_the_roster_replaces_the_picture(center):
    gone, stays = await center.ring("c1"), await center.ring("c2")
    arrival = s.CallArrived(call="c2", number="+41", name="", at=center.clock.now())
    new = s.CallArrived(call="c3", number="+42", name="", at=center.clock.now())
    await center.calls.take_in(s.CallRosterRead(calls=(arrival, new), at=center.clock.now()))
    assert (await center.store.contact(gone.id)).call_state is CallState.UNKNOWN
    assert (await center.store.contact(stays.id)).state is State.WAITING
    assert (await center.store.contact_of_call("c3")).state is State.WAITING


async def test_a_signal_of_an_unknown_call_changes_nothing(center):
    await center.calls.take_in(s.CallEnded(call="never", at=0.0))
    assert (await center.store.board()).rows == ()


async def test_work_of_a_console_that_is_gone_returns_to_the_queue(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    await center.desk.heartbeat()
    intake = center.intake()
    center.clock.move(100)
    await intake.sweep()
    assert (await center.store.contact(contact.id)).operator == "anna"
    center.clock.move(30)
    await intake.sweep()
    back = await center.store.contact(contact.id)
    assert (back.state, back.operator) == (State.WAITING, "")


async def test_a_transfer_nobody_speaks_of_ends_as_unknown(center):
    call = await center.talking()
    await center.blind(call)
    center.clock.move(120)
    await center.intake().sweep()
    contact = await center.store.contact(call)
    assert (contact.state, contact.handoff.failure) == (State.ACTIVE, TransferFailure.UNKNOWN)


async def test_only_one_process_serves_and_the_next_takes_over(center):
    held = asyncio.Event()
    one = center.intake("one", on_lease=lambda mine: held.set() if mine else None)
    task = asyncio.create_task(one.run())
    await asyncio.wait_for(held.wait(), 5)
    assert not await center.store.take_lease(LEASE, "two", center.clock.now(), LEASE_SECONDS)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await center.store.take_lease(LEASE, "two", center.clock.now(), LEASE_SECONDS)


async def test_an_orderly_end_gives_the_hours_back_to_the_pbx(center):
    told = [("open_hours", HoursMode.OPEN), ("open_hours", HoursMode.AUTO)]
    opened = asyncio.Event()

    async def open_hours(mode):
        center.telephony.orders.append(("open_hours", mode))
        opened.set()

    center.telephony.open_hours = open_hours
    task = asyncio.create_task(center.intake("one", phone=center.phone).run())
    await center.telephony.fed.put(s.CallRosterRead(calls=(), at=center.clock.now()))
    await asyncio.wait_for(opened.wait(), 5)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert center.telephony.orders == told
    assert (await center.store.board()).opening.seen is HoursMode.AUTO
    assert await center.store.lease_owner(LEASE) == ""


async def test_the_lease_of_a_dead_process_is_inherited_at_once(center):
    assert await center.store.take_lease(LEASE, "dead", center.clock.now(), LEASE_SECONDS)
    held = asyncio.Event()
    heir = center.intake("heir", is_dead=lambda owner: owner == "dead", on_lease=lambda mine: held.set())
    task = asyncio.create_task(heir.run())
    await asyncio.wait_for(held.wait(), 5)
    assert await center.store.lease_owner(LEASE) == "heir"
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_killed_process_loses_its_lease_by_time(center):
    assert await center.store.take_lease(LEASE, "dead", center.clock.now(), LEASE_SECONDS)
    center.clock.move(LEASE_SECONDS + 1)
    assert await center.store.take_lease(LEASE, "two", center.clock.now(), LEASE_SECONDS)
