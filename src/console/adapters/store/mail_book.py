"""Received mails: their bytes, their decoded form, and how far each folder of the mailbox was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console.adapters.store import codec
from console.adapters.store.engine import Connection, OwnConnection
from console.adapters.store.schema import open_store
from console.domain.contact import MailId
from console.domain.errors import NotFound
from console.domain.mail import Mail
from console.services.ports import FolderState, RawMail


def decoded(conn: Connection, mail: MailId) -> Mail:
    """The decoded mail. Raises NotFound, also while it is not decoded."""
    row = conn.execute("SELECT decoded FROM mails WHERE id = ?", (mail,)).fetchone()
    if row is None or not row[0]:
        raise NotFound("mail", str(mail))
    with codec.readable():
        return codec.mail_of(row[0])


def raw(conn: Connection, mail: MailId) -> bytes:
    """The bytes as received. Raises NotFound."""
    row = conn.execute("SELECT raw FROM mails WHERE id = ?", (mail,)).fetchone()
    if row is None:
        raise NotFound("mail", str(mail))
    return bytes(row[0])


def undecoded(conn: Connection, limit: int) -> tuple[MailId, ...]:
    """Mails that are neither a contact nor a receipt yet, oldest first; a decoded one too, if a crash came between."""
    rows = conn.execute("SELECT id FROM mails WHERE pending = 1 ORDER BY id LIMIT ?", (limit,))
    return tuple(MailId(row[0]) for row in rows)


def set_decoded(conn: Connection, mail: MailId, read: Mail, *, is_receipt: bool) -> None:
    """Keep the decoded form. Raises NotFound."""
    sql = "UPDATE mails SET decoded = ?, message_id = ?, is_receipt = ? WHERE id = ?"
    if conn.execute(sql, (codec.mail_json(read), read.message_id, int(is_receipt), mail)).rowcount == 0:
        raise NotFound("mail", str(mail))
    if is_receipt:
        conn.execute("UPDATE mails SET pending = 0 WHERE id = ?", (mail,))


# --- the mailbox's own book ----------------------------------------------------------------------


class SqliteMailLedger:
    """`ports.MailLedger` on a connection of its own: for the thread of the mailbox."""

    def __init__(self, file: Path) -> None:
        self._own = OwnConnection(file, open_store)

    def folder_state(self, folder: str) -> FolderState | None:
        """How far this folder was read, or None when it never was. Raises StoreUnavailable."""
        with self._own.read() as conn:
            return _folder_state(conn, folder)

    def commit_batch(self, state: FolderState, mails: Sequence[RawMail]) -> int:
        """Keep the mails and the new mark in one transaction; gives how many were new. Raises StoreUnavailable."""
        with self._own.write() as conn:
            new = sum([keep(conn, state, mail) is not None for mail in mails])
            conn.execute(
                "INSERT INTO folders (folder, uid_validity, high_uid) VALUES (?, ?, ?) ON CONFLICT (folder) "
                "DO UPDATE SET uid_validity = excluded.uid_validity, high_uid = excluded.high_uid",
                (state.folder, state.uid_validity, state.high_uid),
            )
        return new

    def keep_letter(self, letter: str, folder: str, mail: RawMail) -> bool:
        """Keep a scanned letter, unless it is kept. Raises StoreUnavailable."""
        with self._own.write() as conn:
            if conn.execute("SELECT 1 FROM letters WHERE letter = ?", (letter,)).fetchone():
                return False
            number = _insert(conn, folder, mail)
            conn.execute("INSERT INTO letters (letter, mail) VALUES (?, ?)", (letter, number))
        return True

    def close(self) -> None:
        """Release the connection."""
        self._own.close()


def _folder_state(conn: Connection, folder: str) -> FolderState | None:
    row = conn.execute("SELECT uid_validity, high_uid FROM folders WHERE folder = ?", (folder,)).fetchone()
    return None if row is None else FolderState(folder=folder, uid_validity=row[0], high_uid=row[1])


def keep(conn: Connection, state: FolderState, mail: RawMail) -> MailId | None:
    """Keep one mail and give its id; None when it is known."""
    key = (state.folder, state.uid_validity, mail.uid)
    sql = "SELECT 1 FROM seen WHERE folder = ? AND uid_validity = ? AND uid = ?"
    if conn.execute(sql, key).fetchone():
        return None
    known = _renumbered(conn, state, mail.fingerprint)
    number = _insert(conn, state.folder, mail) if known is None else known
    conn.execute("INSERT INTO seen (folder, uid_validity, uid, mail) VALUES (?, ?, ?, ?)", (*key, number))
    return MailId(number) if known is None else None


def _renumbered(conn: Connection, state: FolderState, fingerprint: str) -> int | None:
    """The same bytes kept before and not yet met under this numbering; each is met once.

    Kept under an earlier UIDVALIDITY, or in another folder out of which somebody has moved the mail into this one.
    """
    sql = (
        "SELECT id FROM mails WHERE folder IN (SELECT folder FROM folders) AND fingerprint = ? AND NOT EXISTS "
        "(SELECT 1 FROM seen WHERE seen.mail = mails.id AND seen.folder = ? AND seen.uid_validity = ?) "
        "ORDER BY id LIMIT 1"
    )
    row = conn.execute(sql, (fingerprint, state.folder, state.uid_validity)).fetchone()
    return None if row is None else int(row[0])


def _insert(conn: Connection, folder: str, mail: RawMail) -> int:
    sql = (
        "INSERT INTO mails (folder, fingerprint, received_at, message_id, is_receipt, pending, decoded, raw) "
        "VALUES (?, ?, ?, '', 0, 1, '', ?) RETURNING id"
    )
    [(number,)] = conn.execute(sql, (folder, mail.fingerprint, mail.received_at, mail.raw)).fetchall()
    return int(number)
