"""Four eyes: mails of colleagues that wait to be read by somebody else before they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.domain import mail_commands as m
from console.domain.contact import Contact, ContactId, OperatorId
from console.domain.errors import NotFound, Reason, Refused
from console.domain.letter import Kind
from console.domain.mail import Mail
from console.domain.record import record
from console.domain.wish import Wish, WishId, WishState
from console.services.act import act
from console.services.ports import Draft

if TYPE_CHECKING:
    from console.services.desk import Desk


@record
class Held:
    """A mail that waits: the wish, its contact, and the mail as it would leave."""

    wish: Wish
    contact: Contact
    mail: Mail

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self.wish.author


class Releases:
    """What one operator does with the mails that wait. Raises Refused, NotFound, StoreUnavailable."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ports = desk.ports
        self._store = desk.ports.store

    async def waiting(self) -> tuple[Held, ...]:
        """All that wait, oldest first, my own too."""
        return tuple([await self.one(WishId(row.wish)) for row in await self._store.held_mails()])

    async def one(self, wish: WishId) -> Held:
        """One of them. Raises NotFound, Refused(TOO_LATE) when it waits no more."""
        found = await self._store.wish(wish)
        if found.mail is None:
            raise NotFound("wish", str(wish))
        if found.state is not WishState.HELD:
            raise Refused(Reason.TOO_LATE)
        contact = await self._store.contact(ContactId(found.contact))
        return Held(wish=found, contact=contact, mail=self._ports.composer.readable(found.mail))

    async def release(self, wish: WishId) -> float:
        """Let it leave after the countdown; gives when, in UTC seconds. Refused(OWN_MAIL) for the author."""
        found = await self.one(wish)
        leaves_at = self._ports.clock.now() + self._desk.undo_seconds
        command = m.ReleaseMail(by=self._desk.me.id, wish=wish, author=found.author, send_at=leaves_at)
        await act(self._store, self._ports.clock, found.contact.id, command)
        return leaves_at

    async def hold_again(self, wish: WishId) -> Contact:
        """Take my release back before the mail has left; Refused(TOO_LATE) afterwards."""
        found = await self._store.wish(wish)
        command = m.HoldMail(by=self._desk.me.id, wish=wish)
        return await act(self._store, self._ports.clock, ContactId(found.contact), command)

    async def give_back(self, wish: WishId, reason: str) -> Contact:
        """Back to its author, whose draft opens again as it was. Refused(OWN_MAIL), Refused(NOT_WRITTEN)."""
        found = await self.one(wish)
        command = m.GiveBackMail(by=self._desk.me.id, wish=wish, author=found.author, reason=reason.strip())
        given = await act(self._store, self._ports.clock, found.contact.id, command)
        await self._reopen_draft(found)
        return given

    async def _reopen_draft(self, found: Held) -> None:
        """The draft as it was sent becomes the one in the making, unless its author has begun another since.

        Should this not happen any more, the composer finds the sent one by itself (correspondence.py).
        """
        for kind in Kind:
            sent = await self._store.draft(found.contact.id, OperatorId(found.author), kind.sent)
            is_this = sent is not None and (sent.extra or {}).get("message_id") == found.mail.message_id
            if sent is None or not is_this or await self._store.draft(sent.contact, sent.operator, kind):
                continue
            extra = {name: value for name, value in (sent.extra or {}).items() if name != "message_id"}
            again = Draft(
                contact=sent.contact, operator=sent.operator, kind=kind, text=sent.text,
                saved_at=self._ports.clock.now(), extra=extra,
            )  # fmt: skip
            await self._store.save_draft(again)
