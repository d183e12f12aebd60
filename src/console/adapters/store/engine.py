"""The SQLite connection: how it is opened, how a transaction is held, what its errors mean.

No SQL about contacts here. One database file serves the consoles of ONE host, never a network share. Nothing in a
process that uses a store may open the database file by itself, not even to read or copy it: see `_touch`.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from console.domain.errors import StoreUnavailable
from console.i18n import _

T = TypeVar("T")
P = ParamSpec("P")

APPLICATION_ID = 0x55455043
"""Written into the file's header ("UEPC"), so that another program's database is never taken for ours."""
PATIENCE_SECONDS = 15.0
"""How long a writer waits for its turn; the worst wait measured among 50 writers flat out was 7.3 s."""
BUSY_MILLISECONDS = 20
"""One wait of SQLite itself. Short, because its own waits grow to 100 ms and are not fair; we wait around it."""
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""
_making = threading.Lock()


class Connection(sqlite3.Connection):
    """A connection without implicit transactions. Every use stands in `read()` or `write()`."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement. Half characters (lone surrogates), which no database takes, become question marks."""
        try:
            return super().execute(sql, parameters)
        except UnicodeEncodeError:
            return super().execute(sql, [_whole(value) for value in parameters])

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its first line on: all of it, or nothing.

        Raises StoreUnavailable; whatever is raised inside undoes everything that was written inside.
        """
        with translated():
            _patiently(lambda: self.execute("BEGIN IMMEDIATE"))
            try:
                yield self
                self.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Several statements over one and the same state of the store. Raises StoreUnavailable."""
        with translated():
            try:
                _patiently(self._begin_to_read)
                yield self
            finally:
                self._undo()

    def _begin_to_read(self) -> None:
        """BEGIN alone locks nothing: the first statement does, and it may have to wait (recovery after a crash)."""
        if not self.in_transaction:
            self.execute("BEGIN")
        self.execute("PRAGMA schema_version").fetchone()

    def _undo(self) -> None:
        """A full disk ends the transaction by itself; then there is nothing left to undo."""
        if self.in_transaction:
            self.execute("ROLLBACK")


def connect(file: Path, *, make: bool = True, keep_private: bool = True) -> Connection:
    """Open the file, readable by its owner only, in WAL mode with every commit on the disk.

    Without `make` a missing file raises StoreUnavailable; without `keep_private` its mode stays as it is.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreUnavailable(_("SQLite {version} è troppo vecchio").format(version=sqlite3.sqlite_version))
    with translated():
        _touch(file, make=make, keep_private=keep_private)
        uri = f"{file.absolute().as_uri()}?mode=rw"
        conn = sqlite3.connect(
            uri, uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False,
            factory=Connection,
        )  # fmt: skip
        try:
            _patiently(lambda: _prepare(conn))
        except BaseException:
            conn.close()
            raise
    return conn


def _touch(file: Path, *, make: bool, keep_private: bool) -> None:
    """0600 before SQLite writes the first byte; its -wal and -shm files take the mode of the database.

    The database itself is never opened here: closing any handle on it would drop the locks of every connection
    that this process has (POSIX), and another process would then throw away a log that is in use.
    """
    with _making:
        if make and not file.exists():
            _make_empty(file)
    status = file.stat()
    if keep_private and status.st_mode & 0o077 and status.st_uid == os.geteuid():
        file.chmod(0o600)


def _make_empty(file: Path) -> None:
    """An empty file, private from the start. Nobody in this process can be connected to it yet."""
    with suppress(FileExistsError):  # another process was faster
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _prepare(conn: Connection) -> None:
    _require_ours(conn)
    mode = conn.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise StoreUnavailable(_("il disco non permette l'accesso di più programmi (WAL)"))
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("PRAGMA journal_size_limit = 67108864")


def _require_ours(conn: Connection) -> None:
    """Leave another program's database as it is."""
    if conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version or conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreUnavailable(_("il file appartiene a un altro programma"))


class OwnConnection:
    """A connection of its own, opened at first use, for one blocking user at a time."""

    def __init__(self, file: Path, opener: Callable[[Path], Connection]) -> None:
        self._file = file
        self._open = opener
        self._lock = threading.Lock()
        self._conn: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction; see `Connection.write`."""
        with self._lock, self._connection().write() as conn:
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction; see `Connection.read`."""
        with self._lock, self._connection().read() as conn:
            yield conn

    def close(self) -> None:
        """Release the file; the next use would open it again."""
        with self._lock:
            if self._conn is not None:
                self._conn.close()
            self._conn = None

    def _connection(self) -> Connection:
        if self._conn is None:
            self._conn = self._open(self._file)
        return self._conn


class OwnThread:
    """A connection on a thread of its own, opened by `_connect`, for users that must not block."""

    def __init__(
        self, file: Path, opener: Callable[[Path], Connection], on_commit: Callable[[], None] | None = None
    ) -> None:
        self._file = file
        self._open_file = opener
        self._on_commit = on_commit or (lambda: None)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._conn: Connection | None = None
        self._own_commits = 0
        self._closed = False

    async def change_mark(self) -> int:
        """A number that differs when anybody has committed since the last call (our own quiet writes apart)."""
        return await self._in_thread(self._mark)

    async def close(self) -> None:
        """Finish what is under way and release the store; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=False)
        await asyncio.shield(closing)

    async def _read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def work() -> T:
            with self._connection().read() as conn:
                return query(conn, *args, **kwargs)

        return await self._in_thread(work)

    async def _write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A change that others want to see."""

        def work() -> T:
            with self._connection().write() as conn:
                result = change(conn, *args, **kwargs)
            self._own_commits += 1
            self._on_commit()
            return result

        return await self._in_thread(work)

    async def _write_quietly(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A change that draws nothing on any console."""

        def work() -> T:
            with self._connection().write() as conn:
                return change(conn, *args, **kwargs)

        return await self._in_thread(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreUnavailable(_("è già stato chiuso"))
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _connection(self) -> Connection:
        if self._conn is None:
            raise StoreUnavailable(_("è già stato chiuso"))
        return self._conn

    def _connect(self) -> None:
        self._conn = self._open_file(self._file)

    def _disconnect(self) -> None:
        self._let_go()
        with translated():
            self._connection().close()
        self._conn = None

    def _mark(self) -> int:
        with translated():
            [(version,)] = self._connection().execute("PRAGMA data_version").fetchall()
        return int(version) + self._own_commits

    def _let_go(self) -> None:
        """What else is to be released with the connection."""


def _patiently(attempt: Callable[[], T]) -> T:
    """Try until the lock is ours. Pauses are short and uneven, so that of many writers none starves."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > end:
                raise
        time.sleep(random.uniform(0.001, 0.01))


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    """The primary result code; 0 when Python itself has raised."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


@contextmanager
def translated() -> Iterator[None]:
    """Every fault of the file or the disk as StoreUnavailable, in words for people."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a fault of this program, not of the disk
    except sqlite3.Error as error:
        raise StoreUnavailable(_reason(error)) from error
    except OSError as error:
        raise StoreUnavailable(_system_reason(error)) from error


def _reason(error: sqlite3.Error) -> str:
    reasons = {
        sqlite3.SQLITE_FULL: _("il disco è pieno"),
        sqlite3.SQLITE_BUSY: _("un altro programma lo tiene occupato"),
        sqlite3.SQLITE_LOCKED: _("un altro programma lo tiene occupato"),
        sqlite3.SQLITE_READONLY: _("il file si può solo leggere"),
        sqlite3.SQLITE_PERM: _("il file non è accessibile"),
        sqlite3.SQLITE_CANTOPEN: _("il file non si apre"),
        sqlite3.SQLITE_CORRUPT: _("il file è danneggiato: ripristinare l'ultima copia"),
        sqlite3.SQLITE_NOTADB: _("il file non è un archivio, o è danneggiato"),
        sqlite3.SQLITE_IOERR: _("il disco non risponde o è pieno"),
    }
    return reasons.get(_code(error)) or str(error)


def _system_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return _("il file o la sua cartella non esiste")
    if isinstance(error, PermissionError):
        return _("il file non è accessibile")
    return error.strerror or str(error)


def _whole(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def placeholders(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))
