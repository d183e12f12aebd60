"""Watches the folders of an IMAP mailbox: one thread, one connection, IDLE only as an alarm clock.

Every alarm, every tick and every new connection runs the same reading (`imap_sync`). `IMAPClient.idle_check`
is never called: it loses lines that come in two packets, and spins for ever on a dead line (its issues 519, 565).
"""

from __future__ import annotations

import logging
import random
import ssl
from dataclasses import field

from imapclient import IMAPClient

from console.adapters.mail.connection import argument
from console.adapters.mail.credentials import Credentials
from console.adapters.mail.imap_large import LargeFetcher
from console.adapters.mail.imap_line import (
    BROKEN,
    LineTimes,
    LoginRefused,
    break_line,
    close_line,
    has_unread_lines,
    open_line,
)
from console.adapters.mail.imap_marks import Marker
from console.adapters.mail.imap_sync import read_folder
from console.adapters.mail.sending import said
from console.adapters.mail.tokens import TokenUnavailable
from console.adapters.mail.watching import OnChange, OnLink, Watch, run_watch
from console.domain.errors import StoreUnavailable
from console.domain.record import record
from console.services.ports import Clock
from console.services.ports.mailbox import MailboxBook
from console.settings.site import MailSettings, SecretMissing, Server

log = logging.getLogger(__name__)


@record
class WatchTimes:
    """Seconds. A line that is dead without a word is found within `tick` + `line.read`."""

    line: LineTimes = field(default_factory=LineTimes)
    tick: float = 60.0
    tick_without_idle: float = 15.0
    soon: float = 3.0
    """The next look after new mails: what they cause, as the mark of a receipt, is not left until the tick."""
    first_pause: float = 0.1
    longest_pause: float = 60.0
    look_at_password: float = 2.0
    """After a refused login only a changed secret is tried; this often one looks whether it has changed."""


class ImapMailbox:
    """Satisfies `services.ports.Mailbox`. Raises StoreUnavailable out of `run` when the ledger does.

    Problems told of the link `mail`: login_refused, password_missing, token_missing, certificate, unreachable,
    silent, broken, folder_missing, unforeseen.
    """

    def __init__(
        self, settings: MailSettings, ledger: MailboxBook, clock: Clock, *, times: WatchTimes | None = None
    ) -> None:
        if settings.imap is None or not settings.folders:
            raise ValueError("these settings name no mailbox to read")
        self._settings = settings
        self._ledger = ledger
        self._clock = clock
        self._times = times or WatchTimes()

    async def run(self, on_change: OnChange, on_link: OnLink) -> None:
        """Watch until cancelled."""
        watch = Watch(self._clock)
        worker = _Worker(watch, self._settings, self._ledger, self._clock, self._times)
        await run_watch(watch, worker.run, on_change, on_link)


class _Worker:
    """The thread: connect, read, wait, and begin again whatever happens."""

    def __init__(
        self,
        watch: Watch,
        settings: MailSettings,
        ledger: MailboxBook,
        clock: Clock,
        times: WatchTimes,
    ) -> None:
        assert settings.imap is not None  # checked by whoever makes this
        self._watch = watch
        self._server: Server = settings.imap
        self._folders = settings.folders
        self._counts = settings.gap_alarm
        self._ledger = ledger
        self._clock = clock
        self._times = times
        self._credentials = Credentials(settings.imap)
        self._marker = Marker(ledger, clock, settings.marks)
        self._larges = LargeFetcher(
            settings.imap, self._credentials, ledger, clock, times=times.line, changed=watch.changed
        )
        self._client: IMAPClient | None = None
        self._failures = 0
        self._brought = 0
        """New mails since the last wait."""
        watch.on_stop = self._break

    def run(self) -> None:
        """Until the watch is stopped. Raises StoreUnavailable."""
        try:
            while not self._watch.stopped:
                self._one_session()
        finally:
            self._larges.stop()
            self._hang_up()

    def _one_session(self) -> None:
        connected = False
        shown = self._login_mark()
        try:
            self._client = open_line(self._server, self._credentials, self._times.line)
            connected = True
            self._serve(self._client)
        except LoginRefused as refused:
            self._hang_up()
            self._stand_still("login_refused", str(refused), shown)
        except SecretMissing as missing:
            self._stand_still("password_missing", str(missing), shown)
        except StoreUnavailable:
            raise
        except BROKEN as error:
            self._begin_again(_problem(error, connected), said(error) or type(error).__name__, connected)
        except Exception as error:
            if not self._watch.stopped:
                log.exception("the mailbox could not be read")
            self._begin_again("unforeseen", type(error).__name__, connected)

    def _serve(self, client: IMAPClient) -> None:
        idles = client.has_capability("IDLE")
        while not self._watch.stopped:
            self._brought = 0
            absent = self._read(client)
            if self._marker.work(client):
                absent = self._read(client)  # also selects again the folder to wait on
            self._larges.look()
            self._failures = 0
            if absent:
                self._watch.ill("folder_missing", said(", ".join(absent)))
            else:
                self._watch.well()
            self._watch.changed()
            self._wait(client, idles=idles and self._folders[0] not in absent)

    def _read(self, client: IMAPClient) -> list[str]:
        """Read every folder, the first one last, as it is the one to wait on; gives the folders that are absent."""
        absent = []
        for folder in (*self._folders[1:], self._folders[0]):
            try:
                counts = self._counts and folder == self._folders[0]
                for new in read_folder(client, folder, self._ledger, self._clock, counts=counts):
                    log.info("%d new mails", new)
                    self._brought += new
                    self._watch.changed()
            except IMAPClient.AbortError:
                raise
            except IMAPClient.Error:
                if _exists(client, folder):
                    raise
                absent.append(folder)
        if self._counts:
            self._watch.missing(self._ledger.open_gaps())
        return absent

    def _wait(self, client: IMAPClient, *, idles: bool) -> None:
        tick = self._times.tick if idles else self._times.tick_without_idle
        longest = min(self._times.soon, tick) if self._brought else tick
        if not idles:
            self._watch.readable(client.socket(), longest)
            return
        client.idle()
        if not has_unread_lines(client):
            self._watch.readable(client.socket(), longest)
        client.idle_done()  # under the read timeout: this is also how a dead line is found

    # --- when something is wrong -----------------------------------------------------------------

    def _begin_again(self, problem: str, detail: str, connected: bool) -> None:
        """Drop the line and pause. One break of a line that worked is no news: the next attempt tells."""
        self._hang_up()
        if self._watch.stopped:
            return
        log.warning("mailbox: %s (%s)", problem, detail)
        self._failures += 1
        if not connected or self._failures > 1:
            self._watch.ill(problem, detail)
        pause = min(self._times.first_pause * 2 ** min(self._failures - 1, 20), self._times.longest_pause)
        self._watch.sleep(pause * random.uniform(0.5, 1.5))

    def _stand_still(self, problem: str, detail: str, mark: object) -> None:
        """Until the secret is another one, its file was touched, or somebody asks to log in again."""
        log.error("mailbox: %s (%s); waiting for another password", problem, detail)
        self._watch.ill(problem, detail)
        while not self._watch.sleep(self._times.look_at_password):
            if self._login_mark() != mark:
                return

    def _login_mark(self) -> object:
        return self._credentials.mark(), self._ledger.nudges()

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            close_line(client)

    def _break(self) -> None:
        self._larges.stop()
        client = self._client
        if client is not None:
            break_line(client)


def _exists(client: IMAPClient, folder: str) -> bool:
    return bool(client.folder_exists(argument(folder)))


def _problem(error: Exception, connected: bool) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, TokenUnavailable):
        return "token_missing"
    if isinstance(error, TimeoutError):
        return "silent"
    return "broken" if connected else "unreachable"
