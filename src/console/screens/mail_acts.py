"""The acts on the mail of a contact that change nothing about it: its attachments, its original."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.screen import Screen

from console.domain.contact import ContactId
from console.i18n import _
from console.screens.attempting import attempt
from console.screens.dialogs.names import Names
from console.services.session import Session


async def attachments(
    session: Session, contact: ContactId, refuse: Callable[[str], None],
    ask: Callable[[Screen[None]], Awaitable[None]],
) -> None:  # fmt: skip
    """What its mail carries; after that everything is as before."""
    from console.screens.dialogs.attachments import AttachmentsDialog

    failure = Names(session).failure
    found = await attempt(session.desk.contact(contact), refuse, failure)
    if found is None:
        return None
    if not found.mail or session.attachments is None:
        return refuse(_("Questo contatto non è arrivato per posta elettronica: niente allegati."))
    carried = session.attachments()
    mail = await attempt(carried.mail(found), refuse, failure)
    if mail is not None:
        await ask(AttachmentsDialog(session, carried, found, mail))
    return None
