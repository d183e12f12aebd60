"""Offices, clerks, operators and their presence."""

from __future__ import annotations

from enum import StrEnum

from console.domain.contact import ClerkId, OfficeId, OperatorId
from console.domain.record import record


class Presence(StrEnum):
    """Whether a person can be given something now."""

    READY = "ready"
    BUSY = "busy"
    PAUSED = "paused"
    AFTER_CALL = "after_call"
    AWAY = "away"
    """No console and no word of this person."""


@record
class Office:
    """One of the eight seats, or another service that takes handoffs."""

    id: OfficeId
    name: str
    seat: str = ""
    extension: str = ""
    email: str = ""


@record
class Clerk:
    """A person of an office who receives handoffs."""

    id: ClerkId
    name: str
    office: OfficeId
    extension: str = ""
    email: str = ""
    languages: tuple[str, ...] = ("it",)
    skills: tuple[str, ...] = ()


@record
class Operator:
    """A person at a console of the contact center."""

    id: OperatorId
    name: str
    extension: str = ""


@record
class PersonState:
    """Presence of one operator or clerk. Times are UTC seconds; `seen_at` is the console's heartbeat."""

    person: str
    presence: Presence
    reason: str = ""
    since: float = 0.0
    seen_at: float = 0.0
