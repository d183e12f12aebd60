"""What the eye meets on the desk: room for the words, names instead of raw numbers, keys that do what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console import i18n
from console.domain.contact import CallState, Channel, Party, State
from console.screens import format as say
from console.screens.actions import CLERK, OPERATOR, Place
from console.screens.contact_rows import who_row
from console.screens.dialogs.wrapup import guess_outcome
from console.screens.keys_now import keys_now
from console.screens.notices import guide
from console.screens.queue_rows import QueueColumns
from console.screens.widgets.ink import MARK, cut, wrap
from fakes import floor, seat
from fakes.stage import shown, wait_for
from screens.test_desk import WIDE, Console


def words(row) -> str:
    return "".join(text for text, _ink in row)


def keys(place: Place, contact, waiting: int = 3) -> list[str]:
    return [f"{key} {what}" for key, what in keys_now(place, contact, "anna", lambda action: f"<{action}>", waiting)]


async def test_the_reply_has_the_same_room_after_a_dialog_was_shown():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        await console.in_hand(pilot, 4)
        await pilot.press("f9")
        await wait_for(lambda: len(console.app.screen_stack) == 2)
        await pilot.press("escape")
        await wait_for(lambda: len(console.app.screen_stack) == 1 and not console.desk.act.name)
        await pilot.press("f7")
        await wait_for(lambda: console.at == "writing")
        lines = shown(console.app).splitlines()
        last = next(at for at, line in enumerate(lines) if "Parte come E-MAIL" in line)
        assert "╰" in lines[last + 1], "nothing stands between the last line and the border"
        assert console.app.screen.query_one("#text").size.height > 6


async def test_what_was_in_hand_leaves_the_cursor_at_the_top():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        await console.in_hand(pilot, 4)
        await pilot.press("f9")
        await wait_for(lambda: len(console.app.screen_stack) == 2)
        await pilot.press("enter")
        await wait_for(lambda: console.contact(4).state is State.CLOSED and not console.desk.act.name)
        assert console.desk.queue.cursor == console.desk.queue.rows[0].id


async def test_a_place_that_appears_by_resizing_is_not_empty():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        assert console.desk.shown_contact() is None
        await pilot.resize_terminal(*WIDE)
        await wait_for(lambda: console.desk.shown_contact() is not None)


@pytest.mark.parametrize(("width", "room"), [(78, 26), (70, 21)])
def test_the_citizens_words_get_the_room_of_the_queue(width, room):
    row = floor.row_of(floor.contact(9, Channel.EMAIL, 60.0, party=Party(name="X" * 60), subject="s" * 99))
    drawn = QueueColumns(seat.Places(), "anna").draw(row, width, seat.NOW)
    assert words(drawn).count("s") >= room
    assert len(words(drawn)) <= width + 1


def test_a_caller_with_a_number_is_never_anonymous_and_the_number_is_in_groups():
    contact = seat.call(party=Party(phone="+41790002014"))
    assert say.party(contact) == "+41 79 000 20 14" and "+41 79 000 20 14" in words(who_row(contact, seat.NOW))
    assert say.party(seat.call(party=Party())) == "anonimo"


def test_a_line_that_does_not_fit_says_so():
    assert words(cut((("abc", "text"), ("defg", "muted")), 5)) == "abcd…"
    assert words(cut((("abc", "text"), ("de", "muted")), 4)) == "abc…"
    assert words(cut((("abc", "text"), ("de  ", "muted")), 5)) == "abcde  "


def test_who_was_called_back_and_talks_was_reached():
    called = seat.call(attempts=1, call_state=CallState.TALKING)
    assert guess_outcome(called) == "called_back"
    assert guess_outcome(replace(called, call_state=CallState.NONE)) == "not_reached"


class TestKeysThatApply:
    def test_a_mail_offers_the_reply_first_and_the_reading_where_it_is_out_of_sight(self):
        assert keys(Place.ANSWERS, seat.letter())[:3] == ["Invio Usa", "<contact> Leggi", "<reply> Rispondi"]

    def test_at_my_contact_enter_is_named(self):
        assert keys(Place.CONTACT, seat.call())[0] == "Invio Risposte"
        missed = seat.call(call_state=CallState.NONE)
        assert keys(Place.CONTACT, missed)[0] == "Invio Richiama"

    @pytest.mark.parametrize("state", [State.HANDED_OFF, State.ACCEPTED, State.TRANSFERRING])
    def test_nothing_is_offered_that_would_be_refused(self, state):
        contact = replace(seat.call(), state=state, call_state=CallState.NONE)
        offered = " ".join(keys(Place.CONTACT, contact))
        assert not [one for one in ("Richiama", "Chiudi", "Trasferisci", "Parcheggia") if one in offered]


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("answered", [(), ("rateazione",)])
def test_the_guide_fits_a_narrow_line_and_speaks_of_this_place(place, answered):
    for contact in (seat.call(answered=answered), seat.letter(answered=answered)):
        sentence = guide(place, contact, "anna")
        assert len(sentence) < 80
        assert ("scrivere" in sentence) <= (place is Place.ANSWERS)


def test_a_note_offers_no_sending():
    note = [what for _key, what in keys_now(Place.WRITING, seat.call(), "anna", lambda action: action, 0, note=True)]
    assert "Invia" not in note and "Conserva" in note
    assert "invia" not in guide(Place.WRITING, seat.call(), "anna", note=True)


@pytest.mark.parametrize("tongue", ["it", "de", "fr", "en"])
def test_the_help_stays_on_one_line_each_in_every_language(tongue):
    i18n.use(tongue)
    try:
        long = [one.id for one in (*OPERATOR, *CLERK) if len(i18n._(one.help)) > 48 or len(i18n._(one.words)) > 14]
        assert not long
    finally:
        i18n.use("it")


async def test_no_notice_speaks_of_f7_as_it_was_a_key_ago():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        await console.in_hand(pilot, 4)
        await pilot.press(*"rate", "enter")
        await wait_for(lambda: "F7 la mette nella risposta" in console.notice)
        await pilot.press("f7")
        await wait_for(lambda: "F7 invia" in console.notice and console.at == "writing")
        assert not console.app.screen.query_one("#problem").display


async def test_every_channel_of_a_contact_logged_by_hand_is_named_with_its_digit():
    console = Console()
    async with console.run() as pilot:
        await console.ready()
        await pilot.press("a")
        await wait_for(lambda: "1 tel.  2 sportello  3 lettera  4 fax  5 mail  6 web" in shown(console.app))


def test_what_follows_a_label_or_a_mark_hangs_beside_it():
    labelled = [words(one) for one in wrap((("CHIEDERE  ", "title"), ("da quando? datore cambiato?", "text")), 24)]
    assert labelled == ["CHIEDERE  da quando?", "          datore", "          cambiato?"]
    marked = [words(one) for one in wrap(((MARK, "accent"), ("uno due tre quattro", "text")), 12)]
    assert all(line.startswith("  ") for line in marked[1:])
