"""A limit of time inside the worker process: work on foreign bytes is broken off, with what it found until then."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The time is over. No `Exception`, so that a library that survives every error does not survive this one."""


@contextmanager
def within(seconds: float, grace: int) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds; `grace` seconds later the process ends itself.

    Without effect on systems that have no such alarm: the process outside ends the worker there.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(grace)
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
