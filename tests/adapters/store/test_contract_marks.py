"""A mark is wished in the transaction of what causes it: sent or not at all, once, for the right mail."""

import pytest

from console.domain import commands as c
from console.domain.contact import Channel, Contact, OfficeId, OperatorId, Party
from console.domain.handoff import Packet, Way
from console.domain.lifecycle import arrive, decide
from console.domain.mail import Mail
from console.domain.mailbox import MarkKind, MarkState
from console.domain.wish import OutgoingMail
from console.services.ports import FolderState, RawMail
from fakes.seat import NOW

ANNA = OperatorId("anna")


async def do(store, contact, command):
    return await store.save(decide(contact, command, NOW), contact.version)


async def in_hand(store, message_id="<q@example.org>"):
    """A citizen's mail in Anna's hands."""
    raw = RawMail(uid=1, raw=b"x", received_at=NOW, fingerprint="a")
    store.ledger.commit_batch(FolderState(folder="INBOX", uid_validity=1, high_uid=1), [raw])
    await store.set_mail(1, Mail(message_id=message_id))
    party = Party(name="Rossi", email="rossi@example.org")
    arrived = Contact(channel=Channel.EMAIL, party=party, mail=1, arrived_at=NOW, state_since=NOW)
    contact = await store.add(arrive(arrived, NOW))
    return await do(store, contact, c.Claim(by=ANNA))


def letter(answers="<q@example.org>", to="rossi@example.org"):
    raw = f"Subject: x\r\nIn-Reply-To: {answers}\r\n\r\nIn-Reply-To: <other@example.org>\r\n".encode()
    return OutgoingMail(message_id="<a@ue.example>", sender="ufficio@ue.example", recipients=(to,), raw=raw)


async def replied(store, contact, mail):
    return await do(store, contact, c.Reply(by=ANNA, mail=mail, send_at=NOW))


async def left(store, contact):
    [wish, *_] = await store.wishes_of(contact.id)
    await store.begin_wish(wish.id, NOW)
    return await do(store, contact, c.MailLeft(wish=wish.id, message_id="<a@ue.example>"))


async def kinds(store):
    return [(mark.kind, mark.office, mark.state) for mark in await store.mailbox.marks()]


async def test_a_reply_that_has_left_marks_the_mail_answered(store):
    contact = await replied(store, await in_hand(store), letter())
    assert await kinds(store) == [], "it has not left"
    contact = await left(store, contact)
    assert await kinds(store) == [(MarkKind.ANSWERED, "", MarkState.WAITING)]
    [wish, *_] = await store.wishes_of(contact.id)
    await do(store, contact, c.MailLeft(wish=wish.id, message_id="<a@ue.example>"))
    assert len(await kinds(store)) == 1, "its receipt comes too"


async def test_a_reply_that_was_refused_marks_nothing(store):
    contact = await replied(store, await in_hand(store), letter())
    [wish] = await store.wishes_of(contact.id)
    await do(store, contact, c.MailDidFail(wish=wish.id, error="550"))
    assert await kinds(store) == []


@pytest.mark.parametrize("answers", ["<other@example.org>", ""])
async def test_a_mail_that_answers_another_marks_nothing(store, answers):
    await left(store, await replied(store, await in_hand(store), letter(answers)))
    assert await kinds(store) == []


async def test_a_mail_without_a_message_id_is_answered_by_any_answer(store):
    await left(store, await replied(store, await in_hand(store, message_id=""), letter("<x@example.org>")))
    assert [kind for kind, *_rest in await kinds(store)] == [MarkKind.ANSWERED]


async def test_a_forward_that_has_left_marks_the_mail_with_its_office(store):
    contact = await in_hand(store)
    packet = Packet(question="Quando?", case_reference="123456", citizen="Rossi", callback="079 123 45 67")
    order = c.HandOff(by=ANNA, packet=packet, way=Way.FORWARD, office=OfficeId("faido"), mail=letter())
    contact = await do(store, contact, order)
    await left(store, contact)
    assert await kinds(store) == [(MarkKind.FORWARDED, "faido", MarkState.WAITING)]


async def test_the_copy_of_a_mail_of_ours_wishes_to_be_moved(store):
    raw = RawMail(uid=1, raw=b"x", received_at=NOW, fingerprint="a")
    store.ledger.commit_batch(FolderState(folder="INBOX", uid_validity=1, high_uid=1), [raw])
    await store.set_mail(1, Mail(), is_receipt=True)
    assert await kinds(store) == [(MarkKind.RECEIPT, "", MarkState.WAITING)]


async def test_a_mark_that_is_done_stays_done_whoever_wishes_it_again(store):
    contact = await left(store, await replied(store, await in_hand(store), letter()))
    [mark] = await store.mailbox.marks()
    store.ledger.finish_mark(type(mark)(mail=mark.mail, kind=mark.kind, state=MarkState.DONE))
    assert store.ledger.due_marks(NOW + 1e6, 10) == ()
    await left(store, await replied(store, contact, letter()))
    assert [state for *_rest, state in await kinds(store)] == [MarkState.DONE]
