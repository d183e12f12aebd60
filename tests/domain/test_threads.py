"""Our token in a subject and who may use it; when a machine's mails stand behind one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.contact import FOLDED, Channel, Contact, ContactId, Party, State
from console.domain.threads import FOLD_SECONDS, folded_behind, host_of, knows, token_of

NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: Precetto [UE-12]", 12), ("R: [UE-3] Precetto [UE-12]", 12), ("Precetto", 0), ("[UE-]", 0), ("[XX-12]", 0),
        ("UE-12", 0), ("[UE-1234567890123]", 0), ("[ue-12]", 0),
    ],
)  # fmt: skip
def test_the_token(subject, number):
    assert token_of(subject, "UE") == number
    assert token_of(subject, "") == 0


def test_only_who_has_a_part_in_it_may_use_the_token():
    contact = Contact(channel=Channel.EMAIL, party=Party(email="Rossi@x.ch"), arrived_at=NOW, state_since=NOW)
    assert knows(contact, (), "rossi@X.ch ")
    assert knows(contact, ("avvocato@y.ch",), "Avvocato@y.ch")
    assert not knows(contact, ("avvocato@y.ch",), "altro@z.ch")
    assert not knows(replace(contact, party=Party()), (), "")


def machine(number: int, *, ago: float, state: State = State.WAITING, **more) -> Contact:
    usual = {"flags": ("automatic",), "party": Party(email="robot@x.ch"), "thread": ContactId(1)}
    return Contact(id=ContactId(number), channel=Channel.EMAIL, state=state, arrived_at=NOW - ago,
                   state_since=NOW - ago, **(usual | more))  # fmt: skip


NEW = machine(0, ago=0)


def test_the_fourth_within_an_hour_stands_behind_the_newest_open_one():
    group = [machine(one, ago=one * 60) for one in (2, 3, 4)]
    assert host_of(NEW, group).id == 2
    assert host_of(NEW, group[:2]) is None
    assert host_of(NEW, [*group[:2], machine(4, ago=FOLD_SECONDS)]) is None
    closed = [replace(one, state=State.CLOSED) for one in group]
    assert host_of(NEW, closed) is None
    assert host_of(NEW, [*closed, machine(9, ago=3000)]).id == 9


def test_people_and_other_machines_stand_by_themselves():
    group = [machine(one, ago=one * 60) for one in (2, 3, 4)]
    assert host_of(replace(NEW, flags=()), group) is None
    assert host_of(replace(NEW, party=Party(email="other@x.ch")), group) is None
    people = [replace(one, flags=()) for one in group]
    assert host_of(NEW, people) is None


def test_those_behind_are_counted():
    behind = [machine(one, ago=1, state=State.CLOSED, twin=ContactId(2), flags=("automatic", FOLDED)) for one in (5, 6)]
    assert folded_behind(machine(2, ago=60), [*behind, machine(7, ago=1, twin=ContactId(2))]) == 2
