"""Takes scanned letters out of a folder: each complete PDF becomes a stored mail with the file attached, exactly once.

The file is kept first and moved afterwards. Whatever happens in between, it is known by its name, time and content.
Nothing is deleted: what was taken lies in a folder below.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from console.adapters.mail.assemble import CRLF, Part, mail, text_part, unstructured
from console.adapters.mail.batches import fingerprint
from console.adapters.mail.sending import said
from console.adapters.mail.threads import in_thread
from console.adapters.mail.watching import OnChange, OnLink
from console.domain.file_label import file_label
from console.domain.queues import LinkState
from console.services.intake_contact import LETTERS
from console.services.ports import Clock, MailLedger, RawMail
from console.settings.site import LetterFolder

log = logging.getLogger(__name__)

LINK = "letters"
POLL_SECONDS = 1.0
TAKEN = "presi"
MARK = ".ok"
LARGEST_BYTES = 100_000_000
_HEAD = 1_024
"""Within so many bytes a PDF says what it is (ISO 32000-1, annex H, 3.4.1)."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it stands; an equal one has not changed."""

    name: str
    inode: int
    size: int
    changed_ns: int


@dataclass(slots=True)
class Look:
    """What one look at a folder has found."""

    taken: int = 0
    problem: str = ""
    detail: str = ""


class LetterFolders:
    """Satisfies `services.ports.Mailbox` for scanners' folders, which are made when they are missing.

    Problems told of the link `letters`: letters_unreadable, letters_no_pdf, letters_too_big,
    letters_not_moved. Raises StoreUnavailable out of `run` when the ledger does.
    """

    def __init__(
        self, folders: Sequence[LetterFolder], ledger: MailLedger, clock: Clock, *, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._folders = tuple(ScannerFolder(one, ledger, clock) for one in folders)
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._told: LinkState | None = None

    async def run(self, on_change: OnChange, on_link: OnLink) -> None:
        """Look until cancelled."""
        while True:
            rounds = [await in_thread(one.look, "letters") for one in self._folders]
            if any(one.taken for one in rounds):
                await on_change()
            worst = next((one for one in rounds if one.problem), Look())
            state = LinkState(name=LINK, ok=not worst.problem, problem=worst.problem, detail=worst.detail)
            if state != self._told:
                self._told = state
                await on_link(LinkState(name=LINK, ok=state.ok, problem=state.problem, detail=state.detail,
                                        since=self._clock.now()))  # fmt: skip
            await asyncio.sleep(self._poll_seconds)


class ScannerFolder:
    """One folder. Its methods block: they run in a thread."""

    def __init__(self, settings: LetterFolder, ledger: MailLedger, clock: Clock) -> None:
        self._settings = settings
        self._ledger = ledger
        self._clock = clock
        self._since: dict[_Seen, float] = {}
        """When each file was seen first as it is now."""
        self._left: dict[_Seen, str] = {}
        """Files that stay where they are and why: taken but not to be moved, or no PDF."""

    def look(self) -> Look:
        """Take every complete file. Raises StoreUnavailable."""
        done = Look()
        try:
            self._settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            here = self._files()
        except OSError as error:
            log.warning("letters: %s", said(error))
            return Look(problem="letters_unreadable", detail=said(error.strerror or error))
        now = self._clock.now()
        self._since = {one: self._since.get(one, now) for one in here}
        self._left = {one: why for one, why in self._left.items() if one in self._since}
        for one in here:
            if one not in self._left and self._is_complete(one, now):
                self._take(one, done)
        for one, why in self._left.items():
            done.problem = done.problem or why
            done.detail = done.detail or said(one.name)
        return done

    def _files(self) -> list[_Seen]:
        """The PDF files that a scanner has put here, oldest first. Half-written ones often begin with a dot."""
        found = []
        with os.scandir(self._settings.folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.lower().endswith(".pdf"):
                    continue
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    found.append(_Seen(entry.name, status.st_ino, status.st_size, status.st_mtime_ns))
        return sorted(found, key=lambda one: (one.changed_ns, one.name))

    def _is_complete(self, one: _Seen, now: float) -> bool:
        if self._settings.wait_for_mark:
            return self._mark_of(one.name) is not None
        return one.size > 0 and now - self._since[one] >= self._settings.settle_seconds

    def _mark_of(self, name: str) -> Path | None:
        """The file that says: complete. "a.pdf.ok", or "a.ok"."""
        names = (f"{name}{MARK}", f"{Path(name).stem}{MARK}")
        return next((self._settings.folder / one for one in names if (self._settings.folder / one).is_file()), None)

    def _take(self, one: _Seen, done: Look) -> None:
        if one.size > LARGEST_BYTES:
            self._left[one] = "letters_too_big"
            return
        try:
            content = self._content(one)
        except OSError as error:
            done.problem, done.detail = "letters_unreadable", f"{said(one.name)}: {said(error.strerror or error)}"
            return
        if content is None:
            return  # it has changed meanwhile: the next look begins anew
        if b"%PDF-" not in content[:_HEAD]:
            self._left[one] = "letters_no_pdf"
            return
        done.taken += self._keep(one, content)
        try:
            self._move(one.name)
        except OSError as error:
            log.warning("letters: cannot be moved: %s", said(error))
            self._left[one] = "letters_not_moved"

    def _content(self, one: _Seen) -> bytes | None:
        handle = os.open(self._settings.folder / one.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            content = file.read(LARGEST_BYTES + 1)
            status = os.fstat(handle)
        now = _Seen(one.name, status.st_ino, status.st_size, status.st_mtime_ns)
        return content if now == one and len(content) == one.size else None

    def _keep(self, one: _Seen, content: bytes) -> bool:
        letter = hashlib.sha256(f"{one.name}\0{one.changed_ns}\0".encode("utf-8", "surrogateescape") + content)
        raw = letter_mail(one.name, content)
        item = RawMail(uid=0, raw=raw, received_at=one.changed_ns / 1e9, fingerprint=fingerprint(content))
        return self._ledger.keep_letter(letter.hexdigest(), f"{LETTERS}{self._settings.folder}", item)

    def _move(self, name: str) -> None:
        """Into the folder below, under a name that nobody has there. Its mark goes along."""
        below = self._settings.folder / TAKEN
        below.mkdir(mode=0o700, exist_ok=True)
        mark = self._mark_of(name) if self._settings.wait_for_mark else None
        for path in (self._settings.folder / name, mark):
            if path is not None:
                path.rename(_free(below / path.name))


def _free(path: Path) -> Path:
    number, wanted = 1, path
    while wanted.exists():
        number += 1
        wanted = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return wanted


def letter_mail(name: str, content: bytes) -> bytes:
    """The letter as a mail: its name for a subject, no sender, the file attached byte for byte."""
    label = file_label(name).text or "lettera.pdf"
    headers = [unstructured("Subject", Path(label).stem or label)]
    return mail([*headers, "MIME-Version: 1.0"], [text_part(""), _attached(content, label)])


def _attached(content: bytes, label: str) -> Part:
    name = quote(label, safe="", encoding="utf-8", errors="replace")
    headers = (
        "Content-Type: application/pdf",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;\r\n filename*=utf-8''{name}",
    )
    return Part(headers, base64.encodebytes(content).replace(b"\n", CRLF))
