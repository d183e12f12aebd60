"""Delivery reports as servers write them: what they say of which mail, for whom and why."""

from __future__ import annotations

import dataclasses
import json

import pytest

from console.adapters.mail.decode import decode
from console.domain.mail import DeliveryAction, Mail, MailClass, RecipientReport, Sender, mail_from

OURS = "<ue.12.0123456789abcdef@ue.example>"
POSTFIX = """Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ufficio@ue.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <dsn1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: ue.12.0123456789abcdef+40ue.example
Arrival-Date: Mon,  2 Mar 2026 09:12:33 +0100

Final-Recipient: rfc822; rossi@citizen.example
Original-Recipient: rfc822;Rossi@Citizen.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.citizen.example
Diagnostic-Code: smtp; 550 5.1.1 <rossi@citizen.example>: Recipient address
    rejected: User unknown

--B
Content-Type: text/rfc822-headers

From: Ufficio <ufficio@ue.example>
To: rossi@citizen.example
Message-ID: <ue.12.0123456789abcdef@ue.example>
Subject: Re: Precetto [UE-12]

--B--
"""


def read(text: str) -> Mail:
    return decode(text.replace("\n", "\r\n").encode())


def test_a_failure_of_postfix():
    mail = read(POSTFIX)
    assert mail.kind is MailClass.BOUNCE
    assert (mail.report.envelope_id, mail.report.message_id) == (OURS.strip("<>"), OURS)
    (one,) = mail.report.recipients
    assert (one.recipient, one.action, one.status) == ("Rossi@Citizen.example", DeliveryAction.FAILED, "5.1.1")
    assert one.diagnostic == "550 5.1.1 <rossi@citizen.example>: Recipient address rejected: User unknown"
    assert mail_from(json.loads(json.dumps(dataclasses.asdict(mail)))) == mail


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        ("delayed", "4.4.1", DeliveryAction.DELAYED), ("delivered", "2.0.0", DeliveryAction.DELIVERED),
        ("relayed (to non-DSN-aware mailer)", "2.0.0", DeliveryAction.RELAYED),
        ("Expanded", "2.0.0", DeliveryAction.EXPANDED), ("FAILED", "5.0.0", DeliveryAction.FAILED),
        ("what", "4.0.0", DeliveryAction.DELAYED), ("what", "", DeliveryAction.FAILED),
    ],
)  # fmt: skip
def test_every_action(action, status, expected):
    mail = read(POSTFIX.replace("Action: failed", f"Action: {action}").replace("Status: 5.1.1", f"Status: {status}"))
    assert mail.report.recipients[0].action is expected


def test_several_recipients_each_with_an_outcome():
    second = "\nFinal-Recipient: rfc822;b@citizen.example\nAction: delayed\nStatus: 4.2.2\n"
    mail = read(POSTFIX.replace("    rejected: User unknown\n", "    rejected: User unknown\n" + second))
    assert [(one.recipient, str(one.action)) for one in mail.report.recipients] == [
        ("Rossi@Citizen.example", "failed"), ("b@citizen.example", "delayed"),
    ]  # fmt: skip


def test_a_report_that_gives_the_whole_mail_back_in_utf8():
    mail = read(
        POSTFIX.replace("message/delivery-status", "message/global-delivery-status")
        .replace("text/rfc822-headers", "message/rfc822")
        .replace("rfc822;Rossi@Citizen.example", "utf-8; rössi@citizen.example")
    )
    assert mail.report.message_id == OURS
    assert mail.report.recipients[0].recipient == "rössi@citizen.example"
    assert mail.enclosed == ()


def test_exim_without_a_report_part():
    mail = read(
        "Return-Path: <>\nX-Failed-Recipients: rossi@citizen.example\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Mail delivery failed\n\n"
        "A message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
        "  rossi@citizen.example\n    host mail.citizen.example [192.0.2.1]\n"
        "    SMTP error: 550 5.2.2 mailbox is full\n\n------ This is a copy of the message ------\n\n"
        f"Message-ID: {OURS}\nFrom: ufficio@ue.example\n"
    )
    assert mail.report.message_id == OURS
    assert mail.report.recipients == (
        RecipientReport(
            recipient="rossi@citizen.example", action=DeliveryAction.FAILED, status="5.2.2",
            diagnostic="SMTP error: 550 5.2.2 mailbox is full",
        ),
    )  # fmt: skip


def test_qmail_says_it_in_words():
    mail = read(
        "Return-Path: <>\nFrom: MAILER-DAEMON@qmail.example\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at qmail.example.\nThis is a permanent error; I've given up.\n\n"
        "<rossi@citizen.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: {OURS}\n"
    )
    assert mail.report.message_id == OURS
    assert [(one.recipient, one.status) for one in mail.report.recipients] == [("rossi@citizen.example", "5.1.1")]


def test_certified_mail_names_the_mail_in_a_field():
    mail = read(
        "From: posta-certificata@pec.example\nX-Ricevuta: errore-consegna\n"
        f"X-Riferimento-Message-ID: {OURS}\nSubject: AVVISO DI MANCATA CONSEGNA\n\nnon consegnato\n"
    )
    assert (mail.kind, mail.report.message_id) == (MailClass.BOUNCE, OURS)


def test_an_absence_without_a_return_path_is_no_report():
    mail = read(
        "Return-Path: <>\nFrom: rossi@citizen.example\nSubject: Re: Precetto\nIn-Reply-To: " + OURS + "\n\n"
        "Sono in vacanza fino a lunedì.\nMario Rossi\nrossi@citizen.example\n"
    )
    assert mail.report is None


def test_a_person_has_no_report_and_the_mails_attached_name_their_senders():
    mail = read(
        "From: comune@x.example\nSubject: Segnalazione\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="B"\n\n--B\n\nPer competenza.\n--B\n'
        "Content-Type: message/rfc822\n\nFrom: =?utf-8?q?Mario_R=C3=B6ssi?= <m@citizen.example>\nSubject: ciao\n\n"
        "x\n--B--\n"
    )
    assert (mail.report, mail.enclosed) == (None, (Sender(name="Mario Rössi", address="m@citizen.example"),))


@pytest.mark.parametrize(
    "part",
    ["", "\n\n\n", "x" * 300_000, "Final-Recipient\n", "Action: failed\n\nAction: failed\n",
     "Status: 5.9999.1\nAction:\n",
     "Original-Envelope-Id: +ZZ+1B+07\n\nFinal-Recipient: rfc822;\x1b]0;x\x07a@b\n", "Final-Recipient: " + "a" * 5_000],
)  # fmt: skip
def test_whatever_stands_in_it_nothing_breaks_and_nothing_foreign_gets_out(part):
    begin, end = POSTFIX.index("Reporting-MTA"), POSTFIX.index("\n--B\nContent-Type: text/rfc822")
    mail = read(POSTFIX[:begin] + part + POSTFIX[end:])
    assert mail.kind is MailClass.BOUNCE and mail.report.message_id == OURS
    assert "\\u001b" not in json.dumps(dataclasses.asdict(mail.report))
    assert all(len(one.recipient) <= 320 for one in mail.report.recipients)


def test_the_marks_of_servers_are_kept_and_nothing_else():
    mail = read(
        "From: a@b.example\nX-Spam-Flag: YES\nX-Spam-Level: *****\nX-Mailer: x\nX-Spam-Report: \x1b[2Jtroppo\n\nciao\n"
    )
    assert mail.spam_marks[:2] == (("x-spam-flag", "YES"), ("x-spam-level", "*****"))
    assert len(mail.spam_marks) == 3 and "\x1b" not in mail.spam_marks[2][1]
