"""A mailbox is watched by one thread of its own; this is how that thread and the event loop speak.

The thread blocks on sockets and files and calls the ledger; the loop hears of changes and of the link's health.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from console.adapters.mail.threads import call_in, in_thread
from console.domain.mailbox import Gap
from console.domain.queues import GAP_LINK, LinkState
from console.services.ports import Clock

LINK = "mail"
GOODBYE_SECONDS = 1.0
"""How long a cancelled watch waits for its thread: time for the batch that is being committed. A thread that
hangs in a connection goes on alone; it commits nothing any more."""

OnChange = Callable[[], Awaitable[None]]
OnLink = Callable[[LinkState], Awaitable[None]]


class Watch:
    """The thread's side: report, sleep, wait for a socket; all end early when the watch is stopped."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stopped = threading.Event()
        self._ear, self._mouth = socket.socketpair()
        self._post: Callable[[LinkState | None], None] = lambda _event: None
        self._said: dict[str, LinkState] = {}
        self.on_stop: Callable[[], None] = lambda: None
        """Called from the loop's thread at the end: must break a call that blocks."""

    @property
    def stopped(self) -> bool:
        """Whether the thread has to end."""
        return self._stopped.is_set()

    def changed(self) -> None:
        """Something was committed, or the source was read to its end."""
        self._post(None)

    def well(self) -> None:
        """The link works."""
        self._tell(LinkState(name=LINK, ok=True))

    def ill(self, problem: str, detail: str = "") -> None:
        """The link does not work; `problem` is a catalogue key. The same trouble is told once."""
        self._tell(LinkState(name=LINK, ok=False, problem=problem, detail=detail))

    def missing(self, gaps: Sequence[Gap]) -> None:
        """Mails that came and were gone unseen."""
        count = sum(gap.missing for gap in gaps)
        if not count:
            self._tell(LinkState(name=GAP_LINK, ok=True))
            return
        told = LinkState(name=GAP_LINK, ok=False, problem="mails_gone", detail=str(count))
        self._tell(told, since=min(gap.since for gap in gaps))

    def _tell(self, state: LinkState, since: float | None = None) -> None:
        if state != self._said.get(state.name):
            self._said[state.name] = state
            self._post(replace(state, since=self._clock.now() if since is None else since))

    def sleep(self, seconds: float) -> bool:
        """Wait; True when the thread has to end."""
        return self._stopped.wait(seconds)

    def readable(self, line: socket.socket, seconds: float) -> bool:
        """Wait until the line has something (also its end) or the watch is stopped; False after `seconds`."""
        poll = select.poll()
        poll.register(line, select.POLLIN)
        poll.register(self._ear, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    # --- the loop's side -------------------------------------------------------------------------

    def attach(self, post: Callable[[LinkState | None], None]) -> None:
        """Where reports go; a None is a change."""
        self._post = post

    def stop(self) -> None:
        """End the thread's waiting."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._mouth.send(b"x")
        self.on_stop()

    def close(self) -> None:
        """Release the sockets; the thread has ended."""
        self._ear.close()
        self._mouth.close()


async def run_watch(watch: Watch, work: Callable[[], None], on_change: OnChange, on_link: OnLink) -> None:
    """Do `work` in a thread until cancelled. What it raises (StoreUnavailable) is raised here."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[LinkState | BaseException | None] = asyncio.Queue()
    watch.attach(lambda event: call_in(loop, lambda: events.put_nowait(event)))

    def run() -> None:
        try:
            work()
        except BaseException as error:  # raised where `run_watch` is awaited
            call_in(loop, lambda error=error: events.put_nowait(error))  # type: ignore[misc]

    thread = threading.Thread(target=run, name="mail-in", daemon=True)
    thread.start()
    try:
        while True:
            await _pass_on(await events.get(), events, on_change, on_link)
    finally:
        watch.stop()
        await asyncio.shield(_ended(watch, thread))


async def _pass_on(
    event: LinkState | BaseException | None,
    events: asyncio.Queue[LinkState | BaseException | None],
    on_change: OnChange,
    on_link: OnLink,
) -> None:
    """One report; changes that have piled up meanwhile are one change."""
    if isinstance(event, LinkState):
        await on_link(event)
        return
    if event is not None:
        raise event
    waiting = [events.get_nowait() for _ in range(events.qsize())]
    await on_change()
    for later in waiting:
        if later is not None:
            await _pass_on(later, events, on_change, on_link)


async def _ended(watch: Watch, thread: threading.Thread) -> None:
    await in_thread(lambda: thread.join(GOODBYE_SECONDS), "mail-in-end")
    if not thread.is_alive():
        watch.close()
