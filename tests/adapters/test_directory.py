"""The directory of the example site: people by id, office and extension; places with a reason, whatever is typed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.adapters.directory import SiteDirectory, lazily
from console.domain.contact import ClerkId, OfficeId, OperatorId
from console.domain.errors import NotFound
from console.domain.routing import ProposalKind
from console.services.ports import Directory
from console.settings.load import load_site
from console.settings.paths import shipped
from console.settings.site import People

CONFIG, DATA = shipped()
gazetteer = lazily(DATA / "reference")


@cache
def people() -> People:
    site, problems = load_site(CONFIG, DATA)
    assert site is not None, problems
    return site.people


@pytest.fixture(scope="module")
def directory() -> SiteDirectory:
    return SiteDirectory(people(), gazetteer)


def test_it_is_a_directory(directory: SiteDirectory) -> None:
    port: Directory = directory
    assert [office.id for office in port.offices()][:2] == ["acquarossa", "bellinzona"]


def test_every_clerk_has_an_office_and_is_found_in_it(directory: SiteDirectory) -> None:
    for clerk in directory.clerks():
        assert directory.clerk(clerk.id) is clerk
        assert clerk in directory.clerks(directory.office(clerk.office).id)
    assert {clerk.office for clerk in directory.clerks(OfficeId("lugano"))} == {"lugano"}
    assert directory.clerks(OfficeId("altrove")) == ()


def test_an_operator_is_found_by_extension(directory: SiteDirectory) -> None:
    for operator in directory.operators():
        assert directory.operator_at(operator.extension) is operator
        assert directory.operator(operator.id) is operator
    assert directory.operator_at("9999") is None
    assert directory.operator_at("") is None


def test_nobody_sits_at_an_empty_extension() -> None:
    known = people()
    without = replace(known, operators=(replace(known.operators[0], extension=""),))
    assert SiteDirectory(without, gazetteer).operator_at("") is None


def test_unknown_ids_are_named(directory: SiteDirectory) -> None:
    with pytest.raises(NotFound, match="office 'x'"):
        directory.office(OfficeId("x"))
    with pytest.raises(NotFound, match="clerk 'x'"):
        directory.clerk(ClerkId("x"))
    with pytest.raises(NotFound, match="operator 'x'"):
        directory.operator(OperatorId("x"))


@pytest.mark.parametrize(
    ("typed", "office"),
    [("Biasca", "biasca"), ("6760 Faido", "faido"), ("comune di Mendrisio", "mendrisio"), ("Locarno TI", "locarno")],
)
def test_a_place_leads_to_its_office(directory: SiteDirectory, typed: str, office: str) -> None:
    proposal = directory.route(typed)
    assert (proposal.kind, proposal.office) == (ProposalKind.OFFICE, office)
    assert proposal.reason.format(**dict(proposal.facts))


def test_a_place_of_an_office_that_the_site_does_not_have() -> None:
    known = people()
    without = replace(known, offices=tuple(one for one in known.offices if one.office.id != "biasca"))
    proposal = SiteDirectory(without, gazetteer).route("Biasca")
    assert (proposal.kind, proposal.office, proposal.municipality) == (ProposalKind.UNKNOWN, "", "Biasca")
    assert "Riviera" in proposal.reason.format(**dict(proposal.facts))


def test_choices_name_only_offices_of_the_site() -> None:
    known = people()
    asked = SiteDirectory(known, gazetteer).route("6593 Cadenazzo")
    assert asked.kind is ProposalKind.ASK
    gone = asked.choices[0].office
    without = replace(known, offices=tuple(one for one in known.offices if one.office.id != gone))
    left = SiteDirectory(without, gazetteer).route("6593 Cadenazzo").choices
    assert left
    assert gone not in {choice.office for choice in left}


def test_names_are_completed_while_they_are_typed(directory: SiteDirectory) -> None:
    assert directory.complete("gord")[0] == "Gordola"
    assert directory.complete("") == ()
    assert len(directory.complete("c", limit=3)) == 3


def test_unreadable_tables_leave_the_choice_to_the_operator(tmp_path: Path) -> None:
    directory = SiteDirectory(people(), lazily(tmp_path))
    proposal = directory.route("Biasca")
    assert (proposal.kind, proposal.office) == (ProposalKind.UNKNOWN, "")
    assert proposal.reason
    assert directory.complete("Bia") == ()


@given(st.text(max_size=80))
def test_whatever_is_typed_gets_a_proposal(typed: str) -> None:
    directory = SiteDirectory(people(), gazetteer)
    proposal = directory.route(typed)
    assert proposal.office in {"", *(office.id for office in directory.offices())}
    assert proposal.reason.format(**dict(proposal.facts)) or not proposal.reason
