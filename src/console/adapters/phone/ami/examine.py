"""Looks at an Asterisk without touching it: what of that which the console needs is not there.

Only actions that the manager user of `config/asterisk/manager.conf` may use. The words for people are not here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from enum import StrEnum

from console.adapters.phone.ami.account import Reach
from console.adapters.phone.ami.actions import RESUME, TAKE
from console.adapters.phone.ami.picture import CLOSED, CONSULT, CONSULT_OVER, ENTRY, HOLD, OUT, QUEUE, TRANSFER
from console.adapters.phone.ami.session import (
    AmiError,
    CertificateRefused,
    LinkLost,
    LoginRefused,
    Session,
    connect,
)
from console.settings.site import SecretMissing

CONTEXTS = (ENTRY, CLOSED, QUEUE, TAKE, HOLD, RESUME, TRANSFER, "console-return", OUT)
CONSULT_CONTEXTS = (CONSULT, CONSULT_OVER)
"""What only consults need: a dialplan of before them has everything else."""
ACTIONS = (
    "Bridge", "CoreShowChannels", "DeviceStateList", "Getvar", "Hangup", "Originate", "QueueAdd", "QueuePause",
    "QueueRemove", "QueueStatus", "Redirect", "Setvar", "ShowDialPlan",
)  # fmt: skip


class Lack(StrEnum):
    """What is missing."""

    PASSWORD = "password"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    PERMISSION = "permission"
    QUEUE = "queue"
    CONTEXTS = "contexts"
    CONSULT = "consult"
    DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing; `names` says which, or why."""

    lack: Lack
    names: tuple[str, ...]

    @property
    def is_fatal(self) -> bool:
        """Whether the telephone cannot work without it. A device may only not have been seen yet."""
        return self.lack not in (Lack.DEVICES, Lack.CONSULT)


async def examine(reach: Reach, *, queue: str, devices: Collection[str]) -> tuple[Missing, ...]:
    """Everything that is missing; empty when all is there. `devices`: the endpoints of our phones and trunks."""
    try:
        async with connect(reach()) as session:
            return tuple([one async for one in _missing(session, queue, devices)])
    except LoginRefused as error:
        return (Missing(Lack.LOGIN, (str(error),)),)
    except SecretMissing as error:
        return (Missing(Lack.PASSWORD, (str(error),)),)
    except CertificateRefused as error:
        return (Missing(Lack.CERTIFICATE, (str(error),)),)
    except (LinkLost, AmiError, OSError) as error:
        return (Missing(Lack.UNREACHABLE, (str(error),)),)


async def _missing(session: Session, queue: str, devices: Collection[str]) -> AsyncIterator[Missing]:
    allowed = await session.act("ListCommands")
    forbidden = tuple(name for name in ACTIONS if name not in allowed)
    if forbidden:
        yield Missing(Lack.PERMISSION, forbidden)
    if "QueueStatus" in allowed and not await session.list("QueueStatus", (("Queue", queue),)):
        yield Missing(Lack.QUEUE, (queue,))
    if "ShowDialPlan" in allowed:
        for lack, contexts in ((Lack.CONTEXTS, CONTEXTS), (Lack.CONSULT, CONSULT_CONTEXTS)):
            if lost := [one for one in contexts if not await _has_context(session, one)]:
                yield Missing(lack, tuple(lost))
    if "DeviceStateList" in allowed:
        known = {row.get("Device", "") for row in await session.list("DeviceStateList")}
        if strange := [one for one in devices if f"PJSIP/{one}" not in known]:
            yield Missing(Lack.DEVICES, tuple(strange))


async def _has_context(session: Session, context: str) -> bool:
    try:
        return bool(await session.list("ShowDialPlan", (("Context", context),)))
    except AmiError:
        return False
