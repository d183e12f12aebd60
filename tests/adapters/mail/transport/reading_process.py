"""A process that reads a mailbox into a store until it is killed: `imap` or `maildir`, by the tests of kill -9."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from console.adapters.clock import SystemClock
from console.adapters.mail.imap_watch import ImapMailbox
from console.adapters.mail.maildir import MaildirMailbox
from console.adapters.store.mailbox_book import SqliteMailboxBook
from console.settings.site import MailSettings, MarkSettings, Secret, Security, Server


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--store", type=Path, required=True)
    options.add_argument("--maildir", type=Path)
    options.add_argument("--port", type=int)
    options.add_argument("--user")
    options.add_argument("--password-file", type=Path)
    options.add_argument("--folders", nargs="+", default=["INBOX"])
    options.add_argument("--move-to", default="")
    given = options.parse_args()
    ledger = SqliteMailboxBook(given.store)
    if given.maildir:
        mailbox = MaildirMailbox(given.maildir, ledger, SystemClock(), poll_seconds=0.01)
    else:
        server = Server(
            host="127.0.0.1", port=given.port, security=Security.NONE, user=given.user,
            secret=Secret(file=given.password_file),
        )  # fmt: skip
        settings = MailSettings(
            imap=server, folders=tuple(given.folders), marks=MarkSettings(move_handed_to=given.move_to)
        )  # fmt: skip
        mailbox = ImapMailbox(settings, ledger, SystemClock())

    async def nothing(*_what: object) -> None:
        return

    await mailbox.run(nothing, nothing)


if __name__ == "__main__":
    asyncio.run(main())
