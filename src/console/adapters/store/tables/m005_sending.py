"""Who wrote a mail, since when it is tried, which mails wait for a release, and how large the server takes them."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE wishes ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE wishes ADD COLUMN tried_since DOUBLE PRECISION NOT NULL DEFAULT 0",
    "CREATE INDEX wishes_held ON wishes (id) WHERE state = 'held'",
    # one row: the largest mail that the server takes, in bytes; 0: it never said
    "CREATE TABLE mail_server (id INTEGER PRIMARY KEY, size_limit INTEGER NOT NULL)",
    "INSERT INTO mail_server (id, size_limit) VALUES (1, 0)",
)
