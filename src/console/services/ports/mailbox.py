"""The book of a mailbox at a server, beyond what came in. Blocking: called from the threads of the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from console.domain.contact import MailId
from console.domain.mailbox import Gap, Large, Mark, Place
from console.services.ports.store import MailLedger


class MailboxBook(MailLedger, Protocol):
    """Every method may raise StoreUnavailable. Times are UTC seconds."""

    # --- marks -----------------------------------------------------------------------------------

    def due_marks(self, now: float, limit: int) -> Sequence[Mark]:
        """Marks to be set now, the oldest first."""
        ...

    def begin_mark(self, mark: Mark, retry_at: float) -> None:
        """Count the attempt before it is made: a mark that breaks the line, or this process, waits ever longer."""
        ...

    def finish_mark(self, mark: Mark) -> None:
        """Keep state and error. A mark that was wished anew meanwhile (another office) stays waiting."""
        ...

    def places(self, mail: MailId) -> Sequence[Place]:
        """Where this mail was seen under the numbers that hold now."""
        ...

    # --- gaps ------------------------------------------------------------------------------------

    def counted(self, folder: str) -> Place | None:
        """Up to which number this folder was counted, or None."""
        ...

    def count(self, upto: Place, missing: int, now: float) -> None:
        """The folder was looked at; so many mails up to this number were gone, and are told from now on."""
        ...

    def open_gaps(self) -> Sequence[Gap]:
        """What is missing, has not turned up in another folder, and nobody has taken note of."""
        ...

    # --- large mails -----------------------------------------------------------------------------

    def due_larges(self, now: float) -> Sequence[Large]:
        """Large mails to be fetched now."""
        ...

    def large(self, mail: MailId) -> Large | None:
        """One large mail as it stands, or None."""
        ...

    def keep_large(self, large: Large) -> bool:
        """Keep how far it is; False when it is not wanted any more (somebody has stopped it)."""
        ...

    def part_file(self, mail: MailId) -> Path:
        """Where the bytes that have come so far lie, or will."""
        ...

    def finish_large(self, mail: MailId, sha256: str) -> None:
        """The part is whole and has this hash: give it its place and let the mail be read again. Raises OSError."""
        ...

    def head(self, mail: MailId) -> bytes:
        """The kept header and texts of a large mail."""
        ...

    # --- logging in ------------------------------------------------------------------------------

    def nudges(self) -> int:
        """How often somebody has asked to log in again."""
        ...
