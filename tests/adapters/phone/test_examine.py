"""What `console doctor` finds in an Asterisk: everything there, or what is missing by its name."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from adapters.phone.ami.manager import Line, Manager
from console.adapters.phone.ami.account import account_of
from console.adapters.phone.ami.examine import CONSULT_CONTEXTS, CONTEXTS, Lack, Missing, examine
from console.adapters.phone.ami.session import Account
from console.adapters.phone.ami.wire import Message
from console.settings.site import Secret, SecretMissing, Security, Server
from rigs.asterisk.pbx import SECRET, SHIPPED
from rigs.asterisk_rig import Office
from rigs.mail.certificates import make_certificates


async def found(account: Account, queue: str = "console", devices: tuple[str, ...] = ()) -> tuple[Missing, ...]:
    return await examine(lambda: account, queue=queue, devices=devices)


@pytest.mark.server
async def test_the_pbx_as_it_ships_lacks_nothing_for_its_least_user(office: Office) -> None:
    assert await found(office.pbx.account, devices=("3011", "trunk")) == ()


@pytest.mark.server
async def test_what_a_real_pbx_lacks_is_named(office: Office) -> None:
    assert await found(office.pbx.account, "coda", ("3011", "9999")) == (
        Missing(Lack.QUEUE, ("coda",)), Missing(Lack.DEVICES, ("9999",)),
    )  # fmt: skip
    there = office.pbx.account
    wrong = Account(host=there.host, port=there.port, user=there.user, secret="falsch")
    assert await found(wrong) == (Missing(Lack.LOGIN, ("Authentication failed",)),)


@pytest.mark.server
async def test_a_real_pbx_is_reached_by_tls_when_its_authority_is_known(office: Office, tmp_path: Path) -> None:
    pbx = office.pbx
    password = tmp_path / "password"
    password.write_text(SECRET)
    password.chmod(0o600)
    for authority, expected in ((pbx.certificates.authority, []), (pbx.certificates.stranger, [Lack.CERTIFICATE])):
        server = Server(host="localhost", port=pbx.ami_tls, security=Security.TLS, user="console",
                        secret=Secret(file=password), ca_file=authority)  # fmt: skip
        missing = await examine(lambda one=server: account_of(one), queue="console", devices=())
        assert [one.lack for one in missing] == expected


@pytest.mark.server
async def test_looking_changes_nothing(office: Office) -> None:
    before = len(office.phones.heard)
    await found(office.pbx.account)
    assert len(office.phones.heard) == before
    assert office.pbx.channels() == []


async def poor(line: Line, action: Message) -> None:
    """A PBX whose user may only read, without our dialplan."""
    name, number = action["Action"], action["ActionID"]
    if name == "ListCommands":
        line.say("Response: Success", f"ActionID: {number}", "QueueStatus: x", "ShowDialPlan: x", "Ping: x")
    elif name == "ShowDialPlan" and action["Context"] not in ("console-take", "console-queue"):
        line.say("Response: Error", f"ActionID: {number}", "Message: Did not find context")
    else:
        line.say("Response: Success", f"ActionID: {number}", "EventList: start")
        line.say("Event: QueueParams", f"ActionID: {number}")
        line.say("Event: X", f"ActionID: {number}", "EventList: Complete")


async def test_missing_permissions_and_contexts_are_named() -> None:
    async with Manager(poor) as manager:
        rights, contexts, consult = await found(manager.account())
    assert (rights.lack, rights.names) == (
        Lack.PERMISSION, ("Bridge", "CoreShowChannels", "DeviceStateList", "Getvar", "Hangup", "Originate",
                          "QueueAdd", "QueuePause", "QueueRemove", "Redirect", "Setvar"),
    )  # fmt: skip
    assert contexts.lack is Lack.CONTEXTS
    assert set(contexts.names) == set(CONTEXTS) - {"console-take", "console-queue"}
    assert (consult.lack, consult.names, consult.is_fatal) == (Lack.CONSULT, CONSULT_CONTEXTS, False)


def test_every_context_that_is_looked_for_ships() -> None:
    dialplan = (SHIPPED / "extensions.conf").read_text(encoding="utf-8")
    assert [one for one in (*CONTEXTS, *CONSULT_CONTEXTS) if f"\n[{one}]\n" not in dialplan] == []


async def test_nobody_there(tmp_path) -> None:
    async with Manager() as manager:
        account = manager.account()
    (missing,) = await found(account)
    assert missing.lack is Lack.UNREACHABLE
    server = Server(host="127.0.0.1", port=1, user="console", secret=Secret(file=tmp_path / "nothing"))
    (missing,) = await examine(lambda: account_of(server), queue="console", devices=())
    assert missing.lack is Lack.PASSWORD


async def test_a_stranger_gets_no_password(tmp_path) -> None:
    certificates = make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.certificate, certificates.key)
    password = tmp_path / "password"
    password.write_text("geheim\n")
    password.chmod(0o600)
    async with Manager(tls=context) as manager:
        port = manager.account().port
        for authority, lacks in ((certificates.stranger, Lack.CERTIFICATE), (certificates.authority, None)):
            server = Server(host="127.0.0.1", port=port, security=Security.TLS, user="console",
                            secret=Secret(file=password), ca_file=authority)  # fmt: skip
            missing = await examine(lambda one=server: account_of(one), queue="console", devices=())
            assert (Lack.CERTIFICATE in {one.lack for one in missing}) is (lacks is Lack.CERTIFICATE)
        assert manager.names().count("Login") == 1


def test_without_tls_no_certificate_is_wanted(tmp_path) -> None:
    server = Server(host="h", port=1, security=Security.NONE, user="u", secret=Secret(environment="NO_SUCH_VARIABLE"))
    with pytest.raises(SecretMissing):
        account_of(server)
