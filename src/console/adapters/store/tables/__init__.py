"""What each version of the schema adds, one module each, applied by sqlite-utils Migrations in this order.

A module that was released is never changed; another goes to the end and raises `schema.SCHEMA_VERSION`. Imported only
when there is something to migrate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from console.adapters.store.tables import (
    m001_first_tables,
    m002_seats_and_hours,
    m003_registered_mail,
    m004_full_text,
    m005_sending,
    m006_targets,
    m007_who_and_what,
)

if TYPE_CHECKING:
    from sqlite_utils.db import Database

VERSIONS = (
    m001_first_tables,
    m002_seats_and_hours,
    m003_registered_mail,
    m004_full_text,
    m005_sending,
    m006_targets,
    m007_who_and_what,
)
"""One module a version, oldest first. Each has STATEMENTS."""


def migrations() -> Migrations:
    """All versions as migrations that are known in the file by the names of their modules."""
    found = Migrations("console")
    for version in VERSIONS:
        found(name=version.__name__.rpartition(".")[2])(_applying(version.STATEMENTS))
    return found


def _applying(statements: tuple[str, ...]) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in statements:
            db.execute(statement)

    return apply
