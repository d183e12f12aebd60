"""Real mailbox, real store: faxes, web forms, suspect mails and delivery reports become what they are."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy

import pytest

from adapters.mail.transport.support import QUICK, SystemTime, Watched
from adapters.mail.transport.test_letters import Always, Decoder
from console.adapters.mail.compose import Composer
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.mail.smtp_out import SmtpOutbox
from console.adapters.phone.numbers import e164
from console.adapters.store.store import SqliteStore
from console.domain.channels import ChannelRules, FaxRule, WebRule
from console.domain.contact import Channel, Outcome, State
from console.domain.quarantine import HeaderRule, QuarantineRules
from console.services.desk import Desk, DeskPorts
from console.services.intake_contact import IntakeRules
from console.services.intake_mail import MailIntake
from fakes.seat import ME, Places
from rigs.mail_rig import CITIZEN, DESK

pytestmark = pytest.mark.server

RULES = IntakeRules(
    own=DESK, token_prefix="UE", normalise=e164,
    quarantine=QuarantineRules(headers=(HeaderRule(name="x-spam-flag", equals="YES"),)),
    channels=ChannelRules(
        fax=(FaxRule(sender="fax@gateway.example", subject=r"Fax da (?P<number>[+0-9 ]*)"),),
        web=(WebRule(sender="formulari@sito.example",
                     labels=(("name", ("Nome",)), ("email", ("E-mail",)), ("text", ("Messaggio",)))),),
    ),
)  # fmt: skip
FAX = (
    b"From: fax@gateway.example\r\nSubject: Fax da 091 816 63 00\r\nMessage-ID: <f@gateway.example>\r\n\r\n2 pagine\r\n"
)
FORM = (
    "From: formulari@sito.example\r\nSubject: Contatto\r\nMessage-ID: <w@sito.example>\r\n"
    f"Auto-Submitted: auto-generated\r\n\r\nNome: Ida Guidi\r\nE-mail: {CITIZEN}\r\nMessaggio: Buongiorno\r\n"
).encode()
SPAM = (
    b"From: a@pubblicita.example\r\nSubject: Offerta\r\nX-Spam-Flag: YES\r\nMessage-ID: <s@x.example>\r\n\r\nciao\r\n"
)


@contextlib.asynccontextmanager
async def taking_in(mail_rig, tmp_path):
    """A store that fills out of the mailbox while the block runs, and an operator's desk at it."""
    settings = mail_rig.settings()
    store = await SqliteStore.open(tmp_path / "console.db", SystemTime())
    intake = MailIntake(store=store, clock=SystemTime(), reader=Decoder(), hours=Always(), sorting=RULES)
    watched = Watched(ImapMailbox(settings, store.ledger, SystemTime(), times=QUICK))
    watched._changed = intake.take_in  # what intake does with every change
    ports = DeskPorts(store=store, clock=SystemTime(), directory=Places(), composer=Composer(settings, SystemTime()))
    try:
        async with watched:
            yield store, Desk(ports, ME, undo_seconds=0), settings
    finally:
        await store.close()


async def until(condition, seconds: float = 20.0):
    """Poll a question to the store until it has an answer."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):  # noqa: ASYNC110  the store has no event to wait for
            await asyncio.sleep(0.02)
        return found


async def test_a_fax_and_a_suspect_mail_out_of_the_mailbox(mail_rig, tmp_path):
    async with taking_in(mail_rig, tmp_path) as (store, _desk, _settings):
        mail_rig.deliver(SPAM, sender="a@pubblicita.example")
        mail_rig.deliver(FAX, sender="fax@gateway.example")

        async def both():
            board = await store.board()
            return board if board.rows and board.quarantined else None

        board = await until(both)
        (row,) = board.rows
        fax = await store.contact(row.id)
        assert (fax.channel, fax.party.phone) == (Channel.FAX, "+41918166300")
        assert board.quarantined == 1


async def test_the_answer_to_a_form_reaches_the_citizen(mail_rig, tmp_path):
    async with taking_in(mail_rig, tmp_path) as (store, desk, settings):
        mail_rig.deliver(FORM, sender="formulari@sito.example")

        async def there():
            return (await store.board()).rows

        (row,) = await until(there)
        form = await store.contact(row.id)
        assert (form.channel, form.party.name, form.party.email) == (Channel.WEB, "Ida Guidi", CITIZEN)
        await desk.claim(form.id)
        sent = await desk.reply(form.id, "Ecco la risposta.")
        mail = (await store.wish(sent.wish)).mail
        assert mail.recipients == (CITIZEN,)
        assert (await SmtpOutbox(settings).send(mail)).sent
        [raw] = await asyncio.to_thread(mail_rig.wait_for_messages, CITIZEN)
        assert email.message_from_bytes(raw, policy=email.policy.default)["In-Reply-To"] == "<w@sito.example>"


async def test_a_delivery_report_reopens_the_contact_that_was_answered(mail_rig, tmp_path):
    async with taking_in(mail_rig, tmp_path) as (store, desk, _settings):
        mail_rig.deliver(b"From: rossi@example.org\r\nSubject: Precetto\r\nMessage-ID: <q@example.org>\r\n\r\nciao\r\n")

        async def there():
            return (await store.board()).rows

        (row,) = await until(there)
        await desk.claim(row.id)
        sent = await desk.reply(row.id, "Risposta.", outcome=Outcome.ANSWERED)
        message_id = (await store.wish(sent.wish)).mail.message_id
        report = (
            "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            "Message-ID: <d@mx.example>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
            "--B\r\n\r\nfailed\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example\r\n\r\n"
            "Final-Recipient: rfc822; rossi@example.org\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n--B\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--B--\r\n"
        ).encode()
        assert (await store.contact(row.id)).state is State.CLOSED
        for _again in range(2):
            mail_rig.deliver(report, sender="MAILER-DAEMON@mx.example")

        async def reopened():
            found = await store.contact(row.id)
            return found if found.state is State.WAITING else None

        back = await until(reopened)
        assert back.flags == ("delivery_failed",)

        async def both_taken_in():
            return not await store.undecoded_mails() and await store.sorting.source(3)

        await until(both_taken_in)
        lines = [dict(one.facts) for one in await store.journal(row.id) if one.kind == "delivery_failed"]
        assert [(one["recipient"], one["reason"]) for one in lines] == [("rossi@example.org", "mailbox_full")]
        assert len((await store.board()).rows) == 1
