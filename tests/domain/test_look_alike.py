"""Who poses as somebody else is named, and nobody else is."""

from __future__ import annotations

import pytest

from adapters.mail.decoding.test_zoo import CASES
from console.adapters.mail.decode import decode
from console.domain.look_alike import (
    DOUBTS,
    MIXED_LETTERS,
    NAME_ADDRESS,
    NAME_OURS,
    NEAR_DOMAIN,
    REPLY_ELSEWHERE,
    ascii_form,
    doubts,
    edits,
    known_to,
)
from console.services.sender_rules import MailRules, marked

KNOWN = known_to(
    ("ufficio@uefaido.example", "lugano@uefaido.example", "k@di.ti.ch"),
    ("Ufficio di esecuzione", "Ufficio di esecuzione di Leventina, Faido"),
    ("bancaticinese.ch",),
)


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("boss@ti.ch", "a@example.com", {NAME_ADDRESS}),
        ("UFFICIO DI ESECUZIONE", "a@example.com", {NAME_OURS}),
        ("www.uefaido.example", "a@example.com", {NAME_OURS}),
        ("ufficio@uefaido.example", "a@example.com", {NAME_ADDRESS, NAME_OURS}),
        ("Posta", "a@p0stfinance.ch", {NEAR_DOMAIN}),
        ("Posta", "a@postfinnance.ch", {NEAR_DOMAIN}),
        ("Posta", "a@login-post-ch.com", {NEAR_DOMAIN}),
        ("Posta", "a@post.ch.example.com", {NEAR_DOMAIN}),
        ("Cantone", "a@tl.ch", {NEAR_DOMAIN}),
        ("Banca", "a@bancaticinesse.ch", {NEAR_DOMAIN}),
        ("Ufficio", "a@uefaid0.example", {NEAR_DOMAIN}),
        ("Ufficio", "a@uefaido.com", {NEAR_DOMAIN}),
        ("Post", "a@pоst.ch", {MIXED_LETTERS}),
        ("Post", "a@xn--pst-tdd.ch", {MIXED_LETTERS}),
    ],
)
def test_a_sender_who_poses_is_named(name: str, address: str, found: set[str]) -> None:
    assert set(doubts(name, address, "", KNOWN)) == found


HONEST = """
    ti.ch sub.ti.ch post.ch ufficio.uefaido.example ai.ch gr.ch vd.ch comune.lugano.ch posta.ch raiffeisen.at ubs.ch
    gmail.com ymail.com gmx.ch hotmail.com libero.it tin.it sunrise.ch suva.ch zürich.example axa.ch zkb.ch apple.ch
    example.ch ticinoonline.ch
"""


@pytest.mark.parametrize("domain", HONEST.split())
def test_an_honest_sender_is_left_alone(domain: str) -> None:
    assert doubts("Anna Rossi", f"a@{domain}", f"b@{domain}", KNOWN) == ()


def test_replies_to_another_domain_are_said() -> None:
    assert doubts("Anna", "a@example.ch", "b@gmail.com", KNOWN) == (REPLY_ELSEWHERE,)
    assert doubts("Anna", "a@mail.example.ch", "b@example.ch", KNOWN) == ()


def test_the_spelling_for_machines_is_given_where_it_differs() -> None:
    assert ascii_form("zürich.example") == "xn--zrich-kva.example"
    assert ascii_form("xn--zrich-kva.example") == "xn--zrich-kva.example"
    assert ascii_form("example.ch") == ""
    assert ascii_form("ü" * 80 + ".ch") == ""


def test_edits_count_letters_and_swaps() -> None:
    assert [edits(*pair.split()) for pair in ("post post", "post pots", "post pst", "post posta", "abc xyz")] == [
        0, 1, 1, 1, 3,
    ]  # fmt: skip


def test_of_the_whole_zoo_only_those_who_pose_are_named() -> None:
    named = set()
    for room, case in CASES:
        mail = marked(decode(case.raw), case.raw, 1.8e9, MailRules(known=KNOWN))
        if DOUBTS & set(mail.flags):
            named.add(f"{room}: {case.name}")
    assert named == {
        "headers: from, encoded words never become an address", "headers: from, another address in the name",
        "headers: from, look-alike by digit", "headers: from, look-alike by letter",
        "headers: from, known domain as a subdomain", "headers: from, cyrillic letter",
        "headers: from, punycode of two alphabets",
    }  # fmt: skip
