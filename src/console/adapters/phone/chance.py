"""Random callers and random answers, the same ones for the same seed."""

from __future__ import annotations

import math
from random import Random

from console.adapters.phone.lines import Answer, Behaviour, Caller
from console.adapters.phone.script import Afterwards

WITHHELD = 0.08
"""Share of callers who withhold their number."""
NAMED = 0.3
"""Share of callers whose network sends a name."""
ANSWERS = {Answer.ANSWERED: 0.75, Answer.BUSY: 0.13, Answer.NO_ANSWER: 0.12}
"""What clerks' phones do."""
AREAS = ("91", "91", "79", "76", "78")
"""Behind the area code every number begins with 000: no subscriber has such a one."""
MEDIAN_PATIENCE, MEDIAN_TALK = 150.0, 110.0
SPREAD = 0.6
"""Sigma of the lognormal distribution; waiting and talking times have long tails."""


class Chance:
    """Whom the day brings. Without a seed every run differs."""

    def __init__(self, afterwards: Afterwards, seed: int | None = None) -> None:
        self._afterwards = afterwards
        self._random = Random(seed)

    def pause(self) -> float:
        """Seconds until the next call."""
        return self._random.expovariate(1.0 / self._afterwards.every)

    def caller(self) -> Caller:
        """Somebody with a number of nobody."""
        says, names = self._afterwards.says, self._afterwards.names
        return Caller(
            number="" if self._random.random() < WITHHELD else self._number(),
            name=self._random.choice(names) if names and self._random.random() < NAMED else "",
            subject=self._random.choice(says) if says else "",
            patience=self._about(MEDIAN_PATIENCE),
            talk=self._about(MEDIAN_TALK) + 60.0,
        )

    def behaviour(self) -> Behaviour:
        """What a clerk's phone does."""
        return Behaviour.of(self._random.choices(list(ANSWERS), list(ANSWERS.values()))[0])

    def _number(self) -> str:
        return f"+41{self._random.choice(AREAS)}000{self._random.randrange(10_000):04}"

    def _about(self, median: float) -> float:
        return round(self._random.lognormvariate(math.log(median), SPREAD), 1)
