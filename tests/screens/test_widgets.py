"""The desk's own widgets: the cursor follows the contact, only what changed is drawn, foreign text is only text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.domain.contact import ArticleId, CallState, Channel, ContactId, Party
from console.screens.queue_rows import QueueColumns, matching, short_name
from console.screens.widgets.answers_pane import AnswersPane
from console.screens.widgets.ink import fit, wrap
from console.screens.widgets.line_bar import LineBar
from console.screens.widgets.line_editing import LineText
from console.screens.widgets.line_view import LineView
from console.screens.widgets.queue_list import QueueList
from fakes import floor, seat
from fakes.stage import Stage, shown, wait_for


def rows(*numbers: int):
    return tuple(
        floor.row_of(floor.contact(n, Channel.EMAIL, 10.0 * n, party=Party(name=f"Nome {n}"), subject=f"Cosa {n}"))
        for n in numbers
    )


class Queue:
    """A list on a stage, with a clock to move."""

    def __init__(self) -> None:
        self.clock = seat.HandClock()
        columns = QueueColumns(seat.Places(), "anna")
        self.drawn: list[int] = []

        def draw(row, width, now):
            self.drawn.append(row.id)
            return columns.draw(row, width, now)

        self.list = QueueList(draw, columns.times, self.clock.now)

    def stage(self, size=(80, 12)):
        return Stage(self.list).run_test(size=size)


class TestTheCursor:
    async def test_stays_on_the_contact_when_others_come_and_go(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.focus()
            queue.list.show(rows(1, 2, 3, 4))
            await pilot.press("down", "down")
            assert queue.list.cursor == 3
            queue.list.show(rows(9, 1, 2, 3, 4))
            assert queue.list.row.id == 3
            queue.list.show(rows(3, 4))
            assert queue.list.row.id == 3
            await pilot.press("down")
            assert queue.list.cursor == 4

    async def test_a_contact_that_leaves_under_the_cursor_stays_until_it_moves(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.focus()
            queue.list.show(rows(1, 2, 3))
            await pilot.press("down")
            queue.list.show(rows(1, 3))
            assert queue.list.cursor == 2 and queue.list.ghost == 2, "no key may act on the neighbour"
            queue.list.show(rows(1, 3, 4))
            assert [row.id for row in queue.list.rows] == [1, 2, 3, 4]
            await pilot.press("down")
            assert queue.list.cursor == 3 and [row.id for row in queue.list.rows] == [1, 3, 4]
            assert queue.list.ghost is None

    async def test_up_from_a_ghost(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.focus()
            queue.list.show(rows(1, 2, 3))
            await pilot.press("end")
            queue.list.show(rows(1, 2))
            await pilot.press("up")
            assert queue.list.cursor == 2 and len(queue.list.rows) == 2

    async def test_a_ghost_that_comes_back_is_itself_again(self):
        queue = Queue()
        async with queue.stage():
            queue.list.show(rows(1, 2, 3))
            queue.list.go_to(ContactId(2))
            queue.list.show(rows(1, 3))
            queue.list.show(rows(1, 2, 3))
            assert queue.list.ghost is None and [row.id for row in queue.list.rows] == [1, 2, 3]

    async def test_what_leaves_by_my_own_hand_leaves_no_ghost(self):
        queue = Queue()
        async with queue.stage():
            queue.list.show(rows(1, 2, 3))
            queue.list.go_to(ContactId(2))
            queue.list.forget(ContactId(2))
            assert queue.list.cursor == 3
            queue.list.show(rows(1, 3))
            assert queue.list.ghost is None and queue.list.cursor == 3

    async def test_another_filter_leaves_no_ghost_either(self):
        queue = Queue()
        async with queue.stage():
            queue.list.show(rows(1, 2, 3))
            queue.list.show(rows(2, 3), narrowed=True)
            assert queue.list.cursor == 2 and queue.list.ghost is None
            queue.list.show((), narrowed=True)
            assert queue.list.cursor is None and queue.list.row is None

    async def test_the_window_stays_with_the_cursor_when_it_is_scrolled(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.focus()
            queue.list.show(rows(*range(1, 100)))
            for _ in range(5):
                await pilot.press("pagedown")
            before, cursor = round(queue.list.scroll_offset.y), queue.list.cursor
            queue.list.show(rows(500, 501, *range(1, 100)))
            assert queue.list.cursor == cursor
            await wait_for(lambda: round(queue.list.scroll_offset.y) == before + 2)

    async def test_ten_thousand_rows_draw_only_the_window(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.focus()
            queue.list.show(rows(*range(1, 10_001)))
            await wait_for(lambda: "Nome 1 " in shown(pilot.app))
            assert max(queue.drawn) <= 12
            await pilot.press("end")
            await wait_for(lambda: "Nome 10000" in shown(pilot.app))
            assert len(set(queue.drawn)) < 60


class TestTheTick:
    async def test_redraws_only_the_waits_that_changed(self):
        queue = Queue()
        async with queue.stage() as pilot:
            fresh = rows(1, 2)
            old = tuple(row._replace(arrived_at=seat.NOW - 7200, id=ContactId(row.id + 10)) for row in rows(1, 2))
            queue.list.show((*fresh, *old))
            await wait_for(lambda: "2h00" in shown(pilot.app))
            queue.drawn.clear()
            queue.clock.move(1)
            queue.list.tick()
            await wait_for(lambda: "00:11" in shown(pilot.app))
            assert set(queue.drawn) == {1, 2}

    async def test_an_equal_board_draws_nothing(self):
        queue = Queue()
        async with queue.stage() as pilot:
            queue.list.show(rows(1, 2, 3))
            await wait_for(lambda: "Nome 3" in shown(pilot.app))
            queue.drawn.clear()
            queue.list.show(rows(1, 2, 3))
            await pilot.pause()
            assert queue.drawn == []


class TestFilter:
    def test_accents_and_parts_of_numbers(self):
        found = rows(1, 2)
        found = (found[0]._replace(name="Renée Müller", peer="+41794123308"), found[1])
        assert [row.id for row in matching(found, "renee mul")] == [1]
        assert [row.id for row in matching(found, "0794123")] == [1]
        assert matching(found, " ") == found
        assert matching(found, "niente") == ()

    def test_names_are_shortened_to_fit(self):
        assert [short_name(name) for name in ("Gaia Marini", "marini", "")] == ["G. Marini", "marini", ""]


HOSTILE = st.text(max_size=80) | st.sampled_from(
    ["[/b]", "[@click=app.bell]x[/]", "\x1b]52;c;aGk=\x07", "\x1b[2J", "a\u202eb", "\x9b31m", "日本語" * 30,
     "e\u0301" * 50, "\U0001f600", "\n\n\r", "[link=https://x]y[/link]", "\\[", "\t"]
)  # fmt: skip
WORST = ["[/b]", "[@click=app.bell]x[/]", "a\x1b]52;c;aGk=\x07b", "\x1b[31m", "日本語" * 40]
EDITING = ["left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w", "à", " "]


class TestForeignText:
    @given(HOSTILE, st.integers(0, 40))
    def test_a_cell_has_exactly_its_width(self, text, width):
        assert cell_len(fit(text, width)) == width
        assert fit(text, width).isprintable()

    @given(st.lists(HOSTILE, max_size=4), st.integers(4, 60))
    def test_a_wrapped_row_fits_and_loses_no_word(self, texts, width):
        row = tuple((text, "text") for text in texts)
        lines = list(wrap(row, width))
        assert all(sum(cell_len(text) for text, _ink in line) <= width + 1 for line in lines)
        before = "".join("".join(text.split()) for line in wrap(row, 10_000) for text, _ink in line)
        assert "".join("".join(text.split()) for line in lines for text, _ink in line) == before

    @pytest.mark.parametrize(
        "text", ["[/b]", "[@click=app.bell]x[/]", "a\x1b]52;c;aGk=\x07b", "\x1b[31m", "日本語" * 40]
    )
    async def test_every_widget_shows_it_as_words(self, text):
        bar, view = LineBar(), LineView()
        queue = Queue()
        pane = AnswersPane(lambda _typed: [(ArticleId("x"), text)], lambda _article: [((text, "text"),)])
        stage = Stage(bar, view, queue.list, pane)
        async with stage.run_test(size=(80, 24)) as pilot:
            bar.show(((text, "title"),), ((text, "muted"),))
            view.show([((text, "text"),)] * 3)
            queue.list.show(
                tuple(row._replace(name=text, subject=text, peer=text, language=text) for row in rows(1, 2))
            )
            pane.open(text)
            pane.focus()
            await pilot.press("a", "down", "enter")
            await wait_for(lambda: stage.is_running and shown(stage))
            assert all(sign.isprintable() or sign == "\n" for sign in shown(stage))
            assert not [sign for sign in stage.export_screenshot() if ord(sign) < 32 and sign not in "\n\t"]


class TestLongText:
    async def test_twenty_thousand_lines_are_wrapped_once_and_scrolled(self):
        view = LineView()
        stage = Stage(view)
        async with stage.run_test(size=(80, 24)) as pilot:
            view.show([((f"riga {n} " + "parola " * 15, "text"),) for n in range(20_000)])
            view.focus()
            await pilot.press("end")
            await wait_for(lambda: "riga 19999" in shown(stage))
            await pilot.press("home")
            await wait_for(lambda: "riga 0 " in shown(stage))

    async def test_what_is_not_in_sight_is_wrapped_between_the_keys(self):
        view = LineView()
        stage = Stage(view)
        async with stage.run_test(size=(80, 24)) as pilot:
            view.show([((f"riga {n} " + "parola " * 15, "text"),) for n in range(20_000)])
            at_once = len(view._lines)
            await pilot.pause()
            assert at_once < 100
            assert "riga 0 " in shown(stage)
            await wait_for(lambda: len(view._lines) == 40_000)
            assert view.virtual_size.height == 40_000

    async def test_another_width_wraps_anew(self):
        view = LineView()
        async with Stage(view).run_test(size=(80, 24)) as pilot:
            view.show([(("parola " * 30, "text"),)])
            await pilot.resize_terminal(30, 24)
            await wait_for(lambda: len(view._lines) > 5)


class TestAnswers:
    TITLES = (("pignoramento", "Pignoramento del salario"), ("estratto", "Estratto"), ("rate", "Rateazione"))

    def pane(self):
        found = [(ArticleId(key), title) for key, title in self.TITLES]

        def search(typed):
            return [one for one in found if typed.casefold() in one[1].casefold()] if typed else []

        return AnswersPane(search, lambda article: [((f"testo di {article} " * 200, "text"),)])

    async def test_typing_searches_at_once_and_arrows_choose(self):
        pane = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press(*"rat")
            assert [hit for hit, _title in pane.hits] == ["estratto", "rate"]
            await pilot.press("down")
            assert pane.article == "rate"
            await pilot.press("e")
            assert pane.article == "rate"

    async def test_the_card_that_was_moved_to_stays_chosen_while_it_is_found(self):
        pane = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press("a", "down", "down")
            assert pane.article == "rate"
            await pilot.press("t")
            assert pane.article == "rate" and pane.mark == 1

    async def test_a_knowledge_base_that_changed_keeps_the_place(self):
        pane = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press("a", "down")
            before = pane.article
            pane.again()
            assert pane.article == before

    async def test_page_keys_scroll_the_card_and_stop_at_its_end(self):
        pane = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press("a")
            first = shown(pilot.app)
            await pilot.press("pagedown")
            await wait_for(lambda: shown(pilot.app) != first)
            for _ in range(30):
                await pilot.press("pagedown")
            last = shown(pilot.app)
            await pilot.press("pagedown")
            await pilot.pause()
            assert shown(pilot.app) == last and last.splitlines()[-1].strip()

    async def test_nothing_found_says_what_to_do(self):
        pane = self.pane()
        async with Stage(pane).run_test(size=(80, 24)) as pilot:
            pane.focus()
            await pilot.press("x", "y")
            await wait_for(lambda: "Nessuna scheda con queste parole" in shown(pilot.app))


class TestLineText:
    def test_editing(self):
        line = LineText(10, "ciao")
        for key in ("home", "right", "delete", "end", "backspace"):
            assert line.key(key, None)
        assert (line.text, line.cursor) == ("ca", 2)
        assert line.key("x", "x") and line.text == "cax"
        assert line.key("ctrl+w", None) and line.text == ""
        assert not line.key("f5", None)

    @given(st.lists(st.sampled_from(EDITING)))
    def test_the_cursor_is_always_within_the_text(self, keys):
        line = LineText(8)
        for key in keys:
            line.key(key, key if len(key) == 1 else None)
            assert 0 <= line.cursor <= len(line.text) <= 8
            before, under, after = line.window(5)
            assert len(before) + len(under) + len(after) <= 6


def test_a_ringing_call_reads_otherwise_than_a_waiting_one():
    columns = QueueColumns(seat.Places(), "anna")
    call = floor.row_of(floor.contact(1, Channel.PHONE, 5, call_state=CallState.RINGING))
    assert columns.state(call) == "suona"
    assert columns.state(call._replace(call_state=CallState.QUEUED)) == "in attesa"
