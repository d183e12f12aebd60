"""The links to the world: telephone, mailbox, sending and reading mail, saving what it carries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.domain.call import CallSignal
    from console.domain.contact import Contact, MailId
    from console.domain.handoff import Handoff
    from console.domain.letter import FileContent, FileRef
    from console.domain.mail import Mail
    from console.domain.preview import Preview
    from console.domain.queues import LinkState
    from console.domain.seat import HoursMode, Seat
    from console.domain.wish import CallOrder, OutgoingMail, RecipientAnswer

OnProgress = Callable[[int, int], None]
"""Told how many bytes of how many are done; the whole is 0 while nobody knows it. Called in the loop's thread."""


class Telephony(Protocol):
    """A PBX. Orders return when the PBX has taken them; what became of them comes as a signal."""

    def signals(self) -> AsyncIterator[CallSignal]:
        """Everything that happens, from connecting on: a CallRosterRead, how calls, seats and hours stand, the news."""
        ...

    async def take(self, order: CallOrder) -> None:
        """Bring the waiting call to `operator_extension`. Raises CallOrderFailed."""
        ...

    async def transfer(self, order: CallOrder) -> None:
        """Blind transfer to `extension` with reference and name. Raises CallOrderFailed."""
        ...

    async def consult(self, order: CallOrder) -> None:
        """Music for the citizen, who talks or is on hold; the operator's phone calls the clerk at `extension`, who
        is shown reference and name. Raises CallOrderFailed."""
        ...

    async def complete(self, order: CallOrder) -> None:
        """The clerk has answered the consult: citizen and clerk talk, the operator is free. Raises CallOrderFailed."""
        ...

    async def hand_back(self, order: CallOrder) -> None:
        """End the consult, ringing or talking: citizen and operator talk again. Raises CallOrderFailed."""
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

    async def seat(self, seat: Seat) -> None:
        """Bring an operator's phone into this state in the queue. Raises CallOrderFailed."""
        ...

    async def open_hours(self, mode: HoursMode) -> None:
        """Say whether callers reach the queue; AUTO leaves it to the PBX's own clock. Raises CallOrderFailed."""
        ...


class CallOrderFailed(Exception):
    """The PBX refused an order, or the call is gone. Never repeated by itself."""


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

    @property
    def answers(self) -> tuple[RecipientAnswer, ...]:
        """What it said of each recipient where they differ; the mail was then given to none. Else empty."""
        ...

    @property
    def size_limit(self) -> int:
        """The largest mail that the server takes, in bytes; 0: it did not say."""
        ...


class OutgoingFiles(Protocol):
    """Files of this computer that are to go along with a mail. Raises Refused(FILE_…) with the name in `detail`."""

    async def look(self, path: str) -> FileRef:
        """The file as it is now, `~` and relative paths made whole; nothing that is not a plain readable file."""
        ...

    async def read(self, file: FileRef) -> FileContent:
        """Its bytes for the mail; Refused(FILE_CHANGED) when they are not those of `file` any more."""
        ...

    async def complete(self, typed: str) -> tuple[str, ...]:
        """Paths that begin as typed, folders with `/` at the end, in order; none when nothing does."""
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
    """Builds complete outgoing mails, frozen, with their Message-ID. Raises Refused(NO_MAIL) unless `sends`."""

    @property
    def sends(self) -> bool:
        """Whether this site sends mail at all."""
        ...

    def reply(
        self, *, original: Mail, contact: Contact, text: str, to: str = "", cc: str = "",
        files: Sequence[FileContent] = (),
    ) -> OutgoingMail:  # fmt: skip
        """The answer to a citizen's mail with threading headers. Raises Refused(NO_RECIPIENT).

        `to` and `cc` are addresses as typed, separated by commas or semicolons.
        """
        ...

    def new(
        self, *, contact: Contact, to: str, subject: str, text: str, cc: str = "", files: Sequence[FileContent] = ()
    ) -> OutgoingMail:
        """A mail to somebody who did not write (a call, a letter, an office). Raises Refused(NO_RECIPIENT)."""
        ...

    def readable(self, mail: OutgoingMail) -> Mail:
        """A mail of ours as people read it, from the bytes that leave."""
        ...

    def forward(
        self, *, contact: Contact, handoff: Handoff, to: str, operator_name: str, raw: bytes | None
    ) -> OutgoingMail:
        """The handoff to the clerk: the packet as text, the original as untouched message/rfc822."""
        ...


class Originals(Protocol):
    """Where whole mails come from. The parts of a large one may have to be fetched first, so this may be slow."""

    async def original(self, mail: MailId, on_progress: OnProgress) -> bytes:
        """The mail exactly as received. Raises NotFound, StoreUnavailable."""
        ...


class MailFiles(Protocol):
    """Reads what mails carry outside this process, with limits of time and memory. Numbers count from 1."""

    async def preview(self, raw: bytes, number: int) -> Preview:
        """What can be seen of an attachment; how it defies reading is a problem of the preview. Raises NotFound."""
        ...

    async def content(self, raw: bytes, number: int) -> bytes:
        """The bytes of an attachment. Raises NotFound, Refused(UNREADABLE)."""
        ...

    async def header(self, raw: bytes) -> str:
        """The header as it stands, clean. Raises Refused(UNREADABLE)."""
        ...

    async def close(self) -> None:
        """End the process outside; reading again starts another."""
        ...


class FileKeeper(Protocol):
    """Writes files for people, each anew: nothing is ever overwritten, opened or run."""

    async def keep(self, folder: Path, name: str, content: bytes, on_progress: OnProgress) -> Path:
        """The file as it lies there, whole; `name` gets a number when it is taken. Raises Refused(NOT_SAVED)."""
        ...

    async def make(self, folder: Path) -> None:
        """The folder, made for its owner alone when it is missing. Raises Refused(NOT_SAVED)."""
        ...
