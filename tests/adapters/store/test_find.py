"""Finding on the file: what is put in order, whole numbers and their ends."""

from __future__ import annotations

import pytest

from console.adapters.store import repository
from console.adapters.store.schema import open_store
from console.domain.contact import Party, State
from fakes.arrivals import NOW, a_visit


@pytest.fixture
def conn(tmp_path):
    opened = open_store(tmp_path / "contacts.db")
    yield opened
    opened.close()


def add(conn, **changes):
    with conn.write():
        return repository.add(conn, a_visit(**changes))[0].id


def found(conn, text, *, include_closed=True, limit=50):
    return [one.id for one in repository.find(conn, text, include_closed=include_closed, limit=limit)]


def test_of_a_word_in_very_many_the_latest_are_put_in_order(conn, monkeypatch):
    monkeypatch.setattr(repository, "NEWEST", 3)
    ids = [add(conn, subject="precetto", arrived_at=NOW - at) for at in range(5)]
    assert found(conn, "precetto") == ids[2:]


def test_open_ones_are_found_however_old_they_are(conn, monkeypatch):
    monkeypatch.setattr(repository, "NEWEST", 3)
    oldest = add(conn, subject="precetto")
    for _at in range(5):
        add(conn, subject="precetto", state=State.CLOSED)
    assert found(conn, "precetto", include_closed=False) == [oldest]


def test_the_newest_by_arrival_comes_first_whatever_its_number(conn):
    late = add(conn, subject="precetto", arrived_at=NOW + 60)
    early = add(conn, subject="precetto", arrived_at=NOW - 60)
    assert found(conn, "precetto") == [late, early]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+41791234567", "079 123 45 67"), ("+41791234567", "+41 79 123 45 67"), ("+41791234567", "0041791234567"),
        ("+41791234567", "4567"), ("+41791234567", "45 67"), ("+39021234567", "02 1234567"), ("91814", "91814"),
    ],
)  # fmt: skip
def test_a_number_however_it_is_typed(conn, stored, typed):
    wanted = add(conn, party=Party(phone=stored))
    add(conn, party=Party(phone="+41916667788"))
    assert found(conn, typed) == [wanted]
