"""From text to words and stems: lower case, no accents, elisions split, Snowball stems by language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from console.adapters.search.stopwords import BY_LANGUAGE, EVERY

STEMMERS = {"it": "italian", "de": "german", "fr": "french", "en": "english"}
MAX_CHARACTERS = 4_000
"""Of a query; a mail's text is a query too, and its first words say what it is about."""
_WORD = re.compile(r"[a-z0-9]+")
_THOUSANDS = re.compile(r"(?<=[0-9])['’](?=[0-9]{3})")
_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query that count, in order, each once; `open_word`: the last may be unfinished."""

    words: tuple[str, ...]
    open_word: bool
    language: str
    """What its function words say; Italian when they say nothing."""


def fold(text: str) -> str:
    """Lower case without accents, so that `Perché` and `perche` are one word."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


LONGEST_WORD = 64
"""Signs; the longest German compounds of the law have some fifty. What is longer is no word."""


def words(text: str) -> list[str]:
    """All words of a text, folded; a letter left over by an apostrophe (l', d') is none."""
    found = _WORD.findall(_THOUSANDS.sub("", fold(text)))
    return [word for word in found if (len(word) > 1 or word.isdecimal()) and len(word) <= LONGEST_WORD]


def content(found: Iterable[str]) -> list[str]:
    """The words that say something about the matter, in whatever language."""
    return [word for word in found if word not in EVERY]


def read_query(text: str, *, typing: bool) -> Query:
    """What is asked for. Words that say nothing are dropped, unless there are no others."""
    cut = text[:MAX_CHARACTERS]
    found = words(cut)
    language = guess_language(found)
    kept = content(found) or found
    at_end = typing and cut[-1:].isalnum() and bool(kept) and kept[-1] == found[-1]
    last = kept[-1] if at_end else ""
    order = dict.fromkeys(word for word in kept if word != last)
    if at_end:
        order[last] = None
    return Query(tuple(order), at_end, language)


def guess_language(found: Sequence[str]) -> str:
    """The language whose function words are most among these; Italian unless another has clearly more."""
    votes = {language: sum(word in idle for word in found) for language, idle in BY_LANGUAGE.items()}
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > votes["it"] else "it"


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """The stem of a folded word in this language; the word itself where there is no stemmer."""
    if language not in STEMMERS:
        return str
    import Stemmer

    stem: Callable[[str], str] = Stemmer.Stemmer(STEMMERS[language]).stemWord
    return stem
