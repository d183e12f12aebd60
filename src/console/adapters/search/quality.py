"""How good a search is: for questions whose answer is known, how often it stands first and among the first three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from console.domain.record import record

AMONG = 3


@record
class Asked:
    """A question and the id of its answer."""

    question: str
    answer: str
    language: str = "it"


@record
class Miss:
    """A question whose answer did not stand first, and what did, as far as it was looked at."""

    asked: Asked
    found: tuple[str, ...]


@record
class Quality:
    """Of `count` questions the answers of `first` stood first, those of `among_three` among the first three."""

    count: int
    first: int
    among_three: int
    misses: tuple[Miss, ...] = ()

    @property
    def success(self) -> tuple[float, float]:
        """The two as shares of all, 0 without questions."""
        return (self.first / self.count, self.among_three / self.count) if self.count else (0.0, 0.0)


def measure(find: Callable[[str], Sequence[str]], asked: Iterable[Asked]) -> dict[str, Quality]:
    """Ask every question and count by language. `find` gives ids, best first, at least three of them."""
    found: dict[str, list[Miss]] = {}
    for one in asked:
        ids = tuple(find(one.question)[:AMONG])
        found.setdefault(one.language, []).append(Miss(asked=one, found=ids))
    return {language: _counted(answers) for language, answers in found.items()}


def _counted(answers: Sequence[Miss]) -> Quality:
    wrong = tuple(one for one in answers if one.found[:1] != (one.asked.answer,))
    return Quality(
        count=len(answers),
        first=len(answers) - len(wrong),
        among_three=sum(one.asked.answer in one.found for one in answers),
        misses=wrong,
    )
