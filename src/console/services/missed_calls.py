"""Missed calls of one number are one row, and none once the citizen was answered; withheld numbers never match."""

from __future__ import annotations

from console.domain import commands as c
from console.domain import missed
from console.domain.contact import Contact, OperatorId, Party, State
from console.services.act import act
from console.services.ports import Clock, Store


async def is_awaited(store: Store, party: Party) -> bool:
    """Whether this caller is to be called back already."""
    return bool(await store.missed_of(party))


async def gather(store: Store, clock: Clock, contact: Contact) -> None:
    """After a call was missed: the newest row of the number counts the others, which are closed as its duplicates."""
    if contact.state is not State.MISSED:
        return
    newest, *others = [one for one in await store.missed_of(contact.party) if missed.is_bare(one)] or [contact]
    if not others:
        return
    counted = c.Absorb(
        calls=sum(max(1, one.missed_calls) for one in others), attempts=sum(one.attempts for one in others),
        of=tuple(one.id for one in others), known=tuple(others),
    )  # fmt: skip
    await act(store, clock, newest.id, counted)
    for one in others:
        await act(store, clock, one.id, c.Supersede(by=newest.id))


async def settle_answered(store: Store, clock: Clock, contact: Contact, operator: OperatorId) -> None:
    """The citizen was answered: what was to be called back is settled."""
    for one in await store.missed_of(contact.party):
        if one.id != contact.id:
            await act(store, clock, one.id, c.Recalled(operator=operator, contact=contact.id))
