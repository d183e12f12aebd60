"""Files of this computer that go along with a mail: looked at when they are added, read whole when it is sent."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
import stat
from pathlib import Path
from typing import BinaryIO

from console.domain.errors import Reason, Refused
from console.domain.file_label import file_label
from console.domain.letter import FileContent, FileRef

MOST_SHOWN = 40


class FilesToSend:
    """Satisfies `services.ports.OutgoingFiles`. `limit` in bytes: a larger file is not even read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def look(self, path: str) -> FileRef:
        """The file as it is now. Raises Refused(FILE_…)."""
        return await asyncio.to_thread(self._look, path)

    async def read(self, file: FileRef) -> FileContent:
        """Its bytes. Raises Refused(FILE_…), FILE_CHANGED when they are other ones than those that were added."""
        return await asyncio.to_thread(self._read, file)

    async def complete(self, typed: str) -> tuple[str, ...]:
        """Paths that begin as typed; hidden ones only where the point was typed."""
        return await asyncio.to_thread(_complete, typed)

    def _look(self, path: str) -> FileRef:
        whole = str(_whole(path))
        content = self._bytes(whole)
        return FileRef(path=whole, size=len(content), digest=hashlib.sha256(content).hexdigest())

    def _read(self, file: FileRef) -> FileContent:
        content = self._bytes(file.path)
        if hashlib.sha256(content).hexdigest() != file.digest:
            raise Refused(Reason.FILE_CHANGED, detail=file.name)
        guessed, packed = mimetypes.guess_type(file.name, strict=False)
        kind = guessed if guessed and not packed else "application/octet-stream"
        return FileContent(name=file.name, media_type=kind, content=content)

    def _bytes(self, path: str) -> bytes:
        name = file_label(path).text or "file"
        try:
            # Not to wait for the other end of a pipe; what was opened is looked at, whatever stands there meanwhile.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise Refused(Reason.FILE_MISSING, detail=name) from None
        except OSError:
            raise Refused(Reason.FILE_UNREADABLE, detail=name) from None
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            os.close(handle)
            raise Refused(Reason.FILE_NO_FILE, detail=name)
        with os.fdopen(handle, "rb") as opened:
            return self._all_of(opened, name, status.st_size)

    def _all_of(self, opened: BinaryIO, name: str, size: int) -> bytes:
        if size > self._limit:
            raise Refused(Reason.MAIL_TOO_BIG, detail=str(self._limit))
        try:
            content = opened.read(self._limit + 1)
        except OSError:
            raise Refused(Reason.FILE_UNREADABLE, detail=name) from None
        if len(content) > self._limit:  # it grew meanwhile
            raise Refused(Reason.MAIL_TOO_BIG, detail=str(self._limit))
        return content


def _whole(path: str) -> Path:
    try:
        return Path(path.strip()).expanduser().absolute()
    except (RuntimeError, ValueError, OSError):
        raise Refused(Reason.FILE_MISSING, detail=file_label(path).text) from None


def _complete(typed: str) -> tuple[str, ...]:
    folder, _slash, begun = typed.rpartition("/")
    shown = f"{folder}/" if "/" in typed else ""
    try:
        place = Path(shown or ".").expanduser()
        with os.scandir(place) as entries:
            found = [_shown(one) for one in entries if one.name.casefold().startswith(begun.casefold())]
    except (OSError, RuntimeError, ValueError):
        return ()
    wanted = sorted(found, key=lambda one: (one.endswith("/"), one.casefold()))
    return tuple(shown + one for one in wanted if begun.startswith(".") or not one.startswith("."))[:MOST_SHOWN]


def _shown(entry: os.DirEntry[str]) -> str:
    try:
        return f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError:
        return entry.name
