"""What people see of the mailbox at the server and may say to it: marks, gaps, large mails, another login."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from console.adapters.store import gap_book, large_book, mark_book, shared_state
from console.adapters.store.engine import Connection
from console.domain.contact import ContactId, MailId
from console.domain.errors import NotFound
from console.domain.mailbox import Gap, Large, Mark
from console.domain.queues import GAP_LINK
from console.services.ports import FolderState

T = TypeVar("T")


class Run(Protocol):
    """Runs a function on the store's connection, in a transaction."""

    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]:
        """What the function gives."""
        ...


class MailboxDesk:
    """Every method raises StoreUnavailable."""

    def __init__(self, read: Run, write: Run) -> None:
        self._read = read
        self._write = write

    async def folders(self) -> tuple[tuple[FolderState, int], ...]:
        """Every folder as far as it was read, and how many mails of it are known."""
        return await self._read(_folders)

    async def marks(self, limit: int = 100) -> tuple[Mark, ...]:
        """The latest marks, whatever became of them."""
        return await self._read(lambda conn: mark_book.listed(conn, limit))

    async def set_marks_again(self) -> int:
        """Try what waits or was refused at the next look; gives how many there are."""
        return await self._write(mark_book.again)

    async def gaps(self) -> tuple[Gap, ...]:
        """Mails that came and were gone unseen, and nobody has taken note of."""
        return await self._read(gap_book.still_open)

    async def note_gaps(self, by: str) -> int:
        """Take note of all of them: no console shows them any longer. Gives of how many."""
        return await self._write(lambda conn: _note_gaps(conn, by))

    async def larges(self, limit: int = 100) -> tuple[Large, ...]:
        """The latest large mails, whatever became of them."""
        return await self._read(lambda conn: large_book.listed(conn, limit))

    async def stop_large(self, mail: MailId) -> bool:
        """Fetch it no further. Raises NotFound; False when it is not being fetched."""
        return await self._write(lambda conn: large_book.stop(conn, _known(conn, mail)))

    async def fetch_large(self, mail: MailId) -> bool:
        """Fetch it (further). Raises NotFound; False when there is nothing left to fetch."""
        return await self._write(lambda conn: large_book.again(conn, _known(conn, mail)))

    async def contacts_of(self, mails: Sequence[MailId]) -> dict[MailId, ContactId]:
        """The contact of each mail that is one."""
        return await self._read(lambda conn: _contacts_of(conn, mails))

    async def log_in_again(self) -> None:
        """Mailbox and outbox may try a refused login once more."""
        await self._write(_nudge)


def _folders(conn: Connection) -> tuple[tuple[FolderState, int], ...]:
    sql = (
        "SELECT folder, uid_validity, high_uid, (SELECT count(*) FROM seen WHERE seen.folder = folders.folder AND "
        "seen.uid_validity = folders.uid_validity) FROM folders ORDER BY folder"
    )
    return tuple(
        (FolderState(folder=row[0], uid_validity=row[1], high_uid=row[2]), row[3]) for row in conn.execute(sql)
    )


def _contacts_of(conn: Connection, mails: Sequence[MailId]) -> dict[MailId, ContactId]:
    found: dict[MailId, ContactId] = {}
    for mail in mails:
        for row in conn.execute("SELECT id FROM contacts WHERE mail = ? AND mail <> 0", (mail,)):
            found[mail] = ContactId(row[0])
    return found


def _note_gaps(conn: Connection, by: str) -> int:
    for link in shared_state.links(conn):
        if link.name == GAP_LINK:
            shared_state.set_link(conn, replace(link, ok=True, problem="", detail=""))
    return gap_book.take_note(conn, by)


def _known(conn: Connection, mail: MailId) -> MailId:
    if large_book.get(conn, mail) is None:
        raise NotFound("large mail", str(mail))
    return mail


def _nudge(conn: Connection) -> None:
    conn.execute("UPDATE nudges SET number = number + 1 WHERE id = 1")
