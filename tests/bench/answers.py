"""The search for answers: what a query costs at 10'000 entries, a key until its results are painted, and the start."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

from bench.measure import Spread, key_times, settle, wait_raw
from console.adapters.search import vectors
from console.adapters.search.encoder import Encoder, prepare
from console.adapters.search.entry import Entry
from console.adapters.search.hybrid import Hybrid
from console.adapters.search.index import Index
from console.bootstrap import Options, load
from console.settings.site import KnowledgeSettings
from e2e.site import CONSOLE, TestSite, make_site
from rigs.terminal import Terminal

if TYPE_CHECKING:
    from bench.run import Bench

ENTRIES = 10_000
TYPED = ("mi bloccano lo stipendio", "precetto esecutivo", "opposizione", "estratto del registro", "quanto mi resta")
SYLLABLES = [first + second for first in "bcdfglmnprstv" for second in "aeiou"]
OPEN = """
import console.adapters.search
import time, sys
from pathlib import Path
begin = time.process_time()
from console.adapters.knowledge.cache import Cache
from console.settings.site import KnowledgeSettings
site = KnowledgeSettings(folder=Path(sys.argv[2]), reference=Path(sys.argv[3]), words=Path(sys.argv[4]))
compiled = Cache(Path(sys.argv[1]), site).read()
compiled.index.search("mi bloccano lo stip", typing=True)
words = time.process_time() - begin
from console.adapters.knowledge.meaning import Meaning
meaning = Meaning(Path(sys.argv[1]), site)
assert meaning._opened(compiled) and meaning.over(compiled) is not None
print(words * 1000, (time.process_time() - begin) * 1000)
"""


def answers(bench: Bench) -> None:
    """Everything about the search; the site is one of its own, with the vectors of the shipped cards made."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder) / "site", meaning=True)
        begun = time.monotonic()
        site.run("kb", "search", "stipendio")
        bench.say("vectors of the cards, once", f"{time.monotonic() - begun:.1f} s", "", None, "in a child process")
        start(bench, site)
        queries(bench, site)
        keystrokes(bench, site)


def start(bench: Bench, site: TestSite) -> None:
    """CPU until cards are found, in a fresh process with everything made."""
    knowledge = knowledge_of(site)
    places = [str(site.data / "cache"), str(knowledge.folder), str(knowledge.reference), str(knowledge.words)]
    found = []
    for _round in range(bench.count(10)):
        done = subprocess.run([sys.executable, "-c", OPEN, *places], capture_output=True, text=True, check=True)
        found.append([float(one) for one in done.stdout.split()])
    words, meaning = (Spread.of(list(each)) for each in zip(*found, strict=True))
    bench.say("CPU until found by words", f"{words.p50:.0f} ms", "", None, "≤ 120 ms")
    bench.say("CPU until found by meaning", f"{meaning.p50:.0f} ms", "", None, "≤ 1'500 ms")


def queries(bench: Bench, site: TestSite) -> None:
    """CPU of a query among 10'000 entries with an answer each, by questions of citizens."""
    cards = knowledge_of(site)
    texts = [one["question"] for file in sorted(cards.golden.glob("it-*.yaml")) for one in parse(file)]
    entries = by_chance(texts, ENTRIES)
    prepare(site.data / "cache")
    encoder = Encoder.open(site.data / "cache")
    index = Index.build(entries, plain=True)
    some = vectors.make(index.ids[:500], entries[:500], encoder)
    rows = np.concatenate([some.rows] * (ENTRIES // len(some.rows)))  # as many to multiply with as there would be
    everything = vectors.Vectors(rows=rows, starts=np.arange(len(rows)), marks=np.zeros(len(rows), np.uint64))
    hybrid = Hybrid(index, everything, encoder)
    sample = texts[: bench.count(340)]
    for name, find, goal in (("words", index.search, "≤ 0.3 / 1 ms"), ("meaning", hybrid.search, "≤ 5 / 8 ms")):
        spread = cpu_times(find, sample)
        bench.say(
            f"CPU of a query by {name}", f"{spread.p50:.2f} / {spread.p99:.2f} ms", f"{ENTRIES} entries", None, goal
        )


def by_chance(texts: Sequence[str], count: int) -> list[Entry]:
    """Entries of words of the texts and of words that nobody knows, of which few are frequent, as in a language."""
    chance = random.Random(1)
    known = [word for text in texts for word in text.split()]
    made = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(8_000)]
    weights = [1 / rank for rank in range(1, len(made) + 1)]

    def words(number: int) -> str:
        return " ".join([*chance.choices(known, k=number // 3), *chance.choices(made, weights, k=number - number // 3)])

    return [Entry(id=f"{number}", question=words(9), answer=words(60)) for number in range(count)]


def knowledge_of(site: TestSite) -> KnowledgeSettings:
    """Where the cards of the site are."""
    found, _problems = load(Options(config=site.config, data_dir=site.data))
    assert found is not None
    return found.knowledge


def parse(file: Path) -> list[dict[str, str]]:
    """The questions of a file."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def keystrokes(bench: Bench, site: TestSite) -> None:
    """Keystroke to painted results, by meaning, beside a floor that searches 2'000 articles with FTS5."""
    words = TYPED[:2] if bench.quick else TYPED * 4
    strokes = [key for text in words for key in (*map(key_of, text), *("backspace",) * len(text))]
    floor = (sys.executable, str(Path(__file__).parent / "floors" / "floor_answers.py"), "2000")
    with Terminal(floor) as other:
        settle(other)
        lowest = Spread.of(key_times(other, strokes))
    with Terminal((*CONSOLE, "--operator", "anna"), environment=site.environment) as desk:
        wait_raw(desk, b"Anna")
        settle(desk)
        desk.press("f4")
        settle(desk)
        ours = Spread.of(key_times(desk, strokes))
    bench.say("keystroke → results by meaning", f"{ours.p50:.1f} / {ours.p99:.1f} ms",
              f"FTS5, own keys {lowest.p50:.1f} / {lowest.p99:.1f} ms", ours.p50 / lowest.p50,
              f"p50 ≤ 1.5 ×, p99 ≤ 2 × ({ours.p99 / lowest.p99:.2f} ×)")  # fmt: skip


def cpu_times(find: Callable[..., object], texts: Sequence[str]) -> Spread:
    """CPU milliseconds of each query, none of which was asked before."""
    times = []
    for text in texts:
        begin = cpu()
        find(text, limit=10)
        times.append(1000 * (cpu() - begin))
    return Spread.of(times)


def cpu() -> float:
    """Seconds of this thread on a processor."""
    return time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)


def key_of(sign: str) -> str:
    """The name of the key for a letter."""
    return "space" if sign == " " else sign
