"""Whom a typed name, place or role may mean: picks from the address book, with the address as their key."""

from __future__ import annotations

from console.domain.address_book import search
from console.domain.office import Address, Listed
from console.domain.routing import ProposalKind
from console.i18n import _
from console.screens.dialogs.fields import Pick
from console.services.session import Session

LEAST = 2
"""Signs from which it searches."""
_FOR_A_PLACE = 3


def people_picks(session: Session, typed: str) -> tuple[Pick, ...]:
    """Entries of the address book for what was typed; the office that is competent for a place comes first."""
    typed = typed.strip()
    if len(typed) < LEAST or "@" in typed:
        return ()
    competent = _competent(session, typed)
    return tuple(_pick(one, competent) for one in search(session.directory.addresses(), typed, competent=competent))


def _competent(session: Session, typed: str) -> str:
    if len(typed) < _FOR_A_PLACE:
        return ""
    proposal = session.directory.route(typed)
    return proposal.office if proposal.kind is ProposalKind.OFFICE else ""


def _pick(one: Address, competent: str) -> Pick:
    name = one.name.replace("Ufficio di esecuzione", "UE")
    said = [one.email, one.role, one.place if one.place.casefold() not in name.casefold() else ""]
    if competent and one.office == competent and one.kind is Listed.OFFICE:
        said.insert(1, _("competente"))
    return Pick(key=one.email, words=name, remark=" · ".join(part for part in said if part))
