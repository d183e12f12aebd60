"""The store as the services see it: an async facade over one thread that owns one SQLite connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from console.adapters.store import mail_book, repository, shared_state, wish_book
from console.adapters.store.board_reader import BoardReader
from console.adapters.store.engine import Connection, translated
from console.adapters.store.mail_book import SqliteMailLedger
from console.adapters.store.schema import open_store
from console.domain.contact import Contact, ContactId, MailId, OperatorId, Party
from console.domain.errors import StoreUnavailable
from console.domain.mail import Mail
from console.domain.office import PersonState, Presence
from console.domain.queues import Board, HeldMail, LinkState
from console.domain.seat import HoursMode, Opening, Seat
from console.domain.wish import Wish, WishId, WishResult
from console.i18n import _
from console.services.ports import Clock, Draft, DueRule, HistoryRow, MailLedger

if TYPE_CHECKING:
    from console.domain.asked import Asked
    from console.domain.contact import ArticleId
    from console.domain.journal import Entry
    from console.domain.lifecycle import Decision
    from console.services.ports import Sorting

T = TypeVar("T")
P = ParamSpec("P")


class SqliteStore:
    """Satisfies `services.ports.Store`.

    A cancelled call is either not begun or finished whole: the thread never stops inside a transaction.
    """

    def __init__(
        self, file: Path, clock: Clock, on_commit: Callable[[], None] | None = None, *, dues: DueRule | None = None
    ) -> None:
        self._file = file
        self._clock = clock
        self._on_commit = on_commit or (lambda: None)
        self._dues = dues
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._conn: Connection | None = None
        self._board = BoardReader()
        self._ledger = SqliteMailLedger(file)
        self._own_commits = 0
        self._closed = False

    @classmethod
    async def open(
        cls, file: Path, clock: Clock, *, on_commit: Callable[[], None] | None = None, dues: DueRule | None = None
    ) -> SqliteStore:
        """The store in this file, made when it is missing. Raises StoreUnavailable with the reason.

        `on_commit` is called in the store's thread after every commit that others want to see; it must not block.
        `dues` stamps every contact that is written; without it contacts are written as they come.
        """
        store = cls(file, clock, on_commit, dues=dues)
        try:
            await store._in_thread(store._connect)
        except BaseException:
            store._thread.shutdown(wait=False)
            raise
        return store

    @property
    def ledger(self) -> MailLedger:
        """The mailbox's own book: blocking, on its own connection, for another thread."""
        return self._ledger

    # --- contacts --------------------------------------------------------------------------------

    async def contact(self, contact: ContactId) -> Contact:
        """The contact as it stands. Raises NotFound."""
        return await self._read(repository.get, contact)

    async def contact_of_call(self, call: str) -> Contact | None:
        """The newest contact of this call, or None."""
        return await self._read(repository.of_call, call)

    async def contact_of_message(self, message_ids: Sequence[str]) -> Contact | None:
        """The contact whose incoming or outgoing mail carries one of these Message-IDs, or None."""
        return await self._read(repository.of_message, tuple(message_ids))

    async def add(self, decision: Decision) -> Contact:
        """Store a new contact; a known mail or call gives the contact that it already is."""
        contact, _new = await self._write(self._add, decision)
        return contact

    async def save(self, decision: Decision, expected_version: int) -> Contact:
        """Row, journal, wishes and results in one transaction. Raises Stale, NotFound, Refused(TOO_LATE)."""
        return await self._write(self._save, decision, expected_version)

    def _add(self, conn: Connection, decision: Decision) -> tuple[Contact, bool]:
        return repository.add(conn, self._stamped(decision))

    def _save(self, conn: Connection, decision: Decision, expected_version: int) -> Contact:
        return repository.save(conn, self._stamped(decision), expected_version)

    def _stamped(self, decision: Decision) -> Decision:
        """The decision with a contact that says when it is due. In the store's thread, where alone the rule is used."""
        return decision if self._dues is None else replace(decision, contact=self._dues.stamped(decision.contact))

    async def renew_dues(self, limit: int = 500) -> int:
        """Stamp open contacts anew that other targets have stamped; gives how many."""
        from console.adapters.store import due_book

        dues = self._dues
        if dues is None or not await self._read(due_book.has_others, dues.mark):
            return 0
        return await self._write(due_book.stamp, dues.stamped, dues.mark, limit)

    async def settled_since(self, since: float) -> tuple[Contact, ...]:
        """The contacts that had their first answer from this moment on, or were ended since."""
        from console.adapters.store import due_book

        return await self._read(due_book.settled_since, since)

    async def board(self, first: int | None = None) -> Board:
        """All open contacts in queue order, or only the `first`."""
        return await self._read(self._board_now, first)

    async def find(self, *, text: str = "", include_closed: bool = False, limit: int = 100) -> tuple[Contact, ...]:
        """Contacts that contain the text, newest first."""
        return await self._read(repository.find, text, include_closed=include_closed, limit=limit)

    async def history(self, party: Party, *, excluding: ContactId, limit: int = 20) -> tuple[HistoryRow, ...]:
        """Earlier contacts of this citizen, newest first."""
        return await self._read(repository.history, party, excluding=excluding, limit=limit)

    async def missed_of(self, party: Party) -> tuple[Contact, ...]:
        """Calls of this number to be given back, newest first."""
        return await self._read(repository.missed_of, party)

    async def held_by(self, operator: OperatorId) -> tuple[Contact, ...]:
        """What this operator has in hand or parked, latest first."""
        return await self._read(repository.held_by, operator)

    async def journal(self, contact: ContactId) -> tuple[Entry, ...]:
        """The contact's history, oldest first."""
        return await self._read(repository.journal, contact)

    # --- mails -----------------------------------------------------------------------------------

    async def mail(self, mail: MailId) -> Mail:
        """The decoded mail. Raises NotFound."""
        return await self._read(mail_book.decoded, mail)

    async def raw_mail(self, mail: MailId) -> bytes:
        """The mail's bytes exactly as received. Raises NotFound."""
        return await self._read(mail_book.raw, mail)

    async def undecoded_mails(self, limit: int = 50) -> tuple[MailId, ...]:
        """Received mails that are not yet a contact, nor a receipt, oldest first."""
        return await self._read(mail_book.undecoded, limit)

    async def set_mail(self, mail: MailId, decoded: Mail, *, is_receipt: bool = False) -> None:
        """Keep the decoded form. Raises NotFound."""
        await self._write_quietly(mail_book.set_decoded, mail, decoded, is_receipt=is_receipt)

    @cached_property
    def sorting(self) -> Sorting:
        """What is looked up to tell who and what a mail is."""
        from console.adapters.store.sorting_book import SqliteSorting

        return SqliteSorting(self._read, self._write)

    # --- drafts ----------------------------------------------------------------------------------

    async def draft(self, contact: ContactId, operator: OperatorId, kind: str) -> Draft | None:
        """The saved draft, or None."""
        return await self._read(shared_state.draft, contact, operator, kind)

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft."""
        await self._write_quietly(shared_state.save_draft, draft)

    async def drop_draft(self, contact: ContactId, operator: OperatorId, kind: str) -> None:
        """Forget a draft."""
        await self._write_quietly(shared_state.drop_draft, contact, operator, kind)

    # --- wishes ----------------------------------------------------------------------------------

    async def wish(self, wish: WishId) -> Wish:
        """One wish. Raises NotFound."""
        return await self._read(wish_book.get, wish)

    async def wishes_of(self, contact: ContactId) -> tuple[Wish, ...]:
        """All wishes of a contact, newest first."""
        return await self._read(wish_book.of_contact, contact)

    async def due_wishes(self, now: float, limit: int = 20) -> tuple[Wish, ...]:
        """Queued wishes whose time has come, oldest first."""
        return await self._read(wish_book.due, now, limit)

    async def next_due(self) -> float | None:
        """When the earliest queued wish is due, or None."""
        return await self._read(wish_book.next_due)

    async def unsettled_wishes(self) -> tuple[Wish, ...]:
        """Wishes that were begun and have no result."""
        return await self._read(wish_book.unsettled)

    async def held_mails(self) -> tuple[HeldMail, ...]:
        """Mails that wait for a colleague's release, oldest first."""
        return await self._read(wish_book.held)

    async def size_limit(self) -> int:
        """The largest mail that the server takes, in bytes; 0: it never said."""
        return await self._read(wish_book.size_limit)

    async def set_size_limit(self, limit: int) -> None:
        """What the server has said; writes only what is news."""
        if await self.size_limit() != limit:
            await self._write_quietly(wish_book.set_size_limit, limit)

    async def wish_of_message(self, message_id: str) -> Wish | None:
        """The mail wish with this Message-ID, or None."""
        return await self._read(wish_book.of_message, message_id)

    async def begin_wish(self, wish: WishId, now: float) -> bool:
        """QUEUED to DOING; False when it is not queued any more."""
        return await self._write_quietly(wish_book.begin, wish, now)

    async def defer_wish(self, wish: WishId, due_at: float, error: str) -> None:
        """DOING back to QUEUED."""
        await self._write_quietly(wish_book.defer, wish, due_at, error)

    async def finish_wish(self, result: WishResult) -> None:
        """Write the result of a wish that changes nothing at its contact. Raises NotFound."""
        await self._write_quietly(wish_book.settle, result)

    # --- questions -------------------------------------------------------------------------------

    async def note_question(self, asked: Asked) -> None:
        """Keep the words that were typed, and the card that was given."""
        from console.adapters.store import question_book

        await self._write_quietly(question_book.note, asked)

    async def questions(self, since: float = 0.0) -> tuple[Asked, ...]:
        """What was asked since then (UTC seconds), oldest first."""
        from console.adapters.store import question_book

        return await self._read(question_book.asked, since)

    async def given(self, since: float = 0.0) -> tuple[tuple[ArticleId, int, float], ...]:
        """How often each card was given since then, and when last (UTC seconds)."""
        from console.adapters.store import question_book

        return await self._read(question_book.given, since)

    # --- people, links, leases -------------------------------------------------------------------

    async def people(self) -> tuple[PersonState, ...]:
        """Presence and heartbeat of everybody."""
        return await self._read(shared_state.people)

    async def set_person(self, state: PersonState) -> None:
        """Presence of an operator or clerk."""
        await self._write(shared_state.set_person, state)

    async def update_person(self, state: PersonState, *, only_from: Collection[Presence]) -> bool:
        """Presence that follows the work; False when the person stands elsewhere."""
        return await self._write(shared_state.update_person, state, tuple(only_from))

    async def set_seat(self, seat: Seat) -> None:
        """What the PBX says of a phone in its queue; writes only what is news."""
        if seat not in await self._read(shared_state.seats):
            await self._write(shared_state.set_seat, seat)

    async def opening(self) -> Opening:
        """The supervisor's word against the hours, and what the PBX has."""
        return await self._read(shared_state.opening)

    async def set_opening(self, mode: HoursMode, *, by: str, since: float) -> None:
        """The supervisor's word; AUTO takes it back."""
        await self._write(shared_state.set_opening, mode, by, since)

    async def set_hours_seen(self, mode: HoursMode) -> None:
        """What the PBX has; writes only what is news."""
        if (await self.opening()).seen is not mode:
            await self._write(shared_state.set_hours_seen, mode)

    async def heartbeat(self, person: str, now: float) -> None:
        """The person's console lives."""
        await self._write_quietly(shared_state.heartbeat, person, now)

    async def set_link(self, state: LinkState) -> None:
        """Health of a link; writes only what is news."""
        if not await self._read(shared_state.link_says, state):
            await self._write(shared_state.set_link, state)

    async def take_lease(self, name: str, owner: str, now: float, seconds: float) -> bool:
        """Be the only `name` for `seconds`."""
        return await self._write_quietly(shared_state.take_lease, name, owner, now, seconds)

    async def lease_owner(self, name: str) -> str:
        """Who has the lease; empty when nobody has."""
        return await self._read(shared_state.lease_owner, name)

    async def drop_lease(self, name: str, owner: str) -> None:
        """Give the lease back."""
        await self._write_quietly(shared_state.drop_lease, name, owner)

    # --- the connection --------------------------------------------------------------------------

    async def change_mark(self) -> int:
        """A number that differs when anybody has committed since the last call (our own quiet writes apart)."""
        return await self._in_thread(self._mark)

    async def close(self) -> None:
        """Finish what is under way and release the store; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=False)
        await asyncio.shield(closing)

    async def _read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def work() -> T:
            with self._connection().read() as conn:
                return query(conn, *args, **kwargs)

        return await self._in_thread(work)

    async def _write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A change that others want to see."""

        def work() -> T:
            with self._connection().write() as conn:
                result = change(conn, *args, **kwargs)
            self._own_commits += 1
            self._on_commit()
            return result

        return await self._in_thread(work)

    async def _write_quietly(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A change that draws nothing on any console."""

        def work() -> T:
            with self._connection().write() as conn:
                return change(conn, *args, **kwargs)

        return await self._in_thread(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreUnavailable(_("è già stato chiuso"))
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _connection(self) -> Connection:
        if self._conn is None:
            raise StoreUnavailable(_("è già stato chiuso"))
        return self._conn

    def _connect(self) -> None:
        self._conn = open_store(self._file)

    def _disconnect(self) -> None:
        self._ledger.close()
        with translated():
            self._connection().close()
        self._conn = None

    def _board_now(self, conn: Connection, first: int | None) -> Board:
        return self._board.read(conn, first)

    def _mark(self) -> int:
        with translated():
            [(version,)] = self._connection().execute("PRAGMA data_version").fetchall()
        return int(version) + self._own_commits
