"""What the telephone, the mail and the passing of time do to a contact.

These commands report facts: none is ever refused; one that does not fit the contact any more changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from console.domain import commands as c
from console.domain.contact import CLERK_STATES, LIVE_CALL, NO_OPERATOR, OUTGOING, RECALLS, CallState, Contact, State
from console.domain.decision import (
    CALL_ORDER_SECONDS,
    Decision,
    closed_by_time,
    entry,
    failed_handoff,
    move,
    settle,
)
from console.domain.handoff import CALL_WAYS, HandoffState, TransferFailure, Way
from console.domain.journal import Entry, EntryKind
from console.domain.wish import WishKind, WishState


def ringing(contact: Contact, command: c.CallIsRinging, now: float) -> Decision:
    """A phone rings for this call: an operator's, which the waiting contact then names, or the citizen's."""
    if contact.call_state not in (CallState.QUEUED, CallState.NONE, CallState.UNKNOWN):
        return Decision(contact)
    at = command.operator if contact.state is State.WAITING else contact.operator
    return Decision(replace(contact, call_state=CallState.RINGING, operator=at))


def queued(contact: Contact, command: c.CallIsQueued, now: float) -> Decision:
    """The call waits (again): nobody answered the phone that rang, somebody sent it back, or a lost call is found.

    Who waits is anybody's, whatever the contact was before; a handoff stays for the history.
    """
    if contact.call_state is CallState.QUEUED and contact.state in (State.WAITING, State.ACTIVE):
        return Decision(contact)
    if _is_being_hung_up(contact, now):
        return Decision(replace(contact, call_state=CallState.QUEUED))
    lines: tuple[Entry, ...] = ()
    if contact.state in (*CLERK_STATES, State.CLOSED):
        lines = (entry(EntryKind.REOPENED, now, queued="yes"),)
    if contact.state in (*CLERK_STATES, State.CONSULTING):  # a clerk who sends the citizen back does so on purpose
        contact = failed_handoff(contact, TransferFailure.UNKNOWN if contact.state is State.CONSULTING else None)
    waiting = move(contact, State.WAITING, now, operator=NO_OPERATOR, disposition=None, call_state=CallState.QUEUED)
    return Decision(waiting, lines)


def _is_being_hung_up(contact: Contact, now: float) -> bool:
    """Whether the operator has just ended this live call: a phone that stops ringing for it is part of the end."""
    ended = contact.state in (State.CLOSED, State.HANDED_OFF) and contact.call_state in LIVE_CALL
    return ended and now - contact.state_since < CALL_ORDER_SECONDS


def connected(contact: Contact, command: c.CallIsConnected, now: float) -> Decision:
    """The citizen talks with this operator: the contact is theirs, whoever had claimed it."""
    if contact.call_state is CallState.TALKING and contact.operator == command.operator:
        return Decision(contact)
    lines: tuple[Entry, ...] = (entry(EntryKind.CALL_CONNECTED, now, command.operator),)
    if contact.state is State.CLOSED:
        if contact.call_state is CallState.ON_HOLD and contact.operator == command.operator:
            return Decision(replace(contact, call_state=CallState.TALKING))  # its closing has ordered the hang-up
        lines = (entry(EntryKind.REOPENED, now, command.operator), *lines)
    if contact.state is State.CONSULTING:  # what ended the consult was told while nobody listened
        contact = failed_handoff(contact, TransferFailure.UNKNOWN)
    state = contact.state if contact.state is State.PARKED else State.ACTIVE
    talking = move(
        contact, state, now, operator=command.operator, disposition=None, call_state=CallState.TALKING, missed_calls=0
    )
    return Decision(talking, lines)


def held(contact: Contact, command: c.CallIsHeld, now: float) -> Decision:
    """The citizen was put on hold, or brought back."""
    call_state = CallState.ON_HOLD if command.held else CallState.TALKING
    if contact.call_state is call_state or contact.call_state not in LIVE_CALL:
        return Decision(contact)
    line = entry(EntryKind.CALL_HELD, now, contact.operator, held="yes" if command.held else "no")
    at = NO_OPERATOR if contact.state is State.WAITING else contact.operator
    return Decision(replace(contact, call_state=call_state, operator=at), (line,))


def ended(contact: Contact, command: c.CallHasEnded, now: float) -> Decision:
    """The call is over. Unanswered ones become missed calls to give back; talks become wrap-up."""
    if contact.call_state is CallState.ENDED:
        return Decision(contact)
    unanswered = contact.call_state in (CallState.NONE, CallState.QUEUED, CallState.RINGING)
    line = _end_line(contact, known=command.known, unanswered=unanswered, now=now)
    over = replace(contact, call_state=CallState.ENDED if command.known else CallState.UNKNOWN)
    lost = contact.state is State.ACTIVE and unanswered
    if lost or contact.state is State.WAITING:
        calls = contact.missed_calls if contact.call.startswith(OUTGOING) else max(1, contact.missed_calls)
        flags = tuple(flag for flag in contact.flags if flag != RECALLS)
        missed = move(over, State.MISSED, now, operator=NO_OPERATOR, missed_calls=calls, flags=flags)
        return Decision(missed, (line,))
    if contact.state in (State.CONSULTING, State.TRANSFERRING):
        failed = failed_handoff(over, TransferFailure.CALLER_GONE)
        return Decision(move(failed, State.WRAP_UP, now), (line,))
    if contact.state is State.ACTIVE:
        return Decision(move(over, State.WRAP_UP, now), (line,))
    return Decision(over, (line,))


def _end_line(contact: Contact, *, known: bool, unanswered: bool, now: float) -> Entry:
    if not known:
        return entry(EntryKind.CALL_LOST, now)
    if not unanswered or contact.state is State.MISSED:
        return entry(EntryKind.CALL_ENDED, now)
    if contact.call.startswith(OUTGOING):
        return entry(EntryKind.NOT_REACHED, now, contact.operator)
    return entry(EntryKind.ABANDONED, now, waited=str(round(now - contact.arrived_at)))


def transfer_failed(contact: Contact, command: c.TransferDidFail, now: float) -> Decision:
    """The clerk was not reached: the citizen is back with the operator, unless gone or unknown."""
    if contact.state is not State.TRANSFERRING:
        return Decision(contact)
    failed = failed_handoff(contact, command.failure)
    line = entry(EntryKind.TRANSFER_FAILED, now, failure=command.failure)
    if command.failure is TransferFailure.CALLER_GONE:
        return Decision(move(failed, State.WRAP_UP, now, call_state=CallState.ENDED), (line,))
    if command.failure is TransferFailure.UNKNOWN:
        live = contact.call_state in (CallState.TALKING, CallState.ON_HOLD)
        return Decision(move(failed, State.ACTIVE if live else State.WRAP_UP, now), (line,))
    return Decision(move(failed, State.ACTIVE, now, call_state=CallState.TALKING), (line,))


def mail_left(contact: Contact, command: c.MailLeft, now: float) -> Decision:
    """A mail was taken by the server, or its receipt was found."""
    line = entry(EntryKind.DELIVERED, now, message_id=command.message_id)
    handoff = contact.handoff
    if handoff is not None and handoff.state is HandoffState.SENDING and handoff.way not in CALL_WAYS:
        contact = replace(contact, handoff=replace(handoff, state=HandoffState.SENT))
    return Decision(contact, (line,), results=settle(command.wish, WishState.DONE))


def mail_failed(contact: Contact, command: c.MailDidFail, now: float) -> Decision:
    """A mail cannot be sent for good: the contact waits again, marked, unless somebody has it in hand."""
    line = entry(EntryKind.DELIVERY_FAILED, now, error=command.error)
    results = settle(command.wish, WishState.FAILED, command.error)
    flagged = replace(contact, flags=tuple(dict.fromkeys((*contact.flags, "delivery_failed"))))
    if contact.state is State.HANDED_OFF:
        flagged = failed_handoff(flagged, TransferFailure.REFUSED)
    if contact.state in (State.HANDED_OFF, State.CLOSED):
        flagged = move(flagged, State.WAITING, now, operator=NO_OPERATOR, disposition=None)
    return Decision(flagged, (line,), results=results)


def wish_expired(contact: Contact, command: c.WishExpired, now: float) -> Decision:
    """An order to the telephone came too late, was refused, or its outcome is unknown."""
    results = settle(command.wish, WishState.FAILED, command.error or "expired")
    if _was_waited_for(contact, command.kind):
        return replace(_unknown(contact, command.kind, now), results=results)
    if contact.state is State.ACTIVE and contact.call_state in (CallState.QUEUED, CallState.RINGING):
        waiting = move(contact, State.WAITING, now, operator=NO_OPERATOR)
        return Decision(waiting, (entry(EntryKind.RELEASED, now, error=command.error),), results=results)
    if contact.state is State.ACTIVE and contact.is_ordered_out:
        missed = move(contact, State.MISSED, now, operator=NO_OPERATOR, call_state=CallState.ENDED)
        return Decision(missed, (entry(EntryKind.NOT_REACHED, now, error=command.error),), results=results)
    return Decision(contact, results=results)


def _was_waited_for(contact: Contact, kind: WishKind | None) -> bool:
    """Whether the operator waits for what this order should have done."""
    if contact.state is State.TRANSFERRING:
        return kind in (None, WishKind.TRANSFER_CALL, WishKind.COMPLETE_TRANSFER)
    return contact.state is State.CONSULTING and kind in (None, WishKind.CONSULT_CALL, WishKind.HAND_BACK)


def _unknown(contact: Contact, kind: WishKind | None, now: float) -> Decision:
    """A consult that could not be completed or handed back goes on; anything else is over, and how is unknown."""
    line = entry(EntryKind.TRANSFER_FAILED, now, failure=TransferFailure.UNKNOWN)
    handoff = contact.handoff
    if kind is WishKind.HAND_BACK:
        return Decision(contact, (line,))
    if kind is WishKind.COMPLETE_TRANSFER and handoff is not None and handoff.way is Way.CONSULT:
        return Decision(move(contact, State.CONSULTING, now), (line,))
    live = contact.call_state in (CallState.TALKING, CallState.ON_HOLD)
    failed = failed_handoff(contact, TransferFailure.UNKNOWN)
    return Decision(move(failed, State.ACTIVE if live else State.WRAP_UP, now), (line,))


def after_call_over(contact: Contact, command: c.EndAfterCall, now: float) -> Decision:
    """Nobody gave a disposition in time; the contact can be reopened. Never under a citizen who is on the line."""
    if contact.state is not State.WRAP_UP or contact.call_state in LIVE_CALL or contact.is_ordered_out:
        return Decision(contact)
    return Decision(closed_by_time(contact, now), (entry(EntryKind.AFTER_CALL_OVER, now, of=contact.operator),))


def returned(contact: Contact, command: c.Return, now: float) -> Decision:
    """The operator's console is gone: work goes back to the queue, a finished talk is closed and flagged."""
    if contact.state not in (State.ACTIVE, State.PARKED, State.WRAP_UP) or contact.call_state in LIVE_CALL:
        return Decision(contact)
    line = entry(EntryKind.RETURNED, now, of=contact.operator)
    if contact.state is State.WRAP_UP:
        return Decision(closed_by_time(contact, now), (line,))
    return Decision(move(contact, State.WAITING, now, operator=NO_OPERATOR), (line,))
