"""Presence that follows the work: the end of a talk is after-call work, its disposition makes the operator ready.

What an operator chose by hand is never changed: the store sets only what stands where the work had put it. That an
operator talks is not kept; a console sees it by the call.
"""

from __future__ import annotations

import logging

from console.domain.contact import Contact, OperatorId, State
from console.domain.errors import StoreUnavailable
from console.domain.office import PersonState, Presence
from console.services.ports import Clock, Store

log = logging.getLogger(__name__)

NO_ANSWER = "no_answer"
"""Reason of the pause of somebody whose phone rang in vain; a word of the catalogue."""


async def follow(store: Store, clock: Clock, before: Contact, after: Contact) -> None:
    """After a contact was saved. Never raises: the contact is what counts."""
    if before.state is after.state:
        return
    try:
        if after.state is State.WRAP_UP:
            await _set(store, clock, after.operator, Presence.AFTER_CALL, Presence.READY, Presence.BUSY)
        elif before.state is State.WRAP_UP and not await _wraps_up(store, before.operator):
            await _set(store, clock, before.operator, Presence.READY, Presence.AFTER_CALL)
    except StoreUnavailable:
        log.warning("presence of %s did not follow contact %s", before.operator or after.operator, after.id)


async def pause_unanswered(store: Store, clock: Clock, operator: OperatorId) -> bool:
    """Their phone rang and nobody answered: the next call goes to somebody else. False when they were not ready."""
    now = clock.now()
    paused = PersonState(person=operator, presence=Presence.PAUSED, reason=NO_ANSWER, since=now)
    return await store.update_person(paused, only_from=(Presence.READY, Presence.BUSY, Presence.AFTER_CALL))


async def _wraps_up(store: Store, operator: OperatorId) -> bool:
    return any(one.state is State.WRAP_UP for one in await store.held_by(operator))


async def _set(store: Store, clock: Clock, operator: OperatorId, to: Presence, *only_from: Presence) -> None:
    if operator:
        await store.update_person(PersonState(person=operator, presence=to, since=clock.now()), only_from=only_from)
