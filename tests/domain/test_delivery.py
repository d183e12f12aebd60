"""What a delivery report means and does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.contact import Channel, ClerkId, Contact, ContactId, Disposition, OperatorId, Outcome, Party, State
from console.domain.delivery import Trouble, trouble
from console.domain.handoff import Handoff, HandoffState, Packet, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.lifecycle import decide
from console.domain.mail import DeliveryAction, RecipientReport
from console.domain.sorting_commands import DeliveryReported
from console.domain.wish import WishId, WishKind

NOW = 1_790_000_000.0
CLOSED = Contact(
    id=ContactId(7), channel=Channel.EMAIL, state=State.CLOSED, operator=OperatorId("anna"), version=3,
    party=Party(email="r@x.example"), arrived_at=NOW - 60, state_since=NOW - 60,
    disposition=Disposition(outcome=Outcome.ANSWERED),
)  # fmt: skip
HANDOFF = Handoff(packet=Packet(), way=Way.FORWARD, office="faido", clerk=ClerkId("marini"), by=OperatorId("anna"),
                  state=HandoffState.SENT)  # fmt: skip


def told(action: DeliveryAction, *, kind: WishKind = WishKind.SEND_MAIL, status: str = "5.1.1") -> DeliveryReported:
    one = RecipientReport(recipient="r@x.example", action=action, status=status, diagnostic="550 no such user")
    return DeliveryReported(report=9, wish=WishId(1), kind=kind, message_id="<1@ue>", outcomes=(one,))


@pytest.mark.parametrize(
    ("status", "diagnostic", "reason"),
    [
        ("5.1.1", "", Trouble.UNKNOWN_ADDRESS), ("5.1.10", "", Trouble.UNKNOWN_DOMAIN),
        ("5.1.2", "", Trouble.UNKNOWN_DOMAIN),
        ("5.4.4", "", Trouble.UNKNOWN_DOMAIN), ("5.2.2", "", Trouble.MAILBOX_FULL), ("4.2.2", "", Trouble.MAILBOX_FULL),
        ("5.2.1", "", Trouble.MAILBOX_CLOSED), ("5.3.4", "", Trouble.TOO_BIG), ("5.7.1", "", Trouble.REFUSED),
        ("5.7.509", "", Trouble.REFUSED), ("4.4.1", "", Trouble.NOT_REACHABLE), ("4.4.7", "", Trouble.GIVEN_UP),
        ("5.0.0", "550 5.1.1 user unknown", Trouble.UNKNOWN_ADDRESS), ("", "mailbox is full", Trouble.MAILBOX_FULL),
        ("", "550 No such user here", Trouble.UNKNOWN_ADDRESS), ("5.0.0", "boh", Trouble.OTHER),
        ("", "", Trouble.OTHER),
    ],
)  # fmt: skip
def test_the_reason_out_of_the_code_or_the_words(status, diagnostic, reason):
    assert trouble(status, diagnostic) is reason


def test_a_permanent_failure_brings_the_contact_back_to_who_had_it():
    decision = decide(CLOSED, told(DeliveryAction.FAILED), NOW)
    back = decision.contact
    assert (back.state, back.operator, back.disposition, back.meant_for) == (State.WAITING, "", None, "anna")
    assert back.flags == ("delivery_failed",)
    (line,) = decision.entries
    facts = dict(line.facts)
    assert line.kind is EntryKind.DELIVERY_FAILED
    assert (facts["recipient"], facts["reason"], facts["status"]) == ("r@x.example", "unknown_address", "5.1.1")
    assert decide(back, told(DeliveryAction.FAILED), NOW).contact == back


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (DeliveryAction.DELAYED, EntryKind.DELIVERY_DELAYED), (DeliveryAction.DELIVERED, EntryKind.DELIVERY_CONFIRMED),
        (DeliveryAction.RELAYED, EntryKind.DELIVERY_CONFIRMED), (DeliveryAction.EXPANDED, EntryKind.DELIVERY_CONFIRMED),
    ],
)  # fmt: skip
def test_a_delay_and_a_success_are_only_noted(action, kind):
    decision = decide(CLOSED, told(action, status=""), NOW)
    assert decision.contact == CLOSED
    assert [line.kind for line in decision.entries] == [kind]


def test_a_handoff_that_did_not_arrive_has_failed():
    handed = replace(CLOSED, state=State.HANDED_OFF, handoff=HANDOFF)
    back = decide(handed, told(DeliveryAction.FAILED, kind=WishKind.FORWARD_MAIL), NOW).contact
    assert back.state is State.WAITING
    assert (back.handoff.state, back.handoff.failure) == (HandoffState.FAILED, TransferFailure.REFUSED)


def test_a_reply_that_did_not_arrive_leaves_the_clerk_the_case():
    handed = replace(CLOSED, state=State.HANDED_OFF, handoff=HANDOFF)
    after = decide(handed, told(DeliveryAction.FAILED), NOW).contact
    assert (after.state, after.handoff, after.flags) == (State.HANDED_OFF, HANDOFF, ("delivery_failed",))


def test_a_case_that_the_clerk_has_ended_stays_ended():
    done = replace(CLOSED, handoff=replace(HANDOFF, state=HandoffState.DONE))
    assert decide(done, told(DeliveryAction.FAILED, kind=WishKind.FORWARD_MAIL), NOW).contact.state is State.CLOSED
    assert decide(done, told(DeliveryAction.FAILED), NOW).contact.state is State.WAITING


@pytest.mark.parametrize("state", [one for one in State if one not in (State.CLOSED, State.HANDED_OFF)])
def test_what_is_open_stays_where_it_is(state):
    before = replace(CLOSED, state=state, disposition=None)
    assert decide(before, told(DeliveryAction.FAILED), NOW).contact.state is state
