"""A process that takes letters until it is killed: `letters_process.py STORE FOLDER`."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from console.adapters.mail.letters import LetterFolders
from console.adapters.store.mail_book import SqliteMailLedger
from console.settings.site import LetterFolder


class Clock:
    def now(self) -> float:
        return time.time()


async def nothing(*_given: object) -> None:
    return


async def main(store: str, folder: str) -> None:
    one = LetterFolder(folder=Path(folder), settle_seconds=0)
    await LetterFolders((one,), SqliteMailLedger(Path(store)), Clock(), poll_seconds=0.005).run(nothing, nothing)


asyncio.run(main(*sys.argv[1:]))
