"""Intake: brings mails and calls into the queue and carries wishes out; one process holds the lease.

The same object runs as a service of its own and inside the console of a single seat.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from console.domain import commands as c
from console.domain.call import PhoneLink
from console.domain.contact import HELD_STATES, CallState, Contact, ContactId, State
from console.domain.errors import StoreUnavailable
from console.domain.handoff import HandoffState, TransferFailure
from console.domain.queues import LinkState, QueueRow
from console.domain.record import record
from console.services import missed_calls
from console.services.act import act
from console.services.after_call import AfterCall
from console.services.intake_calls import CallIntake
from console.services.intake_mail import MailIntake
from console.services.phone import PhoneKeeper
from console.services.ports import Clock, Mailbox, Store, Telephony
from console.services.wishes import WishRunner

log = logging.getLogger(__name__)

LEASE = "intake"
LEASE_SECONDS = 15.0
SWEEP_SECONDS = 5.0
RETRY_SECONDS = 2.0
PART_SECONDS = 2.0
"""Longest wait for the PBX at an orderly end."""
_UNANSWERED = (HandoffState.SENDING, HandoffState.RINGING)


@record
class IntakeLimits:
    """When intake acts for somebody who is gone. Seconds."""

    console_gone: float = 120.0
    """A console without a heartbeat for this long gives its written contacts back."""
    transfer: float = 90.0
    """A transfer without any word from the PBX for this long is called unknown."""
    call_out: float = 90.0
    """A call of ours without any word from the PBX for this long was not placed."""


@dataclass(slots=True, kw_only=True)
class Intake:
    """Runs the mailbox, the telephone, the wishes and the sweep under one lease."""

    store: Store
    clock: Clock
    owner: str
    mailbox: Mailbox | None
    telephony: Telephony | None
    mails: MailIntake
    calls: CallIntake
    wishes: WishRunner
    phone: PhoneKeeper | None = None
    after_call: AfterCall | None = None
    letters: Mailbox | None = None
    """Scanned letters; their folders are read beside the mailbox."""
    limits: IntakeLimits = field(default_factory=IntakeLimits)
    is_dead: Callable[[str], bool] = lambda _owner: False
    """Whether the process that calls itself so surely lives no more: its lease need not run out."""
    on_lease: Callable[[bool], None] = lambda _held: None

    async def run(self) -> None:
        """Serve whenever the lease can be had, until cancelled."""
        while True:
            try:
                if await self._renew() or await self._inherit():
                    self.on_lease(True)
                    await self._serve()
            except* StoreUnavailable:
                log.warning("store unavailable, intake tries again")
            except* _LeaseLost:
                log.warning("another process took the lease of intake")
            self.on_lease(False)
            await asyncio.sleep(RETRY_SECONDS)

    async def _renew(self) -> bool:
        return await self.store.take_lease(LEASE, self.owner, self.clock.now(), LEASE_SECONDS)

    async def _inherit(self) -> bool:
        """Take the lease of a process that was killed, instead of waiting until it runs out."""
        owner = await self.store.lease_owner(LEASE)
        if not owner or not self.is_dead(owner):
            return False
        await self.store.drop_lease(LEASE, owner)
        return await self._renew()

    async def _serve(self) -> None:
        """Until cancelled, or until a part fails. An orderly end takes leave of the PBX while the link still stands."""
        work = asyncio.ensure_future(self._work())
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            with contextlib.suppress(TimeoutError, StoreUnavailable):
                await asyncio.wait_for(self._part(), PART_SECONDS)
            raise
        finally:
            work.cancel()
            await asyncio.wait((work,))

    async def _part(self) -> None:
        if self.phone is not None:
            await self.phone.opening.part()

    async def _work(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_lease())
                tasks.create_task(self._sweep_for_ever())
                tasks.create_task(self.wishes.run())
                if self.phone is not None:
                    tasks.create_task(self.phone.run())
                if self.mailbox is not None:
                    tasks.create_task(self.mailbox.run(self._mail_changed, self.store.set_link))
                if self.letters is not None:
                    tasks.create_task(self.letters.run(self.mails.take_in, self.store.set_link))
                if self.telephony is not None:
                    tasks.create_task(self._listen(self.telephony))
        finally:
            await asyncio.shield(self._release())

    async def _release(self) -> None:
        try:
            await self.store.drop_lease(LEASE, self.owner)
        except StoreUnavailable:
            log.warning("the lease stays until it runs out")

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            if not await self._renew():
                raise _LeaseLost

    async def _mail_changed(self) -> None:
        await self.mails.take_in()
        self.wishes.mailbox_synced()

    async def _listen(self, telephony: Telephony) -> None:
        now = self.clock.now()
        await self.store.set_link(LinkState(name="phone", ok=True, since=now))
        async for signal in telephony.signals():
            if self.phone is not None:
                await self.phone.take_in(signal)
            if isinstance(signal, PhoneLink):
                await self.store.set_link(
                    LinkState(name="phone", ok=signal.ok, problem=signal.problem, detail=signal.detail, since=signal.at)
                )
            else:
                await self.calls.take_in(signal)

    # --- the sweep -------------------------------------------------------------------------------

    async def _sweep_for_ever(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Give back what belongs to consoles that are gone; end transfers and consults that nobody speaks of any more,
        and after-call work that takes too long."""
        await self._renew_dues()
        now = self.clock.now()
        seen = {person.person: person.seen_at for person in await self.store.people()}
        rows = (await self.store.board()).rows
        for row in rows:
            if self._was_silent(row, now):
                ended = await act(self.store, self.clock, row.id, _never_placed)
                await missed_calls.gather(self.store, self.clock, ended)
            if row.state is State.CONSULTING:
                if row.handoff_state in _UNANSWERED and now - row.state_since > self.limits.transfer:
                    await self._tell(row.id, c.ConsultOver(failure=TransferFailure.UNKNOWN))
            elif row.state is State.TRANSFERRING and now - row.state_since > self.limits.transfer:
                await self._tell(row.id, c.TransferDidFail(failure=TransferFailure.UNKNOWN))
            elif row.state in HELD_STATES and now - max(seen.get(row.operator, 0.0), row.state_since) > (
                self.limits.console_gone
            ):
                await self._tell(row.id, c.Return())
        if self.after_call is not None:
            await self.after_call.sweep(rows)

    async def _renew_dues(self) -> None:
        """Targets or hours were changed since some contacts were written: their order follows, all at once."""
        stamped = await self.store.renew_dues()
        while stamped:
            stamped = await self.store.renew_dues()

    def _was_silent(self, row: QueueRow, now: float) -> bool:
        """Whether the telephone said nothing of a call, and a call back may have been ordered."""
        tried = row.state is State.ACTIVE and row.call_state is CallState.NONE and row.attempts > 0
        return tried and now - row.state_since > self.limits.call_out

    async def _tell(self, contact: ContactId, command: c.WorldCommand) -> None:
        await act(self.store, self.clock, contact, command)


def _never_placed(current: Contact) -> c.Command:
    """The end of a call of ours of which nothing was heard; nothing for one that was heard of since."""
    return c.CallHasEnded() if current.is_ordered_out else c.Edit(by=current.operator)


class _LeaseLost(Exception):
    """Somebody else holds the lease now."""
