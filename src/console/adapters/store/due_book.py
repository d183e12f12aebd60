"""When contacts are due: stamping anew after the site's targets or hours have changed, and what was settled lately."""

from __future__ import annotations

from collections.abc import Callable

from console.adapters.store import codec, repository
from console.adapters.store.engine import Connection
from console.domain.contact import Contact
from console.domain.queues import rank

_OTHERS = "is_open = 1 AND (due_mark < ? OR due_mark > ?)"
_UPDATE = (
    "UPDATE contacts SET due_first_answer = ?, due_resolution = ?, due_mark = ?, turn_at = ?, seq = ? WHERE id = ?"
)


def has_others(conn: Connection, mark: int) -> bool:
    """Whether an open contact was stamped by other targets than those of this mark."""
    return conn.execute(f"SELECT 1 FROM contacts WHERE {_OTHERS} LIMIT 1", (mark, mark)).fetchone() is not None


def stamp(conn: Connection, stamped: Callable[[Contact], Contact], mark: int, limit: int) -> int:
    """Stamp at most so many of them anew; gives how many. Their version stays: nobody's act becomes stale by it."""
    found = repository.every(conn, f"WHERE {_OTHERS} LIMIT ?", (mark, mark, limit))
    if found:
        seq = repository.next_seq(conn)
        for one in map(stamped, found):
            turn_at = rank(codec.row_of(one))[1]
            values = (one.due_first_answer, one.due_resolution, one.due_mark, turn_at, seq, one.id)
            conn.execute(_UPDATE, values)
    return len(found)


def settled_since(conn: Connection, since: float) -> tuple[Contact, ...]:
    """The contacts that had their first answer from this moment on, or were ended since."""
    answered = "SELECT id FROM contacts WHERE first_answer_at > 0 AND first_answer_at >= ?"
    ended = "SELECT id FROM contacts WHERE is_open = 0 AND state_since >= ?"
    return repository.every(conn, f"WHERE id IN ({answered} UNION {ended}) ORDER BY id", (since, since))
