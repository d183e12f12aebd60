"""What mails carry, scripted: previews that a test says, originals that come when it lets them, files in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from console.domain.errors import NotFound, Reason, Refused
from console.domain.preview import Preview, PreviewKind
from console.services.attachments import AttachmentPorts, Attachments, StoredOriginals


@dataclass
class ScriptedFiles:
    """Previews by number; a number that is not there is a text. `asked` notes what was read."""

    previews: dict = field(default_factory=dict)
    contents: dict = field(default_factory=dict)
    head: str = "Subject: Prova\nFrom: a@example.ch"
    asked: list = field(default_factory=list)
    closed: bool = False

    async def preview(self, raw, number):
        self.asked.append(number)
        found = self.previews.get(number, Preview(kind=PreviewKind.TEXT, text=f"testo {number}"))
        if isinstance(found, Exception):
            raise found
        return found

    async def content(self, raw, number):
        if number not in self.contents:
            raise NotFound("attachment", str(number))
        return self.contents[number]

    async def header(self, raw):
        return self.head

    async def close(self):
        self.closed = True


@dataclass
class MemoryKeeper:
    """Keeps what was saved; `refuses` makes every saving fail with this reason of the system."""

    saved: dict = field(default_factory=dict)
    made: list = field(default_factory=list)
    refuses: str = ""

    async def keep(self, folder, name, content, on_progress):
        if self.refuses:
            raise Refused(Reason.NOT_SAVED, detail=self.refuses)
        on_progress(len(content), len(content))
        self.saved[folder / name] = content
        return folder / name

    async def make(self, folder):
        self.made.append(folder)


@dataclass
class SlowOriginals:
    """Gives a mail only when the test says so, after telling how much has come."""

    raw: bytes = b"x" * 1_000
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def original(self, mail, on_progress):
        self.asked += 1
        on_progress(12_000_000, 50_000_000)
        await self.go_on.wait()
        on_progress(50_000_000, 50_000_000)
        return self.raw


def carried(store, *, files=None, keeper=None, originals=None, folder=Path("/casa/allegati")) -> Attachments:
    """The service over these fakes."""
    ports = AttachmentPorts(
        store=store, originals=originals or StoredOriginals(store), files=files or ScriptedFiles(),
        keeper=keeper or MemoryKeeper(),
    )  # fmt: skip
    return Attachments(ports, folder=folder)
