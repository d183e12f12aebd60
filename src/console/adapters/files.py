"""Saves files for people: whole or not at all, for their owner alone, never over something that is there."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from console.domain.errors import Reason, Refused
from console.domain.file_label import file_label, numbered
from console.services.ports import OnProgress

CHUNK = 1 << 20
MOST_NUMBERS = 10_000
_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES, errno.EMLINK})
"""What file systems without hard links answer."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_WORDS = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "denied", errno.EPERM: "denied",
    errno.EROFS: "denied", errno.ENOENT: "missing", errno.ENOTDIR: "missing",
}  # fmt: skip
T = TypeVar("T")


class LocalFiles:
    """`services.ports.FileKeeper` on the file system of this computer."""

    async def keep(self, folder: Path, name: str, content: bytes, on_progress: OnProgress) -> Path:
        """The file as it lies there. Until it is whole it has a hidden name; what breaks off leaves nothing."""
        label = file_label(name).text or "file"
        part = folder / f".{uuid.uuid4().hex}.part"
        try:
            await self._write(part, content, on_progress)
            return await _in_thread(partial(_placed, part, folder, label))
        except OSError as error:
            raise Refused(Reason.NOT_SAVED, detail=_why(error)) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    async def make(self, folder: Path) -> None:
        """The folder, made when it is missing."""
        try:
            await _in_thread(partial(folder.mkdir, mode=0o700, parents=True, exist_ok=True))
        except OSError as error:
            raise Refused(Reason.NOT_SAVED, detail=_why(error)) from error

    @staticmethod
    async def _write(part: Path, content: bytes, on_progress: OnProgress) -> None:
        descriptor = await _in_thread(partial(os.open, part, _NEW, 0o600))
        try:
            for at in range(0, len(content), CHUNK):
                await _in_thread(partial(_write_all, descriptor, content[at : at + CHUNK]))
                on_progress(min(len(content), at + CHUNK), len(content))
            await _in_thread(partial(os.fsync, descriptor))
        finally:
            os.close(descriptor)


async def _in_thread(doing: Callable[[], T]) -> T:
    """Outside the loop's thread; who is cancelled waits for its end, since it holds the file."""
    task = asyncio.ensure_future(asyncio.to_thread(doing))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _write_all(descriptor: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(descriptor, left) :]


def _placed(part: Path, folder: Path, label: str) -> Path:
    """Give the finished file its name, or the first number at which nothing lies yet. Raises OSError."""
    for number in range(1, MOST_NUMBERS):
        target = folder / numbered(label, number)
        try:
            _name(part, target)
        except FileExistsError:
            continue
        return target
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _name(part: Path, target: Path) -> None:
    """A hard link fails where something lies; without hard links the name is taken first, then filled."""
    try:
        os.link(part, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, _NEW, 0o600))
        part.replace(target)


def _why(error: OSError) -> str:
    """The word of `_WORDS` for it, else what the system says; never the name of a file."""
    return _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
