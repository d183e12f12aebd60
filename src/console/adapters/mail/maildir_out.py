"""The outbox of a site without a server that sends: mails are kept in a Maildir, receipts come back by another.

Nothing leaves the machine. It serves the demonstration and a seat that is being set up.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import socket
import time
from pathlib import Path

from console.adapters.mail.sending import Sending
from console.domain.wish import OutgoingMail

log = logging.getLogger(__name__)
_count = itertools.count(1)


class MaildirOutbox:
    """Satisfies `services.ports.Outbox`. `sent` and `inbox` are Maildirs and are made when they are missing."""

    def __init__(self, *, sent: Path, inbox: Path | None = None) -> None:
        self._sent = sent
        self._inbox = inbox

    async def send(self, mail: OutgoingMail) -> Sending:
        """Keep the mail; its copy in the own mailbox is the receipt."""
        return await asyncio.to_thread(self._keep, mail)

    def _keep(self, mail: OutgoingMail) -> Sending:
        try:
            deliver(self._sent, mail.raw)
        except OSError as error:
            return Sending.later(error)
        if self._inbox is not None:
            try:
                deliver(self._inbox, mail.raw)
            except OSError as error:
                log.warning("no receipt could be delivered: %s", error)
        return Sending(sent=True)


def make_maildir(folder: Path) -> None:
    """The three folders of a Maildir, for this user only. Raises OSError."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def deliver(folder: Path, raw: bytes) -> Path:
    """Put a mail into a Maildir: written and flushed under tmp/, then moved into new/ whole. Raises OSError."""
    make_maildir(folder)
    host = socket.gethostname().replace("/", "_").replace(":", "_")
    name = f"{time.time():.6f}.{os.getpid()}_{next(_count)}.{host}"
    written, arrived = folder / "tmp" / name, folder / "new" / name
    handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        written.rename(arrived)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return arrived
