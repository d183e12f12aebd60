"""Everything that breaks between the mailbox and its server: found, told, repaired, and no mail lost or doubled."""

import asyncio
import contextlib
import socket
from dataclasses import replace

import pytest

from adapters.mail.transport.support import (
    QUICK,
    MemoryLedger,
    SystemTime,
    Watched,
    mail,
    numbers,
    scripted_imap,
)
from console.adapters.mail import imap_watch
from console.adapters.mail.imap_watch import ImapMailbox
from console.settings.site import Secret, Security
from rigs.mail.dovecot import PASSWORD, free_ports

pytestmark = pytest.mark.server


def mailbox(settings, ledger, times=QUICK):
    return ImapMailbox(settings, ledger, SystemTime(), times=times)


@contextlib.asynccontextmanager
async def on_a_bad_road(rig, security=Security.TLS, times=QUICK):
    """A watched mailbox behind the proxy, with one mail read."""
    target = rig.dovecot.imaps if security is Security.TLS else rig.dovecot.imap
    ledger = MemoryLedger()
    rig.deliver(mail(1))
    with rig.bad_road(target) as road:
        settings = rig.settings(imap=rig.imap(security=security, port=road.port))
        async with Watched(mailbox(settings, ledger, times)) as watched:
            await watched.until(lambda: watched.is_well and len(ledger.kept) == 1)
            yield road, ledger, watched


async def arrives(rig, watched, ledger, number):
    """The next mail is delivered and comes in."""
    await asyncio.to_thread(rig.deliver, mail(number))
    await watched.until(lambda: len(ledger.kept) >= number)


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_the_server_goes_down_and_comes_back(mail_rig, end):
    ledger = MemoryLedger()
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await arrives(mail_rig, watched, ledger, 1)
        await asyncio.to_thread(getattr(mail_rig.dovecot, end))
        await watched.until(lambda: "unreachable" in watched.problems)
        assert not watched.is_well
        await asyncio.to_thread(mail_rig.dovecot.start)
        await watched.until(lambda: watched.is_well)
        await arrives(mail_rig, watched, ledger, 2)
    assert numbers(ledger.bodies()) == [1, 2]


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
@pytest.mark.parametrize("fault", ["reset", "hang_up"])
async def test_a_cut_line_is_opened_again_without_alarm(mail_rig, security, fault):
    async with on_a_bad_road(mail_rig, security) as (road, ledger, watched):
        before = road.connections
        getattr(road, fault)()
        await watched.until(lambda: road.connections > before)
        await arrives(mail_rig, watched, ledger, 2)
        assert watched.problems == []
        assert numbers(ledger.bodies()) == [1, 2]


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_a_line_that_is_dead_without_a_word_is_found(mail_rig, security):
    async with on_a_bad_road(mail_rig, security) as (road, ledger, watched):
        before = road.connections
        road.fall_silent()
        await asyncio.to_thread(mail_rig.deliver, mail(2))
        await watched.until(lambda: road.connections > before, what="the dead line was not found")
        await watched.until(lambda: "silent" in watched.problems)
        road.speak_again()
        await watched.until(lambda: len(ledger.kept) == 2 and watched.is_well)
        assert numbers(ledger.bodies()) == [1, 2]


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_lines_that_come_in_pieces(mail_rig, security):
    patient = replace(QUICK, line=replace(QUICK.line, read=20.0), tick=30.0)
    async with on_a_bad_road(mail_rig, security, patient) as (road, ledger, watched):
        road.in_pieces(5, 0.002)
        for number in range(2, 6):
            await arrives(mail_rig, watched, ledger, number)
        assert road.connections == 1
        assert watched.problems == []
        assert numbers(ledger.bodies()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("after", [100, 3000, 20_000, 60_000])
async def test_a_line_cut_in_the_middle_of_a_mail(mail_rig, after):
    async with on_a_bad_road(mail_rig, Security.NONE) as (road, ledger, watched):
        road.cut_after(after)
        with mail_rig.client() as client:
            client.multiappend("INBOX", [mail(number, "x" * 2000) for number in range(2, 32)])
        await watched.until(lambda: len(ledger.kept) == 31)
        assert road.connections > 1
        assert numbers(ledger.bodies()) == list(range(1, 32))


async def test_nobody_listens(mail_rig):
    (port,) = free_ports(1)
    async with Watched(mailbox(mail_rig.settings(imap=mail_rig.imap(port=port)), MemoryLedger())) as watched:
        await watched.until(lambda: watched.problems)
    assert watched.problems == ["unreachable"]


async def test_a_server_that_says_nothing(mail_rig):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        server = mail_rig.imap(security=Security.NONE, port=mute.getsockname()[1])
        short = replace(QUICK, line=replace(QUICK.line, connect=0.2, read=0.2))
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger(), short)) as watched:
            await watched.until(lambda: watched.problems)
    assert watched.problems == ["silent"]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_of_somebody_else_is_no_server_of_ours(mail_rig, security):
    server = replace(mail_rig.imap(security=security), ca_file=mail_rig.certificates.stranger)
    async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
        await watched.until(lambda: watched.problems)
    assert watched.problems == ["certificate"]
    assert PASSWORD not in str(watched.links)


async def test_a_server_without_starttls_gets_no_password(mail_rig):
    async with scripted_imap() as fake:
        server = mail_rig.imap(security=Security.STARTTLS, port=fake.port)
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
            await watched.until(lambda: watched.problems)
    assert fake.count("CAPABILITY")
    assert not any(PASSWORD.encode() in line for line in fake.heard)


async def test_a_wrong_password_is_tried_once(mail_rig, monkeypatch):
    looks = []
    mark = imap_watch.Credentials.mark
    monkeypatch.setattr(imap_watch.Credentials, "mark", lambda self: (looks.append(1), mark(self))[1])
    refused = mail_rig.dovecot.log.count("Password mismatch")
    mail_rig.password_file.write_text("wrong", encoding="ascii")
    ledger = MemoryLedger()
    with mail_rig.bad_road(mail_rig.dovecot.imaps) as road:
        settings = mail_rig.settings(imap=mail_rig.imap(port=road.port))
        async with Watched(mailbox(settings, ledger)) as watched:
            await watched.until(lambda: len(looks) > 20)
            assert road.connections == 1
            assert watched.problems == ["login_refused"]
            mail_rig.password_file.write_text(PASSWORD, encoding="ascii")
            await watched.until(lambda: watched.is_well)
            await arrives(mail_rig, watched, ledger, 1)
    assert mail_rig.dovecot.log.count("Password mismatch") == refused + 1


async def test_a_line_cut_during_the_login_says_nothing_about_the_password(mail_rig):
    async with scripted_imap(LOGIN=b"") as fake:
        server = mail_rig.imap(security=Security.NONE, port=fake.port)
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
            await watched.until(lambda: fake.count("LOGIN") > 2)
    assert set(watched.problems) == {"unreachable"}


async def test_a_server_that_is_busy_is_asked_again(mail_rig):
    busy = b"{tag} NO [UNAVAILABLE] Temporary authentication failure.\r\n"
    async with scripted_imap(LOGIN=busy) as fake:
        server = mail_rig.imap(security=Security.NONE, port=fake.port)
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
            await watched.until(lambda: fake.count("LOGIN") > 2)
    assert set(watched.problems) == {"unreachable"}


async def test_a_server_without_idle_is_looked_at_again_and_again(mail_rig):
    async with scripted_imap(CAPABILITY=b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n") as fake:
        server = mail_rig.imap(security=Security.NONE, port=fake.port)
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
            await watched.until(lambda: fake.count("EXAMINE") > 3)
    assert not fake.count("IDLE")
    assert watched.problems == []


async def test_a_missing_password_is_told_and_awaited(mail_rig):
    mail_rig.password_file.unlink()
    async with Watched(mailbox(mail_rig.settings(), MemoryLedger())) as watched:
        await watched.until(lambda: watched.problems == ["password_missing"])
        mail_rig.password_file.touch(mode=0o600)
        mail_rig.password_file.write_text(PASSWORD, encoding="ascii")
        await watched.until(lambda: watched.is_well)


async def test_an_environment_without_the_password(mail_rig):
    server = replace(mail_rig.imap(), secret=Secret(environment="CONSOLE_TEST_NOT_SET"))
    async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger())) as watched:
        await watched.until(lambda: watched.problems == ["password_missing"])


async def test_the_server_loses_its_index_under_a_session(mail_rig):
    ledger = MemoryLedger()
    async with Watched(mailbox(mail_rig.settings(), ledger)) as watched:
        await arrives(mail_rig, watched, ledger, 1)
        mail_rig.dovecot.lose_index("ufficio@ue.example")
        await arrives(mail_rig, watched, ledger, 2)
    assert numbers(ledger.bodies()) == [1, 2]


async def test_an_alarm_that_comes_with_the_answer_to_idle_is_heard(mail_rig):
    """The EXISTS in the same packet as the "+": poll() does not see it, it is in the reader's buffer."""
    async with scripted_imap(IDLE=b"+ idling\r\n* 1 EXISTS\r\n") as fake:
        server = mail_rig.imap(security=Security.NONE, port=fake.port)
        patient = replace(QUICK, tick=300.0)
        async with Watched(mailbox(mail_rig.settings(imap=server), MemoryLedger(), patient)) as watched:
            await watched.until(lambda: fake.count("IDLE") > 3)


async def test_the_end_of_a_watch_does_not_wait_for_a_silent_server(mail_rig):
    patient = replace(QUICK, line=replace(QUICK.line, read=300.0))
    async with on_a_bad_road(mail_rig, times=patient) as (road, _ledger, watched):
        road.fall_silent()
        watched.task.cancel()
        async with asyncio.timeout(20):
            await asyncio.gather(watched.task, return_exceptions=True)
