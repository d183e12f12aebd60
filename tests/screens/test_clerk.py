"""The clerk's screen: the packets of the office, accept, send back, close with a result."""

from __future__ import annotations

import pytest

from console.domain.contact import CallState, State
from console.domain.handoff import Handoff, HandoffState, Packet, SendBackReason, Way
from console.screens.app import ConsoleApp
from fakes import floor, seat
from fakes.stage import shown, type_in, wait_for


def packet(number: int, clerk: str = "", office: str = "faido"):
    """One of the morning's mails, handed on."""
    found = floor.morning().contacts[number]
    asked = Packet(
        question="contesta il minimo", case_reference="2026-12", citizen="Mario Rossi", callback="+41794123308",
        answered=("rateazione",), note="affitto aumentato\nha due figli", municipality="Airolo",
    )  # fmt: skip
    handoff = Handoff(packet=asked, way=Way.FORWARD, office=office, clerk=clerk, by="anna", at=seat.NOW - 60,
                      state=HandoffState.SENT)  # fmt: skip
    return floor.replace(found, state=State.HANDED_OFF, operator="anna", office=office, handoff=handoff)


class Seat:
    def __init__(self, *packets) -> None:
        self.store = floor.morning()
        for one in packets:
            self.store.put(one)
        self.app = ConsoleApp(floor.session(self.store, clerk="marini"))

    @property
    def screen(self):
        return self.app.screen_stack[0]

    async def ready(self, rows: int) -> None:
        await wait_for(lambda: len(self.screen.queue.rows) == rows and self.screen.queue.has_focus)
        await wait_for(lambda: self.screen._dossier is not None)


async def test_only_the_packets_of_the_office_the_own_ones_first():
    seat_ = Seat(packet(4, clerk="celio"), packet(5, clerk="marini"), packet(6, office="lugano"))
    async with seat_.app.run_test(size=(80, 24)):
        await seat_.ready(2)
        assert [row.id for row in seat_.screen.queue.rows] == [5, 4]
        assert "da accettare 1" in shown(seat_.app)


async def test_the_packet_in_full_with_the_mail():
    seat_ = Seat(packet(4))
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await seat_.ready(1)
        await pilot.press("enter")
        await wait_for(lambda: "contesta il minimo" in shown(seat_.app))
        text = seat_.screen.card.text
        for words in ("2026-12", "+41 79 412 33 08", "Chiedere una rateazione", "ha due figli", "avviso.pdf",
                      "3 righe citate", "Anna Bianchi", "da accettare"):  # fmt: skip
            assert words in text


async def test_accept_and_finish_with_a_result():
    seat_ = Seat(packet(4))
    async with seat_.app.run_test(size=(120, 40)) as pilot:
        await seat_.ready(1)
        await pilot.press("f5")
        await wait_for(lambda: seat_.store.contacts[4].state is State.ACCEPTED)
        await wait_for(lambda: "✓ accettato" in seat_.screen.card.text)
        await pilot.press("f9")
        await wait_for(lambda: len(seat_.app.screen_stack) == 2)
        await type_in(pilot, "rateazione concessa")
        await pilot.press("f7")
        await wait_for(lambda: seat_.store.contacts[4].state is State.CLOSED)
        assert seat_.store.contacts[4].handoff.result == "rateazione concessa"
        await wait_for(lambda: "L'operatore legge l'esito" in shown(seat_.app))
        assert not seat_.screen.queue.rows


async def test_send_back_with_a_reason():
    seat_ = Seat(packet(4))
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await seat_.ready(1)
        await pilot.press("t")
        await wait_for(lambda: len(seat_.app.screen_stack) == 2)
        await pilot.press("2")
        await type_in(pilot, "quale precetto")
        await pilot.press("f7")
        await wait_for(lambda: seat_.store.contacts[4].state is State.WAITING)
        assert seat_.store.contacts[4].handoff.reason is SendBackReason.DATA_MISSING


async def test_a_colleagues_packet_is_refused_with_the_name():
    seat_ = Seat(packet(4, clerk="celio"))
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await seat_.ready(1)
        await pilot.press("f5")
        await wait_for(lambda: "È assegnato a Aldo Celio" in shown(seat_.app))


async def test_the_attachments_of_the_packets_mail_are_one_key_away():
    seat_ = Seat(packet(4))
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await seat_.ready(1)
        await pilot.press("b")
        await wait_for(lambda: "messaggio originale" in shown(seat_.app))
        assert "avviso.pdf" in shown(seat_.app)
        await pilot.press("escape")
        await wait_for(lambda: seat_.app.screen is seat_.screen)


async def test_nothing_to_do_says_so():
    seat_ = Seat()
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await wait_for(lambda: "Nessun passaggio per questo ufficio" in shown(seat_.app))
        await pilot.press("f5")
        await wait_for(lambda: "Nessun passaggio qui" in shown(seat_.app))


def rung(state=HandoffState.RINGING, clerk: str = "marini", **changes):
    """A call whose operator asks a clerk."""
    asked = Packet(question="contesta [/b] il minimo", case_reference="2026-12", citizen="Mario Rossi",
                   note="affitto aumentato")  # fmt: skip
    handoff = Handoff(packet=asked, way=Way.CONSULT, office="faido", clerk=clerk, by="anna", at=seat.NOW, state=state)
    usual = seat.call(id=30, state=State.CONSULTING, call_state=CallState.ON_HOLD, office="faido", handoff=handoff)
    return floor.replace(usual, **changes)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_packet_of_a_call_pops_and_the_cursor_stays(size):
    seat_ = Seat(packet(4))
    async with seat_.app.run_test(size=size) as pilot:
        await seat_.ready(1)
        seat_.store.put(rung())
        await wait_for(lambda: "☎ Squilla  Mario Rossi  +41 79 412 33 08  es. 2026-12  contesta" in shown(seat_.app))
        await wait_for(lambda: "affitto aumentato" in shown(seat_.app))
        assert seat_.screen.queue.cursor == 4 and seat_.screen.queue.has_focus
        assert "[/b]" in shown(seat_.app)
        await pilot.press("f5")
        await wait_for(lambda: "la pratica si accetta quando è passata" in shown(seat_.app))
        seat_.store.put(rung(HandoffState.CONSULTING))
        await wait_for(lambda: "☎ In linea" in shown(seat_.app))
        given = rung(HandoffState.SENT)
        seat_.store.put(floor.replace(given, state=State.HANDED_OFF, call_state=CallState.ENDED))
        await wait_for(lambda: "Nessuna telefonata per te" in shown(seat_.app))
        assert "affitto aumentato" in shown(seat_.app) and seat_.screen.queue.cursor == 4
        await pilot.press("f5")
        await wait_for(lambda: seat_.store.contacts[30].state is State.ACCEPTED)
        assert seat_.store.contacts[4].state is State.HANDED_OFF


async def test_a_call_for_a_colleague_pops_nothing_and_one_that_goes_back_is_gone():
    seat_ = Seat(packet(4), rung(clerk="celio"))
    async with seat_.app.run_test(size=(120, 36)):
        await seat_.ready(1)
        assert "Squilla" not in shown(seat_.app)
        seat_.store.put(rung(clerk=""))
        await wait_for(lambda: "☎ Squilla  Mario Rossi" in shown(seat_.app))
        seat_.store.put(floor.replace(rung(HandoffState.FAILED, clerk=""), state=State.ACTIVE))
        await wait_for(lambda: "Nessuna telefonata per te" in shown(seat_.app))
        await wait_for(lambda: seat_.screen._dossier.contact.id == 4)


async def test_what_the_clerk_is_typing_stays_while_the_phone_rings():
    seat_ = Seat(floor.replace(packet(4, clerk="marini"), state=State.ACCEPTED))
    async with seat_.app.run_test(size=(80, 24)) as pilot:
        await seat_.ready(1)
        await pilot.press("f9")
        await wait_for(lambda: len(seat_.app.screen_stack) == 2)
        await type_in(pilot, "rateazione")
        seat_.store.put(rung())
        await wait_for(lambda: seat_.screen._popped == 30)
        await type_in(pilot, " concessa")
        await pilot.press("f7")
        await wait_for(lambda: seat_.store.contacts[4].state is State.CLOSED)
        assert seat_.store.contacts[4].handoff.result == "rateazione concessa"
