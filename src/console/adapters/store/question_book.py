"""Which words were typed for which card. Plain functions on a connection in a transaction."""

from __future__ import annotations

import json

from console.adapters.store.engine import Connection
from console.domain.asked import Asked
from console.domain.contact import ArticleId, ContactId
from console.domain.journal import EntryKind


def note(conn: Connection, asked: Asked) -> None:
    """Keep these words, unless the same were kept for the same contact and card already."""
    conn.execute(
        "INSERT INTO picks (at, article, contact, query) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
        "(SELECT 1 FROM picks WHERE article = ? AND contact = ? AND query = ?)",
        (asked.at, asked.article, asked.contact, asked.words, asked.article, asked.contact, asked.words),
    )


def asked(conn: Connection, since: float) -> tuple[Asked, ...]:
    """What was asked since then, oldest first."""
    rows = conn.execute("SELECT at, article, contact, query FROM picks WHERE at >= ? ORDER BY at, id", (since,))
    return tuple(
        Asked(words=query, article=ArticleId(article), contact=ContactId(contact), at=at)
        for at, article, contact, query in rows
    )


def given(conn: Connection, since: float) -> tuple[tuple[ArticleId, int, float], ...]:
    """How often each card was given since then, and when last (UTC seconds)."""
    rows = conn.execute("SELECT facts, at FROM journal WHERE kind = ? AND at >= ?", (EntryKind.ANSWERED, since))
    times: dict[ArticleId, tuple[int, float]] = {}
    for facts, at in rows:
        article = ArticleId(dict(json.loads(facts)).get("article", ""))
        count, last = times.get(article, (0, 0.0))
        times[article] = (count + 1, max(last, at))
    return tuple((article, count, last) for article, (count, last) in sorted(times.items()))
