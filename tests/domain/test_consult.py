"""A clerk who is asked first, transfers by the phone's keys, and what a live call allows in every state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import commands as c
from console.domain.contact import CallState, ClerkId, Contact, OfficeId, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, HandoffState, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.lifecycle import decide
from console.domain.wish import CallOrder, WishId, WishKind
from domain.test_lifecycle import ANNA, COMMANDS, LUCA, MARINI, NOW, PACKET, PHONE, STATES, begins, in_state

FAIDO = OfficeId("faido")
ORDER = CallOrder(call="call-1", extension="2511")
ASK = c.HandOff(by=ANNA, packet=PACKET, way=Way.CONSULT, office=FAIDO, clerk=MARINI, order=ORDER)
BLIND = replace(ASK, way=Way.BLIND)
THERE = c.TransferArrived(extension="2511", clerk=MARINI, office=FAIDO)
BY_KEYS = c.TransferArrived(extension="2600", clerk=ClerkId("conti"), office=OfficeId("biasca"))
BEGAN = c.ConsultBegan(extension="2511", clerk=MARINI, office=FAIDO)

LIVE: dict[str, c.Command] = {
    **{name: COMMANDS[name] for name in ("claim", "release", "park", "resume", "edit", "answer", "reply", "note",
                                         "complete", "hand_back", "hang_up", "close", "return")},
    "consult": ASK,
    "blind": BLIND,
    "call_back": c.CallBack(by=ANNA, extension="101"),
    "rings": c.CallIsRinging(operator=ANNA),
    "queued": c.CallIsQueued(),
    "connected": c.CallIsConnected(operator=LUCA),
    "ended": c.CallHasEnded(),
    "lost": c.CallHasEnded(known=False),
    "clerk_rings": c.ClerkRings(),
    "began": BEGAN,
    "answered": c.ConsultAnswered(),
    "given_back": c.ConsultOver(),
    "busy": c.ConsultOver(failure=TransferFailure.BUSY),
    "gone": c.ConsultOver(failure=TransferFailure.CALLER_GONE),
    "arrived": THERE,
    "by_keys": BY_KEYS,
    "failed": c.TransferDidFail(failure=TransferFailure.BUSY),
    "no_consult": c.WishExpired(wish=WishId(1), kind=WishKind.CONSULT_CALL),
    "no_complete": c.WishExpired(wish=WishId(1), kind=WishKind.COMPLETE_TRANSFER),
    "no_back": c.WishExpired(wish=WishId(1), kind=WishKind.HAND_BACK),
    "no_hold": c.WishExpired(wish=WishId(1), kind=WishKind.HOLD_CALL),
}  # fmt: skip
# As in test_lifecycle, for a citizen who talks; a consult's clerk talks too, a transfer completes such a consult.
TABLE = {
    #               waiting  active   parked   wrap_up  consult  transfe  handed   accepte  missed   closed
    "claim":       "active   =        =        =        =        =        -        -        active   -",
    "release":     "-        -        -        -        -        -        -        -        -        -",
    "park":        "-        parked   -        parked   -        -        -        -        -        -",
    "resume":      "-        -        active   -        -        -        -        -        -        -",
    "edit":        "=        =        =        =        =        =        =        =        =        =",
    "answer":      "-        =        =        =        =        =        -        -        -        -",
    "reply":       "-        =        =        =        -        -        -        -        -        -",
    "note":        "-        handed   handed   handed   -        -        -        -        -        -",
    "complete":    "-        -        -        -        transfe  -        -        -        -        -",
    "hand_back":   "-        -        -        -        =        -        -        -        -        -",
    "hang_up":     "-        =        active   =        -        -        -        -        -        -",
    "close":       "closed   closed   closed   closed   -        -        closed   -        closed   -",
    "return":      "=        =        =        =        =        =        =        =        =        =",
    "consult":     "-        consult  consult  consult  -        -        -        -        -        -",
    "blind":       "-        transfe  transfe  transfe  -        -        -        -        -        -",
    "call_back":   "-        -        -        -        -        -        -        -        -        -",
    "rings":       "=        =        =        =        =        =        =        =        =        =",
    "queued":      "=        waiting  waiting  waiting  waiting  waiting  waiting  waiting  waiting  waiting",
    "connected":   "active   =        =        active   active   active   active   active   active   active",
    "ended":       "missed   wrap_up  =        =        wrap_up  wrap_up  =        =        =        =",
    "lost":        "missed   wrap_up  =        =        wrap_up  wrap_up  =        =        =        =",
    "clerk_rings": "=        =        =        =        =        =        =        =        =        =",
    "began":       "=        consult  consult  =        =        =        =        =        =        =",
    "answered":    "=        =        =        =        =        =        =        =        =        =",
    "given_back":  "=        =        =        =        active   active   =        =        =        =",
    "busy":        "=        =        =        =        active   active   =        =        =        =",
    "gone":        "=        =        =        =        wrap_up  wrap_up  =        =        =        =",
    "arrived":     "handed   handed   handed   =        handed   handed   =        =        =        =",
    "by_keys":     "handed   handed   handed   =        handed   handed   =        =        =        =",
    "failed":      "=        =        =        =        =        active   =        =        =        =",
    "no_consult":  "=        =        =        =        active   =        =        =        =        =",
    "no_complete": "=        =        =        =        =        consult  =        =        =        =",
    "no_back":     "=        =        =        =        =        =        =        =        =        =",
    "no_hold":     "=        =        =        =        =        =        =        =        =        =",
}  # fmt: skip


def live(state: State) -> Contact:
    """A citizen on the line in this state; a transfer is one that completes a consult."""
    contact = replace(in_state(state, PHONE), call_state=CallState.TALKING)
    return replace(contact, handoff=in_state(State.CONSULTING).handoff) if state is State.TRANSFERRING else contact


def test_the_table_names_every_act_on_a_call() -> None:
    assert set(TABLE) == set(LIVE)


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_every_act_on_a_live_call(name: str, state: State) -> None:
    expected = TABLE[name].split()[STATES.index(state)]
    if expected == "-":
        with pytest.raises(Refused):
            decide(live(state), LIVE[name], NOW)
        return
    after = decide(live(state), LIVE[name], NOW).contact
    assert after.state == (state if expected == "=" else begins(expected))


def told(contact: Contact, *facts: c.Command) -> Contact:
    for fact in facts:
        contact = decide(contact, fact, NOW).contact
    return contact


def reason(contact: Contact, command: c.Command) -> Reason:
    with pytest.raises(Refused) as caught:
        decide(contact, command, NOW)
    return caught.value.reason


def asking() -> Contact:
    decision = decide(live(State.ACTIVE), ASK, NOW)
    assert [wish.kind for wish in decision.wishes] == [WishKind.CONSULT_CALL]
    return decision.contact


def test_a_consult_goes_by_ringing_and_talking_to_the_clerk() -> None:
    rings = told(asking(), BEGAN, c.ClerkRings())
    assert (rings.call_state, rings.handoff.state) == (CallState.ON_HOLD, HandoffState.RINGING)
    assert reason(rings, c.CompleteConsult(by=ANNA)) is Reason.CLERK_NOT_ANSWERED
    talks = told(rings, c.ConsultAnswered())
    assert talks.handoff.state is HandoffState.CONSULTING
    assert reason(talks, c.CompleteConsult(by=LUCA)) is Reason.NOT_YOURS
    leaving = decide(talks, c.CompleteConsult(by=ANNA), NOW)
    assert [wish.kind for wish in leaving.wishes] == [WishKind.COMPLETE_TRANSFER]
    there = decide(leaving.contact, THERE, NOW)
    assert (there.contact.state, there.contact.handoff.state) == (State.HANDED_OFF, HandoffState.SENT)
    assert ("by_keys", "yes") not in there.entries[0].facts


@pytest.mark.parametrize("failure", [None, TransferFailure.BUSY, TransferFailure.REFUSED, TransferFailure.NO_ANSWER])
def test_a_consult_that_is_over_leaves_the_citizen_with_the_operator(failure: TransferFailure | None) -> None:
    back = told(asking(), BEGAN, c.ClerkRings(), c.ConsultOver(failure=failure))
    assert (back.state, back.call_state, back.operator) == (State.ACTIVE, CallState.TALKING, ANNA)
    assert (back.handoff.state, back.handoff.failure) == (HandoffState.FAILED, failure)
    assert told(back, ASK).state is State.CONSULTING, "another clerk can be asked"


def test_handing_back_waits_for_the_telephone() -> None:
    decision = decide(told(asking(), BEGAN), c.HandBack(by=ANNA), NOW)
    assert decision.contact.state is State.CONSULTING
    assert [wish.kind for wish in decision.wishes] == [WishKind.HAND_BACK]


@pytest.mark.parametrize("facts", [(), (BEGAN, c.ClerkRings()), (BEGAN, c.ClerkRings(), c.ConsultAnswered())])
def test_the_citizen_who_hangs_up_in_the_middle_leaves_a_wrap_up(facts: tuple[c.Command, ...]) -> None:
    gone = told(asking(), *facts, c.CallHasEnded())
    assert (gone.state, gone.handoff.failure) == (State.WRAP_UP, TransferFailure.CALLER_GONE)
    assert told(gone, c.ConsultAnswered(), c.ConsultOver()) == gone, "operator and clerk may go on talking"


def test_a_consult_called_unknown_is_believed_when_the_telephone_speaks_of_it() -> None:
    lost = told(asking(), LIVE["no_consult"])
    assert (lost.state, lost.handoff.failure) == (State.ACTIVE, TransferFailure.UNKNOWN)
    again = told(lost, BEGAN, c.ConsultAnswered())
    assert (again.state, again.handoff.state, again.handoff.packet) == (
        State.CONSULTING, HandoffState.CONSULTING, PACKET,
    )  # fmt: skip
    assert told(lost, THERE).state is State.HANDED_OFF


def test_a_completion_of_unknown_outcome_leaves_the_consult() -> None:
    leaving = told(asking(), BEGAN, c.ConsultAnswered(), c.CompleteConsult(by=ANNA))
    back = told(leaving, LIVE["no_complete"])
    assert (back.state, back.handoff.state) == (State.CONSULTING, HandoffState.CONSULTING)
    assert told(back, c.CompleteConsult(by=ANNA), THERE).state is State.HANDED_OFF


def test_an_end_of_the_consult_that_nobody_told_is_seen_by_the_talk() -> None:
    back = told(asking(), BEGAN, c.CallIsConnected(operator=ANNA))
    assert (back.state, back.handoff.failure) == (State.ACTIVE, TransferFailure.UNKNOWN)


def test_a_clerk_takes_the_call_with_the_keys_of_the_phone() -> None:
    """The operator hangs up in the middle of the consult: the desk phone connects citizen and clerk."""
    assert told(asking(), BEGAN, c.ConsultAnswered(), THERE).state is State.HANDED_OFF


@pytest.mark.parametrize("before", [live(State.ACTIVE), asking(), told(live(State.ACTIVE), BLIND)],
                         ids=["nothing_ordered", "consult", "blind"])  # fmt: skip
def test_a_transfer_by_the_phones_keys_is_shown_as_what_it_was(before: Contact) -> None:
    decision = decide(replace(before, subject="pignoramento"), BY_KEYS, NOW)
    handoff = decision.contact.handoff
    assert (handoff.clerk, handoff.office, handoff.way, handoff.state) == (
        "conti", "biasca", Way.BLIND, HandoffState.SENT,
    )  # fmt: skip
    assert handoff.packet.callback == PHONE.party.phone and handoff.packet.question
    assert ("by_keys", "yes") in decision.entries[0].facts and ("extension", "2600") in decision.entries[0].facts


def test_an_extension_that_nobody_has_leaves_the_contact_with_its_operator() -> None:
    decision = decide(live(State.ACTIVE), c.TransferArrived(extension="999"), NOW)
    gone = decision.contact
    assert (gone.state, gone.operator, gone.call_state) == (State.WRAP_UP, ANNA, CallState.ENDED)
    assert ("extension", "999") in decision.entries[0].facts
    assert told(gone, c.TransferArrived(extension="999"), c.CallHasEnded()) == gone
    assert told(gone, c.EndAfterCall()).disposition.outcome is Outcome.HANDED_OFF
    known = replace(live(State.ACTIVE), office=FAIDO)
    assert told(known, c.TransferArrived(extension="999")).state is State.HANDED_OFF, "somebody of the office sees it"


@pytest.mark.parametrize("failure", [None, TransferFailure.BUSY, TransferFailure.REFUSED])
@pytest.mark.parametrize("state", [State.ACTIVE, State.PARKED])
def test_an_end_of_the_consult_that_comes_late_is_believed(state: State, failure: TransferFailure | None) -> None:
    lost = replace(told(asking(), BEGAN, c.ConsultOver(failure=TransferFailure.UNKNOWN)), state=state)
    assert lost.call_state is CallState.ON_HOLD
    back = told(lost, c.ConsultOver(failure=failure))
    assert (back.state, back.call_state, back.handoff.failure) == (state, CallState.TALKING, failure)


def test_a_hand_back_that_is_refused_leaves_the_consult() -> None:
    talks = told(asking(), BEGAN, c.ConsultAnswered())
    decision = decide(talks, LIVE["no_back"], NOW)
    assert decision.contact == talks and decision.entries
    assert told(talks, LIVE["no_back"], c.ConsultOver()).call_state is CallState.TALKING


@pytest.mark.parametrize(
    ("clerk", "arrived", "as_ordered"),
    [
        ("marini", c.TransferArrived(extension="2500", office=FAIDO), True),
        ("marini", c.TransferArrived(extension="2512", clerk=ClerkId("conti"), office=FAIDO), False),
        ("marini", c.TransferArrived(extension="999"), False),
        ("", c.TransferArrived(extension="2512", clerk=ClerkId("conti"), office=FAIDO), True),
        ("", c.TransferArrived(extension="2599"), True),
        ("", BY_KEYS, False),
    ],
)
def test_who_answers_for_whom(clerk: str, arrived: c.TransferArrived, as_ordered: bool) -> None:
    """The office's phone may be answered by anybody; a clerk without an own one answers there."""
    moving = told(live(State.ACTIVE), replace(BLIND, clerk=ClerkId(clerk)))
    facts = decide(moving, arrived, NOW).entries[0].facts
    assert (("by_keys", "yes") not in facts) is as_ordered


def test_hanging_up_keeps_the_contact() -> None:
    decision = decide(live(State.ACTIVE), c.HangUp(by=ANNA), NOW)
    assert [wish.kind for wish in decision.wishes] == [WishKind.HANG_UP]
    assert told(decision.contact, c.CallHasEnded()).state is State.WRAP_UP
    parked = told(live(State.PARKED), c.HangUp(by=ANNA), c.CallHasEnded())
    assert parked.state is State.WRAP_UP
    waiting = replace(live(State.ACTIVE), call_state=CallState.QUEUED)
    assert reason(waiting, c.HangUp(by=ANNA)) is Reason.CALL_NOT_CONNECTED
    ended = replace(live(State.ACTIVE), call_state=CallState.ENDED)
    assert reason(ended, c.HangUp(by=ANNA)) is Reason.CALL_GONE


def test_a_call_of_ours_can_be_given_up_while_it_rings() -> None:
    calling = told(replace(in_state(State.MISSED, PHONE), call_state=CallState.ENDED), LIVE["call_back"])
    rings = told(calling, c.CallIsRinging(operator=ANNA))
    assert decide(rings, c.HangUp(by=ANNA), NOW).wishes


def test_a_missed_call_counts_and_absorbs_the_earlier_ones() -> None:
    missed = told(PHONE, c.CallHasEnded())
    assert missed.missed_calls == 1
    both = decide(missed, c.Absorb(calls=2, attempts=1, of=(3, 5)), NOW)
    assert (both.contact.missed_calls, both.contact.attempts) == (3, 1)
    assert both.entries[0].kind is EntryKind.MERGED


def test_after_call_work_that_runs_out_can_be_reopened() -> None:
    over = told(replace(live(State.WRAP_UP), call_state=CallState.ENDED), c.EndAfterCall())
    assert over.state is State.CLOSED and "disposition_missing" in over.flags
    assert told(over, c.Reopen(by=ANNA)).state is State.ACTIVE


STEPS = (*LIVE.values(), c.CallIsHeld(held=True), c.CallIsHeld(held=False), c.CallIsConnected(operator=ANNA),
         c.TransferDidFail(failure=TransferFailure.UNKNOWN), c.ConsultOver(failure=TransferFailure.UNKNOWN),
         c.WishExpired(wish=WishId(1)), c.EndAfterCall())  # fmt: skip


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_whatever_comes_in_whatever_order_makes_sense(steps: list[c.Command]) -> None:
    contact = PHONE
    for step in steps:
        try:
            contact = decide(contact, step, NOW).contact
        except Refused:
            assert hasattr(step, "by"), "only people are refused"
            continue
        queued = contact.state in (State.WAITING, State.MISSED)
        held = contact.state in (State.ACTIVE, State.PARKED, State.CONSULTING, State.TRANSFERRING)
        rings = contact.state is State.WAITING and contact.call_state is CallState.RINGING
        assert not (queued and contact.operator and not rings)
        assert not (held and not contact.operator)
        if contact.state in (State.CONSULTING, State.TRANSFERRING, State.HANDED_OFF):
            assert isinstance(contact.handoff, Handoff)
        if contact.state is State.CONSULTING:
            assert contact.call_state in (CallState.TALKING, CallState.ON_HOLD, CallState.QUEUED, CallState.RINGING)
