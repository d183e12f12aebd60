"""The reply composer: nothing is lost, nothing is sent by accident, who gets it is always in sight."""

from __future__ import annotations

import pytest

from console.domain.contact import ContactId, Outcome, Party, State
from console.domain.mail import Mail, MailClass
from console.domain.wish import WishState
from console.screens.composer import Composer
from console.screens.dialogs.fields import LineField, TextField
from console.screens.dialogs.frame import Line
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", sender_name="Mario Rossi", subject="Richiesta rateazione")


def said(app, line: str) -> str:
    return app.screen.query_one(f"#{line}", Line).words


def draft_of(store, contact=2, kind="reply"):
    return store.drafts.get((contact, "anna", kind))


class Desk:
    """A composer on a stage, opened for a mail."""

    def __init__(self, *, store: MemoryStore | None = None, mail: Mail | None = MAIL) -> None:
        self.store = store or MemoryStore(seat.letter())
        self.store.mails[7] = mail
        self.mail = mail
        self.clock = seat.HandClock()
        self.letters = seat.Letters()
        self.session = seat.session(self.store, self.clock, self.letters)
        self.composer = Composer(self.session)

    def stage(self, size=(80, 24)):
        return Stage(self.composer).run_test(size=size)

    async def open(self, contact=2) -> None:
        await self.composer.open(self.store.contacts[contact], self.mail if contact == 2 else None)
        await wait_for(lambda: self.composer.query_one(TextField).has_focus)


class TestWhoGetsIt:
    async def test_recipient_and_channel_stand_on_the_last_line(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            assert said(pilot.app, "leaves") == "Parte come E-MAIL a rossi@example.ch · F7 invia · Esc conserva"
            lines = [line.strip("│╭╮╰╯─ ") for line in shown(pilot.app).splitlines()]
            assert [line for line in lines if line][-1].startswith("Parte come E-MAIL a rossi@example.ch")
            assert "RISPOSTA AL CITTADINO" in shown(pilot.app) and "Canale: e-mail" in shown(pilot.app)

    async def test_another_address_is_followed_at_once(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            desk.composer.query_one("#to", LineField).value = "altra@example.ch"
            await wait_for(lambda: "altra@example.ch" in said(pilot.app, "leaves"))

    async def test_a_reply_to_that_differs_is_said_and_wants_a_second_f7(self):
        desk = Desk(mail=Mail(sender="capo@banca.example", reply_to="x@truffa.example", subject="Urgente"))
        async with desk.stage() as pilot:
            await desk.open()
            assert "La risposta andrà a x@truffa.example, il mittente è capo@banca.example." in said(
                pilot.app, "leaves"
            )
            await type_in(pilot, "ciao")
            await pilot.press("f7")
            await wait_for(lambda: "Premere ancora F7" in said(pilot.app, "problem"))
            assert not desk.letters.built
            await type_in(pilot, "!")
            await pilot.press("f7")
            assert not desk.letters.built, "a changed text is asked about again"
            await pilot.press("f7")
            await wait_for(lambda: desk.letters.built)
        assert desk.letters.built[0]["to"] == "x@truffa.example"

    @pytest.mark.parametrize("kind", [MailClass.BULK, MailClass.AUTOMATIC, MailClass.BOUNCE])
    async def test_machines_are_answered_only_at_the_second_f7(self, kind):
        desk = Desk(mail=Mail(sender="noreply@x.example", subject="Newsletter", kind=kind))
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ciao")
            await pilot.press("f7")
            await wait_for(lambda: "Premere ancora F7" in said(pilot.app, "problem"))
            assert not desk.letters.built
            await pilot.press("f7")
            await wait_for(lambda: desk.letters.built)


class TestSending:
    async def test_enter_is_a_new_line_and_never_sends(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await pilot.press("a", "enter", "enter", "b")
            assert desk.composer.text == "a\n\nb" and not desk.letters.built

    async def test_f7_sends_once_closes_the_contact_and_tells(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "Buongiorno")
            await pilot.press("f7", "f7", "f7")
            await wait_for(lambda: pilot.app.heard)
            assert len(desk.letters.built) == 1 and desk.letters.built[0]["text"] == "Buongiorno"
            (message,) = pilot.app.heard
            assert isinstance(message, Composer.Sent)
            assert message.sent.contact.state is State.CLOSED
            assert message.sent.contact.disposition.outcome is Outcome.ANSWERED
            assert message.sent.leaves_at == desk.clock.now() + 10
            assert desk.composer.text == "" and draft_of(desk.store) is None

    async def test_f7_in_the_text_does_not_select_it(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "x {deadline}")
            await pilot.press("f7", "y")
            assert "x {deadline}" in desk.composer.text or "y" in desk.composer.text
            assert len(desk.composer.text) == len("x {deadline}y")

    async def test_an_empty_variable_is_named_and_nothing_is_sent(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            desk.composer.insert("Gentile {citizen}, entro il {deadline} si può fare opposizione.")
            await wait_for(lambda: "{deadline} termine" in said(pilot.app, "warnings"))
            assert "Gentile Mario Rossi, entro il {deadline}" in desk.composer.text
            await pilot.press("f7")
            await wait_for(lambda: "{deadline} (termine) è vuota" in said(pilot.app, "problem"))
            assert not desk.letters.built
            await type_in(pilot, "1.12.")
            assert "entro il 1.12. si può" in desk.composer.text
            await wait_for(lambda: said(pilot.app, "warnings") == "")

    async def test_an_empty_text_and_a_missing_address_are_refused(self):
        desk = Desk(store=MemoryStore(seat.call()))
        async with desk.stage() as pilot:
            await desk.open(contact=1)
            assert "manca l'indirizzo" in said(pilot.app, "leaves")
            await pilot.press("f7")
            await wait_for(lambda: "vuoto" in said(pilot.app, "problem"))
            await type_in(pilot, "ciao")
            await pilot.press("f7")
            await wait_for(lambda: "non è un indirizzo" in said(pilot.app, "problem"))
            desk.composer.query_one("#to", LineField).value = "nuovo@example.ch"
            desk.composer.query_one("#subject", LineField).value = "Estratto"
            await pilot.press("f7")
            await wait_for(lambda: desk.letters.built)
        assert desk.letters.built == [{"to": "nuovo@example.ch", "subject": "Estratto", "text": "ciao"}]

    async def test_a_promised_attachment_that_is_not_there_wants_a_second_f7(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "come da allegato")
            await wait_for(lambda: "«allegato»" in said(pilot.app, "warnings"))
            await pilot.press("f7")
            await wait_for(lambda: "Premere ancora F7" in said(pilot.app, "problem"))
            assert not desk.letters.built
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)

    async def test_a_refusal_is_said_in_place_and_the_text_stays(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ciao")
            desk.store.contacts[2] = seat.letter(operator=seat.COLLEAGUE.id)
            await pilot.press("f7")
            await wait_for(lambda: "Luca Monti" in said(pilot.app, "problem"))
            assert desk.composer.text == "ciao" and not pilot.app.heard
            await type_in(pilot, " ancora")
            assert desk.composer.text == "ciao ancora"


class TestNothingIsLost:
    async def test_a_pause_writes_the_draft(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "bozza")
            assert desk.composer.dirty
            desk.clock.move(0.7)
            await wait_for(lambda: not desk.composer.dirty)
        assert draft_of(desk.store).text == "bozza"

    async def test_typing_without_a_pause_is_written_all_the_same(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            for sign in "senza pausa":
                await type_in(pilot, sign)
                desk.clock.move(0.15)
            await wait_for(lambda: draft_of(desk.store))
            assert "senza pausa".startswith(draft_of(desk.store).text)

    async def test_the_console_is_killed_and_text_and_cursor_come_back(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "prima riga")
            await pilot.press("enter", "x", "up", "home", "right")
            await type_in(pilot, "!")
            desk.clock.move(2)
            await wait_for(lambda: not desk.composer.dirty)
            written = draft_of(desk.store)
        again = Desk(store=MemoryStore(seat.letter()))
        again.store.drafts[2, "anna", "reply"] = written
        async with again.stage():
            await again.open()
            assert again.composer.text == "p!rima riga\nx"
            assert again.composer.query_one(TextField).cursor_location == (0, 2)
            assert not again.composer.dirty

    async def test_the_screen_goes_away_and_the_text_is_written(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ultimo")
            await desk.composer.remove()
            await wait_for(lambda: draft_of(desk.store))
        assert draft_of(desk.store).text == "ultimo"

    async def test_quitting_writes_the_text(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ultimo")
        assert draft_of(desk.store).text == "ultimo"

    async def test_leaving_the_field_writes_the_text(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "altrove")
            await pilot.press("tab")
            await wait_for(lambda: draft_of(desk.store))

    async def test_esc_keeps_the_text_and_says_so(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "a dopo")
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.heard)
            assert isinstance(pilot.app.heard[0], Composer.Left) and draft_of(desk.store).text == "a dopo"

    async def test_another_contact_does_not_mix_texts(self):
        desk = Desk(store=MemoryStore(seat.letter(), seat.call(party=Party(email="verdi@example.ch"))))
        async with desk.stage() as pilot:
            await desk.open(2)
            await type_in(pilot, "per rossi")
            await desk.open(1)
            assert desk.composer.text == ""
            await type_in(pilot, "per verdi")
            await desk.open(2)
            assert desk.composer.text == "per rossi"
        assert draft_of(desk.store, 1).text == "per verdi"

    async def test_a_full_disk_is_said_and_no_text_is_lost_even_on_another_contact(self):
        desk = Desk(store=MemoryStore(seat.letter(), seat.call(party=Party(email="verdi@example.ch"))))
        async with desk.stage() as pilot:
            await desk.open(2)
            await type_in(pilot, "per rossi")
            desk.store.broken = True
            desk.clock.move(2)
            await wait_for(lambda: "non ancora salvata" in said(pilot.app, "problem"))
            await desk.open(1)
            assert desk.composer.dirty
            desk.store.broken = False
            await type_in(pilot, "per verdi")
            desk.clock.move(2)
            await wait_for(lambda: not desk.composer.dirty)
        assert draft_of(desk.store, 2).text == "per rossi" and draft_of(desk.store, 1).text == "per verdi"

    async def test_undo_brings_the_exact_text_back(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "troppo presto")
            await pilot.press("home", "f7")
            await wait_for(lambda: pilot.app.heard)
            message = pilot.app.heard[0]
            await desk.session.desk.undo_send(ContactId(2), message.sent.wish, message.draft)
            await desk.open()
            assert desk.composer.text == "troppo presto"
            assert desk.composer.query_one(TextField).cursor_location == (0, 0)

    async def test_undo_after_a_kill_brings_it_back_as_well(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "troppo presto")
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)
        (wish,) = desk.store.wishes.values()
        assert wish.state is WishState.QUEUED
        again = Desk(store=desk.store)
        async with again.stage():
            await again.session.desk.undo_send(ContactId(2), wish.id)
            await again.open()
            assert again.composer.text == "troppo presto"

    async def test_a_mail_that_left_leaves_an_empty_composer(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "prima")
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)
            await desk.session.desk.reopen(ContactId(2))
            await desk.open()
            assert desk.composer.text == ""


class TestArticles:
    async def test_the_written_form_is_filled_and_set_apart(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "Buongiorno")
            desk.composer.insert("Gentile {citizen},\n\nrisponde {operator}, oggi {today}.\n")
            assert desk.composer.text == (
                "Buongiorno\n\nGentile Mario Rossi,\n\nrisponde Anna Bianchi, oggi 24.11.2026.\n"
            )
            await type_in(pilot, "Saluti")
            assert desk.composer.text.endswith("2026.\nSaluti")

    async def test_a_left_variable_stands_out_in_the_text(self):
        desk = Desk()
        async with desk.stage():
            await desk.open()
            desk.composer.insert("entro {deadline} e basta")
            field = desk.composer.query_one(TextField)
            marked = list(field.get_line(0).spans)
            assert [(span.start, span.end) for span in marked] == [(6, 16)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_mails_and_pastes_end_nothing_and_reach_no_terminal(size):
    evil = "a [/b] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07 \x1b[2J \x9b2J \u202e \x00 b"
    mail = Mail(sender=f"{evil}@x.example", reply_to=evil, subject=evil)
    desk = Desk(store=MemoryStore(seat.letter(party=Party(name=evil, email=evil), subject=evil)), mail=mail)
    async with desk.stage(size) as pilot:
        await desk.open()
        desk.composer.insert(f"{{citizen}} {evil} {{deadline}}")
        await pilot.press("f7")
        await wait_for(lambda: "Non inviato" in said(pilot.app, "problem"))
        assert not set(desk.composer.text + shown(pilot.app)) & set("\x00\x1b\x07\x9b\u202e\r")
        assert "[/b]" in desk.composer.text and "Parte come E-MAIL" in shown(pilot.app)
