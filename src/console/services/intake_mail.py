"""From a received mail to a contact: decode, recognise our own receipts and the reports about our mails, sort the rest.

What a mail becomes is decided in `intake_contact`, what a delivery report does in `intake_reports`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from console.domain import commands as c
from console.domain.contact import ContactId, MailId
from console.domain.forwarded import original_sender
from console.domain.journal import EntryKind
from console.domain.lifecycle import arrive
from console.domain.mail import Mail, MailClass
from console.domain.sorting_commands import Fold
from console.domain.wish import WishKind
from console.services.act import act
from console.services.intake_contact import ContactMaker, IntakeRules
from console.services.intake_reports import ReportIntake
from console.services.ports import Clock, Hours, MailReader, Store

if TYPE_CHECKING:
    from console.services.sender_rules import MailRules

_TURNS = (MailClass.PERSON, MailClass.BOUNCE)
"""Mails after which it is our turn: an answer, or the news that ours did not arrive. Not an automatic reply."""
log = logging.getLogger(__name__)


class MailIntake:
    """Turns every stored mail into exactly one contact, into the receipt that it is, or into a line of a history."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        reader: MailReader,
        hours: Hours,
        rules: Callable[[], MailRules] | None = None,
        sorting: IntakeRules | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._reader = reader
        self._rules = rules
        self._sorting = sorting or IntakeRules()
        self._maker = ContactMaker(store=store, clock=clock, hours=hours, rules=self._sorting)
        self._reports = ReportIntake(store=store, clock=clock)
        self._one_at_a_time = asyncio.Lock()

    async def take_in(self) -> None:
        """Take in everything that is stored and not yet decoded, oldest first."""
        async with self._one_at_a_time:
            while waiting := await self._store.undecoded_mails():
                for mail in waiting:
                    await self._take_in_one(mail)

    async def _take_in_one(self, mail: MailId) -> None:
        raw = await self._store.raw_mail(mail)
        decoded = await self._reader.read(raw)
        wish = await self._store.wish_of_message(decoded.message_id) if decoded.message_id else None
        if wish is not None:
            left = c.MailLeft(wish=wish.id, to_citizen=wish.kind is WishKind.SEND_MAIL)
            await self._settle_receipt(mail, decoded, ContactId(wish.contact), left)
            return
        if await self._reports.settle(mail, decoded):
            return
        decoded = self._marked(decoded, raw)
        decoded = self._maker.meant(replace(decoded, original=original_sender(decoded, (self._sorting.own,))))
        await self._store.set_mail(mail, decoded)
        arrival = await self._maker.arrival(mail, decoded)
        contact = arrival.contact
        if arrival.host:  # counted first: after a crash in between the same count is told again
            await act(self._store, self._clock, arrival.host, Fold(count=arrival.count))
        if contact.thread and decoded.kind in _TURNS:  # before it is stored: said again after a crash, it does no harm
            await act(self._store, self._clock, contact.thread, c.CitizenWrote(mail=mail))
        await self._store.add(arrive(contact, contact.arrived_at, by="", why=arrival.why))

    def _marked(self, decoded: Mail, raw: bytes) -> Mail:
        from console.services.sender_rules import MailRules, marked  # with the first mail, not with the first frame

        return marked(decoded, raw, self._clock.now(), self._rules() if self._rules else MailRules())

    async def _settle_receipt(self, mail: MailId, decoded: Mail, contact: ContactId, left: c.MailLeft) -> None:
        journal = await self._store.journal(contact)
        delivered = ("message_id", decoded.message_id)
        if not any(line.kind is EntryKind.DELIVERED and delivered in line.facts for line in journal):
            await act(self._store, self._clock, contact, replace(left, message_id=decoded.message_id))
        await self._store.set_mail(mail, decoded, is_receipt=True)
