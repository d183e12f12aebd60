"""Four eyes, and recipients with different fates: what each verdict and each answer does."""

from dataclasses import replace

import pytest

from console.domain import mail_commands as m
from console.domain.commands import Reply, UndoSend
from console.domain.contact import Channel, Contact, ContactId, Disposition, OperatorId, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.journal import EntryKind
from console.domain.lifecycle import decide
from console.domain.wish import OutgoingMail, RecipientAnswer, RecipientState, WishId, WishKind, WishState

NOW = 1_790_000_000.0
ANNA, LUCA = OperatorId("anna"), OperatorId("luca")
RAW = b"To: a@x.ch\r\nMessage-ID: <ue.7.abc@ue.example>\r\nSubject: x\r\n\r\nMessage-ID: <ue.7.abc@ue.example>\r\n"
MAIL = OutgoingMail(
    message_id="<ue.7.abc@ue.example>", sender="ue@ue.example", recipients=("a@x.ch", "b@x.ch", "c@x.ch"), raw=RAW
)
CLOSED = Contact(
    id=ContactId(7), channel=Channel.EMAIL, state=State.CLOSED, operator=ANNA, arrived_at=NOW, state_since=NOW,
    disposition=Disposition(outcome=Outcome.ANSWERED),
)  # fmt: skip
TAKEN, LATER, REFUSED = RecipientState
WISH = WishId(3)


def decided(command, contact=CLOSED):
    return decide(contact, command, NOW)


class TestFourEyes:
    def test_a_held_reply_waits(self):
        contact = replace(CLOSED, state=State.ACTIVE, disposition=None)
        decision = decided(Reply(by=ANNA, mail=MAIL, send_at=NOW + 10, held=True), contact)
        [wish] = decision.wishes
        assert (wish.state, wish.author, wish.due_at) == (WishState.HELD, "anna", NOW + 10)
        assert ("held", "yes") in decision.entries[0].facts

    def test_a_reply_that_is_not_held_is_queued_with_its_author(self):
        contact = replace(CLOSED, state=State.ACTIVE, disposition=None)
        [wish] = decided(Reply(by=ANNA, mail=MAIL, send_at=NOW), contact).wishes
        assert (wish.state, wish.author) == (WishState.QUEUED, "anna")

    def test_a_colleague_releases_and_the_journal_says_who(self):
        decision = decided(m.ReleaseMail(by=LUCA, wish=WISH, author="anna", send_at=NOW + 10))
        [result] = decision.results
        assert (result.state, result.due_at, decision.contact) == (WishState.QUEUED, NOW + 10, CLOSED)
        assert (decision.entries[0].kind, decision.entries[0].by) == (EntryKind.MAIL_RELEASED, "luca")

    @pytest.mark.parametrize(
        "command",
        [
            m.ReleaseMail(by=ANNA, wish=WISH, author="anna", send_at=NOW),
            m.GiveBackMail(by=ANNA, wish=WISH, author="anna", reason="x"),
        ],
    )
    def test_nobody_judges_the_own_mail(self, command):
        with pytest.raises(Refused) as refused:
            decided(command)
        assert refused.value.reason is Reason.OWN_MAIL

    def test_given_back_it_waits_for_its_author_set_aside(self):
        decision = decided(m.GiveBackMail(by=LUCA, wish=WISH, author="anna", reason="manca il termine"))
        assert (decision.contact.state, decision.contact.operator) == (State.PARKED, "anna")
        assert decision.contact.disposition is None
        assert decision.results[0].state is WishState.CANCELLED
        assert dict(decision.entries[0].facts)["reason"] == "manca il termine"

    def test_a_reason_is_wanted(self):
        with pytest.raises(Refused):
            decided(m.GiveBackMail(by=LUCA, wish=WISH, author="anna", reason="  "))

    @pytest.mark.parametrize("state", [State.ACTIVE, State.HANDED_OFF, State.PARKED])
    def test_a_contact_that_has_gone_on_stays_where_it_is(self, state):
        contact = replace(CLOSED, state=state, operator=LUCA)
        decision = decided(m.GiveBackMail(by=LUCA, wish=WISH, author="anna", reason="x"), contact)
        assert decision.contact == contact

    def test_a_release_is_taken_back_and_the_author_takes_a_mail_back(self):
        assert decided(m.HoldMail(by=LUCA, wish=WISH)).results[0].state is WishState.HELD
        assert decided(UndoSend(by=ANNA, wish=WISH)).results[0].state is WishState.CANCELLED


def answers(**states):
    return tuple(
        RecipientAnswer(address=f"{name}@x.ch", state=state, words="" if state is TAKEN else f"{state} words")
        for name, state in states.items()
    )


def parted(*, contact=CLOSED, **states):
    command = m.MailPartly(
        wish=WISH, kind=WishKind.SEND_MAIL, mail=MAIL, author="anna", answers=answers(**states), retry_at=NOW + 60
    )
    return decided(command, contact)


class TestDifferentFates:
    def test_one_refused_goes_back_and_the_others_get_it_now(self):
        decision = parted(a=TAKEN, b=REFUSED)
        [goes_on], [failed] = decision.results, decision.wishes
        assert (goes_on.state, goes_on.recipients, goes_on.due_at) == (WishState.QUEUED, ("a@x.ch",), NOW)
        assert (failed.state, failed.mail.recipients, failed.error) == (WishState.FAILED, ("b@x.ch",), "refused words")
        assert (decision.contact.state, "delivery_failed" in decision.contact.flags) == (State.WAITING, True)
        assert [(one.kind, dict(one.facts)["recipient"]) for one in decision.entries] == [
            (EntryKind.DELIVERY_FAILED, "b@x.ch")
        ]

    def test_one_put_off_becomes_a_mail_of_its_own_under_its_own_id(self):
        decision = parted(a=LATER, b=TAKEN)
        [goes_on], [later] = decision.results, decision.wishes
        assert goes_on.recipients == ("b@x.ch",)
        assert (later.state, later.due_at, later.error) == (WishState.QUEUED, NOW + 60, "later words")
        assert (later.mail.recipients, later.tried_since) == (("a@x.ch",), NOW)
        assert later.mail.message_id == "<ue.7.abc.2@ue.example>"
        assert later.mail.raw == RAW.replace(b"<ue.7.abc@ue.example>", b"<ue.7.abc.2@ue.example>", 1)
        assert decision.contact == CLOSED, "nobody has to do anything yet"

    def test_all_three_at_once(self):
        decision = parted(a=TAKEN, b=LATER, c=REFUSED)
        assert decision.results[0].recipients == ("a@x.ch",)
        assert [(one.state, one.mail.recipients) for one in decision.wishes] == [
            (WishState.QUEUED, ("b@x.ch",)), (WishState.FAILED, ("c@x.ch",)),
        ]  # fmt: skip
        assert len({MAIL.message_id, *(one.mail.message_id for one in decision.wishes)}) == 3

    def test_without_anybody_taken_the_rest_waits_under_the_first_id(self):
        decision = parted(a=LATER, b=REFUSED)
        [goes_on] = decision.results
        assert (goes_on.recipients, goes_on.due_at, goes_on.error) == (("a@x.ch",), NOW + 60, "later words")
        assert [one.state for one in decision.wishes] == [WishState.FAILED]

    def test_all_refused_is_a_failure(self):
        decision = parted(a=REFUSED, b=REFUSED)
        assert (decision.results[0].state, decision.wishes) == (WishState.FAILED, ())
