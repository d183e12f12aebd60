"""Watches a Maildir: the mailbox of a seat without an IMAP server. Changes nothing in it.

A mail is complete as soon as it stands in new/ or cur/ (it is written under tmp/ and moved), so nothing half
written is ever read; a colleague's mail program may move it to cur/ at any time without hiding it from us.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from console.adapters.mail.batches import BATCH, BATCH_BYTES, fingerprint
from console.adapters.mail.maildir_names import MaildirNames, unique_part
from console.adapters.mail.maildir_out import make_maildir
from console.adapters.mail.sending import said
from console.adapters.mail.watching import OnChange, OnLink, Watch, run_watch
from console.services.ports import Clock, FolderState, MailLedger, RawMail

log = logging.getLogger(__name__)

POLL_SECONDS = 0.4
SYNC_SECONDS = 60.0
"""So often everything is looked at, whatever the folders' times say."""
SETTLED_NS = 2_000_000_000
"""A folder changed more recently than this may change again without its time showing it."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    """The unique part of the file name."""
    changed: float
    size: int


class MaildirMailbox:
    """Satisfies `services.ports.Mailbox`. The folder is made when it is missing.

    Problem told of the link `mail`: maildir_unreadable. Raises StoreUnavailable out of `run` when the ledger does.
    """

    def __init__(self, folder: Path, ledger: MailLedger, clock: Clock, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._folder = folder
        self._ledger = ledger
        self._clock = clock
        self._poll_seconds = poll_seconds

    async def run(self, on_change: OnChange, on_link: OnLink) -> None:
        """Watch until cancelled."""
        watch = Watch(self._clock)
        worker = _Worker(watch, self._folder, self._ledger, self._clock, self._poll_seconds)
        await run_watch(watch, worker.run, on_change, on_link)


class _Worker:
    """The thread."""

    def __init__(self, watch: Watch, folder: Path, ledger: MailLedger, clock: Clock, poll_seconds: float) -> None:
        self._watch = watch
        self._folder = folder
        self._ledger = ledger
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._names: MaildirNames | None = None
        self._seen_times: tuple[int, ...] = ()
        self._quiet_rounds = 0
        self._unreadable: set[str] = set()

    def run(self) -> None:
        """Until the watch is stopped. Raises StoreUnavailable."""
        while not self._watch.stopped:
            try:
                self._look()
            except OSError as error:
                self._seen_times = ()
                self._names = None
                log.warning("maildir: %s", said(error))
                self._watch.ill("maildir_unreadable", said(error.strerror or error))
            self._watch.sleep(self._poll_seconds)

    def _look(self) -> None:
        if self._names is None:
            make_maildir(self._folder)
            self._names = MaildirNames(self._folder, self._clock.now())
        times = tuple((self._folder / part).stat().st_mtime_ns for part in ("new", "cur"))
        self._quiet_rounds += 1
        settled = max(times) < self._clock.now() * 1e9 - SETTLED_NS
        if times == self._seen_times and settled and self._quiet_rounds * self._poll_seconds < SYNC_SECONDS:
            return
        first = not self._seen_times
        found = self._read(self._names)
        if first or found or self._quiet_rounds * self._poll_seconds >= SYNC_SECONDS or times != self._seen_times:
            self._quiet_rounds = 0
            self._watch.changed()
        self._seen_times = times
        if self._unreadable:
            self._watch.ill("maildir_unreadable", said(", ".join(sorted(self._unreadable))))
        else:
            self._watch.well()

    def _read(self, names: MaildirNames) -> int:
        """Commit every file that is not in the ledger; gives how many were new."""
        files = self._files()
        names.keep_only({file.name for file in files})
        state = self._ledger.folder_state(str(self._folder))
        high = state.high_uid if state is not None and state.uid_validity == names.validity else 0
        waiting = [file for file in files if not 0 < names.number(file.name) <= high]
        waiting.sort(key=lambda file: (names.number(file.name) or 1 << 62, file.changed, file.name))
        new = 0
        self._unreadable = set()
        while waiting and not self._watch.stopped:
            count, waiting = self._commit(names, waiting)
            new += count
            if waiting:
                self._watch.changed()
        return new

    def _commit(self, names: MaildirNames, waiting: list[_File]) -> tuple[int, list[_File]]:
        """One batch; gives how many mails were new, and what is left."""
        read: list[tuple[_File, bytes]] = []
        total = taken = 0
        for file in waiting:
            if read and (len(read) >= BATCH or total + file.size > BATCH_BYTES):
                break
            taken += 1
            raw = self._bytes(file)
            if raw is None:
                names.forget(file.name)  # the mark is about to pass its number: it needs a new one
            else:
                read.append((file, raw))
                total += len(raw)
        if not read:
            return 0, waiting[taken:]
        names.add(file.name for file, _raw in read)
        mails = [
            RawMail(uid=names.number(file.name), raw=raw, received_at=file.changed, fingerprint=fingerprint(raw))
            for file, raw in read
        ]
        high = max(mail.uid for mail in mails)
        state = FolderState(folder=str(self._folder), uid_validity=names.validity, high_uid=high)
        return self._ledger.commit_batch(state, mails), waiting[taken:]

    def _bytes(self, file: _File) -> bytes | None:
        """The mail; None when it has just been moved (the next look finds it) or cannot be read (that is told)."""
        try:
            handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as opened:
                return opened.read()
        except FileNotFoundError:
            return None
        except OSError:
            self._unreadable.add(file.path.name)
            return None

    def _files(self) -> list[_File]:
        """The mails that stand there now; links, folders and pipes are none."""
        found: dict[str, _File] = {}
        for part in ("new", "cur"):
            with os.scandir(self._folder / part) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    with contextlib.suppress(FileNotFoundError):
                        facts = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(facts.st_mode):
                            name = unique_part(entry.name)
                            found[name] = _File(Path(entry.path), name, facts.st_mtime, facts.st_size)
        return list(found.values())
