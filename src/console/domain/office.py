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
    four_eyes: bool = False
    """Whether a colleague reads this person's mails before they leave."""


@record
class PersonState:
    """Presence of one operator or clerk. Times are UTC seconds; `seen_at` is the console's heartbeat."""

    person: str
    presence: Presence
    reason: str = ""
    since: float = 0.0
    seen_at: float = 0.0


class Listed(StrEnum):
    """Where an entry comes from."""

    OFFICE = "office"
    CLERK = "clerk"
    OTHER = "other"
    """The site's own list: `addresses.yaml`."""


@record
class Address:
    """One entry of the address book."""

    name: str
    email: str
    role: str = ""
    """What somebody does, or is asked for; several are separated by commas."""
    place: str = ""
    kind: Listed = Listed.OTHER
    office: str = ""
    """The id of the office, for offices and clerks."""
