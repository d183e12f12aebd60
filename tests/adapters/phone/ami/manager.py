"""A small manager interface on loopback that does what a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable

from console.adapters.phone.ami.session import Account
from console.adapters.phone.ami.wire import Decoder, Message

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
USER, SECRET = "console", "geheim"

Answer = Callable[["Line", Message], Awaitable[None]]


class Line:
    """One connection, seen from the PBX."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def say(self, *lines: str) -> None:
        """Send a message."""
        self._writer.write(("".join(f"{line}\r\n" for line in lines) + "\r\n").encode())

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)

    def cut(self) -> None:
        """End the connection."""
        self._writer.close()


async def agree(line: Line, action: Message) -> None:
    """Answer as a PBX without calls does."""
    name, number = action["Action"], action["ActionID"]
    if name in ("CoreShowChannels", "DeviceStateList", "QueueStatus"):
        line.say("Response: Success", f"ActionID: {number}", "EventList: start")
        line.say(f"Event: {name}Complete", f"ActionID: {number}", "EventList: Complete")
    else:
        line.say("Response: Success", f"ActionID: {number}")


class Manager:
    """`async with Manager()`: notes every action in `heard` and answers it by `answer`; a login is judged first."""

    def __init__(self, answer: Answer = agree, *, banner: bytes = BANNER, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[Message] = []
        self.connections = 0
        self.lines: list[Line] = []
        self.answer = answer
        self._banner, self._tls = banner, tls
        self._news = asyncio.Event()

    async def __aenter__(self) -> Manager:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        for line in self.lines:
            line.cut()

    def account(self, *, secret: str = SECRET, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Account:
        """How to reach it."""
        port = self._server.sockets[0].getsockname()[1]
        return Account(host=host, port=port, user=USER, secret=secret, tls=tls)

    def names(self) -> list[str]:
        """The names of the actions heard."""
        return [one["Action"] for one in self.heard]

    async def hears(self, name: str, *, count: int = 1) -> None:
        """Wait until an action has come so often."""
        async with asyncio.timeout(15):
            while self.names().count(name) < count:
                self._news.clear()
                await self._news.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        line = Line(writer)
        self.lines.append(line)
        line.raw(self._banner)
        decoder = Decoder()
        list(decoder.feed(BANNER))
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                for action in decoder.feed(data):
                    self.heard.append(action)
                    await self._handle(line, action)
                    self._news.set()

    async def _handle(self, line: Line, action: Message) -> None:
        if action["Action"] != "Login":
            await self.answer(line, action)
        elif (action["Username"], action["Secret"]) == (USER, SECRET):
            line.say("Response: Success", f"ActionID: {action['ActionID']}", "Message: Authentication accepted")
        else:
            line.say("Response: Error", f"ActionID: {action['ActionID']}", "Message: Authentication failed")
            line.cut()
