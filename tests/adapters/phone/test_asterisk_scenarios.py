"""What happens on a real day, on a real Asterisk: two hands on one call, keys of desk phones.

Hostile callers are in `test_asterisk_hostile`, what breaks between console and PBX in `test_asterisk_faults`.
"""

from __future__ import annotations

import asyncio

import pytest

from adapters.phone.listener import Listener
from adapters.phone.scene import ANNA, BRUNO, CLERK, MUELLER, OTHER, REFERENCE, ROSSI, handoff, talks, waits
from console.adapters.phone.presentation import REFERENCE_HEADER, UUI_HEADER
from console.domain.call import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRinging,
    CallRosterRead,
    CallTransferred,
    TransferFailed,
)
from console.domain.handoff import TransferFailure
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed
from rigs.asterisk.phones import Does, asks_for_answer
from rigs.asterisk.talk import State, Talk
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server


# --- the queue -------------------------------------------------------------------------------------


async def test_the_second_in_line_is_taken_and_the_first_waits_on(office: Office, listener: Listener) -> None:
    first, other = await waits(office, listener, ROSSI)
    second, call = await waits(office, listener, MUELLER)
    await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    await listener.next(CallConnected, call=call, extension=ANNA)
    assert office.phones.phone(ANNA).talks[-1].state is State.UP
    second.hang_up()
    await listener.next(CallEnded, call=call)
    assert first.state is State.UP
    assert listener.of_call(other) == [CallArrived]


async def test_an_operators_phone_answers_by_itself_and_a_clerks_does_not(office: Office, listener: Listener) -> None:
    for phone in (ANNA, CLERK):
        office.phones.phone(phone).does = Does.AUTO
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    clerk = await office.phones.rings(CLERK)
    assert (clerk.state, asks_for_answer(clerk.invite)) == (State.RINGING, False)
    await listener.next(TransferFailed, call=call, failure=TransferFailure.NO_ANSWER)
    back = await office.phones.rings(ANNA, count=2)
    await back.reaches(State.UP)


async def test_two_operators_take_the_same_call_and_it_is_never_cut(office: Office, listener: Listener) -> None:
    """Two consoles at once, so that only the dialplan's guard stands between them."""
    citizen, call = await waits(office, listener)
    other = office.console()
    async with Listener(other) as rival:
        await rival.next(CallQueued, call=call)
        for phone in (ANNA, BRUNO):
            office.phones.phone(phone).does = Does.RING
        # Both before either has heard of the other's: a console that knows refuses by itself.
        await asyncio.gather(
            office.telephony.take(CallOrder(call=call, operator_extension=ANNA)),
            other.take(CallOrder(call=call, operator_extension=BRUNO)),
        )
        anna, bruno = await office.phones.rings(ANNA), await office.phones.rings(BRUNO)
        anna.pick_up()
        bruno.pick_up()
        await listener.next(CallConnected, call=call)
        loser = await _who_ends(anna, bruno)
    winner = bruno if loser is anna else anna
    assert (citizen.state, winner.state) == (State.UP, State.UP)
    connected = [one.extension for one in listener.heard if isinstance(one, CallConnected)]
    assert connected == [winner.user]
    winner.hang_up()
    await listener.next(CallEnded, call=call)


async def _who_ends(*both: Talk) -> Talk:
    waiting = {asyncio.create_task(talk.reaches(State.ENDED)) for talk in both}
    done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    return done.pop().result()


async def test_who_was_taken_is_not_counted_as_abandoned(office: Office, listener: Listener) -> None:
    """Asterisk's own queue log counts a call that was taken by hand as abandoned; the signals tell the truth."""
    log = office.pbx.root / "log" / "queue_log"
    before = log.read_text().count("|ABANDON|") if log.exists() else 0
    taken, call = await talks(office, listener)
    taken.hang_up()
    await listener.next(CallEnded, call=call, known=True)
    gone, lost = await waits(office, listener, MUELLER)
    gone.hang_up()
    await listener.next(CallEnded, call=lost, known=True)
    assert CallConnected in listener.of_call(call)
    assert listener.of_call(lost) == [CallArrived, CallEnded]
    await office.settles()
    assert log.read_text().count("|ABANDON|") - before == 2, "Asterisk counts right now: the rule may be simpler"


# --- handing on ------------------------------------------------------------------------------------


async def test_the_clerks_phone_is_shown_the_case_and_the_name_intact(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener, name="Rossi")
    await office.telephony.transfer(handoff(call))
    await listener.next(CallTransferred, call=call, extension=CLERK)
    invite = office.phones.phone(CLERK).invites[-1]
    assert invite.display() == (f"Es. {REFERENCE} Rossi Màrio Zürcher", ROSSI)
    assert invite.display("P-Asserted-Identity") == invite.display()
    assert invite.all(REFERENCE_HEADER) == [REFERENCE]
    assert invite.all(UUI_HEADER) == [f"04{f'es={REFERENCE}'.encode().hex()};encoding=hex"]
    assert office.phones.phone(ANNA).talks[-1].state is State.ENDED
    citizen.hang_up()
    await listener.next(CallEnded, call=call)


async def test_a_clerk_who_declines_gives_the_citizen_back_with_a_word(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.DECLINE
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await listener.next(TransferFailed, call=call)
    back = await office.phones.rings(ANNA, count=2)
    assert back.invite.display()[0].startswith(f"RITORNO {CLERK} ")
    assert back.invite.one(REFERENCE_HEADER) == REFERENCE


async def test_a_citizen_whose_operator_is_busy_meanwhile_is_first_in_line(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.RING
    _citizen, call = await talks(office, listener)
    await office.telephony.transfer(handoff(call))
    await office.phones.rings(CLERK)
    _other, second = await waits(office, listener, MUELLER)
    await office.telephony.take(CallOrder(call=second, operator_extension=ANNA))
    await listener.next(CallConnected, call=second, extension=ANNA)
    await listener.next(TransferFailed, call=call, failure=TransferFailure.NO_ANSWER)
    await listener.next(CallQueued, call=call)


async def test_nothing_of_the_case_leaves_with_a_call_out(office: Office, listener: Listener) -> None:
    order = CallOrder(call="out-1-1", number=MUELLER, operator_extension=ANNA, case_reference=REFERENCE,
                      display_name="Müller Zoë")  # fmt: skip
    await office.telephony.call_out(order)
    await listener.next(CallConnected, call="out-1-1", extension=ANNA)
    invite = office.phones.phone(MUELLER).invites[-1]
    assert invite.display() == ("Ufficio di esecuzione", "0918166300")
    sent = f"{invite.headers}{invite.body}"
    for secret in (REFERENCE, "Müller", "Zo", ANNA, "X-Numero", "User-to-User"):
        assert secret not in sent, secret


@pytest.mark.parametrize("number", ["+41900123456", "0900123456", "0041900123456", "+41906123456"])
async def test_numbers_that_cost_are_not_dialled(office: Office, listener: Listener, number: str) -> None:
    await office.telephony.call_out(CallOrder(call="out-2-1", number=number, operator_extension=ANNA))
    await listener.next(CallEnded, call="out-2-1")
    assert office.phones.phone(number).invites == []


async def test_the_foreign_countries_can_be_closed(office: Office) -> None:
    """As the guide says: without two patterns nothing abroad is dialled, and everything at home still is."""
    pbx = office.pbx
    for pattern in ("_+X.", "_00X."):
        pbx.cli(f"dialplan remove extension {pattern}@console-out")
    try:
        dialled = {
            number: "console-dial" in pbx.cli(f"dialplan show {number}@console-out")
            for number in ("+390212345678", "00390212345678", "+41790002022", "0790002022", "117", "3801")
        }
    finally:
        pbx.cli("dialplan reload")
    assert [number for number, is_dialled in dialled.items() if not is_dialled] == ["+390212345678", "00390212345678"]


# --- the keys of a desk phone ----------------------------------------------------------------------


async def test_the_hold_key_of_a_phone_is_seen(office: Office, listener: Listener) -> None:
    _citizen, call = await talks(office, listener)
    phone = office.phones.phone(ANNA).talks[-1]
    await phone.hold()
    await listener.next(CallHeld, call=call, held=True)
    await phone.resume()
    await listener.next(CallHeld, call=call, held=False)


async def test_what_the_phone_holds_the_console_can_resume(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    first = office.phones.phone(ANNA).talks[-1]
    await first.hold()
    await listener.next(CallHeld, call=call, held=True)
    await office.telephony.resume(CallOrder(call=call))
    await listener.next(CallHeld, call=call, held=False)
    await first.reaches(State.ENDED)
    second = await office.phones.rings(ANNA, count=2)
    assert (citizen.state, second.state) == (State.UP, State.UP)


async def test_a_blind_transfer_by_the_phones_own_keys_is_seen(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    office.phones.phone(ANNA).talks[-1].refer(CLERK)
    await listener.next(CallTransferred, call=call, extension=CLERK)
    assert citizen.state is State.UP
    (await office.phones.rings(CLERK)).hang_up()
    await listener.next(CallEnded, call=call)


async def test_a_transfer_with_asking_by_the_phones_own_keys_is_seen(office: Office, listener: Listener) -> None:
    citizen, call = await talks(office, listener)
    talk = office.phones.phone(ANNA).talks[-1]
    await talk.hold()
    await listener.next(CallHeld, call=call, held=True)
    asking = office.phones.dial(ANNA, CLERK)
    await asking.reaches(State.UP)
    talk.refer(CLERK, replacing=asking)
    await listener.next(CallTransferred, call=call, extension=CLERK)
    await talk.reaches(State.ENDED)
    assert citizen.state is State.UP
    (await office.phones.rings(CLERK)).hang_up()
    await listener.next(CallEnded, call=call)


@pytest.mark.parametrize("answers", [True, False])
async def test_the_transfer_key_while_the_clerks_phone_still_rings_is_seen(
    office: Office, listener: Listener, answers: bool
) -> None:
    office.phones.phone(CLERK).does = Does.RING
    citizen, call = await talks(office, listener)
    talk = office.phones.phone(ANNA).talks[-1]
    asking = office.phones.dial(ANNA, CLERK)
    ringing = await office.phones.rings(CLERK)
    await asking.reaches(State.RINGING)
    talk.refer(CLERK, replacing=asking)
    await talk.reaches(State.ENDED)
    await asking.reaches(State.ENDED)
    await office.settles()
    if answers:
        ringing.pick_up()
        await listener.next(CallTransferred, call=call, extension=CLERK)
    else:
        ringing.refuse(486, "Busy Here")
        await listener.next(TransferFailed, call=call, failure=TransferFailure.BUSY)
        await listener.next(CallQueued, call=call)
    assert citizen.state is State.UP


async def test_a_clerk_who_is_busy_for_a_colleague_puts_nobody_in_the_queue(office: Office, listener: Listener) -> None:
    office.phones.phone(CLERK).does = Does.BUSY
    own = office.phones.dial(ANNA, CLERK)
    await own.reaches(State.ENDED)
    assert own.cause == "486"
    _citizen, call = await waits(office, listener)
    assert [one.call for one in listener.heard if isinstance(one, CallArrived)] == [call]


async def test_a_phone_that_the_queue_rings_by_itself_is_seen(office: Office, listener: Listener) -> None:
    office.phones.phone(ANNA).does = Does.RING
    office.pbx.cli(f"queue add member PJSIP/{ANNA} to console")
    try:
        citizen, call = await waits(office, listener)
        await listener.next(CallRinging, call=call, extension=ANNA)
        (await office.phones.rings(ANNA)).pick_up()
        await listener.next(CallConnected, call=call, extension=ANNA)
    finally:
        office.pbx.cli(f"queue remove member PJSIP/{ANNA} from console")
    with pytest.raises(CallOrderFailed):
        await office.telephony.take(CallOrder(call=call, operator_extension=BRUNO))
    citizen.hang_up()
    await listener.next(CallEnded, call=call)


async def test_outside_the_hours_a_call_comes_and_goes(office: Office, listener: Listener) -> None:
    office.pbx.cli("devstate change Custom:console-hours BUSY")
    citizen, call = await waits(office, listener)
    with pytest.raises(CallOrderFailed):
        await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    await citizen.reaches(State.ENDED)
    await listener.next(CallEnded, call=call)


async def test_what_others_talk_on_the_same_pbx_is_not_ours(office: Office, listener: Listener) -> None:
    """A call by the trunk that goes round the console's dialplan, read from the lists as well as heard."""
    office.phones.citizen_calls(MUELLER, dialled="5550123")
    direct = await office.phones.rings(OTHER)
    await direct.reaches(State.UP)
    _citizen, call = await waits(office, listener)
    office.road.cut()
    office.road.mend()
    roster = await listener.next(CallRosterRead)
    assert [one.call for one in roster.calls] == [call]
    assert [one.call for one in listener.heard if isinstance(one, CallArrived)] == [call]
