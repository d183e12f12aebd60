"""From a telephone's signals to contacts: arrivals become contacts, the rest moves them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from console.domain import call as s
from console.domain import commands as c
from console.domain.commands import NOBODY
from console.domain.contact import (
    RECALLS,
    CallId,
    CallState,
    Channel,
    ClerkId,
    Contact,
    OfficeId,
    OperatorId,
    Party,
    State,
)
from console.domain.decision import entry
from console.domain.journal import EntryKind
from console.domain.lifecycle import arrive
from console.domain.text import clean
from console.services import missed_calls
from console.services.act import act
from console.services.ports import Clock, Directory, Hours, Store

log = logging.getLogger(__name__)

NormaliseNumber = Callable[[str], str]
"""A number as the PBX gives it, to E.164 or plain digits; empty when withheld."""

_COMMANDS: dict[type, Callable[[Any], c.WorldCommand]] = {
    s.CallQueued: lambda _signal: c.CallIsQueued(),
    s.CallHeld: lambda signal: c.CallIsHeld(held=signal.held),
    s.ClerkRinging: lambda _signal: c.ClerkRings(),
    s.ConsultAnswered: lambda _signal: c.ConsultAnswered(),
    s.ConsultEnded: lambda signal: c.ConsultOver(failure=signal.failure),
    s.TransferFailed: lambda signal: c.TransferDidFail(failure=signal.failure),
    s.CallEnded: lambda signal: c.CallHasEnded(known=signal.known),
}


@dataclass(slots=True, kw_only=True)
class CallIntake:
    """Applies call signals to contacts, in the order in which they come."""

    store: Store
    clock: Clock
    directory: Directory
    hours: Hours
    normalise: NormaliseNumber

    async def take_in(self, signal: s.CallSignal) -> None:
        """One signal. A signal about a call that nobody knows is logged and forgotten."""
        if isinstance(signal, s.CallRosterRead):
            await self._replace_picture(signal)
        elif isinstance(signal, s.CallArrived):
            await self._arrived(signal)
        elif not isinstance(signal, s.LinkSignal):
            await self._move(signal.call, self._command(signal))

    async def _arrived(self, signal: s.CallArrived) -> None:
        name = clean(signal.name, max_line=80)
        raw = clean(signal.number, max_line=40)
        number = self.normalise(raw.text)
        party = Party(name=name.text, phone=number, phone_raw=raw.text)
        recalls = {RECALLS} if not signal.closed and await missed_calls.is_awaited(self.store, party) else set()
        contact = Contact(
            channel=Channel.PHONE,
            party=party,
            subject=clean(signal.subject, max_line=200).text,
            arrived_at=signal.at,
            state_since=signal.at,
            call=CallId(clean(signal.call, max_line=80).text),
            call_state=CallState.QUEUED,
            out_of_hours=signal.closed or not self.hours.is_open(signal.at),
            flags=tuple(sorted(name.flags | raw.flags | recalls)),
        )
        if signal.closed:
            await self._came_out_of_hours(contact, signal.at)
        else:
            await self.store.add(arrive(contact, signal.at))

    async def _came_out_of_hours(self, contact: Contact, at: float) -> None:
        """Hears the announcement and never waits: nothing to take, at once somebody to call back."""
        missed = replace(contact, state=State.MISSED, call_state=CallState.NONE, missed_calls=1)
        decision = arrive(missed, at)
        line = entry(EntryKind.OUT_OF_HOURS, at)
        added = await self.store.add(replace(decision, entries=(*decision.entries, line)))
        await missed_calls.gather(self.store, self.clock, added)

    def _command(self, signal: s.CallSignal) -> c.WorldCommand | None:
        if isinstance(signal, s.CallRinging):
            return c.CallIsRinging(operator=self._operator(signal.extension))
        if isinstance(signal, s.CallConnected):
            return c.CallIsConnected(operator=self._operator(signal.extension))
        if isinstance(signal, s.ConsultStarted):
            clerk, office = self._receiver(signal.extension)
            return c.ConsultBegan(extension=signal.extension, clerk=clerk, office=office)
        if isinstance(signal, s.CallTransferred):
            clerk, office = self._receiver(signal.extension)
            return c.TransferArrived(extension=signal.extension, clerk=clerk, office=office)
        make = _COMMANDS.get(type(signal))
        return make(signal) if make else None

    def _operator(self, extension: str) -> OperatorId:
        operator = self.directory.operator_at(extension)
        return operator.id if operator else OperatorId(extension)

    def _receiver(self, extension: str) -> tuple[ClerkId, OfficeId]:
        """The clerk with this extension, else the office; nobody when the directory does not know it."""
        for clerk in self.directory.clerks():
            if extension and clerk.extension == extension:
                return clerk.id, clerk.office
        offices = (one.id for one in self.directory.offices() if extension and one.extension == extension)
        return NOBODY, next(offices, OfficeId(""))

    async def _move(self, call: str, command: c.WorldCommand | None) -> None:
        contact = await self.store.contact_of_call(call)
        if contact is None or command is None:
            log.info("signal %s for an unknown call", type(command).__name__)
            return
        moved = await act(self.store, self.clock, contact.id, command)
        if isinstance(command, c.CallHasEnded):
            await missed_calls.gather(self.store, self.clock, moved)
        elif isinstance(command, c.CallIsConnected):
            await missed_calls.settle_answered(self.store, self.clock, moved, command.operator)

    async def _replace_picture(self, roster: s.CallRosterRead) -> None:
        """What is live becomes known; what was live and is gone ends with an unknown outcome."""
        live = {arrival.call for arrival in roster.calls}
        for arrival in roster.calls:
            await self._arrived(arrival)
        for row in (await self.store.board()).rows:
            if row.channel is not Channel.PHONE or row.call_state in (CallState.NONE, CallState.ENDED):
                continue
            contact = await self.store.contact(row.id)
            if contact.call not in live and contact.is_live_call:
                await self._move(contact.call, c.CallHasEnded(known=False))
