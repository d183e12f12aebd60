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


def asks(desk: Terminal) -> None:
    """F6, reference, commune, F6: the clerk is asked first. Six keys beside the words with the F6 that completes."""
    desk.send(KEYS["f6"].encode() + f"2026-0012345{KEYS['tab']}airolo{KEYS['tab']}".encode() + KEYS["f6"].encode())


@pytest.fixture
def celio(site: TestSite) -> Iterator[Terminal]:
    command = (*CONSOLE, "--role", "clerk", "--clerk", "celio")
    with Terminal(command, columns=80, rows=24, environment=site.environment) as clerk:
        clerk.wait("Nessuna telefonata per te")
        yield clerk


def test_a_consult_is_answered_and_completed_and_the_packet_pops(
    site: TestSite, door: PhoneDoor, anna: Terminal, celio: Terminal
) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome="answered", after=2)
    rings(door, anna)
    takes(anna)
    asks(anna)
    anna.wait("in consultazione", "Squilla da A. Celio", "F8 Riprende il cittadino")
    celio.wait("☎ Squilla  Rossi Mario  +41 91 000 10 11  es. 2026-0012345", "Contesta il calcolo del minimo")
    anna.wait("Parli con A. Celio: F6 passa la chiamata", "F6 Passa la chiamata")
    celio.wait("☎ In linea  Rossi Mario")
    anna.press("f6")
    anna.wait("Rossi Mario è da Aldo Celio", "disponibile")
    celio.wait("da accettare 1", "F5 Accetta")
    celio.press("f5")
    anna.wait("Aldo Celio ha accettato Rossi Mario")
    contact = site.json("contacts", "list")[0]
    assert (contact["state"], contact["clerk"], contact["handoff_state"]) == ("accepted", "celio", "accepted")
    assert door.ask_now("calls")["calls"][0]["phase"] == "with_clerk"


def test_a_consult_is_handed_back_while_it_rings_and_while_they_talk(door: PhoneDoor, anna: Terminal) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome=["answered", "answered"], after=1.5)
    rings(door, anna)
    takes(anna)
    asks(anna)
    anna.wait("Squilla da A. Celio")
    anna.press("f8")
    anna.wait("Di nuovo in linea con Rossi Mario", "in mano a te · in linea")
    anna.press("f6")
    anna.wait("2026-0012345", "manca: nulla")
    anna.press("f6")
    anna.wait("Parli con A. Celio")
    anna.press("f8")
    anna.wait("Di nuovo in linea con Rossi Mario", "in mano a te · in linea")
    assert door.ask_now("calls")["calls"][0]["phase"] == "talking"


def test_a_clerk_who_is_busy_silent_or_declines_gives_the_citizen_back(door: PhoneDoor, anna: Terminal) -> None:
    outcomes = {"busy": "è al telefono", "no_answer": "non risponde", "refused": "ha rifiutato o riagganciato"}
    door.ask_now("transfer_outcome", extension=CELIO, outcome=list(outcomes), after=0.3)
    rings(door, anna)
    takes(anna)
    asks(anna)
    for sentence in outcomes.values():
        anna.wait(f"Aldo Celio {sentence}. Di nuovo con Rossi Mario, F6 riprova.", "in linea")
        anna.press("f6")
        anna.wait("2026-0012345", "manca: nulla")
        anna.press("f6")


def test_a_clerk_who_hangs_up_in_the_middle_gives_the_citizen_back(door: PhoneDoor, anna: Terminal) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome="answered", after=0.3)
    rings(door, anna)
    takes(anna)
    asks(anna)
    anna.wait("Parli con A. Celio")
    door.ask_now("phone_hangs_up", extension=CELIO)
    anna.wait("Di nuovo con Rossi Mario", "in linea")


def test_a_citizen_who_hangs_up_in_the_middle_of_a_consult_leaves_a_contact_to_close(
    door: PhoneDoor, anna: Terminal, celio: Terminal
) -> None:
    door.ask_now("transfer_outcome", extension=CELIO, outcome="answered", after=0.3)
    rings(door, anna)
    takes(anna)
    asks(anna)
    anna.wait("Parli con A. Celio")
    celio.wait("☎ In linea  Rossi Mario")
    door.ask_now("hang_up", number=NUMBER)
    anna.wait("Rossi Mario ha riagganciato durante la consultazione", "da chiudere")
    celio.wait("Nessuna telefonata per te")
    anna.press("f9")
    anna.wait("doppione")
    anna.press("enter")
    anna.wait("Mani libere")


def test_a_missed_caller_is_one_row_and_is_called_back(site: TestSite, door: PhoneDoor, anna: Terminal) -> None:
    for _time in range(2):
        rings(door, anna)
        door.ask_now("hang_up", number=NUMBER)
        anna.wait("da richiamare")
    anna.wait("2 volte", "↩ 1 da richiamare")
    anna.press("d")
    anna.wait("Filtro: da richiamare")
    anna.press("enter", "enter", "enter")
    anna.wait("Il tuo telefono suona")
    anna.wait("in linea", "Rossi Mario")
    anna.press("g")
    anna.wait("da chiudere")
    assert "2 volte" not in site.run("contacts", "list").stdout


def test_a_pause_is_seen_at_the_exchange_and_the_hours_by_everybody(site: TestSite, anna: Terminal) -> None:
    anna.press("s")
    anna.wait("Il mio stato", "7  Fuori dalla coda")
    anna.press("3")
    anna.wait("○ pranzo")
    anna.press("s")
    anna.wait("al centralino: in coda, in pausa (pranzo)")
    anna.press("7")
    anna.wait("○ assente")
    anna.press("s")
    anna.wait("al centralino: fuori dalla coda")
    anna.press("1")
    anna.wait("● disponibile")
    anna.press("e", "3")
    anna.wait("chiuso, deciso da A. Bianchi")
    status = site.json("phone", "status")
    assert (status["hours"]["mode"], status["hours"]["open"]) == ("closed", False)
