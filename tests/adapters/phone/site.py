"""A whole site whose telephone is the Asterisk of the rig, with its intake at work, how to wait for its contacts."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from console import bootstrap
from console.bootstrap.links import build_intake
from console.domain.contact import Contact, ContactId
from console.domain.queues import QueueRow
from console.domain.seat import HoursMode, Seat
from rigs.asterisk.pbx import SECRET
from rigs.asterisk_rig import CLERKS, Office

REPO = Path(__file__).parents[3]
Found = TypeVar("Found")


def site_folder(folder: Path, port: int, secret: str = SECRET, queue: str = "console") -> Path:
    """The example site: its telephone is the Asterisk behind this port, clerk Dotti has a phone of the rig."""
    config = folder / "config"
    shutil.copytree(REPO / "config", config)
    clerks = (config / "clerks.yaml").read_text(encoding="utf-8")
    (config / "clerks.yaml").write_text(clerks.replace('"3101"', f'"{CLERKS[0]}"'), encoding="utf-8")
    (config / "pbx-password").write_text(secret + "\n", encoding="utf-8")
    (config / "pbx-password").chmod(0o600)
    (config / "console.yaml").write_text(
        f"phone:\n  source: asterisk\n  queue: {queue}\n  asterisk: {{host: 127.0.0.1, port: {port}, security: none, "
        "user: console, password_file: pbx-password}\n",
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def running(office: Office, folder: Path) -> AsyncIterator[bootstrap.Services]:
    """The site as Anna sees it, open whatever the clock says, with its intake at work."""
    config = site_folder(folder, office.road.port)
    options = bootstrap.Options(config=config, data_dir=folder / "data", operator="anna")
    async with bootstrap.open_site(options) as opened:
        await opened.store.set_opening(HoursMode.OPEN, by="anna", since=opened.clock.now())
        intake = asyncio.create_task(build_intake(opened).run())
        try:
            yield opened
        finally:
            intake.cancel()
            await asyncio.gather(intake, return_exceptions=True)


@asynccontextmanager
async def colleague(services: bootstrap.Services, operator: str) -> AsyncIterator[bootstrap.Services]:
    """The same site as another operator sees it."""
    async with bootstrap.open_site(replace(services.options, operator=operator)) as opened:
        yield opened


async def until(services: bootstrap.Services, look: Callable[[], Awaitable[Found | None]]) -> Found:
    """What `look` finds, once it finds something."""
    async with asyncio.timeout(15):
        while not (found := await look()):
            await services.wakeup.wait(0.1)
    return found


async def row_of(services: bootstrap.Services, number: str) -> QueueRow:
    """The newest row on the board of who called from this number, once there is one."""

    async def look() -> QueueRow | None:
        rows = [row for row in (await services.store.board()).rows if row.peer == number]
        return max(rows, key=lambda row: row.id, default=None)

    return await until(services, look)


async def becomes(services: bootstrap.Services, contact: ContactId, holds: Callable[[Contact], bool]) -> Contact:
    """The contact, once this holds."""

    async def look() -> Contact | None:
        found = await services.store.contact(contact)
        return found if holds(found) else None

    return await until(services, look)


async def seat_is(services: bootstrap.Services, extension: str, holds: Callable[[Seat], bool]) -> Seat:
    """What the PBX says of this phone, once this holds."""

    async def look() -> Seat | None:
        seats = (await services.store.board()).seats
        return next((one for one in seats if one.extension == extension and holds(one)), None)

    return await until(services, look)
