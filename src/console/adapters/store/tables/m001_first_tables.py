"""The first tables: contacts, journal, wishes, mails, and what goes with them."""

from __future__ import annotations

_CONTACTS = """
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,               -- value of changes.seq at the last change: boards read what is newer
    is_open INTEGER NOT NULL,
    queue_group INTEGER NOT NULL,       -- domain.queues.rank(row)[0] when written: order of the first screenful
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    call_state TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_raw TEXT NOT NULL,
    email TEXT NOT NULL,
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    office TEXT NOT NULL,
    municipality TEXT NOT NULL,
    case_reference TEXT NOT NULL,
    queue TEXT NOT NULL,
    operator TEXT NOT NULL,
    arrived_at DOUBLE PRECISION NOT NULL,
    state_since DOUBLE PRECISION NOT NULL,
    call_id TEXT NOT NULL,
    mail INTEGER NOT NULL,              -- 0: did not come by mail
    thread INTEGER NOT NULL,
    topic TEXT NOT NULL,
    answered TEXT NOT NULL,             -- JSON list of article ids
    note TEXT NOT NULL,
    outcome TEXT NOT NULL,              -- empty: no disposition
    outcome_topic TEXT NOT NULL,
    handoff TEXT NOT NULL,              -- JSON, empty: none
    handoff_state TEXT NOT NULL,
    clerk TEXT NOT NULL,
    out_of_hours INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    flags TEXT NOT NULL,                -- JSON list
    phone_key TEXT NOT NULL,            -- last nine digits: the same phone however it was written
    email_key TEXT NOT NULL,            -- without capitals
    name_key TEXT NOT NULL,             -- folded words in order of the alphabet
    search_text TEXT NOT NULL           -- folded: what `find` looks into until there is a full-text index
)
"""

STATEMENTS = (
    _CONTACTS,
    "CREATE TABLE changes (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL)",
    "INSERT INTO changes (id, seq) VALUES (1, 0)",
    "CREATE INDEX contacts_seq ON contacts (seq)",
    "CREATE INDEX contacts_open ON contacts (queue_group, arrived_at, id) WHERE is_open = 1",
    "CREATE INDEX contacts_held ON contacts (operator) WHERE is_open = 1",
    "CREATE INDEX contacts_arrived ON contacts (arrived_at)",
    "CREATE INDEX contacts_phone ON contacts (phone_key, arrived_at) WHERE phone_key <> ''",
    "CREATE INDEX contacts_email ON contacts (email_key, arrived_at) WHERE email_key <> ''",
    "CREATE INDEX contacts_name ON contacts (name_key, arrived_at) WHERE name_key <> ''",
    "CREATE INDEX contacts_call ON contacts (call_id) WHERE call_id <> ''",
    "CREATE UNIQUE INDEX contacts_mail ON contacts (mail) WHERE mail <> 0",
    # every call id that a contact ever had: a call is one contact, also after the number was called back
    "CREATE TABLE calls (call_id TEXT PRIMARY KEY, contact INTEGER NOT NULL)",
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT, contact INTEGER NOT NULL, at DOUBLE PRECISION NOT NULL,
        kind TEXT NOT NULL, person TEXT NOT NULL, facts TEXT NOT NULL)""",
    "CREATE INDEX journal_contact ON journal (contact, id)",
    """CREATE TABLE wishes (
        id INTEGER PRIMARY KEY AUTOINCREMENT, contact INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        due_at DOUBLE PRECISION NOT NULL, expires_at DOUBLE PRECISION NOT NULL, attempts INTEGER NOT NULL,
        error TEXT NOT NULL, begun_at DOUBLE PRECISION NOT NULL, call_order TEXT NOT NULL, message_id TEXT NOT NULL,
        sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, raw BLOB)""",
    "CREATE INDEX wishes_contact ON wishes (contact)",
    "CREATE INDEX wishes_queued ON wishes (due_at, id) WHERE state = 'queued'",
    "CREATE INDEX wishes_begun ON wishes (id) WHERE state = 'doing'",
    "CREATE INDEX wishes_message ON wishes (message_id) WHERE message_id <> ''",
    """CREATE TABLE mails (
        id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, fingerprint TEXT NOT NULL,
        received_at DOUBLE PRECISION NOT NULL, message_id TEXT NOT NULL, is_receipt INTEGER NOT NULL,
        pending INTEGER NOT NULL, decoded TEXT NOT NULL, raw BLOB NOT NULL)""",
    "CREATE INDEX mails_pending ON mails (id) WHERE pending = 1",
    "CREATE INDEX mails_message ON mails (message_id) WHERE message_id <> ''",
    "CREATE INDEX mails_fingerprint ON mails (folder, fingerprint)",
    # under which numbers the mailbox has shown each mail
    """CREATE TABLE seen (
        folder TEXT NOT NULL, uid_validity INTEGER NOT NULL, uid INTEGER NOT NULL, mail INTEGER NOT NULL,
        PRIMARY KEY (folder, uid_validity, uid))""",
    "CREATE INDEX seen_mail ON seen (mail)",
    "CREATE TABLE folders (folder TEXT PRIMARY KEY, uid_validity INTEGER NOT NULL, high_uid INTEGER NOT NULL)",
    """CREATE TABLE drafts (
        contact INTEGER NOT NULL, operator TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
        caret INTEGER NOT NULL, saved_at DOUBLE PRECISION NOT NULL, extra TEXT NOT NULL,
        PRIMARY KEY (contact, operator, kind))""",
    """CREATE TABLE people (
        person TEXT PRIMARY KEY, presence TEXT NOT NULL, reason TEXT NOT NULL, since DOUBLE PRECISION NOT NULL,
        seen_at DOUBLE PRECISION NOT NULL)""",
    """CREATE TABLE links (
        name TEXT PRIMARY KEY, ok INTEGER NOT NULL, problem TEXT NOT NULL, detail TEXT NOT NULL,
        since DOUBLE PRECISION NOT NULL)""",
    """CREATE TABLE leases (
        name TEXT PRIMARY KEY, owner TEXT NOT NULL, taken_at DOUBLE PRECISION NOT NULL,
        ends_at DOUBLE PRECISION NOT NULL)""",
    """CREATE TABLE knowledge (
        id INTEGER PRIMARY KEY, version TEXT NOT NULL, problems INTEGER NOT NULL, compiled BLOB NOT NULL)""",
    """CREATE TABLE picks (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at DOUBLE PRECISION NOT NULL, article TEXT NOT NULL,
        contact INTEGER NOT NULL, query TEXT NOT NULL)""",
    "CREATE INDEX picks_article ON picks (article, at)",
)
