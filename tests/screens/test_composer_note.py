"""The note editor: written while it is typed, never to be mistaken for a reply."""

from __future__ import annotations

from console.screens.dialogs.fields import TextField
from console.screens.dialogs.frame import Line
from console.screens.note_editor import NoteEditor
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for


class Desk:
    def __init__(self, *contacts) -> None:
        self.store = MemoryStore(*(contacts or (seat.call(note="prima"),)))
        self.clock = seat.HandClock()
        self.session = seat.session(self.store, self.clock)
        self.editor = NoteEditor(self.session)

    def stage(self):
        return Stage(self.editor).run_test(size=(80, 24))

    async def open(self, contact=1) -> None:
        await self.editor.open(self.store.contacts[contact])
        await wait_for(lambda: self.editor.query_one(TextField).has_focus)


async def test_it_says_what_it_is_and_that_nobody_outside_reads_it():
    desk = Desk()
    async with desk.stage() as pilot:
        await desk.open()
        screen = shown(pilot.app)
        assert "NOTA INTERNA" in screen and "il cittadino non la vede" in screen
        assert "E-MAIL" not in screen and "F7" not in screen


async def test_a_pause_writes_it_into_the_contact():
    desk = Desk()
    async with desk.stage() as pilot:
        await desk.open()
        await type_in(pilot, " e poi")
        assert desk.store.contacts[1].note == "prima"
        desk.clock.move(0.7)
        await wait_for(lambda: desk.store.contacts[1].note == "prima e poi")
        assert not desk.editor.dirty


async def test_opening_writes_nothing():
    desk = Desk()
    async with desk.stage():
        await desk.open()
        desk.clock.move(5)
        assert not desk.editor.dirty and desk.store.contacts[1].version == 1


async def test_blur_esc_and_quitting_write_it():
    desk = Desk(seat.call(note=""), seat.letter(note=""))
    async with desk.stage() as pilot:
        await desk.open(1)
        await type_in(pilot, "uno")
        await pilot.press("escape")
        await wait_for(lambda: desk.store.contacts[1].note == "uno")
        await type_in(pilot, " due")
        await desk.open(2)
        assert desk.store.contacts[1].note == "uno due"
        await type_in(pilot, "tre")
    assert desk.store.contacts[2].note == "tre"


async def test_a_contact_that_went_to_a_colleague_leaves_a_draft_and_says_so():
    desk = Desk()
    async with desk.stage() as pilot:
        await desk.open()
        desk.store.contacts[1] = seat.call(operator=seat.COLLEAGUE.id)
        await type_in(pilot, "!")
        desk.clock.move(2)
        await wait_for(lambda: "Luca Monti" in desk.editor.query_one("#note-problem", Line).words)
        assert desk.store.drafts[1, "anna", "note"].text == "prima!"
        await desk.editor.open(desk.store.contacts[1])
        assert desk.editor.text == "prima!"


async def test_a_full_disk_is_said_and_tried_again():
    desk = Desk()
    async with desk.stage() as pilot:
        await desk.open()
        desk.store.broken = True
        await type_in(pilot, "!")
        desk.clock.move(2)
        await wait_for(lambda: "archivio" in desk.editor.query_one("#note-problem", Line).words)
        assert desk.editor.dirty
        desk.store.broken = False
        desk.clock.move(2)
        await wait_for(lambda: desk.store.contacts[1].note == "prima!")


async def test_hostile_text_is_harmless():
    desk = Desk(seat.call(note="[/b] \x1b]0;x\x07 \x9b"))
    async with desk.stage() as pilot:
        await desk.open()
        assert not set(desk.editor.text + shown(pilot.app)) & set("\x1b\x07\x9b")
        assert "[/b]" in shown(pilot.app)
