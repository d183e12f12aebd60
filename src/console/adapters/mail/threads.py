"""Blocking mail work beside the event loop: threads that never keep the program from ending."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T], name: str) -> T:
    """What `work` gives, done in a daemon thread: whoever stops waiting, or ends the program, is not held up.

    (`asyncio.to_thread` would make the end of the program wait for a silent server.)
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # T may be None itself

    def run() -> None:
        try:
            result, error = work(), None
        except BaseException as caught:  # handed to the waiting task
            result, error = None, caught
        call_in(loop, lambda: finish(result, error))

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done


def call_in(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    """Do it in the loop's own thread; nothing when the loop has ended."""
    try:
        loop.call_soon_threadsafe(what)
    except RuntimeError:  # closed: nobody listens any more
        return
