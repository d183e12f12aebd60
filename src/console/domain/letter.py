"""A mail in the making, as an operator sees it: to whom, about what, the text, the files that go along. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum

from console.domain.contact import Contact
from console.domain.file_label import file_label
from console.domain.record import record
from console.domain.wish import WishId

LINE_BYTES = 57
"""Bytes that one line of base64 holds (RFC 2045, 6.8: at most 76 signs a line)."""
WIRE_LINE = 78
"""The same line on the wire, with its end."""
PART_BYTES = 600
"""What the headers of one part and its boundary cost at most."""


class Kind(StrEnum):
    """What is being written about a contact; each has a draft of its own."""

    REPLY = "reply"
    FRESH = "fresh"
    """A mail that answers none."""

    @property
    def sent(self) -> str:
        """The kind of the draft as it was when it was sent: an undo finds it even after the console was killed."""
        return "sent" if self is Kind.REPLY else "sent_fresh"


@record
class FileRef:
    """A file that is to go along: where it lies, and what it was when it was added.

    `digest` is the SHA-256 of its bytes in hexadecimal; a file that has another one now is said, never sent unseen.
    """

    path: str
    size: int
    digest: str

    @property
    def name(self) -> str:
        """What the receiver reads: the last part of the path, clean."""
        return file_label(self.path).text or "file"

    @property
    def is_executable(self) -> bool:
        """Whether opening it may run something: many servers refuse such files."""
        return "executable" in file_label(self.path).flags


@record
class FileContent:
    """A file as it goes into the mail."""

    name: str
    media_type: str
    content: bytes


@record
class Letter:
    """What stands in the composer. `to` and `cc` are as typed: addresses separated by commas or semicolons."""

    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""
    files: tuple[FileRef, ...] = ()
    cursor: str = "0,0"
    """Where the cursor stands, as "row,column"."""

    @property
    def place(self) -> tuple[int, int]:
        """The cursor as row and column; the beginning when it cannot be read."""
        row, _comma, column = self.cursor.partition(",")
        return (int(row), int(column)) if row.isdecimal() and column.isdecimal() else (0, 0)

    @property
    def extra(self) -> dict[str, str]:
        """Everything but the text, as a draft keeps it."""
        files = [[one.path, one.size, one.digest] for one in self.files]
        kept = {"to": self.to, "cc": self.cc, "subject": self.subject, "cursor": self.cursor}
        return {**kept, "files": json.dumps(files)} if files else kept


@record
class Sent:
    """A mail that leaves at `leaves_at` (UTC seconds) unless it is undone before; `held`: once it is released."""

    contact: Contact
    wish: WishId
    leaves_at: float
    held: bool = False


def letter_of(text: str, extra: Mapping[str, str] | None) -> Letter:
    """The letter that a draft keeps; what cannot be read is left out."""
    extra = extra or {}
    known = {name: extra[name] for name in ("to", "cc", "subject", "cursor") if name in extra}
    return Letter(text=text, files=_files(extra.get("files", "")), **known)


def _files(kept: str) -> tuple[FileRef, ...]:
    try:
        rows = json.loads(kept) if kept else []
        return tuple(FileRef(path=str(path), size=int(size), digest=str(digest)) for path, size, digest in rows)
    except (ValueError, TypeError):
        return ()


def addresses(typed: str) -> tuple[str, ...]:
    """The addresses of a field, each once, as typed."""
    found = (one.strip() for one in re.split(r"[,;\s]+", typed))
    return tuple({one.casefold(): one for one in found if one}.values())


def wire_bytes(sizes: tuple[int, ...], text: str = "") -> int:
    """How long the mail becomes at most, in bytes: base64 makes a file 37 % longer (RFC 2045, 6.8)."""
    coded = sum(-(-size // LINE_BYTES) * WIRE_LINE + PART_BYTES for size in sizes)
    return coded + 3 * len(text.encode("utf-8", "replace")) + 4 * PART_BYTES
