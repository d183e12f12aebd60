"""Wishes: what the world shall do, from queued to settled. Plain functions on a connection in a transaction."""

from __future__ import annotations

import json
from typing import Any

from console.adapters.store import codec
from console.adapters.store.engine import Connection
from console.domain.contact import ContactId
from console.domain.errors import NotFound, Reason, Refused
from console.domain.queues import HeldMail
from console.domain.wish import Wish, WishId, WishResult, WishState

_COLUMNS = codec.WISH_COLUMNS
_WRITTEN = _COLUMNS.removeprefix("id, ")
_MARKS = ", ".join("?" * len(_WRITTEN.split(", ")))


def add(conn: Connection, wish: Wish, contact: ContactId) -> None:
    """Record a wish of this contact."""
    conn.execute(f"INSERT INTO wishes (begun_at, {_WRITTEN}) VALUES (0, {_MARKS})", codec.wish_columns(wish, contact))


def get(conn: Connection, wish: WishId) -> Wish:
    """One wish. Raises NotFound."""
    found = _all(conn, "WHERE id = ?", (wish,))
    if not found:
        raise NotFound("wish", str(wish))
    return found[0]


def of_contact(conn: Connection, contact: ContactId) -> tuple[Wish, ...]:
    """All wishes of a contact, newest first."""
    return _all(conn, "WHERE contact = ? ORDER BY id DESC", (contact,))


def of_message(conn: Connection, message_id: str) -> Wish | None:
    """The mail wish with this Message-ID, or None."""
    found = _all(conn, "WHERE message_id = ? AND message_id <> '' ORDER BY id DESC LIMIT 1", (message_id,))
    return found[0] if found else None


def due(conn: Connection, now: float, limit: int) -> tuple[Wish, ...]:
    """Queued wishes whose time has come, oldest first."""
    return _all(conn, "WHERE state = 'queued' AND due_at <= ? ORDER BY due_at, id LIMIT ?", (now, limit))


def next_due(conn: Connection) -> float | None:
    """When the earliest queued wish is due, or None."""
    row = conn.execute("SELECT min(due_at) FROM wishes WHERE state = 'queued'").fetchone()
    return None if row[0] is None else float(row[0])


def unsettled(conn: Connection) -> tuple[Wish, ...]:
    """Wishes that were begun and have no result."""
    return _all(conn, "WHERE state = 'doing' ORDER BY id", ())


def begin(conn: Connection, wish: WishId, now: float) -> bool:
    """QUEUED to DOING; False when it is not queued any more."""
    sql = (
        "UPDATE wishes SET state = 'doing', attempts = attempts + 1, begun_at = ?, "
        "tried_since = CASE WHEN tried_since = 0 THEN ? ELSE tried_since END WHERE id = ? AND state = 'queued'"
    )
    return conn.execute(sql, (now, now, wish)).rowcount == 1


def defer(conn: Connection, wish: WishId, due_at: float, error: str) -> None:
    """DOING back to QUEUED. One that was settled meanwhile (its receipt came) stays settled."""
    sql = "UPDATE wishes SET state = 'queued', due_at = ?, error = ? WHERE id = ? AND state = 'doing'"
    conn.execute(sql, (due_at, error, wish))


def settle(conn: Connection, result: WishResult, contact: ContactId | None = None) -> None:
    """Write a result. Raises Refused(TOO_LATE) for stopping what was begun, NotFound (also: another contact's).

    Done is final, and stronger than failed: a receipt may come after we had given up.
    """
    wish = get(conn, result.wish)
    if contact is not None and wish.contact != contact:
        raise NotFound("wish", str(result.wish))
    if result.state in _FROM and wish.state not in _FROM[result.state]:
        raise Refused(Reason.TOO_LATE)
    if result.state is WishState.QUEUED:
        return _queue(conn, wish, result)
    if result.state is WishState.HELD:
        conn.execute("UPDATE wishes SET state = 'held' WHERE id = ?", (result.wish,))
        return None
    if wish.state in _OPEN or result.state is WishState.DONE:
        sql = "UPDATE wishes SET state = ?, error = ? WHERE id = ?"
        conn.execute(sql, (result.state, result.error, result.wish))
    return None


_OPEN = (WishState.HELD, WishState.QUEUED, WishState.DOING)
_FROM = {
    WishState.CANCELLED: (WishState.QUEUED, WishState.HELD),
    WishState.HELD: (WishState.QUEUED,),
    WishState.QUEUED: (WishState.HELD, WishState.DOING),
}
"""From which states a result leads to these; anything else comes too late."""


def _queue(conn: Connection, wish: Wish, result: WishResult) -> None:
    """A held mail is released, or an attempt has left some of its recipients."""
    to = json.dumps(result.recipients or (wish.mail.recipients if wish.mail else ()))
    sql = "UPDATE wishes SET state = 'queued', due_at = ?, error = ?, recipients = ? WHERE id = ?"
    conn.execute(sql, (result.due_at, result.error, to, result.wish))


def held(conn: Connection) -> tuple[HeldMail, ...]:
    """Mails that wait for a release, oldest first."""
    rows = conn.execute("SELECT id, contact, author FROM wishes WHERE state = 'held' ORDER BY id")
    return tuple(HeldMail(*row) for row in rows)


def size_limit(conn: Connection) -> int:
    """The largest mail that the server takes, in bytes; 0: it never said."""
    [(limit,)] = conn.execute("SELECT size_limit FROM mail_server WHERE id = 1").fetchall()
    return int(limit)


def set_size_limit(conn: Connection, limit: int) -> None:
    """What the server has said."""
    conn.execute("UPDATE mail_server SET size_limit = ? WHERE id = 1", (limit,))


def _all(conn: Connection, where: str, values: tuple[Any, ...]) -> tuple[Wish, ...]:
    rows = conn.execute(f"SELECT {_COLUMNS} FROM wishes {where}", values)
    with codec.readable():
        return tuple(codec.wish_of(row) for row in rows)
