"""The consult on a real Asterisk: what the clerk's phone is shown, and that nobody is ever left in the music alone.

What breaks between console and PBX in the middle of one is in `test_asterisk_consult_faults`.
"""

from __future__ import annotations

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import (
    ANNA,
    BRUNO,
    CLERK,
    MUELLER,
    OTHER,
    REFERENCE,
    ROSSI,
    asks,
    consults,
    handoff,
    talks,
    waits,
)
from console.adapters.phone.presentation import REFERENCE_HEADER, UUI_HEADER
from console.domain.call import (
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallTransferred,
    ClerkRinging,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    PhoneUnanswered,
    SeatSeen,
    TransferFailed,
)
from console.domain.handoff import TransferFailure
from console.domain.seat import Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.asterisk.phones import Does
from rigs.asterisk.sip import SipMessage
from rigs.asterisk.talk import State, Talk
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

NAME = f"Es. {REFERENCE} Rossi Màrio Zürcher"


def told(office: Office, talk: Talk) -> list[SipMessage]:
    """What a phone was told of its call after the INVITE, oldest first."""
    ours = (one for one in office.phones.heard if one.one("Call-ID") == talk.call_id and not one.is_answer)
    return [one for one in ours if one.method in ("INVITE", "UPDATE")][1:]


async def talk_together(office: Office, citizen: Talk, other: Talk) -> None:
    """These two and nobody else: one bridge, two channels."""
    await office.settles()
    assert (citizen.state, other.state, office.phones.live()) == (State.UP, State.UP, 2)
    assert len(office.pbx.channels()) == 2
    assert " 2 basic " in office.pbx.cli("bridge show all")


# --- how it ends -----------------------------------------------------------------------------------


async def test_completed_the_clerk_saw_the_case_and_then_the_citizens_number(
    office: Office, listener: Listener
) -> None:
    citizen, _call = await consults(office, listener)
    anna, clerk = office.phones.phone(ANNA).talks[-1], office.phones.phone(CLERK).talks[-1]
    assert clerk.invite.display() == (NAME, ANNA)
    assert clerk.invite.display("P-Asserted-Identity") == (NAME, ANNA)
    assert clerk.invite.all(REFERENCE_HEADER) == [REFERENCE]
    assert clerk.invite.all(UUI_HEADER) == [f"04{f'es={REFERENCE}'.encode().hex()};encoding=hex"]
    await office.telephony.complete(CallOrder(call=_call))
    await listener.next(CallTransferred, call=_call, extension=CLERK)
    await anna.reaches(State.ENDED)
    await talk_together(office, citizen, clerk)
    assert told(office, clerk)[-1].display("P-Asserted-Identity") == (NAME, ROSSI)
    assert ConsultEnded not in listener.of_call(_call)
    citizen.hang_up()
    await listener.next(CallEnded, call=_call, known=True)
    await clerk.reaches(State.ENDED)


async def test_completed_the_citizen_ends_with_the_clerk(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred, call=call)
    with pytest.raises(CallOrderFailed, match="with_clerk"):
        await office.telephony.hand_back(CallOrder(call=call))
    office.phones.phone(CLERK).talks[-1].hang_up()
    await listener.next(CallEnded, call=call, known=True)
    await citizen.reaches(State.ENDED)


async def test_handed_back_the_same_phones_talk_on(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    anna, clerk = office.phones.phone(ANNA).talks[-1], office.phones.phone(CLERK).talks[-1]
    await office.telephony.hand_back(CallOrder(call=call))
    await listener.next(ConsultEnded, call=call, failure=None)
    await clerk.reaches(State.ENDED)
    await talk_together(office, citizen, anna)
    assert len(office.phones.phone(ANNA).invites) == 1, "the operator's phone has not rung again"
    assert CallConnected not in listener.of_call(call)[listener.of_call(call).index(ConsultStarted) :]
    anna.hang_up()
    await listener.next(CallEnded, call=call, known=True)
    await citizen.reaches(State.ENDED)


@pytest.mark.parametrize(
    ("does", "failure"),
    [
        (Does.BUSY, TransferFailure.BUSY),
        (Does.DECLINE, TransferFailure.REFUSED),
        (Does.RING, TransferFailure.NO_ANSWER),
    ],
)
async def test_a_clerk_who_is_not_reached_leaves_citizen_and_operator_together(
    office: Office, listener: Listener, does: Does, failure: TransferFailure
) -> None:
    office.phones.phone(CLERK).does = does
    citizen, call = await asks(office, listener)
    ended = await listener.next(ConsultEnded, call=call)
    assert ended.failure is failure
    assert (ClerkRinging in listener.of_call(call)) is (does is Does.RING)
    anna = office.phones.phone(ANNA).talks[-1]
    await talk_together(office, citizen, anna)
    anna.hang_up()
    await listener.next(CallEnded, call=call, known=True)


async def test_a_clerk_who_declines_a_transfer_is_said_to_have_declined(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.DECLINE
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await listener.next(TransferFailed, call=call, failure=TransferFailure.REFUSED)


async def test_the_second_consult_shows_the_second_case(office: Office, listener: Listener) -> None:
    _citizen, call = await consults(office, listener)
    await office.telephony.hand_back(CallOrder(call=call))
    await listener.next(ConsultEnded, call=call, failure=None)
    order = CallOrder(call=call, extension=OTHER, case_reference="2026-7", display_name="Verdi, Ann\u00e0")
    await office.telephony.consult(order)
    await listener.next(ConsultAnswered, call=call, extension=OTHER)
    invite = office.phones.phone(OTHER).invites[-1]
    assert (invite.display()[0], invite.all(REFERENCE_HEADER)) == ("Es. 2026-7 Verdi, Ann\u00e0", ["2026-7"])


# --- somebody hangs up in the middle ---------------------------------------------------------------


async def test_the_citizen_hangs_up_while_the_clerks_phone_rings_and_nobodys_rings_on(
    office: Office, listener: Listener
) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await asks(office, listener)
    await listener.next(ClerkRinging, call=call)
    clerk = await office.phones.rings(CLERK)
    citizen.hang_up()
    await listener.next(CallEnded, call=call, known=True)
    await clerk.reaches(State.ENDED)
    await office.phones.phone(ANNA).talks[-1].reaches(State.ENDED)
    await office.settles()
    assert office.pbx.channels() == []


async def test_the_citizen_hangs_up_while_they_talk_and_they_may_talk_on(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    anna, clerk = office.phones.phone(ANNA).talks[-1], office.phones.phone(CLERK).talks[-1]
    citizen.hang_up()
    await listener.next(CallEnded, call=call, known=True)
    for order in (office.telephony.complete, office.telephony.hand_back):
        with pytest.raises(CallOrderFailed, match="call_gone"):
            await order(CallOrder(call=call))
    await talk_together(office, anna, clerk)
    clerk.hang_up()
    await anna.reaches(State.ENDED)
    await office.settles()
    assert office.pbx.channels() == []


@pytest.mark.parametrize("does", [Does.RING, Does.ANSWER])
async def test_the_operators_phone_hangs_up_and_the_citizen_is_first_in_line(
    office: Office, listener: Listener, does: Does
) -> None:
    """Decided: as the phone of who talks with a citizen ends that call, but the citizen is kept, before all others."""
    office.phones.phone(CLERK).does = does
    citizen, call = await asks(office, listener)
    await listener.next(ConsultAnswered if does is Does.ANSWER else ClerkRinging, call=call)
    clerk = await office.phones.rings(CLERK)
    _second, other = await waits(office, listener, MUELLER)
    office.phones.phone(ANNA).talks[-1].hang_up()
    ended = await listener.next(ConsultEnded, call=call)
    assert ended.failure is TransferFailure.UNKNOWN
    await listener.next(CallQueued, call=call)
    await clerk.reaches(State.ENDED)
    callers = [line for line in office.pbx.cli("queue show console").splitlines() if "wait:" in line]
    assert ["prio: 10" in line for line in callers] == [True, False]
    await office.telephony.take(CallOrder(call=call, operator_extension=BRUNO))
    await listener.next(CallConnected, call=call, extension=BRUNO)
    assert citizen.state is State.UP
    assert CallEnded not in listener.of_call(other)


async def test_the_operator_hangs_up_after_handing_back_and_the_call_ends(office: Office, listener: Listener) -> None:
    citizen, call = await consults(office, listener)
    office.phones.phone(CLERK).talks[-1].hang_up()
    await listener.next(ConsultEnded, call=call, failure=TransferFailure.REFUSED)
    office.phones.phone(ANNA).talks[-1].hang_up()
    await listener.next(CallEnded, call=call, known=True)
    await citizen.reaches(State.ENDED)
    assert CallQueued not in listener.of_call(call)


async def test_the_clerk_hangs_up_while_the_console_completes_and_the_operator_has_the_citizen(
    office: Office, listener: Listener
) -> None:
    """The phone had been told that it is done: it looks whether the two talk, and takes the citizen back."""
    citizen, call = await consults(office, listener)
    anna = next(one for one in office.pbx.channels() if one.startswith(f"PJSIP/{ANNA}-"))
    office.pbx.cli(f"dialplan set chanvar {anna} CONSULT_DONE 1")
    office.phones.phone(CLERK).talks[-1].hang_up()
    await listener.next(ConsultEnded, call=call, failure=TransferFailure.REFUSED)
    await talk_together(office, citizen, office.phones.phone(ANNA).talks[-1])


# --- from where it can begin -----------------------------------------------------------------------


async def test_a_call_that_the_queue_has_given_out_is_consulted_about(office: Office, listener: Listener) -> None:
    await office.telephony.seat(Seat(extension=ANNA, name="Anna", logged_in=True))
    await listener.next(SeatSeen)
    citizen, call = await waits(office, listener)
    await listener.next(CallConnected, call=call, extension=ANNA)
    await _completes(office, listener, citizen, call)


async def test_a_call_that_we_have_placed_is_consulted_about(office: Office, listener: Listener) -> None:
    await office.telephony.call_out(CallOrder(call="out-5-1", number=MUELLER, operator_extension=ANNA))
    await listener.next(CallConnected, call="out-5-1")
    await _completes(office, listener, office.phones.phone(MUELLER).talks[-1], "out-5-1")


async def test_a_call_that_the_phones_own_key_holds_is_consulted_about(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    first = office.phones.phone(ANNA).talks[-1]
    await first.hold()
    await listener.next(CallHeld, call=call, held=True)
    await _completes(office, listener, citizen, call)
    await first.reaches(State.ENDED)


async def _completes(office: Office, listener: Listener, citizen: Talk, call: str) -> None:
    """Ask, give back, ask again, complete."""
    for give_back in (True, False):
        await office.telephony.consult(handoff(call))
        await listener.next(ConsultStarted, call=call, extension=CLERK)
        await listener.next(ConsultAnswered, call=call, extension=CLERK)
        assert office.phones.phone(CLERK).invites[-1].display() == (NAME, ANNA)
        if give_back:
            await office.telephony.hand_back(CallOrder(call=call))
            await listener.next(ConsultEnded, call=call, failure=None)
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred, call=call, extension=CLERK)
    await talk_together(office, citizen, office.phones.phone(CLERK).talks[-1])


async def test_an_own_phone_that_does_not_answer_leaves_the_citizen_on_hold(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    await office.telephony.hold(CallOrder(call=call))
    await listener.next(CallHeld, call=call, held=True)
    office.phones.phone(ANNA).does = Does.RING
    await office.telephony.consult(handoff(call))
    await listener.next(PhoneUnanswered, extension=ANNA)
    await listener.next(ConsultEnded, call=call, failure=TransferFailure.NO_ANSWER)
    await listener.next(CallHeld, call=call, held=True)
    assert office.phones.phone(CLERK).invites == []
    office.phones.phone(ANNA).does = Does.ANSWER
    await office.telephony.resume(CallOrder(call=call))
    await listener.next(CallHeld, call=call, held=False)
    assert citizen.state is State.UP


async def test_an_own_phone_that_still_rings_can_be_called_off(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    await office.telephony.hold(CallOrder(call=call))
    await listener.next(CallHeld, call=call, held=True)
    office.phones.phone(ANNA).does = Does.RING
    await office.telephony.consult(handoff(call))
    own = await office.phones.rings(ANNA, count=2)
    await office.telephony.hand_back(CallOrder(call=call))
    await listener.next(ConsultEnded, call=call, failure=None)
    await listener.next(CallHeld, call=call, held=True)
    await own.reaches(State.ENDED)
    assert PhoneUnanswered not in [type(one) for one in listener.heard]


async def test_a_citizen_whom_we_had_called_comes_into_the_queue_when_the_operator_hangs_up(
    office: Office, listener: Listener
) -> None:
    await office.telephony.call_out(CallOrder(call="out-5-2", number=MUELLER, operator_extension=ANNA))
    await listener.next(CallConnected, call="out-5-2")
    await office.telephony.consult(handoff("out-5-2"))
    await listener.next(ConsultAnswered, call="out-5-2")
    office.phones.phone(ANNA).talks[-1].hang_up()
    await listener.next(CallQueued, call="out-5-2")
    await office.telephony.take(CallOrder(call="out-5-2", operator_extension=BRUNO))
    await listener.next(CallConnected, call="out-5-2", extension=BRUNO)


@pytest.mark.parametrize("name", ['Rossi"', "Rossi,Mario", "Rossi;x", "${SHELL(id)}", "$[1/0]", "<sip:1@x>", "è" * 190])
async def test_a_hostile_name_in_a_consult_stays_a_name(office: Office, listener: Listener, name: str) -> None:
    _citizen, call = await talks(office, listener)
    await office.telephony.consult(handoff(call, name))
    await listener.next(ConsultAnswered, call=call)
    invite = office.phones.phone(CLERK).invites[-1]
    assert invite.display()[0].startswith(f"Es. {REFERENCE} ")
    assert (invite.display()[1], invite.all(REFERENCE_HEADER)) == (ANNA, [REFERENCE])
    assert "uid=" not in str(invite)
    await office.telephony.complete(CallOrder(call=call))
    await listener.next(CallTransferred, call=call, extension=CLERK)
