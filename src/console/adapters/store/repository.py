"""Contacts and their journal: plain functions on a connection that holds a transaction already.

SQL in the subset that SQLite and PostgreSQL share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from console.adapters.store import codec, wish_book
from console.adapters.store.engine import Connection, placeholders
from console.domain.contact import HELD_STATES, Contact, ContactId, OperatorId, Party
from console.domain.errors import NotFound, Stale
from console.domain.folding import fold
from console.services.ports import HistoryRow

if TYPE_CHECKING:
    from console.domain.journal import Entry
    from console.domain.lifecycle import Decision

LONGEST_THREAD = 50
"""Message-IDs of one mail that are looked up; References may name hundreds, the nearest come first."""
LONGEST_QUERY = 12
NEWEST, EVERY = 2_000, -1
"""So many hits of the full-text index are put in order. All of a word that stands in every third of 100'000 contacts
cost 130 ms of a search that runs with every key, these 5 to 10."""
"""Words of a search that are looked at."""

_COLUMNS = ", ".join(codec.CONTACT_COLUMNS)
_UPDATE = ", ".join(f"{column} = ?" for column in codec.WRITTEN_COLUMNS)
_INSERT = ", ".join(codec.WRITTEN_COLUMNS)
_MARKS = placeholders(codec.WRITTEN_COLUMNS)


def get(conn: Connection, contact: ContactId) -> Contact:
    """The contact as it stands. Raises NotFound."""
    found = _one(conn, "WHERE id = ?", (contact,))
    if found is None:
        raise NotFound("contact", str(contact))
    return found


def of_call(conn: Connection, call: str) -> Contact | None:
    """The newest contact whose call this is now. A call that was given back to is another call."""
    return _one(conn, "WHERE call_id = ? AND call_id <> '' ORDER BY id DESC LIMIT 1", (call,))


def of_message(conn: Connection, message_ids: Sequence[str]) -> Contact | None:
    """The contact of the first of these Message-IDs that is known, from incoming or outgoing mail."""
    for message_id in [one for one in message_ids if one][:LONGEST_THREAD]:
        incoming = "WHERE mail IN (SELECT id FROM mails WHERE message_id = ?) AND mail <> 0 ORDER BY id DESC LIMIT 1"
        found = _one(conn, incoming, (message_id,))
        if found is None:
            wish = wish_book.of_message(conn, message_id)
            found = _one(conn, "WHERE id = ?", (wish.contact,)) if wish else None
        if found is not None:
            return found
    return None


# --- writing -------------------------------------------------------------------------------------


def add(conn: Connection, decision: Decision) -> tuple[Contact, bool]:
    """Store a new contact at version 1, or give the one that this mail or call has made already; and whether it is new.

    A call is known by every id that a contact ever had, so that a late signal makes no second contact.
    """
    contact = decision.contact
    if contact.mail:
        conn.execute("UPDATE mails SET pending = 0 WHERE id = ?", (contact.mail,))
    known = _known(conn, contact)
    if known is not None:
        return known, False
    sql = f"INSERT INTO contacts (version, seq, {_INSERT}) VALUES (1, ?, {_MARKS}) RETURNING id"
    [(number,)] = conn.execute(sql, (next_seq(conn), *codec.columns_of(contact))).fetchall()
    saved = replace(contact, id=ContactId(number), version=1)
    _write_beside(conn, saved, decision)
    return saved, True


def save(conn: Connection, decision: Decision, expected_version: int) -> Contact:
    """Write row, journal, wishes and wish results. Raises Stale, NotFound, Refused(TOO_LATE)."""
    contact = decision.contact
    sql = f"UPDATE contacts SET version = version + 1, seq = ?, {_UPDATE} WHERE id = ? AND version = ?"
    values = (next_seq(conn), *codec.columns_of(contact), contact.id, expected_version)
    if conn.execute(sql, values).rowcount == 0:
        raise Stale(get(conn, contact.id))
    saved = replace(contact, version=expected_version + 1)
    for result in decision.results:
        wish_book.settle(conn, result, saved.id)
    _write_beside(conn, saved, decision)
    return saved


def _write_beside(conn: Connection, saved: Contact, decision: Decision) -> None:
    if saved.call:
        sql = "INSERT INTO calls (call_id, contact) VALUES (?, ?) ON CONFLICT (call_id) DO NOTHING"
        conn.execute(sql, (saved.call, saved.id))
    for line in decision.entries:
        sql = "INSERT INTO journal (contact, at, kind, person, facts) VALUES (?, ?, ?, ?, ?)"
        conn.execute(sql, (saved.id, line.at, line.kind, line.by, json.dumps(line.facts)))
    for wish in decision.wishes:
        wish_book.add(conn, wish, saved.id)


def _known(conn: Connection, contact: Contact) -> Contact | None:
    if contact.mail:
        found = _one(conn, "WHERE mail = ? AND mail <> 0", (contact.mail,))
        if found is not None:
            return found
    if contact.call:
        return _one(conn, "WHERE id = (SELECT contact FROM calls WHERE call_id = ?)", (contact.call,))
    return None


def next_seq(conn: Connection) -> int:
    """The number of this change. One row that every writer updates: numbers are given in the order of commits."""
    [(seq,)] = conn.execute("UPDATE changes SET seq = seq + 1 WHERE id = 1 RETURNING seq").fetchall()
    return int(seq)


# --- looking -------------------------------------------------------------------------------------


def journal(conn: Connection, contact: ContactId) -> tuple[Entry, ...]:
    """The contact's history, oldest first."""
    from console.domain.journal import Entry, EntryKind

    sql = "SELECT kind, at, person, facts FROM journal WHERE contact = ? ORDER BY id"
    rows = conn.execute(sql, (contact,))
    with codec.readable():
        return tuple(
            Entry(EntryKind(kind), at, person, tuple((key, value) for key, value in json.loads(facts)))
            for kind, at, person, facts in rows
        )


def held_by(conn: Connection, operator: OperatorId) -> tuple[Contact, ...]:
    """What this operator has in hand or parked, latest first."""
    held = sorted(HELD_STATES)
    where = f"WHERE is_open = 1 AND operator = ? AND state IN ({placeholders(held)}) ORDER BY state_since DESC, id DESC"
    return every(conn, where, (operator, *held))


def missed_of(conn: Connection, party: Party) -> tuple[Contact, ...]:
    """The calls of this number that are to be given back and in nobody's hands, newest first."""
    key = codec.phone_key(party.phone or party.phone_raw)
    where = "WHERE phone_key = ? AND phone_key <> '' AND state = 'missed' ORDER BY arrived_at DESC, id DESC"
    return every(conn, where, (key,))


def find(conn: Connection, text: str, *, include_closed: bool, limit: int) -> tuple[Contact, ...]:
    """Contacts in which words begin as each typed one, or whose number ends like the digits typed; newest first.

    Words that very many contacts hold find the latest NEWEST that were written down, of all that ever were.
    """
    conditions: list[str] = ["1 = 1"]
    values: list[str | int] = []
    if not include_closed:
        conditions.append("is_open = 1")
    words = fold(text).split()[:LONGEST_QUERY]
    if text.strip() and not words:
        return ()
    if words:
        matches, values = _matches(words, text, NEWEST if include_closed else EVERY)
        conditions.append(f"({matches})")
    where = f"WHERE {' AND '.join(conditions)} ORDER BY arrived_at DESC, id DESC LIMIT ?"
    return every(conn, where, (*values, limit))


def _matches(words: Sequence[str], text: str, most: int) -> tuple[str, list[str | int]]:
    """The condition for these folded words of this text. Quoted as they are, no word is an operator of FTS5."""
    query = " ".join(f'"{word}"*' for word in words)
    digits = "" if any(sign.isalpha() for sign in text) else "".join(words)
    if len(words) > 1 and digits:
        query = f'({query}) OR "{digits}"*'  # a reference or a number in other groups
    found = "SELECT rowid FROM contacts_text WHERE contacts_text MATCH ? ORDER BY rowid DESC LIMIT ?"
    among = f"SELECT rowid FROM ({found})"
    values: list[str | int] = [query, most]
    number = codec.phone_key(text).lstrip("0") if digits else ""
    if len(number) == codec.PHONE_DIGITS:
        among += " UNION SELECT id FROM contacts WHERE phone_key <> '' AND phone_key = ?"
        values.append(number)
    elif number:  # an index alone is read for it, but all of it
        among += " UNION SELECT id FROM contacts WHERE phone_key <> '' AND phone_key LIKE ?"
        values.append(f"%{number}")
    return f"id IN ({among})", values


def history(conn: Connection, party: Party, *, excluding: ContactId, limit: int) -> tuple[HistoryRow, ...]:
    """Earlier contacts of this citizen, newest first. Those that only share the name fill what is left of `limit`."""
    keys = (("phone_key", codec.phone_key(party.phone or party.phone_raw)), ("email_key", codec.email_key(party.email)))
    certain: dict[ContactId, Contact] = {}
    for column, key in keys:
        certain |= _with_key(conn, column, key, excluding, limit)
    named = _with_key(conn, "name_key", codec.name_key(party.name), excluding, limit)
    rows = _newest(certain.values())[:limit]
    guesses = _newest(one for number, one in named.items() if number not in certain)[: limit - len(rows)]
    both = [HistoryRow(contact=one) for one in rows] + [HistoryRow(contact=one, certain=False) for one in guesses]
    return tuple(sorted(both, key=lambda row: (-row.contact.arrived_at, -row.contact.id)))


def _with_key(conn: Connection, column: str, key: str, excluding: ContactId, limit: int) -> dict[ContactId, Contact]:
    if not key:
        return {}
    where = f"WHERE {column} = ? AND {column} <> '' AND id <> ? ORDER BY arrived_at DESC, id DESC LIMIT ?"
    return {one.id: one for one in every(conn, where, (key, excluding, limit))}


def _newest(contacts: Iterable[Contact]) -> list[Contact]:
    return sorted(contacts, key=lambda one: (-one.arrived_at, -one.id))


def _one(conn: Connection, where: str, values: tuple[Any, ...]) -> Contact | None:
    return next(iter(every(conn, where, values)), None)


def every(conn: Connection, where: str, values: tuple[Any, ...]) -> tuple[Contact, ...]:
    """The contacts of a condition."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM contacts {where}", values)
    with codec.readable():
        return tuple(codec.contact_of(row) for row in rows)
