"""What `decide()` gives, and the small tools that every rule of the lifecycle uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from console.domain.contact import HELD_STATES, Contact, Disposition, OperatorId, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.handoff import HandoffState, Packet, TransferFailure
from console.domain.journal import Entry, EntryKind
from console.domain.wish import CallOrder, Wish, WishId, WishKind, WishResult, WishState

CALL_ORDER_SECONDS = 20.0
"""After this a call order is harmful rather than late: the citizen has waited for nothing."""

DISPOSITION_MISSING = "disposition_missing"
"""Flag of a contact that was closed by time; its operator may still give the disposition."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The contact as it will be, what to write down, what the world must do, which wishes ended."""

    contact: Contact
    entries: tuple[Entry, ...] = ()
    wishes: tuple[Wish, ...] = ()
    results: tuple[WishResult, ...] = ()


def move(contact: Contact, state: State, now: float, **changes: Any) -> Contact:
    """The contact in another state since `now`, with these fields changed."""
    return replace(contact, state=state, state_since=now, **changes)


def entry(kind: EntryKind, now: float, by: str = "", **facts: str) -> Entry:
    """A line of the journal with the facts that are not empty."""
    return Entry(kind, now, by, tuple((key, value) for key, value in facts.items() if value))


def require(condition: bool, reason: Reason, who: str = "", detail: str = "") -> None:
    """Raise Refused(reason) unless the condition holds."""
    if not condition:
        raise Refused(reason, who=who, detail=detail)


def require_held(contact: Contact, by: OperatorId) -> None:
    """Raise Refused unless the contact is in the hands of this operator."""
    require(contact.state in HELD_STATES, Reason.WRONG_STATE, detail=contact.state)
    require(contact.operator == by, Reason.NOT_YOURS, who=contact.operator)


def require_not_others(contact: Contact, by: OperatorId) -> None:
    """Raise Refused(NOT_YOURS) when the contact is in another operator's hands."""
    held_by_other = contact.state in HELD_STATES and contact.operator != by
    require(not held_by_other, Reason.NOT_YOURS, who=contact.operator)


def call_wish(kind: WishKind, contact: Contact, now: float, **fields: str) -> Wish:
    """An order to the telephone about the contact's call; harmful, so expired, after CALL_ORDER_SECONDS."""
    order = CallOrder(call=contact.call, **fields)
    return Wish(kind=kind, order=order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)


def settle(wish: WishId, state: WishState, error: str = "") -> tuple[WishResult, ...]:
    """The result of one wish."""
    return (WishResult(wish=wish, state=state, error=error),)


def with_clerk(contact: Contact, now: float) -> Contact:
    """The contact as handed off: the operator's part is over."""
    done = Disposition(outcome=Outcome.HANDED_OFF, topic=contact.topic)
    return move(contact, State.HANDED_OFF, now, disposition=done)


def known_packet(contact: Contact) -> Packet:
    """What is already known of a contact, in the fields of a packet."""
    earlier = contact.handoff.packet if contact.handoff else None
    return Packet(
        case_reference=contact.case_reference,
        topic=contact.topic,
        question=earlier.question if earlier else contact.subject,
        answered=contact.answered,
        language=contact.language,
        callback=contact.party.phone or contact.party.email,
        citizen=contact.party.name,
        municipality=contact.municipality,
        deadline=earlier.deadline if earlier else "",
        note=contact.note,
    )


def closed_by_time(contact: Contact, now: float) -> Contact:
    """A finished talk whose operator gave no disposition: closed with the usual one, flagged."""
    outcome = Outcome.ANSWERED if contact.answered else Outcome.NO_ACTION
    if contact.handoff is not None and contact.handoff.state is HandoffState.SENT:
        outcome = Outcome.HANDED_OFF
    flags = tuple(dict.fromkeys((*contact.flags, DISPOSITION_MISSING)))
    code = Disposition(outcome=outcome, topic=contact.topic)
    return move(contact, State.CLOSED, now, disposition=code, flags=flags)


def failed_handoff(contact: Contact, failure: TransferFailure | None) -> Contact:
    """The contact with its handoff marked as failed; without a failure: ended on purpose."""
    if contact.handoff is None:
        return contact
    return replace(contact, handoff=replace(contact.handoff, state=HandoffState.FAILED, failure=failure))
