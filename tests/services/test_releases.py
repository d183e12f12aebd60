"""Four eyes on the real store: what waits does not leave, who may judge, what the author gets back."""

from __future__ import annotations

import pytest

from console.domain.contact import State
from console.domain.errors import NotFound, Reason, Refused
from console.domain.letter import Kind, Letter
from console.domain.mail import Mail
from console.domain.wish import WishId, WishState
from services.test_wishes import go_round, is_in

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")
LETTER = Letter(text="Testo", cc="capo@example.ch", cursor="0,2")


async def held(center) -> WishId:
    center.desk.is_held = True
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    return (await center.desk.letters.send(contact.id, LETTER)).wish


async def reason_of(doing) -> Reason:
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.reason


async def test_what_waits_never_leaves_by_itself(center):
    wish = await held(center)
    center.clock.move(100_000)
    await go_round(center)
    assert center.outbox.mails == []
    assert (await center.store.wish(wish)).state is WishState.HELD


async def test_every_console_sees_that_something_waits_and_whose_it_is(center):
    wish = await held(center)
    [row] = (await center.store.board()).held
    assert (row.wish, row.author) == (wish, "anna")
    await center.colleague.releases.release(wish)
    assert (await center.store.board()).held == ()


async def test_a_colleague_reads_what_would_leave_and_lets_it_go(center):
    wish = await held(center)
    [waiting] = await center.colleague.releases.waiting()
    assert (waiting.author, waiting.mail.to, waiting.mail.text) == (
        "anna", ("rossi@example.ch", "capo@example.ch"), "Testo",
    )  # fmt: skip
    assert await center.colleague.releases.release(wish) == center.clock.now() + 10
    await go_round(center)
    assert center.outbox.mails == []
    center.clock.move(11)
    await go_round(center, until=is_in(center, wish, WishState.DONE))
    assert len(center.outbox.mails) == 1


async def test_the_author_judges_nothing(center):
    wish = await held(center)
    assert await reason_of(center.desk.releases.release(wish)) is Reason.OWN_MAIL
    assert await reason_of(center.desk.releases.give_back(wish, "x")) is Reason.OWN_MAIL
    assert (await center.store.wish(wish)).state is WishState.HELD


async def test_given_back_it_is_cancelled_and_the_author_has_contact_and_draft_again(center):
    wish = await held(center)
    given = await center.colleague.releases.give_back(wish, " manca il termine ")
    assert (given.state, given.operator) == (State.PARKED, "anna")
    kept = await center.store.wish(wish)
    assert (kept.state, kept.error) == (WishState.CANCELLED, "manca il termine")
    assert await center.desk.letters.kept(given.id, Kind.REPLY) == LETTER
    draft = await center.store.draft(given.id, "anna", Kind.REPLY)
    assert "message_id" not in draft.extra
    line = (await center.store.journal(given.id))[-1]
    assert (line.by, dict(line.facts)["reason"]) == ("luca", "manca il termine")
    await go_round(center)
    assert center.outbox.mails == []


async def test_a_text_that_the_author_has_begun_since_is_not_written_over(center):
    wish = await held(center)
    [waiting] = await center.colleague.releases.waiting()
    await center.desk.letters.keep(waiting.contact.id, Kind.REPLY, Letter(text="Altro"))
    await center.colleague.releases.give_back(wish, "no")
    assert (await center.desk.letters.kept(waiting.contact.id, Kind.REPLY)).text == "Altro"


async def test_a_mail_beside_its_contact_comes_back_as_such(center):
    center.desk.is_held = True
    contact = await center.post(MAIL)
    await center.desk.claim(contact.id)
    fresh = Letter(to="a@b.ch", subject="x", text="Testo")
    sent = await center.desk.letters.send(contact.id, fresh, Kind.FRESH, outcome=None)
    given = await center.colleague.releases.give_back(sent.wish, "no")
    assert (given.state, given.operator) == (State.ACTIVE, "anna")
    assert await center.desk.letters.kept(contact.id, Kind.FRESH) == fresh
    assert await center.desk.letters.kept(contact.id, Kind.REPLY) is None


async def test_two_colleagues_at_once_judge_once(center):
    wish = await held(center)
    await center.colleague.releases.release(wish)
    assert await reason_of(center.colleague.releases.give_back(wish, "no")) is Reason.TOO_LATE
    assert await reason_of(center.colleague.releases.release(wish)) is Reason.TOO_LATE


async def test_a_release_is_taken_back_until_the_mail_is_under_way(center):
    wish = await held(center)
    await center.colleague.releases.release(wish)
    await center.colleague.releases.hold_again(wish)
    assert (await center.store.wish(wish)).state is WishState.HELD
    await center.colleague.releases.release(wish)
    center.clock.move(11)
    assert await center.store.begin_wish(wish, center.clock.now())
    assert await reason_of(center.colleague.releases.hold_again(wish)) is Reason.TOO_LATE


async def test_what_does_not_wait_or_is_no_mail_is_not_found(center):
    with pytest.raises(NotFound):
        await center.colleague.releases.release(WishId(99))
    call = await center.ring()
    await center.desk.claim(call.id)
    order = (await center.store.wishes_of(call.id))[0].id
    with pytest.raises(NotFound):
        await center.colleague.releases.one(order)
