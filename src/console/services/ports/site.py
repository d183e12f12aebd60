"""What a site knows: the time, its answers, its people and places, its hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.domain.article import Article, CardChange, Hit
    from console.domain.contact import ArticleId, ClerkId, OfficeId, OperatorId
    from console.domain.fees import Fee
    from console.domain.office import Address, Clerk, Office, Operator
    from console.domain.routing import Proposal
    from console.domain.terms import Calendar, Question


class Clock(Protocol):
    """Where "now" comes from."""

    def now(self) -> float:
        """UTC seconds since the epoch."""
        ...


class Wakeup(Protocol):
    """A hint to every console that something was committed; never the data itself."""

    def notify(self) -> None:
        """Wake everybody. Never fails and never waits."""
        ...

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  a hint that does not come is no error
        """True when woken, False when `timeout` seconds passed without a hint."""
        ...


class Articles(Protocol):
    """The knowledge base as it stands now."""

    @property
    def version(self) -> str:
        """Changes with every valid reload."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it answers at once; until then `refresh` is making it, and whoever asks waits."""
        ...

    @property
    def problems(self) -> int:
        """How many problems keep a newer knowledge base from being used; 0 when all is well."""
        ...

    @property
    def last_change(self) -> CardChange:
        """What the last valid reload brought."""
        ...

    def article(self, article: ArticleId) -> Article:
        """Raises NotFound."""
        ...

    def all(self) -> Sequence[Article]:
        """Every article, in the order of the files."""
        ...

    def search(self, query: str, *, typing: bool = False, limit: int = 10, theme: str = "") -> tuple[Hit, ...]:
        """Best first. `typing`: the last word may be unfinished. An empty query finds nothing.

        `theme`: only cards whose theme begins so; an empty query then finds all of them, in the order of the files.
        """
        ...

    async def by_meaning(self) -> bool:
        """Wait until cards are found by what a sentence means too; False when they are found by words alone.

        Without waiting that joins by itself. The first time after the cards were edited takes some seconds.
        """
        ...

    async def refresh(self) -> bool:
        """Look whether a newer valid knowledge base is there; True when it changed."""
        ...


class Directory(Protocol):
    """Offices, people and places of this site."""

    def offices(self) -> Sequence[Office]:
        """All offices in their order."""
        ...

    def office(self, office: OfficeId) -> Office:
        """Raises NotFound."""
        ...

    def clerks(self, office: OfficeId | None = None) -> Sequence[Clerk]:
        """The clerks of an office, or all."""
        ...

    def clerk(self, clerk: ClerkId) -> Clerk:
        """Raises NotFound."""
        ...

    def operator(self, operator: OperatorId) -> Operator:
        """Raises NotFound."""
        ...

    def operators(self) -> Sequence[Operator]:
        """All operators."""
        ...

    def operator_at(self, extension: str) -> Operator | None:
        """Who sits at this extension."""
        ...

    def addresses(self) -> Sequence[Address]:
        """Everybody whom a mail can be sent to: offices, clerks, the site's own list."""
        ...

    def route(self, place: str) -> Proposal:
        """The competent office for a commune, postal code or locality, with the reason."""
        ...

    def said_in(self, text: str) -> str:
        """The municipality in which a citizen says to live, where the text leaves no doubt; else empty."""
        ...


class Hours(Protocol):
    """When the contact center is open."""

    def is_open(self, at: float) -> bool:
        """Whether it is open at this moment (site's time zone, segments, holidays)."""
        ...

    def next_opening(self, at: float) -> float:
        """The next moment at which it opens, at or after `at`."""
        ...


class Reckoning(Protocol):
    """What the calculator of terms and fees knows. Reading it the first time blocks for some hundredths of a second."""

    @property
    def calendar(self) -> Calendar:
        """The official holidays, and Easter."""
        ...

    def questions(self) -> Sequence[Question]:
        """What can be asked."""
        ...

    def question(self, id: str) -> Question:
        """Raises NotFound."""
        ...

    def fees(self) -> Sequence[Fee]:
        """Every fee; those with bands depend on the amount of the claim."""
        ...
