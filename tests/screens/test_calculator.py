"""The calculator: asked in the order of the conversation, refused calmly, copied with its label."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from console.adapters.hours import OfficialHolidays
from console.adapters.knowledge.calculator import Calculator
from console.screens.dialogs.calculator import CalculatorDialog
from console.screens.dialogs.frame import Line
from fakes.stage import Stage, shown, type_in, wait_for

TODAY = date(2026, 11, 27)
REFERENCE = Path(__file__).parents[2] / "data" / "reference"
RECKONING = Calculator(REFERENCE, OfficialHolidays())


def dialog(*articles):
    return CalculatorDialog(RECKONING, TODAY, articles=articles)


def said(app, line):
    return app.screen.query_one(f"#{line}", Line).words


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_asks_for_the_enforcement_then_gives_the_day(size):
    async with Stage().run_test(size=size) as pilot:
        await pilot.app.ask(dialog("LEF 74"))
        await type_in(pilot, "8.7.2026")
        await wait_for(lambda: "Prima chiedere" in said(pilot.app, "head"))
        await pilot.press("shift+tab", "right")
        await wait_for(lambda: "mer 05.08.2026" in said(pilot.app, "head"))
        page = shown(pilot.app)
        assert "Opposizione al precetto" in page and "LEF 63" in page and "Indicativo" in page and "Esc" in page
        await pilot.press("f7")
        await wait_for(lambda: pilot.app.results)
    (copied,) = pilot.app.results
    assert copied.startswith("Opposizione al precetto: Entro il mer 05.08.2026") and "Indicativo" in copied


async def test_what_the_card_is_about_comes_first():
    async with Stage().run_test(size=(80, 24)) as pilot:
        shown_dialog = await pilot.app.ask(dialog("LEF 83"))
        assert shown_dialog._question is not None and shown_dialog._question.id == "disown-debt"
        await type_in(pilot, "1.7.2026")
        await wait_for(lambda: "lun 24.08.2026" in said(pilot.app, "head"))


async def test_what_is_not_computed_says_so_and_moving_on_goes_on():
    async with Stage().run_test(size=(80, 24)) as pilot:
        await pilot.app.ask(dialog("LEF 278"))
        await type_in(pilot, "10.7.2026")
        await wait_for(lambda: said(pilot.app, "head") == "Non si calcola")
        assert "giudice" in said(pilot.app, "remarks")
        await pilot.press("down")
        await wait_for(lambda: said(pilot.app, "head") != "Non si calcola")
        await pilot.press("escape")
        await wait_for(lambda: pilot.app.results == [None])


async def test_the_fees_of_an_amount():
    async with Stage().run_test(size=(80, 24)) as pilot:
        await pilot.app.ask(dialog())
        await pilot.press("tab")
        await type_in(pilot, "1'500")
        await wait_for(lambda: "74.00" in said(pilot.app, "fees"))
        await pilot.press("x")
        await wait_for(lambda: said(pilot.app, "problem") == "non è un importo" and not said(pilot.app, "fees"))


async def test_nothing_found_and_hostile_words_are_calm():
    async with Stage().run_test(size=(80, 24)) as pilot:
        await pilot.app.ask(dialog())
        await pilot.press("shift+tab", "shift+tab")
        await type_in(pilot, "zzz[/]")
        await wait_for(lambda: said(pilot.app, "head") == "Manca il termine.")
        await pilot.press("f7", "down", "up")
        assert not pilot.app.results
