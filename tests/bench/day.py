"""A working day at full speed: every call and mail goes through intake, an operator's hands and a clerk's."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace

from bench.sites import opened
from console.adapters.mail.reader import ProcessMailReader
from console.domain import call as s
from console.domain.contact import OfficeId, Outcome, State
from console.domain.handoff import Way
from console.services.handoff import ClerkDesk
from console.services.intake_mail import MailIntake
from console.services.ports import FolderState, RawMail
from e2e.site import TestSite

MAIL = (
    "From: Rossi {n} <rossi{n}@example.ch>\r\nTo: ufficio@ue.example\r\nSubject: Esecuzione 2026-{n:07d}\r\n"
    "Message-ID: <day-{n}@example.ch>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nBuongiorno,\r\nvorrei pagare a rate. Abito ad Airolo.\r\n"
)


@dataclass(frozen=True)
class Day:
    """What it took: seconds of wall clock and CPU, and what became of the contacts."""

    wall: float
    cpu: float
    transactions: int
    closed: int
    lost: int


async def replay(site: TestSite, calls: int, mails: int) -> Day:
    """All mails are decoded in the worker; one call in five and one mail in four are handed on."""
    began, cpu = time.monotonic(), sum(os.times()[:4])
    async with opened(site) as center:
        store, services = center.store, center.services
        reader = ProcessMailReader()
        intake = MailIntake(store=store, clock=services.clock, reader=reader, hours=services.hours)
        for number in range(mails):
            raw = MAIL.format(n=number).encode()
            mail = RawMail(uid=number + 1, raw=raw, received_at=services.clock.now(), fingerprint=f"day{number}")
            store.ledger.commit_batch(FolderState(folder="INBOX", uid_validity=1, high_uid=number + 1), [mail])
        await intake.take_in()
        for number in range(calls):
            await center.ring(f"Rossi{number}", f"+4179{number:07d}")
        worked = 0
        while (contact := await services.desk.take_next()) is not None:
            await _work(center, contact, worked)
            worked += 1
        board = await store.board()
        await reader.close()
        mark = worked * 5 + mails + calls
    lost = calls + mails - worked
    closed = worked - sum(row.state not in (State.CLOSED, State.ACCEPTED) for row in board.rows)
    return Day(time.monotonic() - began, sum(os.times()[:4]) - cpu, mark, closed, lost)


async def _work(center, contact, number) -> None:
    services = center.services
    if contact.call:
        now = services.clock.now()
        await center.calls.take_in(s.CallConnected(call=contact.call, extension=services.desk.me.extension, at=now))
    await services.desk.give_answer(contact.id, "rateazione")
    if number % 4:
        await services.desk.close(contact.id, Outcome.ANSWERED)
        return
    form = await services.handoff.form(contact.id)
    packet = replace(form.packet, question="rateazione", callback="+41791112233")
    await services.handoff.send(contact.id, packet, Way.NOTE, office=OfficeId("faido"))
    clerk = ClerkDesk(services.store, services.clock, services.directory.clerks(OfficeId("faido"))[0])
    await clerk.accept(contact.id)
    await clerk.finish(contact.id, "fatto")
