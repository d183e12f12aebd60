"""Measuring a program in a pseudo-terminal: start, key to frame, idle cost. All times in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from rigs.terminal import FRAME_END, Terminal

QUIET_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 99th percentile of many samples."""

    p50: float
    p99: float
    count: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Spread:
        """The spread of these samples. Raises ValueError when there are none."""
        if not samples:
            raise ValueError("nothing was measured")
        line = sorted(samples)
        return cls(line[len(line) // 2], line[min(len(line) - 1, int(len(line) * 0.99))], len(line))


def wait_raw(terminal: Terminal, wanted: bytes, *, start: int = 0, seconds: float = 30.0) -> float:
    """When (monotonic seconds) these bytes had come in whole, from offset `start` of the output on."""
    end = time.monotonic() + seconds
    with terminal._grew:
        while True:
            at = terminal.raw.find(wanted, start)
            if at >= 0:
                return next(when for when, size in terminal.chunks if size >= at + len(wanted))
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{wanted!r} did not come: {bytes(terminal.raw[-300:])!r}")
            terminal._grew.wait(left)


def start_time(command: Sequence[str], wanted: bytes, **settings: object) -> float:
    """From the start of the process to these bytes on its terminal."""
    with Terminal(command, **settings) as terminal:  # type: ignore[arg-type]
        return 1000 * (wait_raw(terminal, wanted) - terminal.started_at)


def key_times(terminal: Terminal, keys: Sequence[str], *, pause: float = 0.03) -> list[float]:
    """For each key: from the key to the end of the next frame."""
    times = []
    for key in keys:
        with terminal._lock:
            size = len(terminal.raw)
        pressed = time.monotonic()
        terminal.press(key)
        times.append(1000 * (wait_raw(terminal, FRAME_END, start=size, seconds=5) - pressed))
        time.sleep(pause)
    return times


def settle(terminal: Terminal, seconds: float = 20.0) -> None:
    """Wait until nothing was written for a moment (a program that ticks writes little each second)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with terminal._lock:
            size = len(terminal.raw)
        time.sleep(QUIET_SECONDS)
        with terminal._lock:
            if len(terminal.raw) - size < 400:
                return


@dataclass(frozen=True, slots=True)
class Idle:
    """What a program costs while nobody touches it: percent of one core, unique memory in MiB."""

    cpu_percent: float
    unique_mib: float


def idle_cost(terminal: Terminal, seconds: float = 10.0) -> Idle:
    """Measured over this time, the program's children included."""
    processes = [psutil.Process(terminal.process.pid)]
    processes += processes[0].children(recursive=True)
    before = sum(sum(one.cpu_times()[:2]) for one in processes)
    time.sleep(seconds)
    after = sum(sum(one.cpu_times()[:2]) for one in processes)
    unique = sum(one.memory_full_info().uss for one in processes)
    return Idle(100 * (after - before) / seconds, unique / 2**20)


@contextmanager
def many(commands: Sequence[Sequence[str]], **settings: object) -> Iterator[list[Terminal]]:
    """Several programs at once."""
    terminals: list[Terminal] = []
    try:
        for command in commands:
            terminals.append(Terminal(command, **settings))  # type: ignore[arg-type]
        yield terminals
    finally:
        for terminal in terminals:
            terminal.close()
