"""The clock of a contact: what answers the citizen, what stops it, what lets it run again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain import commands as c
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
from console.domain.handoff import Packet, SendBackReason, Way
from console.domain.journal import EntryKind
from console.domain.lifecycle import arrive, decide
from console.domain.wish import CallOrder, OutgoingMail, WishId

NOW = 1_790_000_000.0
ANNA, CELIO, FAIDO = OperatorId("anna"), ClerkId("celio"), OfficeId("faido")
MAIL = OutgoingMail(message_id="<1@ue.example>", sender="ue@ue.example", recipients=("a@b.example",), raw=b"x")
PACKET = Packet(question="contesta il calcolo", callback="+41790000000")
ORDER = CallOrder(call="call-1", extension="3501")
WRITTEN = Contact(
    id=ContactId(7), channel=Channel.EMAIL, party=Party(name="Rossi", email="r@x.example"), arrived_at=NOW - 60,
    state_since=NOW - 60,
)  # fmt: skip
PHONE = replace(WRITTEN, channel=Channel.PHONE, call=CallId("call-1"), call_state=CallState.QUEUED)
LEFT = c.MailLeft(wish=WishId(1), to_citizen=True)


def done(outcome: Outcome = Outcome.ANSWERED) -> c.Close:
    return c.Close(by=ANNA, disposition=Disposition(outcome=outcome))


def after(contact: Contact, *commands: c.Command) -> Contact:
    """The contact after these commands, ten seconds apart; the first at NOW."""
    for number, command in enumerate(commands):
        contact = decide(contact, command, NOW + 10 * number).contact
    return contact


CLAIM, CONNECTED = c.Claim(by=ANNA, extension="21"), c.CallIsConnected(operator=ANNA)
REPLY = c.Reply(by=ANNA, mail=MAIL, send_at=NOW + 10)
REPLY_AND_CLOSE = replace(REPLY, disposition=Disposition(outcome=Outcome.ANSWERED))
FORWARD = c.HandOff(by=ANNA, packet=PACKET, way=Way.FORWARD, office=FAIDO, clerk=CELIO, mail=MAIL)
BLIND = c.HandOff(by=ANNA, packet=PACKET, way=Way.BLIND, office=FAIDO, clerk=CELIO, order=ORDER)
BACK = c.SendBack(by=CELIO, reason=SendBackReason.DATA_MISSING)


@pytest.mark.parametrize(
    ("contact", "commands", "answered"),
    [
        (PHONE, (CLAIM,), 0), (PHONE, (CLAIM, CONNECTED), 10), (PHONE, (c.CallIsRinging(operator=ANNA),), 0),
        (PHONE, (c.CallHasEnded(),), 0), (PHONE, (CLAIM, CONNECTED, c.CallHasEnded(), done()), 10),
        (PHONE, (c.TransferArrived(extension="3501", clerk=CELIO, office=FAIDO),), 0.1),
        (PHONE, (CLAIM, CONNECTED, BLIND, c.TransferArrived()), 10),
        (WRITTEN, (CLAIM, c.GiveAnswer(by=ANNA, article="a")), 0), (WRITTEN, (CLAIM, REPLY), 0),
        (WRITTEN, (CLAIM, REPLY, LEFT), 20), (WRITTEN, (CLAIM, REPLY, LEFT, LEFT), 20),
        (WRITTEN, (CLAIM, REPLY_AND_CLOSE), 0), (WRITTEN, (CLAIM, REPLY_AND_CLOSE, LEFT), 20),
        (WRITTEN, (CLAIM, REPLY_AND_CLOSE, c.UndoSend(by=ANNA, wish=WishId(1))), 0),
        (WRITTEN, (CLAIM, FORWARD, replace(LEFT, to_citizen=False)), 0),
        (WRITTEN, (CLAIM, FORWARD, c.Accept(by=CELIO), c.Finish(by=CELIO, result="fatto")), 30),
        (WRITTEN, (CLAIM, FORWARD, BACK), 0), (WRITTEN, (CLAIM, done()), 10),
        (WRITTEN, (CLAIM, done(Outcome.CALLED_BACK)), 10), (WRITTEN, (CLAIM, done(Outcome.NOT_REACHED)), 0),
        (WRITTEN, (CLAIM, done(Outcome.SPAM)), 0), (WRITTEN, (CLAIM, done(), c.Reopen(by=ANNA)), 0),
    ],
)  # fmt: skip
def test_the_first_answer_is_what_the_citizen_got_first(contact, commands, answered):
    found = after(contact, *commands)
    assert found.first_answer_at == (NOW + int(answered) if answered else 0)


def test_a_case_that_comes_back_after_days_had_its_answer():
    closed = after(WRITTEN, CLAIM, done())
    assert decide(closed, c.Reopen(by=ANNA), NOW + 3 * 86400).contact.first_answer_at == NOW + 10
    by_clerk = after(WRITTEN, CLAIM, FORWARD, c.Finish(by=CELIO, result="fatto"))
    assert decide(by_clerk, c.Reopen(by=ANNA), NOW + 30).contact.first_answer_at == NOW + 20


@pytest.mark.parametrize("channel", list(Channel))
def test_who_stands_at_the_counter_has_been_answered(channel):
    new = Contact(channel=channel, state=State.ACTIVE, operator=ANNA, arrived_at=NOW, state_since=NOW)
    spoken = channel in (Channel.COUNTER, Channel.PHONE)
    assert arrive(new, NOW, by=ANNA, logged=True).contact.first_answer_at == (NOW if spoken else 0)
    assert arrive(new, NOW).contact.first_answer_at == 0


@pytest.mark.parametrize(
    ("commands", "since", "stops"),
    [
        ((CLAIM, REPLY), 0, ()),
        ((CLAIM, REPLY, LEFT), 20, ()),
        ((CLAIM, REPLY, LEFT, c.Park(by=ANNA)), 20, ()),
        ((CLAIM, REPLY, LEFT, c.Return()), 20, ()),
        ((CLAIM, REPLY, LEFT, c.CitizenWrote(mail=MailId(9))), 0, ((20, 30),)),
        ((CLAIM, REPLY, LEFT, c.Release(by=ANNA)), 0, ((20, 30),)),
        ((CLAIM, REPLY, LEFT, REPLY, c.MailDidFail(wish=WishId(2), error="550")), 0, ((20, 40),)),
        ((CLAIM, REPLY, LEFT, FORWARD, BACK), 0, ((20, 40),)),
        ((CLAIM, FORWARD), 10, ()),
        ((CLAIM, FORWARD, c.Accept(by=CELIO)), 10, ()),
        ((CLAIM, FORWARD, c.CitizenWrote(mail=MailId(9))), 10, ()),
        ((CLAIM, FORWARD, BACK), 0, ((10, 20),)),
        ((CLAIM, FORWARD, c.UndoSend(by=ANNA, wish=WishId(1))), 0, ((10, 20),)),
        ((CLAIM, FORWARD, c.MailDidFail(wish=WishId(1), error="550")), 0, ((10, 20),)),
        ((CLAIM, FORWARD, c.Finish(by=CELIO, result="fatto")), 10, ()),
        ((CLAIM, FORWARD, c.Finish(by=CELIO, result="fatto"), c.Reopen(by=ANNA)), 0, ((10, 30),)),
        ((CLAIM, done(), c.Reopen(by=ANNA), done()), 30, ((10, 20),)),
        ((CLAIM, REPLY_AND_CLOSE, LEFT), 10, ()),
        ((CLAIM, REPLY_AND_CLOSE, c.MailDidFail(wish=WishId(1), error="550")), 0, ((10, 20),)),
    ],
)
def test_the_clock_stands_while_it_is_not_our_turn(commands, since, stops):
    found = after(WRITTEN, *commands)
    assert found.stopped_since == (NOW + since if since else 0)
    assert found.stops == tuple((NOW + begin, NOW + end) for begin, end in stops)


def test_a_citizen_who_writes_again_is_in_the_history_once():
    waiting = after(WRITTEN, CLAIM, REPLY, LEFT)
    assert waiting.is_citizens_turn
    decision = decide(waiting, c.CitizenWrote(mail=MailId(9)), NOW + 60)
    assert [line.kind for line in decision.entries] == [EntryKind.CITIZEN_WROTE]
    again = decide(decision.contact, c.CitizenWrote(mail=MailId(9)), NOW + 70)
    assert (again.contact, again.entries) == (decision.contact, ())


@pytest.mark.parametrize("state", list(State))
def test_that_the_citizen_wrote_is_never_refused(state):
    decide(replace(WRITTEN, state=state, operator=ANNA), c.CitizenWrote(mail=MailId(9)), NOW)


def test_an_attempt_in_vain_begins_a_new_time_to_call_back():
    missed = after(replace(PHONE, party=Party(phone="+41790000000")), c.CallHasEnded())
    assert (missed.state, missed.owed_since) == (State.MISSED, 0)
    tried = after(missed, c.CallBack(by=ANNA, extension="21"), c.CallHasEnded())
    assert (tried.state, tried.owed_since, tried.first_answer_at) == (State.MISSED, NOW + 10, 0)


def test_who_calls_again_keeps_the_place_of_the_first_call():
    missed = after(PHONE, c.CallHasEnded())
    first = replace(missed, id=ContactId(3), arrived_at=NOW - 3000)
    absorbed = after(missed, c.Absorb(calls=1, attempts=0, of=(first.id,), known=(first,)))
    assert absorbed.owed_since == NOW - 3000
    third = replace(missed, id=ContactId(9), arrived_at=NOW + 500)
    again = after(third, c.Absorb(calls=2, attempts=0, of=(absorbed.id,), known=(absorbed,)))
    assert again.owed_since == NOW - 3000
