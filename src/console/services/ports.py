"""What the use cases need from the world, as Protocols. Adapters satisfy them; tests bring fakes.

Every method may raise StoreUnavailable where a store is behind it. Times are UTC seconds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from console.domain.article import Article, Hit
from console.domain.call import CallSignal
from console.domain.contact import ArticleId, ClerkId, Contact, ContactId, MailId, OfficeId, OperatorId, Party
from console.domain.handoff import Handoff
from console.domain.journal import Entry
from console.domain.lifecycle import Decision
from console.domain.mail import Mail
from console.domain.office import Clerk, Office, Operator, PersonState
from console.domain.queues import Board, LinkState
from console.domain.routing import Proposal
from console.domain.wish import CallOrder, OutgoingMail, Wish, WishId, WishResult


class Clock(Protocol):
    """Where "now" comes from."""

    def now(self) -> float:
        """UTC seconds since the epoch."""
        ...


class Wakeup(Protocol):
    """A hint to every console that something was committed; never the data itself."""

    def notify(self) -> None:
        """Wake everybody. Never fails and never waits."""
        ...

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  a hint that does not come is no error
        """True when woken, False when `timeout` seconds passed without a hint."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One earlier contact of the same citizen. `certain` is False for a match by name only."""

    contact: Contact
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Text in the making. Independent of the contact: whatever happens there, it stays."""

    contact: ContactId
    operator: OperatorId
    kind: str
    """`reply` or `note`."""
    text: str
    cursor: int = 0
    saved_at: float = 0.0
    extra: Mapping[str, str] | None = None
    """What else the composer needs to come back exactly: subject, inserted article, selection."""


class Store(Protocol):
    """Contacts with their journal and wishes, drafts, presence and links."""

    async def contact(self, contact: ContactId) -> Contact:
        """The contact as it stands. Raises NotFound."""
        ...

    async def contact_of_call(self, call: str) -> Contact | None:
        """The newest contact of this call, or None."""
        ...

    async def contact_of_message(self, message_ids: Sequence[str]) -> Contact | None:
        """The contact whose incoming or outgoing mail carries one of these Message-IDs, or None."""
        ...

    async def add(self, decision: Decision) -> Contact:
        """Store a new contact with its journal and wishes; returns it numbered, at version 1.

        A contact whose mail or call is already known is not added again: the known one is returned.
        """
        ...

    async def save(self, decision: Decision, expected_version: int) -> Contact:
        """Write row, journal, wishes and wish results in one transaction. Raises Stale, NotFound."""
        ...

    async def board(self, first: int | None = None) -> Board:
        """All open contacts in queue order, or only the `first` rows (then `complete` is False)."""
        ...

    async def find(self, *, text: str = "", include_closed: bool = False, limit: int = 100) -> tuple[Contact, ...]:
        """Contacts whose name, number, address, subject or reference contains `text`, newest first."""
        ...

    async def history(self, party: Party, *, excluding: ContactId, limit: int = 20) -> tuple[HistoryRow, ...]:
        """Earlier contacts of this citizen, newest first: by number or address, then by name."""
        ...

    async def held_by(self, operator: OperatorId) -> tuple[Contact, ...]:
        """What this operator has in hand or parked, latest first."""
        ...

    async def journal(self, contact: ContactId) -> tuple[Entry, ...]:
        """The contact's history, oldest first."""
        ...

    async def mail(self, mail: MailId) -> Mail:
        """The decoded mail. Raises NotFound."""
        ...

    async def raw_mail(self, mail: MailId) -> bytes:
        """The mail's bytes exactly as received. Raises NotFound."""
        ...

    async def undecoded_mails(self, limit: int = 50) -> tuple[MailId, ...]:
        """Received mails that are not yet a contact, nor a receipt, oldest first."""
        ...

    async def set_mail(self, mail: MailId, decoded: Mail, *, is_receipt: bool = False) -> None:
        """Keep the decoded form; a receipt of our own mail never becomes a contact."""
        ...

    async def draft(self, contact: ContactId, operator: OperatorId, kind: str) -> Draft | None:
        """The saved draft, or None."""
        ...

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft; replaces the earlier one of the same contact, operator and kind."""
        ...

    async def drop_draft(self, contact: ContactId, operator: OperatorId, kind: str) -> None:
        """Forget a draft (its text was sent or thrown away on purpose)."""
        ...

    async def wish(self, wish: WishId) -> Wish:
        """One wish. Raises NotFound."""
        ...

    async def wishes_of(self, contact: ContactId) -> tuple[Wish, ...]:
        """All wishes of a contact, newest first."""
        ...

    async def due_wishes(self, now: float, limit: int = 20) -> tuple[Wish, ...]:
        """Queued wishes whose time has come, oldest first."""
        ...

    async def next_due(self) -> float | None:
        """When the earliest queued wish is due, or None."""
        ...

    async def unsettled_wishes(self) -> tuple[Wish, ...]:
        """Wishes that were begun and have no result: after a crash, outcome unknown."""
        ...

    async def wish_of_message(self, message_id: str) -> Wish | None:
        """The mail wish with this Message-ID, or None."""
        ...

    async def begin_wish(self, wish: WishId, now: float) -> bool:
        """QUEUED to DOING, attempts + 1; False when it is not queued any more (cancelled, taken)."""
        ...

    async def defer_wish(self, wish: WishId, due_at: float, error: str) -> None:
        """DOING back to QUEUED, to be tried again at `due_at`."""
        ...

    async def finish_wish(self, result: WishResult) -> None:
        """Write the result of a wish that changes nothing at its contact (an order the PBX has taken)."""
        ...

    async def people(self) -> tuple[PersonState, ...]:
        """Presence and heartbeat of everybody. (`Board.people` carries `seen_at` 0: a heartbeat draws nothing.)"""
        ...

    async def set_person(self, state: PersonState) -> None:
        """Presence of an operator or clerk."""
        ...

    async def heartbeat(self, person: str, now: float) -> None:
        """The person's console lives."""
        ...

    async def set_link(self, state: LinkState) -> None:
        """Health of a link, for the strip of every console."""
        ...

    async def take_lease(self, name: str, owner: str, now: float, seconds: float) -> bool:
        """Be the only `name` for `seconds`; True when granted or renewed, False when another has it."""
        ...

    async def lease_owner(self, name: str) -> str:
        """Who has the lease, run out or not; empty when nobody has."""
        ...

    async def drop_lease(self, name: str, owner: str) -> None:
        """Give the lease back at an orderly end."""
        ...

    async def change_mark(self) -> int:
        """A number that differs when another process has committed since the last call."""
        ...

    async def close(self) -> None:
        """Finish what is under way and release the store."""
        ...


class Telephony(Protocol):
    """A PBX. Orders return when the PBX has taken them; what became of them comes as a signal."""

    def signals(self) -> AsyncIterator[CallSignal]:
        """Everything that happens to calls, from connecting on; begins with a CallRosterRead."""
        ...

    async def take(self, order: CallOrder) -> None:
        """Bring the waiting call to `operator_extension`. Raises CallOrderFailed."""
        ...

    async def transfer(self, order: CallOrder) -> None:
        """Blind transfer to `extension` with reference and name. Raises CallOrderFailed."""
        ...

    async def hold(self, order: CallOrder) -> None:
        """Put the citizen on hold. Raises CallOrderFailed."""
        ...

    async def resume(self, order: CallOrder) -> None:
        """Bring the citizen back from hold. Raises CallOrderFailed."""
        ...

    async def hang_up(self, order: CallOrder) -> None:
        """End the call. Raises CallOrderFailed."""
        ...

    async def call_out(self, order: CallOrder) -> None:
        """Ring `operator_extension`, then `number`; the call signals carry `order.call`."""
        ...


class CallOrderFailed(Exception):
    """The PBX refused an order, or the call is gone. Never repeated by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """How far a mail folder has been read: every UID up to `high_uid` of this `uid_validity` is kept."""

    folder: str
    uid_validity: int
    high_uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMail:
    """A mail as it was received. `fingerprint` finds it again after a new UIDVALIDITY (hash of the bytes)."""

    uid: int
    raw: bytes
    received_at: float
    fingerprint: str


class MailLedger(Protocol):
    """The mailbox's own book in the store. Blocking: called from the thread of the mailbox."""

    def folder_state(self, folder: str) -> FolderState | None:
        """How far this folder was read, or None when it never was."""
        ...

    def commit_batch(self, state: FolderState, mails: Sequence[RawMail]) -> int:
        """Keep the mails and the new high-water mark in one transaction; gives how many were not known.

        A mail is known by (folder, UIDVALIDITY, UID), and by its fingerprint while a folder's UIDVALIDITY changes.
        """
        ...


class Mailbox(Protocol):
    """A source of mail. It keeps raw bytes and its own high-water mark in one transaction."""

    async def run(
        self, on_change: Callable[[], Awaitable[None]], on_link: Callable[[LinkState], Awaitable[None]]
    ) -> None:
        """Watch until cancelled; `on_change` after every batch that was committed and after every finished sync."""
        ...


class SendResult(Protocol):
    """What came of one attempt to send."""

    @property
    def sent(self) -> bool:
        """The server has taken it for every recipient."""
        ...

    @property
    def permanent(self) -> bool:
        """Trying again is useless."""
        ...

    @property
    def unknown(self) -> bool:
        """The line broke: it may have been taken. Look for the receipt first."""
        ...

    @property
    def error(self) -> str:
        """The server's words, cleaned, one line."""
        ...


class Outbox(Protocol):
    """Sends frozen mails."""

    async def send(self, mail: OutgoingMail) -> SendResult:
        """One attempt. Never raises for what a server or a network may do."""
        ...


class MailReader(Protocol):
    """Decodes raw bytes outside this process, with limits of time and size."""

    async def read(self, raw: bytes) -> Mail:
        """The mail as people read it; an unreadable one comes as a Mail with the flag `unreadable`."""
        ...


class MailComposer(Protocol):
    """Builds complete outgoing mails, frozen, with their Message-ID."""

    def reply(self, *, original: Mail, contact: Contact, text: str, to: str = "") -> OutgoingMail:
        """The answer to a citizen's mail with threading headers. Raises Refused(NO_RECIPIENT)."""
        ...

    def new(self, *, contact: Contact, to: str, subject: str, text: str) -> OutgoingMail:
        """A mail to a citizen who did not write (a call, a letter). Raises Refused(NO_RECIPIENT)."""
        ...

    def forward(
        self, *, contact: Contact, handoff: Handoff, to: str, operator_name: str, raw: bytes | None
    ) -> OutgoingMail:
        """The handoff to the clerk: the packet as text, the original as untouched message/rfc822."""
        ...


class Articles(Protocol):
    """The knowledge base as it stands now."""

    @property
    def version(self) -> str:
        """Changes with every valid reload."""
        ...

    @property
    def problems(self) -> int:
        """How many problems keep a newer knowledge base from being used; 0 when all is well."""
        ...

    def article(self, article: ArticleId) -> Article:
        """Raises NotFound."""
        ...

    def all(self) -> Sequence[Article]:
        """Every article, in the order of the files."""
        ...

    def search(self, query: str, *, typing: bool = False, limit: int = 10) -> tuple[Hit, ...]:
        """Best first. `typing`: the last word may be unfinished. An empty query finds nothing."""
        ...

    async def refresh(self) -> bool:
        """Look whether a newer valid knowledge base is there; True when it changed."""
        ...


class Directory(Protocol):
    """Offices, people and places of this site."""

    def offices(self) -> Sequence[Office]:
        """All offices in their order."""
        ...

    def office(self, office: OfficeId) -> Office:
        """Raises NotFound."""
        ...

    def clerks(self, office: OfficeId | None = None) -> Sequence[Clerk]:
        """The clerks of an office, or all."""
        ...

    def clerk(self, clerk: ClerkId) -> Clerk:
        """Raises NotFound."""
        ...

    def operator(self, operator: OperatorId) -> Operator:
        """Raises NotFound."""
        ...

    def operators(self) -> Sequence[Operator]:
        """All operators."""
        ...

    def operator_at(self, extension: str) -> Operator | None:
        """Who sits at this extension."""
        ...

    def route(self, place: str) -> Proposal:
        """The competent office for a commune, postal code or locality, with the reason."""
        ...


class Hours(Protocol):
    """When the contact center is open."""

    def is_open(self, at: float) -> bool:
        """Whether it is open at this moment (site's time zone, segments, holidays)."""
        ...

    def next_opening(self, at: float) -> float:
        """The next moment at which it opens, at or after `at`."""
        ...
