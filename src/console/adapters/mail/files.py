"""Messages in files: single ones, mbox files, Maildir folders, and folders of all of these. Read only, nothing is kept.

An mbox is cut by offsets, so that one of any size takes no memory; what a message says is `decode`'s business.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

_CHUNK = 1 << 20
_LONGEST_LINE = 1_000
_HEAD = 16_384
_SINGLE = frozenset({".eml", ".mht", ".mhtml", ".mim", ".mime"})
_MBOX_LINE = re.compile(rb"From [^\r\n]{0,400}?\b\d{1,2}:\d{2}(?::\d{2})?\b[^\r\n]{0,60}?\b(?:19|20)?\d{2}\b")
"""A separator carries a time and a year (RFC 4155, appendix A); a sentence that begins with "From" does not."""
_MBOX_BARE = re.compile(rb"From \S{1,300}[ \t]*$")
_FIELD_LINE = re.compile(rb"(?:>?From |[!-9;-~]{1,80}[ \t]*:)")
_MAIL_FIELD = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|message-id|return-path|mime-version|content-type|delivered-to|sender"
    rb"|reply-to|cc|x-[a-z-]+)[ \t]*:"
)
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


class Place(NamedTuple):
    """Where a message lies: in which file, the how-manieth in it (from 0), from which byte to which."""

    path: Path
    number: int
    begin: int
    end: int
    quoted: bool = False
    """Whether lines that begin with "From " are marked with `>`, as in an mbox."""

    def read(self) -> bytes:
        """Its bytes. Raises OSError."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            raw = file.read(self.end - self.begin)
        return _QUOTED_FROM.sub(rb"\1", raw) if self.quoted else raw


class FileBytes(mmap.mmap):
    """A file as bytes that lie in memory only where somebody looks: a mail of 50 MB costs what its text costs."""

    def find(self, sub: bytes, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        """As of bytes, piece by piece; what was looked through is given back to the system."""
        last = len(self) if end is None else min(end, len(self))
        at = start
        while at < last:
            stop = min(last, at + _CHUNK + len(sub))
            found = super().find(sub, at, stop)
            if found >= 0:
                return found
            at += _CHUNK
            self._give_back(at)
        return -1

    def __getitem__(self, key: int | slice) -> bytes | int:  # type: ignore[override]
        taken: bytes | int = super().__getitem__(key)
        if isinstance(key, slice) and isinstance(taken, bytes) and len(taken) >= _CHUNK:
            self._give_back(key.stop or 0)
        return taken

    def _give_back(self, at: int) -> None:
        begin = max(0, at - 4 * _CHUNK) // mmap.PAGESIZE * mmap.PAGESIZE
        if hasattr(self, "madvise") and begin < at:
            self.madvise(mmap.MADV_DONTNEED, begin, min(at, len(self)) - begin)


def mapped(path: str) -> bytes:
    """The file, not an empty one, for what is done to bytes here: len, find, slices. Raises OSError, ValueError."""
    with open(path, "rb") as file:  # noqa: PTH123  the bare descriptor is what is mapped
        return cast(bytes, FileBytes(file.fileno(), 0, access=mmap.ACCESS_READ))


def places(path: Path) -> Iterator[Place | OSError]:
    """Every message in a file or folder, in the order of the names; a file that cannot be read gives its error.

    Raises OSError when `path` itself does not exist.
    """
    if path.is_dir():
        yield from _in_folder(path)
        return
    path.stat()
    yield from _in_file(path)


def _in_folder(folder: Path) -> Iterator[Place | OSError]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield error
        return
    maildir = {entry.name for entry in entries if entry.is_dir()} >= {"cur", "new"}
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if maildir and entry.name in ("cur", "new"):
                yield from _in_maildir(path)
            elif not (maildir and entry.name == "tmp") and (not entry.name.startswith(".") or _is_maildir(path)):
                yield from _in_folder(path)
        elif not maildir and entry.is_file() and not entry.name.startswith("."):
            yield from (one for one in _in_file(path, sure=False))


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _in_maildir(folder: Path) -> Iterator[Place | OSError]:
    for name in sorted(os.listdir(folder)):  # noqa: PTH208  a million names are cheaper as text
        path = folder / name
        try:
            if path.is_file() and not name.startswith("."):
                yield Place(path, 0, 0, path.stat().st_size)
        except OSError as error:
            yield error


def _in_file(path: Path, *, sure: bool = True) -> Iterator[Place | OSError]:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        size = path.stat().st_size
    except OSError as error:
        yield error
        return
    single = path.suffix.lower() in _SINGLE
    if not (sure or single or _looks_like_mail(head)):
        return
    if head.lstrip(b"\r\n").startswith(b"From ") and not single:
        yield from _in_mbox(path, size)
    else:
        yield Place(path, 0, 0, size)


def _looks_like_mail(head: bytes) -> bool:
    """Whether a file of any name begins as a message or an mbox does, so that notes beside the mails are left out."""
    start = head.lstrip(b"\r\n\xef\xbb\xbf")
    if start.startswith(b"From ") or not _FIELD_LINE.match(start):
        return start.startswith(b"From ")
    block = start.replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n\n")[0]
    return len(set(map(bytes.lower, _MAIL_FIELD.findall(block)))) >= 2


def _in_mbox(path: Path, size: int) -> Iterator[Place | OSError]:
    begin, number = None, 0
    try:
        for line, after in _separators(path):
            if begin is not None:
                yield Place(path, number, begin, line, quoted=True)
                number += 1
            begin = after
    except OSError as error:
        yield error
        return
    if begin is not None:
        yield Place(path, number, begin, size, quoted=True)


def _separators(path: Path) -> Iterator[tuple[int, int]]:
    """Where the lines begin that part the messages of an mbox, and where the messages after them begin."""
    with path.open("rb") as file:
        base, block, done, ended = 0, b"", -1, False
        while not ended:
            chunk = file.read(_CHUNK)
            block, ended = block + chunk, not chunk
            whole = len(block) if ended else max(0, len(block) - 2 * _LONGEST_LINE)
            at = block.find(b"From ")
            while 0 <= at < whole:
                after = _separator(block, at, first=done < 0) if base + at > done else 0
                if after:
                    done = base + at
                    yield done, base + after
                at = block.find(b"From ", at + 5)
            cut = max(0, whole - 4)
            base, block = base + cut, block[cut:]


def _separator(block: bytes, at: int, *, first: bool) -> int:
    """Where the message begins whose separator stands at `at`; 0 when that line is none."""
    if at and block[at - 1] not in b"\r\n":
        return 0
    end = block.find(b"\n", at, at + _LONGEST_LINE)
    if end < 0:
        return 0
    line, following = block[at:end].rstrip(b"\r"), block[end + 1 : end + 400]
    blank_before = first or block[max(0, at - 4) : at].replace(b"\r", b"").endswith(b"\n\n")
    field_after = bool(_FIELD_LINE.match(following))
    if first or (_MBOX_LINE.match(line) and (blank_before or field_after)):
        return end + 1
    return end + 1 if _MBOX_BARE.match(line) and blank_before and field_after else 0
