"""The domicile out of the words of a mail, on the real tables of places."""

from __future__ import annotations

import pytest

from console.adapters.knowledge.places import load
from console.domain.place_said import place_said
from house.repository import ROOT


@pytest.fixture(scope="module")
def gazetteer():
    return load(ROOT / "data" / "reference")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Buongiorno, sono domiciliato a Airolo e vorrei sapere…", "Airolo"),
        ("Abito a Chiasso da due anni.", "Chiasso"),
        ("sono residente nel comune di Biasca", "Biasca"),
        ("Ich bin wohnhaft in Locarno.", "Locarno"),
        ("J'habite à Mendrisio", "Mendrisio"),
        ("I live in Bellinzona, please", "Bellinzona"),
        ("Mario Rossi\nVia Stazione 3\n6780 Airolo", "Airolo"),
        ("Cordiali saluti\nMario Rossi, CH-6900 Lugano", "Lugano"),
        ("6780 Airolo … domicilio: Airolo", "Airolo"),
        ("Comune: Faido", "Faido"),
    ],
)
def test_said_beyond_doubt(gazetteer, text, place):
    assert place_said(gazetteer, text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ho ricevuto un precetto da Airolo",
        "Sono domiciliato a Airolo, prima abitavo a 6900 Lugano",
        "All'Ufficio di esecuzione\nPretorio\n6760 Faido",
        "Ufficio di esecuzione, 6760 Faido",
        "Grazie.\n\nIl giorno 2 marzo 2026 Ufficio ha scritto:\n> domicilio a Airolo\n> 6780 Airolo",
        "Esecuzione n. 6780 di CHF 6900 franchi",
        "sono domiciliato a Zurigo, 8000 Zürich",
        "abito a casa di mio padre",
        "tel 091 6780 Airone",
    ],
)
def test_in_doubt_nothing(gazetteer, text):
    assert place_said(gazetteer, text) == ""


def test_the_offices_address_does_not_hide_the_citizens(gazetteer):
    text = "Mario Rossi\nVia Stazione 3\n6780 Airolo\n\nSpett.le\nUfficio di esecuzione\n6760 Faido\n\nBuongiorno"
    assert place_said(gazetteer, text) == "Airolo"


def test_a_long_text_is_read_only_so_far(gazetteer):
    assert place_said(gazetteer, "x" * 30_000 + "\n6780 Airolo") == ""
