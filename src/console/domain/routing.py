"""Which office is competent for a place, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProposalKind(StrEnum):
    """What can be said about a place."""

    OFFICE = "office"
    """One competent office."""
    ASK = "ask"
    """The postal code or name spans several offices: ask for the municipality."""
    OTHER_CANTON = "other_canton"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One municipality that the given place may mean."""

    municipality: str
    office: str
    share: float = 100.0
    """Percent of the addresses of the postal locality that lie in this municipality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The answer to "which office?". `reason` is a catalogue key, `facts` its values."""

    kind: ProposalKind
    office: str = ""
    municipality: str = ""
    district: str = ""
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    """Nearest known names when the place is unknown (a typo)."""
