"""The wake-up: whoever commits sends one datagram to each console's socket in the runtime folder.

A hint, never the data: 1.3 ms in the median to 50 listeners (performance.md, section 4). Without a usable
folder, waits are short, and the consoles find changes by `Store.change_mark`.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import stat
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

log = logging.getLogger(__name__)

SUFFIX = ".wake"
POLL_SECONDS = 0.1
"""Longest wait without sockets: polling at this pace shows changes after 48 ms in the median."""
LONGEST_PATH = 100
"""Bytes of a unix socket's path; the system's limit is 107 on Linux, 103 elsewhere."""
_HINT = b"!"


class DatagramWakeup:
    """Satisfies `services.ports.Wakeup` for any number of waiting tasks of one event loop.

    `notify` may be called from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle = -1
        self._name = f"{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}"
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hints = 0
        self._heard: WeakKeyDictionary[asyncio.Task[object], int] = WeakKeyDictionary()
        self._waiting: set[asyncio.Future[None]] = set()
        self._sender, self._receiver, self._shared = self._open()

    @property
    def shared(self) -> bool:
        """Whether other processes are reached; False means that everybody polls."""
        return self._shared

    def notify(self) -> None:
        """Wake everybody, this process too. Never fails and never waits."""
        if not self._shared:
            with suppress(OSError):
                self._sender.send(_HINT)
            return
        with suppress(OSError):
            for name in os.listdir(self._folder):  # noqa: PTH208  names are enough, and this is the hot path
                if name.endswith(SUFFIX):
                    self._send(name)

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  a hint that does not come is no error
        """True when woken since this task's last wait, False when `timeout` seconds passed."""
        self._listen(asyncio.get_running_loop())
        task = asyncio.current_task()
        if task is not None and self._heard.get(task, self._hints) != self._hints:
            self._heard[task] = self._hints
            return True
        woken = await self._next_hint(timeout if self._shared else min(timeout, POLL_SECONDS))
        if task is not None:
            self._heard[task] = self._hints
        return woken

    def close(self) -> None:
        """Stop listening and take the own socket away."""
        if self._closed:
            return
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._receiver.fileno())
        if self._shared:
            with suppress(OSError):
                (self._folder / self._name).unlink()
        self._sender.close()
        self._receiver.close()
        if self._handle >= 0:
            os.close(self._handle)

    # --- listening -------------------------------------------------------------------------------

    async def _next_hint(self, timeout: float) -> bool:  # noqa: ASYNC109
        hint: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(hint)
        try:
            done, _pending = await asyncio.wait({hint}, timeout=max(0.0, timeout))
            return bool(done)
        finally:
            self._waiting.discard(hint)
            hint.cancel()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._loop is loop or self._closed:
            return
        loop.add_reader(self._receiver.fileno(), self._take_in)
        self._loop = loop

    def _take_in(self) -> None:
        with suppress(OSError):
            while self._receiver.recv(16):
                pass
        self._hints += 1
        for hint in self._waiting:
            if not hint.done():
                hint.set_result(None)

    # --- sockets ---------------------------------------------------------------------------------

    def _open(self) -> tuple[socket.socket, socket.socket, bool]:
        try:
            return (*self._bind(), True)
        except (OSError, AttributeError) as error:
            log.warning("no wake-up sockets in the runtime folder, polling instead: %s", error)
        sender, receiver = socket.socketpair()
        sender.setblocking(False)
        receiver.setblocking(False)
        return sender, receiver, False

    def _bind(self) -> tuple[socket.socket, socket.socket]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_private(self._folder)
        if len(os.fsencode(self._folder / self._name)) > LONGEST_PATH:
            self._handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            receiver.setblocking(False)
            receiver.bind(self._address(self._name))
        except OSError:
            receiver.close()
            raise
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sender.setblocking(False)
        return sender, receiver

    def _address(self, name: str) -> str:
        """A path short enough for a socket: through the open folder where the folder's own path is too long."""
        folder = f"/proc/self/fd/{self._handle}" if self._handle >= 0 else str(self._folder)
        return f"{folder}/{name}"

    def _send(self, name: str) -> None:
        try:
            self._sender.sendto(_HINT, self._address(name))
        except OSError as error:
            if error.errno == errno.ECONNREFUSED:  # its console was killed: names are never used twice
                with suppress(OSError):
                    (self._folder / name).unlink()


def _require_private(folder: Path) -> None:
    """Only the owner may wake consoles. Raises OSError."""
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "the folder belongs to somebody else")
    if stat.S_IMODE(status.st_mode) & 0o077:
        folder.chmod(0o700)
