"""Answer cards from their YAML files: the schema of a card, and every fault with file, line and key."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.article import LANGUAGES, Article, HandoffRule, Scope, Source
from console.domain.contact import ArticleId
from console.domain.record import record
from console.i18n import _
from console.settings.checks import identifier
from console.settings.document import Document, MapNode, Place, TextNode
from console.settings.problems import Problem
from console.settings.reader import REQUIRED, Fields, Report, Required, by_language, open_list

NEVER = "never"


@record
class Card:
    """An article and where its parts stand in its file, so that later checks can point there."""

    article: Article
    file: str
    places: Mapping[str, Place]
    """By the path inside the card, as `written.it`; the empty path is the card itself."""

    def problem(self, path: str, message: str, hint: str = "") -> Problem:
        """A fault at a part of this card."""
        place = self.places.get(path) or self.places.get(path.partition(".")[0]) or self.places[""]
        key = f"{self.article.id}.{path}" if path else str(self.article.id)
        return Problem(file=self.file, line=place.line, column=place.column, key=key, message=message, hint=hint)


def read_cards(document: Document) -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
    """The cards of one file and what is wrong with them. A card with a fault is there too, as far as it goes."""
    report = Report(document.file)
    cards = tuple(_card(fields, report) for fields in open_list(document, report))
    return cards, tuple(report.problems)


def duplicates(cards: tuple[Card, ...]) -> tuple[Problem, ...]:
    """Every id that an earlier card has, in the same file or another."""
    first: dict[str, Card] = {}
    found = []
    for card in cards:
        known = first.setdefault(str(card.article.id), card)
        if known is not card and card.article.id:
            where = f"{known.file}:{known.places['id'].line}"
            found.append(card.problem("id", _("Questo id c'è già: {where}.").format(where=where)))
    return tuple(found)


def _card(fields: Fields, report: Report) -> Card:
    places = {"": fields.place, "id": fields.where("id")}
    texts = {name: _texts(fields, name, places) for name in ("title", "spoken", "written")}
    article = Article(
        id=ArticleId(identifier(fields)),
        theme=fields.text("theme"),
        title=texts["title"],
        wordings=_wordings(fields, places),
        spoken=texts["spoken"],
        written=texts["written"],
        ask=fields.texts("ask"),
        handoff=_handoff(fields),
        never_say=fields.texts("never_say"),
        sources=_sources(fields),
        review_by=_day(fields, "review_by"),
        tags=fields.texts("tags"),
        scope=fields.choice("scope", Scope, Scope.GENERAL),
        verified=fields.flag("verified", False),
        caution=fields.text("caution", ""),
    )
    for name in ("theme", "ask", "handoff", "never_say", "sources", "review_by", "tags", "scope", "caution"):
        places[name] = fields.where(name)
    fields.finish()
    return Card(article=article, file=report.file, places=places)


def _texts(fields: Fields, name: str, places: dict[str, Place]) -> dict[str, str]:
    """One text in each language that has it; Italian is required."""
    inner = by_language(fields, name, LANGUAGES)
    places[name] = fields.where(name)
    found = {}
    for language in LANGUAGES:
        text = inner.text(language, "")
        if text:
            found[language] = text
            places[f"{name}.{language}"] = inner.where(language)
    inner.finish()
    return found


def _wordings(fields: Fields, places: dict[str, Place]) -> dict[str, tuple[str, ...]]:
    """How citizens ask, by language; Italian is required."""
    inner = by_language(fields, "wordings", LANGUAGES)
    found = {}
    for language in LANGUAGES:
        nodes = inner.items(language)
        for at, node in enumerate(nodes):
            places[f"wordings.{language}[{at + 1}]"] = node.place
        if nodes:
            places[f"wordings.{language}"] = inner.where(language)
            found[language] = tuple(node.text.strip() for node in nodes)
    inner.finish()
    return found


def _handoff(fields: Fields) -> HandoffRule:
    """`never`, or when and to which office or skill."""
    node = fields.node("handoff")
    if node is None:
        fields.missing("handoff")
        return HandoffRule()
    if not isinstance(node, MapNode):
        if not (isinstance(node, TextNode) and node.text.strip() == NEVER):
            fields.wrong("handoff", node, _("Qui ci vuole never, oppure when (quando) e to (a chi)."))
        return HandoffRule()
    inner = fields.section("handoff")
    rule = HandoffRule(when=inner.text("when"), to=inner.text("to"))
    inner.finish()
    return rule


def _sources(fields: Fields) -> tuple[Source, ...]:
    found = []
    for inner in fields.sections("sources", required=True):
        found.append(Source(article=inner.text("article"), valid_from=_day(inner, "valid_from", None)))
        inner.finish()
    return tuple(found)


def _day(fields: Fields, name: str, default: Required | None = REQUIRED) -> str:
    """A date as it is written, ISO; empty when it is not given."""
    day = fields.day(name, default)
    return day.isoformat() if day else ""
