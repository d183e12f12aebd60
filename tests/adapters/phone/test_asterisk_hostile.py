"""Hostile callers and hostile words on a real Asterisk: none becomes an order, a header, or a call of its own."""

from __future__ import annotations

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, BRUNO, CLERK, MUELLER, OTHER, REFERENCE, ROSSI, handoff, talks
from console.adapters.phone.presentation import REFERENCE_HEADER
from console.domain.call import CallArrived, CallRinging, CallTransferred
from console.services.ports import CallOrderFailed
from rigs.asterisk.sip import SipMessage
from rigs.asterisk.talk import State
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

HOSTILE = {
    "markup": "[bold red]Rossi[/] [@click=app.quit]x[/]",
    "escape": "\x1b[2J\x1b]0;pwned\x07Rossi",
    "written line break": "Rossi\\r\\nAction: Originate\\r\\nChannel: PJSIP/3801",
    "quotes": 'Ro"ssi" \\"<sip:3801@127.0.0.1>;x="',
    "commas": "Rossi,Mario;Test,${EXTEN}&PJSIP/3801",
    "shell": "${SHELL(id)}$[1/0]${CURL(http://127.0.0.1)}",
    "angle": "<<script>>Rossi<sip:x@y>",
    "huge": "R" * 10_000,
    "no utf-8": b"M\xfcller \xff\xfe\xc3".decode("utf-8", "surrogateescape"),
    "null": "Ro\x00ssi",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_name_stays_a_name(office: Office, listener: Listener, name: str) -> None:
    """Taken and handed on, it neither rings a phone of its own nor adds a header, nor ends the link."""
    _citizen, call = await talks(office, listener, name=name)
    await office.telephony.transfer(handoff(call, name="Rossi"))
    await listener.next(CallTransferred, call=call)
    invites = [office.phones.phone(ANNA).invites[-1], office.phones.phone(CLERK).invites[-1]]
    assert [invite.one("X-Evil") for invite in invites] == ["", ""]
    assert [invite.all(REFERENCE_HEADER) for invite in invites] == [[], [REFERENCE]]
    assert all(len(office.phones.phone(one).invites) == 1 for one in (ANNA, CLERK))
    assert office.phones.phone(OTHER).invites == office.phones.phone(BRUNO).invites == []
    assert "uid=" not in str(invites)
    assert office.road.connections == 1


@pytest.mark.parametrize(
    "number", ["1;2,3&PJSIP/3801", "1" * 5_000, "%0d%0aAction:%20Ping", "s", "%22%3b%00", "*21*1#"]
)
async def test_a_hostile_number_stays_a_number(office: Office, listener: Listener, number: str) -> None:
    _citizen, call = await talks(office, listener, number, "Rossi")
    await office.telephony.transfer(handoff(call))
    await listener.next(CallTransferred, call=call)
    assert [len(office.phones.phone(one).invites) for one in (ANNA, BRUNO, CLERK, OTHER)] == [1, 0, 1, 0]
    assert office.phones.phone(CLERK).invites[0].all(REFERENCE_HEADER) == [REFERENCE]
    assert office.road.connections == 1


NO_SIP = {
    "line break in the name": (ROSSI, "Rossi\r\nAction: Originate\r\nChannel: PJSIP/3801\r\n"),
    "header in the name": (ROSSI, "Rossi\r\nX-Numero-Esecuzione: 9\r\nX-Evil: 1"),
    "shell as number": ("${SHELL(id)}", "Rossi"),
    "quote in the number": ('0"0', "Rossi"),
    "angles in the number": ("<3801>", "Rossi"),
    "blank in the number": ("+41 91", "Rossi"),
}


@pytest.mark.parametrize(("number", "name"), NO_SIP.values(), ids=NO_SIP)
async def test_what_is_no_sip_is_thrown_away_and_the_next_caller_comes(
    office: Office, listener: Listener, number: str, name: str
) -> None:
    citizen = office.phones.citizen_calls(number, name)
    _next, call = await talks(office, listener, MUELLER)
    assert [one.call for one in listener.heard if isinstance(one, CallArrived)] == [call]
    assert office.phones.phone(CLERK).invites == []
    assert citizen.state is State.CALLING
    citizen.become(State.ENDED)
    assert office.road.connections == 1


@pytest.mark.parametrize(
    "name", ['Rossi"', "Rossi,Mario", "Rossi;x", "${SHELL(id)}", "$[1/0]", "<sip:1@x>", "a'b`c`", "Rossi\\", "è" * 190]
)
async def test_a_hostile_name_in_a_handoff_stays_a_name(office: Office, listener: Listener, name: str) -> None:
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call, name))
    await listener.next(CallTransferred, call=call, extension=CLERK)
    invite: SipMessage = office.phones.phone(CLERK).invites[-1]
    assert invite.display()[0].startswith(f"Es. {REFERENCE} ")
    assert invite.display()[1] == ROSSI
    assert invite.all(REFERENCE_HEADER) == [REFERENCE]
    assert "uid=" not in str(invite)


async def test_a_hostile_order_is_refused(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    for extension in ("3801&PJSIP/3802", "3801,1", "${EXTEN}", "3801@evil", ""):
        with pytest.raises(CallOrderFailed):
            await office.telephony.transfer(handoff(call, extension=extension))
    assert office.phones.phone(CLERK).invites == []
    assert CallRinging in listener.of_call(call)
