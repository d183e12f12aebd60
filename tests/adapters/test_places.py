"""The gazetteer as shipped: every municipality and postal code of the canton, and broken tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from console.adapters.directory import lazily
from console.adapters.knowledge.places import LOCALITIES, MUNICIPALITIES, PlacesUnreadable, load
from console.domain.gazetteer import Gazetteer
from console.domain.routing import ProposalKind, propose

DATA = Path(__file__).parents[2] / "data" / "reference"
OFFICES = {"acquarossa", "bellinzona", "biasca", "cevio", "faido", "mendrisio", "locarno", "lugano"}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load(DATA)


def test_every_municipality_has_its_office(gazetteer: Gazetteer) -> None:
    rows = table(MUNICIPALITIES)
    assert len(rows) == 100
    assert {row["office"] for row in rows} == OFFICES
    for row in rows:
        for text in (row["name"], row["name"].upper(), f"Comune di {row['name']}"):
            proposal = propose(gazetteer, text)
            assert (proposal.office, proposal.municipality) == (row["office"], row["name"]), text


def test_districts_have_the_known_number_of_municipalities() -> None:
    count: dict[str, int] = defaultdict(int)
    for row in table(MUNICIPALITIES):
        count[row["district"]] += 1
    assert count == {
        "Lugano": 43, "Locarno": 19, "Mendrisio": 11, "Leventina": 8, "Vallemaggia": 8,
        "Bellinzona": 6, "Blenio": 3, "Riviera": 2,
    }  # fmt: skip


def test_only_the_five_codes_that_span_offices_are_asked(gazetteer: Gazetteer) -> None:
    spanning = {row["postal_code"] for row in table("ambiguous_postal_codes.csv") if row["spans_offices"] == "yes"}
    assert spanning == {"6533", "6593", "6710", "6714", "6742"}
    boxes = {row["postal_code"] for row in table(LOCALITIES) if row["kind"] == "post_box"}
    asked = {code for code in gazetteer.by_code if propose(gazetteer, code).kind is ProposalKind.ASK}
    assert asked == spanning | boxes


def test_codes_of_several_municipalities_in_one_office_are_not_asked(gazetteer: Gazetteer) -> None:
    offices: dict[str, set[str]] = defaultdict(set)
    for row in table("ambiguous_postal_codes.csv"):
        if row["spans_offices"] == "no" and row["office"]:
            offices[row["postal_code"]].add(row["office"])
    assert len(offices) == 51
    for code, (office,) in offices.items():
        assert (propose(gazetteer, code).kind, propose(gazetteer, code).office) == (ProposalKind.OFFICE, office)


def test_the_grigioni_codes_are_another_canton(gazetteer: Gazetteer) -> None:
    codes = {row["postal_code"] for row in table(LOCALITIES) if row["kind"] == "other_canton"} - {"6533"}
    assert min(codes) == "6534" and max(codes) == "6565"
    assert {propose(gazetteer, code).kind for code in codes} == {ProposalKind.OTHER_CANTON}


def test_no_locality_is_sent_to_an_office_that_is_not_one_of_its_own(gazetteer: Gazetteer) -> None:
    offices: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = [row for row in table(LOCALITIES) if row["kind"] not in ("post_box", "shared_territory")]
    for row in rows:
        offices[row["postal_code"], row["locality"]].add(row["office"])
    for (code, name), expected in offices.items():
        if not code:
            continue
        proposal = propose(gazetteer, f"{code} {name}")
        if len(expected) > 1:
            assert proposal.kind is ProposalKind.ASK, (code, name)
        else:
            assert {proposal.office} == expected, (code, name)


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("Claro", "bellinzona"), ("Preonzo", "bellinzona"), ("Medeglia", "lugano"), ("Maroggia", "lugano"),
        ("Arogno", "lugano"), ("Brusino Arsizio", "lugano"), ("Riva San Vitale", "mendrisio"), ("Personico", "faido"),
        ("Iragna", "biasca"), ("Isone", "bellinzona"), ("Avegno Gordevio", "cevio"), ("Terre di Pedemonte", "locarno"),
        ("Bodio", "faido"), ("Curio", "lugano"), ("Riva S. Vitale", "mendrisio"), ("Ronco s/Ascona", "locarno"),
    ],
)  # fmt: skip
def test_traps_of_mergers_and_districts(gazetteer: Gazetteer, name: str, office: str) -> None:
    assert propose(gazetteer, name).office == office


def test_every_choice_of_every_code_leads_to_its_office(gazetteer: Gazetteer) -> None:
    for code in gazetteer.by_code:
        for choice in propose(gazetteer, code).choices:
            assert propose(gazetteer, choice.municipality).office == choice.office, (code, choice)


def test_the_folder_is_read_once(tmp_path: Path) -> None:
    for name in (MUNICIPALITIES, LOCALITIES):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    gazetteer = lazily(tmp_path)
    first = gazetteer()
    (tmp_path / LOCALITIES).unlink()
    assert gazetteer() is first


HEAD = "postal_code,locality,municipality,district,office,kind,share_percent\n"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a,b\n", 1, "no column"),
        (b"", 1, "no column"),
        ((HEAD + "6500,X,Y,Z,o,official,100\n6500,X\n").encode(), 3, "2 columns instead of 7"),
        ((HEAD + "6500,X,Y,Z,o,offical,100\n").encode(), 2, "offical"),
        ((HEAD + "65a0,X,Y,Z,o,official,100\n").encode(), 2, "four digits"),
        ((HEAD + "6500,X,Y,Z,o,official,ten\n").encode(), 2, "ten"),
        ((HEAD + "6500,X,Y,Z,,official,1\n").encode(), 2, "office"),
        ((HEAD + "6500,,Y,Z,o,official,1\n").encode(), 2, "locality"),
        (HEAD.encode() + b"6500,\xff,Y,Z,o,official,1\n", 1, "utf-8"),
        (HEAD.encode() + b'6500,"X,Y\n', 1, ""),
    ],
)
def test_a_broken_table_names_file_line_and_problem(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    (tmp_path / MUNICIPALITIES).write_bytes((DATA / MUNICIPALITIES).read_bytes())
    (tmp_path / LOCALITIES).write_bytes(content)
    with pytest.raises(PlacesUnreadable) as caught:
        load(tmp_path)
    assert (caught.value.file.name, caught.value.line) == (LOCALITIES, line)
    assert words in caught.value.problem


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlacesUnreadable, match=MUNICIPALITIES):
        load(tmp_path)
