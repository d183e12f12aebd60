"""From a received mail to a contact: decode, recognise our own receipts, find thread and reference."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from console.domain import commands as c
from console.domain.case_reference import find_references
from console.domain.contact import Channel, Contact, ContactId, MailId, Party
from console.domain.journal import EntryKind
from console.domain.lifecycle import arrive
from console.domain.mail import Mail, MailClass
from console.services.act import act
from console.services.ports import Clock, Hours, MailReader, Store

if TYPE_CHECKING:
    from console.services.sender_rules import MailRules

log = logging.getLogger(__name__)


class MailIntake:
    """Turns every stored mail into exactly one contact, or into the receipt that it is."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        reader: MailReader,
        hours: Hours,
        rules: Callable[[], MailRules] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._reader = reader
        self._hours = hours
        self._rules = rules
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
            await self._settle_receipt(mail, decoded, ContactId(wish.contact), c.MailLeft(wish=wish.id))
            return
        decoded = self._marked(decoded, raw)
        await self._store.set_mail(mail, decoded)
        contact = await self._contact(mail, decoded)
        await self._store.add(arrive(contact, contact.arrived_at, by=""))

    def _marked(self, decoded: Mail, raw: bytes) -> Mail:
        from console.services.sender_rules import MailRules, marked  # with the first mail, not with the first frame

        return marked(decoded, raw, self._clock.now(), self._rules() if self._rules else MailRules())

    async def _settle_receipt(self, mail: MailId, decoded: Mail, contact: ContactId, left: c.MailLeft) -> None:
        journal = await self._store.journal(contact)
        delivered = ("message_id", decoded.message_id)
        if not any(line.kind is EntryKind.DELIVERED and delivered in line.facts for line in journal):
            await act(self._store, self._clock, contact, replace(left, message_id=decoded.message_id))
        await self._store.set_mail(mail, decoded, is_receipt=True)

    async def _contact(self, mail: MailId, decoded: Mail) -> Contact:
        now = self._clock.now()
        thread = await self._store.contact_of_message(decoded.in_reply_to) if decoded.in_reply_to else None
        names = (attachment.name for attachment in decoded.attachments)
        references = find_references(decoded.subject, decoded.text, *names)
        found = references[0].reference if references else ""
        return Contact(
            channel=Channel.EMAIL,
            party=Party(name=decoded.sender_name, email=decoded.sender),
            subject=decoded.subject,
            language=decoded.language or "it",
            case_reference=found or (thread.case_reference if thread else ""),
            municipality=thread.municipality if thread else "",
            thread=thread.id if thread else ContactId(0),
            arrived_at=now,
            state_since=now,
            mail=mail,
            out_of_hours=not self._hours.is_open(now),
            flags=_flags(decoded),
            accept_by=decoded.registered.deadline or 0.0 if decoded.registered else 0.0,
        )


def _flags(mail: Mail) -> tuple[str, ...]:
    kind = () if mail.kind is MailClass.PERSON else (str(mail.kind),)
    return (*kind, *mail.flags)
