"""The main job with calls: a console in a real terminal, intake in its own process, a simulated exchange behind it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.site import CONSOLE, TestSite, make_site
from fakes.phone_door import PhoneDoor
from rigs.terminal import KEYS, Terminal

pytestmark = pytest.mark.timeout(240)

NUMBER = "+41910001011"
CELIO = "3501"
"""The only clerk of the office for Airolo in the example site."""


@pytest.fixture
def door(tmp_path: Path) -> PhoneDoor:
    return PhoneDoor(tmp_path / "door")


@pytest.fixture
def site(tmp_path: Path, door: PhoneDoor) -> Iterator[TestSite]:
    phone = {"source": "simulated"}
    made = make_site(tmp_path / "site", phone=phone, secrets={"CONSOLE_PHONE_CONTROL": str(door.folder)})
    process = made.start("intake")
    yield made
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@pytest.fixture
def anna(site: TestSite) -> Iterator[Terminal]:
    with Terminal((*CONSOLE, "--operator", "anna"), columns=120, rows=36, environment=site.environment) as desk:
        desk.wait("Mani libere")
        yield desk


def rings(door: PhoneDoor, desk: Terminal, **caller: object) -> None:
    """Somebody calls, and stands in the queue."""
    door.ask_now("arrive", number=NUMBER, name="Rossi Mario", says="Contesta il calcolo del minimo", **caller)
    desk.wait("Rossi Mario")


def takes(desk: Terminal) -> None:
    """F5, and the citizen is on the line."""
    desk.press("f5")
    desk.wait("in linea", "Rossi Mario")


def hands_on(desk: Terminal) -> None:
    """F6, reference, commune, F7: typed at once, as over a slow line; each key finds its place."""
    desk.send(KEYS["f6"].encode() + f"2026-0012345{KEYS['tab']}airolo{KEYS['tab']}".encode() + KEYS["f7"].encode())


def test_a_general_question_is_answered_and_closed(site: TestSite, door: PhoneDoor, anna: Terminal) -> None:
    rings(door, anna)
    takes(anna)
    anna.type("bloccato lo stipendio")
    anna.wait("DA DIRE")
    anna.press("enter")
    anna.press("f9")
    anna.wait("risposto")
    anna.press("enter")
    anna.wait("Mani libere")
    contact = site.json("contacts", "list", "--closed")[0]
    assert (contact["state"], contact["name"]) == ("closed", "Rossi Mario")
    assert door.ask_now("calls")["calls"] == []


def test_who_hangs_up_while_waiting_is_to_be_called_back(site: TestSite, door: PhoneDoor, anna: Terminal) -> None:
    rings(door, anna)
    door.ask_now("hang_up", number=NUMBER)
    anna.wait("da richiamare")
    assert site.json("contacts", "list")[0]["state"] == "missed"


def test_a_busy_clerk_one_who_does_not_answer_and_one_who_does(site: TestSite, door: PhoneDoor, anna: Terminal) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome=["busy", "no_answer", "answered"], after=0.3)
    rings(door, anna)
    takes(anna)
    hands_on(anna)
    anna.wait("non riuscito: occupato", "in linea")
    anna.press("f6")
    anna.wait("Da dire", "manca: nulla")
    anna.press("f7")
    anna.wait("non riuscito: non risponde", "in linea")
    anna.press("f6")
    anna.wait("Da dire", "manca: nulla")
    anna.press("f7")
    anna.wait("passato a Aldo Celio", "Rossi Mario è da Aldo Celio")
    shown = door.shown(CELIO)[-1]["presentation"]
    assert shown["name"].endswith("Rossi Mario")
    command = (*CONSOLE, "--role", "clerk", "--clerk", "celio")
    with Terminal(command, columns=120, rows=36, environment=site.environment) as clerk:
        clerk.wait("Rossi Mario", "Contesta il calcolo")
        clerk.press("f5")
        anna.wait("Aldo Celio ha accettato Rossi Mario")
        clerk.send(KEYS["f7"].encode() + b"Nuovo calcolo ordinato" + KEYS["f7"].encode())
        anna.wait("Nuovo calcolo ordinato")
    assert site.json("contacts", "list", "--closed")[0]["state"] == "closed"


def test_who_hangs_up_during_the_transfer_leaves_a_contact_to_close(door: PhoneDoor, anna: Terminal) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome="no_answer", after=30)
    rings(door, anna)
    takes(anna)
    hands_on(anna)
    anna.wait("passaggio in corso")
    door.ask_now("hang_up", number=NUMBER)
    anna.wait("da chiudere")
