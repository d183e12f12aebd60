"""Marks, bulk closing, the quarantine, proposals and threads on the desk, with the keyboard alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.contact import Channel, ContactId, Outcome, Party, State
from console.domain.journal import Entry, EntryKind
from console.domain.mail import Mail, Sender
from console.screens.dialogs.quarantine import QuarantineDialog
from fakes import floor
from fakes.stage import shown, wait_for
from screens.test_desk import SMALL, WIDE, Console


def suspects(store, count: int = 3) -> None:
    for number in range(count):
        mail = 50 + number
        store.contacts[ContactId(mail)] = floor.contact(
            mail, Channel.EMAIL, 60 + number, state=State.QUARANTINED, party=Party(email=f"truffa{number}@x.example"),
            subject=f"Offerta {number}", mail=mail, flags=("spam_header",),
        )  # fmt: skip
        store.mails[mail] = Mail(
            sender=f"truffa{number}@x.example", subject=f"Offerta {number}", text=f"vinca {number}"
        )


async def at(console, number: int) -> None:
    console.desk.queue.go_to(ContactId(number))


class TestBulk:
    async def test_marked_rows_close_together_and_one_undo_brings_all_back(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await at(console, 5)
            await pilot.press("space")
            await at(console, 6)
            await pilot.press("space")
            assert console.desk.queue.marked_here() == (6, 5)
            await wait_for(lambda: "Chiude 2" in console.desk.bars.keys.text)
            await pilot.press("f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            assert "Chiudi 2 contatti" in shown(console.app)
            await pilot.press("enter")
            await wait_for(lambda: console.contact(5).state is console.contact(6).state is State.CLOSED)
            assert console.contact(5).disposition.outcome is Outcome.NO_ACTION
            await wait_for(lambda: "Chiusi 2: u li rimette." in console.notice)
            assert console.desk.queue.marked == set()
            await pilot.press("u")
            await wait_for(lambda: console.contact(5).state is console.contact(6).state is State.WAITING)
            assert console.at == "queue"

    async def test_escape_takes_the_marks_away_and_a_call_cannot_be_marked(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await at(console, 1)
            await pilot.press("space")
            assert console.desk.queue.marked_here() == ()
            await wait_for(lambda: "solo contatti scritti" in console.notice)
            await at(console, 5)
            await pilot.press("space")
            await at(console, 5)
            assert "✓" in shown(console.app)
            await pilot.press("escape")
            assert console.desk.queue.marked_here() == ()

    async def test_spam_offers_to_block_the_senders_and_the_undo_takes_both_back(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await at(console, 5)
            await pilot.press("space", "f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("down", "enter")
            await wait_for(lambda: console.contact(5).state is State.CLOSED)
            assert console.contact(5).disposition.outcome is Outcome.SPAM
            await wait_for(lambda: "+ blocca a.mueller@example.ch" in console.notice)
            await pilot.press("plus")
            await wait_for(lambda: list(console.store.blocked_senders) == ["a.mueller@example.ch"])
            await wait_for(lambda: "Bloccato" in console.notice)
            await pilot.press("u")
            await wait_for(lambda: console.contact(5).state is State.WAITING)
            assert console.store.blocked_senders == {}

    async def test_what_a_colleague_took_meanwhile_stays_theirs(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await at(console, 5)
            await pilot.press("space")
            await at(console, 6)
            await pilot.press("space", "f9")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            console.store.put(replace(console.contact(5), state=State.ACTIVE, operator="luca"))
            await pilot.press("enter")
            await wait_for(lambda: console.contact(6).state is State.CLOSED)
            assert console.contact(5).operator == "luca"
            await wait_for(lambda: "1 no" in console.notice)


class TestQuarantine:
    @pytest.mark.parametrize("size", [SMALL, WIDE])
    async def test_the_list_shows_the_mail_and_releases_or_confirms_what_is_marked(self, size):
        console = Console()
        suspects(console.store)
        async with console.run(size) as pilot:
            await console.ready()
            await wait_for(lambda: "⊘ 3" in console.desk.bars.strip.text)
            await pilot.press("y")
            await wait_for(lambda: isinstance(console.app.screen, QuarantineDialog) and "vinca 0" in shown(console.app))
            assert "il server lo dice indesiderato" in shown(console.app) or size == SMALL
            await pilot.press("space", "down", "space")
            await wait_for(lambda: "2 segnati" in shown(console.app))
            await pilot.press("c")
            await wait_for(lambda: console.contact(50).state is console.contact(52).state is State.CLOSED)
            assert console.contact(50).disposition.outcome is Outcome.SPAM
            await wait_for(lambda: "Chiusi come indesiderati 2" in shown(console.app))
            await pilot.press("u")
            await wait_for(lambda: console.contact(50).state is console.contact(52).state is State.QUARANTINED)
            await pilot.press("a", "l")
            await wait_for(lambda: console.contact(51).state is State.WAITING)
            await wait_for(lambda: "La quarantena è vuota" in shown(console.app) or "Rimessi" in shown(console.app))
            await pilot.press("escape")
            await wait_for(lambda: len(console.app.screen_stack) == 1)
            await wait_for(lambda: "⊘" not in console.desk.bars.strip.text)

    async def test_an_empty_one_says_so(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("y")
            await wait_for(lambda: "La quarantena è vuota." in shown(console.app))
            await pilot.press("c", "l", "u", "space", "escape")
            await wait_for(lambda: len(console.app.screen_stack) == 1)

    async def test_hostile_words_are_only_words(self):
        console = Console()
        suspects(console.store, 1)
        evil = "[/] [b]x \x1b]52;c;x\x07"
        console.store.contacts[50] = replace(console.contact(50), subject=evil, party=Party(name=evil))
        console.store.mails[50] = Mail(sender="a@x", subject=evil, text=evil)
        async with console.run() as pilot:
            await console.ready()
            await pilot.press("y")
            await wait_for(lambda: "[/] [b]x" in shown(console.app))
            assert "\x1b]52" not in shown(console.app)


class TestProposals:
    async def test_the_original_sender_is_accepted_by_one_key_and_undone_by_another(self):
        console = Console()
        mail = console.store.mails[7]
        console.store.mails[7] = replace(mail, original=Sender(name="Ida Guidi", address="ida@example.ch"))
        async with console.run(WIDE) as pilot:
            await console.ready()
            await at(console, 4)
            await wait_for(lambda: "il mittente originale è Ida Guidi" in console.desk.card.text)
            await pilot.press("plus")
            await wait_for(lambda: console.contact(4).party.email == "ida@example.ch")
            assert console.contact(4).state is State.WAITING
            await pilot.press("u")
            await wait_for(lambda: console.contact(4).party.email == "mario.rossi@example.ch")

    async def test_the_reply_goes_to_the_accepted_sender_without_a_doubt(self):
        console = Console()
        console.store.contacts[4] = replace(console.contact(4), party=Party(name="Ida", email="ida@example.ch"))
        console.store.mails[7] = replace(console.store.mails[7], original=Sender(address="ida@example.ch"))
        async with console.run() as pilot:
            await console.ready()
            await console.in_hand(pilot, 4)
            await pilot.press("f7")
            await wait_for(lambda: console.desk.writing.is_reply)
            await wait_for(lambda: "Parte come E-MAIL a ida@example.ch" in shown(console.app))
            assert "La risposta andrà" not in shown(console.app)

    async def test_a_suggested_duplicate_is_closed_by_one_key_and_reopened_by_the_undo(self):
        console = Console()
        console.store.contacts[4] = replace(console.contact(4), twin=ContactId(9))
        async with console.run(WIDE) as pilot:
            await console.ready()
            await at(console, 4)
            await wait_for(lambda: "forse doppio del n. 9" in console.desk.card.text)
            await pilot.press("plus")
            await wait_for(lambda: console.contact(4).state is State.CLOSED)
            assert console.contact(4).disposition.outcome is Outcome.DUPLICATE
            await pilot.press("u")
            await wait_for(lambda: console.contact(4).state is State.ACTIVE)

    async def test_of_two_proposals_one_is_chosen(self):
        console = Console()
        console.store.contacts[4] = replace(console.contact(4), twin=ContactId(9))
        console.store.mails[7] = replace(console.store.mails[7], original=Sender(address="ida@example.ch"))
        async with console.run() as pilot:
            await console.ready()
            await at(console, 4)
            await pilot.press("plus")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("enter")
            await wait_for(lambda: console.contact(4).party.email == "ida@example.ch")

    async def test_nothing_to_accept_is_said(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            await at(console, 5)
            await pilot.press("plus")
            await wait_for(lambda: "niente da accettare" in console.notice)


class TestThreads:
    async def test_a_row_says_whom_it_answers_and_the_card_shows_the_thread(self):
        console = Console()
        console.store.contacts[4] = replace(console.contact(4), thread=ContactId(9), meant_for="anna")
        console.store.contacts[5] = replace(console.contact(5), thread=ContactId(9), meant_for="luca", folded=4)
        async with console.run(WIDE) as pilot:
            await console.ready()
            await at(console, 4)
            await wait_for(lambda: "↪ risposta a te" in shown(console.app))
            assert "↪ risposta a L. Monti" in shown(console.app) or "↪ risposta a L." in shown(console.app)
            await wait_for(lambda: "↪ «Avviso ricevuto»" in shown(console.app))
            await pilot.press("m")
            await wait_for(lambda: console.contact(4).operator == "anna")

    async def test_an_answer_to_what_was_mine_is_said_and_one_key_goes_there(self):
        console = Console()
        async with console.run() as pilot:
            await console.ready()
            late = floor.contact(30, Channel.EMAIL, 1, thread=ContactId(9), meant_for="anna", subject="Ancora io",
                                 party=Party(name="Mario Rossi"))  # fmt: skip
            console.store.put(late)
            await wait_for(lambda: "↪ Mario Rossi risponde a te: Ancora io" in console.notice)
            await pilot.press("j")
            await wait_for(lambda: len(console.app.screen_stack) == 2)
            await pilot.press("enter")
            await wait_for(lambda: console.desk.shown_contact() and console.desk.shown_contact().id == 30)

    async def test_the_card_says_why_a_mail_did_not_arrive(self):
        console = Console()
        facts = (("recipient", "mario.rossi@example.ch"), ("reason", "mailbox_full"), ("status", "5.2.2"))
        console.store.entries[4] = [Entry(EntryKind.DELIVERY_FAILED, floor.NOW, "", facts)]
        async with console.run(WIDE) as pilot:
            await console.ready()
            await at(console, 4)
            await pilot.press("enter")
            said = "non consegnato a mario.rossi@example.ch: la casella è piena (5.2.2)"
            await wait_for(lambda: said in console.desk.card.text)
