"""What a shared mailbox at a server owes us and we owe it: marks, mails that vanished, large mails. Pure values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from console.domain.contact import MailId
from console.domain.record import record

CLOCK_SLACK = 120.0
"""Seconds by which the server's clock and ours may differ."""


class MarkKind(StrEnum):
    """What colleagues with another mail program are shown."""

    ANSWERED = "answered"
    FORWARDED = "forwarded"
    RECEIPT = "receipt"
    """The copy of a mail of our own."""


class MarkState(StrEnum):
    """Where a mark stands. Only WAITING is tried again."""

    WAITING = "waiting"
    DONE = "done"
    GONE = "gone"
    """The mail is in none of the folders that are read."""
    UNWANTED = "unwanted"
    """The settings do not ask for it."""
    REFUSED = "refused"


@record
class Mark:
    """One mark of one mail. `office`: who got the mail, for the folder into which it is moved."""

    mail: MailId
    kind: MarkKind
    office: str = ""
    state: MarkState = MarkState.WAITING
    attempts: int = 0
    due_at: float = 0.0
    error: str = ""


@record
class Place:
    """Where the server has a mail now."""

    folder: str
    uid_validity: int
    uid: int


@record
class Gap:
    """Mails that came into a folder and were gone before it was read. Times in UTC seconds."""

    folder: str
    missing: int
    since: float
    """When the folder was last seen whole."""
    noticed_at: float


class LargeState(StrEnum):
    """Where the bytes of a large mail are."""

    WANTED = "wanted"
    HERE = "here"
    STOPPED = "stopped"
    """Somebody stopped the download."""
    LOST = "lost"
    """Moved or deleted at the server before it was here."""
    UNNEEDED = "unneeded"
    """A receipt: its bytes are those that we have sent."""


@record
class Large:
    """A mail whose bytes are fetched after its text. Sizes in bytes."""

    mail: MailId
    size: int
    """What the server says; some round it."""
    state: LargeState = LargeState.WANTED
    fetched: int = 0
    attempts: int = 0
    due_at: float = 0.0
    error: str = ""
    sha256: str = ""


def unexplained(gaps: Sequence[Gap], found: Sequence[tuple[str, float]]) -> tuple[Gap, ...]:
    """The gaps that remain when mails found first in another folder are taken for those that were moved there.

    `found`: folder and time of arrival (UTC seconds) of such mails; each explains one missing mail of one gap.
    """
    free = sorted(found, key=lambda one: one[1])
    left: list[Gap] = []
    for gap in gaps:
        fitting = [one for one in free if _explains(gap, *one)][: gap.missing]
        for one in fitting:
            free.remove(one)
        missing = gap.missing - len(fitting)
        if missing:
            left.append(Gap(folder=gap.folder, missing=missing, since=gap.since, noticed_at=gap.noticed_at))
    return tuple(left)


def _explains(gap: Gap, folder: str, arrived: float) -> bool:
    """A mail that is moved keeps the time of its arrival."""
    return folder != gap.folder and gap.since - CLOCK_SLACK <= arrived <= gap.noticed_at + CLOCK_SLACK
