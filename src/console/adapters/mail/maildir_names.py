"""Numbers for the files of a Maildir, as an IMAP server gives them: ascending, each once, for good.

Kept in one small text file inside the Maildir: a first line with the validity and the highest number given,
then `number name` per line. A
number is written down before its mail is committed; when the file is lost, a new validity begins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

FILE_NAME = "console-uidlist"
_HEAD = re.compile(rb"console-uidlist 1 (\d{1,18}) (\d{1,18})")
_LINE = re.compile(rb"(\d{1,18}) (\S+)")


def unique_part(file_name: str) -> str:
    """What stays the same when a program moves the file or changes its flags (the part before `:2,`)."""
    return file_name.partition(":")[0]


class MaildirNames:
    """The numbers of one Maildir. Raises OSError."""

    def __init__(self, folder: Path, now: float) -> None:
        self._path = folder / FILE_NAME
        self._numbers: dict[str, int] = {}
        self._last = 0
        self.validity = 0
        self._read(now)

    def number(self, name: str) -> int:
        """The number of this unique name; 0 when it has none."""
        return self._numbers.get(name, 0)

    def forget(self, name: str) -> None:
        """Take the number away again; the name gets a new, higher one."""
        self.keep_only(set(self._numbers) - {name})

    def add(self, names: Iterable[str]) -> None:
        """Give numbers to these names, in this order, on the disk before this returns."""
        lines = []
        for name in names:
            if name not in self._numbers:
                self._last += 1
                self._numbers[name] = self._last
                lines.append(_line(self._last, name))
        if lines:
            self._append(b"".join(lines))

    def keep_only(self, names: set[str]) -> None:
        """Forget the names whose files are gone. Their numbers are not given again."""
        kept = {name: number for name, number in self._numbers.items() if name in names}
        if len(kept) < len(self._numbers):
            self._numbers = kept
            self._write()

    def _read(self, now: float) -> None:
        try:
            head, *lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            head, lines = b"", []
        found = _HEAD.fullmatch(head)
        if found is None:
            self.validity = max(int(now * 1000), 1)
            self._write()
            return
        self.validity = int(found[1])
        for line in lines[:-1]:  # behind the last line end stands nothing, or a line that a crash cut off
            parts = _LINE.fullmatch(line)
            if parts:
                self._numbers[os.fsdecode(unquote_to_bytes(parts[2]))] = int(parts[1])
        self._last = max(int(found[2]), *self._numbers.values(), 0)
        if lines and lines[-1]:
            self._write()

    def _append(self, lines: bytes) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, lines)
            os.fsync(handle)
        finally:
            os.close(handle)

    def _write(self) -> None:
        """The whole list anew, in one step."""
        temporary = self._path.with_suffix(".new")
        lines = [_line(number, name) for name, number in self._numbers.items()]
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(b"console-uidlist 1 %d %d\n" % (self.validity, self._last) + b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)


def _line(number: int, name: str) -> bytes:
    return b"%d %s\n" % (number, quote_from_bytes(os.fsencode(name)).encode())
