"""When text in the making is written down: the rule itself, without a screen, the clock moved by hand."""

from __future__ import annotations

from console.screens.autosave import Autosave
from fakes import seat


class TestAutosave:
    async def test_never_later_than_two_seconds_whatever_the_rhythm(self):
        clock, written = seat.HandClock(), []

        async def save():
            written.append(clock.now())

        autosave = Autosave(clock.now, save)
        typed = []
        for _key in range(100):
            if not autosave.dirty:
                typed.append(clock.now())
            autosave.touch()
            clock.move(0.24)
            await autosave.tick()
        assert len(written) > 10
        assert all(saved - first < 2.0 for first, saved in zip(typed, written, strict=False))

    async def test_a_clock_that_is_set_back_writes_at_once(self):
        clock, written = seat.HandClock(), []

        async def save():
            written.append(1)

        autosave = Autosave(clock.now, save)
        autosave.touch()
        clock.move(-3600)
        await autosave.tick()
        assert written

    async def test_a_key_during_the_write_is_written_as_well(self):
        clock, written = seat.HandClock(), []

        async def save():
            written.append(1)
            if len(written) == 1:
                autosave.touch()

        autosave = Autosave(clock.now, save)
        autosave.touch()
        await autosave.flush()
        assert len(written) == 2 and not autosave.dirty
