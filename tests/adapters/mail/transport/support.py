"""A ledger in memory and a watched mailbox, for the tests of mail transport."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable

from console.adapters.mail.imap_line import LineTimes
from console.adapters.mail.imap_watch import WatchTimes
from console.domain.contact import Channel, Contact, ContactId, Party
from console.domain.errors import StoreUnavailable
from console.domain.queues import GAP_LINK, LinkState

QUICK = WatchTimes(
    line=LineTimes(connect=2.0, read=1.0), tick=1.0, tick_without_idle=0.2, longest_pause=0.4, look_at_password=0.05
)
"""Times that let a test see a whole round of trouble in a second or two."""
NOW = 1_790_000_000.0


class StillClock:
    def now(self) -> float:
        return NOW


class SystemTime:
    def now(self) -> float:
        return time.time()


class MemoryLedger:
    """`ports.MailLedger` in memory, with the same rules of what is known."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.states = {}
        self.kept = []
        self.seen = {}
        self.batches = []
        self.broken = False
        self.nudged = 0
        self.counts = {}
        self.before_commit: Callable[[], None] = lambda: None

    def folder_state(self, folder):
        if self.broken:
            raise StoreUnavailable("disk full")
        return self.states.get(folder)

    def commit_batch(self, state, mails):
        if self.broken:
            raise StoreUnavailable("disk full")
        self.before_commit()
        with self._lock:
            new = sum([self._keep(state, mail) for mail in mails])
            self.states[state.folder] = state
            self.batches.append(len(mails))
        return new

    def nudges(self):
        return self.nudged

    def due_marks(self, now, limit):
        return ()

    def due_larges(self, now):
        return ()

    def counted(self, folder):
        return self.counts.get(folder)

    def count(self, upto, missing, now):
        self.counts[upto.folder] = upto

    def open_gaps(self):
        return ()

    def _keep(self, state, mail) -> bool:
        key = (state.folder, state.uid_validity, mail.uid)
        if key in self.seen:
            return False
        for number, known in enumerate(self.kept):
            met = any(one == number and seen[:2] == key[:2] for seen, one in self.seen.items())
            if known.fingerprint == mail.fingerprint and not met:
                self.seen[key] = number
                return False
        self.seen[key] = len(self.kept)
        self.kept.append(mail)
        return True

    def bodies(self) -> list[bytes]:
        return [mail.raw for mail in self.kept]


class Watched:
    """A mailbox that runs while the `async with` lasts, and what it has reported."""

    def __init__(self, mailbox) -> None:
        self._mailbox = mailbox
        self.links: list[LinkState] = []
        self.gaps: list[LinkState] = []
        self.changes = 0
        self.task: asyncio.Task

    async def __aenter__(self) -> Watched:
        self.task = asyncio.create_task(self._mailbox.run(self._changed, self._link))
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def _changed(self) -> None:
        self.changes += 1

    async def _link(self, state: LinkState) -> None:
        told = self.gaps if state.name == GAP_LINK else self.links
        told.append(state)

    @property
    def problems(self) -> list[str]:
        return [state.problem for state in self.links if not state.ok]

    @property
    def is_well(self) -> bool:
        return bool(self.links) and self.links[-1].ok

    async def until(self, condition: Callable[[], object], seconds: float = 30.0, what: str = "") -> None:
        """Wait for a condition; the mailbox may not end meanwhile."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.task.done():
                self.task.result()
            assert time.monotonic() < deadline, what or f"waited {seconds} s in vain; links: {self.links}"
            await asyncio.sleep(0.01)


def mail(number: int, text: str = "Buongiorno", **headers: str) -> bytes:
    """A small mail; the number is in its subject."""
    lines = ["From: Mario Rossi <rossi@example.org>", f"Message-ID: <{number}@example.org>", f"Subject: mail {number}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join([*lines, "", text, ""])).encode()


def numbers(bodies: list[bytes]) -> list[int]:
    """The numbers of these mails, in their order."""
    return [int(body.partition(b"Subject: mail ")[2].split(b"\r\n", 1)[0]) for body in bodies]


def contact(**changes) -> Contact:
    usual = {
        "id": ContactId(47), "channel": Channel.EMAIL, "arrived_at": NOW - 3600, "state_since": NOW - 60,
        "subject": "Rateazione", "party": Party(name="Mario Rossi", email="rossi@example.org"),
    }  # fmt: skip
    return Contact(**(usual | changes))


@contextlib.asynccontextmanager
async def scripted_imap(**answers: bytes) -> AsyncIterator[ScriptedServer]:
    """A plain IMAP server of a few lines: each command has an answer, `{tag}` stands for its tag; b"" cuts the line."""
    server = ScriptedServer(answers)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


class ScriptedServer:
    """What it was told, and how often. Commands without an answer of their own are simply done."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.heard: list[bytes] = []
        self.port = 0
        self._answers = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
            "EXAMINE": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n{tag} OK [READ-ONLY] done\r\n",
            "UID": b"* SEARCH\r\n{tag} OK done\r\n",
            **answers,
        }

    def count(self, command: str) -> int:
        """How often this command was given."""
        return sum(line.split()[1:2] == [command.encode()] for line in self.heard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        tag = b""
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                self.heard.append(line)
                words = line.split()
                command = words[0].decode() if len(words) == 1 else words[1].decode().upper()
                tag = tag if command == "DONE" else words[0]
                answer = self._answers.get(command, b"{tag} OK done\r\n")
                if not answer:
                    break
                writer.write(answer.replace(b"{tag}", tag))
        writer.close()
