"""What a call's state means for a contact: calling back, waiting again, being missed and taken over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain import commands as c
from console.domain.contact import CallState, Channel, ContactId, Disposition, OfficeId, Outcome, Party, State
from console.domain.errors import Reason
from console.domain.journal import EntryKind
from console.domain.lifecycle import decide
from console.domain.wish import WishId, WishKind
from domain.test_lifecycle import ANNA, COMMANDS, LUCA, NOW, PHONE, STATES, in_state, refused, talking_call

# As in test_lifecycle, for a call back over the states of a call; a live call of any kind refuses it.
CALL_BACK = {
    #          waiting  active   parked   wrap_up  consult  transfe  handed   accepte  missed   closed
    "none":    "active   active   active   active   -        -        -        -        active   -",
    "ended":   "active   active   active   active   -        -        -        -        active   -",
    "unknown": "active   active   active   active   -        -        -        -        active   -",
}  # fmt: skip
BACK = c.CallBack(by=ANNA, extension="101")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("call_state", list(CallState))
def test_calling_back_in_every_state_of_contact_and_call(state: State, call_state: CallState) -> None:
    before = replace(in_state(state, PHONE), call_state=call_state)
    if call_state not in CALL_BACK or CALL_BACK[call_state].split()[STATES.index(state)] == "-":
        refused(before, BACK)
        return
    decision = decide(before, BACK, NOW)
    trying = decision.contact
    assert [wish.kind for wish in decision.wishes] == [WishKind.CALL_OUT]
    assert (trying.state, trying.operator, trying.state_since) == (State.ACTIVE, ANNA, NOW)
    assert refused(trying, BACK).reason is Reason.CALLING_ALREADY, "the citizen is rung once"
    assert decide(trying, c.EndAfterCall(), NOW).contact == trying
    for gone in (c.CallHasEnded(), c.WishExpired(wish=WishId(1), kind=WishKind.CALL_OUT)):
        back = decide(trying, gone, NOW).contact
        assert (back.state, back.operator) == (State.MISSED, "")
        again = decide(decide(back, COMMANDS["claim"], NOW).contact, BACK, NOW)
        assert again.wishes, "it can be tried again, taken in hand first or not"
    rings = decide(trying, c.CallIsRinging(operator=ANNA), NOW).contact
    assert refused(rings, BACK).detail == "live_call"


@pytest.mark.parametrize("command", ["take_over", "reopen"])
def test_an_order_of_other_hands_keeps_nobody_from_calling(command: str) -> None:
    calling = decide(replace(in_state(State.MISSED, PHONE), call_state=CallState.ENDED), BACK, NOW).contact
    before = decide(calling, COMMANDS["close"], NOW).contact if command == "reopen" else calling
    taken = decide(before, COMMANDS[command], NOW).contact
    assert decide(taken, c.CallBack(by=taken.operator, extension="102"), NOW).wishes


@pytest.mark.parametrize("state", STATES)
def test_a_citizen_who_waits_in_the_queue_is_anybodys(state: State) -> None:
    before = replace(
        in_state(state, PHONE), call_state=CallState.ENDED, disposition=Disposition(outcome=Outcome.HANDED_OFF)
    )
    waits = decide(before, c.CallIsQueued(), NOW).contact
    assert (waits.state, waits.operator, waits.call_state) == (State.WAITING, "", CallState.QUEUED)
    assert waits.disposition is None
    assert (waits.handoff is None) is (before.handoff is None), "the handoff stays for the history"
    assert decide(waits, c.Claim(by=LUCA, extension="102"), NOW).wishes
    assert decide(waits, c.CallHasEnded(), NOW).contact.state is State.MISSED


def test_a_closed_call_that_rings_all_the_same_is_in_the_hands_of_who_answers() -> None:
    closed = decide(PHONE, COMMANDS["close"], NOW).contact
    answered = decide(closed, c.CallIsConnected(operator=LUCA), NOW)
    assert (answered.contact.state, answered.contact.operator) == (State.ACTIVE, LUCA)
    assert answered.contact.disposition is None
    assert [line.kind for line in answered.entries] == [EntryKind.REOPENED, EntryKind.CALL_CONNECTED]
    talked = decide(talking_call(), COMMANDS["close"], NOW).contact
    assert decide(talked, c.CallIsConnected(operator=ANNA), NOW).contact == talked, "the roster tells the same talk"
    held = replace(talked, call_state=CallState.ON_HOLD)
    assert decide(held, c.CallIsConnected(operator=ANNA), NOW).contact.state is State.CLOSED


def test_a_phone_that_stops_ringing_while_the_call_is_hung_up_opens_nothing() -> None:
    rings = decide(PHONE, c.CallIsRinging(operator=ANNA), NOW).contact
    closed = decide(rings, COMMANDS["close"], NOW).contact
    ending = decide(closed, c.CallIsQueued(), NOW + 1).contact
    assert ending.state is State.CLOSED
    assert decide(ending, c.CallHasEnded(), NOW + 1).contact.state is State.CLOSED
    assert decide(ending, c.CallIsQueued(), NOW + 30).contact.state is State.WAITING, "the PBX refused to hang up"


def test_a_citizen_on_hold_can_be_taken_over_to_the_own_phone() -> None:
    held = replace(in_state(State.PARKED, PHONE), call_state=CallState.ON_HOLD)
    decision = decide(held, c.TakeOver(by=LUCA, extension="102"), NOW)
    (wish,) = decision.wishes
    assert wish.order is not None and (wish.kind, wish.order.operator_extension) == (WishKind.RESUME_CALL, "102")
    assert (decision.contact.state, decision.contact.operator) == (State.ACTIVE, LUCA)
    assert refused(held, c.TakeOver(by=LUCA)).reason is Reason.NO_RECIPIENT


def test_who_was_closed_by_time_may_still_give_the_disposition() -> None:
    over = decide(in_state(State.WRAP_UP), c.EndAfterCall(), NOW).contact
    assert (
        refused(over, c.Close(by=LUCA, disposition=Disposition(outcome=Outcome.ANSWERED))).reason is Reason.WRONG_STATE
    )
    said = decide(over, c.Close(by=ANNA, disposition=Disposition(outcome=Outcome.ANSWERED)), NOW).contact
    assert said.disposition == Disposition(outcome=Outcome.ANSWERED) and not said.flags
    assert refused(said, COMMANDS["close"]).reason is Reason.WRONG_STATE, "once"


def test_after_call_work_never_ends_under_a_live_call() -> None:
    for call_state in (CallState.QUEUED, CallState.RINGING, CallState.TALKING, CallState.ON_HOLD):
        live = replace(in_state(State.WRAP_UP, PHONE), call_state=call_state)
        assert decide(live, c.EndAfterCall(), NOW).contact == live


def test_a_claimed_caller_who_was_lost_before_the_talk_is_missed() -> None:
    claimed = decide(PHONE, COMMANDS["claim"], NOW).contact
    lost = decide(claimed, c.CallHasEnded(known=False), NOW).contact
    assert (lost.state, lost.operator, lost.missed_calls) == (State.MISSED, "", 1)


def test_only_a_bare_missed_call_is_settled_by_another_call() -> None:
    bare = decide(PHONE, c.CallHasEnded(), NOW).contact
    for settled in (COMMANDS["recalled"], COMMANDS["supersede"]):
        assert decide(bare, settled, NOW).contact.state is State.CLOSED
        for more in (
            replace(bare, channel=Channel.EMAIL), replace(bare, answered=("a",)), replace(bare, missed_calls=0),
            replace(bare, handoff=in_state(State.ACCEPTED).handoff),
        ):  # fmt: skip
            assert decide(more, settled, NOW).contact == more, "open work stays open"


def test_absorbing_keeps_what_was_written_down_and_never_overwrites() -> None:
    bare = decide(PHONE, c.CallHasEnded(), NOW).contact
    older = replace(
        bare, note="richiamare alle 14", case_reference="999912", municipality="Airolo", office=OfficeId("faido"),
        language="de", party=Party(name="Rossi", phone="+41790000000"),
    )  # fmt: skip
    oldest = replace(older, note="prima nota", case_reference="111111")
    absorb = c.Absorb(calls=2, attempts=0, of=(ContactId(5), ContactId(3)), known=(older, oldest))
    kept = decide(bare, absorb, NOW).contact
    assert kept.note == "prima nota\nrichiamare alle 14"
    assert (kept.case_reference, kept.municipality, kept.office) == ("999912", "Airolo", "faido")
    assert (kept.language, kept.party.name) == ("de", "Rossi")
    assert decide(kept, absorb, NOW).contact.note == kept.note
    own = replace(bare, case_reference="1", language="fr", party=Party(name="Bianchi", phone="+41790000000"))
    mine = decide(own, absorb, NOW).contact
    assert (mine.case_reference, mine.language, mine.party.name) == ("1", "fr", "Bianchi")
