"""`arrival`: a mail from the untagged EXISTS of a real Dovecot to its row on the desk of a running console.

Intake runs as a service of its own, the console in a pseudo-terminal. The proxy that hears the EXISTS, Dovecot and the
figures themselves share the machine with them, so all are upper bounds.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Protocol

from bench.measure import Spread, settle, wait_raw
from e2e.conftest import mail_section
from e2e.site import CONSOLE, TestSite, make_site
from rigs.mail.proxy import BadRoad
from rigs.mail_rig import MailRig
from rigs.terminal import Terminal

MAIL = (
    "From: {name} <rossi@example.org>\r\nTo: ufficio@ue.example\r\nSubject: Rateazione\r\n"
    "Message-ID: <{name}@example.org>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nBuongiorno, vorrei pagare a rate. Come devo fare?\r\n"
)
REPORTED = b" EXISTS"
START_SECONDS = 2.0
MAILS = 40
"""So many rows are in sight at once."""


class Bench(Protocol):
    """What `bench.run` gives."""

    def count(self, usual: int) -> int:
        """That many samples, or few."""

    def say(self, what: str, ours: str, floor: str = "", ratio: float | None = None, goal: str = "") -> None:
        """One line of the table."""


class Heard(BadRoad):
    """The road to the mail server; notes when the server reports a mail."""

    def __init__(self, target: int) -> None:
        super().__init__(target)
        self.reports: list[float] = []
        self._grew = threading.Condition()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, *, down: bool) -> None:
        if down and REPORTED in data:
            with self._grew:
                self.reports.append(time.monotonic())
                self._grew.notify_all()
        await super()._write(writer, data, down=down)

    def next_after(self, moment: float, seconds: float = 20.0) -> float:
        """When the server first reported something after this moment. Raises TimeoutError."""
        end = time.monotonic() + seconds
        with self._grew:
            while True:
                found = next((at for at in self.reports if at > moment), None)
                if found is not None:
                    return found
                if not self._grew.wait(end - time.monotonic()):
                    raise TimeoutError("the mail server reported no mail")


def arrival(bench: Bench) -> None:
    """A mail at a time, on a calm queue."""
    root = Path(tempfile.mkdtemp(prefix="mailrig-"))
    root.chmod(0o755)  # Dovecot's own user passes through it
    rig = MailRig(root)
    try:
        rig.start()
        with Heard(rig.dovecot.imap) as road, tempfile.TemporaryDirectory() as folder:
            times = _times(rig, road, _site(rig, road, Path(folder)), bench.count(MAILS))
    finally:
        rig.stop()
        shutil.rmtree(root, ignore_errors=True)
    spread = Spread.of(times)
    said = f"{spread.p50:.0f} / {spread.p99:.0f} ms (n={spread.count})"
    bench.say("EXISTS → row on the desk", said, goal="p99 ≤ 150 ms")


def _site(rig: MailRig, road: Heard, folder: Path) -> TestSite:
    section = mail_section(rig)
    section["imap"] |= {"port": road.port, "security": "none"}
    return make_site(folder / "site", mail=section)


def _times(rig: MailRig, road: Heard, site: TestSite, count: int) -> list[float]:
    intake = site.start("intake")
    try:
        with Terminal((*CONSOLE, "--operator", "anna"), environment=site.environment, rows=56) as desk:
            wait_raw(desk, b"Anna")
            _shown(rig, road, desk, "Zulu9999")  # the decoder and the first connection are there from now on
            settle(desk)
            time.sleep(START_SECONDS)
            return [_shown(rig, road, desk, f"Zulu{number:04d}") for number in range(count)]
    finally:
        intake.terminate()
        intake.wait(20)


def _shown(rig: MailRig, road: Heard, desk: Terminal, name: str) -> float:
    """Milliseconds from the report of the server until the sender stands on the screen."""
    size, began = len(desk.raw), time.monotonic()
    rig.deliver(MAIL.format(name=name).encode())
    shown = wait_raw(desk, name.encode(), start=size, seconds=20)
    reported = road.next_after(began)
    settle(desk)
    return 1000 * (shown - reported)
