"""Whom a mail can be sent to: offices, clerks, the site's own list; found by name, place or role. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.domain.folding import fold
from console.domain.office import Address, Clerk, Listed, Office

MOST_FOUND = 8


def book(offices: Iterable[Office], clerks: Sequence[Clerk], others: Iterable[Address]) -> tuple[Address, ...]:
    """Everybody who has an address: each office with its clerks after it, then the site's own list."""
    found: list[Address] = []
    for office in offices:
        found.append(
            Address(name=office.name, email=office.email, place=office.seat, kind=Listed.OFFICE, office=office.id)
        )
        found += [
            Address(name=one.name, email=one.email, role=", ".join(one.skills), place=office.seat,
                    kind=Listed.CLERK, office=office.id)
            for one in clerks if one.office == office.id
        ]  # fmt: skip
    return tuple(one for one in (*found, *others) if one.email)


def search(
    entries: Iterable[Address], query: str, *, competent: str = "", limit: int = MOST_FOUND
) -> tuple[Address, ...]:
    """Entries in which a word begins like each typed one (name, role, place, address), in the book's order.

    `competent`: the id of the office that is competent for the typed place; it comes first, its clerks after it.
    Those whose name begins so come before those that are found by a place or a role.
    """
    typed = fold(query).split()
    if not typed:
        return ()
    ranked = []
    for at, one in enumerate(entries):
        begins = one.email.casefold().startswith(query.strip().casefold())
        rank = 2 if begins else _rank(one, typed, competent)
        if rank is not None:
            ranked.append((rank, at, one))
    return tuple(one for _rank_of_one, _at, one in sorted(ranked, key=lambda row: row[:2])[:limit])


def _rank(one: Address, typed: list[str], competent: str) -> int | None:
    if competent and one.office == competent:
        return 0 if one.kind is Listed.OFFICE else 1
    names = fold(one.name).split()
    words = [*names, *fold(f"{one.role} {one.place}").replace(",", " ").split()]
    if not all(any(word.startswith(part) for word in words) for part in typed):
        return None
    return 2 if all(any(word.startswith(part) for word in names) for part in typed) else 3
