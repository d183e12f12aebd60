"""Delivery reports: each finds the mail of ours that it is about, and its contact's history says what became of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from console.domain.contact import ContactId, MailId
from console.domain.journal import Entry
from console.domain.mail import DeliveryAction, DeliveryReport, Mail, RecipientReport
from console.domain.sorting_commands import DeliveryReported
from console.domain.wish import Wish
from console.services.act import act
from console.services.ports import Clock, Store

log = logging.getLogger(__name__)

RECENT_SECONDS = 6 * 86_400.0
"""A report that names only the recipient is about a mail of these days: servers try for five (RFC 5321, 4.5.4.1)."""


class ReportIntake:
    """Attaches delivery reports to the contacts they answer."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def settle(self, mail: MailId, decoded: Mail) -> bool:
        """Write what the report says into the history of its contact; False when it concerns no mail of ours.

        Told twice, by the same mail after a crash or by another one, it is written once.
        """
        report = decoded.report
        if report is None:
            return False
        wish = await self._wish(report, decoded)
        if wish is None or wish.mail is None:
            return False
        contact = ContactId(wish.contact)
        command = DeliveryReported(
            report=mail, wish=wish.id, kind=wish.kind, message_id=wish.mail.message_id,
            outcomes=_named(report, wish.mail.recipients),
        )  # fmt: skip
        known = await self._store.journal(contact)
        fresh = tuple(one for one in command.outcomes if not _is_written(one, command.message_id, known))
        if fresh:
            await act(self._store, self._clock, contact, replace(command, outcomes=fresh))
        await self._store.set_mail(mail, decoded, is_receipt=True)
        return True

    async def _wish(self, report: DeliveryReport, decoded: Mail) -> Wish | None:
        """By what we called the mail, by its Message-ID, else by the recipient of a recent one."""
        found = await self._of_envelope(report)
        for message_id in (report.message_id, *decoded.in_reply_to):
            found = found or (await self._store.wish_of_message(message_id) if message_id else None)
        return found or await self._of_recipient(report)

    async def _of_envelope(self, report: DeliveryReport) -> Wish | None:
        """What we call a mail on its envelope is its Message-ID without the brackets."""
        said = report.envelope_id.strip().strip("<>")
        return await self._store.wish_of_message(f"<{said}>") if said else None

    async def _of_recipient(self, report: DeliveryReport) -> Wish | None:
        """Only where every recent mail to that address belongs to one contact: else nobody can tell."""
        if report.message_id or report.envelope_id:
            return None  # it says which mail it is about, and that one is not ours
        since = self._clock.now() - RECENT_SECONDS
        for address in dict.fromkeys(one.recipient for one in report.recipients if one.recipient):
            mailed = await self._store.sorting.mailed_to(address, since)
            if mailed and len({one.contact for one in mailed}) == 1:
                return mailed[0]
        return None


def _named(report: DeliveryReport, mailed: tuple[str, ...]) -> tuple[RecipientReport, ...]:
    """The outcomes; one without an address is about the only recipient there was. A bounce without any is a failure."""
    only = mailed[0] if len(mailed) == 1 else ""
    said = report.recipients or (RecipientReport(recipient=only, action=DeliveryAction.FAILED),)
    return tuple(one if one.recipient else replace(one, recipient=only) for one in said)


def _is_written(one: RecipientReport, message_id: str, journal: Iterable[Entry]) -> bool:
    wanted = {"message_id": message_id, "recipient": one.recipient, "action": str(one.action)}
    return any(wanted.items() <= dict(line.facts).items() for line in journal)
