"""The article: one answer card of the knowledge base, and the filling of its variables.

A card is read aloud (spoken form) or inserted into a reply (written form). Reading YAML and finding
cards are adapters' business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from console.domain.contact import ArticleId
from console.domain.errors import Reason, Refused
from console.domain.record import record

LANGUAGES = ("it", "de", "fr", "en")
VARIABLE = re.compile(r"\{([a-z_]+)(?::([a-z0-9-]+))?\}")
"""`{citizen}` is filled from the contact; `{fee:id}`, `{term:id}` and `{fact:id}` at compile time from
data/reference/fees.yaml, terms.yaml and facts.yaml."""
CONTACT_VARIABLES = ("citizen", "case_reference", "office", "municipality", "operator", "today", "deadline")


class Scope(StrEnum):
    """Whether the answer is the same for everybody or depends on the case."""

    GENERAL = "general"
    CASE = "case"


@record
class Source:
    """Where a statement of the card comes from, and since when it holds (ISO date)."""

    article: str
    valid_from: str = ""


@record
class HandoffRule:
    """When this card ends with a transfer, and to which skill or office; `when` empty: never."""

    when: str = ""
    to: str = ""

    @property
    def never(self) -> bool:
        """Whether the first line always finishes this topic itself."""
        return not self.when


@record
class Article:
    """One answer card. Texts by language; Italian is always there."""

    id: ArticleId
    title: Mapping[str, str]
    wordings: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, str]
    written: Mapping[str, str]
    ask: tuple[str, ...] = ()
    handoff: HandoffRule = field(default_factory=HandoffRule)
    never_say: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    review_by: str = ""
    theme: str = ""
    tags: tuple[str, ...] = ()
    scope: Scope = Scope.GENERAL
    verified: bool = False
    caution: str = ""
    """What was not verified, for the operator's eyes only."""

    def text(self, which: Mapping[str, str], language: str) -> str:
        """The form in this language, else in Italian."""
        return which.get(language) or which["it"]


@record
class CardChange:
    """What a reload of the knowledge base brought, by article id; nothing when it was the first."""

    added: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    removed: tuple[ArticleId, ...] = ()


@record
class Hit:
    """One search result: the article and its score (0 to 1 within one query)."""

    id: ArticleId
    score: float


_THEME = re.compile(r"(?:^|\s)#(\S*)")
_SENTENCE = re.compile(r"(?<=[^\W\d][^\W\d][.!?])\s+(?=[A-ZÀ-Þ])")


def split_theme(typed: str) -> tuple[str, str | None]:
    """What was typed without `#theme`, and the last theme that was named so; None when there is none, empty for a
    bare `#`.
    """
    named = _THEME.findall(typed)
    return (_THEME.sub(" ", typed).strip(), named[-1].casefold()) if named else (typed, None)


def key_sentence(text: str) -> str:
    """The first sentence of an answer, on one line: what the card says in short."""
    return " ".join(_SENTENCE.split(text.strip(), maxsplit=1)[0].split())


def variables(text: str) -> tuple[str, ...]:
    """Names of the contact variables in a text, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in VARIABLE.finditer(text) if not found[2]))


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with its variables filled, and the names of those that have no value (left in braces)."""
    empty = tuple(name for name in variables(text) if not values.get(name, "").strip())
    filled = VARIABLE.sub(lambda m: m[0] if m[2] else (values.get(m[1], "").strip() or m[0]), text)
    return filled, empty


def require_filled(text: str) -> None:
    """Refuse a text that still holds a variable: it must never be sent with an empty one.

    Raises Refused(EMPTY_VARIABLE).
    """
    left = VARIABLE.search(text)
    if left:
        raise Refused(Reason.EMPTY_VARIABLE, detail=left[1])
