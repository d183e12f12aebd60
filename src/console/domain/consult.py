"""The consult and the arrival of every transfer: the operator's two acts, and what the telephone says of them.

The acts may be refused; the facts never are, as in `facts.py`.
"""

from __future__ import annotations

from dataclasses import replace

from console.domain import commands as c
from console.domain.contact import LIVE_CALL, CallState, Contact, OfficeId, State
from console.domain.decision import (
    Decision,
    call_wish,
    closed_by_time,
    entry,
    failed_handoff,
    known_packet,
    move,
    require,
    require_held,
    with_clerk,
)
from console.domain.errors import Reason
from console.domain.handoff import CALL_WAYS, Handoff, HandoffState, TransferFailure, Way
from console.domain.journal import EntryKind
from console.domain.wish import WishKind

_BEFORE_THE_ANSWER = (HandoffState.SENDING, HandoffState.RINGING)


# --- the operator's ------------------------------------------------------------------------------


def complete(contact: Contact, command: c.CompleteConsult, now: float) -> Decision:
    """Leave citizen and clerk to each other. The handoff stays CONSULTING: should it fail, the consult goes on."""
    require_held(contact, command.by)
    require(contact.state is State.CONSULTING, Reason.WRONG_STATE, detail=contact.state)
    handoff = contact.handoff
    require(handoff is not None and handoff.state is HandoffState.CONSULTING, Reason.CLERK_NOT_ANSWERED)
    wish = call_wish(WishKind.COMPLETE_TRANSFER, contact, now)
    return Decision(move(contact, State.TRANSFERRING, now), (entry(EntryKind.COMPLETED, now, command.by),), (wish,))


def hand_back(contact: Contact, command: c.HandBack, now: float) -> Decision:
    """Ask the telephone to bring citizen and operator together again."""
    require_held(contact, command.by)
    require(contact.state is State.CONSULTING, Reason.WRONG_STATE, detail=contact.state)
    return Decision(contact, wishes=(call_wish(WishKind.HAND_BACK, contact, now),))


# --- what the telephone says ---------------------------------------------------------------------


def clerk_rings(contact: Contact, command: c.ClerkRings, now: float) -> Decision:
    """The clerk's phone rings: their console shows the packet."""
    handoff = contact.handoff
    moving = contact.state in (State.CONSULTING, State.TRANSFERRING)
    if not moving or handoff is None or handoff.state is not HandoffState.SENDING:
        return Decision(contact)
    return Decision(replace(contact, handoff=replace(handoff, state=HandoffState.RINGING)))


def began(contact: Contact, command: c.ConsultBegan, now: float) -> Decision:
    """The citizen is on hold. Believed too when it had been called unknown, or was begun with the phone's keys."""
    line = entry(EntryKind.CONSULT_STARTED, now, command.clerk, extension=command.extension)
    if contact.state is State.CONSULTING:
        if contact.call_state is CallState.ON_HOLD:
            return Decision(contact)
        return Decision(replace(contact, call_state=CallState.ON_HOLD), (line,))
    if contact.state not in (State.ACTIVE, State.PARKED) or contact.call_state not in LIVE_CALL:
        return Decision(contact)
    known = contact.handoff
    if known is not None and known.way is Way.CONSULT and known.failure is TransferFailure.UNKNOWN:
        handoff = replace(known, state=HandoffState.SENDING, failure=None)
    else:
        handoff = _by_keys(contact, Way.CONSULT, command, now)
    asking = move(contact, State.CONSULTING, now, handoff=handoff, call_state=CallState.ON_HOLD)
    return Decision(asking, (line,))


def answered(contact: Contact, command: c.ConsultAnswered, now: float) -> Decision:
    """Operator and clerk talk."""
    handoff = contact.handoff
    if contact.state is not State.CONSULTING or handoff is None or handoff.state not in _BEFORE_THE_ANSWER:
        return Decision(contact)
    talking = replace(contact, handoff=replace(handoff, state=HandoffState.CONSULTING))
    return Decision(talking, (entry(EntryKind.CONSULT_ANSWERED, now, handoff.clerk),))


def over(contact: Contact, command: c.ConsultOver, now: float) -> Decision:
    """Citizen and operator talk again, unless nobody knows."""
    handoff = contact.handoff
    asked = handoff is not None and handoff.way is Way.CONSULT
    if asked and _is_late(contact) and command.failure not in (TransferFailure.UNKNOWN, TransferFailure.CALLER_GONE):
        line = entry(EntryKind.CONSULT_ENDED, now, failure=command.failure or "")
        talking = replace(failed_handoff(contact, command.failure), call_state=CallState.TALKING)
        return Decision(talking, (line,))
    if contact.state is not State.CONSULTING and not (asked and contact.state is State.TRANSFERRING):
        return Decision(contact)
    failed = failed_handoff(contact, command.failure)
    line = entry(EntryKind.CONSULT_ENDED, now, failure=command.failure or "")
    if command.failure is TransferFailure.CALLER_GONE:
        return Decision(move(failed, State.WRAP_UP, now, call_state=CallState.ENDED), (line,))
    call_state = contact.call_state if command.failure is TransferFailure.UNKNOWN else CallState.TALKING
    state = State.ACTIVE if call_state in LIVE_CALL else State.WRAP_UP
    return Decision(move(failed, state, now, call_state=call_state), (line,))


def _is_late(contact: Contact) -> bool:
    """Whether the consult had been called unknown, and the citizen is still there."""
    unknown = contact.handoff is not None and contact.handoff.failure is TransferFailure.UNKNOWN
    return unknown and contact.state in (State.ACTIVE, State.PARKED) and contact.call_state in LIVE_CALL


def transfer_arrived(contact: Contact, command: c.TransferArrived, now: float) -> Decision:
    """The citizen and the clerk talk: as ordered, also when that had been called unknown, or by the phone's keys."""
    handoff = contact.handoff
    ordered = contact.state in (State.CONSULTING, State.TRANSFERRING)
    late = contact.state in (State.ACTIVE, State.WRAP_UP)
    late = late and handoff is not None and handoff.failure is TransferFailure.UNKNOWN
    if handoff is not None and handoff.way in CALL_WAYS and (ordered or late) and _fits(handoff, command):
        sent = replace(handoff, state=HandoffState.SENT, failure=None)
        line = entry(EntryKind.DELIVERED, now, sent.clerk, way=sent.way)
    elif contact.call_state in LIVE_CALL and contact.state in _WITH_OPERATOR and (command.extension or ordered):
        sent = _by_keys(contact, Way.BLIND, command, now)
        sent = replace(sent, state=HandoffState.SENT)
        line = entry(EntryKind.DELIVERED, now, sent.clerk, way=sent.way, by_keys="yes", extension=command.extension)
        if not (sent.clerk or sent.office):
            return Decision(_with_nobody(contact, sent, now), (line,))
    else:
        return Decision(contact)
    handed = replace(with_clerk(contact, now), handoff=sent, office=OfficeId(sent.office), call_state=CallState.ENDED)
    return Decision(handed, (line,))


def _with_nobody(contact: Contact, sent: Handoff, now: float) -> Contact:
    """No clerk and no office would ever see it: whoever had it says what became of it."""
    gone = replace(contact, handoff=sent, call_state=CallState.ENDED)
    return move(gone, State.WRAP_UP, now) if contact.operator else closed_by_time(gone, now)


_WITH_OPERATOR = (State.WAITING, State.ACTIVE, State.PARKED, State.CONSULTING, State.TRANSFERRING)


def _fits(handoff: Handoff, command: c.TransferArrived) -> bool:
    """Whether who answered is the one for whom the handoff was. A phone that nobody knows may be anybody's of the
    office to which it went; a clerk without an own phone answers at the office's."""
    if not command.extension or handoff.clerk == command.clerk != c.NOBODY:
        return True
    if handoff.clerk and not command.office:
        return False
    one_is_unnamed = not handoff.clerk or not command.clerk
    return one_is_unnamed and command.office in ("", handoff.office)


def _by_keys(contact: Contact, way: Way, command: c.ConsultBegan | c.TransferArrived, now: float) -> Handoff:
    """What is handed on when the keys of a desk phone did it: what was known, to whom the extension belongs."""
    return Handoff(
        packet=known_packet(contact), way=way, office=command.office or contact.office, clerk=command.clerk,
        by=contact.operator, at=now,
    )  # fmt: skip
