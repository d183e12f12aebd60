"""Marks for the server: wished in the transaction of what causes them, done whenever the server can be reached."""

from __future__ import annotations

import re

from console.adapters.store.engine import Connection
from console.domain.contact import MailId
from console.domain.mailbox import Mark, MarkKind, MarkState, Place
from console.domain.wish import Wish, WishKind

_HEAD_BYTES = 65_536
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ANSWERS = re.compile(rb"^In-Reply-To:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)


def mail_has_left(conn: Connection, wish: Wish) -> None:
    """Wish the mark that this outgoing mail deserves: at the mail that it answers, or that it has handed on."""
    if wish.mail is None:
        return
    row = conn.execute("SELECT mail, office FROM contacts WHERE id = ? AND mail <> 0", (wish.contact,)).fetchone()
    if row is None:
        return
    mail, office = MailId(row[0]), str(row[1])
    if wish.kind is WishKind.FORWARD_MAIL:
        want(conn, mail, MarkKind.FORWARDED, office)
    elif wish.kind is WishKind.SEND_MAIL and _answers(conn, mail, wish.mail.raw):
        want(conn, mail, MarkKind.ANSWERED)


def want(conn: Connection, mail: MailId, kind: MarkKind, office: str = "") -> None:
    """Wish a mark. Wished before it stays as it stands, unless the mail went to another office since."""
    sql = (
        "INSERT INTO marks (mail, kind, office, state, attempts, due_at, error) VALUES (?, ?, ?, ?, 0, 0, '') "
        "ON CONFLICT (mail, kind) DO UPDATE SET office = excluded.office, state = excluded.state, attempts = 0, "
        "due_at = 0, error = '' WHERE marks.office <> excluded.office"
    )
    conn.execute(sql, (mail, kind, office, MarkState.WAITING))


def due(conn: Connection, now: float, limit: int) -> tuple[Mark, ...]:
    """Marks to be set now, the oldest first."""
    where = "WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, mail, kind LIMIT ?"
    return _marks(conn, where, (now, limit))


def listed(conn: Connection, limit: int) -> tuple[Mark, ...]:
    """The latest marks, whatever became of them."""
    return _marks(conn, "ORDER BY mail DESC, kind LIMIT ?", (limit,))


def begin(conn: Connection, mark: Mark, retry_at: float) -> None:
    """Count an attempt that is about to be made."""
    sql = "UPDATE marks SET attempts = attempts + 1, due_at = ? WHERE mail = ? AND kind = ? AND state = 'waiting'"
    conn.execute(sql, (retry_at, mark.mail, mark.kind))


def finish(conn: Connection, mark: Mark) -> None:
    """Keep state and error of a mark that waits for this very office."""
    sql = "UPDATE marks SET state = ?, error = ? WHERE mail = ? AND kind = ? AND office = ? AND state = 'waiting'"
    conn.execute(sql, (mark.state, mark.error, mark.mail, mark.kind, mark.office))


def again(conn: Connection) -> int:
    """Try everything that waits or was refused from the beginning; gives how many there are."""
    sql = "UPDATE marks SET state = 'waiting', attempts = 0, due_at = 0, error = '' WHERE state IN (?, ?)"
    return conn.execute(sql, (MarkState.WAITING, MarkState.REFUSED)).rowcount


def places(conn: Connection, mail: MailId) -> tuple[Place, ...]:
    """Where this mail was seen under the numbers that hold now."""
    sql = (
        "SELECT seen.folder, seen.uid_validity, seen.uid FROM seen JOIN folders ON folders.folder = seen.folder AND "
        "folders.uid_validity = seen.uid_validity WHERE seen.mail = ? ORDER BY seen.folder, seen.uid"
    )
    return tuple(Place(folder=row[0], uid_validity=row[1], uid=row[2]) for row in conn.execute(sql, (mail,)))


def _marks(conn: Connection, rest: str, values: tuple[object, ...]) -> tuple[Mark, ...]:
    rows = conn.execute(f"SELECT mail, kind, office, state, attempts, due_at, error FROM marks {rest}", values)
    return tuple(
        Mark(
            mail=MailId(mail), kind=MarkKind(kind), office=office, state=MarkState(state), attempts=attempts,
            due_at=due_at, error=error,
        )
        for mail, kind, office, state, attempts, due_at, error in rows
    )  # fmt: skip


def _answers(conn: Connection, mail: MailId, raw: bytes) -> bool:
    """Whether this outgoing mail answers that one. One without Message-ID cannot be named, so any answer is its."""
    [(message_id,)] = conn.execute("SELECT message_id FROM mails WHERE id = ?", (mail,)).fetchall() or [("",)]
    head = _HEAD_END.split(raw[:_HEAD_BYTES], maxsplit=1)[0]
    named = _ANSWERS.search(head)
    return not message_id or (named is not None and str(message_id).encode("utf-8", "replace") in named[0])
