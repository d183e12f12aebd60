"""What the screens say of targets: what is left, what is late, and that nothing jumps."""

from __future__ import annotations

import math
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from console import i18n
from console.domain.contact import CallState, Channel, Party, State
from console.domain.hours import BusinessTime
from console.domain.queues import QueueFigures, Urgency
from console.screens import format as say
from console.screens import strip_rows
from console.screens.contact_rows import Sight, target_rows
from console.screens.queue_rows import QueueColumns
from console.screens.widgets.ink import width_of
from fakes import floor, seat
from fakes.stage import shown, wait_for
from screens.test_desk import SMALL, WIDE, Console

URGENCY = Urgency(time=BusinessTime(floor.HOURS), near=floor.HOUR)
COLUMNS = QueueColumns(seat.Places(), "anna", URGENCY)
NOW = seat.NOW
HOUR = floor.HOUR


def a_row(due: float, channel: Channel = Channel.EMAIL, **changes):
    found = floor.contact(9, channel, 5000, party=Party(name="Rossi"), subject="Rateazione", **changes)
    return floor.row_of(replace(found, due_resolution=due))


def text(row) -> str:
    return "".join(piece for piece, _ink in row)


def ink(row, words: str) -> str:
    return next(ink for piece, ink in row if words in piece)


@pytest.mark.parametrize(
    ("due", "width", "said", "colour"),
    [
        (NOW + 5400, 110, "1 h 30", "muted"), (NOW + 1800, 110, "0 h 30", "warn"),
        (NOW - 2100, 110, "in ritardo 0 h 35", "late"), (NOW + 5400, 78, "1h30", "muted"),
        (NOW - 2100, 78, "rit.0h35", "late"), (NOW + 5400, 60, "fra 1h30", "muted"),
        (NOW - 2100, 60, "rit.0h35", "late"),
    ],
)  # fmt: skip
def test_a_row_says_what_is_left(due, width, said, colour):
    drawn = COLUMNS.draw(a_row(due), width, NOW)
    assert ink(drawn, said) == colour
    assert (ink(drawn, "✉") == "late") is (colour == "late")
    assert ink(drawn, "Rossi") == "text", "red is only what is late"


@pytest.mark.parametrize("tongue", ["it", "de", "fr", "en"])
@pytest.mark.parametrize("width", [58, 70, 76, 78, 90, 100, 140])
def test_the_columns_stay_where_they_are(tongue, width):
    i18n.use(tongue)
    try:
        rows = [
            a_row(due) for due in (math.inf, NOW + 60, NOW + 99 * HOUR, NOW - 60, NOW - 40 * HOUR, NOW - 900 * HOUR)
        ]
        rows += [a_row(NOW - 90, Channel.PHONE, call_state=CallState.QUEUED), a_row(math.inf, stopped_since=NOW)]
        places = {text(COLUMNS.draw(row, width, NOW)).index("Rossi") for row in rows}
        assert len(places) == 1
        assert all("…" not in text(COLUMNS.draw(row, width, NOW))[: places.copy().pop()] for row in rows)
        assert width_of(text(COLUMNS.heading(width))) == width_of(text(COLUMNS.draw(rows[0], width, NOW))) <= width + 1
    finally:
        i18n.use("it")


def test_of_a_caller_seconds_are_said_and_red_has_a_word():
    call = a_row(NOW - 35, Channel.PHONE, call_state=CallState.QUEUED)
    for width in (60, 78):
        assert ink(COLUMNS.draw(call, width, NOW), "rit.00:35") == "late"
    assert "1h23" in text(COLUMNS.draw(call._replace(due_resolution=NOW + 60), 60, NOW))


def test_a_clock_that_stands_says_whose_turn_it_is():
    assert "cittadino" in text(COLUMNS.draw(a_row(math.inf, stopped_since=NOW), 78, NOW))
    with_clerk = a_row(math.inf, state=State.HANDED_OFF, stopped_since=NOW)
    assert "cittadino" not in text(COLUMNS.draw(with_clerk, 78, NOW))


def test_without_targets_there_is_no_column():
    plain = QueueColumns(seat.Places(), "anna")
    assert "resta" not in text(plain.heading(78)) and "resta" in text(COLUMNS.heading(78))
    assert width_of(text(plain.draw(a_row(NOW), 78, NOW))) <= 79


# --- the card --------------------------------------------------------------------------------------


def card(**changes) -> list[str]:
    sight = Sight(
        names=None,
        me="anna",
        now=NOW,
        zone=ZoneInfo("Europe/Zurich"),
        urgency=URGENCY,  # type: ignore[arg-type]
    )
    return [text(row).strip() for row in target_rows(floor.contact(9, Channel.EMAIL, 60, **changes), sight)]


def test_the_card_says_both_targets_with_their_moments():
    found = card(due_first_answer=NOW + 5.5 * HOUR, due_resolution=NOW + 24 * HOUR)
    assert found == ["prima risposta entro oggi 15:30 · 4 h 00", "conclusione entro domani 10:00 · 7 h 30"]
    assert card(due_first_answer=NOW - 2100) == ["prima risposta in ritardo 0 h 35 · oggi 09:25"]


def test_the_card_says_why_the_clock_stands():
    assert card(state=State.ACTIVE, stopped_since=NOW - 600) == [
        "orologio fermo da oggi 09:50: si aspetta il cittadino"
    ]
    assert card(state=State.ACCEPTED, stopped_since=NOW - 600) == ["orologio fermo da oggi 09:50: dal funzionario"]
    assert card(state=State.CLOSED, stopped_since=NOW - 600) == []


# --- the strip -------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", range(80, 181, 10))
def test_the_strip_says_how_many_are_late_at_every_width(width):
    figures = QueueFigures(
        calls=12, written=148, missed=7, oldest_call=NOW - 154, call_due=NOW - 34, dues=(NOW - 3,) * 23
    )
    view = strip_rows.StripView(
        site="UE Faido", name="Anna Bianchi", demo=True, picture=strip_rows.Picture(figures=figures), store_ok=True,
        now=NOW, zone=ZoneInfo("Europe/Zurich"),
    )  # fmt: skip
    left, _right = strip_rows.strip(view, width)
    assert ink(left, "23") == ink(left, "02:34") == "late"
    in_time = replace(view, picture=strip_rows.Picture(figures=replace(figures, dues=(NOW + 1,), call_due=NOW + 5)))
    calm = strip_rows.strip(in_time, width)[0]
    assert "late" not in [colour for _words, colour in calm]


# --- on the desk -----------------------------------------------------------------------------------


async def test_the_most_urgent_is_first_and_the_card_says_until_when():
    console = Console()
    async with console.run(WIDE) as pilot:
        await console.ready()
        assert [row.id for row in console.desk.queue.rows] == [1, 2, 3, 6, 10, 7, 5, 4, 8]
        await pilot.press(*["down"] * 4)
        await wait_for(lambda: "prima risposta entro oggi 10:03 · 0 h 03" in console.desk.card.text)
        assert "rit.2" in shown(console.app)


async def test_a_minute_later_both_say_so_and_nothing_has_moved():
    console = Console()
    async with console.run(WIDE) as pilot:
        await console.ready()
        await pilot.press(*["down"] * 4)
        await wait_for(lambda: "· 0 h 03" in console.desk.card.text and "fra 0h03" in shown(console.app))
        order, cursor = [row.id for row in console.desk.queue.rows], console.desk.queue.cursor
        console.clock.move(240)
        console.desk.tick()
        await wait_for(lambda: "in ritardo 0 h 00" in console.desk.card.text and "rit.0h00" in shown(console.app))
        assert [row.id for row in console.desk.queue.rows] == order
        assert console.desk.queue.cursor == cursor


async def test_a_more_urgent_one_comes_above_and_the_cursor_stays_on_its_contact():
    console = Console()
    async with console.run(SMALL) as pilot:
        await console.ready()
        await pilot.press(*["down"] * 5)
        assert console.desk.queue.cursor == 7
        urgent = floor.contact(30, Channel.LETTER, 9 * 86_400, party=Party(name="Vecchia lettera"))
        console.store.put(urgent)
        await wait_for(lambda: "Vecchia lettera" in shown(console.app))
        assert [row.id for row in console.desk.queue.rows][:5] == [1, 2, 3, 30, 6]
        assert console.desk.queue.cursor == console.desk.queue.row.id == 7


async def test_only_what_reads_differently_is_drawn_again():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        await wait_for(lambda: "5h30" in shown(console.app))
        console.clock.move(10)
        console.desk.queue.tick()
        await wait_for(lambda: "5h29" in shown(console.app))
        before = dict(console.desk.queue._drawn)
        console.clock.move(5)
        console.desk.queue.tick()
        await pilot.pause()
        after = console.desk.queue._drawn
        changed = {y for y in before if before[y][1] != after[y][1]}
        assert {console.desk.queue.rows[y].channel for y in changed} <= {Channel.PHONE}, "calls count seconds"


def test_business_time_in_words():
    assert [say.business(seconds) for seconds in (0, 59, 60, 7800, 99 * HOUR, 100 * HOUR)] == [
        "0 h 00", "0 h 00", "0 h 01", "2 h 10", "99 h 00", "100 h",
    ]  # fmt: skip
