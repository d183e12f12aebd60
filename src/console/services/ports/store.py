"""What is kept: contacts, drafts, wishes, mails, presence. Every method may raise StoreUnavailable."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from console.domain.record import record

if TYPE_CHECKING:
    from console.domain.asked import Asked
    from console.domain.contact import ArticleId, Contact, ContactId, MailId, OperatorId, Party
    from console.domain.journal import Entry
    from console.domain.lifecycle import Decision
    from console.domain.mail import Mail
    from console.domain.office import PersonState, Presence
    from console.domain.queues import Board, HeldMail, LinkState
    from console.domain.seat import HoursMode, Opening, Seat
    from console.domain.wish import Wish, WishId, WishResult


@record
class HistoryRow:
    """One other contact of the same citizen. `certain` is False for a match by name only.

    `thread`: it answers this one, or this one answers it, whoever wrote.
    """

    contact: Contact
    certain: bool = True
    thread: bool = False


@record
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


@record
class FolderState:
    """How far a mail folder has been read: every UID up to `high_uid` of this `uid_validity` is kept."""

    folder: str
    uid_validity: int
    high_uid: int


@record
class RawMail:
    """A mail as it was received. `fingerprint` finds it again after a new UIDVALIDITY (hash of the bytes)."""

    uid: int
    raw: bytes
    received_at: float
    fingerprint: str


class DueRule(Protocol):
    """Knows by the targets and the hours of the site when a contact is due."""

    @property
    def mark(self) -> int:
        """Tells these targets and hours from others; never 0."""
        ...

    def stamped(self, contact: Contact) -> Contact:
        """The contact with the moments at which it is due, and the mark."""
        ...


@record
class BlockedSender:
    """A sender whose mails go into the quarantine: an address, or a domain as "@example.com"; since (UTC seconds)."""

    sender: str
    by: str
    at: float


class Sorting(Protocol):
    """What intake and operators look up to tell who and what a mail is."""

    async def thread(self, contact: ContactId, above: ContactId = ...) -> tuple[Contact, ...]:
        """Everything in the thread of this contact, or of the one `above` it; newest first, itself left out."""
        ...

    async def alike(self, message_id: str, sender: str, since: float) -> tuple[tuple[Contact, Mail], ...]:
        """Contacts of mails with this Message-ID, and of this sender's since then; newest first, each with its mail."""
        ...

    async def quarantined(self, limit: int = 500) -> tuple[Contact, ...]:
        """What is in the quarantine, newest first."""
        ...

    async def source(self, mail: MailId) -> str:
        """The folder out of which a mail was taken. Raises NotFound."""
        ...

    async def mailed_to(self, address: str, since: float) -> tuple[Wish, ...]:
        """Mails of ours to this address that were due since then, newest first."""
        ...

    async def blocked(self) -> tuple[BlockedSender, ...]:
        """The senders whose mails go into the quarantine, newest first."""
        ...

    async def block(self, sender: str, *, by: str, at: float) -> bool:
        """Block an address, or a domain as "@example.com"; False when it is blocked already."""
        ...

    async def unblock(self, sender: str) -> bool:
        """Take it out again; False when it was not there."""
        ...


class Store(Protocol):
    """Contacts with their journal and wishes, drafts, presence and links.

    A store that was opened with a `DueRule` stamps every contact that it writes.
    """

    @property
    def sorting(self) -> Sorting:
        """What is looked up to tell who and what a mail is."""
        ...

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

    async def missed_of(self, party: Party) -> tuple[Contact, ...]:
        """Calls of this number that are to be given back and in nobody's hands, newest first; withheld: none."""
        ...

    async def held_by(self, operator: OperatorId) -> tuple[Contact, ...]:
        """What this operator has in hand or parked, latest first."""
        ...

    async def renew_dues(self, limit: int = 500) -> int:
        """Stamp open contacts anew that other targets have stamped, so many at once; gives how many. Order follows."""
        ...

    async def settled_since(self, since: float) -> tuple[Contact, ...]:
        """The contacts that had their first answer from this moment on, or were ended since."""
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

    async def held_mails(self) -> tuple[HeldMail, ...]:
        """Mails that wait for a colleague's release, oldest first."""
        ...

    async def size_limit(self) -> int:
        """The largest mail that the server takes, in bytes, as it said last; 0: it never said."""
        ...

    async def set_size_limit(self, limit: int) -> None:
        """What the server has said; writes only what is news."""
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

    async def note_question(self, asked: Asked) -> None:
        """Keep the words that were typed, and the card that was given; the same words for a contact once."""
        ...

    async def questions(self, since: float = 0.0) -> tuple[Asked, ...]:
        """What was asked since then (UTC seconds), oldest first."""
        ...

    async def given(self, since: float = 0.0) -> tuple[tuple[ArticleId, int, float], ...]:
        """How often each card was given since then, and when last (UTC seconds)."""
        ...

    async def people(self) -> tuple[PersonState, ...]:
        """Presence and heartbeat of everybody. (`Board.people` carries `seen_at` 0: a heartbeat draws nothing.)"""
        ...

    async def set_person(self, state: PersonState) -> None:
        """Presence of an operator or clerk."""
        ...

    async def update_person(self, state: PersonState, *, only_from: Collection[Presence]) -> bool:
        """Presence that follows the work: set only while the person's is one of `only_from`, in one transaction.

        The heartbeat stays as it is; False when the person stands elsewhere or was never heard of.
        """
        ...

    async def set_seat(self, seat: Seat) -> None:
        """What the PBX says of a phone in its queue; `Board.seats` shows it."""
        ...

    async def opening(self) -> Opening:
        """The supervisor's word against the hours, and what the PBX has."""
        ...

    async def set_opening(self, mode: HoursMode, *, by: str, since: float) -> None:
        """The supervisor's word from `since` (UTC seconds) on; AUTO takes it back."""
        ...

    async def set_hours_seen(self, mode: HoursMode) -> None:
        """What the PBX has."""
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


class MailLedger(Protocol):
    """The mailbox's own book in the store. Blocking: called from the thread of the mailbox."""

    def folder_state(self, folder: str) -> FolderState | None:
        """How far this folder was read, or None when it never was."""
        ...

    def commit_batch(self, state: FolderState, mails: Sequence[RawMail]) -> int:
        """Keep the mails and the new high-water mark in one transaction; gives how many were not known.

        A mail is known by (folder, UIDVALIDITY, UID), and by its fingerprint while a folder's UIDVALIDITY changes or
        when somebody has moved it here out of another folder that is read.
        """
        ...

    def keep_letter(self, letter: str, folder: str, mail: RawMail) -> bool:
        """Keep a scanned letter once, whatever happens to its file: `letter` names file, time and content.

        False when it is kept already.
        """
        ...
