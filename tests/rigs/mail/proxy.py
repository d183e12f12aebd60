"""A road to a server on which everything goes wrong when a test wants it: silence, cuts, bytes in small pieces."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable

from rigs.mail.dovecot import free_ports


class BadRoad:
    """Forwards `port` to `target`, both on loopback, and misbehaves on request. Use as a context manager."""

    def __init__(self, target: int) -> None:
        self.target = target
        (self.port,) = free_ports(1)
        self.connections = 0
        """How many there were so far."""
        self._lines: set[asyncio.StreamWriter] = set()
        self._silent = False
        self._refuses = False
        self._piece = 0
        self._pause = 0.0
        self._left: int | None = None
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> BadRoad:
        self._thread.start()
        if not self._ready.wait(20):
            raise RuntimeError("the proxy does not start")
        return self

    def __exit__(self, *_error: object) -> None:
        self._do(self._ending.set)
        self._thread.join(20)

    def fall_silent(self) -> None:
        """Swallow everything and keep the connections open: a half-open line."""
        self._silent = True

    def speak_again(self) -> None:
        """New connections pass; those that fell silent stay so."""
        self._silent = False

    def in_pieces(self, size: int, pause: float = 0.0) -> None:
        """What the server says comes in pieces of `size` bytes, each a packet of its own."""
        self._piece, self._pause = size, pause

    def cut_after(self, count: int) -> None:
        """Reset everything when the server has said `count` more bytes."""
        self._left = count

    def reset(self) -> None:
        """Cut every connection with a reset."""
        self._do(self._reset)

    def hang_up(self) -> None:
        """Close every connection in order."""
        self._do(lambda: [line.close() for line in tuple(self._lines)])

    def refuse(self, refuses: bool = True) -> None:
        """Whether new connections are closed at once."""
        self._refuses = refuses

    def _do(self, what: Callable[[], object]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (what(), done.set()))
        done.wait(5)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        server = await asyncio.start_server(self._passenger, "127.0.0.1", self.port)
        self._ready.set()
        await self._ending.wait()
        server.close()
        self._reset()

    async def _passenger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._refuses:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        for line in (writer, far_writer):
            line.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._lines.add(line)
        await asyncio.gather(self._pass(reader, far_writer, down=False), self._pass(far_reader, writer, down=True))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool) -> None:
        dead = False
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while data := await reader.read(65536):
                dead = dead or self._silent
                if dead:
                    continue
                if down and self._left is not None:
                    data = self._ration(data)
                await self._write(writer, data, down=down)
                if self._left == 0:
                    self._left = None
                    self._reset()
        if not dead:
            writer.close()
        self._lines.discard(writer)

    def _ration(self, data: bytes) -> bytes:
        data = data[: self._left]
        self._left = (self._left or 0) - len(data)
        return data

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, *, down: bool) -> None:
        size = self._piece if down and self._piece else len(data)
        for at in range(0, len(data), max(size, 1)):
            writer.write(data[at : at + size])
            await writer.drain()
            if down and self._pause:
                await asyncio.sleep(self._pause)

    def _reset(self) -> None:
        for line in tuple(self._lines):
            raw = line.get_extra_info("socket")
            with contextlib.suppress(OSError, AttributeError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.transport.abort()
