"""The telephone of the tests: a real Asterisk with its phones, once for a run; every test finds it without calls.

In a conftest: `from rigs.asterisk_rig import asterisk, office  # noqa: F401`. When Asterisk cannot be had the tests
fail and say what to do; they are never skipped.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from console.adapters.clock import SystemClock
from console.adapters.phone.ami.asterisk import AsteriskTelephony
from console.adapters.phone.ami.session import Account
from rigs.asterisk.packages import Installed, RigMissing, installed
from rigs.asterisk.pbx import Pbx, free_port
from rigs.asterisk.phones import Phones
from rigs.asterisk.road import Road

OPERATORS = ("3011", "3012")
CLERKS = ("3801", "3802")
QUEUE = "console"
RING_SECONDS = 2.0
"""How long an operator's own phone rings in the tests."""
QUIET_SECONDS = 15.0


def _program() -> Installed:
    why = ""
    try:
        return installed()
    except RigMissing as missing:
        why = str(missing)
    pytest.fail(why, pytrace=False)


class Office:
    """The PBX, everybody around it, and the road by which the console reaches it."""

    operators, clerks = OPERATORS, CLERKS

    def __init__(self, pbx: Pbx, phones: Phones, road: Road) -> None:
        self.pbx, self.phones, self.road = pbx, phones, road
        self.telephony = self.console()

    def console(self, *, queue: str = QUEUE, secret: str = "") -> AsteriskTelephony:
        """A console that reaches the PBX by the road."""
        there = self.pbx.account
        account = Account(host=there.host, port=self.road.port, user=there.user, secret=secret or there.secret)
        return AsteriskTelephony(
            lambda: account, SystemClock(), operators=OPERATORS, queue=queue, ring_seconds=RING_SECONDS
        )

    async def settles(self) -> None:
        """Wait until the PBX has as many channels as there are calls at the phones. Raises AssertionError."""
        end = time.monotonic() + QUIET_SECONDS
        while len(channels := await asyncio.to_thread(self.pbx.channels)) != self.phones.live():
            assert time.monotonic() < end, f"{self.phones.live()} calls at the phones, in the PBX {channels}"

    async def quiet(self) -> None:
        """Everybody hangs up; wait until no channel is left. Raises AssertionError."""
        self.phones.hang_up_all()
        await self.settles()


@contextmanager
def running(program: Installed) -> Iterator[Pbx]:
    """A PBX in a folder of its own, open for calls."""
    # Not pytest's own folder: the control socket wants a short path.
    root = Path(tempfile.mkdtemp(prefix="pbx-"))
    pbx = Pbx(root, program, phones=free_port(socket.SOCK_DGRAM), extensions=(*OPERATORS, *CLERKS))
    try:
        pbx.start()
        yield pbx
    finally:
        pbx.stop()
        shutil.rmtree(root, ignore_errors=True)


@asynccontextmanager
async def opened(pbx: Pbx) -> AsyncIterator[Office]:
    """The PBX with phones, without calls, with nobody in the queue and the office open."""
    pbx.cli("devstate change Custom:console-hours INUSE")
    for extension in OPERATORS:
        pbx.cli(f"queue remove member PJSIP/{extension} from {QUEUE}")
    async with Phones(pbx.phones, pbx.sip) as phones, Road(pbx.ami) as road:
        office = Office(pbx, phones, road)
        yield office
        await office.quiet()


@pytest.fixture(scope="session")
def asterisk() -> Iterator[Pbx]:
    """The PBX of this run."""
    with running(_program()) as pbx:
        yield pbx


@pytest.fixture
async def office(asterisk: Pbx) -> AsyncIterator[Office]:
    """Everybody around it."""
    async with opened(asterisk) as office:
        yield office
