"""Missed calls: one row per number, and none any more once the citizen was answered. Facts, never refused."""

from __future__ import annotations

from dataclasses import replace

from console.domain import commands as c
from console.domain.contact import Channel, Contact, Disposition, Outcome, State
from console.domain.decision import Decision, entry, move
from console.domain.journal import EntryKind

_USUAL_LANGUAGE = "it"
"""Of a call of which nobody knows the language yet."""


def is_bare(contact: Contact) -> bool:
    """Whether this is a missed call and nothing more. One that is called back because of a handoff, an answer or
    an earlier talk is open work: no other call of the number settles it."""
    missed = contact.state is State.MISSED and contact.channel is Channel.PHONE and contact.missed_calls > 0
    return missed and contact.handoff is None and not contact.answered


def absorb(contact: Contact, command: c.Absorb, now: float) -> Decision:
    """The row of a number counts the earlier missed calls and the attempts to call back, and keeps their notes."""
    if contact.state is not State.MISSED or not command.of:
        return Decision(contact)
    earlier = ",".join(str(one) for one in command.of)
    line = entry(EntryKind.MERGED, now, earlier=earlier, calls=str(command.calls))
    counted = replace(
        contact, missed_calls=contact.missed_calls + command.calls, attempts=contact.attempts + command.attempts
    )
    return Decision(_with_what_was_known(counted, command.known), (line,))


def _with_what_was_known(contact: Contact, earlier: tuple[Contact, ...]) -> Contact:
    """Where this call has nothing of its own, what was written down at the earlier ones, the newest first."""
    for one in earlier:
        notes = [note for note in (one.note, contact.note) if note]
        if one.note and one.note in contact.note:  # carried over before
            notes = [contact.note]
        contact = replace(
            contact,
            note="\n".join(notes),
            case_reference=contact.case_reference or one.case_reference,
            municipality=contact.municipality or one.municipality,
            office=contact.office or one.office,
            language=one.language if contact.language == _USUAL_LANGUAGE else contact.language,
            party=replace(contact.party, name=contact.party.name or one.party.name),
        )
    return contact


def supersede(contact: Contact, command: c.Supersede, now: float) -> Decision:
    """A later missed call stands for this one, unless somebody has taken it in hand."""
    if not is_bare(contact):
        return Decision(contact)
    closed = move(contact, State.CLOSED, now, disposition=Disposition(outcome=Outcome.DUPLICATE))
    return Decision(closed, (entry(EntryKind.DUPLICATE, now, of=str(command.by)),))


def recalled(contact: Contact, command: c.Recalled, now: float) -> Decision:
    """The citizen called again and was answered. CALLED_BACK is kept for our own calls."""
    if not is_bare(contact):
        return Decision(contact)
    done = Disposition(outcome=Outcome.ANSWERED, topic=contact.topic)
    line = entry(EntryKind.RECALLED, now, command.operator, contact=str(command.contact))
    return Decision(move(contact, State.CLOSED, now, disposition=done), (line,))
