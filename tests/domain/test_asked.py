"""What is learnt from how citizens ask: nameless, counted, a gap only where nobody helped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.domain.asked import NO_CARD, Asked, gaps, nameless, proposals
from console.domain.contact import ArticleId, Channel, Contact, ContactId, Party

ROSSI = Contact(channel=Channel.PHONE, party=Party(name="Mario Rossi-Bianchi"), case_reference="2026-0012345",
                arrived_at=0, state_since=0)  # fmt: skip
RATE, TARGHE = ArticleId("rate"), ArticleId("targhe")


def asked(words, article=NO_CARD, contact=1, at=0.0):
    return Asked(words=words, article=article, contact=ContactId(contact), at=at)


def test_names_numbers_and_addresses_are_not_kept():
    assert nameless("sono rossi mi bloccano lo stipendio", ROSSI) == "sono mi bloccano lo stipendio"
    assert nameless("esecuzione 2026-0012345 pago a rate", ROSSI) == "esecuzione pago a rate"
    assert nameless("scrivo da m.rossi@example.ch pago a rate 079 412 33 08", ROSSI) == "scrivo da pago a rate"
    assert nameless("rate", ROSSI) == nameless("Mario Rossi", ROSSI) == nameless("  ", ROSSI) == ""


@given(st.text(max_size=300))
def test_no_text_is_an_error_and_no_long_number_stays(text):
    kept = nameless(text, ROSSI)
    assert len(kept) <= 200 and "@" not in "".join(word for word in kept.split() if "@" in word[1:-1])


def test_proposals_are_what_led_to_a_card_and_is_not_there_yet():
    found = proposals(
        [asked("pago un po' al mese", RATE, 1, 5.0), asked("Pago un po' al mese?", RATE, 2, 9.0),
         asked("a rate si può?", RATE, 3), asked("via le targhe", TARGHE, 4), asked("niente", NO_CARD, 5)],
        {RATE: ["A rate, si può"], TARGHE: []},
    )  # fmt: skip
    assert [(one.words, one.article, one.times) for one in found] == [
        ("Pago un po' al mese?", RATE, 2), ("via le targhe", TARGHE, 1),
    ]  # fmt: skip
    assert len(proposals([asked("via le targhe", TARGHE)], {TARGHE: []}, least=2)) == 0
    assert proposals([asked("via le targhe", ArticleId("gone"))], {TARGHE: []}) == ()


def test_a_gap_is_a_question_that_nobody_answered_later():
    found = gaps([asked("via le targhe", contact=1), asked("via le TARGHE", contact=2),
                  asked("pago a rate", contact=3, at=1.0), asked("rate", RATE, 3, 2.0)])  # fmt: skip
    assert [(one.words.casefold(), one.times) for one in found] == [("via le targhe", 2)]
