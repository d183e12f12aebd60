"""Delivery reports find the mail they are about; its contact hears of it once, whatever happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.contact import State
from console.domain.handoff import HandoffState, Way
from console.domain.journal import EntryKind
from console.domain.mail import DeliveryAction, DeliveryReport, Mail, MailClass, RecipientReport

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")
KINDS = (EntryKind.DELIVERY_FAILED, EntryKind.DELIVERY_DELAYED, EntryKind.DELIVERY_CONFIRMED)


async def answered(center, to: str = "rossi@example.ch"):
    """A contact that was answered and closed; its wish."""
    contact = await center.post(replace(MAIL, sender=to))
    await center.desk.claim(contact.id)
    sent = await center.desk.reply(contact.id, "Testo")
    return contact.id, await center.store.wish(sent.wish)


def bounce(number: int = 1, *, action=DeliveryAction.FAILED, to="rossi@example.ch", status="5.1.1", **report) -> Mail:
    one = RecipientReport(recipient=to, action=action, status=status, diagnostic="550 no such user")
    return Mail(
        message_id=f"<dsn{number}@mx>", sender="mailer-daemon@mx.example", kind=MailClass.BOUNCE,
        report=DeliveryReport(recipients=(one,), **report),
    )  # fmt: skip


async def lines(center, contact):
    return [line for line in await center.store.journal(contact) if line.kind in KINDS]


@pytest.mark.parametrize("by", ["envelope_id", "message_id", "recipient"])
async def test_it_is_found_by_each_of_its_signs(center, by):
    contact, wish = await answered(center)
    signs = {
        "envelope_id": {"envelope_id": wish.mail.message_id.strip("<>")},
        "message_id": {"message_id": wish.mail.message_id},
        "recipient": {},
    }[by]  # fmt: skip
    await center.post(bounce(**signs, to="Rossi@Example.ch"))
    back = await center.store.contact(contact)
    assert (back.state, back.flags, back.meant_for) == (State.WAITING, ("delivery_failed",), "anna")
    (line,) = await lines(center, contact)
    assert dict(line.facts)["reason"] == "unknown_address"
    assert len((await center.store.board()).rows) == 1


async def test_told_twice_it_is_written_once(center):
    contact, wish = await answered(center)
    await center.post(bounce(1, message_id=wish.mail.message_id))
    await center.desk.claim(contact)
    await center.post(bounce(2, message_id=wish.mail.message_id))
    assert len(await lines(center, contact)) == 1
    assert (await center.store.contact(contact)).state is State.ACTIVE


async def test_a_crash_between_history_and_receipt_writes_it_once(center, monkeypatch):
    contact, wish = await answered(center)
    set_mail = center.store.set_mail

    async def killed(*_given, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(center.store, "set_mail", killed)
    with pytest.raises(KeyboardInterrupt):
        await center.post(bounce(message_id=wish.mail.message_id))
    assert len(await lines(center, contact)) == 1
    monkeypatch.setattr(center.store, "set_mail", set_mail)
    await center.mails.take_in()
    assert len(await lines(center, contact)) == 1
    assert await center.store.undecoded_mails() == ()
    assert len((await center.store.board()).rows) == 1


async def test_a_delay_and_then_a_success_are_noted_and_reopen_nothing(center):
    contact, wish = await answered(center)
    await center.post(bounce(1, action=DeliveryAction.DELAYED, status="4.4.1", message_id=wish.mail.message_id))
    await center.post(bounce(2, action=DeliveryAction.DELIVERED, status="2.0.0", message_id=wish.mail.message_id))
    assert [line.kind for line in await lines(center, contact)] == [
        EntryKind.DELIVERY_DELAYED,
        EntryKind.DELIVERY_CONFIRMED,
    ]
    assert (await center.store.contact(contact)).state is State.CLOSED
    assert (await center.store.board()).rows == ()


async def test_a_handoff_that_does_not_arrive_comes_back(center):
    contact = (await center.post(MAIL)).id
    await center.desk.claim(contact)
    form = await center.handoff.form(contact)
    packet = replace(form.packet, question="contesta", note="x", case_reference="2026-0012345", municipality="Airolo")
    _contact, number = await center.handoff.send(contact, packet, Way.FORWARD, office="faido", clerk="celio")
    wish = await center.store.wish(number)
    await center.post(bounce(message_id=wish.mail.message_id, to=wish.mail.recipients[0]))
    back = await center.store.contact(contact)
    assert (back.state, back.handoff.state) == (State.WAITING, HandoffState.FAILED)


async def test_what_concerns_nothing_of_ours_waits_after_everything_else(center):
    bounced = await center.post(bounce(to="sconosciuto@example.ch"))
    assert "bounce" in bounced.flags
    center.clock.move(60)
    person = await center.post(MAIL)
    board = await center.store.board()
    assert [row.id for row in board.rows] == [person.id, bounced.id]
    assert board.row(bounced.id).low
    assert (await center.desk.take_next()).id == person.id


async def test_another_message_id_is_not_ours_even_when_the_recipient_is(center):
    contact, _wish = await answered(center)
    assert await center.post(bounce(message_id="<forged@x>")) is not None
    assert await lines(center, contact) == []


async def test_a_recipient_of_two_contacts_tells_nothing(center):
    one, _wish = await answered(center)
    two, _wish = await answered(center)
    assert one != two
    assert await center.post(bounce()) is not None
    assert await lines(center, one) == await lines(center, two) == []


async def test_an_old_mail_is_not_meant(center):
    contact, _wish = await answered(center)
    center.clock.move(7 * 86_400)
    assert await center.post(bounce()) is not None
    assert await lines(center, contact) == []


async def test_a_bounce_without_a_recipient_is_about_the_only_one(center):
    contact, wish = await answered(center)
    mail = replace(bounce(), report=DeliveryReport(message_id=wish.mail.message_id))
    await center.post(mail)
    (line,) = await lines(center, contact)
    assert (line.kind, dict(line.facts)["recipient"]) == (EntryKind.DELIVERY_FAILED, "rossi@example.ch")
