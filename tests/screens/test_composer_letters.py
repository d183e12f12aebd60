"""The composer with files, copies and the address book: nothing goes to nobody, nothing is forgotten."""

from __future__ import annotations

import pytest

from console.domain.letter import Kind, Letter
from console.domain.mail import Mail
from console.screens.address_field import AddressField
from console.screens.composer import Composer
from console.screens.dialogs.fields import LineField, TextField
from console.screens.dialogs.frame import Line, PickList
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

MAIL = Mail(
    message_id="<a@x>", sender="rossi@example.ch", reply_to="studio@legale.example", subject="Richiesta rateazione"
)


class Desk:
    """A composer on a stage, opened for a mail."""

    def __init__(self, *, store: MemoryStore | None = None, mail: Mail | None = MAIL, **files: str) -> None:
        self.store = store or MemoryStore(seat.letter())
        self.store.mails[7] = mail
        self.mail = mail
        self.clock, self.letters, self.files = seat.HandClock(), seat.Letters(), seat.Shelf(**files)
        self.session = seat.session(self.store, self.clock, self.letters, self.files)
        self.composer = Composer(self.session)

    def stage(self, size=(80, 24)):
        return Stage(self.composer).run_test(size=size)

    async def open(self, fresh: Letter | None = None) -> None:
        await self.composer.open(self.store.contacts[2], self.mail, fresh)
        await wait_for(lambda: self.composer.query_one(TextField).has_focus)

    async def attach(self, *names: str) -> None:
        files = [await self.session.desk.letters.look(f"/doc/{name}") for name in names]
        self.composer.attach(tuple(files))

    def said(self, line: str) -> str:
        return self.composer.query_one(f"#{line}", Line).words

    @property
    def people(self) -> PickList:
        return self.composer.query_one("#people", PickList)

    @property
    def to(self) -> str:
        return self.composer.query_one("#to", AddressField).value


class TestReceivers:
    async def test_where_reply_to_and_sender_differ_both_are_offered(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            assert desk.to == "studio@legale.example" and "↓ nel campo A sceglie" in desk.said("leaves")
            await pilot.press("shift+tab", "shift+tab", "down")
            await wait_for(lambda: desk.people.picks)
            assert [(one.key, one.remark) for one in desk.people.picks] == [
                ("studio@legale.example", "Rispondi a"), ("rossi@example.ch", "mittente"),
            ]  # fmt: skip
            await pilot.press("down", "enter")
            await wait_for(lambda: desk.to == "rossi@example.ch")
            assert not desk.people.picks and "⚠" not in desk.said("leaves")

    async def test_a_name_of_the_address_book_becomes_an_address(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open(Letter())
            desk.composer.query_one("#to", AddressField).focus()
            await type_in(pilot, "celio")
            await wait_for(lambda: desk.people.picks)
            assert "Aldo Celio" in shown(pilot.app) and "a.celio@ue.example" in shown(pilot.app)
            await pilot.press("enter")
            await type_in(pilot, ", pretura")
            await wait_for(lambda: desk.people.picks)
            await pilot.press("enter")
            assert desk.to == "a.celio@ue.example, pretura@giustizia.example"
            assert "E-MAIL a a.celio@ue.example, pretura@giustizia.example" in desk.said("leaves")

    async def test_a_place_brings_the_competent_office_first(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open(Letter())
            desk.composer.query_one("#to", AddressField).focus()
            await type_in(pilot, "airolo")
            await wait_for(lambda: desk.people.picks)
            assert desk.people.picks[0].key == "faido@ue.example" and "competente" in desk.people.picks[0].remark

    async def test_leaving_the_field_never_guesses_and_esc_closes_the_list_first(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open(Letter())
            desk.composer.query_one("#to", AddressField).focus()
            await type_in(pilot, "celio")
            await wait_for(lambda: desk.people.picks)
            await pilot.press("escape")
            await wait_for(lambda: not desk.people.picks)
            assert not pilot.app.heard and desk.to == "celio"
            await type_in(pilot, "o")
            await pilot.press("backspace", "tab")
            await wait_for(lambda: not desk.people.picks)
            assert desk.to == "celio"

    async def test_a_copy_is_said_and_sent_and_one_that_is_no_address_is_refused(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ciao")
            copy = desk.composer.query_one("#cc", LineField)
            copy.value = "capo"
            await pilot.press("f7")
            await wait_for(lambda: "«capo» non è un indirizzo" in desk.said("problem"))
            copy.value = "capo@ue.example"
            await wait_for(lambda: "in copia capo@ue.example" in desk.said("leaves"))
            await pilot.press("f7", "f7")
            await wait_for(lambda: desk.letters.built)
        assert desk.letters.built[0]["cc"] == "capo@ue.example"


class TestFiles:
    async def test_they_are_in_sight_with_their_sizes_and_go_along(self):
        desk = Desk(mail=Mail(sender="rossi@example.ch", subject="x"), contratto_pdf="x" * 2000, foto_jpg="y")
        async with desk.stage() as pilot:
            await desk.open()
            assert not desk.composer.query_one("#files").display
            await desk.attach("contratto.pdf", "foto.jpg")
            await type_in(pilot, "in allegato")
            assert desk.said("files").startswith("Allegati  contratto.pdf 2.0 kB · foto.jpg 1 B")
            assert "di 25 MB" in desk.said("files") and not desk.said("warnings")
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)
        assert desk.letters.built[0]["files"] == ["contratto.pdf", "foto.jpg"]

    async def test_a_killed_console_brings_them_back_and_says_what_is_gone(self):
        desk = Desk(contratto_pdf="x", foto_jpg="y")
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "ecco")
            await desk.attach("contratto.pdf", "foto.jpg")
            desk.clock.move(2)
            await wait_for(lambda: not desk.composer.dirty)
        again = Desk(store=desk.store, contratto_pdf="x")
        async with again.stage() as pilot:
            await again.open()
            assert [one.name for one in again.composer.files] == ["contratto.pdf", "foto.jpg"]
            assert "«foto.jpg» non c'è" in again.said("problem")
            await pilot.press("f7", "f7")
            await wait_for(lambda: not again.composer._sending and "«foto.jpg»" in again.said("problem"))
            assert not again.letters.built and again.composer.text == "ecco"

    async def test_a_file_that_changed_is_read_anew_and_asked_about(self):
        desk = Desk(mail=Mail(sender="rossi@example.ch", subject="x"), contratto_pdf="x")
        async with desk.stage() as pilot:
            await desk.open()
            await desk.attach("contratto.pdf")
            await type_in(pilot, "ecco")
            desk.files.files["/doc/contratto.pdf"] = "altro"
            await pilot.press("f7")
            await wait_for(lambda: "è cambiato" in desk.said("problem"))
            assert not desk.letters.built and desk.composer.files[0].digest == "altro"
            await pilot.press("f7")
            await wait_for(lambda: desk.letters.built)

    async def test_undo_brings_the_letter_back_with_files_copy_and_cursor(self):
        desk = Desk(mail=Mail(sender="rossi@example.ch", subject="x"), contratto_pdf="x")
        async with desk.stage() as pilot:
            await desk.open()
            await desk.attach("contratto.pdf")
            desk.composer.query_one("#cc", LineField).value = "capo@ue.example"
            await type_in(pilot, "ecco")
            await pilot.press("home")
            before = desk.composer.letter
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)
            assert not desk.composer.files and not desk.composer.query_one("#files").display
            message = pilot.app.heard[0]
            await desk.session.desk.undo_send(message.sent.contact.id, message.sent.wish, message.draft)
            await desk.open()
            assert desk.composer.letter == before


class TestPromises:
    @pytest.mark.parametrize("word", ["in allegato", "anbei im Anhang", "ci-joint", "see attached"])
    async def test_a_second_f7_overrides_and_a_file_settles_it(self, word):
        desk = Desk(mail=Mail(sender="rossi@example.ch", subject="x"), contratto_pdf="x")
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, word)
            await wait_for(lambda: "non c'è nessun allegato" in desk.said("warnings"))
            await pilot.press("f7")
            await wait_for(lambda: "Premere ancora F7" in desk.said("problem"))
            await desk.attach("contratto.pdf")
            await wait_for(lambda: desk.said("warnings") == "" and desk.said("problem") == "")
            await pilot.press("f7")
            await wait_for(lambda: desk.letters.built)


class TestBesideTheContact:
    async def test_it_says_what_it_is_and_keeps_its_own_draft(self):
        desk = Desk()
        async with desk.stage() as pilot:
            await desk.open()
            await type_in(pilot, "risposta")
            await desk.open(Letter(to="lugano@ue.example", subject="Parere"))
            assert "NUOVA E-MAIL" in shown(pilot.app) and desk.composer.text == ""
            assert not desk.composer.query_one("#subject", LineField).disabled
            await type_in(pilot, "domanda")
            await desk.open()
            assert desk.composer.text == "risposta" and "RISPOSTA AL CITTADINO" in shown(pilot.app)
            await desk.open(Letter())
            assert (desk.composer.text, desk.to) == ("domanda", "lugano@ue.example")
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.heard)
        assert desk.letters.built == [{"to": "lugano@ue.example", "subject": "Parere", "text": "domanda"}]
        assert pilot.app.heard[0].sent.contact.is_open and pilot.app.heard[0].draft.kind == Kind.FRESH
