"""Sending to a real submission server: what every kind of end means, and that nothing is raised."""

import asyncio
import socket
from dataclasses import replace

import pytest

from adapters.mail.transport.support import mail
from console.adapters.mail import smtp_out
from console.adapters.mail.smtp_out import SmtpOutbox, SmtpPatience
from console.domain.wish import OutgoingMail
from console.settings.site import Security
from rigs.mail.dovecot import PASSWORD, free_ports
from rigs.mail_rig import CITIZEN, CLERK, DESK

pytestmark = pytest.mark.server
QUICK = SmtpPatience(connect=2.0, answer=2.0, taking=2.0)
RAW = b"Message-ID: <1@ue.example>\r\nSubject: una prova\r\n\r\nSalve,\r\n.\r\n..due\r\nFrom qui\r\nperch\xc3\xa8\r\n"


def letter(*to, raw=RAW):
    return OutgoingMail(message_id="<1@ue.example>", sender=DESK, recipients=to or (CITIZEN,), raw=raw)


def outbox(rig, patience=QUICK, receipts=True, **changes):
    return SmtpOutbox(rig.settings(**changes), patience=patience, receipts=receipts)


def ends(result):
    return result.sent, result.permanent, result.unknown


SENT, NEVER, PERHAPS, LATER = (True, False, False), (False, True, False), (False, False, True), (False, False, False)


@pytest.mark.parametrize("security", list(Security))
async def test_it_reaches_the_recipient_and_comes_back_as_a_receipt(mail_rig, security):
    result = await outbox(mail_rig, smtp=mail_rig.smtp(security=security)).send(letter())
    assert ends(result) == SENT
    assert result.error == ""
    [arrived] = mail_rig.wait_for_messages(CITIZEN)
    [receipt] = mail_rig.wait_for_messages(DESK)
    assert arrived.endswith(RAW)
    assert receipt.endswith(RAW)
    [accepted] = mail_rig.submission.accepted
    assert (accepted.login, accepted.sender) == (DESK, DESK)
    assert "BODY=8BITMIME" in accepted.options
    assert DESK.encode() not in RAW


async def test_without_receipts_nothing_comes_back(mail_rig):
    assert ends(await outbox(mail_rig, receipts=False).send(letter())) == SENT
    assert mail_rig.submission.accepted[0].recipients == (CITIZEN,)


async def test_a_mail_to_the_own_address_is_delivered_once(mail_rig):
    assert ends(await outbox(mail_rig).send(letter(DESK.upper()))) == SENT
    assert len(mail_rig.submission.accepted[0].recipients) == 1


@pytest.mark.parametrize(
    ("to", "end", "said"),
    [
        ("reject", NEVER, "550 5.1.1"),
        ("tempfail", LATER, "451 4.3.0"),
        ("refuse", NEVER, "554 5.7.1"),
        ("later", LATER, "452 4.2.2"),
        ("cutdata", PERHAPS, ""),
        ("lostack", PERHAPS, ""),
        ("slow", SENT, ""),
    ],
)
async def test_what_the_end_means(mail_rig, to, end, said):
    result = await outbox(mail_rig).send(letter(f"{to}@example.org"))
    assert ends(result) == end
    assert result.error.startswith(said)
    assert "\x1b" not in result.error
    assert "\x07" not in result.error


@pytest.mark.parametrize(
    ("to", "states"),
    [
        ((CLERK, "reject@example.org"), ["taken", "refused"]),
        (("tempfail@example.org", CLERK), ["later", "taken"]),
        (("reject@example.org", CLERK, "tempfail@example.org"), ["refused", "taken", "later"]),
        (("reject@example.org", "tempfail@example.org"), ["refused", "later"]),
    ],
)
async def test_where_fates_differ_nobody_gets_it_yet_and_each_is_told(mail_rig, to, states):
    result = await outbox(mail_rig).send(letter(*to))
    assert ends(result) == LATER
    assert [(one.address, str(one.state)) for one in result.answers] == list(zip(to, states, strict=True))
    assert all(("\x1b" not in one.words) and bool(one.words) is (one.state != "taken") for one in result.answers)
    assert mail_rig.submission.accepted == []


@pytest.mark.parametrize(("to", "end"), [("reject", NEVER), ("tempfail", LATER)])
async def test_where_all_have_one_fate_there_is_nothing_to_part(mail_rig, to, end):
    result = await outbox(mail_rig).send(letter(f"{to}@example.org", f"{to}@example.net"))
    assert ends(result) == end
    assert result.answers == ()


async def test_reports_are_asked_for_where_the_server_offers_them(mail_rig):
    mail_rig.submission.offers_reports = True
    assert ends(await outbox(mail_rig).send(letter("mario+casa=uno@example.org", CLERK))) == SENT
    [accepted] = mail_rig.submission.accepted
    wanted = "NOTIFY=FAILURE,DELAY ORCPT=rfc822;"
    assert accepted.reports == (
        ("", "RET=HDRS ENVID=1@ue.example"),
        ("mario+casa=uno@example.org", f"{wanted}mario+2Bcasa+3Duno@example.org"),
        (CLERK, f"{wanted}{CLERK}"),
        (DESK, "NOTIFY=NEVER"),
    )


async def test_a_server_without_reports_is_asked_for_none(mail_rig):
    assert ends(await outbox(mail_rig).send(letter())) == SENT
    assert mail_rig.submission.accepted[0].reports == ()


@pytest.mark.parametrize(
    ("message_id", "envelope"),
    [
        ("<ue.47.abc@ue.example>", "ue.47.abc@ue.example"),
        ("<a+b=c@x>", "a+2Bb+3Dc@x"),
        (f"<{'x' * 90}@ue.example>", ""),
    ],
)
def test_the_envelope_id_finds_the_mail_again(message_id, envelope):
    assert smtp_out.envelope_id(message_id) == envelope


async def test_the_size_that_the_server_takes_is_told(mail_rig):
    assert (await outbox(mail_rig).send(letter())).size_limit == mail_rig.submission.size_limit


async def test_a_lost_acknowledgement_and_then_the_receipt(mail_rig):
    result = await outbox(mail_rig).send(letter("lostack@example.org"))
    assert ends(result) == PERHAPS
    [receipt] = mail_rig.wait_for_messages(DESK)
    assert b"<1@ue.example>" in receipt


async def test_nobody_listens(mail_rig):
    (port,) = free_ports(1)
    result = await outbox(mail_rig, smtp=mail_rig.smtp(port=port)).send(letter())
    assert ends(result) == LATER
    assert result.error


@pytest.mark.parametrize("security", list(Security))
async def test_a_server_that_says_nothing(mail_rig, security):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        server = mail_rig.smtp(security=security, port=mute.getsockname()[1])
        quick = SmtpPatience(connect=0.2, answer=0.2, taking=0.2)
        assert ends(await outbox(mail_rig, quick, smtp=server).send(letter())) == LATER


async def test_silence_after_the_last_byte_leaves_it_open(mail_rig):
    with mail_rig.bad_road(mail_rig.submission.plain) as road:
        server = mail_rig.smtp(security=Security.NONE, port=road.port)
        box = outbox(mail_rig, replace(QUICK, taking=0.5), smtp=server)
        sending = asyncio.create_task(box.send(letter("slow@example.org")))
        await asyncio.to_thread(_until, lambda: mail_rig.submission.accepted)
        road.fall_silent()
        assert ends(await sending) == PERHAPS


async def test_a_line_cut_before_the_mail_is_given_is_no_doubt(mail_rig):
    with mail_rig.bad_road(mail_rig.submission.plain) as road:
        road.cut_after(200)
        server = mail_rig.smtp(security=Security.NONE, port=road.port)
        assert ends(await outbox(mail_rig, smtp=server).send(letter())) == LATER
    assert mail_rig.submission.accepted == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_of_somebody_else_gets_neither_password_nor_mail(mail_rig, security):
    server = replace(mail_rig.smtp(security=security), ca_file=mail_rig.certificates.stranger)
    result = await outbox(mail_rig, smtp=server).send(letter())
    assert ends(result) == LATER
    assert mail_rig.submission.logins == []
    assert "certificate" in result.error.lower()


async def test_a_server_without_starttls_gets_nothing(mail_rig):
    server = mail_rig.smtp(security=Security.STARTTLS, port=mail_rig.submission.plain)
    assert ends(await outbox(mail_rig, smtp=server).send(letter())) == LATER
    assert mail_rig.submission.logins == []
    assert mail_rig.submission.accepted == []


async def test_a_wrong_password_is_not_hammered(mail_rig):
    box = outbox(mail_rig)
    mail_rig.password_file.write_text("wrong", encoding="ascii")
    first, second = await box.send(letter()), await box.send(letter())
    assert ends(first) == ends(second) == LATER
    assert first.error == second.error
    assert first.error.startswith("535")
    assert mail_rig.submission.logins == [False]
    mail_rig.password_file.write_text(PASSWORD, encoding="ascii")
    assert ends(await box.send(letter())) == SENT


async def test_a_password_with_accents(mail_rig):
    mail_rig.password_file.write_text("pässword\U0001f600", encoding="utf-8")
    result = await outbox(mail_rig).send(letter())
    assert ends(result) == LATER
    assert mail_rig.submission.logins == [False]


async def test_a_missing_password_waits(mail_rig):
    mail_rig.password_file.unlink()
    result = await outbox(mail_rig).send(letter())
    assert ends(result) == LATER
    assert str(mail_rig.password_file) in result.error


async def test_a_mail_beyond_the_server_s_size_is_not_even_offered(mail_rig, monkeypatch):
    monkeypatch.setattr(mail_rig.submission, "size_limit", 5000)
    result = await outbox(mail_rig).send(letter(raw=RAW + b"x" * 6000 + b"\r\n"))
    assert ends(result) == NEVER
    assert "troppo grande" in result.error


async def test_a_server_without_8bitmime(mail_rig):
    mail_rig.submission.offers_8bit = False
    assert ends(await outbox(mail_rig).send(letter())) == SENT
    [arrived] = mail_rig.wait_for_messages(CITIZEN)
    assert arrived.endswith(RAW)


@pytest.mark.parametrize(
    "to", ["", "a b@example.org", "a@b@example.org", "a@example.org>\r\nRCPT TO:<x@example.org", "a", "<a@example.org>"]
)
async def test_an_address_that_is_none_never_reaches_a_server(mail_rig, to):
    assert ends(await outbox(mail_rig).send(letter(to))) == NEVER
    assert mail_rig.submission.accepted == []


async def test_whatever_goes_wrong_inside_is_a_result(mail_rig, monkeypatch):
    def explode(*_words, **_more):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(smtp_out.smtplib.SMTP, "mail", explode)
    result = await outbox(mail_rig).send(letter())
    assert ends(result) == LATER
    assert result.error == "unforeseen"


@pytest.mark.parametrize("raw", [b".", b".\r\n", b"\r\n.\r\n.\r\n", b"a\r\n.b\r\n..\r\n", mail(1)])
async def test_dots_arrive_as_they_left(mail_rig, raw):
    head = b"Subject: dots\r\n\r\n"
    assert ends(await outbox(mail_rig, receipts=False).send(letter(raw=head + raw))) == SENT
    [accepted] = mail_rig.submission.accepted
    assert accepted.raw == head + raw + (b"" if raw.endswith(b"\r\n") else b"\r\n")


async def test_sending_does_not_hold_up_the_loop(mail_rig):
    box = outbox(mail_rig)
    task = asyncio.create_task(box.send(letter("slow@example.org")))
    turns = 0
    while not task.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert ends(task.result()) == SENT
    assert turns > 100


def _until(condition):
    import time

    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)
