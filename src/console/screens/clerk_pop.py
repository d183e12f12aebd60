"""The call that comes to a clerk: which packet it is about, and the band that says so. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from console.domain.contact import CLERK_STATES, MOVING_STATES, Contact, State
from console.domain.handoff import HandoffState
from console.domain.phone_number import display
from console.domain.queues import QueueRow
from console.i18n import _
from console.screens import format as say
from console.screens.widgets.ink import Row

POPPING = (HandoffState.RINGING, HandoffState.CONSULTING)


def for_me(row: QueueRow, clerk: str, office: str) -> bool:
    """Whether this packet is for this clerk: theirs, or the office's while nobody is chosen."""
    return row.clerk == clerk or (not row.clerk and row.office == office)


def pops(row: QueueRow, clerk: str, office: str) -> bool:
    """Whether this clerk's phone rings for it, or they talk with its operator."""
    return row.state in MOVING_STATES and row.handoff_state in POPPING and for_me(row, clerk, office)


def packets_of(rows: Iterable[QueueRow], clerk: str, office: str) -> tuple[QueueRow, ...]:
    """What lies with this clerk: the call that comes, mine and nobody's, then the colleagues' of the office."""
    found = [row for row in rows if pops(row, clerk, office) or (row.state in CLERK_STATES and row.office == office)]
    return tuple(sorted(found, key=lambda row: (
        row.state in CLERK_STATES, row.clerk not in ("", clerk), row.state is State.ACCEPTED,
    )))  # fmt: skip


def band(row: QueueRow | None, contact: Contact | None) -> tuple[Row, Row]:
    """Who calls about what: number, citizen, reference, question; `contact` once it has been read."""
    if row is None:
        return ((_(" Nessuna telefonata per te."), "muted"),), ()
    handoff = contact.handoff if contact is not None and contact.id == row.id else None
    packet = handoff.packet if handoff else None
    name = packet.citizen if packet and packet.citizen else row.name
    talks = row.handoff_state == HandoffState.CONSULTING
    reference = packet.case_reference if packet else ""
    question = packet.question if packet else row.subject
    left: Row = (
        (_(" ☎ In linea  ") if talks else _(" ☎ Squilla  "), "good" if talks else "accent"),
        (name or say.citizen(row), "title"), (f"  {display(row.peer)}" if name and row.peer else "", "text"),
        (_("  es. {reference}").format(reference=reference) if reference else "", "title"),
        (f"  {question}" if question else "", "text"),
    )  # fmt: skip
    return left, ()
