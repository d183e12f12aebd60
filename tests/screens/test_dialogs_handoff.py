"""The handoff dialog: what is known is there, places lead to offices, nothing is lost, few keys."""

from __future__ import annotations

import pytest

from console.domain.contact import CallState, ContactId, OfficeId, Party, State
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, HandoffState, Packet, TransferFailure, Way
from console.domain.office import PersonState, Presence
from console.domain.wish import WishKind
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import Line, PickList
from console.screens.dialogs.handoff import HandoffDialog
from console.screens.dialogs.handoff_fields import HandoffFields
from console.screens.dialogs.receiver_field import ReceiverField
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

SIZES = ((80, 24), (120, 36))


def said(app, line: str) -> str:
    return app.screen.query_one(f"#{line}", Line).words


async def opened(pilot, session, contact=1):
    dialog = await pilot.app.ask(HandoffDialog(session, ContactId(contact)))
    await wait_for(lambda: dialog.query_one("#spoken", Line).words and dialog.focused)
    return dialog


class TestUsualHandoff:
    async def test_a_call_goes_to_the_clerk_with_at_most_twelve_keys_beside_the_words(self):
        store = MemoryStore(seat.call(topic="pignoramento-salario", answered=("pignoramento-salario",)))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            keys = 1  # F6, pressed on the desk
            keys += await type_in(pilot, "2026-0012345")
            await pilot.press("tab")
            keys += 1 + await type_in(pilot, "airolo")
            await pilot.press("tab", "tab")
            keys += 2 + await type_in(pilot, "contesta il minimo")
            await wait_for(lambda: said(pilot.app, "missing") == "manca: nulla")
            await wait_for(lambda: pilot.app.screen.query_one(ReceiverField).clerk == "marini")
            await pilot.press("f7")
            keys += 1
            await wait_for(lambda: pilot.app.results)
        (done,) = pilot.app.results
        assert keys <= 12 - 2  # F9 and Enter may follow
        assert done.way is Way.BLIND and done.contact.state is State.TRANSFERRING
        packet = done.contact.handoff.packet
        assert (packet.case_reference, packet.question) == ("2026-0012345", "contesta il minimo")
        assert packet.municipality == "Airolo" and packet.answered == ("pignoramento-salario",)
        assert (done.contact.handoff.office, done.contact.handoff.clerk) == ("faido", "marini")
        (wish,) = store.wishes.values()
        assert wish.order.extension == "3502" and wish.order.case_reference == "2026-0012345"

    @pytest.mark.parametrize("key", ["f7", "f6"])
    async def test_a_mail_is_forwarded_by_both_keys(self, key):
        store = MemoryStore(seat.letter(municipality="Lugano"))
        store.raws[7] = b"From: rossi@example.ch\r\n\r\nciao"
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store), contact=2)
            await pilot.press(key)
            await wait_for(lambda: pilot.app.results)
        (done,) = pilot.app.results
        assert done.way is Way.FORWARD and done.wish == 1
        assert store.wishes[done.wish].mail.recipients == ("p.soldini@ue.example",)

    async def test_f6_asks_the_clerk_first_and_nobody_is_sent_off(self):
        store = MemoryStore(seat.call(municipality="Airolo", subject="contesta"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            assert "F6 Consulto   F7 Diretto   F8 Nota e richiamo   Esc" in shown(pilot.app)
            await pilot.press("f6", "f6")
            await wait_for(lambda: pilot.app.results)
        (done,) = pilot.app.results
        assert done.way is Way.CONSULT and done.contact.state is State.CONSULTING
        (wish,) = store.wishes.values()
        assert wish.kind is WishKind.CONSULT_CALL

    async def test_after_a_failed_consult_the_same_packet_and_the_same_clerk_are_there(self):
        packet = Packet(question="contesta", case_reference="2026-12", municipality="Airolo", note="due figli")
        failed = Handoff(packet=packet, way=Way.CONSULT, office=OfficeId("faido"), clerk="celio", by="anna",
                         state=HandoffState.FAILED, failure=TransferFailure.BUSY)  # fmt: skip
        call = seat.call(municipality="Airolo", case_reference="2026-12", note="due figli", office="faido",
                         handoff=failed, topic="pignoramento-salario")  # fmt: skip
        store = MemoryStore(call)
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await pilot.press("f6")
            await wait_for(lambda: pilot.app.results)
        (done,) = pilot.app.results
        assert done.contact.handoff.clerk == "celio" and done.contact.handoff.packet.note == "due figli"
        assert done.contact.handoff.packet.question == "contesta"

    async def test_note_and_callback(self):
        store = MemoryStore(seat.call(municipality="Airolo", subject="contesta"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await pilot.press("f8")
            await wait_for(lambda: pilot.app.results)
        (done,) = pilot.app.results
        assert done.way is Way.NOTE and done.contact.state is State.HANDED_OFF
        assert done.contact.handoff.packet.callback == "+41 79 412 33 08"

    async def test_enter_goes_to_the_next_field_and_never_sends(self):
        store = MemoryStore(seat.letter(municipality="Lugano"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store), contact=2)
            visited = []
            for _ in range(3):
                visited.append(dialog.focused.id)
                await pilot.press("enter")
            assert visited[:2] == ["reference", "place"]
            assert not pilot.app.results

    async def test_every_field_is_reached_by_tab_in_the_order_of_speech(self):
        store = MemoryStore(seat.letter(municipality="Lugano"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store), contact=2)
            visited = [dialog.focused.id]
            for _ in range(8):
                await pilot.press("tab")
                visited.append(dialog.focused.id)
            assert visited == ["reference", "place", "receiver", "question", "answered", "deadline", "language",
                               "callback", "note"]  # fmt: skip
            await pilot.press("shift+tab", "shift+tab", "d", "enter")
            assert dialog.focused.id == "callback" and dialog.query_one(HandoffFields).packet.language == "de"

    async def test_an_article_can_be_added_to_what_was_said_and_taken_out(self):
        store = MemoryStore(seat.letter(municipality="Lugano", answered=("rateazione",)))
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store), contact=2)
            await pilot.press("tab", "tab", "tab", "tab", "enter")
            await wait_for(lambda: pilot.app.screen is not dialog)
            await type_in(pilot, "estratto")
            await pilot.press("enter")
            await wait_for(lambda: pilot.app.screen is dialog)
            fields = dialog.query_one(HandoffFields)
            await wait_for(lambda: fields.packet.answered == ("rateazione", "estratto-come"))
            await pilot.press("backspace", "backspace")
            await wait_for(lambda: fields.packet.answered == ())


class TestPlaces:
    async def test_a_code_that_spans_offices_is_asked_and_picked_with_arrow_and_enter(self):
        store = MemoryStore(seat.call())
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await pilot.press("tab")
            await type_in(pilot, "6799")
            await wait_for(lambda: len(pilot.app.screen.query_one("#places", PickList).picks) == 2)
            assert "più uffici" in said(pilot.app, "reason") and said(pilot.app, "office") == ""
            assert "l'ufficio" in said(pilot.app, "missing")
            await pilot.press("down", "down", "enter")
            await wait_for(lambda: said(pilot.app, "office") == "→ UE di Lugano")
            await wait_for(lambda: pilot.app.screen.query_one(ReceiverField).clerk == "soldini")
            assert pilot.app.screen.query_one(HandoffFields).packet.municipality == "Lugano"

    async def test_a_beginning_that_only_one_place_has_is_taken_by_tab(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(MemoryStore(seat.call())))
            await pilot.press("tab")
            await type_in(pilot, "airo")
            await pilot.press("tab")
            await wait_for(lambda: said(pilot.app, "office") == "→ UE di Leventina, Faido")
            assert dialog.query_one("#place", LineField).value == "Airolo"

    async def test_enter_takes_the_first_of_those_that_begin_so_and_sending_guesses_none(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(MemoryStore(seat.call())))
            await pilot.press("tab")
            await type_in(pilot, "lu")
            await wait_for(lambda: "Invio prende Lugano, ↑↓ un altro" in said(pilot.app, "reason"))
            await pilot.press("f7")
            await wait_for(lambda: "l'ufficio" in said(pilot.app, "problem"))
            await pilot.press("enter")
            await wait_for(lambda: said(pilot.app, "office") == "→ UE di Lugano")
            assert dialog.query_one("#receiver").has_focus

    async def test_a_typo_is_offered_but_never_guessed(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(MemoryStore(seat.call())))
            await pilot.press("tab")
            await type_in(pilot, "lugamo")
            await wait_for(lambda: "Lugano" in [p.words for p in dialog.query_one("#places", PickList).picks])
            await pilot.press("tab")
            assert dialog.query_one("#place", LineField).value == "lugamo" and said(pilot.app, "office") == ""
            await pilot.press("f7")
            await wait_for(lambda: "l'ufficio" in said(pilot.app, "problem"))

    async def test_another_canton_is_said_and_an_office_can_be_chosen_by_hand(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(MemoryStore(seat.call())))
            await pilot.press("tab")
            await type_in(pilot, "altrove")
            await wait_for(lambda: "non è in Ticino" in said(pilot.app, "reason"))
            await pilot.press("tab", "enter")
            await wait_for(lambda: pilot.app.screen is not dialog)
            await type_in(pilot, "lugano")
            await pilot.press("enter")
            await wait_for(lambda: pilot.app.screen is dialog)
            await wait_for(lambda: said(pilot.app, "office") == "→ UE di Lugano")
            assert "a mano" in said(pilot.app, "reason")


class TestReceiver:
    async def test_who_knows_the_matter_is_proposed_unless_away(self):
        store = MemoryStore(seat.call(municipality="Faido", topic="pignoramento-salario"))
        store.persons["marini"] = PersonState(person="marini", presence=Presence.PAUSED, reason="pranzo")
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store))
            assert dialog.query_one(ReceiverField).clerk == "celio"
            await pilot.press("tab", "tab", "right")
            assert "○ in pausa (pranzo)" in shown(pilot.app)
            await pilot.press("right")
            assert "primo libero dell'ufficio" in shown(pilot.app)

    async def test_nobody_free_means_whoever_is_free_first(self):
        store = MemoryStore(seat.call(municipality="Lugano", subject="x"))
        store.persons["soldini"] = PersonState(person="soldini", presence=Presence.BUSY)
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.results)
        assert pilot.app.results[0].contact.handoff.clerk == ""
        assert store.wishes[1].order.extension == "3800"


class TestReference:
    @pytest.mark.parametrize(
        ("typed", "remark", "kept"),
        [("2026-0012345", "✓", "2026-0012345"), ("20 26 / x", "formato insolito", "2026/x"),
         ("756.9217.0769.85", "AVS", ""), ("732 673", "✓ 732673", "732673")],
    )  # fmt: skip
    async def test_a_strange_one_is_a_remark_and_never_a_block(self, typed, remark, kept):
        store = MemoryStore(seat.call(municipality="Airolo", subject="domanda"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store))
            dialog.query_one("#reference", LineField).value = typed
            await wait_for(lambda: remark in said(pilot.app, "remark"))
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.results)
        assert pilot.app.results[0].contact.handoff.packet.case_reference == kept


class TestNothingIsLost:
    async def test_esc_keeps_what_was_typed_for_the_next_time(self):
        store, clock = MemoryStore(seat.call()), seat.HandClock()
        session = seat.session(store, clock)
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, session)
            await type_in(pilot, "77")
            await pilot.press("tab")
            await type_in(pilot, "lugano")
            await pilot.press("tab", "tab")
            await type_in(pilot, "domanda a metà")
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.results == [None])
            await opened(pilot, session)
            await wait_for(lambda: "77, Lugano, domanda a metà" in said(pilot.app, "spoken"))
            assert said(pilot.app, "office") == "→ UE di Lugano"
            await pilot.press("f7")
            await wait_for(lambda: len(pilot.app.results) == 2)
        assert not store.drafts

    async def test_what_is_typed_is_in_the_store_before_two_seconds_without_leaving(self):
        store, clock = MemoryStore(seat.call()), seat.HandClock()
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store, clock))
            await type_in(pilot, "99")
            clock.move(1.5)
            await wait_for(lambda: store.drafts)
            (draft,) = store.drafts.values()
            assert draft.kind == "handoff" and draft.extra == {"reference": "99"}

    async def test_newer_knowledge_is_not_overwritten_by_a_draft(self):
        store = MemoryStore(seat.call())
        session = seat.session(store)
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, session)
            await type_in(pilot, "5")
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.results)
            store.contacts[1] = seat.call(municipality="Faido")
            dialog = await opened(pilot, session)
            assert dialog.query_one("#place", LineField).value == "Faido"
            assert dialog.query_one("#reference", LineField).value == "5"

    async def test_a_refusal_is_said_in_place_and_the_ways_that_are_left_are_offered(self):
        store = MemoryStore(seat.call(municipality="Airolo", subject="domanda"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            store.contacts[1] = seat.call(municipality="Airolo", subject="domanda", call_state=CallState.ENDED)
            await pilot.press("f7")
            await wait_for(lambda: "caduta" in said(pilot.app, "problem"))
            await wait_for(lambda: "F8 Nota e richiamo" in shown(pilot.app))
            assert not pilot.app.results
            await pilot.press("f8")
            await wait_for(lambda: pilot.app.results)

    async def test_a_store_that_fails_is_said_and_nothing_closes(self):
        store = MemoryStore(seat.call(municipality="Airolo", subject="domanda"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await type_in(pilot, "1")
            store.broken = True
            await pilot.press("escape")
            await wait_for(lambda: "archivio" in said(pilot.app, "problem"))
            await pilot.press("f7")
            assert not pilot.app.results
            store.broken = False
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.results == [None])

    async def test_an_unforeseen_error_is_said_and_logged(self, caplog, monkeypatch):
        session = seat.session(MemoryStore(seat.call(municipality="Airolo", subject="domanda")))

        async def fail(*_args, **_named):
            raise ZeroDivisionError

        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, session)
            monkeypatch.setattr(type(session.handoff), "send", fail)
            await pilot.press("f7")
            await wait_for(lambda: "inatteso" in said(pilot.app, "problem"))
        assert "ZeroDivisionError" in caplog.text

    async def test_somebody_elses_contact_is_refused_with_the_name(self):
        store = MemoryStore(seat.call(municipality="Airolo", subject="domanda", operator=seat.COLLEAGUE.id))
        async with Stage().run_test(size=(80, 24)) as pilot:
            await opened(pilot, seat.session(store))
            await pilot.press("f7")
            await wait_for(lambda: "Luca Monti" in said(pilot.app, "problem"))


class TestUnknownCitizen:
    async def test_the_name_can_be_typed_and_goes_into_contact_and_packet(self):
        store = MemoryStore(seat.call(party=Party(phone="+41794123308"), municipality="Airolo", subject="x"))
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await opened(pilot, seat.session(store))
            assert dialog.focused.id == "citizen"
            await type_in(pilot, "Bianca Neri")
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.results)
        assert pilot.app.results[0].contact.handoff.packet.citizen == "Bianca Neri"
        assert store.contacts[1].party == Party(name="Bianca Neri", phone="+41794123308")


HOSTILE = "a [/b] [@click=app.quit]x[/] {citizen} \x1b]52;c;aGk=\x07 \x9b2J \u202e \x00 \n \r z"


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_in_every_field_ends_nothing_and_reaches_no_terminal(size):
    contact = seat.call(
        party=Party(name=HOSTILE, phone="+41794123308"), subject=HOSTILE, case_reference=HOSTILE,
        municipality=HOSTILE, note=HOSTILE, answered=(HOSTILE.replace(" ", ""),),
    )  # fmt: skip
    store = MemoryStore(contact)
    store.persons["celio"] = PersonState(person="celio", presence=Presence.PAUSED, reason=HOSTILE)
    async with Stage().run_test(size=size) as pilot:
        dialog = await opened(pilot, seat.session(store))
        dialog.query_one("#question", LineField).insert_text_at_cursor(HOSTILE)
        await pilot.press("shift+tab", "enter", "escape", "f7")
        fields = dialog.query_one(HandoffFields).packet
        screen = shown(pilot.app)
        assert not set(fields.question + screen) & set("\x00\x1b\x07\x9b\u202e\r")
        assert screen.count("[/b]") >= 3


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_visible(size):
    store = MemoryStore(seat.call(party=Party(phone="+41794123308")))
    async with Stage().run_test(size=size) as pilot:
        await opened(pilot, seat.session(store))
        await pilot.press("f7")
        await wait_for(lambda: "Manca" in said(pilot.app, "problem"))
        screen = shown(pilot.app)
    for words in ("Cittadino", "Esecuzione", "Comune", "A chi", "Domanda", "Già detto", "Scade", "Lingua", "Richiamo",
                  "Nota", "Da dire", "manca:", "Manca:", "F7 Diretto", "F8 Nota e richiamo", "Esc"):  # fmt: skip
        assert words in screen, words


def test_every_refusal_has_a_sentence():
    from console.screens.dialogs import words

    for reason in Reason:
        sentence = words.failure(Refused(reason, who="luca", detail="question"), lambda _id: "Luca Monti")
        assert sentence and "{" not in sentence
