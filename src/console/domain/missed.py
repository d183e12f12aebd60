"""Missed calls: one row per number, and none any more once the citizen was answered. Facts, never refused."""

from __future__ import annotations

from dataclasses import replace

from console.domain import commands as c
from console.domain.contact import Contact, Disposition, Outcome, State
from console.domain.decision import Decision, entry, move
from console.domain.journal import EntryKind


def absorb(contact: Contact, command: c.Absorb, now: float) -> Decision:
    """The row of a number counts the earlier missed calls, and the attempts to call back."""
    if contact.state is not State.MISSED or not command.of:
        return Decision(contact)
    earlier = ",".join(str(one) for one in command.of)
    line = entry(EntryKind.MERGED, now, earlier=earlier, calls=str(command.calls))
    counted = replace(
        contact, missed_calls=contact.missed_calls + command.calls, attempts=contact.attempts + command.attempts
    )
    return Decision(counted, (line,))


def supersede(contact: Contact, command: c.Supersede, now: float) -> Decision:
    """A later missed call stands for this one, unless somebody has taken it in hand."""
    if contact.state is not State.MISSED:
        return Decision(contact)
    closed = move(contact, State.CLOSED, now, disposition=Disposition(outcome=Outcome.DUPLICATE))
    return Decision(closed, (entry(EntryKind.DUPLICATE, now, of=str(command.by)),))


def recalled(contact: Contact, command: c.Recalled, now: float) -> Decision:
    """The citizen called again and was answered. CALLED_BACK is kept for our own calls."""
    if contact.state is not State.MISSED:
        return Decision(contact)
    done = Disposition(outcome=Outcome.ANSWERED, topic=contact.topic)
    line = entry(EntryKind.RECALLED, now, command.operator, contact=str(command.contact))
    return Decision(move(contact, State.CLOSED, now, disposition=done), (line,))
