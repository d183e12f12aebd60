"""An operator without a screen, for tests that kill: `robot.py CONFIG DATA NOTES`.

Takes what waits, keeps a draft, answers or hands on; writes down each act once it is done. Started again it goes
on with what it had in hand, as a console does. It ends when it is killed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from console import bootstrap
from console.domain.contact import ClerkId, Contact, OfficeId
from console.domain.errors import ConsoleError
from console.domain.handoff import Way

OFFICE, CLERK = OfficeId("faido"), ClerkId("celio")


class Robot:
    """The hands. `notes`: one line per act that the store has taken."""

    def __init__(self, services: bootstrap.Services, notes: Path) -> None:
        self._services = services
        self._desk = services.desk
        self._notes = notes.open("a")

    async def work(self) -> None:
        """For ever."""
        for contact in await self._desk.held():
            await self._go_on(contact)
        while True:
            await self._desk.heartbeat()
            contact = await self._desk.take_next()
            if contact is None:
                await asyncio.sleep(0.05)
            else:
                await self._answer(contact)

    async def _go_on(self, contact: Contact) -> None:
        draft = await self._desk.draft(contact.id, "reply")
        self._note("resumed", contact, draft.text if draft else "")
        await self._answer(contact)

    async def _answer(self, contact: Contact) -> None:
        text = f"Gentile cittadino, risposta-{contact.id}."
        try:
            await self._desk.save_draft(contact.id, "reply", text)
            self._note("draft", contact, text)
            if contact.id % 4:
                await self._desk.reply(contact.id, text)
                self._note("replied", contact)
            else:
                form = await self._services.handoff.form(contact.id)
                await self._services.handoff.send(contact.id, form.packet, Way.FORWARD, office=OFFICE, clerk=CLERK)
                self._note("forwarded", contact)
        except ConsoleError as error:
            self._note("refused", contact, str(error))

    def _note(self, act: str, contact: Contact, text: str = "") -> None:
        self._notes.write(f"{act}\t{contact.id}\t{text}\n")
        self._notes.flush()
        os.fsync(self._notes.fileno())


async def main(config: Path, data: Path, notes: Path) -> None:
    """Open the site and work."""
    options = bootstrap.Options(config=config, data_dir=data, operator="anna")
    async with bootstrap.open_site(options) as services:
        await Robot(services, notes).work()


if __name__ == "__main__":
    asyncio.run(main(*map(Path, sys.argv[1:4])))
