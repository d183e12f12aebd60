"""What a reload of the answer cards changed, as one sentence. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.domain.article import CardChange
from console.domain.contact import ArticleId
from console.i18n import _, ngettext

NAMED = 2
"""So many cards of each kind are called by their title."""


def card_news(change: CardChange, title: Callable[[ArticleId], str]) -> str:
    """The sentence; empty when nothing changed that an operator would see."""
    new, changed, gone = len(change.added), len(change.changed), len(change.removed)
    parts = []
    if new:
        parts.append(_named(ngettext("{count} nuova", "{count} nuove", new).format(count=new), change.added, title))
    if changed:
        words = ngettext("{count} cambiata", "{count} cambiate", changed).format(count=changed)
        parts.append(_named(words, change.changed, title))
    if gone:
        parts.append(ngettext("{count} tolta", "{count} tolte", gone).format(count=gone))
    return _("Schede aggiornate: {what}.").format(what=", ".join(parts)) if parts else ""


def _named(words: str, cards: Sequence[ArticleId], title: Callable[[ArticleId], str]) -> str:
    titles = ", ".join(f"«{title(card)}»" for card in cards[:NAMED])
    return f"{words} {titles}{'…' if len(cards) > NAMED else ''}"
