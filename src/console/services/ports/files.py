"""What mails carry, and where it is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.domain.contact import MailId
    from console.domain.preview import Preview

OnProgress = Callable[[int, int], None]
"""Told how many bytes of how many are done; the whole is 0 while nobody knows it. Called in the loop's thread."""


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
