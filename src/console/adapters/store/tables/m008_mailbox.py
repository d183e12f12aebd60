"""What the mailbox remembers: marks to be set at the server, mails that came and went unseen, large mails."""

from __future__ import annotations

STATEMENTS = (
    # a mark is a courtesy to those who look into the mailbox with another program; the truth is in contacts
    """CREATE TABLE marks (
        mail INTEGER NOT NULL, kind TEXT NOT NULL, office TEXT NOT NULL, state TEXT NOT NULL,
        attempts INTEGER NOT NULL, due_at DOUBLE PRECISION NOT NULL, error TEXT NOT NULL, PRIMARY KEY (mail, kind))""",
    "CREATE INDEX marks_waiting ON marks (due_at) WHERE state = 'waiting'",
    # up to which number a folder was counted, and when it was looked at last
    """CREATE TABLE looks (
        folder TEXT PRIMARY KEY, uid_validity INTEGER NOT NULL, counted_uid INTEGER NOT NULL,
        looked_at DOUBLE PRECISION NOT NULL)""",
    """CREATE TABLE gaps (
        id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, missing INTEGER NOT NULL,
        since DOUBLE PRECISION NOT NULL, noticed_at DOUBLE PRECISION NOT NULL, seen_by TEXT NOT NULL)""",
    # a mail whose bytes lie in a file of their own; mails.raw holds its header and texts alone
    """CREATE TABLE larges (
        mail INTEGER PRIMARY KEY, size INTEGER NOT NULL, state TEXT NOT NULL, sha256 TEXT NOT NULL,
        fetched INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at DOUBLE PRECISION NOT NULL, error TEXT NOT NULL,
        unread INTEGER NOT NULL)""",
    "CREATE INDEX larges_wanted ON larges (due_at) WHERE state = 'wanted'",
    "CREATE INDEX larges_unread ON larges (mail) WHERE unread = 1",
    # somebody asks the mailbox to log in again after a refusal
    "CREATE TABLE nudges (id INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
    "INSERT INTO nudges (id, number) VALUES (1, 0)",
)
