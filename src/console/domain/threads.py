"""What belongs together: our token in a subject, who may use it, and mails of a machine that stand behind one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from console.domain.contact import FOLDED, Contact, ContactId

FOLD_SECONDS = 3600.0
FOLD_FROM = 3
"""So many mails of an automatic sender in a thread within an hour stand in the queue by themselves."""
AUTOMATIC = "automatic"
"""Flag of a contact that a machine wrote."""


def token_of(subject: str, prefix: str) -> ContactId:
    """The contact that a subject names ("[UE-4711]"), the last one where there are several; 0 for none."""
    if not prefix:
        return ContactId(0)
    found = re.findall(rf"\[{re.escape(prefix)}-([0-9]{{1,12}})\]", subject)
    return ContactId(int(found[-1])) if found else ContactId(0)


def knows(contact: Contact, written_to: Iterable[str], sender: str) -> bool:
    """Whether this sender has a part in the contact: wrote it, or was written to. Else the token counts for nothing,
    or anybody could write into a foreign case."""
    wanted = sender.strip().casefold()
    known = {contact.party.email.strip().casefold(), *(one.strip().casefold() for one in written_to)}
    return bool(wanted) and wanted in known


def host_of(new: Contact, group: Iterable[Contact]) -> Contact | None:
    """The open contact behind which this new one of an automatic sender stands, or None: it stands by itself.

    `group` is what is in the same thread. Its own first mails and mails of people always stand by themselves.
    """
    if AUTOMATIC not in new.flags or not new.party.email:
        return None
    sender = new.party.email.casefold()
    same = [one for one in group if AUTOMATIC in one.flags and one.party.email.casefold() == sender]
    recent = [one for one in same if new.arrived_at - one.arrived_at < FOLD_SECONDS]
    if len(recent) < FOLD_FROM:
        return None
    open_ones = [one for one in same if one.is_open]
    return max(open_ones, key=lambda one: one.arrived_at, default=None)


def folded_behind(host: Contact, group: Iterable[Contact]) -> int:
    """How many of the group stand behind this one already."""
    return sum(1 for one in group if FOLDED in one.flags and one.twin == host.id)
