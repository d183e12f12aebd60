"""The whole lifecycle: every command on every state, and the journeys that matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain import commands as c
from console.domain import sorting_commands as s
from console.domain.contact import (
    CallId,
    CallState,
    Channel,
    ClerkId,
    Contact,
    ContactId,
    Disposition,
    MailId,
    OfficeId,
    OperatorId,
    Outcome,
    Party,
    State,
)
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, HandoffState, Packet, SendBackReason, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.lifecycle import decide
from console.domain.mail import DeliveryAction, RecipientReport
from console.domain.queues import QueueRow, next_to_take
from console.domain.wish import CallOrder, OutgoingMail, WishId, WishKind, WishState

NOW = 1_790_000_000.0
ANNA, LUCA = OperatorId("anna"), OperatorId("luca")
MARINI = ClerkId("marini")
MAIL = OutgoingMail(message_id="<1@ue.example>", sender="ue@ue.example", recipients=("a@b.example",), raw=b"x")
PACKET = Packet(question="contesta il calcolo", callback="+41790000000", case_reference="999912")
ORDER = CallOrder(call="call-1", extension="2511")

WRITTEN = Contact(
    id=ContactId(7), channel=Channel.EMAIL, party=Party(name="Rossi", email="r@x.example"),
    arrived_at=NOW - 60, state_since=NOW - 60, version=3,
)  # fmt: skip
PHONE = replace(
    WRITTEN, channel=Channel.PHONE, call=CallId("call-1"), call_state=CallState.QUEUED,
    party=Party(phone="+41790000000"),
)  # fmt: skip

COMMANDS: dict[str, c.Command] = {
    "claim": c.Claim(by=ANNA, extension="101"),
    "take_over": c.TakeOver(by=LUCA),
    "release": c.Release(by=ANNA),
    "park": c.Park(by=ANNA),
    "resume": c.Resume(by=ANNA),
    "edit": c.Edit(by=ANNA, note="n"),
    "answer": c.GiveAnswer(by=ANNA, article="precetto-cos-e"),
    "reply": c.Reply(by=ANNA, mail=MAIL, send_at=NOW + 10),
    "reply_close": c.Reply(by=ANNA, mail=MAIL, send_at=NOW, disposition=Disposition(outcome=Outcome.ANSWERED)),
    "undo": c.UndoSend(by=ANNA, wish=WishId(1)),
    "forward": c.HandOff(by=ANNA, packet=PACKET, way=Way.FORWARD, office=OfficeId("faido"), mail=MAIL),
    "note": c.HandOff(by=ANNA, packet=PACKET, way=Way.NOTE, office=OfficeId("faido")),
    "complete": c.CompleteConsult(by=ANNA),
    "hand_back": c.HandBack(by=ANNA),
    "hang_up": c.HangUp(by=ANNA),
    "close": c.Close(by=ANNA, disposition=Disposition(outcome=Outcome.NO_ACTION)),
    "reopen": c.Reopen(by=ANNA),
    "accept": c.Accept(by=MARINI),
    "send_back": c.SendBack(by=MARINI, reason=SendBackReason.WRONG_OFFICE, text="Biasca"),
    "finish": c.Finish(by=MARINI, result="fatto"),
    "mail_left": c.MailLeft(wish=WishId(1)),
    "mail_failed": c.MailDidFail(wish=WishId(1), error="550"),
    "absorb": c.Absorb(calls=1, attempts=2, of=(ContactId(3),)),
    "supersede": c.Supersede(by=ContactId(9)),
    "recalled": c.Recalled(operator=ANNA, contact=ContactId(9)),
    "after_call": c.EndAfterCall(),
    "return": c.Return(),
    "quarantine": s.Quarantine(by=ANNA),
    "let_in": s.LetIn(by=ANNA),
    "put_back": s.PutBack(by=ANNA, to=State.WAITING),
    "duplicate": s.CloseDuplicate(by=ANNA, of=ContactId(3)),
    "reported": s.DeliveryReported(
        report=MailId(9),
        wish=WishId(1),
        kind=WishKind.SEND_MAIL,
        message_id="<1@ue.example>",
        outcomes=(RecipientReport(recipient="a@b.example", action=DeliveryAction.FAILED, status="5.1.1"),),
    ),
    "fold": s.Fold(count=2),
}

# Rows: states; columns: commands. The cell is the state after the command, or "-" for a refusal, or "=" for no
# change of state; states are cut at seven letters. One line per command keeps the table readable and complete.
STATES = (
    State.WAITING, State.ACTIVE, State.PARKED, State.WRAP_UP, State.CONSULTING, State.TRANSFERRING,
    State.HANDED_OFF, State.ACCEPTED, State.MISSED, State.CLOSED,
)  # fmt: skip
WRITTEN_STATES = (*STATES, State.QUARANTINED)
"""A call is never suspect."""
TABLE = {
    #               waiting  active   parked   wrap_up  consult  transfe  handed   accepte  missed   closed   quarant
    "claim":       "active   =        =        =        =        =        -        -        active   -        -",
    "take_over":   "-        active   active   active   -        -        -        -        -        -        -",
    "release":     "-        waiting  waiting  -        -        -        -        -        -        -        -",
    "park":        "-        parked   -        parked   -        -        -        -        -        -        -",
    "resume":      "-        -        active   -        -        -        -        -        -        -        -",
    "edit":        "=        =        =        =        =        =        =        =        =        =        =",
    "answer":      "-        =        =        =        =        =        -        -        -        -        -",
    "reply":       "-        =        =        =        -        -        -        -        -        -        -",
    "reply_close": "-        closed   closed   closed   -        -        -        -        -        -        -",
    "undo":        "active   active   active   active   =        active   active   -        active   active   active",
    "forward":     "-        handed   handed   handed   -        -        -        -        -        -        -",
    "note":        "-        handed   handed   handed   -        -        -        -        -        -        -",
    "complete":    "-        -        -        -        transfe  -        -        -        -        -        -",
    "hand_back":   "-        -        -        -        =        -        -        -        -        -        -",
    "hang_up":     "-        -        -        -        -        -        -        -        -        -        -",
    "close":       "closed   closed   closed   closed   -        -        closed   -        closed   -        closed",
    "reopen":      "-        -        -        -        -        -        -        -        -        active   -",
    "accept":      "-        -        -        -        -        -        accepte  =        -        -        -",
    "send_back":   "-        -        -        -        -        -        waiting  waiting  -        -        -",
    "finish":      "-        -        -        -        -        -        closed   closed   -        -        -",
    "mail_left":   "=        =        =        =        =        =        =        =        =        =        =",
    "mail_failed": "=        =        =        =        =        =        waiting  =        =        waiting  =",
    "absorb":      "=        =        =        =        =        =        =        =        =        =        =",
    "supersede":   "=        =        =        =        =        =        =        =        =        =        =",
    "recalled":    "=        =        =        =        =        =        =        =        =        =        =",
    "after_call":  "=        =        =        closed   =        =        =        =        =        =        =",
    "return":      "=        waiting  waiting  closed   =        =        =        =        =        =        =",
    "quarantine":  "quarant  -        -        -        -        -        -        -        -        -        -",
    "let_in":      "-        -        -        -        -        -        -        -        -        -        waiting",
    "put_back":    "-        -        -        -        -        -        -        -        -        waiting  -",
    "duplicate":   "closed   closed   closed   closed   -        -        -        -        closed   -        closed",
    "reported":    "=        =        =        =        =        =        =        =        =        waiting  =",
    "fold":        "=        =        =        =        =        =        =        =        =        =        =",
}  # fmt: skip


def begins(word: str) -> State:
    """The state that begins so."""
    (found,) = (state for state in State if state.startswith(word))
    return found


def in_state(state: State, contact: Contact = WRITTEN) -> Contact:
    held = state in (State.ACTIVE, State.PARKED, State.WRAP_UP, State.CONSULTING, State.TRANSFERRING)
    with_clerk = state in (State.HANDED_OFF, State.ACCEPTED)
    handoff = Handoff(packet=PACKET, way=Way.FORWARD, office="faido", clerk=MARINI, by=ANNA) if with_clerk else None
    if state is State.CONSULTING:
        talking = HandoffState.CONSULTING
        handoff = Handoff(packet=PACKET, way=Way.CONSULT, office="faido", clerk=MARINI, by=ANNA, state=talking)
    by = ANNA if held or state is State.CLOSED else OperatorId("")
    return replace(contact, state=state, operator=by, handoff=handoff)


def test_the_table_names_every_command_of_written_contacts() -> None:
    assert set(TABLE) == set(COMMANDS)


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("state", WRITTEN_STATES)
def test_every_state_and_every_command(name: str, state: State) -> None:
    expected = TABLE[name].split()[WRITTEN_STATES.index(state)]
    before = in_state(state)
    if expected == "-":
        with pytest.raises(Refused):
            decide(before, COMMANDS[name], NOW)
        return
    after = decide(before, COMMANDS[name], NOW).contact
    assert after.state == (state if expected == "=" else begins(expected))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("call_state", list(CallState))
@pytest.mark.parametrize(
    "fact",
    [
        c.CallIsRinging(operator=ANNA), c.CallIsQueued(), c.CallIsConnected(operator=ANNA), c.CallIsHeld(held=True),
        c.CallIsHeld(held=False), c.CallHasEnded(), c.CallHasEnded(known=False), c.TransferArrived(),
        c.TransferDidFail(failure=TransferFailure.BUSY), c.TransferDidFail(failure=TransferFailure.CALLER_GONE),
        c.TransferDidFail(failure=TransferFailure.UNKNOWN), c.WishExpired(wish=WishId(1)), c.Return(),
        c.MailLeft(wish=WishId(1)), c.MailDidFail(wish=WishId(1), error="x"), c.ClerkRings(),
        c.ConsultBegan(extension="2511", clerk=MARINI, office=OfficeId("faido")), c.ConsultAnswered(),
        c.ConsultOver(), c.ConsultOver(failure=TransferFailure.BUSY), c.ConsultOver(failure=TransferFailure.UNKNOWN),
        c.ConsultOver(failure=TransferFailure.CALLER_GONE), c.TransferArrived(extension="999"),
        c.WishExpired(wish=WishId(1), kind=WishKind.CONSULT_CALL), c.EndAfterCall(),
        c.WishExpired(wish=WishId(1), kind=WishKind.COMPLETE_TRANSFER),
        c.WishExpired(wish=WishId(1), kind=WishKind.HAND_BACK), c.Supersede(by=ContactId(9)),
        c.Recalled(operator=LUCA, contact=ContactId(9)),
    ],
    ids=lambda fact: type(fact).__name__,
)  # fmt: skip
def test_facts_are_never_refused_and_settle_at_once(state: State, call_state: CallState, fact: c.Command) -> None:
    before = replace(in_state(state, PHONE), call_state=call_state)
    once = decide(before, fact, NOW).contact
    rings = once.state is State.WAITING and once.call_state is CallState.RINGING
    queued = once.state in (State.WAITING, State.MISSED) and not rings
    assert not (queued and once.operator), "a queued contact belongs to nobody; it may name the phone that rings"
    held = once.state in (State.ACTIVE, State.CONSULTING)
    assert not (held and not once.operator), "a contact in hand has an operator"
    assert not (once.state is State.CONSULTING and once.handoff is None), "a consult is about something"
    twice = decide(once, fact, NOW).contact
    assert twice == once, "the same fact told twice changes nothing more"


def refused(contact: Contact, command: c.Command) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(contact, command, NOW)
    return caught.value


def test_who_is_too_late_learns_the_name() -> None:
    taken = decide(WRITTEN, COMMANDS["claim"], NOW).contact
    no = refused(taken, c.Claim(by=LUCA))
    assert (no.reason, no.who) == (Reason.TAKEN, ANNA)


def test_taking_a_waiting_call_brings_it_to_the_own_phone_and_expires() -> None:
    decision = decide(PHONE, COMMANDS["claim"], NOW)
    (wish,) = decision.wishes
    assert wish.kind is WishKind.TAKE_CALL
    assert wish.order is not None and wish.order.operator_extension == "101" and wish.order.call == "call-1"
    assert NOW < wish.expires_at <= NOW + 30


def test_a_caller_who_hangs_up_while_waiting_becomes_a_missed_call() -> None:
    decision = decide(PHONE, c.CallHasEnded(), NOW)
    assert decision.contact.state is State.MISSED
    assert decision.entries[0].kind is EntryKind.ABANDONED
    assert decision.entries[0].facts == (("waited", "60"),)


def test_a_caller_who_hangs_up_between_claim_and_connection_is_missed_too() -> None:
    claimed = decide(PHONE, COMMANDS["claim"], NOW).contact
    ended = decide(claimed, c.CallHasEnded(), NOW).contact
    assert (ended.state, ended.operator) == (State.MISSED, "")


def test_a_talk_that_ends_is_wrap_up_not_missed() -> None:
    talking = replace(in_state(State.ACTIVE, PHONE), call_state=CallState.TALKING)
    assert decide(talking, c.CallHasEnded(), NOW).contact.state is State.WRAP_UP


def talking_call() -> Contact:
    return replace(in_state(State.ACTIVE, PHONE), call_state=CallState.TALKING)


def transfer(contact: Contact) -> Contact:
    command = c.HandOff(by=ANNA, packet=PACKET, way=Way.BLIND, office=OfficeId("faido"), clerk=MARINI, order=ORDER)
    decision = decide(contact, command, NOW)
    assert [wish.kind for wish in decision.wishes] == [WishKind.TRANSFER_CALL]
    return decision.contact


def test_a_transfer_waits_for_the_world_and_arrives() -> None:
    moving = transfer(talking_call())
    assert moving.state is State.TRANSFERRING
    there = decide(moving, c.TransferArrived(), NOW).contact
    assert there.state is State.HANDED_OFF
    assert there.handoff is not None and there.handoff.state is HandoffState.SENT
    assert there.case_reference == "999912"


@pytest.mark.parametrize("failure", [TransferFailure.BUSY, TransferFailure.NO_ANSWER])
def test_a_busy_or_silent_clerk_gives_the_caller_back(failure: TransferFailure) -> None:
    back = decide(transfer(talking_call()), c.TransferDidFail(failure=failure), NOW).contact
    assert (back.state, back.call_state) == (State.ACTIVE, CallState.TALKING)
    assert back.handoff is not None and back.handoff.failure is failure


def test_a_caller_who_hangs_up_during_the_transfer_leaves_a_wrap_up() -> None:
    gone = decide(transfer(talking_call()), c.CallHasEnded(), NOW).contact
    assert gone.state is State.WRAP_UP
    assert gone.handoff is not None and gone.handoff.failure is TransferFailure.CALLER_GONE


def test_a_transfer_called_unknown_is_believed_when_it_arrives_late() -> None:
    lost = decide(transfer(talking_call()), c.WishExpired(wish=WishId(1)), NOW).contact
    assert lost.state is State.ACTIVE
    assert decide(lost, c.TransferArrived(), NOW).contact.state is State.HANDED_OFF


def test_a_call_cannot_be_transferred_before_it_is_connected_nor_after_it_ended() -> None:
    command = c.HandOff(by=ANNA, packet=PACKET, way=Way.BLIND, office=OfficeId("faido"), order=ORDER)
    ringing = replace(talking_call(), call_state=CallState.RINGING)
    ended = replace(talking_call(), call_state=CallState.ENDED)
    assert refused(ringing, command).reason is Reason.CALL_NOT_CONNECTED
    assert refused(ended, command).reason is Reason.CALL_GONE
    assert refused(in_state(State.ACTIVE), command).reason is Reason.NOT_A_CALL


def test_a_handoff_without_a_question_is_refused_and_says_what_is_missing() -> None:
    command = c.HandOff(by=ANNA, packet=Packet(), way=Way.NOTE, office=OfficeId("faido"))
    no = refused(in_state(State.ACTIVE), command)
    assert (no.reason, no.detail) == (Reason.PACKET_INCOMPLETE, "question,callback")


def test_parking_a_talk_holds_it_and_resuming_brings_it_back() -> None:
    parked = decide(talking_call(), COMMANDS["park"], NOW)
    assert [wish.kind for wish in parked.wishes] == [WishKind.HOLD_CALL]
    held = decide(parked.contact, c.CallIsHeld(held=True), NOW).contact
    back = decide(held, COMMANDS["resume"], NOW)
    assert [wish.kind for wish in back.wishes] == [WishKind.RESUME_CALL]
    assert back.contact.state is State.ACTIVE


def test_a_parked_call_that_ends_comes_back_as_wrap_up() -> None:
    parked = decide(talking_call(), COMMANDS["park"], NOW).contact
    ended = decide(parked, c.CallHasEnded(), NOW).contact
    assert ended.state is State.PARKED
    assert decide(ended, COMMANDS["resume"], NOW).contact.state is State.WRAP_UP


def test_a_live_call_is_never_released_nor_taken_over_but_closing_hangs_up() -> None:
    assert refused(talking_call(), c.Release(by=ANNA)).reason is Reason.WRONG_STATE
    assert refused(talking_call(), c.TakeOver(by=LUCA)).reason is Reason.TAKEN
    closed = decide(talking_call(), COMMANDS["close"], NOW)
    assert [wish.kind for wish in closed.wishes] == [WishKind.HANG_UP]


def test_a_reply_and_its_closing_are_one_decision_and_undo_brings_both_back() -> None:
    decision = decide(in_state(State.ACTIVE), COMMANDS["reply_close"], NOW)
    assert decision.contact.state is State.CLOSED
    assert [wish.kind for wish in decision.wishes] == [WishKind.SEND_MAIL]
    undone = decide(decision.contact, COMMANDS["undo"], NOW)
    assert (undone.contact.state, undone.contact.operator, undone.contact.disposition) == (State.ACTIVE, ANNA, None)
    assert undone.results[0].state is WishState.CANCELLED


def test_undoing_a_forward_forgets_the_handoff() -> None:
    sent = decide(in_state(State.ACTIVE), COMMANDS["forward"], NOW).contact
    assert decide(sent, COMMANDS["undo"], NOW).contact.handoff is None


def test_a_forward_that_cannot_be_delivered_waits_again_with_the_reason() -> None:
    sent = decide(in_state(State.ACTIVE), COMMANDS["forward"], NOW).contact
    failed = decide(sent, COMMANDS["mail_failed"], NOW).contact
    assert (failed.state, failed.operator, failed.flags) == (State.WAITING, "", ("delivery_failed",))
    assert failed.handoff is not None and failed.handoff.state is HandoffState.FAILED


def test_only_the_named_clerk_answers_but_any_clerk_of_the_office_may_take_an_unnamed_one() -> None:
    named = in_state(State.HANDED_OFF)
    assert refused(named, c.Accept(by=ClerkId("conti"))).reason is Reason.NOT_THE_CLERK
    assert named.handoff is not None
    unnamed = replace(named, handoff=replace(named.handoff, clerk=""))
    accepted = decide(unnamed, c.Accept(by=ClerkId("conti")), NOW).contact
    assert accepted.handoff is not None and accepted.handoff.clerk == "conti"


def test_calling_back_counts_attempts_and_not_reaching_leaves_it_missed() -> None:
    missed = replace(in_state(State.MISSED, PHONE), call_state=CallState.ENDED)
    calling = decide(missed, c.CallBack(by=ANNA, extension="101"), NOW)
    assert [wish.kind for wish in calling.wishes] == [WishKind.CALL_OUT]
    assert calling.contact.attempts == 1
    ringing = decide(calling.contact, c.CallIsRinging(operator=ANNA), NOW).contact
    nobody = decide(ringing, c.CallHasEnded(), NOW)
    assert nobody.contact.state is State.MISSED
    assert nobody.entries[0].kind is EntryKind.NOT_REACHED


def test_a_wrap_up_whose_console_is_gone_is_closed_with_a_flag() -> None:
    gone = decide(in_state(State.WRAP_UP), c.Return(), NOW).contact
    assert gone.state is State.CLOSED and "disposition_missing" in gone.flags
    assert gone.disposition == Disposition(outcome=Outcome.NO_ACTION)


def test_editing_without_a_change_writes_nothing() -> None:
    decision = decide(WRITTEN, c.Edit(by=ANNA, note=""), NOW)
    assert decision.contact == WRITTEN and not decision.entries


def test_a_call_that_rings_at_my_phone_names_me_and_taking_it_orders_nothing() -> None:
    rings = decide(PHONE, c.CallIsRinging(operator=ANNA), NOW).contact
    assert (rings.state, rings.operator) == (State.WAITING, ANNA)
    assert not decide(rings, c.Claim(by=ANNA, extension="101"), NOW).wishes
    assert decide(rings, c.Claim(by=LUCA, extension="102"), NOW).wishes
    assert decide(rings, c.CallIsQueued(), NOW).contact.operator == ""
    assert decide(rings, c.CallHasEnded(), NOW).contact.operator == ""


def test_take_next_answers_the_call_at_my_phone_and_none_at_a_colleagues() -> None:
    def row(number: int, operator: str = "", ago: float = 0.0) -> QueueRow:
        state = CallState.RINGING if operator else CallState.QUEUED
        return QueueRow(
            ContactId(number), Channel.PHONE, State.WAITING, state, "", "", "", "it", "", operator, "", NOW - ago,
            NOW - ago, "", False, 1,
        )  # fmt: skip

    rows = (row(1, LUCA, 90), row(2, "", 60), row(3, ANNA, 5))
    assert next_to_take(rows, ANNA) is rows[2]
    assert next_to_take(rows[:2], ANNA) is rows[1]
    assert next_to_take(rows[:1], ANNA) is rows[0]
