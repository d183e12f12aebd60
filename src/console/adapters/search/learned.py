"""What the wordings themselves teach: which directions of meaning tell near cards apart.

The nearest wording alone is easily misled: "wages" and "employer" stand in half a dozen cards. A multinomial logistic
regression over the vectors of all wordings, card by card, weighs what makes the difference. It sees nothing but the
site's own cards, and is learned anew whenever they change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.adapters.search.tables import Floats
from console.domain.record import record

STEPS, RATE = 60, 0.3
"""Of the descent (Adam, Kingma and Ba 2015): after so many nothing changes any more in what is found."""
HOLD = 3e-5
"""The weight decay; from a third of it to three times as much the results are the same."""
FEWEST_TEXTS = 4
"""Texts an entry must have on average: from a single sentence nothing can be learned."""
MOST_ENTRIES, MOST_TEXTS = 2_000, 40_000
"""Beyond that it takes minutes; then the nearest wording decides alone."""


@record
class Learned:
    """A linear judge: `weights` has a column for each result of the index."""

    weights: Floats
    bias: Floats

    def chances(self, vectors: Floats) -> Floats:
        """For each vector (a row) the logarithm of each result's probability."""
        worth = vectors @ self.weights + self.bias
        worth -= worth.max(axis=1, keepdims=True)
        found: Floats = worth - np.log(np.exp(worth).sum(axis=1, keepdims=True))
        return found


def learn(rows: Floats, starts: NDArray[np.int64]) -> Learned | None:
    """Learn from the vectors, those of entry i being `rows[starts[i]:starts[i + 1]]`; None when there are too few.

    Two to four seconds for 7'000 of them. The same vectors give the same judge.
    """
    number = len(starts)
    if not (1 < number <= MOST_ENTRIES and FEWEST_TEXTS * number <= len(rows) <= MOST_TEXTS):
        return None
    middle = rows.mean(axis=0)
    texts = rows - middle
    owner = np.repeat(np.arange(number), np.diff(starts, append=len(rows)))
    weights, bias = _descended(texts, owner, number)
    return Learned(weights=weights, bias=bias - middle @ weights)


def _descended(texts: Floats, owner: NDArray[np.int64], number: int) -> tuple[Floats, Floats]:
    weights, bias = np.zeros((texts.shape[1], number), np.float32), np.zeros(number, np.float32)
    slope, spread = np.zeros_like(weights), np.zeros_like(weights)
    everyone = np.arange(len(texts))
    for step in range(1, STEPS + 1):
        worth = texts @ weights + bias
        worth -= worth.max(axis=1, keepdims=True)
        error = np.exp(worth, out=worth)
        error /= error.sum(axis=1, keepdims=True)
        error[everyone, owner] -= 1.0
        gradient = texts.T @ error / len(texts) + np.float32(HOLD) * weights
        slope += 0.1 * (gradient - slope)
        spread += 0.01 * (gradient * gradient - spread)
        weights -= RATE * (slope / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-6)
        bias -= 5 * error.mean(axis=0)
    return weights, bias
