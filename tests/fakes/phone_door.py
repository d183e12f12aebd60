"""The other side of the simulated exchange's control door: lets people call, hang up, not answer."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

from console.adapters.phone.door import SHOWN, SOCKET


class PhoneDoor:
    """Acts on the exchange whose control folder this is; waits until it listens. Usable with and without asyncio."""

    def __init__(self, folder: Path, deadline: float = 15.0) -> None:
        self.folder = folder
        self._deadline = deadline

    async def ask(self, do: str, **values: object) -> dict:
        """The answer to one act. Raises AssertionError when it was refused or nobody listens."""
        line = json.dumps({"do": do, **values}).encode() + b"\n"
        answer = json.loads(await self.say(line))
        assert answer.pop("ok"), answer
        return answer

    async def say(self, line: bytes) -> bytes:
        """Whatever is answered to this line."""
        reader, writer = await self._connect()
        try:
            writer.write(line)
            await writer.drain()
            async with asyncio.timeout(self._deadline):
                return await reader.readline()
        finally:
            writer.close()

    def ask_now(self, do: str, **values: object) -> dict:
        """The same for a test without a loop."""
        return asyncio.run(self.ask(do, **values))

    def shown(self, extension: str = "") -> list[dict]:
        """What phones were shown so far, oldest first."""
        try:
            lines = (self.folder / SHOWN).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [one for one in map(json.loads, lines) if extension in ("", one["extension"])]

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        end = time.monotonic() + self._deadline
        while True:
            try:
                folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
                try:
                    return await asyncio.open_unix_connection(f"/proc/self/fd/{folder}/{SOCKET}")
                finally:
                    os.close(folder)
            except OSError as error:
                assert time.monotonic() < end, f"nobody listens at {self.folder}: {error}"
                await asyncio.sleep(0.02)
