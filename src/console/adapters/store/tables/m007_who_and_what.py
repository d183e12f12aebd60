"""Who and what a mail is: threads, duplicates, quarantine with blocked senders, letters out of a folder."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE contacts ADD COLUMN meant_for TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE contacts ADD COLUMN twin INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE contacts ADD COLUMN folded INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX contacts_thread ON contacts (thread) WHERE thread <> 0",
    "CREATE INDEX contacts_quarantined ON contacts (arrived_at) WHERE state = 'quarantined'",
    "CREATE INDEX wishes_mailed ON wishes (due_at) WHERE message_id <> ''",
    # addresses, and domains as "@example.com", without capitals
    "CREATE TABLE blocked (sender TEXT PRIMARY KEY, person TEXT NOT NULL, at DOUBLE PRECISION NOT NULL)",
    # files of the folders of scanned letters that are kept: name, time and content together are one letter
    "CREATE TABLE letters (letter TEXT PRIMARY KEY, mail INTEGER NOT NULL)",
)
