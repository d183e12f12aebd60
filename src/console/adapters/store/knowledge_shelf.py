"""The compiled knowledge base, kept beside the contacts, and which cards were picked for which words.

Blocking, on a connection of its own. What the bytes hold is the compiler's business.
"""

from __future__ import annotations

from pathlib import Path

from console.adapters.store.engine import OwnConnection
from console.adapters.store.schema import open_store


class KnowledgeShelf:
    """The last good knowledge base of this site. Every method raises StoreUnavailable."""

    def __init__(self, file: Path) -> None:
        self._own = OwnConnection(file, open_store)

    def publish(self, version: str, blob: bytes, problems: int = 0) -> None:
        """Put this knowledge base in the place of the earlier one."""
        with self._own.write() as conn:
            conn.execute(
                "INSERT INTO knowledge (id, version, problems, compiled) VALUES (1, ?, ?, ?) ON CONFLICT (id) "
                "DO UPDATE SET version = excluded.version, problems = excluded.problems, compiled = excluded.compiled",
                (version, problems, blob),
            )

    def report(self, problems: int) -> None:
        """Note how many problems keep a newer knowledge base from being used; the last good one stays."""
        with self._own.write() as conn:
            conn.execute("UPDATE knowledge SET problems = ? WHERE id = 1", (problems,))

    def current(self) -> tuple[str, bytes] | None:
        """Version and bytes of what was published last, or None."""
        with self._own.read() as conn:
            row = conn.execute("SELECT version, compiled FROM knowledge WHERE id = 1").fetchone()
        return None if row is None else (row[0], bytes(row[1]))

    def version(self) -> str:
        """The version without its bytes; empty when nothing was ever published."""
        with self._own.read() as conn:
            row = conn.execute("SELECT version FROM knowledge WHERE id = 1").fetchone()
        return "" if row is None else str(row[0])

    def problems(self) -> int:
        """How many problems were reported last; 0 when all is well."""
        with self._own.read() as conn:
            row = conn.execute("SELECT problems FROM knowledge WHERE id = 1").fetchone()
        return 0 if row is None else int(row[0])

    def pick(self, article: str, contact: int, at: float, query: str) -> None:
        """Note that this card was picked at `at` (UTC seconds) for a contact (0: none) after this query."""
        with self._own.write() as conn:
            sql = "INSERT INTO picks (article, contact, at, query) VALUES (?, ?, ?, ?)"
            conn.execute(sql, (article, contact, at, query))

    def picks(self, since: float = 0.0) -> tuple[tuple[str, int, float, str], ...]:
        """What was picked since then, oldest first: article, contact, UTC seconds, query."""
        with self._own.read() as conn:
            sql = "SELECT article, contact, at, query FROM picks WHERE at >= ? ORDER BY at, id"
            return tuple(conn.execute(sql, (since,)).fetchall())

    def close(self) -> None:
        """Release the connection."""
        self._own.close()
