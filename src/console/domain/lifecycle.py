"""All rules about what may happen to a contact: `decide(contact, command, now) -> Decision`.

Pure. One function per command; the table at the end of the file is the whole lifecycle. A command that
the contact's state does not allow raises Refused, never anything else. Commands of the world are facts:
they are never refused, at most they change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from console.domain import commands as c
from console.domain.contact import (
    HELD_STATES,
    LIVE_CALL,
    QUEUED_STATES,
    CallId,
    CallState,
    Channel,
    ClerkId,
    Contact,
    Disposition,
    OperatorId,
    Outcome,
    State,
)
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, HandoffState, TransferFailure, Way, missing
from console.domain.journal import Entry, EntryKind
from console.domain.wish import CallOrder, Wish, WishKind, WishResult, WishState

CALL_ORDER_SECONDS = 20.0
"""After this a call order is harmful rather than late: the citizen has waited for nothing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The contact as it will be, what to write down, what the world must do, which wishes ended."""

    contact: Contact
    entries: tuple[Entry, ...] = ()
    wishes: tuple[Wish, ...] = ()
    results: tuple[WishResult, ...] = ()


def arrive(contact: Contact, now: float, *, by: str = "", logged: bool = False) -> Decision:
    """A new contact comes into the queue, or into the hands of the operator who logs it."""
    kind = EntryKind.LOGGED if logged else EntryKind.ARRIVED
    facts = (("channel", str(contact.channel)),)
    return Decision(contact, (Entry(kind, now, by, facts),))


def decide(contact: Contact, command: c.Command, now: float) -> Decision:
    """What this command does to this contact at `now` (UTC seconds). Raises Refused."""
    return _RULES[type(command)](contact, command, now)


# --- small tools ---------------------------------------------------------------------------------


def _move(contact: Contact, state: State, now: float, **changes: Any) -> Contact:
    return replace(contact, state=state, state_since=now, **changes)


def _entry(kind: EntryKind, now: float, by: str = "", **facts: str) -> Entry:
    return Entry(kind, now, by, tuple((key, value) for key, value in facts.items() if value))


def _require(condition: bool, reason: Reason, who: str = "", detail: str = "") -> None:
    if not condition:
        raise Refused(reason, who=who, detail=detail)


def _require_held(contact: Contact, by: OperatorId) -> None:
    _require(contact.state in HELD_STATES, Reason.WRONG_STATE, detail=contact.state)
    _require(contact.operator == by, Reason.NOT_YOURS, who=contact.operator)


def _call_wish(kind: WishKind, contact: Contact, now: float, **fields: str) -> Wish:
    order = CallOrder(call=contact.call, **fields)
    return Wish(kind=kind, order=order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)


def _settle(wish: Any, state: WishState, error: str = "") -> tuple[WishResult, ...]:
    return (WishResult(wish=wish, state=state, error=error),)


# --- the operator's commands ---------------------------------------------------------------------


def _claim(contact: Contact, command: c.Claim, now: float) -> Decision:
    if contact.state in HELD_STATES and contact.operator == command.by:
        return Decision(contact)
    _require(contact.state not in HELD_STATES, Reason.TAKEN, who=contact.operator)
    _require(contact.state in QUEUED_STATES, Reason.WRONG_STATE, detail=contact.state)
    waiting_call = contact.call_state in (CallState.QUEUED, CallState.RINGING)
    wishes: tuple[Wish, ...] = ()
    if waiting_call:
        wishes = (_call_wish(WishKind.TAKE_CALL, contact, now, operator_extension=command.extension),)
    taken = _move(contact, State.ACTIVE, now, operator=command.by)
    return Decision(taken, (_entry(EntryKind.CLAIMED, now, command.by),), wishes)


def _take_over(contact: Contact, command: c.TakeOver, now: float) -> Decision:
    _require(contact.state in HELD_STATES, Reason.WRONG_STATE, detail=contact.state)
    _require(contact.state is not State.TRANSFERRING, Reason.WRONG_STATE, detail=contact.state)
    _require(contact.call_state not in LIVE_CALL, Reason.TAKEN, who=contact.operator)
    taken = _move(contact, State.ACTIVE, now, operator=command.by)
    return Decision(taken, (_entry(EntryKind.TAKEN_OVER, now, command.by, of=contact.operator),))


def _release(contact: Contact, command: c.Release, now: float) -> Decision:
    _require_held(contact, command.by)
    _require(contact.state in (State.ACTIVE, State.PARKED), Reason.WRONG_STATE, detail=contact.state)
    _require(contact.call_state not in LIVE_CALL, Reason.WRONG_STATE, detail="live_call")
    back = _move(contact, State.WAITING, now, operator=OperatorId(""))
    return Decision(back, (_entry(EntryKind.RELEASED, now, command.by),))


def _park(contact: Contact, command: c.Park, now: float) -> Decision:
    _require_held(contact, command.by)
    _require(contact.state in (State.ACTIVE, State.WRAP_UP), Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state is CallState.TALKING:
        wishes = (_call_wish(WishKind.HOLD_CALL, contact, now),)
    parked = _move(contact, State.PARKED, now)
    return Decision(parked, (_entry(EntryKind.PARKED, now, command.by),), wishes)


def _resume(contact: Contact, command: c.Resume, now: float) -> Decision:
    _require_held(contact, command.by)
    _require(contact.state is State.PARKED, Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state is CallState.ON_HOLD:
        wishes = (_call_wish(WishKind.RESUME_CALL, contact, now),)
    ended_call = contact.channel is Channel.PHONE and contact.call_state is CallState.ENDED
    back = _move(contact, State.WRAP_UP if ended_call else State.ACTIVE, now)
    return Decision(back, (_entry(EntryKind.RESUMED, now, command.by),), wishes)


_EDITABLE = ("party", "subject", "language", "office", "municipality", "case_reference", "note")


def _edit(contact: Contact, command: c.Edit, now: float) -> Decision:
    held_by_other = contact.state in HELD_STATES and contact.operator != command.by
    _require(not held_by_other, Reason.NOT_YOURS, who=contact.operator)
    wanted = {name: getattr(command, name) for name in _EDITABLE}
    changes = {k: v for k, v in wanted.items() if v is not None and v != getattr(contact, k)}
    if not changes:
        return Decision(contact)
    entry = Entry(EntryKind.EDITED, now, command.by, tuple(("field", name) for name in changes))
    return Decision(replace(contact, **changes), (entry,))


def _give_answer(contact: Contact, command: c.GiveAnswer, now: float) -> Decision:
    _require_held(contact, command.by)
    if command.article in contact.answered and contact.topic == command.article:
        return Decision(contact)
    answered = tuple(dict.fromkeys((*contact.answered, command.article)))
    entry = _entry(EntryKind.ANSWERED, now, command.by, article=command.article)
    return Decision(replace(contact, answered=answered, topic=command.article), (entry,))


def _reply(contact: Contact, command: c.Reply, now: float) -> Decision:
    _require_held(contact, command.by)
    _require(contact.state is not State.TRANSFERRING, Reason.WRONG_STATE, detail=contact.state)
    _require(bool(command.mail.recipients), Reason.NO_RECIPIENT)
    wish = Wish(kind=WishKind.SEND_MAIL, mail=command.mail, due_at=command.send_at)
    entry = _entry(EntryKind.REPLIED, now, command.by, message_id=command.mail.message_id)
    if command.disposition is None:
        return Decision(contact, (entry,), (wish,))
    closed = _close(contact, c.Close(by=command.by, disposition=command.disposition), now)
    return Decision(closed.contact, (entry, *closed.entries), (wish, *closed.wishes))


def _undo_reply(contact: Contact, command: c.UndoReply, now: float) -> Decision:
    held_by_other = contact.state in HELD_STATES and contact.operator != command.by
    _require(not held_by_other, Reason.NOT_YOURS, who=contact.operator)
    in_hand = _move(contact, State.ACTIVE, now, operator=command.by, disposition=None)
    entry = _entry(EntryKind.UNDONE, now, command.by)
    return Decision(in_hand, (entry,), results=_settle(command.wish, WishState.CANCELLED))


def _hand_off(contact: Contact, command: c.HandOff, now: float) -> Decision:
    _require_held(contact, command.by)
    _require(contact.state is not State.TRANSFERRING, Reason.WRONG_STATE, detail=contact.state)
    empty = missing(command.packet, command.way)
    _require(not empty, Reason.PACKET_INCOMPLETE, detail=",".join(empty))
    handoff = Handoff(
        packet=command.packet, way=command.way, office=command.office, clerk=command.clerk, by=command.by, at=now
    )
    entry = _entry(EntryKind.HANDED_OFF, now, command.by, way=command.way, office=command.office, clerk=command.clerk)
    known = replace(
        contact,
        handoff=handoff,
        office=command.office,
        case_reference=command.packet.case_reference or contact.case_reference,
        municipality=command.packet.municipality or contact.municipality,
    )
    carry = {Way.BLIND: _hand_off_call, Way.FORWARD: _hand_off_mail, Way.NOTE: _hand_off_note}[command.way]
    moved, wishes = carry(known, command, now)
    return Decision(moved, (entry,), wishes)


def _hand_off_call(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    _require(contact.channel is Channel.PHONE, Reason.NOT_A_CALL)
    _require(contact.call_state in LIVE_CALL, Reason.CALL_GONE)
    _require(contact.call_state in (CallState.TALKING, CallState.ON_HOLD), Reason.CALL_NOT_CONNECTED)
    _require(command.order is not None and bool(command.order.extension), Reason.NO_RECIPIENT)
    wish = Wish(kind=WishKind.TRANSFER_CALL, order=command.order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)
    return _move(contact, State.TRANSFERRING, now), (wish,)


def _hand_off_mail(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    _require(command.mail is not None and bool(command.mail.recipients), Reason.NO_RECIPIENT)
    return _with_clerk(contact, now), (Wish(kind=WishKind.FORWARD_MAIL, mail=command.mail, due_at=now),)


def _hand_off_note(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    wishes: tuple[Wish, ...] = ()
    if command.mail is not None:
        wishes = (Wish(kind=WishKind.FORWARD_MAIL, mail=command.mail, due_at=now),)
    if contact.call_state in LIVE_CALL:
        wishes = (*wishes, _call_wish(WishKind.HANG_UP, contact, now))
    handed = _with_clerk(contact, now)
    if command.mail is None and handed.handoff is not None:
        handed = replace(handed, handoff=replace(handed.handoff, state=HandoffState.SENT))
    return handed, wishes


def _with_clerk(contact: Contact, now: float) -> Contact:
    return _move(
        contact, State.HANDED_OFF, now, disposition=Disposition(outcome=Outcome.HANDED_OFF, topic=contact.topic)
    )


def _close(contact: Contact, command: c.Close, now: float) -> Decision:
    _require(contact.state not in (State.CLOSED, State.TRANSFERRING), Reason.WRONG_STATE, detail=contact.state)
    held_by_other = contact.state in HELD_STATES and contact.operator != command.by
    _require(not held_by_other, Reason.NOT_YOURS, who=contact.operator)
    _require(contact.state is not State.ACCEPTED, Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state in LIVE_CALL:
        wishes = (_call_wish(WishKind.HANG_UP, contact, now),)
    closed = _move(contact, State.CLOSED, now, operator=command.by, disposition=command.disposition)
    entry = _entry(
        EntryKind.CLOSED, now, command.by,
        outcome=command.disposition.outcome, topic=command.disposition.topic,
    )  # fmt: skip
    return Decision(closed, (entry,), wishes)


def _reopen(contact: Contact, command: c.Reopen, now: float) -> Decision:
    _require(contact.state is State.CLOSED, Reason.WRONG_STATE, detail=contact.state)
    in_hand = _move(contact, State.ACTIVE, now, operator=command.by, disposition=None)
    return Decision(in_hand, (_entry(EntryKind.REOPENED, now, command.by),))


def _call_back(contact: Contact, command: c.CallBack, now: float) -> Decision:
    taken = _claim(contact, c.Claim(by=command.by), now).contact
    _require(taken.call_state not in LIVE_CALL, Reason.WRONG_STATE, detail="live_call")
    _require(bool(taken.party.phone), Reason.NO_RECIPIENT)
    order = CallOrder(
        call=f"out-{contact.id}-{contact.version}", number=taken.party.phone, operator_extension=command.extension
    )
    wish = Wish(kind=WishKind.CALL_OUT, order=order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)
    trying = replace(taken, attempts=contact.attempts + 1, call=CallId(order.call))
    return Decision(trying, (_entry(EntryKind.CALLED_BACK, now, command.by),), (wish,))


# --- the clerk's commands ------------------------------------------------------------------------


def _require_clerk(contact: Contact, by: ClerkId) -> Handoff:
    _require(contact.state in (State.HANDED_OFF, State.ACCEPTED), Reason.WRONG_STATE, detail=contact.state)
    handoff = contact.handoff
    if handoff is None:
        raise Refused(Reason.WRONG_STATE, detail=contact.state)
    _require(handoff.clerk in ("", by), Reason.NOT_THE_CLERK, who=handoff.clerk)
    return handoff


def _accept(contact: Contact, command: c.Accept, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    if contact.state is State.ACCEPTED:
        return Decision(contact)
    accepted = replace(handoff, state=HandoffState.ACCEPTED, clerk=command.by)
    entry = _entry(EntryKind.ACCEPTED, now, command.by)
    return Decision(_move(contact, State.ACCEPTED, now, handoff=accepted), (entry,))


def _send_back(contact: Contact, command: c.SendBack, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    returned = replace(
        handoff, state=HandoffState.SENT_BACK, reason=command.reason, result=command.text, clerk=command.by
    )
    waiting = _move(contact, State.WAITING, now, handoff=returned, operator=OperatorId(""), disposition=None)
    entry = _entry(EntryKind.SENT_BACK, now, command.by, reason=command.reason, text=command.text)
    return Decision(waiting, (entry,))


def _finish(contact: Contact, command: c.Finish, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    done = replace(handoff, state=HandoffState.DONE, result=command.result, clerk=command.by)
    closed = _move(contact, State.CLOSED, now, handoff=done)
    return Decision(closed, (_entry(EntryKind.CLERK_DONE, now, command.by, result=command.result),))


# --- the world's commands: facts -----------------------------------------------------------------


def _ringing(contact: Contact, command: c.CallIsRinging, now: float) -> Decision:
    if contact.call_state not in (CallState.QUEUED, CallState.NONE, CallState.UNKNOWN):
        return Decision(contact)
    return Decision(replace(contact, call_state=CallState.RINGING))


def _queued(contact: Contact, command: c.CallIsQueued, now: float) -> Decision:
    if contact.call_state is CallState.QUEUED and contact.state is State.WAITING:
        return Decision(contact)
    if contact.state in (State.WAITING, State.ACTIVE, State.TRANSFERRING, State.MISSED):
        back = _move(contact, State.WAITING, now, operator=OperatorId(""), call_state=CallState.QUEUED)
        return Decision(back)
    return Decision(replace(contact, call_state=CallState.QUEUED))


def _connected(contact: Contact, command: c.CallIsConnected, now: float) -> Decision:
    if contact.call_state is CallState.TALKING and contact.operator == command.operator:
        return Decision(contact)
    entry = _entry(EntryKind.CALL_CONNECTED, now, command.operator)
    state = contact.state if contact.state is State.PARKED else State.ACTIVE
    talking = _move(contact, state, now, operator=command.operator, call_state=CallState.TALKING)
    return Decision(talking, (entry,))


def _held(contact: Contact, command: c.CallIsHeld, now: float) -> Decision:
    call_state = CallState.ON_HOLD if command.held else CallState.TALKING
    if contact.call_state is call_state or contact.call_state not in LIVE_CALL:
        return Decision(contact)
    entry = _entry(EntryKind.CALL_HELD, now, contact.operator, held="yes" if command.held else "no")
    return Decision(replace(contact, call_state=call_state), (entry,))


def _ended(contact: Contact, command: c.CallHasEnded, now: float) -> Decision:
    if contact.call_state not in LIVE_CALL and contact.call_state is not CallState.UNKNOWN:
        return Decision(contact)
    unanswered = contact.call_state in (CallState.QUEUED, CallState.RINGING)
    over = replace(contact, call_state=CallState.ENDED if command.known else CallState.UNKNOWN)
    if not command.known:
        entry = _entry(EntryKind.CALL_LOST, now)
    elif unanswered:
        entry = _entry(EntryKind.ABANDONED, now, waited=str(round(now - contact.arrived_at)))
    else:
        entry = _entry(EntryKind.CALL_ENDED, now)
    if contact.state in (State.WAITING, State.ACTIVE) and unanswered:
        return Decision(_move(over, State.MISSED, now, operator=OperatorId("")), (entry,))
    if contact.state is State.TRANSFERRING:
        failed = _failed_handoff(over, TransferFailure.CALLER_GONE)
        return Decision(_move(failed, State.WRAP_UP, now), (entry,))
    if contact.state is State.ACTIVE:
        return Decision(_move(over, State.WRAP_UP, now), (entry,))
    return Decision(over, (entry,))


def _failed_handoff(contact: Contact, failure: TransferFailure) -> Contact:
    if contact.handoff is None:
        return contact
    return replace(contact, handoff=replace(contact.handoff, state=HandoffState.FAILED, failure=failure))


def _transfer_arrived(contact: Contact, command: c.TransferArrived, now: float) -> Decision:
    if contact.state is not State.TRANSFERRING or contact.handoff is None:
        return Decision(contact)
    sent = replace(contact.handoff, state=HandoffState.SENT)
    handed = replace(_with_clerk(contact, now), handoff=sent, call_state=CallState.ENDED)
    return Decision(handed, (_entry(EntryKind.DELIVERED, now, sent.clerk, way=sent.way),))


def _transfer_failed(contact: Contact, command: c.TransferDidFail, now: float) -> Decision:
    if contact.state is not State.TRANSFERRING:
        return Decision(contact)
    gone = command.failure is TransferFailure.CALLER_GONE
    failed = _failed_handoff(contact, command.failure)
    call_state = CallState.ENDED if gone else CallState.TALKING
    back = _move(failed, State.WRAP_UP if gone else State.ACTIVE, now, call_state=call_state)
    return Decision(back, (_entry(EntryKind.TRANSFER_FAILED, now, failure=command.failure),))


def _mail_left(contact: Contact, command: c.MailLeft, now: float) -> Decision:
    entry = _entry(EntryKind.DELIVERED, now, message_id=command.message_id)
    handoff = contact.handoff
    if handoff is not None and handoff.state is HandoffState.SENDING and handoff.way is not Way.BLIND:
        contact = replace(contact, handoff=replace(handoff, state=HandoffState.SENT))
    return Decision(contact, (entry,), results=_settle(command.wish, WishState.DONE))


def _mail_failed(contact: Contact, command: c.MailDidFail, now: float) -> Decision:
    entry = _entry(EntryKind.DELIVERY_FAILED, now, error=command.error)
    results = _settle(command.wish, WishState.FAILED, command.error)
    flagged = replace(contact, flags=tuple(dict.fromkeys((*contact.flags, "delivery_failed"))))
    if contact.state in (State.HANDED_OFF, State.CLOSED):
        failed = _failed_handoff(flagged, TransferFailure.REFUSED) if contact.state is State.HANDED_OFF else flagged
        waiting = _move(failed, State.WAITING, now, operator=OperatorId(""), disposition=None)
        return Decision(waiting, (entry,), results=results)
    return Decision(flagged, (entry,), results=results)


def _wish_expired(contact: Contact, command: c.WishExpired, now: float) -> Decision:
    results = _settle(command.wish, WishState.FAILED, command.error or "expired")
    if contact.state is State.TRANSFERRING:
        failed = _failed_handoff(contact, TransferFailure.UNKNOWN)
        live = contact.call_state in LIVE_CALL
        back = _move(failed, State.ACTIVE if live else State.WRAP_UP, now)
        entry = _entry(EntryKind.TRANSFER_FAILED, now, failure=TransferFailure.UNKNOWN, error=command.error)
        return Decision(back, (entry,), results=results)
    if contact.state is State.ACTIVE and contact.call_state in (CallState.QUEUED, CallState.RINGING):
        waiting = _move(contact, State.WAITING, now, operator=OperatorId(""))
        return Decision(waiting, (_entry(EntryKind.RELEASED, now, error=command.error),), results=results)
    return Decision(contact, results=results)


def _return(contact: Contact, command: c.Return, now: float) -> Decision:
    if contact.state not in (State.ACTIVE, State.PARKED, State.WRAP_UP) or contact.call_state in LIVE_CALL:
        return Decision(contact)
    waiting = _move(contact, State.WAITING, now, operator=OperatorId(""))
    return Decision(waiting, (_entry(EntryKind.RETURNED, now, of=contact.operator),))


_RULES: dict[type, Callable[[Contact, Any, float], Decision]] = {
    c.Claim: _claim,
    c.TakeOver: _take_over,
    c.Release: _release,
    c.Park: _park,
    c.Resume: _resume,
    c.Edit: _edit,
    c.GiveAnswer: _give_answer,
    c.Reply: _reply,
    c.UndoReply: _undo_reply,
    c.HandOff: _hand_off,
    c.Close: _close,
    c.Reopen: _reopen,
    c.CallBack: _call_back,
    c.Accept: _accept,
    c.SendBack: _send_back,
    c.Finish: _finish,
    c.CallIsRinging: _ringing,
    c.CallIsQueued: _queued,
    c.CallIsConnected: _connected,
    c.CallIsHeld: _held,
    c.CallHasEnded: _ended,
    c.TransferArrived: _transfer_arrived,
    c.TransferDidFail: _transfer_failed,
    c.MailLeft: _mail_left,
    c.MailDidFail: _mail_failed,
    c.WishExpired: _wish_expired,
    c.Return: _return,
}
