"""A whole site on a real Asterisk: from the citizen's call over the board to the clerk's phone, and the doctor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.phone.site import becomes, row_of, running, site_folder
from console import bootstrap
from console.cli.health import Health
from console.cli.health_pbx import telephone
from console.domain.contact import CallState, ClerkId, OfficeId
from console.domain.handoff import HandoffState, Way
from console.settings.load import load_site
from rigs.asterisk.pbx import SECRET, Pbx
from rigs.asterisk_rig import CLERKS, Office

pytestmark = pytest.mark.server

ROSSI = "+41910001011"
CASE = "9999123"


@pytest.fixture
async def services(office: Office, tmp_path: Path) -> AsyncIterator[bootstrap.Services]:
    """The site, with its intake at work."""
    async with running(office, tmp_path) as opened:
        yield opened


async def test_a_citizen_is_taken_and_handed_on_with_the_case(office: Office, services: bootstrap.Services) -> None:
    citizen = office.phones.citizen_calls(ROSSI, "Rossi Màrio")
    contact = (await row_of(services, ROSSI)).id
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
