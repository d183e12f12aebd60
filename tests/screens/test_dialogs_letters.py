"""The dialogs around mails of our own: files, a first mail, a colleague's mail. Keyboard alone, hostile names."""

from __future__ import annotations

import pytest

from console.domain.letter import Letter
from console.domain.mail import Attachment, Mail
from console.domain.wish import OutgoingMail, Wish, WishKind, WishState
from console.screens.address_field import AddressField
from console.screens.dialogs.attach import AttachDialog, KeptFiles
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import Line, PickList
from console.screens.dialogs.fresh import FreshDialog
from console.screens.dialogs.release import ReleaseDialog
from console.services.releases import Held
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

SIZES = [(80, 24), (120, 40)]


def words(dialog, line: str) -> str:
    return dialog.query_one(f"#{line}", Line).words


class Files:
    """The dialog over a shelf."""

    def __init__(self, **files: str) -> None:
        self.shelf = seat.Shelf(**files)
        self.session = seat.session(MemoryStore(seat.letter()), files=self.shelf)
        self.stage = Stage()

    async def open(self, letter: Letter | None = None) -> AttachDialog:
        dialog = await self.stage.ask(AttachDialog(self.session, letter or Letter()))
        await wait_for(lambda: dialog.query_one("#path", LineField).value)
        dialog.query_one("#path", LineField).value = "/doc/"
        await wait_for(lambda: dialog.query_one("#paths", PickList).picks)
        return dialog


class TestAttach:
    @pytest.mark.parametrize("size", SIZES)
    async def test_files_are_picked_from_the_list_and_given(self, size):
        files = Files(contratto_pdf="x" * 2000, foto_jpg="y")
        async with files.stage.run_test(size=size) as pilot:
            dialog = await files.open()
            assert "Nessun allegato. Al massimo 25 MB" in words(dialog, "sum")
            await pilot.press("down", "enter")
            await wait_for(lambda: "Un allegato, 2.0 kB" in words(dialog, "sum"))
            await pilot.press("down", "enter")
            await wait_for(lambda: "2 allegati, 2.0 kB" in words(dialog, "sum"))
            assert "contratto.pdf" in shown(pilot.app)
            await pilot.press("f7")
            await wait_for(lambda: files.stage.results)
        assert [one.name for one in files.stage.results[0]] == ["contratto.pdf", "foto.jpg"]

    async def test_one_is_taken_out_again(self):
        files = Files(a_pdf="x", b_pdf="y")
        async with files.stage.run_test(size=(80, 24)) as pilot:
            letters = files.session.desk.letters
            kept = tuple([await letters.look(path) for path in ("/doc/a.pdf", "/doc/b.pdf")])
            dialog = await files.open(Letter(files=kept))
            await pilot.press("tab", "delete")
            await wait_for(lambda: len(dialog.query_one(KeptFiles).picks) == 1)
            await pilot.press("delete")
            await wait_for(lambda: dialog.query_one("#path", LineField).has_focus)
            await pilot.press("escape")
            await wait_for(lambda: files.stage.results)
        assert files.stage.results == [()]

    async def test_delete_in_the_path_takes_nothing_out(self):
        files = Files(a_pdf="x")
        async with files.stage.run_test(size=(80, 24)) as pilot:
            kept = (await files.session.desk.letters.look("/doc/a.pdf"),)
            dialog = await files.open(Letter(files=kept))
            await pilot.press("delete", "backspace")
            assert len(dialog.query_one(KeptFiles).picks) == 1

    async def test_a_program_wants_a_second_key(self):
        files = Files(fattura_exe="MZ")
        async with files.stage.run_test(size=(80, 24)) as pilot:
            dialog = await files.open()
            await pilot.press("down", "enter")
            await wait_for(lambda: "è un programma" in words(dialog, "problem"))
            assert not dialog.query_one(KeptFiles).picks
            await pilot.press("enter")
            await wait_for(lambda: dialog.query_one(KeptFiles).picks)

    async def test_what_cannot_go_along_is_said_and_stays_typed(self):
        files = Files(a_pdf="x" * 30_000_000)
        async with files.stage.run_test(size=(80, 24)) as pilot:
            dialog = await files.open()
            await pilot.press("down", "enter")
            await wait_for(lambda: "Troppo grande: al massimo 25 MB" in words(dialog, "problem"))
            await pilot.press("end")
            await type_in(pilot, "nessuno.pdf")
            await pilot.press("enter")
            await wait_for(lambda: "«nessuno.pdf» non c'è" in words(dialog, "problem"))
            assert dialog.query_one("#path", LineField).value == "/doc/nessuno.pdf"

    @pytest.mark.parametrize("before", ["~/", "/altrove/", "~/documenti/"])
    async def test_a_path_that_begins_anew_needs_no_deleting(self, before):
        files = Files(a_pdf="x")
        async with files.stage.run_test(size=(80, 24)) as pilot:
            dialog = await files.open()
            dialog.query_one("#path", LineField).value = before
            await pilot.press("end")
            await type_in(pilot, "/doc/a.pdf")
            await pilot.press("enter")
            await wait_for(lambda: dialog.query_one(KeptFiles).picks)

    async def test_a_hostile_name_reaches_no_terminal_and_ends_nothing(self):
        evil = "a [/b] \x1b]52;c;aGk=\x07\u202e.pdf"
        files = Files()
        files.shelf.files[f"/doc/{evil}"] = "x"
        async with files.stage.run_test(size=(80, 24)) as pilot:
            dialog = await files.open()
            await pilot.press("down", "enter")
            await wait_for(lambda: dialog.query_one(KeptFiles).picks)
            assert not set(shown(pilot.app)) & set("\x1b\x07\u202e")
            await pilot.press("f7")
            await wait_for(lambda: files.stage.results)


class TestFresh:
    async def ask(self, stage, held=None):
        session = seat.session(MemoryStore(seat.letter()))
        return await stage.ask(FreshDialog(session, held))

    async def test_a_name_a_subject_and_two_enters(self):
        stage = Stage()
        async with stage.run_test(size=(80, 24)) as pilot:
            dialog = await self.ask(stage)
            await type_in(pilot, "marini")
            await wait_for(lambda: dialog.query_one("#people", PickList).picks)
            await pilot.press("enter", "enter")
            await wait_for(lambda: dialog.query_one("#subject", LineField).has_focus)
            await type_in(pilot, "Domanda")
            await pilot.press("enter")
            await wait_for(lambda: stage.results)
        [fresh] = stage.results
        assert (fresh.letter.to, fresh.letter.subject, fresh.own) == ("g.marini@ue.example", "Domanda", True)

    @pytest.mark.parametrize("own", [False, True])
    async def test_with_a_contact_in_hand_it_is_asked_whose_it_is(self, own):
        stage = Stage()
        async with stage.run_test(size=(80, 24)) as pilot:
            dialog = await self.ask(stage, seat.letter())
            assert "quello in mano: Mario Rossi" in shown(pilot.app)
            dialog.query_one("#to", AddressField).value = "a@b.ch"
            if own:
                await pilot.press("tab", "tab", "right")
            await pilot.press("f7")
            await wait_for(lambda: stage.results)
        assert stage.results[0].own is own

    async def test_without_an_address_it_says_so(self):
        stage = Stage()
        async with stage.run_test(size=(80, 24)) as pilot:
            dialog = await self.ask(stage)
            await type_in(pilot, "zz")
            await pilot.press("f7")
            await wait_for(lambda: "Ci vuole un indirizzo: zz" in words(dialog, "problem"))
            assert dialog.query_one("#to", AddressField).has_focus
            await pilot.press("escape")
            await wait_for(lambda: stage.results == [None])


EVIL = "a [/b] \x1b]52;c;aGk=\x07 \u202e"


def held(text="Buongiorno\nva bene", subject="Re: Rateazione"):
    files = (Attachment(name="contratto.pdf", media_type="application/pdf", size=182_000),)
    mail = Mail(to=("rossi@example.ch",), subject=subject, text=text, attachments=files)
    out = OutgoingMail(message_id="<1@x>", sender="ue@ue.example", recipients=("rossi@example.ch",), raw=b"x")
    wish = Wish(kind=WishKind.SEND_MAIL, mail=out, state=WishState.HELD, author=seat.COLLEAGUE.id)
    return Held(wish=wish, contact=seat.letter(), mail=mail)


class TestRelease:
    async def ask(self, stage, **changes):
        return await stage.ask(ReleaseDialog(seat.session(MemoryStore(seat.letter())), held(**changes)))

    @pytest.mark.parametrize("size", SIZES)
    async def test_all_that_would_leave_is_read_and_f7_releases(self, size):
        stage = Stage()
        async with stage.run_test(size=size) as pilot:
            await self.ask(stage)
            text = shown(pilot.app)
            for said in ("Luca Monti", "rossi@example.ch", "Re: Rateazione", "contratto.pdf 182 kB", "va bene"):
                assert said in text
            await pilot.press("enter")
            assert not stage.results, "Enter alone does nothing"
            await pilot.press("f7")
            await wait_for(lambda: stage.results)
        assert stage.results[0].releases

    async def test_given_back_only_with_a_reason(self):
        stage = Stage()
        async with stage.run_test(size=(80, 24)) as pilot:
            dialog = await self.ask(stage)
            await pilot.press("f6")
            await wait_for(lambda: "Ci vuole un motivo" in words(dialog, "problem"))
            await type_in(pilot, "manca il termine")
            await pilot.press("f7")
            await wait_for(lambda: "C'è scritto un motivo" in words(dialog, "problem"))
            await pilot.press("enter")
            await wait_for(lambda: stage.results)
        assert stage.results[0].reason == "manca il termine"

    async def test_a_long_text_scrolls_and_a_hostile_one_does_nothing(self):
        stage = Stage()
        async with stage.run_test(size=(80, 24)) as pilot:
            await self.ask(stage, text="\n".join(f"riga {number} [/b]" for number in range(200)), subject="x [/b]")
            await pilot.press("pagedown", "pagedown")
            await wait_for(lambda: "riga 30 [/b]" in shown(pilot.app))
            await pilot.press("escape")
            await wait_for(lambda: stage.results == [None])
