"""Opens the file and brings it up to this program's schema. What each version adds is in `tables/`.

sqlite_utils and the tables are imported only when there is something to migrate: 60 ms of every start.
"""

from __future__ import annotations

from pathlib import Path

from console.adapters.store.engine import APPLICATION_ID, Connection, connect, translated
from console.domain.errors import StoreUnavailable
from console.i18n import _

SCHEMA_VERSION = 7
"""How many versions this program knows: `tables.VERSIONS`. A file with more was written by a newer program."""


def open_store(file: Path) -> Connection:
    """The file, opened and at this program's schema. Raises StoreUnavailable with the reason."""
    conn = connect(file)
    try:
        with translated():
            _bring_up(conn)
    except BaseException:
        conn.close()
        raise
    return conn


def stored_version(conn: Connection) -> int:
    """How many migrations the file has had; 0 for a new file."""
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    return version


def _bring_up(conn: Connection) -> None:
    if _is_known(stored_version(conn)):
        return
    from sqlite_utils import Database

    from console.adapters.store.tables import migrations

    with conn.write():
        if _is_known(stored_version(conn)):  # another process was faster
            return
        database = Database(conn, recursive_triggers=False, execute_plugins=False)
        migrations().apply(database)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _is_known(version: int) -> bool:
    if version > SCHEMA_VERSION:
        raise StoreUnavailable(
            _("è stato scritto da una versione più recente del programma ({version}, qui {known})").format(
                version=version, known=SCHEMA_VERSION
            )
        )
    return version == SCHEMA_VERSION
