"""The desk with the keyboard alone, at 80x24 and wide: take, answer, write, hand on, close, undo."""

from __future__ import annotations

import pytest

from console.domain.contact import CallState, Channel, ContactId, Disposition, Outcome, Party, State
from console.domain.handoff import Handoff, HandoffState, Packet, SendBackReason, TransferFailure, Way
from console.domain.wish import WishState
from console.screens.app import ConsoleApp
from console.screens.desk import DeskScreen
from console.services.session import Look
from fakes import floor, seat
from fakes.stage import shown, type_in, wait_for

SMALL, WIDE, THREE = (80, 24), (120, 40), (170, 45)


class Console:
    """A console on the fake morning."""

    def __init__(self, store=None, look=None, letters=None) -> None:
        self.store = store or floor.morning()
        self.clock = seat.HandClock()
        self.letters = letters or seat.Letters()
        self.app = ConsoleApp(floor.session(self.store, clock=self.clock, look=look, letters=self.letters))

    def run(self, size=SMALL):
        return self.app.run_test(size=size)

    @property
    def desk(self) -> DeskScreen:
        return self.app.screen_stack[0]

    @property
    def at(self) -> str:
        return str(self.desk.place)

    @property
    def notice(self) -> str:
        return self.desk.bars.notice.text

    def contact(self, number: int):
        return self.store.contacts[number]

    async def ready(self) -> None:
        await wait_for(lambda: self.desk.queue.rows and self.desk.queue.has_focus)

    async def take(self, pilot) -> None:
        await pilot.press("f5")
        await wait_for(lambda: self.at == "answers" and self.desk.shown_contact() is not None)

    async def in_hand(self, pilot, number: int) -> None:
        """Take this one with the keyboard."""
        self.desk.queue.go_to(ContactId(number))
        await pilot.press("m")
        await wait_for(lambda: self.desk.shown_contact() and self.desk.shown_contact().id == number)
        await wait_for(lambda: self.contact(number).operator == "anna" and self.at != "queue")

    def only(self, number: int) -> None:
        """Leave only this contact in the store."""
        self.store.contacts = {number: self.store.contacts[number]}


class TestTaking:
    async def test_calls_come_first_and_the_hands_are_in_the_search(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.take(pilot)
            assert console.desk.shown_contact().id == 1 and console.contact(1).operator == "anna"
            assert console.desk.answers.has_focus
            assert "Mario Rossi" in shown(console.app)

    async def test_letters_typed_right_after_f5_search_and_do_nothing_else(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("f5", *"rateaz")
            await wait_for(lambda: console.desk.shown_contact() is not None)
            await wait_for(lambda: not console.desk.act.name)
            taken = [one for one in console.store.contacts.values() if one.operator == "anna"]
            assert [one.id for one in taken] == [1]

    async def test_a_second_take_during_a_call_is_refused_with_a_sentence(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.take(pilot)
            await pilot.press("f5")
            await wait_for(lambda: "Una telefonata è in corso" in console.notice)
            assert console.contact(2).state is State.WAITING

    async def test_taking_sets_the_written_one_aside_and_f8_brings_all_back(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await type_in(pilot, "estratto")
            await pilot.press("f5")
            await wait_for(lambda: console.contact(4).state is State.PARKED)
            await wait_for(lambda: console.desk.shown_contact().id == 1 and not console.desk.act.name)
            assert console.desk.answers.query_text == ""
            await pilot.press("f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("enter")
            await wait_for(lambda: console.contact(1).state is State.CLOSED and not console.desk.act.name)
            await pilot.press("f8")
            await wait_for(lambda: console.contact(4).state is State.ACTIVE and not console.desk.act.name)
            assert console.desk.shown_contact().id == 4 and console.desk.answers.query_text == "estratto"

    async def test_nothing_waits(self):
        console = Console(floor.LiveStore())
        async with console.run() as pilot:
            await wait_for(lambda: console.desk.queue.has_focus)
            await pilot.press("f5")
            await wait_for(lambda: "Nessuno in attesa" in console.notice)
            assert console.at == "queue"

    async def test_a_colleague_was_faster(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(8))
            await pilot.press("m")
            await wait_for(lambda: "nelle mani di Luca Monti" in console.notice)

    async def test_taking_over_asks_with_the_name(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            console.desk.queue.go_to(ContactId(8))
            await pilot.press("o")
            await wait_for(lambda: "Subentrare a Luca Monti: Ticino Servizi Sagl?" in shown(console.app))
            await pilot.press("enter")
            assert console.contact(8).operator == "luca", "Enter is no answer"
            await pilot.press("s")
            await wait_for(lambda: console.contact(8).operator == "anna")

    async def test_a_missed_caller_is_called_back_in_three_keys(self):
        console = Console()
        console.only(7)
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("f5")
            await wait_for(lambda: console.at == "contact" and not console.desk.act.name)
            await pilot.press("enter")
            await wait_for(lambda: console.contact(7).attempts == 1)
            assert any(wish.kind == "call_out" for wish in console.store.wishes.values())

    async def test_released_goes_back_and_u_takes_it_again(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("escape", "l")
            await wait_for(lambda: console.contact(4).state is State.WAITING and not console.desk.act.name)
            await pilot.press("u")
            await wait_for(lambda: console.contact(4).operator == "anna")


class TestAnswering:
    async def test_a_general_question_by_phone_is_four_keys(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.take(pilot)
            await type_in(pilot, "rateazione")
            await pilot.press("enter")
            await wait_for(lambda: console.contact(1).answered == ("rateazione",))
            await wait_for(lambda: not console.desk.act.name)
            await pilot.press("f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("enter")
            await wait_for(lambda: console.contact(1).state is State.CLOSED)
            assert console.contact(1).disposition == Disposition(outcome=Outcome.ANSWERED, topic="rateazione")

    async def test_the_mail_proposes_cards_before_a_key_is_typed(self):
        console = Console()
        async with console.run(WIDE) as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            assert "rateazione" in [hit for hit, _title in console.desk.answers.hits]
            assert "dal messaggio" in shown(console.app)

    async def test_a_mail_is_answered_from_a_card_with_enter_f7_f7(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await type_in(pilot, "rateazione")
            await pilot.press("enter")
            await wait_for(lambda: console.contact(4).answered and not console.desk.act.name)
            await pilot.press("f7")
            await wait_for(lambda: console.at == "writing" and not console.desk.act.name)
            assert "Gentile Mario Rossi" in shown(console.app)
            assert "Parte come E-MAIL a mario.rossi@example.ch" in shown(console.app)
            await pilot.press("f7")
            await wait_for(lambda: console.contact(4).state is State.CLOSED)
            await wait_for(lambda: "u annulla" in console.notice and "10 s" in console.notice)
            await pilot.press("u")
            await wait_for(lambda: console.contact(4).state is State.ACTIVE and console.at == "writing")
            await wait_for(lambda: "Gentile Mario Rossi" in shown(console.app))
            assert [wish.state for wish in console.store.wishes.values()] == [WishState.CANCELLED]

    async def test_the_text_is_here_again_after_a_call_interrupts(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f7")
            await wait_for(lambda: console.at == "writing" and not console.desk.act.name)
            await type_in(pilot, "Buongiorno, le scrivo")
            await pilot.press("f5")
            await wait_for(lambda: console.contact(1).operator == "anna" and not console.desk.act.name)
            assert console.store.drafts[4, "anna", "reply"].text == "Buongiorno, le scrivo"
            await pilot.press("f8")
            await wait_for(lambda: console.contact(1).state is State.PARKED and not console.desk.act.name)
            console.store.put(floor.replace(console.contact(1), state=State.CLOSED))
            await pilot.press("f8")
            await wait_for(lambda: console.at == "writing" and "Buongiorno, le scrivo" in shown(console.app))

    async def test_on_the_telephone_f7_is_the_note(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.take(pilot)
            await pilot.press("f7")
            await wait_for(lambda: "NOTA INTERNA" in shown(console.app))
            await type_in(pilot, "affitto aumentato")
            await pilot.press("escape")
            await wait_for(lambda: console.contact(1).note == "affitto aumentato")
            await wait_for(lambda: console.at == "contact" and "affitto aumentato" in shown(console.app))

    async def test_escape_in_the_reply_keeps_the_text_and_shows_the_contact(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f7")
            await wait_for(lambda: console.at == "writing" and not console.desk.act.name)
            await type_in(pilot, "abc")
            await pilot.press("escape")
            await wait_for(lambda: console.at == "contact" and not console.desk.writing.is_open)
            assert console.store.drafts[4, "anna", "reply"].text == "abc"

    async def test_a_card_goes_into_the_open_reply(self):
        console = Console()
        async with console.run(WIDE) as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f7")
            await wait_for(lambda: console.at == "writing" and not console.desk.act.name)
            await pilot.press("f4")
            await type_in(pilot, "estratto")
            await pilot.press("enter")
            await wait_for(lambda: console.at == "writing" and "Come chiedere l'estratto." in shown(console.app))
            await wait_for(lambda: console.contact(4).answered == ("estratto-come",))


class TestHandingOn:
    async def test_a_mail_is_forwarded_with_the_reference(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f6")
            await wait_for(lambda: len(console.app.screen_stack) == 2 and "Esecuzione" in shown(console.app))
            await type_in(pilot, "123456")
            await pilot.press("tab")
            await type_in(pilot, "Airolo")
            await pilot.press("f7")
            await wait_for(lambda: console.contact(4).state is State.HANDED_OFF)
            await wait_for(lambda: "u annulla" in console.notice and console.at == "queue")
            assert console.contact(4).case_reference == "123456"

    @pytest.mark.parametrize(
        ("state", "handoff", "words"),
        [
            (State.ACCEPTED, {"state": HandoffState.ACCEPTED}, "✓ Gaia Marini ha accettato Mario Rossi"),
            (State.WAITING, {"state": HandoffState.SENT_BACK, "reason": SendBackReason.DATA_MISSING,
                             "result": "quale precetto?"}, "rimanda Mario Rossi: mancano dati «quale precetto?»"),
            (State.CLOSED, {"state": HandoffState.DONE, "result": "rateazione concessa"},
             "ha concluso Mario Rossi: «rateazione concessa»"),
            (State.ACTIVE, {"state": HandoffState.FAILED, "failure": TransferFailure.BUSY}, "non riuscito: occupato"),
        ],
    )  # fmt: skip
    async def test_what_became_of_it_is_on_the_operators_screen(self, state, handoff, words):
        console = Console()
        before = Handoff(packet=Packet(question="rata"), way=Way.NOTE, office="faido", clerk="marini", by="anna",
                         state=HandoffState.SENT)  # fmt: skip
        given = floor.replace(console.contact(4), state=State.HANDED_OFF, operator="anna", handoff=before)
        console.store.put(given)
        async with console.run(WIDE) as pilot:
            await console.ready()
            await wait_for(lambda: console.desk.news._news._handed)
            operator = "" if state is State.WAITING else "anna"
            console.store.put(
                floor.replace(given, state=state, operator=operator, handoff=floor.replace(before, **handoff))
            )
            await wait_for(lambda: words in console.notice)
            await pilot.press("j")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("enter")
            await wait_for(lambda: console.desk.shown_contact() and console.desk.shown_contact().id == 4)


class TestClosing:
    async def test_undo_of_a_close(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("6", "enter")
            await wait_for(lambda: console.contact(4).state is State.CLOSED and console.at == "queue")
            assert console.contact(4).disposition.outcome is Outcome.SPAM
            await pilot.press("u")
            await wait_for(lambda: console.contact(4).state is State.ACTIVE)

    async def test_the_call_ends_while_we_talk(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.take(pilot)
            console.store.put(floor.replace(console.contact(1), state=State.WRAP_UP, call_state=CallState.ENDED))
            await pilot.press("escape")
            await wait_for(lambda: "manca l'esito" in shown(console.app))

    async def test_a_counter_visit_is_logged_by_hand(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("a")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("2")
            await type_in(pilot, "Rossi")
            await pilot.press("tab", "tab")
            await type_in(pilot, "precetto")
            await pilot.press("enter")
            await wait_for(lambda: 11 in console.store.contacts)
            assert console.contact(11).channel is Channel.COUNTER and console.contact(11).operator == "anna"
            await wait_for(lambda: console.at == "answers" and console.desk.shown_contact().id == 11)


class TestLeaving:
    async def test_leaving_with_free_hands_asks_nothing(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("q")
            await wait_for(lambda: not console.app.is_running or console.app._exit)
        assert console.store.persons["anna"].presence == "away"

    async def test_leaving_with_a_contact_in_hand_asks_by_name(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("escape", "q")
            await wait_for(lambda: "Uscire con Mario Rossi in mano?" in shown(console.app))
            await pilot.press("n")
            await wait_for(lambda: len(console.app.screen_stack) == 1)
            assert console.app.is_running


class TestDemo:
    async def test_the_strip_says_so_and_the_first_step_is_guided(self):
        console = Console(look=Look(site="UE Prova", demo=True))
        async with console.run() as pilot:
            await console.ready()
            assert "PROVA" in shown(console.app).splitlines()[0]
            assert "F5 prende il prossimo contatto" in shown(console.app)
            await console.take(pilot)
            await wait_for(lambda: "scrivere due parole" in console.notice)


class TestStoreAway:
    async def test_a_store_that_does_not_answer_is_a_sentence(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            console.store.broken = True
            await pilot.press("f5")
            await wait_for(lambda: "L'archivio non risponde" in console.notice)
            console.store.broken = False
            await wait_for(lambda: not console.desk.act.name)
            await console.take(pilot)
            assert Party() != console.desk.shown_contact().party
