"""`scroll`: opening and reading through mails of 1 MB and of 100'000 lines at the desk, key to frame."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bench.measure import Spread, key_times, settle, wait_raw
from e2e.site import CONSOLE, TestSite, make_site
from rigs.terminal import Terminal

WORDS = "Buongiorno, vorrei sapere perché il precetto è già scaduto e quanto devo pagare all'ufficio di Bellinzona. "
BODIES = {
    "1 MB in one line": WORDS * (1_000_000 // len(WORDS)),
    "1 MB of paragraphs": (WORDS * 6 + "\r\n\r\n") * (1_000_000 // (len(WORDS) * 6 + 4)),
    "100'000 lines": "".join(f"{number:06d}\r\n" for number in range(100_000)),
}
OPENED = b"INIZIO"
HEAD = "From: {name} <a@example.ch>\r\nTo: ue@example.ch\r\nSubject: {name}\r\nMessage-ID: <{name}@example.ch>\r\n"


class Bench(Protocol):
    """What `bench.run` gives."""

    def count(self, usual: int) -> int:
        """That many samples, or few."""

    def say(self, what: str, ours: str, floor: str = "", ratio: float | None = None, goal: str = "") -> None:
        """One line of the table."""


def scroll(bench: Bench) -> None:
    """Each body in a console of its own, so that none profits from the one before."""
    for name, body in BODIES.items():
        with _site(body) as site, Terminal((*CONSOLE, "--operator", "anna"), environment=site.environment) as desk:
            wait_raw(desk, b"Lungo")
            settle(desk)
            opened = _first_frame(desk)
            settle(desk)
            desk.press("enter")
            settle(desk)
            down = Spread.of(key_times(desk, ["pagedown"] * bench.count(200)))
            step = Spread.of(key_times(desk, ["down", "down", "up"] * bench.count(100)))
            ends = Spread.of(key_times(desk, ["end", "home"] * bench.count(30)))
        bench.say(f"mail of {name}: opened", f"{opened:.0f} ms", goal="to the first frame with its text")
        for keys, spread in (("page", down), ("line", step), ("end, home", ends)):
            bench.say(f"  key → frame, {keys}", f"{spread.p50:.1f} / {spread.p99:.1f} ms", goal="≤ 25 ms")


def _first_frame(desk: Terminal) -> float:
    """Milliseconds from the key that goes from a short mail to this one to the frame that shows how it begins."""
    size, pressed = len(desk.raw), time.monotonic()
    desk.press("down")
    return 1000 * (wait_raw(desk, OPENED, start=size) - pressed)


@contextmanager
def _site(body: str) -> Iterator[TestSite]:
    """A site whose mailbox held this mail; intake has taken it in and is gone again."""
    with tempfile.TemporaryDirectory() as folder:
        maildir = Path(folder) / "mail"
        for name in ("cur", "new", "tmp"):
            (maildir / name).mkdir(parents=True)
        _put(maildir, "Breve", "ciao", age=60)
        _put(maildir, "Lungo", f"{OPENED.decode()} {body}")
        site = make_site(
            Path(folder) / "site",
            mail={"source": "maildir", "maildir": str(maildir), "address": "ue@example.ch"},
        )
        intake = site.start("intake")
        try:
            end = time.monotonic() + 60
            while len(site.json("contacts", "list")) < 2:
                if time.monotonic() > end:
                    raise TimeoutError("the mail was not taken in")
                time.sleep(0.2)
        finally:
            intake.terminate()
            intake.wait(20)
        yield site
        shutil.rmtree(site.data, ignore_errors=True)


def _put(maildir: Path, name: str, body: str, *, age: float = 0.0) -> None:
    path = maildir / "new" / f"{int(time.time() - age)}.{name}.example"
    head = HEAD.format(name=name) + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    path.write_bytes((head + body).encode())
