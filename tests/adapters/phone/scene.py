"""Scenes that many tests on the real Asterisk begin with: a citizen who waits, one who talks with Anna."""

from __future__ import annotations

from adapters.phone.listener import Listener
from console.domain.call import CallArrived, CallConnected, ConsultAnswered, ConsultStarted
from console.domain.wish import CallOrder
from rigs.asterisk.talk import Talk
from rigs.asterisk_rig import Office

ROSSI, MUELLER = "+41910001011", "+41790002022"
ANNA, BRUNO = "3011", "3012"
CLERK, OTHER = "3801", "3802"
REFERENCE = "2026-0012345"


async def waits(office: Office, listener: Listener, number: str = ROSSI, name: str = "") -> tuple[Talk, str]:
    """A citizen in the queue, and the call."""
    citizen = office.phones.citizen_calls(number, name)
    return citizen, (await listener.next(CallArrived)).call


async def talks(office: Office, listener: Listener, number: str = ROSSI, name: str = "") -> tuple[Talk, str]:
    """A citizen who talks with Anna, and the call."""
    citizen, call = await waits(office, listener, number, name)
    await office.telephony.take(CallOrder(call=call, operator_extension=ANNA))
    await listener.next(CallConnected, call=call, extension=ANNA)
    return citizen, call


def handoff(call: str, name: str = "Rossi Màrio Zürcher", extension: str = CLERK) -> CallOrder:
    return CallOrder(call=call, extension=extension, case_reference=REFERENCE, display_name=name,
                     operator_extension=ANNA)  # fmt: skip


async def asks(office: Office, listener: Listener) -> tuple[Talk, str]:
    """A citizen about whom Anna's phone calls the clerk, and the call."""
    citizen, call = await talks(office, listener)
    await office.telephony.consult(handoff(call))
    await listener.next(ConsultStarted, call=call, extension=CLERK)
    return citizen, call


async def consults(office: Office, listener: Listener) -> tuple[Talk, str]:
    """A citizen about whom Anna and the clerk talk, and the call."""
    citizen, call = await asks(office, listener)
    await listener.next(ConsultAnswered, call=call, extension=CLERK)
    return citizen, call
