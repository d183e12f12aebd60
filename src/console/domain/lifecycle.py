"""All rules about what may happen to a contact: `decide(contact, command, now) -> Decision`.

Pure. One function per command; the table at the end of the file is the whole lifecycle. A command that
the contact's state does not allow raises Refused, never anything else. What the telephone and the mail
report are facts (`facts.py`): they are never refused, at most they change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from console.domain import answer_clock, consult, facts, missed, outgoing, reports, sorting
from console.domain import commands as c
from console.domain import mail_commands as m
from console.domain import sorting_commands as s
from console.domain.contact import (
    HELD_STATES,
    LIVE_CALL,
    MOVING_STATES,
    NO_OPERATOR,
    OUTGOING,
    QUEUED_STATES,
    CallId,
    CallState,
    Channel,
    ClerkId,
    Contact,
    State,
)
from console.domain.decision import (
    CALL_ORDER_SECONDS,
    DISPOSITION_MISSING,
    Decision,
    call_wish,
    entry,
    move,
    require,
    require_held,
    require_not_others,
    settle,
    with_clerk,
)
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, HandoffState, Way, missing
from console.domain.journal import Entry, EntryKind
from console.domain.wish import CallOrder, Wish, WishKind, WishState

__all__ = ["Decision", "arrive", "decide"]

_BEFORE_THE_TALK = (CallState.QUEUED, CallState.RINGING)


def arrive(contact: Contact, now: float, *, by: str = "", logged: bool = False, why: str = "") -> Decision:
    """A new contact comes into the queue, or into the hands of the operator who logs it.

    `why`: what put it elsewhere at once (the quarantine, behind another mail).
    """
    kind = EntryKind.LOGGED if logged else EntryKind.ARRIVED
    line = entry(kind, now, by, channel=contact.channel, why=why)
    return Decision(answer_clock.begun(contact, now, logged=logged), (line,))


def decide(contact: Contact, command: c.Command, now: float) -> Decision:
    """What this command does to this contact at `now` (UTC seconds). Raises Refused."""
    return answer_clock.kept(contact, command, _RULES[type(command)](contact, command, now), now)


# --- the operator's commands ---------------------------------------------------------------------


def _claim(contact: Contact, command: c.Claim, now: float) -> Decision:
    if contact.state in HELD_STATES and contact.operator == command.by:
        return Decision(contact)
    require(contact.state not in HELD_STATES, Reason.TAKEN, who=contact.operator)
    require(contact.state in QUEUED_STATES, Reason.WRONG_STATE, detail=contact.state)
    rings_here = contact.call_state is CallState.RINGING and contact.operator == command.by
    waiting_call = contact.call_state in (CallState.QUEUED, CallState.RINGING)
    wishes: tuple[Wish, ...] = ()
    if waiting_call and not rings_here:
        wishes = (call_wish(WishKind.TAKE_CALL, contact, now, operator_extension=command.extension),)
    taken = move(_without_order(contact), State.ACTIVE, now, operator=command.by)
    return Decision(taken, (entry(EntryKind.CLAIMED, now, command.by),), wishes)


def _take_over(contact: Contact, command: c.TakeOver, now: float) -> Decision:
    require(contact.state in HELD_STATES, Reason.WRONG_STATE, detail=contact.state)
    require(contact.state not in MOVING_STATES, Reason.WRONG_STATE, detail=contact.state)
    on_hold = contact.call_state is CallState.ON_HOLD
    require(on_hold or contact.call_state not in LIVE_CALL, Reason.TAKEN, who=contact.operator)
    wishes: tuple[Wish, ...] = ()
    if on_hold:
        require(bool(command.extension), Reason.NO_RECIPIENT)
        wishes = (call_wish(WishKind.RESUME_CALL, contact, now, operator_extension=command.extension),)
    taken = move(_without_order(contact), State.ACTIVE, now, operator=command.by)
    return Decision(taken, (entry(EntryKind.TAKEN_OVER, now, command.by, of=contact.operator),), wishes)


def _without_order(contact: Contact) -> Contact:
    """A call of ours that nobody has heard of since is nothing that the next hands wait for."""
    return replace(contact, call_state=CallState.ENDED) if contact.is_ordered_out else contact


def _release(contact: Contact, command: c.Release, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.state in (State.ACTIVE, State.PARKED), Reason.WRONG_STATE, detail=contact.state)
    require(contact.call_state not in LIVE_CALL, Reason.WRONG_STATE, detail="live_call")
    back = move(contact, State.WAITING, now, operator=NO_OPERATOR)
    return Decision(back, (entry(EntryKind.RELEASED, now, command.by),))


def _park(contact: Contact, command: c.Park, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.state in (State.ACTIVE, State.WRAP_UP), Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state is CallState.TALKING:
        wishes = (call_wish(WishKind.HOLD_CALL, contact, now),)
    parked = move(contact, State.PARKED, now)
    return Decision(parked, (entry(EntryKind.PARKED, now, command.by),), wishes)


def _resume(contact: Contact, command: c.Resume, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.state is State.PARKED, Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state is CallState.ON_HOLD:
        wishes = (call_wish(WishKind.RESUME_CALL, contact, now, operator_extension=command.extension),)
    ended_call = contact.channel is Channel.PHONE and contact.call_state is CallState.ENDED
    back = move(contact, State.WRAP_UP if ended_call else State.ACTIVE, now)
    return Decision(back, (entry(EntryKind.RESUMED, now, command.by),), wishes)


_EDITABLE = ("party", "subject", "language", "office", "municipality", "case_reference", "note")


def _edit(contact: Contact, command: c.Edit, now: float) -> Decision:
    require_not_others(contact, command.by)
    wanted = {name: getattr(command, name) for name in _EDITABLE}
    changes = {k: v for k, v in wanted.items() if v is not None and v != getattr(contact, k)}
    if not changes:
        return Decision(contact)
    line = Entry(EntryKind.EDITED, now, command.by, tuple(("field", name) for name in changes))
    return Decision(replace(contact, **changes), (line,))


def _give_answer(contact: Contact, command: c.GiveAnswer, now: float) -> Decision:
    require_held(contact, command.by)
    if command.article in contact.answered and contact.topic == command.article:
        return Decision(contact)
    answered = tuple(dict.fromkeys((*contact.answered, command.article)))
    line = entry(EntryKind.ANSWERED, now, command.by, article=command.article)
    return Decision(replace(contact, answered=answered, topic=command.article), (line,))


def _reply(contact: Contact, command: c.Reply, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.state not in MOVING_STATES, Reason.WRONG_STATE, detail=contact.state)
    require(bool(command.mail.recipients), Reason.NO_RECIPIENT)
    state = WishState.HELD if command.held else WishState.QUEUED
    wish = Wish(kind=WishKind.SEND_MAIL, mail=command.mail, due_at=command.send_at, state=state, author=command.by)
    held = "yes" if command.held else ""
    line = entry(EntryKind.REPLIED, now, command.by, message_id=command.mail.message_id, held=held)
    if command.disposition is None:
        return Decision(contact, (line,), (wish,))
    closed = _close(contact, c.Close(by=command.by, disposition=command.disposition), now)
    return Decision(closed.contact, (line, *closed.entries), (wish, *closed.wishes))


def _undo_send(contact: Contact, command: c.UndoSend, now: float) -> Decision:
    require_not_others(contact, command.by)
    require(contact.state is not State.ACCEPTED, Reason.TOO_LATE)
    if contact.state is State.CONSULTING:
        line = entry(EntryKind.UNDONE, now, command.by)
        return Decision(contact, (line,), results=settle(command.wish, WishState.CANCELLED))
    handoff = None if contact.state is State.HANDED_OFF else contact.handoff
    in_hand = move(contact, State.ACTIVE, now, operator=command.by, disposition=None, handoff=handoff)
    line = entry(EntryKind.UNDONE, now, command.by)
    return Decision(in_hand, (line,), results=settle(command.wish, WishState.CANCELLED))


def _hand_off(contact: Contact, command: c.HandOff, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.state not in MOVING_STATES, Reason.WRONG_STATE, detail=contact.state)
    empty = missing(command.packet, command.way)
    require(not empty, Reason.PACKET_INCOMPLETE, detail=",".join(empty))
    handoff = Handoff(
        packet=command.packet, way=command.way, office=command.office, clerk=command.clerk, by=command.by, at=now
    )
    line = entry(EntryKind.HANDED_OFF, now, command.by, way=command.way, office=command.office, clerk=command.clerk)
    known = replace(
        contact,
        handoff=handoff,
        office=command.office,
        case_reference=command.packet.case_reference or contact.case_reference,
        municipality=command.packet.municipality or contact.municipality,
    )
    carry = {
        Way.BLIND: _hand_off_call, Way.CONSULT: _hand_off_call, Way.FORWARD: _hand_off_mail, Way.NOTE: _hand_off_note
    }  # fmt: skip
    moved, wishes = carry[command.way](known, command, now)
    return Decision(moved, (line,), wishes)


def _hand_off_call(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    require(contact.channel is Channel.PHONE, Reason.NOT_A_CALL)
    require(contact.call_state in LIVE_CALL, Reason.CALL_GONE)
    require(contact.call_state in (CallState.TALKING, CallState.ON_HOLD), Reason.CALL_NOT_CONNECTED)
    require(command.order is not None and bool(command.order.extension), Reason.NO_RECIPIENT)
    asks = command.way is Way.CONSULT
    kind = WishKind.CONSULT_CALL if asks else WishKind.TRANSFER_CALL
    wish = Wish(kind=kind, order=command.order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)
    return move(contact, State.CONSULTING if asks else State.TRANSFERRING, now), (wish,)


def _hand_off_mail(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    require(command.mail is not None and bool(command.mail.recipients), Reason.NO_RECIPIENT)
    return with_clerk(contact, now), (_forward_wish(command, now),)


def _forward_wish(command: c.HandOff, now: float) -> Wish:
    return Wish(kind=WishKind.FORWARD_MAIL, mail=command.mail, due_at=max(now, command.send_at))


def _hand_off_note(contact: Contact, command: c.HandOff, now: float) -> tuple[Contact, tuple[Wish, ...]]:
    wishes: tuple[Wish, ...] = ()
    if command.mail is not None:
        wishes = (_forward_wish(command, now),)
    if contact.call_state in LIVE_CALL:
        wishes = (*wishes, call_wish(WishKind.HANG_UP, contact, now))
    handed = with_clerk(contact, now)
    if command.mail is None and handed.handoff is not None:
        handed = replace(handed, handoff=replace(handed.handoff, state=HandoffState.SENT))
    return handed, wishes


def _hang_up(contact: Contact, command: c.HangUp, now: float) -> Decision:
    require_held(contact, command.by)
    require(contact.channel is Channel.PHONE, Reason.NOT_A_CALL)
    require(contact.state not in MOVING_STATES, Reason.WRONG_STATE, detail=contact.state)
    require(contact.call_state in LIVE_CALL, Reason.CALL_GONE)
    ours = contact.call.startswith(OUTGOING)
    require(ours or contact.call_state not in _BEFORE_THE_TALK, Reason.CALL_NOT_CONNECTED)
    in_hand = move(contact, State.ACTIVE, now) if contact.state is State.PARKED else contact
    line = entry(EntryKind.HUNG_UP, now, command.by)
    return Decision(in_hand, (line,), (call_wish(WishKind.HANG_UP, contact, now),))


def _close(contact: Contact, command: c.Close, now: float) -> Decision:
    by_time = DISPOSITION_MISSING in contact.flags and contact.operator == command.by
    require(contact.state is not State.CLOSED or by_time, Reason.WRONG_STATE, detail=contact.state)
    require(contact.state not in MOVING_STATES, Reason.WRONG_STATE, detail=contact.state)
    require_not_others(contact, command.by)
    require(contact.state is not State.ACCEPTED, Reason.WRONG_STATE, detail=contact.state)
    wishes: tuple[Wish, ...] = ()
    if contact.call_state in LIVE_CALL:
        wishes = (call_wish(WishKind.HANG_UP, contact, now),)
    flags = tuple(flag for flag in contact.flags if flag != DISPOSITION_MISSING)
    closed = move(contact, State.CLOSED, now, operator=command.by, disposition=command.disposition, flags=flags)
    line = entry(
        EntryKind.CLOSED, now, command.by,
        outcome=command.disposition.outcome, topic=command.disposition.topic,
    )  # fmt: skip
    return Decision(closed, (line,), wishes)


def _reopen(contact: Contact, command: c.Reopen, now: float) -> Decision:
    require(contact.state is State.CLOSED, Reason.WRONG_STATE, detail=contact.state)
    in_hand = move(_without_order(contact), State.ACTIVE, now, operator=command.by, disposition=None)
    return Decision(in_hand, (entry(EntryKind.REOPENED, now, command.by),))


def _call_back(contact: Contact, command: c.CallBack, now: float) -> Decision:
    taken = _claim(contact, c.Claim(by=command.by), now).contact
    require(taken.state not in MOVING_STATES, Reason.WRONG_STATE, detail=taken.state)
    require(not taken.is_ordered_out, Reason.CALLING_ALREADY)
    require(taken.call_state not in LIVE_CALL, Reason.WRONG_STATE, detail="live_call")
    require(bool(taken.party.phone), Reason.NO_RECIPIENT)
    order = CallOrder(
        call=f"{OUTGOING}{contact.id}-{contact.version}", number=taken.party.phone, operator_extension=command.extension
    )
    wish = Wish(kind=WishKind.CALL_OUT, order=order, due_at=now, expires_at=now + CALL_ORDER_SECONDS)
    trying = move(
        taken, State.ACTIVE, now, attempts=contact.attempts + 1, call=CallId(order.call), call_state=CallState.NONE
    )
    return Decision(trying, (entry(EntryKind.CALLED_BACK, now, command.by),), (wish,))


# --- the clerk's commands ------------------------------------------------------------------------


def _require_clerk(contact: Contact, by: ClerkId) -> Handoff:
    require(contact.state in (State.HANDED_OFF, State.ACCEPTED), Reason.WRONG_STATE, detail=contact.state)
    handoff = contact.handoff
    if handoff is None:
        raise Refused(Reason.WRONG_STATE, detail=contact.state)
    require(handoff.clerk in ("", by), Reason.NOT_THE_CLERK, who=handoff.clerk)
    return handoff


def _accept(contact: Contact, command: c.Accept, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    if contact.state is State.ACCEPTED:
        return Decision(contact)
    accepted = replace(handoff, state=HandoffState.ACCEPTED, clerk=command.by)
    line = entry(EntryKind.ACCEPTED, now, command.by)
    return Decision(move(contact, State.ACCEPTED, now, handoff=accepted), (line,))


def _send_back(contact: Contact, command: c.SendBack, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    returned = replace(
        handoff, state=HandoffState.SENT_BACK, reason=command.reason, result=command.text, clerk=command.by
    )
    waiting = move(contact, State.WAITING, now, handoff=returned, operator=NO_OPERATOR, disposition=None)
    line = entry(EntryKind.SENT_BACK, now, command.by, reason=command.reason, text=command.text)
    return Decision(waiting, (line,))


def _finish(contact: Contact, command: c.Finish, now: float) -> Decision:
    handoff = _require_clerk(contact, command.by)
    done = replace(handoff, state=HandoffState.DONE, result=command.result, clerk=command.by)
    closed = move(contact, State.CLOSED, now, handoff=done)
    return Decision(closed, (entry(EntryKind.CLERK_DONE, now, command.by, result=command.result),))


_RULES: dict[type, Callable[[Contact, Any, float], Decision]] = {
    c.Claim: _claim,
    c.TakeOver: _take_over,
    c.Release: _release,
    c.Park: _park,
    c.Resume: _resume,
    c.Edit: _edit,
    c.GiveAnswer: _give_answer,
    c.Reply: _reply,
    c.UndoSend: _undo_send,
    m.ReleaseMail: outgoing.release,
    m.GiveBackMail: outgoing.give_back,
    m.HoldMail: outgoing.hold,
    c.HandOff: _hand_off,
    c.CompleteConsult: consult.complete,
    c.HandBack: consult.hand_back,
    c.HangUp: _hang_up,
    c.Close: _close,
    c.Reopen: _reopen,
    c.CallBack: _call_back,
    c.Accept: _accept,
    c.SendBack: _send_back,
    c.Finish: _finish,
    c.CallIsRinging: facts.ringing,
    c.CallIsQueued: facts.queued,
    c.CallIsConnected: facts.connected,
    c.CallIsHeld: facts.held,
    c.CallHasEnded: facts.ended,
    c.ClerkRings: consult.clerk_rings,
    c.ConsultBegan: consult.began,
    c.ConsultAnswered: consult.answered,
    c.ConsultOver: consult.over,
    c.TransferArrived: consult.transfer_arrived,
    c.TransferDidFail: facts.transfer_failed,
    c.MailLeft: facts.mail_left,
    c.CitizenWrote: answer_clock.citizen_wrote,
    c.MailDidFail: facts.mail_failed,
    m.MailPartly: outgoing.partly,
    c.WishExpired: facts.wish_expired,
    c.Absorb: missed.absorb,
    c.Supersede: missed.supersede,
    c.Recalled: missed.recalled,
    c.EndAfterCall: facts.after_call_over,
    c.Return: facts.returned,
    s.Quarantine: sorting.quarantine,
    s.LetIn: sorting.let_in,
    s.PutBack: sorting.put_back,
    s.CloseDuplicate: sorting.close_duplicate,
    s.DeliveryReported: reports.reported,
    s.Fold: sorting.fold,
}
