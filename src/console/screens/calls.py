"""What a call that is under way allows its operator. Pure; the words are said by who asks."""

from __future__ import annotations

from collections.abc import Iterable

from console.domain.contact import LIVE_CALL, QUEUED_STATES, Channel, Contact, State


def dialing(contact: Contact) -> bool:
    """A call back is ordered: my phone is to ring first, and the citizen's has not been rung yet."""
    return contact.state is State.ACTIVE and contact.is_ordered_out


def rings_back(contact: Contact) -> bool:
    """Whether the citizen of a contact in hand is to be rung from here."""
    reachable = contact.channel is Channel.PHONE and bool(contact.party.phone)
    free = contact.call_state not in LIVE_CALL and not dialing(contact)
    return reachable and free and contact.state is State.ACTIVE


def in_the_way(active: Iterable[Contact], wanted: Contact) -> Contact | None:
    """The call of mine that keeps this waiting one from my phone: a phone holds one citizen at a time."""
    if wanted.state not in QUEUED_STATES or wanted.call_state not in LIVE_CALL:
        return None
    mine = (one for one in active if one.id != wanted.id and one.state is not State.PARKED)
    return next((one for one in mine if one.call_state in LIVE_CALL or dialing(one)), None)
