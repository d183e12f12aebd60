"""A road to the manager interface that can be cut or jammed, and that writes down what passes."""

from __future__ import annotations

import asyncio
import contextlib


class Road:
    """`async with Road(target)`: forwards `port` to `target` on loopback."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.sent = bytearray()
        """What the console has sent, all connections together."""
        self.received = bytearray()
        """What the PBX has sent."""
        self.passed: list[tuple[str, bytes]] = []
        """Both, in the order in which they passed: `>` to the PBX, `<` from it."""
        self.connections = 0
        self._target = target
        self._open = asyncio.Event()
        self._flows = asyncio.Event()
        self._open.set()
        self._flows.set()
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Road:
        self._server = await asyncio.start_server(self._passenger, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """End every connection; nobody comes through until `mend`."""
        self._open.clear()
        for line in self._lines:
            line.transport.abort()

    def mend(self) -> None:
        """Connections pass again."""
        self._open.set()

    def jam(self) -> None:
        """What the PBX says stays under way; connections stand."""
        self._flows.clear()

    def clear(self) -> None:
        """What was jammed arrives."""
        self._flows.set()

    def actions(self, name: str) -> list[bytes]:
        """Every action of this name that the console has sent."""
        return [one for one in bytes(self.sent).split(b"\r\n\r\n") if f"Action: {name}".encode() in one]

    async def _passenger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if not self._open.is_set():
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, far_writer}
        there = asyncio.create_task(self._carry(reader, far_writer, self.sent, jams=False))
        back = asyncio.create_task(self._carry(far_reader, writer, self.received, jams=True))
        self._tasks |= {there, back}
        await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        for line in (writer, far_writer):
            line.close()
            self._lines.discard(line)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray, *, jams: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while True:
                if jams:
                    await self._flows.wait()
                data = await reader.read(1 << 16)
                if not data:
                    return
                if jams:
                    await self._flows.wait()
                kept += data
                self.passed.append(("<" if jams else ">", data))
                writer.write(data)
                await writer.drain()
