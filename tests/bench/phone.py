"""The telephone on a real Asterisk: from the INVITE to the console and to the desk, from an order to the clerk's phone.

The callers and phones are the rig's own, in this process: their work is in every figure, so all are upper bounds.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from adapters.phone.listener import Listener
from adapters.phone.scene import CLERK, ROSSI, consults, handoff, talks
from adapters.phone.site import becomes, row_of
from adapters.phone.site import running as site_running
from bench.measure import Spread, settle, wait_raw
from console.adapters.phone.ami.calls import Calls
from console.adapters.phone.ami.translate import translate
from console.adapters.phone.ami.wire import Decoder
from console.bootstrap import Services
from console.domain.call import CallArrived, CallEnded, CallTransferred, ConsultEnded
from console.domain.contact import CallState, ClerkId, ContactId, OfficeId, Outcome, State
from console.domain.handoff import Way
from console.domain.wish import CallOrder
from e2e.site import CONSOLE, TestSite, make_site
from rigs.asterisk.crowd import Ear, crowd, number, sipp_crowd
from rigs.asterisk.packages import RigMissing, installed
from rigs.asterisk.pbx import SECRET
from rigs.asterisk_rig import OPERATORS, QUEUE, Office, opened, running
from rigs.terminal import Terminal

CALLS, RATE = 1200, 50.0
START_SECONDS = 3.0
"""What a console and intake load behind their first frame is done by then, and the PBX is reached."""
DOTTI, ACQUAROSSA = ClerkId("dotti"), OfficeId("acquarossa")


class Bench(Protocol):
    """What `bench.run` gives."""

    def count(self, usual: int) -> int:
        """That many samples, or few."""

    def say(self, what: str, ours: str, floor: str = "", ratio: float | None = None, goal: str = "") -> None:
        """One line of the table."""


def phone(bench: Bench) -> None:
    """Load and latency of the telephone; says what is missing where Asterisk cannot be had."""
    try:
        program = installed()
    except RigMissing as missing:
        print(f"phone: not measured. {missing}", flush=True)
        return
    with running(program) as pbx:

        async def measured() -> None:
            async with opened(pbx) as office:
                await _orders(bench, office)
                await _desk(bench, office)
                await _load(bench, office)

        asyncio.run(measured())


def _both(samples: list[float]) -> str:
    spread = Spread.of(samples)
    return f"{spread.p50:.1f} / {spread.p99:.1f} ms (n={spread.count})"


# --- load ------------------------------------------------------------------------------------------


async def _load(bench: Bench, office: Office) -> None:
    calls, began = bench.count(CALLS), time.monotonic()
    office.road.received.clear()
    async with Ear(office.telephony) as ear:
        sent = await crowd(office.phones, calls, rate=RATE)
        await ear.hears_all(len(ear.kinds))
    heard = [1000 * (ear.arrived[one] - at) for one, at in sent.items() if one in ear.arrived]
    name = f"INVITE → signal, {calls} at {RATE:.0f}/s"
    bench.say(name, _both(heard), goal=f"{calls - len(heard)} missed, in {time.monotonic() - began:.0f} s")
    await _by_sipp(bench, office, calls)
    data, parts = bytes(office.road.received), 1 << 12
    began_cpu, messages, known = time.process_time(), 0, Calls(frozenset(OPERATORS), QUEUE)
    decoder = Decoder()
    for start in range(0, len(data), parts):
        for message in decoder.feed(data[start : start + parts]):
            messages += 1
            translate(known, message, 0.0)
    cpu = time.process_time() - began_cpu
    bench.say("  CPU per event understood", f"{1e6 * cpu / messages:.0f} µs",
              goal=f"{messages / calls:.0f} events a call")  # fmt: skip


async def _by_sipp(bench: Bench, office: Office, calls: int) -> None:
    async with Ear(office.telephony) as ear:
        try:
            code = await sipp_crowd(office.pbx.sip, calls, rate=RATE)
        except FileNotFoundError:
            bench.say("  the same by sipp", "not measured", goal="apt-get install sip-tester")
            return
        await ear.hears_all(len(ear.kinds))
    good = sum(kinds[0] is CallArrived and kinds[-1] is CallEnded for kinds in ear.kinds.values())
    bench.say("  the same by sipp", f"{good} arrived and ended", goal=f"{calls - good} missed, sipp says {code}")


# --- to the clerk's phone --------------------------------------------------------------------------


async def _orders(bench: Bench, office: Office) -> None:
    goals = {"blind": "p99 ≤ 25 ms", "consult": "p99 ≤ 60 ms"}
    async with Listener(office.telephony, deadline=20.0) as listener:
        await listener.connected()
        for name, measure in (("blind", _blind), ("consult", _consult)):
            samples = await measure(office, listener, bench.count(100))
            bench.say(f"order → clerk's INVITE, {name}", _both(samples), goal=goals[name])
    with tempfile.TemporaryDirectory() as folder:
        async with site_running(office, Path(folder)) as services:
            callers = map(number, itertools.count())
            for name, way in (("blind", Way.BLIND), ("consult", Way.CONSULT)):
                samples = [await _by_the_site(office, services, way, next(callers)) for _ in range(bench.count(50))]
                bench.say(f"the same from the desk, {name}", _both(samples), goal=f"{goals[name]} + a wake-up")


async def _rung(office: Office, order: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds from the order to the clerk's INVITE."""
    rung = office.phones.phone(CLERK).rung_at
    before, began = len(rung), time.monotonic()
    await order()
    await office.phones.rings(CLERK, count=before + 1)
    return 1000 * (rung[before] - began)


async def _blind(office: Office, listener: Listener, count: int) -> list[float]:
    times = []
    for _ in range(count):
        citizen, call = await talks(office, listener)
        order = handoff(call)
        times.append(await _rung(office, lambda order=order: office.telephony.transfer(order)))
        await listener.next(CallTransferred, call=call)
        citizen.hang_up()
        await listener.next(CallEnded, call=call)
    return times


async def _consult(office: Office, listener: Listener, count: int) -> list[float]:
    citizen, call = await consults(office, listener)
    times = []
    for _ in range(count):
        await office.telephony.hand_back(CallOrder(call=call))
        await listener.next(ConsultEnded, call=call)
        times.append(await _rung(office, lambda: office.telephony.consult(handoff(call))))
        await office.settles()  # both legs of the consult stand: what comes next is allowed
    citizen.hang_up()
    await listener.next(CallEnded, call=call)
    return times


async def _by_the_site(office: Office, services: Services, way: Way, caller: str) -> float:
    """Through store, wish and intake, as a key at the desk goes."""
    citizen = office.phones.citizen_calls(caller, "Rossi")
    contact = (await row_of(services, caller)).id
    await services.desk.claim(contact)
    await becomes(services, contact, lambda one: one.call_state is CallState.TALKING)
    form = await services.handoff.form(contact)
    packet = replace(form.packet, case_reference="9999123", question="Chiede una rateazione")
    took = await _rung(
        office, lambda: services.handoff.send(contact, packet, way, office=ACQUAROSSA, clerk=DOTTI)
    )  # fmt: skip
    citizen.hang_up()
    await _ended(services, contact)
    return took


async def _ended(services: Services, contact: ContactId) -> None:
    """The call is over, and nothing of it stands at the head of the queue any more."""
    await becomes(services, contact, lambda one: one.call_state is CallState.ENDED)
    current = await services.store.contact(contact)
    if current.state is State.WRAP_UP:
        await services.desk.close(contact, Outcome.ANSWERED)


# --- to the desk -----------------------------------------------------------------------------------


@asynccontextmanager
async def _site(office: Office) -> AsyncIterator[TestSite]:
    """A site with intake as a service of its own, as an office has it."""
    with tempfile.TemporaryDirectory() as folder:
        there = {"host": "127.0.0.1", "port": office.pbx.ami, "security": "none", "user": "console",
                 "password_file": "pbx-password"}  # fmt: skip
        telephone = {"source": "asterisk", "queue": QUEUE, "distribute": False, "asterisk": there}
        site = make_site(Path(folder) / "site", phone=telephone, intake="process")
        (site.config / "pbx-password").write_text(SECRET + "\n", encoding="utf-8")
        (site.config / "pbx-password").chmod(0o600)
        intake = site.start("intake")
        try:
            yield site
        finally:
            intake.terminate()
            await asyncio.to_thread(intake.wait, 10)
            shutil.rmtree(site.data, ignore_errors=True)


async def _desk(bench: Bench, office: Office) -> None:
    async with _site(office) as site:
        with Terminal((*CONSOLE, "--operator", "bruno"), environment=site.environment) as desk:
            await asyncio.to_thread(wait_raw, desk, b"Bruno")
            await asyncio.to_thread(settle, desk)
            await asyncio.sleep(START_SECONDS)
            await _shown(office, desk, 9999)
            times = [await _shown(office, desk, caller) for caller in range(bench.count(50))]
    bench.say("INVITE → row on the desk", _both(times), goal="calm queue")


async def _shown(office: Office, desk: Terminal, caller: int) -> float:
    """Milliseconds from the INVITE until the name stands on the screen."""
    name, size, began = f"Zulu{caller:04d}", len(desk.raw), time.monotonic()
    citizen = office.phones.citizen_calls(ROSSI, name)
    shown = await asyncio.to_thread(wait_raw, desk, name.encode(), start=size, seconds=10)
    citizen.hang_up()
    await office.settles()
    await asyncio.to_thread(settle, desk)
    return 1000 * (shown - began)
