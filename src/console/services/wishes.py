"""Carries wishes out: recorded before they are done, performed once, settled by what the world says.

Calls are orders to a PBX: late is harmful, so they expire and are never repeated. Mails are frozen bytes:
an attempt of unknown outcome waits for its receipt in the own mailbox before the same bytes go again
(design/mail.md, section 4: 0 lost and 0 double over 44 kills).
"""

from __future__ import annotations

import asyncio
import logging

from console.domain import commands as c
from console.domain.contact import Contact, ContactId
from console.domain.errors import NotFound, StoreUnavailable
from console.domain.queues import LinkState
from console.domain.record import record
from console.domain.wish import MAIL_WISHES, CallOrder, OutgoingMail, Wish, WishId, WishKind, WishResult, WishState
from console.services.act import act
from console.services.ports import CallOrderFailed, Clock, Outbox, SendResult, Store, Telephony, Wakeup

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
"""Longest sleep between two looks at the queue of wishes; a wake-up ends it at once."""
STORE_RETRY_SECONDS = 1.0
DUE_AT_ONCE = 500
"""Mails that wait for their receipt stay due; they must not hide a younger order to the telephone."""


@record
class MailPatience:
    """How long a mail is tried. Seconds; defaults from design/mail.md, section 4."""

    receipt_grace: float = 180.0
    """After an attempt of unknown outcome: time for the receipt to arrive."""
    first_retry: float = 5.0
    longest_retry: float = 900.0
    give_up_after: float = 4 * 3600.0


class WishRunner:
    """Performs due wishes until cancelled. Only the process that holds the intake lease runs one.

    `receipts`: sent mails come back through the watched mailbox; without one, the grace time decides alone.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        wakeup: Wakeup,
        telephony: Telephony | None,
        outbox: Outbox | None,
        receipts: bool = True,
        patience: MailPatience | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wakeup = wakeup
        self._telephony = telephony
        self._outbox = outbox
        self._receipts = receipts
        self._patience = patience or MailPatience()
        self._mail_lock = asyncio.Lock()
        self._busy: set[WishId] = set()
        self._synced_at = 0.0

    def mailbox_synced(self) -> None:
        """The mailbox was read to its end just now: a receipt that exists has been seen."""
        self._synced_at = self._clock.now()

    async def run(self) -> None:
        """Settle what a crash left open, then perform what is due."""
        await self._recover()
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    await self._start_due(tasks)
                except StoreUnavailable:
                    log.warning("store unavailable, wishes wait")
                    await asyncio.sleep(STORE_RETRY_SECONDS)
                await self._wakeup.wait(IDLE_SECONDS)

    async def _start_due(self, tasks: asyncio.TaskGroup) -> None:
        for wish in await self._store.due_wishes(self._clock.now(), DUE_AT_ONCE):
            if wish.id not in self._busy:
                self._busy.add(wish.id)
                tasks.create_task(self._perform_safely(wish))

    async def _perform_safely(self, wish: Wish) -> None:
        try:
            await self._perform(wish)
        except (StoreUnavailable, NotFound) as error:
            log.warning("wish %s of contact %s waits: %s", wish.id, wish.contact, error)
        except Exception:
            log.exception("wish %s of contact %s failed", wish.id, wish.contact)
        finally:
            self._busy.discard(wish.id)

    async def _perform(self, wish: Wish) -> None:
        if wish.kind in MAIL_WISHES:
            async with self._mail_lock:
                await self._send(wish)
        else:
            await self._order(wish)

    # --- mails -----------------------------------------------------------------------------------

    async def _send(self, wish: Wish) -> None:
        if self._outbox is None or wish.mail is None:
            return
        unknown_before = wish.error == "unknown"
        if unknown_before and self._receipts and self._synced_at < wish.due_at:
            return  # the receipt may be in the mailbox already: read it to the end first
        if not await self._store.begin_wish(wish.id, self._clock.now()):
            return
        result = await self._outbox.send(wish.mail)
        await self._report(result)
        await self._settle(wish, wish.mail, result)

    async def _settle(self, wish: Wish, mail: OutgoingMail, result: SendResult) -> None:
        now = self._clock.now()
        too_old = bool(wish.tried_since) and now - wish.tried_since > self._patience.give_up_after
        if result.sent:
            left = c.MailLeft(wish=wish.id, message_id=mail.message_id, to_citizen=wish.kind is WishKind.SEND_MAIL)
            await self._act(wish, left)
        elif result.unknown and not (too_old and wish.error == "unknown"):
            await self._store.defer_wish(wish.id, now + self._patience.receipt_grace, "unknown")
        elif result.answers and not too_old:
            await self._part(wish, mail, result, now)
        elif result.permanent or too_old:
            await self._act(wish, c.MailDidFail(wish=wish.id, error=result.error))
        else:
            await self._store.defer_wish(wish.id, now + self._pause(wish), result.error)

    async def _part(self, wish: Wish, mail: OutgoingMail, result: SendResult, now: float) -> None:
        """Some recipients may have it now, others later or never: from here on each group goes its own way."""
        from console.domain.mail_commands import MailPartly

        command = MailPartly(
            wish=wish.id, kind=wish.kind, mail=mail, author=wish.author, answers=result.answers,
            retry_at=now + self._pause(wish),
        )  # fmt: skip
        await self._act(wish, command)

    def _pause(self, wish: Wish) -> float:
        return min(self._patience.first_retry * 2.0**wish.attempts, self._patience.longest_retry)

    async def _report(self, result: SendResult) -> None:
        trouble = not result.sent and not result.permanent and not result.answers
        if result.size_limit:
            await self._store.set_size_limit(result.size_limit)
        problem = "send_retry" if trouble else ""
        await self._store.set_link(
            LinkState(name="outbox", ok=not trouble, problem=problem, detail=result.error, since=self._clock.now())
        )

    # --- calls -----------------------------------------------------------------------------------

    async def _order(self, wish: Wish) -> None:
        now = self._clock.now()
        if wish.expires_at and now > wish.expires_at:
            await self._act(wish, c.WishExpired(wish=wish.id, kind=wish.kind, error="expired"))
            return
        if not await self._store.begin_wish(wish.id, now):
            return
        if self._telephony is None or wish.order is None:
            await self._act(wish, c.WishExpired(wish=wish.id, kind=wish.kind, error="no_telephone"))
            return
        try:
            await self._tell(self._telephony, wish.kind, wish.order)
        except CallOrderFailed as failed:
            await self._act(wish, c.WishExpired(wish=wish.id, kind=wish.kind, error=str(failed)))
        else:
            await self._store.finish_wish(WishResult(wish=wish.id, state=WishState.DONE))

    @staticmethod
    async def _tell(telephony: Telephony, kind: WishKind, order: CallOrder) -> None:
        orders = {
            WishKind.TAKE_CALL: telephony.take,
            WishKind.TRANSFER_CALL: telephony.transfer,
            WishKind.CONSULT_CALL: telephony.consult,
            WishKind.COMPLETE_TRANSFER: telephony.complete,
            WishKind.HAND_BACK: telephony.hand_back,
            WishKind.HOLD_CALL: telephony.hold,
            WishKind.RESUME_CALL: telephony.resume,
            WishKind.HANG_UP: telephony.hang_up,
            WishKind.CALL_OUT: telephony.call_out,
        }
        await orders[kind](order)

    # --- after a crash ---------------------------------------------------------------------------

    async def _recover(self) -> None:
        for wish in await self._store.unsettled_wishes():
            if wish.kind in MAIL_WISHES:
                due = self._clock.now() + self._patience.receipt_grace
                await self._store.defer_wish(wish.id, due, "unknown")
            else:
                await self._act(wish, c.WishExpired(wish=wish.id, kind=wish.kind, error="unknown"))

    async def _act(self, wish: Wish, command: c.Command) -> Contact:
        return await act(self._store, self._clock, ContactId(wish.contact), command)
