"""The contract of every store: which words led to which card, and how often a card was given."""

from __future__ import annotations

from console.domain import commands as c
from console.domain.asked import Asked
from console.domain.contact import ArticleId, OperatorId
from console.domain.lifecycle import decide
from fakes.arrivals import NOW, a_visit

RATE = ArticleId("rate")


async def test_the_same_words_for_a_contact_are_kept_once(store, another):
    words = Asked(words="pago un po' al mese", article=RATE, contact=7, at=NOW)
    await store.note_question(words)
    await store.note_question(words)
    await store.note_question(Asked(words="e le targhe", contact=7, at=NOW + 5))
    other = await another()
    assert await other.questions() == (words, Asked(words="e le targhe", contact=7, at=NOW + 5))
    assert await other.questions(NOW + 1) == (Asked(words="e le targhe", contact=7, at=NOW + 5),)


async def test_how_often_a_card_was_given(store):
    anna = OperatorId("anna")
    for at in (NOW + 1, NOW + 2):
        contact = await store.add(a_visit())
        if contact.operator != anna:
            contact = await store.save(decide(contact, c.Claim(by=anna), NOW), contact.version)
        await store.save(decide(contact, c.GiveAnswer(by=anna, article=RATE), at), contact.version)
    assert await store.given() == ((RATE, 2, NOW + 2),)
    assert await store.given(NOW + 1.5) == ((RATE, 1, NOW + 2),)
