"""What happens by itself in a demonstration: mails arrive, clerks accept and settle what they were given."""

from __future__ import annotations

import asyncio
import os
import re
import time
import uuid
from email.utils import formatdate
from pathlib import Path

from console.bootstrap.services import Services
from console.domain.contact import ContactId, OfficeId, State
from console.domain.errors import ConsoleError
from console.domain.handoff import SendBackReason
from console.domain.office import Clerk
from console.i18n import N_, _
from console.services.handoff import ClerkDesk

AT_ONCE = 14
"""Sample mails that wait when the desk opens; the others arrive one by one."""
MAIL_SECONDS = 40.0
LOOK_SECONDS = 1.0
ACCEPT_SECONDS = 8.0
FINISH_SECONDS = 25.0
EVERY_NTH_BACK = 4
"""One handoff in four is sent back, so that this is seen too."""
RESULTS = (
    N_("Richiamato: la rata mensile è concordata, lo scritto parte domani."),
    N_("Estratto allestito e spedito per posta."),
    N_("Termine confermato per telefono, l'incarto resta in sospeso."),
)
_STAMP = re.compile(rb"^(?:date|message-id):.*(?:\r?\n[ \t].*)*\r?\n", re.IGNORECASE | re.MULTILINE)


class Life:
    """Delivers the sample mails of `folder` into the site's Maildir and plays the clerks."""

    def __init__(self, services: Services, folder: Path) -> None:
        self._services = services
        self._mails = sorted(folder.glob("*.eml"))
        self._since: dict[ContactId, float] = {}
        self._accepted = 0

    async def begin(self) -> None:
        """Deliver what waits from the beginning, the oldest first."""
        for place, mail in enumerate(self._mails[:AT_ONCE]):
            self._deliver(mail, minutes_ago=3 * (AT_ONCE - place))

    async def run(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._post())
            if self._services.options.role == "operator":
                tasks.create_task(self._clerks())

    # --- mails -----------------------------------------------------------------------------------

    async def _post(self) -> None:
        for mail in self._mails[AT_ONCE:]:
            await asyncio.sleep(MAIL_SECONDS)
            self._deliver(mail)

    def _deliver(self, mail: Path, minutes_ago: int = 0) -> None:
        box = self._services.site.mail.maildir
        if box is None:
            return
        for name in ("tmp", "new", "cur"):
            (box / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time():.6f}.{uuid.uuid4().hex}.demo"
        fresh = os.open(box / "tmp" / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fresh, "wb") as file:
            file.write(stamped(mail.read_bytes(), time.time() - 60 * minutes_ago))
        (box / "tmp" / name).rename(box / "new" / name)

    # --- clerks ----------------------------------------------------------------------------------

    async def _clerks(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for row in (await self._services.store.board()).rows:
                if row.state in (State.HANDED_OFF, State.ACCEPTED):
                    await self._work_on(row.id, row.state, row.state_since)

    async def _work_on(self, contact: ContactId, state: State, since: float) -> None:
        waited = self._services.clock.now() - since
        if waited < (ACCEPT_SECONDS if state is State.HANDED_OFF else FINISH_SECONDS):
            return
        current = await self._services.store.contact(contact)
        clerk = self._clerk(current.handoff.clerk, current.handoff.office) if current.handoff else None
        if clerk is None:
            return
        desk = ClerkDesk(self._services.store, self._services.clock, clerk)
        try:
            if state is State.ACCEPTED:
                await desk.finish(contact, _(RESULTS[contact % len(RESULTS)]))
            else:
                await self._accept(desk, contact)
        except ConsoleError:
            return  # the operator was faster

    async def _accept(self, desk: ClerkDesk, contact: ContactId) -> None:
        self._accepted += 1
        if self._accepted % EVERY_NTH_BACK:
            await desk.accept(contact)
        else:
            await desk.send_back(contact, SendBackReason.DATA_MISSING, _("Manca il numero di esecuzione."))

    def _clerk(self, clerk: str, office: str) -> Clerk | None:
        of_office = self._services.directory.clerks(OfficeId(office))
        return next((one for one in of_office if one.id == clerk), of_office[0] if of_office else None)


def stamped(raw: bytes, at: float) -> bytes:
    """The sample mail as if it had been sent at this moment (UTC seconds), with a Message-ID of its own."""
    head, gap, body = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")
    head = _STAMP.sub(b"", head + b"\r\n").rstrip(b"\r\n")
    date = formatdate(at, localtime=False)
    stamp = f"Date: {date}\r\nMessage-ID: <{uuid.uuid4().hex}@demo.example>\r\n".encode()
    return stamp + head + gap + body
