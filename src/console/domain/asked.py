"""What citizens asked in which words: proposals for the wordings of a card, and what no card answers.

The words are kept without numbers, addresses and the citizen's name, so that an admin may read them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from console.domain.contact import ArticleId, Contact, ContactId
from console.domain.folding import fold
from console.domain.record import record

NO_CARD = ArticleId("")
LEAST_WORDS = 2
"""Of a question that is worth keeping; a single word is a search, not a way of asking."""
MOST_SIGNS = 200
_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\+?\d[\d\s'’./-]{2,}\d|\d{3,}")


@record
class Asked:
    """Words typed for a contact, and the card that was then given; NO_CARD: none was. `at`: UTC seconds."""

    words: str
    article: ArticleId = NO_CARD
    contact: ContactId = ContactId(0)
    at: float = 0.0


@record
class Wanted:
    """Words that led to a card (or to none) so many times, and when last (UTC seconds)."""

    words: str
    article: ArticleId
    times: int
    last: float


def nameless(text: str, contact: Contact) -> str:
    """The typed words without numbers, addresses and the citizen's name; empty when too little is left."""
    without = _NUMBER.sub(" ", _ADDRESS.sub(" ", text))
    hidden = {*fold(contact.party.name).split(), *fold(contact.case_reference).split()}
    kept = [word for word in without.split() if not hidden.intersection(fold(word).split()) and fold(word)]
    words = " ".join(kept)[:MOST_SIGNS]
    return words if len(fold(words).split()) >= LEAST_WORDS else ""


def proposals(
    asked: Iterable[Asked], wordings: Mapping[ArticleId, Iterable[str]], least: int = 1
) -> tuple[Wanted, ...]:
    """Ways of asking that led to a card at least so often and are not among its wordings, the most frequent first."""
    known = {article: {fold(one) for one in texts} for article, texts in wordings.items()}
    picked = [one for one in asked if one.article in known and fold(one.words) not in known[one.article]]
    return tuple(one for one in _counted(picked) if one.times >= least)


def gaps(asked: Iterable[Asked]) -> tuple[Wanted, ...]:
    """Words after which no card was given, the most frequent first; contacts that got a card later do not count."""
    every = tuple(asked)
    helped = {one.contact for one in every if one.article}
    return _counted(one for one in every if not one.article and one.contact not in helped)


def _counted(asked: Iterable[Asked]) -> tuple[Wanted, ...]:
    every = tuple(asked)
    times = Counter((one.article, fold(one.words)) for one in every)
    latest = {(one.article, fold(one.words)): one for one in sorted(every, key=lambda one: one.at)}
    found = [Wanted(words=one.words, article=one.article, times=times[key], last=one.at) for key, one in latest.items()]
    return tuple(sorted(found, key=lambda one: (-one.times, -one.last, one.words)))
