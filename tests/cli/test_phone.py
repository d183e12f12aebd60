"""`console phone`, and the acts on a consult: everything that the screens do, without a screen."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from console import bootstrap
from console.bootstrap.options import Options
from console.domain import call as s
from console.domain.queues import LinkState
from console.domain.seat import HoursMode, Seat
from console.services.intake import LEASE
from console.services.intake_calls import CallIntake


@asynccontextmanager
async def behind(site):
    """The site as intake sees it."""
    async with bootstrap.open_site(Options(config=site.config, data_dir=site.data)) as services:
        yield services


def told(site, *signals) -> None:
    """Intake hears these signals."""

    async def hear():
        async with behind(site) as services:
            calls = CallIntake(
                store=services.store, clock=services.clock, directory=services.directory, hours=services.hours,
                normalise=str,
            )  # fmt: skip
            for kind, values in signals:
                if kind is s.SeatSeen:
                    await services.store.set_seat(values["seat"])
                else:
                    await calls.take_in(kind(**{"call": "c1", "at": services.clock.now(), **values}))
            await services.store.set_link(LinkState(name="phone", ok=True, since=services.clock.now()))
            await services.store.set_hours_seen(HoursMode.OPEN)

    asyncio.run(hear())


@pytest.fixture
def extension(console) -> str:
    """Anna's phone."""
    return console.ok("phone", "ready")["extension"]


@pytest.fixture
def talking(console, site, extension) -> int:
    """Anna talks with a citizen; gives the contact."""
    told(site, (s.CallArrived, {"number": "+41794123308", "name": "Rossi"}))
    number = console.ok("contacts", "claim", "next")["id"]
    told(site, (s.CallConnected, {"extension": extension}))
    return number


def ask(console, number, *more):
    return console.ok("handoff", "send", number, "--question", "contesta", "--clerk", "celio", *more)


def test_a_site_without_a_telephone_says_so(console):
    found = console.ok("phone", "status")
    assert (found["link"], found["seats"], found["calls"]) == (None, [], [])
    assert found["hours"]["mode"] == "auto"
    shown = console("phone", "status").out
    assert "mai stato in servizio" in shown and "Nessuna telefonata" in shown


def test_the_status_names_link_hours_seats_and_calls(console, site, talking, extension):
    seat = Seat(extension=extension, name="Anna", logged_in=True, paused=True, reason="no_answer")
    told(site, (s.SeatSeen, {"seat": seat}))
    found = console.ok("phone", "status")
    assert found["link"]["ok"] is True and found["hours"]["pbx"] == "open"
    assert found["seats"][0] | {"operator": "anna", "reason": "no_answer", "presence": "ready"} == found["seats"][0]
    assert [(call["id"], call["call_state"]) for call in found["calls"]] == [(talking, "talking")]
    shown = console("phone", "status").out
    for word in ("in piedi", "il telefono non ha risposto", extension, "in linea", "Rossi"):
        assert word in shown


@pytest.mark.parametrize(
    ("arguments", "presence", "reason"),
    [(("ready",), "ready", ""), (("pause", "--reason", "pranzo"), "paused", "pranzo"), (("pause",), "paused", ""),
     (("leave",), "away", "")],
)  # fmt: skip
def test_into_the_queue_and_out_of_it(console, site, arguments, presence, reason):
    done = console.ok("phone", *arguments)
    assert (done["operator"], done["presence"], done["reason"]) == ("anna", presence, reason)

    async def kept():
        async with behind(site) as services:
            return await services.store.people()

    (person,) = asyncio.run(kept())
    assert (person.person, person.presence, person.reason) == ("anna", presence, reason)
    assert console("phone", *arguments).out.strip()


def test_ready_without_a_console_says_that_it_will_not_last(console, site):
    assert console.ok("phone", "ready")["console"] is False
    assert "senza una scrivania" in console("phone", "ready").out, "an earlier command is no console"

    async def beat():
        async with behind(site) as services:
            await services.desk_of(services.directory.operator("anna")).heartbeat()

    asyncio.run(beat())
    assert console.ok("phone", "ready")["console"] is True


def test_a_pbx_that_was_left_open_is_found_by_the_doctor(console, site):
    async def left(mode, owner=""):
        async with behind(site) as services:
            await services.store.set_hours_seen(mode)
            if owner:
                await services.store.take_lease(LEASE, owner, services.clock.now(), 15.0)

    def hours():
        return [one["health"] for one in console("doctor", "--json").json if one["part"] == "hours"]

    asyncio.run(left(HoursMode.OPEN))
    assert hours() == ["warning"]
    assert "rimasto aperto" in console("doctor").out
    asyncio.run(left(HoursMode.AUTO))
    assert hours() == []
    asyncio.run(left(HoursMode.CLOSED, "somebody-else"))
    assert hours() == []


def test_a_reason_is_short_and_an_operator_is_known(console):
    assert console("phone", "pause", "--reason", "x" * 41).code == 2
    assert console("phone", "ready", "--operator", "fantasma").code == 2


def test_a_supervisor_decides_the_hours_and_takes_it_back(console):
    closed = console.ok("phone", "hours", "closed")
    assert (closed["open"], closed["mode"], closed["by"]) == (False, "closed", "anna")
    assert "per ordine di Anna" in console("phone", "hours").out
    assert console.ok("phone", "hours", "open")["open"] is True
    assert console.ok("phone", "hours", "auto")["mode"] == "auto"
    assert "secondo l'orario" in console("phone", "hours").out
    assert console("phone", "hours", "sometimes").code == 2


def test_a_consult_is_completed_only_after_the_answer(console, site, talking):
    assert ask(console, talking)["state"] == "consulting"
    early = console("handoff", "complete", talking)
    assert early.code == 4 and "non ha ancora risposto" in early.err
    told(site, (s.ConsultStarted, {"extension": "3501"}), (s.ConsultAnswered, {"extension": "3501"}))
    assert console.ok("contacts", "show", talking)["handoff"]["state"] == "consulting"
    assert console.ok("handoff", "complete", talking)["state"] == "transferring"


def test_a_consult_is_handed_back_when_the_telephone_says_so(console, site, talking):
    ask(console, talking, "--way", "consult")
    assert console.ok("handoff", "back", talking)["state"] == "consulting"
    told(site, (s.ConsultEnded, {}))
    assert console.ok("contacts", "show", talking)["state"] == "active"
    assert console("handoff", "back", talking).code == 4
    assert console("handoff", "complete", talking).code == 4


def test_a_blind_transfer_is_asked_for(console, talking):
    assert ask(console, talking, "--way", "blind")["state"] == "transferring"


def test_hanging_up_keeps_the_contact(console, site, talking):
    assert console.ok("contacts", "hang-up", talking)["state"] == "active"
    told(site, (s.CallEnded, {}))
    assert console.ok("contacts", "show", talking)["state"] == "wrap_up"
    assert console("contacts", "hang-up", talking).code == 4
    assert console("contacts", "hang-up", console.add()).code == 4
    assert console("contacts", "hang-up", 999).code == 3


def test_missed_calls_of_a_number_are_counted_in_the_list(console, site):
    for call in ("c1", "c2"):
        told(site, (s.CallArrived, {"call": call, "number": "+41794123308"}), (s.CallEnded, {"call": call}))
    told(site, (s.CallArrived, {"call": "c3", "number": "+41794123308"}))
    rows = console.ok("contacts", "list")
    assert [(row["state"], row["missed_calls"], row["recalls"], row["flagged"]) for row in rows] == [
        ("waiting", 0, True, False), ("missed", 2, False, False),
    ]  # fmt: skip
