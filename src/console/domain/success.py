"""How good a search is: of how many questions the right card came first, and among the first three."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from console.domain.record import record

FAR = 0
"""The rank of a card that was not found."""


@record
class Success:
    """Shares of `count` questions, 0 to 1."""

    count: int
    first: float
    third: float

    def reaches(self, first: float, third: float) -> bool:
        """Whether both shares are as wanted; nothing asked is nothing reached."""
        return bool(self.count) and self.first >= first and self.third >= third


def rank_of(right: Collection[str], ranked: Sequence[str]) -> int:
    """The place of the first right one, counted from 1; FAR when it is not there."""
    return next((at for at, id in enumerate(ranked, 1) if id in right), FAR)


def success(ranks: Iterable[int]) -> Success:
    """The shares of these ranks."""
    found = tuple(ranks)
    count = len(found)
    first, third = sum(rank == 1 for rank in found), sum(1 <= rank <= 3 for rank in found)
    return Success(count=count, first=first / count if count else 0.0, third=third / count if count else 0.0)
