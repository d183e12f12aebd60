"""What intake and operators look up to tell who and what a mail is: threads, likenesses, the quarantine, the blocked.

`SqliteSorting` gives the store's reads and writes to the services; the SQL stands in the functions below it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from console.adapters.store import codec, mail_book, repository, wish_book
from console.adapters.store.engine import Connection, placeholders
from console.domain.contact import UNSAVED, Contact, ContactId, MailId
from console.domain.errors import NotFound
from console.domain.mail import Mail
from console.domain.wish import Wish, WishId
from console.services.ports import BlockedSender

MOST_IN_THREAD = 200
THREAD_STEPS = 8
"""So far a thread is followed: answers to answers; each step takes all that hang on those found before."""
MOST_LIKE = 20

Do = Callable[..., Awaitable[Any]]


class SqliteSorting:
    """Satisfies `services.ports.Sorting`. `read` and `write` run a function of a connection in the store's thread."""

    def __init__(self, read: Do, write: Do) -> None:
        self._read = read
        self._write = write

    async def thread(self, contact: ContactId, above: ContactId = UNSAVED) -> tuple[Contact, ...]:
        """Everything in the thread of this contact, or of the one `above` it; newest first, itself left out."""
        found: tuple[Contact, ...] = await self._read(thread, contact, above)
        return found

    async def alike(self, message_id: str, sender: str, since: float) -> tuple[tuple[Contact, Mail], ...]:
        """Contacts of mails with this Message-ID, and of this sender's since then; newest first."""
        found: tuple[tuple[Contact, Mail], ...] = await self._read(alike, message_id, sender, since)
        return found

    async def quarantined(self, limit: int = 500) -> tuple[Contact, ...]:
        """What is in the quarantine, newest first."""
        found: tuple[Contact, ...] = await self._read(quarantined, limit)
        return found

    async def source(self, mail: MailId) -> str:
        """The folder out of which a mail was taken. Raises NotFound."""
        found: str = await self._read(source, mail)
        return found

    async def mailed_to(self, address: str, since: float) -> tuple[Wish, ...]:
        """Mails of ours to this address that were due since then, newest first."""
        found: tuple[Wish, ...] = await self._read(mailed_to, address, since)
        return found

    async def blocked(self) -> tuple[BlockedSender, ...]:
        """The senders whose mails go into the quarantine, newest first."""
        found: tuple[BlockedSender, ...] = await self._read(blocked)
        return found

    async def block(self, sender: str, *, by: str, at: float) -> bool:
        """Block an address, or a domain as "@example.com"; False when it is blocked already."""
        added: bool = await self._write(block, sender, by, at)
        return added

    async def unblock(self, sender: str) -> bool:
        """Take it out again; False when it was not there."""
        removed: bool = await self._write(unblock, sender)
        return removed


# --- contacts ------------------------------------------------------------------------------------


def thread(conn: Connection, contact: ContactId, above: ContactId) -> tuple[Contact, ...]:
    """Follow the answers up and down from here."""
    known: dict[ContactId, Contact] = {}
    edge = [one for one in (contact, above) if one]
    for _step in range(THREAD_STEPS):
        marks = placeholders(edge)
        where = f"WHERE (id IN ({marks}) OR (thread <> 0 AND thread IN ({marks}))) ORDER BY id DESC LIMIT ?"
        found = repository.every(conn, where, (*edge, *edge, MOST_IN_THREAD))
        fresh = [one for one in found if one.id not in known]
        known |= {one.id: one for one in fresh}
        edge = list({*(one.id for one in fresh), *(one.thread for one in fresh if one.thread)} - {*edge})
        if not edge or len(known) >= MOST_IN_THREAD:
            break
    known.pop(contact, None)
    return tuple(sorted(known.values(), key=lambda one: (-one.arrived_at, -one.id)))


def alike(conn: Connection, message_id: str, sender: str, since: float) -> tuple[tuple[Contact, Mail], ...]:
    """Candidates for a duplicate, each with its mail."""
    found: dict[ContactId, Contact] = {}
    if message_id:
        where = "WHERE mail IN (SELECT id FROM mails WHERE message_id = ?) AND mail <> 0 ORDER BY id DESC LIMIT ?"
        found |= {one.id: one for one in repository.every(conn, where, (message_id, MOST_LIKE))}
    key = codec.email_key(sender)
    if key:
        where = "WHERE email_key = ? AND email_key <> '' AND arrived_at >= ? AND mail <> 0 ORDER BY id DESC LIMIT ?"
        found |= {one.id: one for one in repository.every(conn, where, (key, since, MOST_LIKE))}
    pairs = []
    for one in sorted(found.values(), key=lambda one: -one.id):
        try:
            pairs.append((one, mail_book.decoded(conn, one.mail)))
        except NotFound:
            continue
    return tuple(pairs)


def quarantined(conn: Connection, limit: int) -> tuple[Contact, ...]:
    """The quarantine, newest first."""
    return repository.every(conn, "WHERE state = 'quarantined' ORDER BY arrived_at DESC, id DESC LIMIT ?", (limit,))


def source(conn: Connection, mail: MailId) -> str:
    """The folder of a mail. Raises NotFound."""
    row = conn.execute("SELECT folder FROM mails WHERE id = ?", (mail,)).fetchone()
    if row is None:
        raise NotFound("mail", str(mail))
    return str(row[0])


# --- our own mails -------------------------------------------------------------------------------


def mailed_to(conn: Connection, address: str, since: float) -> tuple[Wish, ...]:
    """Mails to this address. Recipients are a JSON list: looked at here, one by one, as there are few since then."""
    wanted = address.strip().casefold()
    sql = "SELECT id, recipients FROM wishes WHERE message_id <> '' AND due_at >= ? ORDER BY due_at DESC, id DESC"
    sought = [
        WishId(number) for number, recipients in conn.execute(sql, (since,))
        if any(one.casefold() == wanted for one in json.loads(recipients))
    ]  # fmt: skip
    return tuple(wish_book.get(conn, one) for one in sought[:MOST_LIKE])


# --- blocked senders -----------------------------------------------------------------------------


def blocked(conn: Connection) -> tuple[BlockedSender, ...]:
    """Every blocked sender, newest first."""
    rows = conn.execute("SELECT sender, person, at FROM blocked ORDER BY at DESC, sender")
    return tuple(BlockedSender(sender=sender, by=by, at=at) for sender, by, at in rows)


def block(conn: Connection, sender: str, by: str, at: float) -> bool:
    """Keep it, unless it is kept."""
    sql = "INSERT INTO blocked (sender, person, at) VALUES (?, ?, ?) ON CONFLICT (sender) DO NOTHING"
    return conn.execute(sql, (sender.strip().casefold(), by, at)).rowcount == 1


def unblock(conn: Connection, sender: str) -> bool:
    """Forget it."""
    return conn.execute("DELETE FROM blocked WHERE sender = ?", (sender.strip().casefold(),)).rowcount == 1
