"""What can be seen of an attachment without opening it: its text, or what it is made of. No words for people."""

from __future__ import annotations

from enum import StrEnum

from console.domain.mail import Mail
from console.domain.record import record


class PreviewKind(StrEnum):
    """What an attachment turned out to be, by its bytes rather than by its name."""

    TEXT = "text"
    PAGE = "page"
    """HTML, read as mails are read: nothing remote is fetched."""
    PDF = "pdf"
    MAIL = "mail"
    PICTURE = "picture"
    ARCHIVE = "archive"
    CALENDAR = "calendar"
    OTHER = "other"


class PreviewProblem(StrEnum):
    """Why there is nothing, or not everything, to be seen."""

    NONE = ""
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    SCANNED = "scanned"
    """A PDF of pictures: no text layer."""
    SLOW = "slow"
    """It would take longer than the limit; what was read until then may still be there."""
    LARGE = "large"
    """It would take more memory than the limit."""
    NO_PREVIEW = "no_preview"
    """Of this kind nothing is shown."""


@record
class PackedName:
    """A name in an archive: cleaned, with the size that the archive declares and the flags of `file_label`."""

    name: str
    size: int
    flags: tuple[str, ...] = ()


@record
class Preview:
    """What can be seen of one attachment. Every text in it is clean."""

    kind: PreviewKind
    problem: PreviewProblem = PreviewProblem.NONE
    text: str = ""
    format: str = ""
    """Of a picture: PNG, JPEG, GIF, WEBP, BMP or TIFF."""
    width: int = 0
    height: int = 0
    """Of a picture, in pixels; 0: not said."""
    pages: int = 0
    pages_read: int = 0
    """Of a PDF."""
    names: tuple[PackedName, ...] = ()
    """Of an archive, the first ones."""
    count: int = 0
    """How many names the archive has in all."""
    unpacked: int = 0
    """Bytes that the archive says it would become."""
    mail: Mail | None = None
    flags: tuple[str, ...] = ()
    """As of `domain.text.clean`."""
