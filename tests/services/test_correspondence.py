"""Mails that an operator writes, on the real store: drafts with files, first mails, sizes, taking back."""

from __future__ import annotations

import pytest

from console.domain.contact import WRITTEN_OUT, Channel, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.letter import Kind, Letter, letter_of
from console.domain.mail import Mail
from console.domain.wish import WishState
from console.services.correspondence import with_file
from fakes.seat import Shelf

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")


@pytest.fixture
def letters(center):
    center.files.files.update(Shelf(contratto_pdf="uno", foto_jpg="due").files)
    return center.desk.letters


async def in_hand(center):
    contact = await center.post(MAIL)
    return await center.desk.claim(contact.id)


async def with_files(letters, **changes) -> Letter:
    files = tuple([await letters.look(f"/doc/{name}") for name in ("contratto.pdf", "foto.jpg")])
    return Letter(**{"text": "Ecco", "files": files, **changes})


async def reason_of(doing) -> Reason:
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.reason


class TestFiles:
    async def test_they_are_frozen_when_the_mail_is_sent(self, center, letters):
        contact = await in_hand(center)
        sent = await letters.send(contact.id, await with_files(letters, cc="capo@example.ch"))
        assert center.letters.built[-1]["files"] == ["contratto.pdf", "foto.jpg"]
        before = (await center.store.wish(sent.wish)).mail
        center.files.files["/doc/contratto.pdf"] = "altro"
        assert (await center.store.wish(sent.wish)).mail == before
        assert before.recipients == ("rossi@example.ch", "capo@example.ch")

    async def test_taking_back_brings_the_letter_again_with_its_files(self, center, letters):
        contact, letter = await in_hand(center), await with_files(letters, cc="capo@example.ch", cursor="0,4")
        sent = await letters.send(contact.id, letter)
        assert await letters.kept(contact.id, Kind.REPLY) is None
        await center.desk.undo_send(contact.id, sent.wish)
        assert await letters.kept(contact.id, Kind.REPLY) == letter

    async def test_a_mail_that_has_left_does_not_come_again(self, center, letters):
        contact = await in_hand(center)
        sent = await letters.send(contact.id, await with_files(letters))
        center.clock.move(20)
        assert await center.store.begin_wish(sent.wish, center.clock.now())
        assert await reason_of(center.desk.undo_send(contact.id, sent.wish)) is Reason.TOO_LATE
        assert await letters.kept(contact.id, Kind.REPLY) is None

    async def test_a_file_that_is_gone_or_another_one_sends_nothing(self, center, letters):
        contact, letter = await in_hand(center), await with_files(letters)
        center.files.files["/doc/contratto.pdf"] = "altro"
        assert await reason_of(letters.send(contact.id, letter)) is Reason.FILE_CHANGED
        del center.files.files["/doc/contratto.pdf"]
        assert await reason_of(letters.send(contact.id, letter)) is Reason.FILE_MISSING
        assert await center.store.wishes_of(contact.id) == ()
        assert (await center.store.contact(contact.id)).state is State.ACTIVE

    async def test_the_size_counts_as_it_travels_and_the_server_may_say_less(self, center, letters):
        contact = await in_hand(center)
        center.files.files["/doc/contratto.pdf"] = "x" * 20_000
        letter = await with_files(letters)
        await letters.require_room(letter)
        center.desk.most_bytes = 25_000
        assert await reason_of(letters.send(contact.id, letter)) is Reason.MAIL_TOO_BIG
        center.desk.most_bytes = 1_000_000
        await center.store.set_size_limit(24_000)
        assert await letters.limit() == 24_000
        assert await reason_of(letters.require_room(letter)) is Reason.MAIL_TOO_BIG
        await center.store.set_size_limit(0)
        assert await letters.limit() == 1_000_000

    async def test_a_file_that_is_added_again_replaces_itself(self, center, letters):
        letter = await with_files(letters)
        center.files.files["/doc/contratto.pdf"] = "altro"
        again = with_file(letter, await letters.look("/doc/contratto.pdf"))
        assert [one.name for one in again.files] == ["foto.jpg", "contratto.pdf"]
        assert again.files[1].digest == "altro"


class TestFirstMails:
    async def test_it_is_a_contact_of_its_own_that_closes_with_it(self, center, letters):
        sent = await letters.write_first(Letter(to="faido@ue.example, x@y.ch", subject="Domanda", text="Buongiorno"))
        contact = sent.contact
        assert (contact.channel, contact.state, contact.subject) == (Channel.EMAIL, State.CLOSED, "Domanda")
        assert contact.party.email == "faido@ue.example" and "Leventina" in contact.party.name
        assert contact.flags == (WRITTEN_OUT,) and contact.disposition.outcome is Outcome.ANSWERED
        [wish] = await center.store.wishes_of(contact.id)
        assert wish.mail.recipients == ("faido@ue.example", "x@y.ch")
        assert [str(one.kind) for one in await center.store.journal(contact.id)] == ["logged", "replied", "closed"]
        row_less = await center.store.board()
        assert row_less.rows == ()

    async def test_a_flag_that_is_no_warning_does_not_warn(self, center, letters):
        await letters.begin("x@y.ch", "Domanda")
        [row] = (await center.store.board()).rows
        assert not row.flagged

    @pytest.mark.parametrize("wrong", [{"to": "nessuno"}, {"text": " "}, {"text": "entro {deadline}"}])
    async def test_what_cannot_be_sent_makes_no_contact(self, center, letters, wrong):
        with pytest.raises(Refused):
            await letters.write_first(Letter(**{"to": "a@b.ch", "subject": "x", "text": "y", **wrong}))
        assert (await center.store.board()).rows == ()
        assert await center.store.find(text="x", include_closed=True) == ()

    async def test_beside_a_contact_the_contact_stays_in_hand_and_both_drafts_live(self, center, letters):
        contact = await in_hand(center)
        await letters.keep(contact.id, Kind.REPLY, Letter(text="risposta"))
        fresh = Letter(to="lugano@ue.example", subject="Un parere", text="domanda")
        sent = await letters.send(contact.id, fresh, Kind.FRESH, outcome=None)
        assert (sent.contact.state, center.letters.built[-1]["subject"]) == (State.ACTIVE, "Un parere")
        assert (await letters.kept(contact.id, Kind.REPLY)).text == "risposta"
        await center.desk.undo_send(contact.id, sent.wish)
        assert await letters.kept(contact.id, Kind.FRESH) == fresh
        assert (await letters.kept(contact.id, Kind.REPLY)).text == "risposta"


async def test_a_killed_console_finds_the_letter_that_was_taken_back(center, letters):
    """The draft as it was sent lies beside the wish before the wish exists; nothing is written afterwards."""
    contact, letter = await in_hand(center), await with_files(letters)
    sent = await letters.send(contact.id, letter)
    draft = await center.store.draft(contact.id, "anna", Kind.REPLY.sent)
    assert letter_of(draft.text, draft.extra) == letter
    assert draft.extra["message_id"] == (await center.store.wish(sent.wish)).mail.message_id
    assert await center.store.draft(contact.id, "anna", Kind.REPLY) is None


async def test_a_held_mail_can_be_taken_back_by_its_author(center, letters):
    center.desk.is_held = True
    contact = await in_hand(center)
    sent = await letters.send(contact.id, Letter(text="Testo"))
    assert sent.held and (await center.desk.leaving(contact.id)).id == sent.wish
    await center.desk.undo_send(contact.id, sent.wish)
    assert (await center.store.wish(sent.wish)).state is WishState.CANCELLED
