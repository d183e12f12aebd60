"""A view that grows or shrinks lays the screen out only when its scrollbar comes or goes."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.screen import Screen

from console.screens.widgets.line_view import LineView
from fakes.stage import wait_for


class Alone(App[None]):
    """A view of ten lines on 80 columns."""

    def compose(self):
        self.view = LineView()
        yield self.view


@pytest.fixture
def layouts(monkeypatch):
    seen = []
    usual = Screen._refresh_layout
    monkeypatch.setattr(Screen, "_refresh_layout", lambda *args, **more: (seen.append(1), usual(*args, **more))[1])
    return seen


def lines(count):
    return [((f"riga {number}", "text"),) for number in range(count)]


async def settled(app, pilot, layouts, count):
    """Wait until the view is that long and nothing is laid out any more."""
    view = app.view
    await wait_for(lambda: view.virtual_size.height == count and view.show_vertical_scrollbar is (count > 10))
    seen = -1
    while seen != len(layouts):
        seen = len(layouts)
        await pilot.pause(0.1)


@pytest.mark.parametrize(
    ("before", "after", "laid_out"),
    [(3, 7, False), (7, 3, False), (40, 90, False), (90, 40, False), (3, 40, True), (40, 3, True)],
)
async def test_only_a_scrollbar_that_comes_or_goes_lays_out(before, after, laid_out, layouts):
    app = Alone()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(lines(before))
        await settled(app, pilot, layouts, before)
        layouts.clear()
        app.view.show(lines(after))
        await settled(app, pilot, layouts, after)
        assert bool(layouts) is laid_out
        assert app.view.virtual_size.height == after
        assert app.view.show_vertical_scrollbar is (after > 10)
        if after > 10:
            assert app.view.vertical_scrollbar.window_virtual_size == after
            app.view.scroll_end(animate=False)
            await wait_for(lambda: app.view.scroll_offset.y == after - 10)


async def test_a_view_that_shrinks_shows_its_last_lines(layouts):
    app = Alone()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(lines(90))
        await settled(app, pilot, layouts, 90)
        app.view.scroll_to(y=80, animate=False, immediate=True)
        app.view.show(lines(40))
        await wait_for(lambda: app.view.scroll_offset.y == 30)
