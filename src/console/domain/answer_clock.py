"""The clock of a contact's targets: what answers the citizen, what stops the clock, what lets it run again. Pure.

It keeps moments only. How much business time lies between them is known where the hours are (`targets.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from console.domain import commands as c
from console.domain.contact import (
    CLERK_STATES,
    HELD_STATES,
    CallState,
    Channel,
    Contact,
    Outcome,
    State,
)
from console.domain.decision import Decision, entry
from console.domain.handoff import HandoffState
from console.domain.journal import EntryKind

MISTAKE_SECONDS = 300.0
"""A closing that is taken back within this was a slip: it has answered nobody."""
_SPOKEN = (Channel.PHONE, Channel.COUNTER)
_TOLD = (Outcome.ANSWERED, Outcome.CALLED_BACK)
_OUR_TURN = (c.CitizenWrote, c.Release, c.CallBack, c.MailDidFail)
"""After these something is for us to do, also where we had waited for the citizen."""


def begun(contact: Contact, now: float, *, logged: bool) -> Contact:
    """A new contact. Who stands at the counter, or has just been talked to, has had the first answer."""
    return replace(contact, first_answer_at=now) if logged and contact.channel in _SPOKEN else contact


def citizen_wrote(contact: Contact, command: c.CitizenWrote, now: float) -> Decision:
    """A mail of the citizen answers what we wrote: it is our turn. A fact, never refused."""
    if not contact.is_citizens_turn:
        return Decision(contact)
    return Decision(contact, (entry(EntryKind.CITIZEN_WROTE, now, mail=str(command.mail)),))


def kept(before: Contact, command: c.Command, decision: Decision, now: float) -> Decision:
    """The decision, with the clock of the contact kept."""
    after = decision.contact
    changes = _answered(before, command, after, now) | _stood(before, command, after, now)
    changes |= _owed(before, command, after, now)
    return replace(decision, contact=replace(after, **changes)) if changes else decision


def _answered(before: Contact, command: c.Command, after: Contact, now: float) -> dict[str, Any]:
    if isinstance(command, c.Reopen) and _was_a_slip(before, now):
        return {"first_answer_at": 0.0}
    return {"first_answer_at": now} if not after.first_answer_at and _answers(before, command, after) else {}


def _was_a_slip(before: Contact, now: float) -> bool:
    by_clerk = before.handoff is not None and before.handoff.state is HandoffState.DONE
    by_closing = before.first_answer_at > 0 and before.first_answer_at == before.state_since
    return by_closing and not by_clerk and now - before.state_since < MISTAKE_SECONDS


def _answers(before: Contact, command: c.Command, after: Contact) -> bool:
    """Whether the citizen gets something by this: a talk, a mail that has left, or an end that says so.

    A handoff on paper gives the citizen nothing yet; a reply does when it leaves.
    """
    talks = _talks(after) and not _talks(before)
    with_clerk = isinstance(command, c.TransferArrived) and after.state in CLERK_STATES
    mail = isinstance(command, c.MailLeft) and command.to_citizen
    done = after.disposition is not None and after.disposition.outcome in _TOLD and not isinstance(command, c.Reply)
    ends = before.is_open and not after.is_open
    return talks or with_clerk or mail or (ends and (done or isinstance(command, c.Finish)))


def _talks(contact: Contact) -> bool:
    return contact.call_state in (CallState.TALKING, CallState.ON_HOLD) and contact.state in HELD_STATES


def _owed(before: Contact, command: c.Command, after: Contact, now: float) -> dict[str, Any]:
    """Since when a call back is owed: anew after an attempt in vain, of one who calls again since the first call."""
    if before.state is State.ACTIVE and after.state is State.MISSED:
        return {"owed_since": now}
    if isinstance(command, c.Absorb) and after.state is State.MISSED and command.known:
        return {"owed_since": min(one.owed_since or one.arrived_at for one in (*command.known, after))}
    return {}


def _stood(before: Contact, command: c.Command, after: Contact, now: float) -> dict[str, Any]:
    if _stands(after) and not _stands(before):
        return {} if after.stopped_since else {"stopped_since": now}
    asks = isinstance(command, c.MailLeft) and command.to_citizen and after.state in HELD_STATES
    if asks and not after.stopped_since:
        return {"stopped_since": now}
    goes_on = (_stands(before) and not _stands(after)) or (isinstance(command, _OUR_TURN) and not _stands(after))
    if goes_on and after.stopped_since:
        return {"stopped_since": 0.0, "stops": (*after.stops, (after.stopped_since, now))}
    return {}


def _stands(contact: Contact) -> bool:
    """Whether the state alone stops the clock: the clerk's turn, or nobody's."""
    return not contact.is_open or contact.state in CLERK_STATES
