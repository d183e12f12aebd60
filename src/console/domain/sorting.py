"""What happens to a contact before anybody works on it: quarantine, duplicates, folded mails, and the way back."""

from __future__ import annotations

from dataclasses import replace

from console.domain import sorting_commands as s
from console.domain.contact import NO_OPERATOR, Channel, Contact, Disposition, Outcome, State
from console.domain.decision import Decision, entry, move, require, require_not_others
from console.domain.errors import Reason
from console.domain.journal import EntryKind

_NOT_TO_CLOSE = (State.CLOSED, State.CONSULTING, State.TRANSFERRING, State.ACCEPTED, State.HANDED_OFF)


def quarantine(contact: Contact, command: s.Quarantine, now: float) -> Decision:
    """Out of the queue, where it waits in nobody's hands; a citizen on the line is never suspect."""
    require(contact.channel is not Channel.PHONE, Reason.WRONG_STATE, detail=contact.channel)
    require(contact.state is State.WAITING, Reason.WRONG_STATE, detail=contact.state)
    return Decision(move(contact, State.QUARANTINED, now), (entry(EntryKind.QUARANTINED, now, command.by),))


def let_in(contact: Contact, command: s.LetIn, now: float) -> Decision:
    """Into the queue, at the place of its arrival."""
    require(contact.state is State.QUARANTINED, Reason.WRONG_STATE, detail=contact.state)
    waiting = move(contact, State.WAITING, now, operator=NO_OPERATOR)
    return Decision(waiting, (entry(EntryKind.LET_IN, now, command.by),))


def put_back(contact: Contact, command: s.PutBack, now: float) -> Decision:
    """Where it was before this operator closed it; not once somebody else has had it in hand."""
    require(contact.state is State.CLOSED, Reason.WRONG_STATE, detail=contact.state)
    require(contact.operator == command.by, Reason.NOT_YOURS, who=contact.operator)
    require(command.to in (State.WAITING, State.QUARANTINED), Reason.WRONG_STATE, detail=command.to)
    back = move(contact, command.to, now, operator=NO_OPERATOR, disposition=None)
    return Decision(back, (entry(EntryKind.PUT_BACK, now, command.by),))


def close_duplicate(contact: Contact, command: s.CloseDuplicate, now: float) -> Decision:
    """The other one is worked on; this one is closed and names it."""
    require(contact.state not in _NOT_TO_CLOSE, Reason.WRONG_STATE, detail=contact.state)
    require(contact.channel is not Channel.PHONE, Reason.NOT_WRITTEN)
    require(command.of != contact.id, Reason.WRONG_STATE, detail="same")
    require_not_others(contact, command.by)
    done = Disposition(outcome=Outcome.DUPLICATE, topic=contact.topic)
    closed = move(contact, State.CLOSED, now, operator=command.by, disposition=done, twin=command.of)
    return Decision(closed, (entry(EntryKind.CLOSED, now, command.by, outcome=Outcome.DUPLICATE, of=str(command.of)),))


def fold(contact: Contact, command: s.Fold, now: float) -> Decision:
    """A fact: the number only grows, so that the same news twice counts once."""
    if command.count <= contact.folded:
        return Decision(contact)
    line = entry(EntryKind.FOLDED, now, count=str(command.count))
    return Decision(replace(contact, folded=command.count), (line,))
