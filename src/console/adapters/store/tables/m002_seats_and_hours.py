"""The phones in the queue of the PBX, and whether the queue is open."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE contacts ADD COLUMN missed_calls INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE seats (
        extension TEXT PRIMARY KEY, name TEXT NOT NULL, logged_in INTEGER NOT NULL, paused INTEGER NOT NULL,
        reason TEXT NOT NULL)""",
    # one row: a supervisor's word against the site's hours, and what the PBX has
    """CREATE TABLE opening (
        id INTEGER PRIMARY KEY, mode TEXT NOT NULL, person TEXT NOT NULL, since DOUBLE PRECISION NOT NULL,
        seen TEXT NOT NULL)""",
    "INSERT INTO opening (id, mode, person, since, seen) VALUES (1, 'auto', '', 0, 'auto')",
)
