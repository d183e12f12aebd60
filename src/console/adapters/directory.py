"""Offices, people and places of one site behind the Directory port: the settings' people, the rules of routing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from console.domain.contact import ClerkId, OfficeId, OperatorId
from console.domain.errors import NotFound
from console.domain.office import Address, Clerk, Office, Operator
from console.i18n import N_
from console.settings.site import People

if TYPE_CHECKING:
    from console.domain.gazetteer import Gazetteer
    from console.domain.routing import Proposal

log = logging.getLogger(__name__)

_UNREADABLE = N_("L'elenco dei luoghi non si può leggere: scegliere l'ufficio a mano")
_NOT_SERVED = N_("{district}: nessun ufficio di questo distretto nella configurazione")
Key = TypeVar("Key")
Value = TypeVar("Value")
COMPLETIONS = 8
"""As many as a list under a field shows without scrolling at 80x24."""


class SiteDirectory:
    """Satisfies `services.ports.Directory`. `gazetteer` is called when the first place is asked for."""

    def __init__(self, people: People, gazetteer: Callable[[], Gazetteer]) -> None:
        self._gazetteer = gazetteer
        self._offices = {entry.office.id: entry.office for entry in people.offices}
        self._clerks = {clerk.id: clerk for clerk in people.clerks}
        self._operators = {operator.id: operator for operator in people.operators}
        self._others = people.addresses
        self._at_extension = {one.extension: one for one in people.operators if one.extension}

    # --- people ----------------------------------------------------------------------------------

    def offices(self) -> Sequence[Office]:
        """All offices in the order of the site's file."""
        return tuple(self._offices.values())

    def office(self, office: OfficeId) -> Office:
        """Raises NotFound."""
        return _known(self._offices, office, "office")

    def clerks(self, office: OfficeId | None = None) -> Sequence[Clerk]:
        """The clerks of an office, or all, in the order of the site's file."""
        return tuple(clerk for clerk in self._clerks.values() if office in (None, clerk.office))

    def clerk(self, clerk: ClerkId) -> Clerk:
        """Raises NotFound."""
        return _known(self._clerks, clerk, "clerk")

    def operators(self) -> Sequence[Operator]:
        """All operators in the order of the site's file."""
        return tuple(self._operators.values())

    def operator(self, operator: OperatorId) -> Operator:
        """Raises NotFound."""
        return _known(self._operators, operator, "operator")

    def operator_at(self, extension: str) -> Operator | None:
        """Who sits at this extension; nobody sits at an empty one."""
        return self._at_extension.get(extension)

    def addresses(self) -> Sequence[Address]:
        """Everybody whom a mail can be sent to: offices, clerks, the site's own list."""
        from console.domain.address_book import book

        return book(self.offices(), self.clerks(), self._others)

    # --- places ----------------------------------------------------------------------------------

    def route(self, place: str) -> Proposal:
        """The competent office with the reason. Never an office that this site does not have.

        Never raises: tables that cannot be read are logged, and the office is chosen by hand.
        """
        from console.adapters.knowledge.places import PlacesUnreadable
        from console.domain import routing

        try:
            proposal = routing.propose(self._gazetteer(), place)
        except PlacesUnreadable as error:
            log.error("places cannot be read: %s", error)
            return routing.Proposal(kind=routing.ProposalKind.UNKNOWN, reason=_UNREADABLE)
        if proposal.kind is routing.ProposalKind.OFFICE and proposal.office not in self._offices:
            return _without_office(proposal)
        served = tuple(one for one in proposal.choices if not one.office or one.office in self._offices)
        return replace(proposal, choices=served)

    def said_in(self, text: str) -> str:
        """The municipality in which a citizen says to live, where the text leaves no doubt; else empty."""
        from console.adapters.knowledge.places import PlacesUnreadable
        from console.domain.place_said import place_said

        try:
            return place_said(self._gazetteer(), text)
        except PlacesUnreadable as error:
            log.error("places cannot be read: %s", error)
            return ""

    def complete(self, typed: str, limit: int = COMPLETIONS) -> tuple[str, ...]:
        """Names of places that begin so, municipalities first; nothing for an empty text or unreadable tables."""
        from console.adapters.knowledge.places import PlacesUnreadable
        from console.domain import routing

        try:
            return routing.complete(self._gazetteer(), typed, limit)
        except PlacesUnreadable as error:
            log.error("places cannot be read: %s", error)
            return ()


def lazily(folder: Path) -> Callable[[], Gazetteer]:
    """A function that reads the folder at its first call and gives the same gazetteer ever after."""
    lock = threading.Lock()
    loaded: list[Gazetteer] = []

    def gazetteer() -> Gazetteer:
        from console.adapters.knowledge.places import load

        with lock:
            if not loaded:
                loaded.append(load(folder))
            return loaded[0]

    return gazetteer


def _known(known: dict[Key, Value], key: Key, kind: str) -> Value:
    try:
        return known[key]
    except KeyError:
        raise NotFound(kind, str(key)) from None


def _without_office(proposal: Proposal) -> Proposal:
    """The place is known, the site has nobody for it: the operator chooses by hand."""
    from console.domain.routing import Proposal, ProposalKind

    district = proposal.district or proposal.office
    return Proposal(
        kind=ProposalKind.UNKNOWN,
        municipality=proposal.municipality,
        district=proposal.district,
        reason=_NOT_SERVED,
        facts=(("district", district),),
    )
