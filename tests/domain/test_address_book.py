"""The address book: everybody with an address, found by name, place or role."""

from console.domain.address_book import book, search
from console.domain.office import Address, Listed
from fakes.seat import CLERKS, OFFICES, OTHERS

BOOK = book(OFFICES, CLERKS, OTHERS)


def found(query, **more):
    return [one.email for one in search(BOOK, query, **more)]


def test_offices_come_with_their_clerks_then_the_own_list():
    assert [one.kind for one in BOOK] == [
        Listed.OFFICE, Listed.CLERK, Listed.CLERK, Listed.OFFICE, Listed.CLERK, Listed.OTHER,
    ]  # fmt: skip
    assert book((), (), (Address(name="x", email=""),)) == ()


def test_by_name_without_accents_and_in_any_order():
    assert found("celio aldo") == ["a.celio@ue.example"]
    assert found("CELIO") == ["a.celio@ue.example"]
    assert found("cel xyz") == []


def test_by_role_and_by_place():
    assert found("pignor") == ["g.marini@ue.example"]
    assert found("rigetto") == ["pretura@giustizia.example"]
    assert found("faido")[0] == "faido@ue.example"
    assert set(found("faido")) == {
        "faido@ue.example", "a.celio@ue.example", "g.marini@ue.example", "pretura@giustizia.example",
    }  # fmt: skip


def test_by_the_address_itself():
    assert found("pretura@giu") == ["pretura@giustizia.example"]


def test_the_competent_office_comes_first():
    assert found("airolo") == []
    assert found("airolo", competent="faido") == ["faido@ue.example", "a.celio@ue.example", "g.marini@ue.example"]


def test_an_empty_query_finds_nobody_and_a_limit_holds():
    assert found("  ") == []
    assert len(search(BOOK, "ue", limit=1)) <= 1
