"""Mails that came into a folder and were gone before anybody here has read them."""

from __future__ import annotations

from console.adapters.store.engine import Connection
from console.domain.mailbox import CLOCK_SLACK, Gap, Place, unexplained

FRESH_SECONDS = 300.0
"""The time of a look that found nothing is written down this often; a gap is told as that much longer at most."""


def counted(conn: Connection, folder: str) -> Place | None:
    """Up to which number this folder was counted, or None."""
    row = conn.execute("SELECT uid_validity, counted_uid FROM looks WHERE folder = ?", (folder,)).fetchone()
    return None if row is None else Place(folder=folder, uid_validity=row[0], uid=row[1])


def is_news(conn: Connection, upto: Place, missing: int, now: float) -> bool:
    """Whether `count` has something to write."""
    sql = "SELECT 1 FROM looks WHERE folder = ? AND uid_validity = ? AND counted_uid >= ? AND looked_at > ?"
    known = conn.execute(sql, (upto.folder, upto.uid_validity, upto.uid, now - FRESH_SECONDS)).fetchone()
    return missing > 0 or known is None


def count(conn: Connection, upto: Place, missing: int, now: float) -> None:
    """The folder was looked at; so many mails up to this number were gone."""
    row = conn.execute("SELECT looked_at FROM looks WHERE folder = ?", (upto.folder,)).fetchone()
    if missing > 0:
        sql = "INSERT INTO gaps (folder, missing, since, noticed_at, seen_by) VALUES (?, ?, ?, ?, '')"
        conn.execute(sql, (upto.folder, missing, row[0] if row else now, now))
    sql = (
        "INSERT INTO looks (folder, uid_validity, counted_uid, looked_at) VALUES (?, ?, ?, ?) ON CONFLICT (folder) DO "
        "UPDATE SET uid_validity = excluded.uid_validity, counted_uid = excluded.counted_uid, "
        "looked_at = excluded.looked_at"
    )
    conn.execute(sql, (upto.folder, upto.uid_validity, upto.uid, now))


def still_open(conn: Connection) -> tuple[Gap, ...]:
    """What is missing, has not turned up in another folder, and nobody has taken note of."""
    sql = "SELECT folder, missing, since, noticed_at FROM gaps WHERE seen_by = '' ORDER BY id"
    gaps = [Gap(folder=row[0], missing=row[1], since=row[2], noticed_at=row[3]) for row in conn.execute(sql)]
    if not gaps:
        return ()
    first, last = min(one.since for one in gaps) - CLOCK_SLACK, max(one.noticed_at for one in gaps) + CLOCK_SLACK
    sql = (
        "SELECT folder, received_at FROM mails WHERE received_at >= ? AND received_at <= ? AND is_receipt = 0 "
        "AND folder IN (SELECT folder FROM folders) ORDER BY received_at"
    )
    return unexplained(gaps, [(row[0], row[1]) for row in conn.execute(sql, (first, last))])


def take_note(conn: Connection, by: str) -> int:
    """Somebody has taken note of everything that is missing; gives of how many gaps."""
    return conn.execute("UPDATE gaps SET seen_by = ? WHERE seen_by = ''", (by,)).rowcount
