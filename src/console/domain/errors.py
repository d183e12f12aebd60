"""What a rule answers when an act is not possible. Words for people are made from these at the edge."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.domain.contact import Contact


class Reason(StrEnum):
    """Why an act was refused; the screens and the command line turn each into a sentence."""

    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    WRONG_STATE = "wrong_state"
    NOT_A_CALL = "not_a_call"
    NOT_WRITTEN = "not_written"
    CALL_GONE = "call_gone"
    CALL_NOT_CONNECTED = "call_not_connected"
    CALLING_ALREADY = "calling_already"
    """The own phone rings for this call back, or is about to."""
    CLERK_NOT_ANSWERED = "clerk_not_answered"
    PACKET_INCOMPLETE = "packet_incomplete"
    NOT_THE_CLERK = "not_the_clerk"
    TOO_LATE = "too_late"
    NO_RECIPIENT = "no_recipient"
    NO_SENDER = "no_sender"
    """Neither an address nor a domain, or our own; or no other sender is proposed."""
    NO_TWIN = "no_twin"
    """No other contact is known of which this one could be a duplicate."""
    NO_MAIL = "no_mail"
    """This site has no mailbox to send from."""
    EMPTY_VARIABLE = "empty_variable"
    OWN_MAIL = "own_mail"
    """Four eyes: nobody releases what they wrote themselves."""
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_NO_FILE = "file_no_file"
    """A folder, a device: nothing that can be sent along."""
    FILE_CHANGED = "file_changed"
    """It is another file than the one that was added."""
    FILE_EXECUTABLE = "file_executable"
    MAIL_TOO_BIG = "mail_too_big"
    """`detail` is the largest size in bytes that may be sent."""
    NO_ATTACHMENTS = "no_attachments"
    """The contact did not come by mail, or its mail has no attachment."""
    UNREADABLE = "unreadable"
    """What a mail carries cannot be taken out of it."""
    EXECUTABLE = "executable"
    """A program is saved only when that is wanted twice."""
    NOT_SAVED = "not_saved"
    """The file could not be written; `detail` is what the system says."""


class ConsoleError(Exception):
    """Root of every error that this program raises on purpose."""


class Refused(ConsoleError):
    """A rule says no. `who` names the person it is about, `detail` the field or value."""

    def __init__(self, reason: Reason, *, who: str = "", detail: str = "") -> None:
        super().__init__(f"{reason}: {who or detail}" if who or detail else str(reason))
        self.reason = reason
        self.who = who
        self.detail = detail


class Stale(ConsoleError):
    """The contact was changed by somebody else since it was read; `current` is how it stands now."""

    def __init__(self, current: Contact) -> None:
        super().__init__(f"contact {current.id} is at version {current.version}")
        self.current = current


class NotFound(ConsoleError):
    """No such contact, article, office or person."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"no {kind} {key!r}")
        self.kind = kind
        self.key = key


class StoreUnavailable(ConsoleError):
    """The store cannot be read or written (disk full, file missing, locked beyond the time-out)."""
