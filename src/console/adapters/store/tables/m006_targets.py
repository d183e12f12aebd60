"""Targets: what started, stopped and answered the clock of a contact, when it is due, and the order that follows."""

from __future__ import annotations

_SINCE_THE_CLERK = "(SELECT max(at) FROM journal WHERE contact = contacts.id AND kind = 'handed_off')"
_FIRST_WORD = "(SELECT min(at) FROM journal WHERE contact = contacts.id AND kind IN ('call_connected', 'replied'))"
_LIVE = "('queued', 'ringing', 'talking', 'on_hold')"

STATEMENTS = (
    "ALTER TABLE contacts ADD COLUMN first_answer_at DOUBLE PRECISION NOT NULL DEFAULT 0",
    "ALTER TABLE contacts ADD COLUMN owed_since DOUBLE PRECISION NOT NULL DEFAULT 0",
    "ALTER TABLE contacts ADD COLUMN stopped_since DOUBLE PRECISION NOT NULL DEFAULT 0",
    "ALTER TABLE contacts ADD COLUMN stops TEXT NOT NULL DEFAULT '[]'",  # JSON list of (from, until)
    # 9e999 is infinity: not due. Intake finds due_mark 0 and reckons what is due by the site's targets.
    "ALTER TABLE contacts ADD COLUMN due_first_answer DOUBLE PRECISION NOT NULL DEFAULT 9e999",
    "ALTER TABLE contacts ADD COLUMN due_resolution DOUBLE PRECISION NOT NULL DEFAULT 9e999",
    "ALTER TABLE contacts ADD COLUMN due_mark INTEGER NOT NULL DEFAULT 0",
    # domain.queues.rank(row)[1] when written, as queue_group is rank(row)[0]
    "ALTER TABLE contacts ADD COLUMN turn_at DOUBLE PRECISION NOT NULL DEFAULT 0",
    f"UPDATE contacts SET first_answer_at = coalesce({_FIRST_WORD}, 0) WHERE is_open = 1",
    f"""UPDATE contacts SET stopped_since = coalesce({_SINCE_THE_CLERK}, state_since)
        WHERE is_open = 1 AND state IN ('handed_off', 'accepted')""",
    f"""UPDATE contacts SET queue_group = 2, turn_at = 9e999
        WHERE is_open = 1 AND (state = 'missed' OR (state = 'waiting' AND call_state NOT IN {_LIVE}))""",
    "UPDATE contacts SET queue_group = 3 WHERE is_open = 1 AND queue_group = 4",
    "UPDATE contacts SET queue_group = 4 WHERE is_open = 1 AND queue_group = 5",
    "DROP INDEX contacts_open",
    "CREATE INDEX contacts_open ON contacts (queue_group, turn_at, arrived_at, id) WHERE is_open = 1",
    "CREATE INDEX contacts_due_mark ON contacts (due_mark) WHERE is_open = 1",
    "CREATE INDEX contacts_answered ON contacts (first_answer_at) WHERE first_answer_at > 0",
    "CREATE INDEX contacts_ended ON contacts (state_since) WHERE is_open = 0",
)
