"""Composer, outbox, servers and mailbox together: what stands in the recipients' real mailboxes."""

import asyncio
import email
import email.policy

import pytest

from adapters.mail.transport.support import QUICK, MemoryLedger, SystemTime, Watched, contact, mail
from adapters.mail.transport.test_enclosed import take_out
from console.adapters.mail.compose import Composer
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.mail.smtp_out import SmtpOutbox
from console.domain.handoff import Handoff, Packet, Way
from console.domain.mail import Mail
from rigs.mail_rig import CITIZEN, CLERK, DESK

pytestmark = pytest.mark.server


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


async def test_a_reply_is_in_the_citizen_s_mailbox_with_its_thread_and_its_receipt_in_ours(mail_rig):
    settings = mail_rig.settings()
    original = Mail(message_id="<q@example.org>", in_reply_to=("<p@example.org>",), sender=CITIZEN, subject="Rata")
    letter = Composer(settings, SystemTime()).reply(original=original, contact=contact(), text="Perché sì.")
    ledger = MemoryLedger()
    async with Watched(ImapMailbox(settings, ledger, SystemTime(), times=QUICK)) as watched:
        result = await SmtpOutbox(settings).send(letter)
        await watched.until(lambda: ledger.kept)
    assert result.sent
    [raw] = await asyncio.to_thread(mail_rig.wait_for_messages, CITIZEN)
    arrived = read(raw)
    assert arrived["In-Reply-To"] == "<q@example.org>"
    assert arrived["References"].split() == ["<p@example.org>", "<q@example.org>"]
    assert arrived["Message-ID"] == letter.message_id
    assert arrived["To"] == CITIZEN
    assert DESK not in str(arrived["Delivered-To"])
    assert "Bcc" not in arrived
    assert arrived.get_content().startswith("Perché sì.")
    assert read(ledger.kept[0].raw)["Message-ID"] == letter.message_id


async def test_an_acknowledgement_is_lost_and_the_receipt_settles_it(mail_rig):
    settings = mail_rig.settings()
    letter = Composer(settings, SystemTime()).new(
        contact=contact(), to="lostack@example.org", subject="Estratto", text="Ecco."
    )
    ledger = MemoryLedger()
    async with Watched(ImapMailbox(settings, ledger, SystemTime(), times=QUICK)) as watched:
        result = await SmtpOutbox(settings).send(letter)
        assert result.unknown
        await watched.until(lambda: ledger.kept)
    assert read(ledger.kept[0].raw)["Message-ID"] == letter.message_id


@pytest.mark.parametrize(
    "body",
    [b"Buongiorno\r\n", b"perch\xe8 \xe9\r\n.\r\n..\r\n", b"\0" * 5 + b"x" * 3000 + b"\r\n", b"mixed\nends\r\n"],
    ids=["plain", "eight bits", "hostile", "mixed"],
)
@pytest.mark.parametrize("offers_8bit", [True, False])
async def test_a_forward_brings_the_clerk_the_very_bytes_that_came_in(mail_rig, body, offers_8bit):
    mail_rig.submission.offers_8bit = offers_8bit
    settings = mail_rig.settings()
    ledger = MemoryLedger()
    came = mail(1).removesuffix(b"Buongiorno\r\n") + body
    with mail_rig.client() as client:
        client.append("INBOX", came.replace(b"\0", b"\x80"))  # an IMAP literal holds no NUL
    async with Watched(ImapMailbox(settings, ledger, SystemTime(), times=QUICK)) as watched:
        await watched.until(lambda: ledger.kept)
    raw = ledger.kept[0].raw if b"\0" not in body else came
    packet = Handoff(packet=Packet(question="Quando?", case_reference="123456"), way=Way.FORWARD, office="faido")
    letter = Composer(settings, SystemTime()).forward(
        contact=contact(), handoff=packet, to=CLERK, operator_name="Anna", raw=raw
    )
    assert (await SmtpOutbox(settings).send(letter)).sent
    [arrived] = await asyncio.to_thread(mail_rig.wait_for_messages, CLERK)
    assert take_out(arrived)[1] == raw
    assert read(arrived)["References"] == "<1@example.org>"
    assert "123456" in read(arrived).get_body(("plain",)).get_content()
