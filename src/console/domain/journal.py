"""The journal: append-only history of every contact, written in the same transaction as the row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntryKind(StrEnum):
    """What happened; the screens turn each into words."""

    ARRIVED = "arrived"
    LOGGED = "logged"
    CLAIMED = "claimed"
    TAKEN_OVER = "taken_over"
    RELEASED = "released"
    PARKED = "parked"
    RESUMED = "resumed"
    EDITED = "edited"
    ANSWERED = "answered"
    REPLIED = "replied"
    UNDONE = "undone"
    MAIL_RELEASED = "mail_released"
    """A colleague has read the mail and lets it leave."""
    MAIL_GIVEN_BACK = "mail_given_back"
    """A colleague gives the mail back to its author, with a reason."""
    MAIL_HELD = "mail_held"
    """The release was taken back before the mail left."""
    HANDED_OFF = "handed_off"
    CONSULT_STARTED = "consult_started"
    CONSULT_ANSWERED = "consult_answered"
    CONSULT_ENDED = "consult_ended"
    """With the failure, or without one: the operator talks with the citizen again on purpose."""
    COMPLETED = "completed"
    """The operator leaves citizen and clerk to each other."""
    TRANSFER_FAILED = "transfer_failed"
    DELIVERED = "delivered"
    CITIZEN_WROTE = "citizen_wrote"
    """A new mail of the citizen answers what we wrote."""
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_DELAYED = "delivery_delayed"
    """The server puts one recipient off; it is tried again."""
    DELIVERY_CONFIRMED = "delivery_confirmed"
    """The receiving server reports that it has delivered."""
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    CLERK_DONE = "clerk_done"
    CALL_CONNECTED = "call_connected"
    CALL_HELD = "call_held"
    CALL_ENDED = "call_ended"
    CALL_LOST = "call_lost"
    HUNG_UP = "hung_up"
    """The operator ends the call."""
    ABANDONED = "abandoned"
    OUT_OF_HOURS = "out_of_hours"
    """Called while nobody was there: heard the announcement, was never in the queue."""
    MERGED = "merged"
    """Earlier missed calls of the same number are counted here."""
    DUPLICATE = "duplicate"
    """A later missed call of the same number stands for this one."""
    RECALLED = "recalled"
    """The citizen called again and was answered."""
    CALLED_BACK = "called_back"
    NOT_REACHED = "not_reached"
    CLOSED = "closed"
    REOPENED = "reopened"
    QUARANTINED = "quarantined"
    LET_IN = "let_in"
    """Released from the quarantine."""
    PUT_BACK = "put_back"
    """A close out of the queue or the quarantine was undone."""
    FOLDED = "folded"
    """Further mails of an automatic sender stand behind this one."""
    AFTER_CALL_OVER = "after_call_over"
    """The time for the disposition has run out."""
    RETURNED = "returned"
    """Given back to the queue because its operator's console is gone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history: what, when (UTC seconds), by whom, and the few facts that matter."""

    kind: EntryKind
    at: float
    by: str = ""
    facts: tuple[tuple[str, str], ...] = ()
