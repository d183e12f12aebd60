"""`make bench`: the figures of the console beside floor programs that run in the same minutes on the same machine.

Nothing here fails because something is slow. `run.py start keys` measures only these; `--quick` takes few samples.
Pairs run in turn, so that a busy machine is busy for both; the ratio is the median of the paired ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.answers import answers
from bench.day import replay
from bench.fill import fill
from bench.long_mail import scroll
from bench.mail import mail
from bench.mail_arrival import arrival
from bench.measure import Spread, idle_cost, key_times, many, settle, start_time, wait_raw
from bench.phone import phone
from console.settings.snapshot import NEWEST_SECONDS
from e2e.site import CONSOLE, TestSite, make_site
from rigs.terminal import Terminal

FLOORS = Path(__file__).parent / "floors"
CONTACTS = 10_000
OPERATORS = ("anna", "bruno", "chiara", "davide", "elisa", "franco", "giada")


@dataclass
class Bench:
    """A filled site and how many samples are wanted."""

    site: TestSite
    first_name: bytes
    quick: bool
    lines: list[str] = field(default_factory=list)

    def count(self, usual: int) -> int:
        """That many samples, or few."""
        return max(3, usual // 10) if self.quick else usual

    def console(self, operator: str = "anna") -> tuple[str, ...]:
        """The command that opens the desk of this operator."""
        return (*CONSOLE, "--operator", operator)

    def say(self, what: str, ours: str, floor: str = "", ratio: float | None = None, goal: str = "") -> None:
        """One line of the table."""
        times = "" if ratio is None else f"{ratio:5.2f} ×"
        print(f"{what:<34}{ours:<28}{floor:<28}{times:>8}   {goal}", flush=True)


def floor(name: str, *arguments: str) -> tuple[str, ...]:
    """The command of a floor program."""
    return (sys.executable, str(FLOORS / f"floor_{name}.py"), *arguments)


def both(spread: Spread) -> str:
    """Median and 99th percentile as text."""
    return f"{spread.p50:.1f} / {spread.p99:.1f} ms"


def start(bench: Bench) -> None:
    """Start to the first usable frame, with 10'000 contacts in the store."""
    ours, bare = [], []
    for _round in range(bench.count(15)):
        bare.append(start_time(floor("bare"), b"PRONTO"))
        ours.append(start_time(bench.console(), bench.first_name, environment=bench.site.environment))
    ratio = median(mine / other for mine, other in zip(ours, bare, strict=True))
    bench.say("start → first usable frame", f"{median(ours):.0f} ms", f"bare Textual {median(bare):.0f} ms", ratio,
              "≤ 1.35 ×")  # fmt: skip


def keys(bench: Bench) -> None:
    """Key to frame in the queue, with 10'000 open contacts ticking."""
    moves = [random.Random(3).choice(("down", "down", "up")) for _key in range(bench.count(1000))]
    with Terminal(floor("queue", str(CONTACTS))) as other:
        wait_raw(other, b"Rossi")
        settle(other)
        lowest = Spread.of(key_times(other, moves))
    with Terminal(bench.console(), environment=bench.site.environment) as desk:
        wait_raw(desk, bench.first_name)
        settle(desk)
        ours = Spread.of(key_times(desk, moves))
    bench.say("key → frame, 10'000 contacts", both(ours), f"line list {both(lowest)}", ours.p50 / lowest.p50,
              "p99 ≤ 20 ms")  # fmt: skip


def fleet(bench: Bench) -> None:
    """A new contact until it stands on the slowest of seven consoles; a calm queue, as in a working day."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder) / "site")
        store = asyncio.run(filled(site, 50))
        use_once(site, store)
        commands = [(*CONSOLE, "--operator", operator) for operator in OPERATORS]
        with many(commands, environment=site.environment, rows=56) as desks:  # the last call must be in sight too
            for desk in desks:
                wait_raw(desk, store)
            for desk in desks:
                settle(desk)
            slowest = [asyncio.run(visible(site, desks, number)) for number in range(bench.count(40))]
            costs = [idle_cost(desk, 0.1).unique_mib for desk in desks]
    spread = Spread.of(slowest)
    bench.say("new contact on slowest of 7", both(spread), f"7 × {median(costs):.0f} MiB unique", None, "p99 ≤ 75 ms")


async def visible(site: TestSite, desks: list[Terminal], number: int) -> float:
    """Milliseconds from the commit until every console shows the new caller."""
    from bench.sites import opened

    name = f"Zulu{number:04d}"
    before = [len(desk.raw) for desk in desks]
    async with opened(site) as services:
        committed = await services.ring(name, f"+4179{number:07d}")
    last = [wait_raw(desk, name.encode(), start=size, seconds=10) for desk, size in zip(desks, before, strict=True)]
    await asyncio.sleep(0.3)
    return 1000 * (max(last) - committed)


def idle(bench: Bench) -> None:
    """What a console costs while nobody touches it."""
    seconds = 4 if bench.quick else 20
    with Terminal(floor("queue", str(CONTACTS))) as other:
        wait_raw(other, b"Rossi")
        settle(other)
        lowest = idle_cost(other, seconds)
    with Terminal(floor("bare")) as bare:
        wait_raw(bare, b"PRONTO")
        memory = idle_cost(bare, 1)
    with Terminal(bench.console(), environment=bench.site.environment) as desk:
        wait_raw(desk, bench.first_name)
        settle(desk)
        time.sleep(2)
        ours = idle_cost(desk, seconds)
    bench.say("idle CPU of a console", f"{ours.cpu_percent:.2f} %", f"ticking list {lowest.cpu_percent:.2f} %",
              ours.cpu_percent / max(lowest.cpu_percent, 0.01), "≤ 1.5 ×")  # fmt: skip
    bench.say("memory of a console (unique)", f"{ours.unique_mib:.1f} MiB", f"bare Textual {memory.unique_mib:.1f} MiB",
              ours.unique_mib / memory.unique_mib, "≤ 1.3 ×")  # fmt: skip


def day(bench: Bench) -> None:
    """A day of 1'200 calls and 400 mails through intake and the desk, at full speed."""
    calls, mails = (120, 40) if bench.quick else (1200, 400)
    with tempfile.TemporaryDirectory() as folder:
        done = asyncio.run(replay(make_site(Path(folder) / "site"), calls, mails))
    bench.say(f"a day: {calls} calls, {mails} mails", f"{done.wall:.1f} s, {done.cpu:.1f} s CPU",
              f"{done.transactions} transactions", None, f"{done.closed} closed, {done.lost} lost")  # fmt: skip


async def filled(site: TestSite, contacts: int) -> bytes:
    """Fill the store of the site; gives the name that stands first in the queue."""
    from bench.sites import opened

    fill(site.data / "console.db", contacts)
    async with opened(site) as services:
        board = await services.store.board(first=8)
    return next(row.name for row in board.rows if row.name).split()[0].encode()


def use_once(site: TestSite, first_name: bytes) -> None:
    """The site as it is on every day but its first: settings and cards were compiled by an earlier console."""
    time.sleep(NEWEST_SECONDS + 0.5)  # settings that were written just now are not kept
    with Terminal((*CONSOLE, "--operator", "anna"), environment=site.environment) as desk:
        wait_raw(desk, first_name)
        end = time.monotonic() + 60
        while not all(any((site.data / "cache").glob(name)) for name in ("knowledge-*.bin", "settings-*.json")):
            if time.monotonic() > end:
                raise TimeoutError("a console has kept neither its cards nor its settings")
            time.sleep(0.2)
        settle(desk)


MEASURES: dict[str, Callable[[Bench], None]] = {
    "start": start, "keys": keys, "answers": answers, "fleet": fleet, "idle": idle, "day": day, "phone": phone,
    "mail": mail, "arrival": arrival, "scroll": scroll,
}  # fmt: skip


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[[], *MEASURES], help="only these")
    parser.add_argument("--quick", action="store_true", help="a tenth of the samples")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder) / "site")
        bench = Bench(site=site, first_name=asyncio.run(filled(site, CONTACTS)), quick=wanted.quick)
        use_once(site, bench.first_name)
        print(f"{'':<34}{'console, p50 / p99':<28}{'floor, p50 / p99':<28}{'ratio':>8}   goal")
        for name in wanted.measures or MEASURES:
            MEASURES[name](bench)


if __name__ == "__main__":
    main()
