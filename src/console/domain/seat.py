"""An operator's phone in the queue of the PBX, and whether the PBX takes calls at all."""

from __future__ import annotations

from enum import StrEnum

from console.domain.record import record


class HoursMode(StrEnum):
    """Who decides whether callers reach the queue."""

    AUTO = "auto"
    """The PBX's own clock."""
    OPEN = "open"
    CLOSED = "closed"


@record
class Opening:
    """A supervisor's word against the site's hours (AUTO: none, the hours hold), and what the PBX has."""

    mode: HoursMode = HoursMode.AUTO
    by: str = ""
    since: float = 0.0
    """UTC seconds."""
    seen: HoursMode = HoursMode.AUTO
    """What the PBX said last."""


@record
class Seat:
    """A phone in the queue: whether it is there, and whether it gets calls. A pause has a short reason, an id."""

    extension: str
    name: str = ""
    """Of who sits there, as the PBX shows it."""
    logged_in: bool = False
    paused: bool = False
    reason: str = ""
