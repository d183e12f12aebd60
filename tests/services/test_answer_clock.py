"""The clock of the targets as mails leave and come in, on the real store; and promises that change."""

from __future__ import annotations

import math

import pytest

from console.adapters.store.store import SqliteStore
from console.domain.contact import State
from console.domain.handoff import Way
from console.domain.journal import EntryKind
from console.domain.mail import Mail, MailClass
from console.domain.wish import WishState
from fakes.floor import rule
from fakes.links import CUT, SENT
from fakes.seat import NOW
from services.conftest import Center
from services.test_wishes import MAIL, go_round, is_in


async def asked_back(center):
    """A mail that was answered with a question, which has left; the contact stays open."""
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    sent = await center.desk.reply(contact.id, "Quale esecuzione?", outcome=None)
    center.clock.move(11)
    center.outbox.results = [SENT]
    await go_round(center, until=is_in(center, sent.wish, WishState.DONE))
    return await center.store.contact(contact.id), (await center.store.wish(sent.wish)).mail.message_id


async def test_a_reply_answers_when_it_leaves_and_the_clock_waits_for_the_citizen(center):
    contact, _message_id = await asked_back(center)
    assert (contact.state, contact.first_answer_at, contact.stopped_since) == (State.ACTIVE, NOW + 11, NOW + 11)
    assert (await center.store.board()).rows[0].citizens_turn


@pytest.mark.parametrize(
    ("kind", "runs"),
    [(MailClass.PERSON, True), (MailClass.BOUNCE, True), (MailClass.AUTOMATIC, False), (MailClass.BULK, False)],
)
async def test_the_clock_runs_again_when_the_citizen_writes(center, kind, runs):
    contact, message_id = await asked_back(center)
    center.clock.move(600)
    await center.post(Mail(message_id="<z@x>", in_reply_to=(message_id,), sender="rossi@example.ch", kind=kind))
    found = await center.store.contact(contact.id)
    assert (found.stopped_since == 0) is runs
    wrote = [line for line in await center.store.journal(contact.id) if line.kind is EntryKind.CITIZEN_WROTE]
    assert len(wrote) == runs


async def test_a_mail_that_is_taken_in_twice_after_a_crash_is_said_once(center, monkeypatch):
    contact, message_id = await asked_back(center)
    mail = Mail(message_id="<z@x>", in_reply_to=(message_id,), sender="rossi@example.ch")

    async def killed(_decision):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(center.store, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            await center.post(mail)
    assert (await center.store.contact(contact.id)).stopped_since == 0
    await center.mails.take_in()
    kinds = [line.kind for line in await center.store.journal(contact.id)]
    assert kinds.count(EntryKind.CITIZEN_WROTE) == 1
    assert len((await center.store.board()).rows) == 2


async def test_a_receipt_that_is_found_after_a_broken_line_answers_too(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    sent = await center.desk.reply(contact.id, "Testo")
    center.outbox.results = [CUT]
    center.clock.move(11)

    async def deferred():
        return (await center.store.wish(sent.wish)).error == "unknown"

    await go_round(center, until=deferred)
    assert (await center.store.contact(contact.id)).first_answer_at == 0
    message_id = (await center.store.wish(sent.wish)).mail.message_id
    await center.post(Mail(message_id=message_id, sender="ue@ue.example"))
    assert (await center.store.contact(contact.id)).first_answer_at == NOW + 11


async def test_a_mail_to_the_clerk_answers_no_citizen(center):
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    form = await center.handoff.form(contact.id)
    packet = form.packet
    handed, wish = await center.handoff.send(contact.id, packet, Way.FORWARD, office="faido", clerk="celio")
    center.clock.move(11)
    center.outbox.results = [SENT]
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    found = await center.store.contact(handed.id)
    assert (found.state, found.first_answer_at, found.stopped_since) == (State.HANDED_OFF, 0, NOW)


async def test_intake_reckons_anew_what_other_promises_have_stamped(center, tmp_path):
    contact = await center.post(MAIL)
    assert contact.due_first_answer == math.inf
    store = await SqliteStore.open(tmp_path / "console.db", center.clock, dues=rule())
    await Center(store, center.clock).intake().sweep()
    assert (await center.store.board()).rows[0].due_first_answer == NOW + 86_400
    await store.close()
