"""Reads everything that the card shows of one contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.domain.contact import MailId
from console.domain.errors import NotFound
from console.screens.contact_rows import Dossier, keyed_extension
from console.screens.delivery_words import newest

if TYPE_CHECKING:
    from console.domain.contact import Contact
    from console.domain.journal import Entry
    from console.services.session import Session


async def dossier_of(session: Session, contact: Contact) -> Dossier:
    """The contact with its mail, its thread and history. Raises StoreUnavailable."""
    desk = session.desk
    journal: tuple[Entry, ...] = ()
    if contact.handoff is not None or contact.mail != MailId(0) or contact.party.email:
        journal = await session.store.journal(contact.id)
    return Dossier(
        contact=contact,
        mail=await desk.mail_of(contact),
        history=await desk.history(contact),
        by_keys=keyed_extension(journal) if contact.handoff is not None else None,
        twin=await _twin(session, contact),
        delivery=newest(journal),
    )


async def _twin(session: Session, contact: Contact) -> Contact | None:
    if not contact.twin or contact.folded:
        return None
    try:
        return await session.store.contact(contact.twin)
    except NotFound:
        return None
