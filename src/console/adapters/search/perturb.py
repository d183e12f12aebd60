"""Questions as hurried hands type them: with slips, and with a last word that nobody finished. For measuring.

Everything follows from the seed: the same question with the same seed gets the same slips.
"""

from __future__ import annotations

import random
import re

SHORTEST = 4
"""Letters from which a word is mistyped; who reads "al" for "la" needs no search engine."""
ONE_IN = 4
"""Of how many words one is mistyped, at least one of a question."""
_WORD = re.compile(r"[^\W\d_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def with_slips(text: str, seed: int = 0) -> str:
    """The text with a slip in every fourth longer word, at least one; as it is when it has no longer word."""
    chance = random.Random(f"{seed} {text}")
    places = [found.span() for found in _WORD.finditer(text) if found.end() - found.start() >= SHORTEST]
    if not places:
        return text
    chosen = chance.sample(places, max(1, round(len(places) / ONE_IN)))
    for begin, end in sorted(chosen, reverse=True):
        text = text[:begin] + slip(text[begin:end], chance) + text[end:]
    return text


def half_typed(text: str) -> str:
    """The text up to the middle of its last word, as it stands while that word is being typed."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    last = words[-1]
    return text[: last.start() + (last.end() - last.start() + 1) // 2]


def slip(word: str, chance: random.Random) -> str:
    """The word with one slip after its first letter: two letters exchanged, one lost, doubled, or the key beside it."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _beside(word[at], chance) + word[at + 1 :]


def _beside(letter: str, chance: random.Random) -> str:
    """A letter whose key lies beside this one; `x` for letters that have no key of their own."""
    for row in _ROWS:
        at = row.find(letter.lower())
        if at >= 0:
            return chance.choice([row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)])
    return "x"
