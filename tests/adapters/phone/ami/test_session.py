"""One connection to a manager interface that says the wrong thing, or nothing, at the wrong time."""

from __future__ import annotations

import asyncio
import ssl
import time

import pytest

from adapters.phone.ami.manager import Line, Manager, agree
from console.adapters.clock import SystemClock
from console.adapters.phone.ami import session as module
from console.adapters.phone.ami.asterisk import AsteriskTelephony
from console.adapters.phone.ami.session import Account, AmiError, LinkLost, LoginRefused, Pauses, connect
from console.adapters.phone.ami.wire import BadField, Message
from console.domain.call import CallRosterRead, HoursSeen, PhoneLink
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.mail.certificates import Certificates, make_certificates


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PING_SECONDS", 0.05)
    monkeypatch.setattr(module, "DEADLINE_SECONDS", 0.2)


async def silent(_line: Line, _action: Message) -> None:
    """No answer at all."""


# --- logging in ------------------------------------------------------------------------------------


async def test_a_login_asks_for_events_and_hears_them() -> None:
    async with Manager() as manager, connect(manager.account()) as session:
        assert manager.heard[0]["Events"] == "on"
        manager.lines[0].say("Event: Hangup", "Uniqueid: 1")
        assert (await session.events.get()) == {"Event": "Hangup", "Uniqueid": "1"}


async def test_a_wrong_password_is_told_apart_from_a_dead_line() -> None:
    async with Manager() as manager:
        with pytest.raises(LoginRefused, match="Authentication failed"):
            async with connect(manager.account(secret="falsch")):
                pass
        account = manager.account()
    with pytest.raises(LinkLost):
        async with connect(account):
            pass


async def test_a_password_with_a_line_break_is_refused_before_it_leaves() -> None:
    async with Manager() as manager:
        with pytest.raises(LoginRefused):
            async with connect(manager.account(secret="x\r\nAction: Originate")):
                pass
        assert manager.heard == []


def test_after_a_refusal_the_next_try_is_far_away() -> None:
    pauses = Pauses()
    assert pauses.after(LoginRefused("no")) >= 30.0
    waits = [pauses.after(LinkLost("gone")) for _ in range(8)]
    assert waits == sorted(waits)
    assert (waits[0] <= 0.2, waits[-1]) == (True, Pauses.LONGEST)
    pauses.reset()
    assert pauses.after(LinkLost("gone")) == waits[0]


async def test_the_password_is_in_no_text() -> None:
    assert "geheim" not in repr(Account(host="h", port=1, user="u", secret="geheim"))


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH\r\n", b"x" * 300])
async def test_another_server_on_the_port_is_a_lost_link(banner: bytes) -> None:
    async with Manager(banner=banner) as manager:
        with pytest.raises(LinkLost):
            async with connect(manager.account()):
                pass


async def test_a_server_that_never_greets_is_given_up(short: None) -> None:
    async with Manager(banner=b"") as manager:
        began = time.monotonic()
        with pytest.raises(LinkLost):
            async with connect(manager.account(secret="falsch")):
                pass
        assert time.monotonic() - began < 5.0


# --- TLS -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


def server_side(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.certificate, certificates.key)
    return context


async def test_by_tls_the_certificate_is_checked(certificates: Certificates) -> None:
    async with Manager(tls=server_side(certificates)) as manager:
        trusting = ssl.create_default_context(cafile=str(certificates.authority))
        async with connect(manager.account(tls=trusting)) as session:
            assert (await session.act("Ping"))["Response"] == "Success"
        for cafile in (str(certificates.stranger), None):
            with pytest.raises(LinkLost):
                async with connect(manager.account(tls=ssl.create_default_context(cafile=cafile))):
                    pass
        assert manager.names().count("Login") == 1, "no password goes to a stranger"


async def test_without_tls_a_tls_server_is_a_lost_link(certificates: Certificates, short: None) -> None:
    async with Manager(tls=server_side(certificates)) as manager:
        with pytest.raises(LinkLost):
            async with connect(manager.account()):
                pass
        assert manager.heard == []


# --- answers and events ----------------------------------------------------------------------------


async def test_an_event_before_the_answer_is_an_event() -> None:
    """OriginateResponse may come before the Response to its Originate, with the same ActionID."""

    async def early(line: Line, action: Message) -> None:
        line.say("Event: OriginateResponse", f"ActionID: {action['ActionID']}", "Response: Failure")
        line.say("Response: Success", f"ActionID: {action['ActionID']}", "Message: queued")

    async with Manager(early) as manager, connect(manager.account()) as session:
        answer = await session.act("Originate", action_id="take-1")
        assert answer["Message"] == "queued"
        assert (await session.events.get())["Event"] == "OriginateResponse"


async def test_a_list_gathers_its_own_rows_and_nothing_else() -> None:
    async def rows(line: Line, action: Message) -> None:
        number = action["ActionID"]
        line.say("Response: Success", f"ActionID: {number}", "EventList: start")
        line.say("Event: CoreShowChannel", f"ActionID: {number}", "Uniqueid: 1")
        line.say("Event: Hangup", "Uniqueid: 9")
        line.say("Event: CoreShowChannel", f"ActionID: {number}", "Uniqueid: 2")
        line.say("Event: CoreShowChannelsComplete", f"ActionID: {number}", "EventList: Complete")

    async with Manager(rows) as manager, connect(manager.account()) as session:
        assert [row["Uniqueid"] for row in await session.list("CoreShowChannels")] == ["1", "2"]
        assert (await session.events.get())["Uniqueid"] == "9"


async def test_answers_find_their_questions_in_any_order() -> None:
    asked: list[str] = []

    async def backwards(line: Line, action: Message) -> None:
        asked.append(action["ActionID"])
        if len(asked) == 3:
            for number in reversed(asked):
                line.say("Response: Success", f"ActionID: {number}", f"Message: {number}")

    async with Manager(backwards) as manager, connect(manager.account()) as session:
        answers = await asyncio.gather(*(session.act("Setvar") for _ in range(3)))
        assert [one["Message"] for one in answers] == asked


async def test_a_refusal_is_the_pbxs_own_words_on_one_line() -> None:
    async def refuse(line: Line, action: Message) -> None:
        line.say("Response: Error", f"ActionID: {action['ActionID']}", "Message:   Permission   denied")

    async with Manager(refuse) as manager, connect(manager.account()) as session:
        with pytest.raises(AmiError, match=r"^Permission denied$"):
            await session.act("Command")
        with pytest.raises(AmiError):
            await session.list("QueueStatus")


async def test_a_bad_field_leaves_the_session_alone() -> None:
    async with Manager() as manager, connect(manager.account()) as session:
        with pytest.raises(BadField):
            await session.act("Setvar", (("Value", "a\nb"),))
        assert (await session.act("Ping"))["Response"] == "Success"
        assert manager.names() == ["Login", "Ping"]


# --- the end ---------------------------------------------------------------------------------------


async def test_what_waits_when_the_line_is_cut_has_an_unknown_outcome() -> None:
    async def cut(line: Line, _action: Message) -> None:
        line.cut()

    async with Manager(cut) as manager, connect(manager.account()) as session:
        with pytest.raises(LinkLost):
            await session.act("Originate")
        assert await session.events.get() is None
        with pytest.raises(LinkLost):
            await session.act("Originate")
        assert manager.names() == ["Login", "Originate"]


async def test_no_answer_within_the_deadline_ends_the_session(short: None) -> None:
    async with Manager(silent) as manager, connect(manager.account()) as session:
        with pytest.raises(LinkLost, match="no answer"):
            await session.act("Setvar")
        assert await session.events.get() is None


async def test_a_pbx_that_stands_still_is_noticed_by_the_ping(short: None) -> None:
    async with Manager(silent) as manager, connect(manager.account()) as session:
        async with asyncio.timeout(5):
            assert await session.events.get() is None
        assert "Ping" in session.why
        assert manager.names() == ["Login", "Ping"]


async def test_a_refused_ping_is_a_sign_of_life(short: None) -> None:
    async def refuse(line: Line, action: Message) -> None:
        line.say("Response: Error", f"ActionID: {action['ActionID']}", "Message: Permission denied")

    async with Manager(refuse) as manager, connect(manager.account()) as session:
        await manager.hears("Ping", count=3)
        assert session.why == ""


async def test_rubbish_ends_the_session() -> None:
    async with Manager() as manager, connect(manager.account()) as session:
        manager.lines[0].raw(b"x" * (3 << 20))
        async with asyncio.timeout(10):
            assert await session.events.get() is None


# --- the port over it ------------------------------------------------------------------------------


def port(manager: Manager, *, secret: str = "geheim") -> AsteriskTelephony:
    return AsteriskTelephony(
        lambda: manager.account(secret=secret), SystemClock(), operators=("3011",), queue="console"
    )


async def test_no_action_is_given_again_after_a_reconnection() -> None:
    async def lost(line: Line, action: Message) -> None:
        if action["Action"] == "Originate":
            line.cut()
        else:
            await agree(line, action)

    async with Manager(lost) as manager:
        telephony = port(manager)
        signals = telephony.signals()
        assert isinstance(await anext(signals), CallRosterRead)
        assert isinstance(await anext(signals), HoursSeen)
        assert await anext(signals)
        with pytest.raises(CallOrderFailed, match="unreachable"):
            await telephony.call_out(CallOrder(call="out-1-1", number="+41910001011", operator_extension="3011"))
        link = await anext(signals)
        assert isinstance(link, PhoneLink)
        assert not link.ok
        assert isinstance(await anext(signals), CallRosterRead)
        assert manager.names().count("Originate") == 1
        assert manager.connections == 2
        await signals.aclose()


async def test_a_refused_login_is_a_problem_of_its_own_and_tried_once() -> None:
    async with Manager() as manager:
        signals = port(manager, secret="falsch").signals()
        link = await anext(signals)
        assert isinstance(link, PhoneLink)
        assert (link.ok, link.problem, link.detail) == (False, "login_refused", "Authentication failed")
        waiting = asyncio.ensure_future(anext(signals))
        await asyncio.wait((waiting,), timeout=Pauses.FIRST * 2)
        waiting.cancel()
        assert manager.connections == 1


async def test_a_user_who_may_not_read_the_lists_is_told_so() -> None:
    async def refuse(line: Line, action: Message) -> None:
        line.say("Response: Error", f"ActionID: {action['ActionID']}", "Message: Permission denied")

    async with Manager(refuse) as manager:
        signals = port(manager).signals()
        link = await anext(signals)
        assert isinstance(link, PhoneLink)
        assert (link.ok, link.detail) == (False, "Permission denied")
        await signals.aclose()
