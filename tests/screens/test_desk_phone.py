"""The telephone on the desk: consult and its ends, the call at my phone, call-backs, seat, hours, hanging up."""

from __future__ import annotations

import pytest

from console.domain.contact import RECALLS, CallState, ContactId, Party, State
from console.domain.handoff import Handoff, HandoffState, Packet, TransferFailure, Way
from console.domain.journal import Entry, EntryKind
from console.domain.office import PersonState, Presence
from console.domain.seat import HoursMode, Opening, Seat
from console.domain.wish import WishKind
from console.screens.phone_words import opening_words, seat_differs
from console.services.presence import NO_ANSWER
from console.services.session import Look
from fakes import floor, seat
from fakes.stage import shown, type_in, wait_for
from screens.test_desk import SMALL, WIDE, Console

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE])


def asked(state: HandoffState = HandoffState.RINGING, **changes) -> Handoff:
    """A consult with Gaia Marini."""
    packet = Packet(question="contesta", case_reference="2026-12", citizen="Mario Rossi")
    usual = Handoff(packet=packet, way=Way.CONSULT, office="faido", clerk="marini", by="anna", at=seat.NOW, state=state)
    return floor.replace(usual, **changes)


def consulting(state: HandoffState = HandoffState.RINGING, **changes):
    """My call, while I ask."""
    usual = seat.call(state=State.CONSULTING, call_state=CallState.ON_HOLD, handoff=asked(state), subject="contesta")
    return floor.replace(usual, **changes)


class TestConsult:
    @SIZES
    async def test_every_step_is_said_and_offers_only_the_keys_that_apply(self, size):
        console = Console()
        console.store.put(consulting())
        async with console.run(size) as pilot:
            await console.ready()
            await wait_for(lambda: "Squilla da G. Marini, il cittadino aspetta. F8 lo riprende." in console.notice)
            assert "F8 Riprende il cittadino" in console.desk.bars.keys.text
            assert "Passa la chiamata" not in console.desk.bars.keys.text
            assert "in consultazione" in console.desk.bars.strip.text
            await pilot.press("f6")
            await wait_for(lambda: "Il funzionario non ha ancora risposto" in console.notice)
            console.store.put(consulting(HandoffState.CONSULTING))
            said = "Parli con G. Marini: F6 passa la chiamata, F8 riprende il cittadino."
            await wait_for(lambda: said in console.notice)
            assert console.desk.bars.keys.text.startswith(" F6 Passa la chiamata  F8 Riprende il cittadino")
            assert said in shown(console.app)

    async def test_f6_completes_and_the_hands_are_free(self):
        console = Console()
        console.store.put(consulting(HandoffState.CONSULTING))
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(5))
            await pilot.press("f6")
            await wait_for(lambda: console.contact(1).state is State.TRANSFERRING)
            assert [one.kind for one in console.store.wishes.values()] == [WishKind.COMPLETE_TRANSFER]
            assert console.contact(5).state is State.WAITING, "the cursor was elsewhere, and nothing happened there"
            sent = consulting(HandoffState.SENT)
            console.store.put(floor.replace(sent, state=State.HANDED_OFF, call_state=CallState.ENDED))
            await wait_for(lambda: "→ Mario Rossi è da Gaia Marini" in console.notice)
            await wait_for(lambda: "Passa la chiamata" not in console.desk.bars.keys.text)

    @SIZES
    async def test_f8_takes_the_citizen_back(self, size):
        console = Console()
        console.store.put(consulting(HandoffState.CONSULTING))
        async with console.run(size) as pilot:
            await console.ready()
            await pilot.press("f8")
            await wait_for(lambda: console.store.wishes)
            assert [one.kind for one in console.store.wishes.values()] == [WishKind.HAND_BACK]
            over = asked(HandoffState.FAILED)
            console.store.put(seat.call(handoff=over))
            await wait_for(lambda: "Di nuovo in linea con Mario Rossi." in console.notice)
            await wait_for(lambda: "consultazione con Gaia Marini finita" in console.desk.card.text)

    @pytest.mark.parametrize(
        ("failure", "live", "words"),
        [
            (TransferFailure.BUSY, True, "Gaia Marini è al telefono. Di nuovo con Mario Rossi, F6 riprova."),
            (TransferFailure.NO_ANSWER, True, "Gaia Marini non risponde. Di nuovo con Mario Rossi"),
            (TransferFailure.REFUSED, True, "Gaia Marini ha rifiutato o riagganciato. Di nuovo con"),
            (TransferFailure.UNKNOWN, False, "non si sa più niente"),
            (TransferFailure.CALLER_GONE, False, "Mario Rossi ha riagganciato durante la consultazione."),
        ],
    )
    async def test_what_ends_it_is_said_calmly_and_in_one_line(self, failure, live, words):
        console = Console()
        console.store.put(consulting())
        async with console.run() as pilot:
            await console.ready()
            await wait_for(lambda: "Squilla da" in console.notice)
            over = asked(HandoffState.FAILED, failure=failure)
            state = {} if live else {"state": State.WRAP_UP, "call_state": CallState.ENDED}
            console.store.put(seat.call(handoff=over, **state))
            await wait_for(lambda: words in console.notice)
            assert len(console.notice) <= 80
            if live:
                await pilot.press("f4", "f6")
                await wait_for(lambda: len(console.app.screen_stack) == 2)
                await wait_for(lambda: "manca: " in shown(console.app) and "G" in shown(console.app))

    @pytest.mark.parametrize("key", ["f5", "f9", "g"])
    async def test_nothing_else_is_done_to_the_call_meanwhile(self, key):
        console = Console()
        console.store.put(consulting(HandoffState.CONSULTING))
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(1))
            await pilot.press("enter")
            await wait_for(lambda: console.at == "contact" and console.desk.shown_contact())
            await pilot.press(key)
            await wait_for(lambda: "Prima la consultazione" in console.notice)
            assert console.contact(1).state is State.CONSULTING and not console.store.wishes


class TestTheCallAtMyPhone:
    def rings(self, console, **changes):
        call = console.contact(1)
        console.store.put(floor.replace(call, call_state=CallState.RINGING, operator="anna", **changes))

    @SIZES
    async def test_it_is_a_band_with_number_name_and_what_is_open_and_moves_nothing(self, size):
        console = Console()
        async with console.run(size):
            await console.ready()
            console.desk.queue.go_to(ContactId(6))
            self.rings(console)
            await wait_for(lambda: "☎ Squilla da te  Mario Rossi  +41 79 412 33 08" in console.desk.bars.band.text)
            await wait_for(lambda: "«Richiesta rateazione»" in console.desk.bars.band.text)
            assert console.desk.bars.band.text.endswith("F5 risponde ")
            assert console.desk.queue.cursor == 6 and console.desk.queue.has_focus

    async def test_free_hands_see_the_card_with_open_items_first(self):
        console = Console()
        async with console.run(WIDE):
            await console.ready()
            console.store.put(floor.replace(console.contact(9), party=Party(name="Mario Rossi")))
            self.rings(console)
            await wait_for(lambda: console.desk.shown_contact() and console.desk.shown_contact().id == 1)
            await wait_for(lambda: "forse" in console.desk.card.text)
            text = console.desk.card.text
            assert "▸ " in text and text.index("«Richiesta rateazione»") < text.index("«Avviso ricevuto»")
            assert "forse: «Avviso ricevuto»" in text, "the same name alone is only a maybe"

    async def test_a_draft_stays_until_f5_which_answers_no_other_call(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 5)
            await pilot.press("f7")
            await wait_for(lambda: console.at == "writing")
            await type_in(pilot, "Buongiorno")
            call = floor.replace(console.contact(3), operator="anna", call_state=CallState.RINGING)
            console.store.put(call)
            await wait_for(lambda: "Squilla da te  Garage Ceresio SA" in console.desk.bars.band.text)
            await type_in(pilot, " signora")
            assert "Buongiorno signora" in shown(console.app)
            await pilot.press("f5")
            await wait_for(
                lambda: console.contact(3).state is State.ACTIVE and console.contact(5).state is State.PARKED
            )
            await wait_for(
                lambda: console.desk.shown_contact().id == 3 and "Squilla" not in console.desk.bars.band.text
            )
            assert not console.store.wishes, "the phone rings already: nothing is ordered"
            assert "Buongiorno signora" in console.store.drafts[5, "anna", "reply"].text

    async def test_a_phone_that_is_picked_up_by_hand_brings_free_hands_there(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            self.rings(console)
            await wait_for(lambda: console.desk.news.ringing)
            talking = floor.replace(console.contact(1), state=State.ACTIVE, call_state=CallState.TALKING)
            console.store.put(talking)
            await wait_for(lambda: console.at == "answers" and console.desk.shown_contact().id == 1)
            await pilot.press("f2")
            assert "Squilla" not in console.desk.bars.band.text

    async def test_a_hostile_name_is_only_words(self):
        console = Console()
        async with console.run():
            await console.ready()
            self.rings(console, party=Party(name="[@click=app.bell]Eva[/b] \x1b]0;x\x07" + "X" * 300, phone="+4191"))
            await wait_for(lambda: "[@click=app.bell]Eva[/b]" in console.desk.bars.band.text)
            assert "\x1b" not in shown(console.app) and "F5 risponde" in shown(console.app)


class TestCallBacks:
    async def test_rows_say_how_often_and_the_key_shows_only_them(self):
        console = Console()
        console.store.put(floor.replace(console.contact(7), missed_calls=3, attempts=1, out_of_hours=True))
        console.store.put(floor.replace(console.contact(1), flags=(RECALLS,)))
        async with console.run(WIDE) as pilot:
            await console.ready()
            await wait_for(lambda: "3 volte · 1 tentati" in shown(console.app))
            assert "richiama" in shown(console.app) and "↩ 1 da richiamare" in console.desk.bars.strip.text
            await pilot.press("d")
            await wait_for(lambda: [row.id for row in console.desk.queue.rows] == [7])
            assert "Filtro: da richiamare" in console.desk.bars.band.text
            await pilot.press("d")
            await wait_for(lambda: len(console.desk.queue.rows) > 5)

    async def test_a_missed_caller_is_called_back_with_three_keys(self):
        console = Console()
        console.only(7)
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("enter", "enter", "enter")
            await wait_for(lambda: [w.kind for w in console.store.wishes.values()] == [WishKind.CALL_OUT])


class TestSeatAndHours:
    async def test_leaving_the_queue_and_what_the_pbx_says(self):
        console = Console()
        console.store.seats = (Seat(extension="21", logged_in=True),)
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("s")
            await wait_for(lambda: "Interno 21, al centralino: in coda, pronto." in shown(console.app))
            await pilot.press("7")
            await wait_for(lambda: console.store.persons["anna"].presence is Presence.AWAY)
            console.clock.move(6)
            console.desk.tick()
            await wait_for(lambda: "assente 00:06 · al centralino in coda, pronto" in console.desk.bars.strip.text)

    async def test_a_phone_that_rang_in_vain_is_said_in_words(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await wait_for(lambda: "anna" in console.store.persons)
            paused = PersonState(person="anna", presence=Presence.PAUSED, reason=NO_ANSWER, since=seat.NOW - 12)
            await console.store.set_person(paused)
            await wait_for(lambda: "pausa: non ha risposto 00:12" in console.desk.bars.strip.text)
            await pilot.press("s", "enter")
            await wait_for(lambda: console.store.persons["anna"].presence is Presence.READY)

    async def test_after_the_talk_the_time_runs_against_its_limit(self):
        look = Look(site="UE Faido", after_call_seconds=60)
        console = Console(look=look)
        console.store.put(seat.call(state=State.WRAP_UP, call_state=CallState.ENDED, state_since=seat.NOW - 23))
        async with console.run():
            await console.ready()
            await wait_for(lambda: "da chiudere 00:23 di 01:00" in console.desk.bars.strip.text)

    async def test_ready_counts_from_the_end_of_the_last_contact(self):
        console = Console()
        async with console.run(WIDE) as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            console.clock.move(300)
            await pilot.press("f2", "l")
            await wait_for(lambda: console.contact(4).state is State.WAITING and not console.desk.act.name)
            console.clock.move(7)
            console.desk.tick()
            await wait_for(lambda: "disponibile 00:07" in console.desk.bars.strip.text)

    async def test_the_hours_are_overridden_with_two_keys_and_say_by_whom(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("e", "3")
            await wait_for(lambda: console.store.hours.mode is HoursMode.CLOSED and console.store.hours.by == "anna")
            await wait_for(lambda: "chiuso, deciso da A. Bianchi" in console.desk.bars.strip.text)
            await pilot.press("e")
            await wait_for(lambda: "Chiuso, deciso da Anna Bianchi, oggi 10:00." in shown(console.app))
            await pilot.press("1")
            await wait_for(lambda: console.store.hours.mode is HoursMode.AUTO)
            await wait_for(lambda: "deciso" not in console.desk.bars.strip.text)

    def test_the_strip_is_silent_where_all_agree(self):
        assert opening_words(Opening(seen=HoursMode.OPEN), True, "") == ""
        assert opening_words(Opening(), True, "") == ""
        assert opening_words(Opening(seen=HoursMode.CLOSED), True, "") == "centralino chiuso"
        forced = Opening(mode=HoursMode.OPEN, by="anna", seen=HoursMode.CLOSED)
        assert opening_words(forced, False, "A. Bianchi") == "aperto, deciso da A. Bianchi · centralino chiuso"

    def test_a_seat_that_agrees_or_was_asked_a_moment_ago_is_not_spoken_of(self):
        ready = PersonState(person="anna", presence=Presence.READY, since=100)
        inside, paused = Seat(extension="21", logged_in=True), Seat(extension="21", logged_in=True, paused=True)
        assert seat_differs(ready, inside, 200) == "" and seat_differs(ready, None, 200) == ""
        assert seat_differs(ready, Seat(extension="21"), 102) == ""
        assert seat_differs(ready, Seat(extension="21"), 200) == "fuori dalla coda"
        assert seat_differs(ready, paused, 200) == "in pausa"


class TestSmallActs:
    async def test_hanging_up_is_an_act_of_its_own(self):
        console = Console()
        console.store.put(seat.call())
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("g")
            await wait_for(lambda: [w.kind for w in console.store.wishes.values()] == [WishKind.HANG_UP])
            await wait_for(lambda: "Riagganciato: Mario Rossi" in console.notice)

    async def test_nothing_to_hang_up(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("g")
            await wait_for(lambda: "Nessuna telefonata in mano" in console.notice)

    @pytest.mark.parametrize(
        ("clerk", "words"),
        [("celio", "con i tasti del telefono a interno 3501 / Aldo Celio"), ("", "con i tasti del telefono a interno")],
    )
    async def test_a_transfer_by_the_phones_keys_is_shown_as_what_it_was(self, clerk, words):
        console = Console()
        console.store.put(seat.call())
        async with console.run(WIDE):
            await console.ready()
            await wait_for(lambda: console.desk.news._news._handed)
            facts = (("way", "blind"), ("by_keys", "yes"), ("extension", "3501"))
            console.store.entries[1] = [Entry(EntryKind.DELIVERED, seat.NOW, clerk, facts)]
            office = "faido" if clerk else ""
            handoff = asked(HandoffState.SENT, way=Way.BLIND, clerk=clerk, office=office)
            console.store.put(seat.call(state=State.HANDED_OFF, call_state=CallState.ENDED, handoff=handoff))
            await wait_for(lambda: words in console.notice)
            console.desk.load(ContactId(1))
            await wait_for(lambda: words in console.desk.card.text)
