"""Fetches large mails whole, in pieces, into files: on a connection of its own that lives only as long.

The watch over new mail goes on meanwhile. A cut line, a crash or a stop loses at most one piece: the file says how
far it is, and the bytes of a mail never change under its number (RFC 3501, 2.3.1.1).
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from imapclient import IMAPClient

from console.adapters.mail.connection import argument
from console.adapters.mail.credentials import Credentials
from console.adapters.mail.imap_line import BROKEN, LineTimes, LoginRefused, break_line, close_line, open_line
from console.adapters.mail.sending import said
from console.domain.errors import StoreUnavailable
from console.domain.mailbox import Large, LargeState
from console.services.ports import Clock
from console.services.ports.mailbox import MailboxBook
from console.settings.servers import SecretMissing, Server

log = logging.getLogger(__name__)

PIECE_BYTES = 1 << 20
FIRST_RETRY = 2.0
LONGEST_RETRY = 900.0
_WAITS: tuple[type[Exception], ...] = (*BROKEN, SecretMissing)


class LargeFetcher:
    """One thread while there is something to fetch, none otherwise."""

    def __init__(
        self, server: Server, credentials: Credentials, book: MailboxBook, clock: Clock, *, times: LineTimes,
        changed: Callable[[], None],
    ) -> None:  # fmt: skip
        self._server = server
        self._credentials = credentials
        self._book = book
        self._clock = clock
        self._times = times
        self._changed = changed
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._client: IMAPClient | None = None
        self._refused: object = None
        """What was shown when the server refused it: never shown again by itself."""

    def look(self) -> None:
        """Begin when something is due and nothing is under way. Raises StoreUnavailable."""
        under_way = self._thread is not None and self._thread.is_alive()
        if self._refused is not None and self._refused == self._login_mark():
            return
        if under_way or self._stopped.is_set() or not self._book.due_larges(self._clock.now()):
            return
        self._thread = threading.Thread(target=self._run, name="mail-large", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End soon, wherever it is; may be called from another thread."""
        self._stopped.set()
        client = self._client
        if client is not None:
            break_line(client)

    def _run(self) -> None:
        try:
            while not self._stopped.is_set() and (due := self._book.due_larges(self._clock.now())):
                self._one_line(due[0])
        except StoreUnavailable:
            log.warning("large mails wait: store unavailable")
        except Exception:
            log.exception("a large mail could not be fetched")

    def _one_line(self, first: Large) -> None:
        """Everything that is due over one connection; `first` is what waits longer when there is none."""
        working = replace(first, attempts=first.attempts + 1, due_at=self._retry_at(first))
        self._book.keep_large(working)  # before it is tried: whatever breaks now breaks less often
        mark = self._login_mark()
        try:
            client = self._client = open_line(self._server, self._credentials, self._times)
            try:
                self._fetch(client, working)
            finally:
                self._client = None
                close_line(client)
        except LoginRefused as refused:
            self._refused = mark
            self._wait(working, refused)
        except _WAITS as error:
            self._wait(working, error)

    def _wait(self, working: Large, error: Exception) -> None:
        if not self._stopped.is_set():
            log.warning("large mail %d: %s", working.mail, said(error))
            current = self._book.large(working.mail) or working
            self._book.keep_large(replace(current, error=said(error) or type(error).__name__))

    def _login_mark(self) -> object:
        return self._credentials.mark(), self._book.nudges()

    def _retry_at(self, large: Large) -> float:
        pause: float = min(FIRST_RETRY * 2 ** min(large.attempts, 20), LONGEST_RETRY)
        return self._clock.now() + pause

    def _fetch(self, client: IMAPClient, large: Large) -> None:
        uid = self._find(client, large)
        if uid is None:
            self._book.keep_large(replace(large, state=LargeState.LOST))
            return
        part = self._book.part_file(large.mail)
        with _opened(part) as file:
            whole = self._pieces(client, uid, large, file)
            if whole:
                file.flush()
                os.fsync(file.fileno())
        if whole:
            self._settle(large, part)

    def _find(self, client: IMAPClient, large: Large) -> int | None:
        for place in self._book.places(large.mail):
            selected = client.select_folder(argument(place.folder), readonly=True)
            same = int(selected.get(b"UIDVALIDITY", 0)) == place.uid_validity
            if same and place.uid in client.search(["UID", str(place.uid)]):
                return place.uid
        return None

    def _pieces(self, client: IMAPClient, uid: int, large: Large, file: BinaryIO) -> bool:
        """Whether all of it is in the file. A piece that comes short is the last."""
        at = file.seek(0, os.SEEK_END)
        while not self._stopped.is_set():
            found = client.fetch([uid], [f"BODY.PEEK[]<{at}.{PIECE_BYTES}>"]).get(uid, {})
            piece = next((value for key, value in found.items() if key.startswith(b"BODY[]")), None)
            if piece is None and at < large.size:
                return self._without_a_byte(client, large, at)
            piece = piece or b""
            file.write(piece)
            at += len(piece)
            if len(piece) < PIECE_BYTES:
                return True
            file.flush()
            if not self._book.keep_large(replace(large, fetched=at, attempts=0)):
                return False  # somebody has stopped it
        return False

    def _without_a_byte(self, client: IMAPClient, large: Large, at: int) -> bool:
        """Gone, or the session has lost the folder under it: then another attempt. Raises OSError."""
        if self._find(client, large) is not None:
            raise OSError("the server gave nothing")
        self._book.keep_large(replace(large, state=LargeState.LOST, fetched=at))
        return False

    def _settle(self, large: Large, part: Path) -> None:
        """Give the file its name. One that is not this mail is thrown away: a number that was used twice."""
        head = self._book.head(large.mail).partition(b"\r\n\r\n")[0]
        digest = hashlib.sha256()
        with part.open("rb") as file:
            if file.read(len(head)) != head:
                part.unlink()
                raise OSError("another mail under this number")
            digest.update(head)
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
        self._book.finish_large(large.mail, digest.hexdigest())
        self._changed()


def _opened(part: Path) -> BinaryIO:
    """The part, to be written on; made for its owner alone. Raises OSError, also for a link."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(part, flags, 0o600), "r+b")
