"""A whole site on a real Asterisk: from the citizen's call over the board to the clerk's phone, and the doctor."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from console import bootstrap
from console.bootstrap.links import build_intake
from console.cli.health import Health
from console.cli.health_pbx import telephone
from console.domain.contact import CallState, ClerkId, Contact, ContactId, OfficeId
from console.domain.handoff import HandoffState, Way
from console.settings.load import load_site
from rigs.asterisk.pbx import SECRET, Pbx
from rigs.asterisk_rig import CLERKS, Office

pytestmark = pytest.mark.server

REPO = Path(__file__).parents[3]
ROSSI = "+41910001011"
CASE = "9999123"
Found = TypeVar("Found")


def site_folder(folder: Path, port: int, secret: str = SECRET, queue: str = "console") -> Path:
    """The example site: its telephone is the Asterisk behind this port, clerk Dotti has a phone of the rig."""
    config = folder / "config"
    shutil.copytree(REPO / "config", config)
    clerks = (config / "clerks.yaml").read_text(encoding="utf-8")
    (config / "clerks.yaml").write_text(clerks.replace('"3101"', f'"{CLERKS[0]}"'), encoding="utf-8")
    (config / "pbx-password").write_text(secret + "\n", encoding="utf-8")
    (config / "console.yaml").write_text(
        f"phone:\n  source: asterisk\n  queue: {queue}\n  asterisk: {{host: 127.0.0.1, port: {port}, security: none, "
        "user: console, password_file: pbx-password}\n",
        encoding="utf-8",
    )
    return config


@pytest.fixture
async def services(office: Office, tmp_path: Path) -> AsyncIterator[bootstrap.Services]:
    """The site, with its intake at work."""
    config = site_folder(tmp_path, office.road.port)
    options = bootstrap.Options(config=config, data_dir=tmp_path / "data", operator="anna")
    async with bootstrap.open_site(options) as opened:
        intake = asyncio.create_task(build_intake(opened).run())
        yield opened
        intake.cancel()
        await asyncio.gather(intake, return_exceptions=True)


async def until(services: bootstrap.Services, look: Callable[[], Awaitable[Found | None]]) -> Found:
    """What `look` finds, once it finds something."""
    async with asyncio.timeout(15):
        while not (found := await look()):
            await services.wakeup.wait(0.1)
    return found


async def first(services: bootstrap.Services) -> ContactId:
    """The first contact on the board, once there is one."""

    async def look() -> ContactId | None:
        return next((row.id for row in (await services.store.board()).rows), None)

    return await until(services, look)


async def becomes(services: bootstrap.Services, contact: ContactId, holds: Callable[[Contact], bool]) -> Contact:
    """The contact, once this holds."""

    async def look() -> Contact | None:
        found = await services.store.contact(contact)
        return found if holds(found) else None

    return await until(services, look)


async def test_a_citizen_is_taken_and_handed_on_with_the_case(office: Office, services: bootstrap.Services) -> None:
    citizen = office.phones.citizen_calls(ROSSI, "Rossi Màrio")
    contact = await first(services)
    await services.desk.claim(contact)
    talking = await becomes(services, contact, lambda one: one.call_state is CallState.TALKING)
    assert (talking.party.name, talking.party.phone) == ("Rossi Màrio", ROSSI)
    form = await services.handoff.form(contact)
    packet = replace(form.packet, case_reference=CASE, question="Chiede una rateazione", note="riservato")
    await services.handoff.send(contact, packet, Way.BLIND, office=OfficeId("acquarossa"), clerk=ClerkId("dotti"))
    clerk = await office.phones.rings(CLERKS[0])
    await becomes(services, contact, lambda one: one.handoff is not None and one.handoff.state is HandoffState.SENT)
    assert clerk.invite.one("X-Numero-Esecuzione") == CASE
    assert clerk.invite.display()[0].startswith(f"Es. {CASE}")
    assert "riservato" not in str(clerk.invite)
    citizen.hang_up()


@pytest.mark.parametrize(
    ("secret", "queue", "said", "health_is"),
    [(SECRET, "console", "", Health.OK), ("falsch", "console", "rifiutato", Health.FAILURE),
     (SECRET, "coda", "coda", Health.FAILURE)],
)  # fmt: skip
def test_the_doctor_says_what_is_missing(
    asterisk: Pbx, tmp_path: Path, secret: str, queue: str, said: str, health_is: Health
) -> None:
    site, _problems = load_site(site_folder(tmp_path, asterisk.ami, secret, queue), tmp_path / "data")
    assert site is not None
    findings = list(telephone(site))
    assert findings[-1].health is not Health.FAILURE or said in findings[-1].hint
    assert any(one.health is health_is and said in one.hint for one in findings)
    if health_is is Health.OK:
        strange = [one.hint for one in findings if one.health is Health.WARNING]
        assert all("3013" in hint and "3011" not in hint for hint in strange), "the rig has two operators of seven"
