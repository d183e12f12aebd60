"""What a delivery report does to the contact whose mail it is about. A fact: never refused."""

from __future__ import annotations

from dataclasses import replace

from console.domain.contact import NO_OPERATOR, Contact, State
from console.domain.decision import Decision, entry, failed_handoff, move
from console.domain.delivery import trouble
from console.domain.handoff import HandoffState, TransferFailure
from console.domain.journal import Entry, EntryKind
from console.domain.mail import DeliveryAction, RecipientReport
from console.domain.sorting_commands import DeliveryReported
from console.domain.wish import WishKind

UNDELIVERED = "delivery_failed"
"""Flag of a contact one of whose mails did not arrive."""


def reported(contact: Contact, command: DeliveryReported, now: float) -> Decision:
    """Each recipient's outcome into the journal; a permanent failure brings the contact back into the queue.

    A handoff that did not arrive has failed. A reply that did not arrive leaves a handoff as it is: the clerk has it.
    """
    lines = tuple(_line(command, one, now) for one in command.outcomes)
    if all(one.action is not DeliveryAction.FAILED for one in command.outcomes):
        return Decision(contact, lines)
    flagged = replace(contact, flags=tuple(dict.fromkeys((*contact.flags, UNDELIVERED))))
    if command.kind is WishKind.FORWARD_MAIL and contact.state is State.HANDED_OFF:
        flagged = failed_handoff(flagged, TransferFailure.REFUSED)
    elif contact.state is not State.CLOSED or _was_finished(contact, command.kind):
        return Decision(flagged, lines)
    back = move(
        flagged, State.WAITING, now, operator=NO_OPERATOR, disposition=None, meant_for=contact.operator,
    )  # fmt: skip
    return Decision(back, lines)


def _was_finished(contact: Contact, kind: WishKind) -> bool:
    """Whether the clerk had the packet by another way and has ended the case."""
    done = contact.handoff is not None and contact.handoff.state is HandoffState.DONE
    return kind is WishKind.FORWARD_MAIL and done


def _line(command: DeliveryReported, one: RecipientReport, now: float) -> Entry:
    kind = {
        DeliveryAction.FAILED: EntryKind.DELIVERY_FAILED,
        DeliveryAction.DELAYED: EntryKind.DELIVERY_DELAYED,
    }.get(one.action, EntryKind.DELIVERY_CONFIRMED)
    arrived = kind is EntryKind.DELIVERY_CONFIRMED
    return entry(
        kind, now, recipient=one.recipient, reason="" if arrived else trouble(one.status, one.diagnostic),
        status=one.status, error="" if arrived else one.diagnostic, action=one.action,
        message_id=command.message_id, report=str(command.report),
    )  # fmt: skip
