"""Mails whose bytes lie in files beside the database, found by their SHA-256.

Under `mails/` in the folder of the database: `incoming/ID.part` while a mail is fetched, then `ab/abcd….eml`. A file
gets its last name only when it is whole and on the disk, and only then the row says that it is there.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from console.adapters.store.engine import Connection
from console.domain.contact import MailId
from console.domain.errors import Reason, Refused, StoreUnavailable
from console.domain.mailbox import Large, LargeState
from console.i18n import _

_COLUMNS = "mail, size, state, fetched, attempts, due_at, error, sha256"


def want(conn: Connection, mail: int, size: int) -> None:
    """The bytes of this mail are to be fetched."""
    sql = (
        "INSERT INTO larges (mail, size, state, sha256, fetched, attempts, due_at, error, unread) "
        "VALUES (?, ?, ?, '', 0, 0, 0, '', 0)"
    )
    conn.execute(sql, (mail, size, LargeState.WANTED))


def get(conn: Connection, mail: MailId) -> Large | None:
    """One large mail, or None for a mail that is none."""
    return next(iter(_larges(conn, "WHERE mail = ?", (mail,))), None)


def due(conn: Connection, now: float) -> tuple[Large, ...]:
    """Large mails to be fetched now, the oldest first."""
    return _larges(conn, "WHERE state = 'wanted' AND due_at <= ? ORDER BY mail", (now,))


def listed(conn: Connection, limit: int) -> tuple[Large, ...]:
    """The latest large mails, whatever became of them."""
    return _larges(conn, "ORDER BY mail DESC LIMIT ?", (limit,))


def keep(conn: Connection, large: Large) -> bool:
    """Keep state, progress and error of one that is still wanted; False when it is not."""
    sql = (
        "UPDATE larges SET state = ?, fetched = ?, attempts = ?, due_at = ?, error = ? "
        "WHERE mail = ? AND state = 'wanted'"
    )
    values = (large.state, large.fetched, large.attempts, large.due_at, large.error, large.mail)
    return conn.execute(sql, values).rowcount == 1


def is_wanted(conn: Connection, mail: MailId) -> bool:
    """Whether it is still to be fetched."""
    return conn.execute("SELECT 1 FROM larges WHERE mail = ? AND state = 'wanted'", (mail,)).fetchone() is not None


def here(conn: Connection, mail: MailId, sha256: str, size: int) -> None:
    """The file stands at its place: read the mail again from it."""
    sql = "UPDATE larges SET state = ?, sha256 = ?, fetched = ?, error = '', unread = 1 WHERE mail = ?"
    conn.execute(sql, (LargeState.HERE, sha256, size, mail))


def stop(conn: Connection, mail: MailId) -> bool:
    """Fetch it no further; what has come stays. False when it is not being fetched."""
    sql = "UPDATE larges SET state = ? WHERE mail = ? AND state = 'wanted'"
    return conn.execute(sql, (LargeState.STOPPED, mail)).rowcount == 1


def again(conn: Connection, mail: MailId) -> bool:
    """Fetch it (further). False when there is nothing left to fetch."""
    sql = "UPDATE larges SET state = ?, attempts = 0, due_at = 0, error = '' WHERE mail = ? AND state IN (?, ?, ?)"
    states = (LargeState.WANTED, LargeState.STOPPED, LargeState.LOST)
    return conn.execute(sql, (LargeState.WANTED, mail, *states)).rowcount == 1


def unneeded(conn: Connection, mail: MailId) -> None:
    """A receipt: its bytes are those that we have sent."""
    conn.execute("UPDATE larges SET state = ?, unread = 0 WHERE mail = ?", (LargeState.UNNEEDED, mail))


def _larges(conn: Connection, rest: str, values: tuple[object, ...]) -> tuple[Large, ...]:
    rows = conn.execute(f"SELECT {_COLUMNS} FROM larges {rest}", values)
    return tuple(
        Large(
            mail=MailId(mail), size=size, state=LargeState(state), fetched=fetched, attempts=attempts, due_at=due_at,
            error=error, sha256=sha256,
        )
        for mail, size, state, fetched, attempts, due_at, error, sha256 in rows
    )  # fmt: skip


# --- the files -----------------------------------------------------------------------------------


class LargeFiles:
    """The folder `mails` beside the database."""

    def __init__(self, database: Path) -> None:
        self._folder = database.parent / "mails"

    def part(self, mail: MailId) -> Path:
        """Where the bytes that have come so far lie. Its folder is made, for its owner alone. Raises OSError."""
        folder = self._folder / "incoming"
        _make(self._folder, folder)
        return folder / f"{mail:d}.part"

    def whole(self, sha256: str) -> Path:
        """Where the mail with this hash lies."""
        return self._folder / sha256[:2] / f"{sha256}.eml"

    def settle(self, mail: MailId, sha256: str) -> int:
        """Give the whole part its last name, on the disk before this returns; gives its size. Raises OSError.

        Repeated after a crash it finds the file where it has to be.
        """
        part, whole = self.part(mail), self.whole(sha256)
        if part.exists():
            _make(whole.parent)
            part.replace(whole)
            for folder in (whole.parent, self._folder, part.parent):
                _sync(folder)
        return whole.stat().st_size

    def read(self, sha256: str) -> bytes:
        """The mail, byte for byte as it was received. Raises StoreUnavailable when the file is gone or another."""
        try:
            raw = self.whole(sha256).read_bytes()
        except OSError:
            raw = b""
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise StoreUnavailable(_("manca il file di un messaggio grande: ripristinare la cartella mails"))
        return raw

    def forget(self, mail: MailId) -> None:
        """Throw away what has come of a mail that nobody needs."""
        with suppress(OSError):
            self.part(mail).unlink(missing_ok=True)


def must_be_here(large: Large | None) -> str:
    """The hash of a large mail; empty for a mail that is none. Raises Refused(STILL_COMING)."""
    if large is None or large.state is LargeState.UNNEEDED:
        return ""
    if large.state is not LargeState.HERE:
        raise Refused(Reason.STILL_COMING, detail=str(large.state))
    return large.sha256


def _make(*folders: Path) -> None:
    """Each for its owner alone. (With `parents` the mode would hold for the last one only.)"""
    for folder in folders:
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
