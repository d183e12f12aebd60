"""Log, wrap-up, state, confirm, choose, send back, finish: few keys, hostile texts, nothing lost."""

from __future__ import annotations

import pytest

from console.domain.contact import CallState, Channel, Disposition, Outcome, Party, State
from console.domain.handoff import Handoff, HandoffState, Packet, SendBackReason, Way
from console.domain.office import Presence
from console.screens.dialogs import words
from console.screens.dialogs.choose import ChooseDialog
from console.screens.dialogs.confirm import ConfirmDialog
from console.screens.dialogs.fields import LineField, Pick, TextField
from console.screens.dialogs.finish import FinishDialog
from console.screens.dialogs.frame import Line, PickList
from console.screens.dialogs.help import HelpDialog, HelpLine, HelpPage
from console.screens.dialogs.log import LogDialog, party_of
from console.screens.dialogs.send_back import SendBackDialog, SentBack
from console.screens.dialogs.state import StateChoice, StateDialog
from console.screens.dialogs.wrapup import WrapUpDialog, guess_outcome
from console.screens.harmless import typed_line, typed_text
from fakes import seat
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

HOSTILE = "a [/b] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07 \x9b2J \u202e \x00 \n z"
DANGEROUS = set("\x00\x1b\x07\x9b\u202e\r")


def said(app, line: str) -> str:
    return app.screen.query_one(f"#{line}", Line).words


async def answer(pilot, dialog, *keys):
    """What the dialog gives after these keys."""
    await pilot.app.ask(dialog)
    await pilot.press(*keys)
    await wait_for(lambda: pilot.app.results)
    return pilot.app.results.pop()


class TestLog:
    async def test_a_counter_visit_takes_five_keys_beside_the_words(self):
        store = MemoryStore()
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(store)))
            keys = 1  # the key that opens the dialog
            await pilot.press("2")
            keys += 1 + await type_in(pilot, "Bianca Neri")
            await pilot.press("tab")
            keys += 1
            await pilot.press("tab")
            keys += 1 + await type_in(pilot, "chiede un estratto")
            await pilot.press("enter")
            keys += 1
            await wait_for(lambda: pilot.app.results)
        (contact,) = pilot.app.results
        assert keys == 5
        assert (contact.channel, contact.state, contact.operator) == (Channel.COUNTER, State.ACTIVE, "anna")
        assert contact.party.name == "Bianca Neri" and contact.subject == "chiede un estratto"

    async def test_the_history_shows_while_the_number_is_typed(self):
        earlier = seat.letter(
            state=State.CLOSED, arrived_at=seat.NOW - 65_000, subject="Richiesta [/] rateazione",
            party=Party(name="Mario Rossi", phone="+41794123308"), disposition=Disposition(outcome=Outcome.ANSWERED),
        )  # fmt: skip
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(MemoryStore(earlier))))
            await pilot.press("tab", "tab")
            await type_in(pilot, "079 412 33 08")
            await wait_for(lambda: "Richiesta [/] rateazione" in said(pilot.app, "history"))
            assert said(pilot.app, "history").startswith("ieri 15:56  e-mail")
            assert "risposto" in said(pilot.app, "history")

    async def test_a_match_by_name_only_is_said_to_be_uncertain(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(MemoryStore(seat.letter()))))
            await pilot.press("tab")
            await type_in(pilot, "mario rossi")
            await wait_for(lambda: "(solo il nome)" in said(pilot.app, "history"))

    async def test_f7_saves_from_every_field_and_only_once(self):
        store = MemoryStore()
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(store)))
            await pilot.press("4")
            await type_in(pilot, "Neri")
            await pilot.press("f7", "f7")
            await wait_for(lambda: pilot.app.results)
        assert len(store.contacts) == 1 and store.contacts[1].channel is Channel.FAX

    async def test_an_empty_form_is_not_written(self):
        store = MemoryStore()
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(store)))
            await pilot.press("f7")
            await wait_for(lambda: "almeno" in said(pilot.app, "problem"))
        assert not store.contacts

    async def test_what_was_left_half_written_is_one_key_away(self):
        store = MemoryStore()
        session = seat.session(store)
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(session))
            await pilot.press("1")
            await type_in(pilot, "Neri")
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.results == [None])
            dialog = await pilot.app.ask(LogDialog(session))
            await wait_for(lambda: "«Neri» · F8" in said(pilot.app, "history"))
            assert dialog.query_one("#name", LineField).value == ""
            await pilot.press("f8", "f7")
            await wait_for(lambda: len(pilot.app.results) == 2)
        assert store.contacts[1].party.name == "Neri" and not store.drafts

    async def test_a_store_that_fails_keeps_the_form(self):
        store = MemoryStore()
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(LogDialog(seat.session(store)))
            await pilot.press("1")
            await type_in(pilot, "Neri")
            store.broken = True
            await pilot.press("f7")
            await wait_for(lambda: "archivio" in said(pilot.app, "problem"))
            store.broken = False
            await pilot.press("f7")
            await wait_for(lambda: pilot.app.results)

    @pytest.mark.parametrize(
        ("typed", "phone", "email"),
        [("079 412 33 08", "+41794123308", ""), ("0041 91/816.63.00", "+41918166300", ""), ("117", "117", ""),
         ("+39 031 123456", "+39031123456", ""), ("rossi@example.ch", "", "rossi@example.ch"),
         ("dal vicino", "", ""), ("", "", "")],
    )  # fmt: skip
    def test_a_recapito_is_a_number_or_an_address(self, typed, phone, email):
        party = party_of(" Rossi ", typed)
        assert (party.name, party.phone, party.email) == ("Rossi", phone, email)
        assert party.phone_raw == ("" if email else typed)


def handed(**changes):
    packet = Packet(question="contesta [/]", citizen="Mario Rossi")
    return seat.call(handoff=Handoff(packet=packet, way=Way.NOTE, office="faido", **changes))


class TestWrapUp:
    async def test_f9_enter_closes_with_the_topic_of_the_card(self):
        contact = seat.call(topic="rateazione")
        async with Stage().run_test(size=(80, 24)) as pilot:
            code = await answer(pilot, WrapUpDialog(seat.session(MemoryStore()), contact), "enter")
        assert code == Disposition(outcome=Outcome.ANSWERED, topic="rateazione")

    async def test_a_digit_corrects_the_outcome(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            code = await answer(
                pilot, WrapUpDialog(seat.session(MemoryStore()), seat.call(topic="x")), "5", "enter"
            )  # fmt: skip
        assert code == Disposition(outcome=Outcome.NO_ACTION, topic="x")

    async def test_letters_look_for_a_topic_and_zero_takes_it_away(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            session = seat.session(MemoryStore())
            await pilot.app.ask(WrapUpDialog(session, seat.call()))
            await type_in(pilot, "salario")
            await wait_for(lambda: "salario" in said(pilot.app, "topic"))
            await pilot.press("enter")
            await wait_for(lambda: pilot.app.results)
            assert pilot.app.results.pop().topic == "pignoramento-salario"
            code = await answer(pilot, WrapUpDialog(session, seat.call(topic="rateazione")), "0", "enter")
        assert code.topic == ""

    async def test_the_subject_offers_topics_but_chooses_none(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            session = seat.session(MemoryStore())
            await pilot.app.ask(WrapUpDialog(session, seat.letter()))
            assert said(pilot.app, "topic") == "nessuno"
            await pilot.press("down", "enter")
            await wait_for(lambda: pilot.app.results)
        assert pilot.app.results[0].topic == "rateazione"

    async def test_esc_leaves_it_open(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            assert await answer(pilot, WrapUpDialog(seat.session(MemoryStore()), seat.call()), "escape") is None

    @pytest.mark.parametrize(
        ("contact", "outcome"),
        [
            (seat.call(), Outcome.ANSWERED),
            (handed(state=HandoffState.SENT), Outcome.HANDED_OFF),
            (handed(state=HandoffState.SENT_BACK), Outcome.ANSWERED),
            (handed(state=HandoffState.FAILED), Outcome.ANSWERED),
            (seat.call(attempts=1, call_state=CallState.ENDED), Outcome.CALLED_BACK),
            (seat.call(attempts=2, call_state=CallState.NONE), Outcome.NOT_REACHED),
            (seat.call(state=State.MISSED), Outcome.NO_ACTION),
        ],
    )
    def test_the_outcome_is_guessed(self, contact, outcome):
        assert guess_outcome(contact) is outcome


class TestState:
    @pytest.mark.parametrize(
        ("keys", "choice"),
        [
            (["1"], StateChoice(presence=Presence.READY)),
            (["3"], StateChoice(presence=Presence.PAUSED, reason="pranzo")),
            (["6"], StateChoice(presence=Presence.AFTER_CALL)),
            (["down", "enter"], StateChoice(presence=Presence.PAUSED)),
            (["tab", "a", "v", "v", "1", "enter"], StateChoice(presence=Presence.PAUSED, reason="avv1")),
            (["escape"], None),
        ],
    )  # fmt: skip
    async def test_keys(self, keys, choice):
        async with Stage().run_test(size=(80, 24)) as pilot:
            assert await answer(pilot, StateDialog(), *keys) == choice

    async def test_the_state_of_now_is_marked(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await pilot.app.ask(StateDialog(Presence.AFTER_CALL))
            assert dialog.query_one(PickList).mark == 5


class TestConfirm:
    @pytest.mark.parametrize(("key", "yes"), [("s", True), ("y", True), ("n", False), ("escape", False)])
    async def test_keys(self, key, yes):
        async with Stage().run_test(size=(80, 24)) as pilot:
            assert await answer(pilot, ConfirmDialog("Eliminare?"), key) is yes

    async def test_enter_out_of_habit_is_no_answer(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(ConfirmDialog("Eliminare la bozza per Rossi?", consequence="Non torna."))
            await pilot.press("enter", "space")
            assert not pilot.app.results
            assert "Eliminare la bozza per Rossi?" in shown(pilot.app) and "S Sì   N No" in shown(pilot.app)


PICKS = [Pick(key=str(at), words=name, remark=remark) for at, (name, remark) in enumerate(
    [("Lugano", "sede"), ("Locarno", "sede"), ("Mendrisio", ""), ("Città [/]", "già")])]  # fmt: skip


class TestChoose:
    @pytest.mark.parametrize(
        ("keys", "key"),
        [
            (["enter"], "0"),
            (["down", "enter"], "1"),
            (["m", "e", "n", "enter"], "2"),
            (["c", "i", "t", "t", "a", "enter"], "3"),
            (["s", "e", "d", "e", "down", "down", "enter"], "1"),
            (["escape"], None),
        ],
    )
    async def test_keys(self, keys, key):
        async with Stage().run_test(size=(80, 24)) as pilot:
            assert await answer(pilot, ChooseDialog("A chi", PICKS), *keys) == key

    async def test_nothing_found_is_said_and_enter_takes_nothing(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(ChooseDialog("A chi", PICKS))
            await pilot.press("x", "x", "enter")
            await wait_for(lambda: "Niente" in said(pilot.app, "empty"))
            assert not pilot.app.results

    async def test_the_chosen_one_is_marked_and_a_long_list_scrolls(self):
        many = [Pick(key=str(at), words=f"scheda {at}") for at in range(40)]
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(ChooseDialog("Già detto", many, chosen="25"))
            await wait_for(lambda: "▸ scheda 25" in shown(pilot.app))
            await pilot.press("pagedown", "pagedown", "enter")
            await wait_for(lambda: pilot.app.results == ["39"])

    async def test_a_search_takes_the_place_of_the_filter(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = ChooseDialog("x", PICKS, search=lambda typed: [Pick(key=f"found {typed}", words="trovato")])
            assert await answer(pilot, dialog, "q", "enter") == "found q"


class TestSendBack:
    async def test_a_digit_and_the_words(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            given = await answer(pilot, SendBackDialog(handed()), "2", "n", "o", "1", "enter")
        assert given == SentBack(reason=SendBackReason.DATA_MISSING, text="no1")

    async def test_other_wants_words_and_no_reason_is_asked_for(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(SendBackDialog(handed()))
            await pilot.press("f7")
            await wait_for(lambda: "motivo" in said(pilot.app, "problem"))
            await pilot.press("4", "f7")
            await wait_for(lambda: "frase" in said(pilot.app, "problem"))
            await pilot.press("x", "f7")
            await wait_for(lambda: pilot.app.results)
        assert pilot.app.results == [SentBack(reason=SendBackReason.OTHER, text="x")]


class TestFinish:
    async def test_the_result_is_given_by_f7_and_enter_is_a_new_line(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = FinishDialog(seat.session(MemoryStore()), handed())
            assert await answer(pilot, dialog, "o", "k", "enter", "x", "f7") == "ok\nx"

    async def test_an_empty_result_is_asked_for(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            await pilot.app.ask(FinishDialog(seat.session(MemoryStore()), handed()))
            await pilot.press("f7")
            await wait_for(lambda: "risultato" in said(pilot.app, "problem"))
            assert not pilot.app.results

    async def test_esc_keeps_the_text_for_this_handoff_only(self):
        session = seat.session(MemoryStore())
        async with Stage().run_test(size=(80, 24)) as pilot:
            await answer(pilot, FinishDialog(session, handed()), "o", "k", "escape")
            dialog = await pilot.app.ask(FinishDialog(session, handed()))
            await wait_for(lambda: dialog.query_one(TextField).text == "ok")
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.results)
            later = await pilot.app.ask(FinishDialog(session, handed(at=5.0)))
            assert later.query_one(TextField).text == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("which", range(8))
async def test_hostile_text_ends_no_dialog_and_reaches_no_terminal(which, size):
    party = Party(name=HOSTILE, phone=HOSTILE, email=HOSTILE)
    packet = Packet(question=HOSTILE)
    contact = seat.call(party=party, subject=HOSTILE, topic=HOSTILE,
                        handoff=Handoff(packet=packet, way=Way.NOTE, office="faido"))  # fmt: skip
    session = seat.session(MemoryStore(contact))
    picks = [Pick(key="1", words=HOSTILE, remark=HOSTILE)]
    dialogs = (
        LogDialog(session), WrapUpDialog(session, contact), StateDialog(), ConfirmDialog(HOSTILE, consequence=HOSTILE),
        ChooseDialog(HOSTILE, picks, empty=HOSTILE), SendBackDialog(contact), FinishDialog(session, contact),
        ChooseDialog(HOSTILE, picks, chosen="1", search=lambda typed: picks),
    )  # fmt: skip
    async with Stage().run_test(size=size) as pilot:
        dialog = await pilot.app.ask(dialogs[which])
        for field in dialog.query(LineField):
            field.insert_text_at_cursor(HOSTILE)
            assert not set(field.value) & (DANGEROUS | {"\n"})
        for text in dialog.query(TextField):
            text.insert(HOSTILE)
        await pilot.press("down", "up")
        assert not set(shown(pilot.app)) & DANGEROUS


@pytest.mark.parametrize("text", ["", "a", "a\tb", "x\r\ny", "\u00a0", "\x1b[31mrosso\x1b[0m", "à é 漢字 🙂", HOSTILE])
def test_typed_text_is_harmless_and_idempotent(text):
    once = typed_text(text)
    assert typed_text(once) == once and not set(once) & DANGEROUS
    assert typed_line(text).count("\n") == 0
    if text.isprintable():
        assert once == text


def test_moments_are_said_as_people_say_them():
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Zurich")
    said_as = [words.when(seat.NOW - ago, seat.NOW, zone) for ago in (60, 86_400, 86_400 * 12, 86_400 * 400)]
    assert said_as == ["oggi 09:59", "ieri 10:00", "12.11. 10:00", "20.10.2025"]


def test_every_enum_has_words():
    assert all(words.outcome(one) for one in Outcome) and all(words.channel(one) for one in Channel)
    assert all(words.presence(one) for one in Presence) and all(words.send_back_reason(one) for one in SendBackReason)
    assert all(words.state(seat.call(state=one)) for one in State)


HERE = HelpPage(title="Coda", lines=(HelpLine(keys="F5 n", name="Prendi", help="la prossima chiamata [/]"),))
ELSEWHERE = HelpPage(
    title="Risposte",
    lines=tuple(HelpLine(keys=f"F{at}", name=f"azione {at}", help="che cosa fa") for at in range(1, 60)),
)


class TestHelp:
    async def test_first_this_place_then_everything_then_back(self):
        async with Stage().run_test(size=(80, 24)) as pilot:
            dialog = await pilot.app.ask(HelpDialog(HERE, (HERE, ELSEWHERE)))
            await wait_for(lambda: "la prossima chiamata [/]" in shown(pilot.app))
            assert "Aiuto ─ Coda" in shown(pilot.app) and "azione" not in shown(pilot.app)
            await pilot.press("f1")
            await wait_for(lambda: "azione 1 " in shown(pilot.app) and "Risposte" in shown(pilot.app))
            for _ in range(6):
                await pilot.press("pagedown")
            await wait_for(lambda: "azione 59" in shown(pilot.app))
            await pilot.press("question_mark")
            await wait_for(lambda: "azione" not in shown(pilot.app))
            await pilot.press("escape")
            await wait_for(lambda: pilot.app.screen is not dialog)
