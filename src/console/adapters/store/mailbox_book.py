"""`ports.MailboxBook` on a connection of its own: for the threads of the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console.adapters.store import gap_book, large_book, mark_book
from console.adapters.store.mail_book import SqliteMailLedger
from console.domain.contact import MailId
from console.domain.mailbox import Gap, Large, Mark, Place


class SqliteMailboxBook(SqliteMailLedger):
    """What came in, and what is owed to the server. Raises StoreUnavailable."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._files = large_book.LargeFiles(file)

    # --- marks -----------------------------------------------------------------------------------

    def due_marks(self, now: float, limit: int) -> Sequence[Mark]:
        """Marks to be set now, the oldest first."""
        with self._own.read() as conn:
            return mark_book.due(conn, now, limit)

    def begin_mark(self, mark: Mark, retry_at: float) -> None:
        """Count the attempt before it is made."""
        with self._own.write() as conn:
            mark_book.begin(conn, mark, retry_at)

    def finish_mark(self, mark: Mark) -> None:
        """Keep state and error."""
        with self._own.write() as conn:
            mark_book.finish(conn, mark)

    def places(self, mail: MailId) -> Sequence[Place]:
        """Where this mail was seen under the numbers that hold now."""
        with self._own.read() as conn:
            return mark_book.places(conn, mail)

    # --- gaps ------------------------------------------------------------------------------------

    def counted(self, folder: str) -> Place | None:
        """Up to which number this folder was counted, or None."""
        with self._own.read() as conn:
            return gap_book.counted(conn, folder)

    def count(self, upto: Place, missing: int, now: float) -> None:
        """The folder was looked at; so many mails up to this number were gone."""
        with self._own.read() as conn:
            if not gap_book.is_news(conn, upto, missing, now):
                return
        with self._own.write() as conn:
            gap_book.count(conn, upto, missing, now)

    def open_gaps(self) -> Sequence[Gap]:
        """What is missing and nobody has taken note of."""
        with self._own.read() as conn:
            return gap_book.still_open(conn)

    # --- large mails -----------------------------------------------------------------------------

    def due_larges(self, now: float) -> Sequence[Large]:
        """Large mails to be fetched now."""
        with self._own.read() as conn:
            return large_book.due(conn, now)

    def large(self, mail: MailId) -> Large | None:
        """One large mail as it stands, or None."""
        with self._own.read() as conn:
            return large_book.get(conn, mail)

    def keep_large(self, large: Large) -> bool:
        """Keep how far it is; False when it is not wanted any more."""
        with self._own.write() as conn:
            return large_book.keep(conn, large)

    def part_file(self, mail: MailId) -> Path:
        """Where the bytes that have come so far lie, or will. Raises OSError."""
        return self._files.part(mail)

    def finish_large(self, mail: MailId, sha256: str) -> None:
        """The part is whole and has this hash: the file first, then the row. Raises OSError."""
        size = self._files.settle(mail, sha256)
        with self._own.write() as conn:
            large_book.here(conn, mail, sha256, size)

    def head(self, mail: MailId) -> bytes:
        """The kept header and texts of a large mail."""
        with self._own.read() as conn:
            row = conn.execute("SELECT raw FROM mails WHERE id = ?", (mail,)).fetchone()
        return bytes(row[0]) if row else b""

    # --- logging in ------------------------------------------------------------------------------

    def nudges(self) -> int:
        """How often somebody has asked to log in again."""
        with self._own.read() as conn:
            [(number,)] = conn.execute("SELECT number FROM nudges WHERE id = 1").fetchall()
        return int(number)
