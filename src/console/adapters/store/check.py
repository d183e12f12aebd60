"""A quick look at the store for `console doctor`: is it whole, private, of a known schema, and is there room?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from console.adapters.store.engine import Connection, connect, translated
from console.adapters.store.schema import SCHEMA_VERSION, stored_version
from console.domain.errors import StoreUnavailable
from console.domain.record import record

SCARCE_BYTES = 500_000_000
"""Less room than this is worth a warning: mails with attachments fill it within days."""
_FILES = ("", "-wal", "-shm")
_SHOWN_FAULTS = 5


@record
class StoreHealth:
    """What was found. Sizes in bytes; `problem` is a sentence for people, empty when the file opens."""

    exists: bool
    problem: str = ""
    faults: tuple[str, ...] = ()
    """What SQLite finds wrong inside (English, its own words)."""
    schema: int = 0
    known_schema: int = SCHEMA_VERSION
    size: int = 0
    free: int = 0
    private: bool = True
    contacts: int = 0

    @property
    def ok(self) -> bool:
        """Whether consoles can work with it. A store that does not exist yet is made at the first start."""
        return not self.problem and not self.faults and self.schema <= self.known_schema

    @property
    def scarce(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free < SCARCE_BYTES


def check_store(file: Path) -> StoreHealth:
    """Look at the store without changing anything in it. Never raises."""
    free = _free(file.parent)
    if not file.exists():
        return StoreHealth(exists=False, free=free)
    try:
        conn = connect(file, make=False, keep_private=False)
    except StoreUnavailable as error:
        return StoreHealth(exists=True, problem=str(error), free=free, size=_size(file), private=_private(file))
    try:
        return _look(conn, file, free)
    except StoreUnavailable as error:
        return StoreHealth(exists=True, problem=str(error), free=free, size=_size(file), private=_private(file))
    finally:
        conn.close()


def _look(conn: Connection, file: Path, free: int) -> StoreHealth:
    with translated():
        schema = stored_version(conn)
        found = [row[0] for row in conn.execute(f"PRAGMA quick_check({_SHOWN_FAULTS})")]
        faults = tuple(one for one in found if one != "ok")
        countable = 0 < schema <= SCHEMA_VERSION and not faults
        contacts = conn.execute("SELECT count(*) FROM contacts").fetchone()[0] if countable else 0
    return StoreHealth(
        exists=True, faults=faults, schema=schema, size=_size(file), free=free, private=_private(file),
        contacts=contacts,
    )  # fmt: skip


def _beside(file: Path) -> list[os.stat_result]:
    paths = [file.with_name(file.name + ending) for ending in _FILES]
    return [path.stat() for path in paths if path.exists()]


def _size(file: Path) -> int:
    return sum(one.st_size for one in _beside(file))


def _private(file: Path) -> bool:
    return not any(one.st_mode & 0o077 for one in _beside(file))


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
