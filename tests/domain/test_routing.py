"""Which office: the rule on a small gazetteer with one example of every difficulty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.gazetteer import Gazetteer, Place, PlaceKind, build
from console.domain.routing import ProposalKind, complete, propose

M, O, F = PlaceKind.MUNICIPALITY, PlaceKind.OFFICIAL, PlaceKind.FORMER_MUNICIPALITY  # noqa: E741
GR = PlaceKind.OTHER_CANTON


def municipality(name: str, district: str, office: str) -> Place:
    return Place(name, name, district, office, M)


PLACES = (
    municipality("Faido", "Leventina", "faido"),
    municipality("Pollegio", "Leventina", "faido"),
    municipality("Biasca", "Riviera", "biasca"),
    municipality("Serravalle", "Blenio", "acquarossa"),
    municipality("Blenio", "Blenio", "acquarossa"),
    municipality("Bellinzona", "Bellinzona", "bellinzona"),
    municipality("Sant'Antonino", "Bellinzona", "bellinzona"),
    municipality("Cadenazzo", "Bellinzona", "bellinzona"),
    municipality("Gambarogno", "Locarno", "locarno"),
    municipality("Brione sopra Minusio", "Locarno", "locarno"),
    municipality("Campo (Vallemaggia)", "Vallemaggia", "cevio"),
    municipality("Capriasca", "Lugano", "lugano"),
    municipality("Collina d'Oro", "Lugano", "lugano"),
    municipality("Lugano", "Lugano", "lugano"),
    municipality("Massagno", "Lugano", "lugano"),
    Place("Faido", "Faido", "Leventina", "faido", O, "6760", 100),
    Place("Rossura", "Faido", "Leventina", "faido", O, "6760", 100),
    Place("Biasca", "Biasca", "Riviera", "biasca", O, "6710", 99.9),
    Place("Biasca", "Serravalle", "Blenio", "acquarossa", O, "6710", 0.1),
    Place("Semione", "Serravalle", "Blenio", "acquarossa", O, "6714", 99.8),
    Place("Semione", "Faido", "Leventina", "faido", O, "6714", 0.2),
    Place("Semione", "Serravalle", "Blenio", "acquarossa", F, "6714"),
    Place("Cadenazzo", "Cadenazzo", "Bellinzona", "bellinzona", O, "6593", 98.4),
    Place("Cadenazzo", "Gambarogno", "Locarno", "locarno", O, "6593", 1.4),
    Place("Claro", "Bellinzona", "Bellinzona", "bellinzona", F, "6702"),
    Place("Lugano", "Lugano", "Lugano", "lugano", O, "6900", 95),
    Place("Lugano", "Massagno", "Lugano", "lugano", O, "6900", 5),
    Place("Lugano", "Lugano", "Lugano", "lugano", PlaceKind.POST_BOX, "6901"),
    Place("Russo", "Gambarogno", "Locarno", "locarno", PlaceKind.RETIRED_CODE, "6662"),
    Place("Campo (Blenio)", "Blenio", "Blenio", "acquarossa", O, "6720", 100),
    Place("Besso", "Lugano", "Lugano", "lugano", PlaceKind.COLLOQUIAL),
    Place("Medeglia", "Comunanza", "", "", PlaceKind.SHARED_TERRITORY, "6809", 0.7),
    Place("Roveredo TI", "Capriasca", "Lugano", "lugano", O, "6957", 100),
    Place("Roveredo GR", "Roveredo (GR)", "Regione Moesa (GR)", "", GR, "6535", 100),
    Place("S. Bernardino", "Mesocco", "Regione Moesa (GR)", "", GR, "6565", 100),
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return build(PLACES)


@pytest.mark.parametrize(
    ("text", "office", "municipality"),
    [
        ("Faido", "faido", "Faido"),
        ("6760 Faido", "faido", "Faido"),
        ("6760", "faido", "Faido"),
        ("CH-6760 Faido TI", "faido", "Faido"),
        ("Rossura", "faido", "Faido"),
        ("via Cantonale 12, 6760 Faido", "faido", "Faido"),
        ("Faido, via Cantonale 12", "faido", "Faido"),
        ("  FAIDO  ", "faido", "Faido"),
        ("Comune di Faido (TI)", "faido", "Faido"),
        ("Claro", "bellinzona", "Bellinzona"),
        ("6702 Claro", "bellinzona", "Bellinzona"),
        ("S. Antonino", "bellinzona", "Sant'Antonino"),
        ("santantonino", "bellinzona", "Sant'Antonino"),
        ("Collina d\u2019oro", "lugano", "Collina d'Oro"),
        ("collina doro", "lugano", "Collina d'Oro"),
        ("Brione s/Minusio", "locarno", "Brione sopra Minusio"),
        ("Besso", "lugano", "Lugano"),
        ("6662", "locarno", "Gambarogno"),
        ("Biasca", "biasca", "Biasca"),
        ("Cadenazzo", "bellinzona", "Cadenazzo"),
        ("6593 Gambarogno", "locarno", "Gambarogno"),
        ("Campo (Blenio)", "acquarossa", "Blenio"),
        ("campo vallemaggia", "cevio", "Campo (Vallemaggia)"),
        ("Roveredo TI", "lugano", "Capriasca"),
    ],
)
def test_one_office(gazetteer: Gazetteer, text: str, office: str, municipality: str) -> None:
    proposal = propose(gazetteer, text)
    assert (proposal.kind, proposal.office, proposal.municipality) == (ProposalKind.OFFICE, office, municipality)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("6710", ["Biasca", "Serravalle"]),
        ("6710 Biasca", ["Biasca", "Serravalle"]),
        ("6714", ["Serravalle", "Faido"]),
        ("Semione", ["Serravalle", "Faido"]),
        ("6593 Cadenazzo", ["Cadenazzo", "Gambarogno"]),
        ("Campo", ["Campo (Vallemaggia)", "Blenio"]),
        ("Roveredo", ["Capriasca", "Roveredo (GR)"]),
        ("6900 Bellinzona", ["Bellinzona", "Lugano", "Massagno"]),
        ("6901", []),
        ("6901 Lugano", []),
        ("6999 Lugano", ["Lugano"]),
    ],
)
def test_ask_where_it_is_not_certain(gazetteer: Gazetteer, text: str, choices: list[str]) -> None:
    proposal = propose(gazetteer, text)
    assert proposal.kind is ProposalKind.ASK
    assert not proposal.office
    assert [choice.municipality for choice in proposal.choices] == choices


def test_several_municipalities_of_one_office_are_not_asked(gazetteer: Gazetteer) -> None:
    proposal = propose(gazetteer, "6900")
    assert (proposal.kind, proposal.office, proposal.municipality) == (ProposalKind.OFFICE, "lugano", "")
    assert [(c.municipality, c.share) for c in proposal.choices] == [("Lugano", 95), ("Massagno", 5)]


@pytest.mark.parametrize(
    "text", ["6535", "6565 S. Bernardino", "san bernardino", "Mesocco", "Roveredo GR", "8001 Zürich"]
)
def test_other_canton(gazetteer: Gazetteer, text: str) -> None:
    proposal = propose(gazetteer, text)
    assert (proposal.kind, proposal.office) == (ProposalKind.OTHER_CANTON, "")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [("Belinzona", "Bellinzona"), ("Biacsa", "Biasca"), ("Cadenazo", "Cadenazzo"), ("Luga", "Lugano")],
)
def test_a_typo_gets_suggestions_and_no_office(gazetteer: Gazetteer, typo: str, meant: str) -> None:
    proposal = propose(gazetteer, typo)
    assert (proposal.kind, proposal.office) == (ProposalKind.UNKNOWN, "")
    assert proposal.suggestions[0] == meant


def test_a_wrong_name_beside_a_good_code_does_not_hide_the_code(gazetteer: Gazetteer) -> None:
    assert propose(gazetteer, "6760 Fiado").office == "faido"


@pytest.mark.parametrize("text", ["", "  ", "67", "...", "'"])
def test_too_little_is_asked_for(gazetteer: Gazetteer, text: str) -> None:
    proposal = propose(gazetteer, text)
    assert (proposal.kind, proposal.suggestions) == (ProposalKind.UNKNOWN, ())


def test_a_shared_territory_counts_for_nothing(gazetteer: Gazetteer) -> None:
    assert propose(gazetteer, "Medeglia").kind is ProposalKind.UNKNOWN
    assert propose(gazetteer, "6809").kind is ProposalKind.UNKNOWN


@pytest.mark.parametrize(
    "text", ["Faido", "Claro", "Besso", "6900", "6710", "Campo", "6901", "6565", "9000", "6900 Faido", "x", ""]
)
def test_the_reason_is_complete(gazetteer: Gazetteer, text: str) -> None:
    proposal = propose(gazetteer, text)
    sentence = proposal.reason.format(**dict(proposal.facts))
    assert sentence and "{" not in sentence


def test_the_reason_names_the_way_that_was_found(gazetteer: Gazetteer) -> None:
    def sentence(text: str) -> str:
        proposal = propose(gazetteer, text)
        return proposal.reason.format(**dict(proposal.facts))

    assert sentence("faido") == "Comune di Faido, distretto di Leventina"
    assert sentence("claro") == "Claro, oggi comune di Bellinzona, distretto di Bellinzona"
    assert "da confermare" in sentence("besso")
    assert "caselle postali" in sentence("6901")


def test_every_choice_leads_to_its_office(gazetteer: Gazetteer) -> None:
    for text in ("6710", "6714", "6593", "Campo", "Roveredo", "6900 Faido"):
        for choice in propose(gazetteer, text).choices:
            assert propose(gazetteer, choice.municipality).office == choice.office


def test_complete_prefers_municipalities_and_beginnings(gazetteer: Gazetteer) -> None:
    assert complete(gazetteer, "ca") == ("Cadenazzo", "Campo (Vallemaggia)", "Capriasca", "Campo (Blenio)")
    assert complete(gazetteer, "oro") == ("Collina d'Oro",)
    assert complete(gazetteer, "ca", 1) == ("Cadenazzo",)
    assert complete(gazetteer, "d'o") == ("Collina d'Oro",)
    assert complete(gazetteer, "") == ()
    assert complete(gazetteer, "fa", 0) == ()


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{0,6}[ ,-]{0,2}[A-Za-z' ]{0,20}", fullmatch=True))
def test_any_text_gets_a_proposal(text: str) -> None:
    proposal = propose(build(PLACES), text)
    assert proposal.reason.format(**dict(proposal.facts))
    assert (proposal.kind is ProposalKind.OFFICE) == bool(proposal.office)


@given(st.sampled_from([place.municipality for place in PLACES if place.kind is M]))
def test_case_accents_and_signs_change_nothing(name: str) -> None:
    variants = [
        name.upper(),
        name.replace("'", "\u2019"),
        name.replace("(", "").replace(")", ""),
        name.replace("i", "ì"),
    ]
    for variant in variants:
        assert propose(build(PLACES), variant) == propose(build(PLACES), name)
