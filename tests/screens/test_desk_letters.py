"""The desk around mails of our own: w, F12 and the point, with the keyboard alone and the keys counted."""

from __future__ import annotations

import pytest

from console.domain.contact import Channel, State
from console.domain.wish import WishState
from console.screens.app import ConsoleApp
from console.screens.dialogs.attach import AttachDialog
from console.screens.dialogs.choose import ChooseDialog
from console.screens.dialogs.fields import LineField, TextField
from console.screens.dialogs.frame import PickList
from console.screens.dialogs.fresh import FreshDialog
from console.screens.dialogs.release import ReleaseDialog
from fakes import floor, seat
from fakes.stage import shown, type_in, wait_for

SMALL, WIDE = (80, 24), (120, 40)


class Console:
    """A console on the fake morning; `settings` are the desk's."""

    def __init__(self, store=None, *, me=seat.ME, files=None, **settings) -> None:
        self.store = store or floor.morning()
        self.clock = seat.HandClock()
        self.letters = seat.Letters()
        self.files = files or seat.Shelf()
        session = floor.session(self.store, clock=self.clock, letters=self.letters, files=self.files, me=me, **settings)
        self.app = ConsoleApp(session)

    @property
    def desk(self):
        return self.app.screen_stack[0]

    @property
    def notice(self) -> str:
        return self.desk.bars.notice.text

    async def ready(self) -> None:
        await wait_for(lambda: self.desk.queue.rows and self.desk.queue.has_focus)

    async def dialog(self, kind) -> None:
        await wait_for(lambda: isinstance(self.app.screen, kind) and not self.app.typed._acting())

    async def writing(self) -> None:
        await wait_for(lambda: str(self.desk.place) == "writing" and not self.desk.act.name)
        await wait_for(lambda: self.desk.query_one(TextField).has_focus)

    async def reply_to(self, pilot, number: int, text: str) -> None:
        self.desk.queue.go_to(number)
        await pilot.press("m")
        await wait_for(lambda: self.store.contacts[number].operator == "anna" and not self.desk.act.name)
        await pilot.press("f7")
        await self.writing()
        await type_in(pilot, text)
        await pilot.press("f7")
        await wait_for(lambda: self.store.wishes and not self.desk.act.name)


class TestFirstMail:
    @pytest.mark.parametrize("size", [SMALL, WIDE])
    async def test_four_keys_beside_the_words(self, size):
        console = Console()
        async with console.app.run_test(size=size) as pilot:
            await console.ready()
            await pilot.press("w")
            await console.dialog(FreshDialog)
            await type_in(pilot, "marini")
            await wait_for(lambda: console.app.screen.query_one("#people", PickList).picks)
            await pilot.press("enter", "enter")
            await wait_for(lambda: console.app.screen.query_one("#subject", LineField).has_focus)
            await type_in(pilot, "Domanda")
            await pilot.press("enter")
            await console.writing()
            assert "NUOVA E-MAIL" in shown(console.app)
            await type_in(pilot, "Buongiorno")
            await pilot.press("f7")
            await wait_for(lambda: console.letters.built)
            await wait_for(lambda: "parte fra poco" in console.notice)
        assert console.letters.built == [{"to": "g.marini@ue.example", "subject": "Domanda", "text": "Buongiorno"}]
        contact = console.store.contacts[max(console.store.contacts)]
        assert (contact.channel, contact.state, contact.party.name) == (Channel.EMAIL, State.CLOSED, "Gaia Marini")

    async def test_undo_opens_it_again_as_it_was(self):
        console = Console()
        async with console.app.run_test(size=SMALL) as pilot:
            await console.ready()
            await pilot.press("w")
            await console.dialog(FreshDialog)
            await type_in(pilot, "a@b.ch")
            await pilot.press("enter", "x", "enter")
            await console.writing()
            await type_in(pilot, "troppo presto")
            await pilot.press("f7")
            await wait_for(lambda: console.store.wishes and not console.desk.act.name)
            await pilot.press("u")
            await console.writing()
            assert console.desk.writing.letter.text == "troppo presto"
            assert console.desk.writing.letter.to == "a@b.ch"
            [wish] = console.store.wishes.values()
            assert wish.state is WishState.CANCELLED

    async def test_esc_in_the_dialog_makes_nothing(self):
        console = Console()
        async with console.app.run_test(size=SMALL) as pilot:
            await console.ready()
            before = dict(console.store.contacts)
            await pilot.press("w")
            await console.dialog(FreshDialog)
            await type_in(pilot, "a@b.ch")
            await pilot.press("escape")
            await wait_for(lambda: console.app.screen is console.desk)
            assert console.store.contacts == before

    async def test_beside_the_contact_in_hand_it_stays_in_hand_and_w_brings_a_begun_one_back(self):
        console = Console()
        async with console.app.run_test(size=SMALL) as pilot:
            await console.ready()
            console.desk.queue.go_to(4)
            await pilot.press("m")
            await wait_for(lambda: console.store.contacts[4].operator == "anna" and not console.desk.act.name)
            await pilot.press("f3", "w")
            await console.dialog(FreshDialog)
            await type_in(pilot, "a@b.ch")
            await pilot.press("f7")
            await console.writing()
            await type_in(pilot, "un parere")
            await pilot.press("escape")
            await wait_for(lambda: str(console.desk.place) == "contact" and not console.desk.act.name)
            await pilot.press("w")
            await console.writing()
            assert console.desk.writing.letter.text == "un parere"
            await pilot.press("f7")
            await wait_for(lambda: console.letters.built and not console.desk.act.name)
            await wait_for(lambda: str(console.desk.place) == "contact")
        assert console.store.contacts[4].state is State.ACTIVE
        assert console.letters.built[0]["to"] == "a@b.ch"


class TestFiles:
    async def test_f12_while_writing_and_a_sentence_elsewhere(self):
        console = Console(files=seat.Shelf(contratto_pdf="x"))
        async with console.app.run_test(size=SMALL) as pilot:
            await console.ready()
            console.desk.queue.go_to(4)
            await pilot.press("m")
            await wait_for(lambda: console.store.contacts[4].operator == "anna" and not console.desk.act.name)
            await pilot.press("f12")
            await wait_for(lambda: "mentre si scrive" in console.notice)
            await pilot.press("f7")
            await console.writing()
            assert "F12 Allega" in shown(console.app)
            await pilot.press("f12")
            await console.dialog(AttachDialog)
            console.app.screen.query_one("#path", LineField).value = "/doc/"
            await wait_for(lambda: console.app.screen.query_one("#paths", PickList).picks)
            await pilot.press("down", "enter", "f7")
            await console.writing()
            assert "contratto.pdf 1 B" in shown(console.app)


class TestFourEyes:
    async def test_the_author_is_told_and_the_mail_waits(self):
        console = Console(is_held=True)
        async with console.app.run_test(size=WIDE) as pilot:
            await console.ready()
            await console.reply_to(pilot, 4, "va bene")
            await wait_for(lambda: "aspetta il via di un collega" in console.notice)
            [wish] = console.store.wishes.values()
            assert wish.state is WishState.HELD
            assert "⚑" not in shown(console.app), "nobody releases the own mail"
            await pilot.press("full_stop")
            await console.dialog(ChooseDialog)
            await wait_for(lambda: "Niente da liberare" in shown(console.app))
            await pilot.press("escape")
            await wait_for(lambda: console.app.screen is console.desk)

    @pytest.mark.parametrize("size", [SMALL, WIDE])
    async def test_a_colleague_sees_the_figure_reads_and_releases_in_two_keys(self, size):
        store = floor.morning()
        author = Console(store, is_held=True)
        async with author.app.run_test(size=WIDE) as pilot:
            await author.ready()
            await author.reply_to(pilot, 4, "va bene")
        colleague = Console(store, me=seat.COLLEAGUE)
        async with colleague.app.run_test(size=size) as pilot:
            await colleague.ready()
            await wait_for(lambda: "⚑ 1" in shown(colleague.app))
            await pilot.press("full_stop")
            await colleague.dialog(ReleaseDialog)
            assert "va bene" in shown(colleague.app) and "Anna Bianchi" in shown(colleague.app)
            await pilot.press("f7")
            await wait_for(lambda: "Liberata" in colleague.notice)
            [wish] = store.wishes.values()
            assert (wish.state, wish.due_at) == (WishState.QUEUED, colleague.clock.now() + 10)
            await wait_for(lambda: not colleague.desk.act.name)
            await pilot.press("u")
            await wait_for(lambda: next(iter(store.wishes.values())).state is WishState.HELD)

    async def test_given_back_the_author_reads_why_and_f8_opens_the_draft(self):
        store = floor.morning()
        author = Console(store, is_held=True)
        async with author.app.run_test(size=WIDE) as pilot:
            await author.ready()
            await author.reply_to(pilot, 4, "va bene")
            colleague = floor.session(store, me=seat.COLLEAGUE, letters=author.letters).desk
            await wait_for(lambda: author.app.board.held)
            [waiting] = await colleague.releases.waiting()
            await colleague.releases.give_back(waiting.wish.id, "manca il termine")
            await wait_for(lambda: "Luca Monti rimanda" in author.notice and "manca il termine" in author.notice)
            await pilot.press("f8")
            await author.writing()
            assert author.desk.writing.letter.text == "va bene"
            assert store.contacts[4].state is State.ACTIVE

    async def test_released_the_author_reads_it_and_taking_it_back_oneself_is_no_news(self):
        store = floor.morning()
        author = Console(store, is_held=True)
        async with author.app.run_test(size=WIDE) as pilot:
            await author.ready()
            await author.reply_to(pilot, 4, "va bene")
            await wait_for(lambda: author.app.board.held)
            colleague = floor.session(store, me=seat.COLLEAGUE, letters=author.letters).desk
            await colleague.releases.release(next(iter(store.wishes)))
            await wait_for(lambda: "Luca Monti ha liberato" in author.notice)
            await pilot.press("j")
            await author.dialog(ChooseDialog)
            assert "ha liberato" in shown(author.app)
