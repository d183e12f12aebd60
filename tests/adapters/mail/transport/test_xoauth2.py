"""Logins with tokens at real servers: which token, how often, and that a refusal is said once and not repeated."""

import asyncio
import json
import sys
from dataclasses import replace

import pytest

from adapters.mail.transport.support import QUICK, MemoryLedger, SystemTime, Watched, mail
from console.adapters.mail import imap_watch
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.mail.smtp_out import SmtpOutbox
from console.domain.wish import OutgoingMail
from console.settings.servers import Auth, Secret, TokenSource
from console.settings.site import Security
from rigs.mail.tokens import make_token
from rigs.mail_rig import CITIZEN, DESK

pytestmark = pytest.mark.server


def by_token(server, token_source):
    return replace(server, auth=Auth.XOAUTH2, secret=Secret(), token=token_source)


@pytest.fixture
def token_file(tmp_path):
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text(make_token(DESK))
    return file


def letter():
    return OutgoingMail(message_id="<1@ue.example>", sender=DESK, recipients=(CITIZEN,), raw=b"Subject: x\r\n\r\nx\r\n")


def counting(tmp_path, *tokens):
    """A command that gives one token after the other, the last for ever; and the file in which it counts."""
    script, count, given = tmp_path / "token.py", tmp_path / "count", tmp_path / "tokens.json"
    given.write_text(json.dumps(tokens))
    script.write_text(
        f"import json, pathlib\ncount = pathlib.Path({str(count)!r})\n"
        "count.write_text((count.read_text() if count.exists() else '') + 'x')\n"
        f"tokens = json.load(open({str(given)!r}))\n"
        "token = tokens[min(len(count.read_text()), len(tokens)) - 1]\n"
        "print(json.dumps({'access_token': token, 'expires_in': 3600}))\n"
    )
    return TokenSource(command=(sys.executable, str(script))), lambda: len(count.read_text()) if count.exists() else 0


@pytest.mark.parametrize("security", list(Security))
async def test_a_mailbox_is_read_with_a_token(mail_rig, token_file, security):
    server = by_token(mail_rig.imap(security=security), TokenSource(file=token_file))
    ledger = MemoryLedger()
    mail_rig.deliver(mail(1))
    async with Watched(ImapMailbox(mail_rig.settings(imap=server), ledger, SystemTime(), times=QUICK)) as watched:
        await watched.until(lambda: watched.is_well and ledger.kept)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_mail_leaves_with_a_token(mail_rig, token_file, security):
    server = by_token(mail_rig.smtp(security=security), TokenSource(file=token_file))
    assert (await SmtpOutbox(mail_rig.settings(smtp=server)).send(letter())).sent
    assert mail_rig.submission.accepted[0].login == DESK
    assert mail_rig.submission.logins == [True]


async def test_one_token_serves_many_logins(mail_rig, tmp_path):
    source, asked = counting(tmp_path, make_token(DESK))
    box = SmtpOutbox(mail_rig.settings(smtp=by_token(mail_rig.smtp(), source)))
    for _ in range(3):
        assert (await box.send(letter())).sent
    assert asked() == 1


async def test_a_refused_token_is_replaced_once_by_a_fresh_one(mail_rig, tmp_path):
    source, asked = counting(tmp_path, make_token(DESK, -60), make_token(DESK))
    with mail_rig.bad_road(mail_rig.dovecot.imaps) as road:
        settings = mail_rig.settings(imap=by_token(mail_rig.imap(port=road.port), source))
        async with Watched(ImapMailbox(settings, MemoryLedger(), SystemTime(), times=QUICK)) as watched:
            await watched.until(lambda: watched.is_well)
        assert road.connections == 2
    assert asked() == 2
    assert watched.problems == []


async def test_sending_too_replaces_a_refused_token_once(mail_rig, tmp_path):
    source, asked = counting(tmp_path, make_token(DESK, -60), make_token(DESK))
    assert (await SmtpOutbox(mail_rig.settings(smtp=by_token(mail_rig.smtp(), source))).send(letter())).sent
    assert mail_rig.submission.logins == [False, True]
    assert asked() == 2


@pytest.mark.parametrize("whose", [CITIZEN, DESK], ids=["of somebody else", "ended"])
async def test_a_refusal_is_told_once_and_not_repeated_until_somebody_says_so(mail_rig, tmp_path, monkeypatch, whose):
    looks = []
    mark = imap_watch.Credentials.mark
    monkeypatch.setattr(imap_watch.Credentials, "mark", lambda self: (looks.append(1), mark(self))[1])
    wrong = make_token(whose, -60 if whose == DESK else 600)
    source, asked = counting(tmp_path, wrong, wrong, make_token(DESK))
    ledger = MemoryLedger()
    with mail_rig.bad_road(mail_rig.dovecot.imaps) as road:
        settings = mail_rig.settings(imap=by_token(mail_rig.imap(port=road.port), source))
        async with Watched(ImapMailbox(settings, ledger, SystemTime(), times=QUICK)) as watched:
            await watched.until(lambda: len(looks) > 20)
            assert watched.problems == ["login_refused"]
            assert road.connections == 1, "the same token again is no fresh one"
            ledger.nudged += 1
            await watched.until(lambda: watched.is_well)
    assert asked() == 3


async def test_a_password_that_is_refused_reaches_the_server_once_for_many_mails(mail_rig):
    nudges = [0]
    box = SmtpOutbox(mail_rig.settings(), nudges=lambda: nudges[0])
    mail_rig.password_file.write_text("wrong")
    results = [await box.send(letter()) for _ in range(5)]
    assert not any(one.sent or one.permanent or one.unknown for one in results)
    assert mail_rig.submission.logins == [False]
    nudges[0] += 1
    await box.send(letter())
    assert mail_rig.submission.logins == [False, False]


async def test_a_token_file_that_is_written_anew_is_a_new_reason(mail_rig, token_file):
    good = token_file.read_text()
    token_file.write_text(make_token(CITIZEN))
    server = by_token(mail_rig.imap(), TokenSource(file=token_file))
    settings = mail_rig.settings(imap=server)
    async with Watched(ImapMailbox(settings, MemoryLedger(), SystemTime(), times=QUICK)) as watched:
        await watched.until(lambda: watched.problems == ["login_refused"])
        token_file.write_text(good)
        await watched.until(lambda: watched.is_well)


async def test_a_command_that_fails_is_tried_again(mail_rig, tmp_path):
    script = tmp_path / "token.py"
    script.write_text("raise SystemExit('no network')")
    source = TokenSource(command=(sys.executable, str(script)))
    settings = mail_rig.settings(imap=by_token(mail_rig.imap(), source))
    async with Watched(ImapMailbox(settings, MemoryLedger(), SystemTime(), times=QUICK)) as watched:
        await watched.until(lambda: "token_missing" in watched.problems)
        assert "no network" in watched.links[0].detail
        script.write_text(f"print({make_token(DESK)!r})")
        await watched.until(lambda: watched.is_well)


async def test_the_token_is_in_no_log_and_no_message(mail_rig, token_file, caplog):
    caplog.set_level("DEBUG")
    token = make_token(CITIZEN)
    token_file.write_text(token)
    settings = mail_rig.settings(
        imap=by_token(mail_rig.imap(), TokenSource(file=token_file)),
        smtp=by_token(mail_rig.smtp(), TokenSource(file=token_file)),
    )  # fmt: skip
    async with Watched(ImapMailbox(settings, MemoryLedger(), SystemTime(), times=QUICK)) as watched:
        await watched.until(lambda: watched.problems)
        result = await asyncio.wait_for(SmtpOutbox(settings).send(letter()), 20)
    assert token not in f"{caplog.text} {watched.links} {result}"
