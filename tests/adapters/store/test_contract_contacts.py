"""The contract of every store: contacts, their journal, their versions, how they are found."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from console.domain import commands as c
from console.domain.contact import (
    CallId,
    CallState,
    Channel,
    Contact,
    ContactId,
    Disposition,
    Outcome,
    Party,
    State,
)
from console.domain.errors import NotFound, Stale
from console.domain.handoff import (
    Handoff,
    HandoffState,
    Packet,
    SendBackReason,
    TransferFailure,
    Way,
)
from console.domain.journal import Entry, EntryKind
from console.domain.lifecycle import Decision, decide
from console.domain.mail import Mail
from fakes.arrivals import NOW, a_call, a_mail, a_visit, received

FULL = Contact(
    channel=Channel.FAX, state=State.HANDED_OFF, arrived_at=NOW, state_since=NOW + 1.5, language="de",
    party=Party(name="Zoë Müller 🦊", phone="+41794123308", phone_raw="079 412 33 08", email="Zoe@Example.ch"),
    subject="Betreibung “Nr. 7”; DROP TABLE contacts; --", office="lugano", municipality="Collina d'Oro",
    case_reference="2026-0012345", queue="german", operator="anna", call=CallId("1716.42"),
    call_state=CallState.ENDED, thread=ContactId(77), topic="rateazione", answered=("rateazione", "estratto"),
    note="riga uno\nriga due %_\\", out_of_hours=True, attempts=3, flags=("bidi", "controls"),
    disposition=Disposition(outcome=Outcome.HANDED_OFF, topic="rateazione"),
    handoff=Handoff(
        packet=Packet(case_reference="2026-0012345", topic="rateazione", question="Was nun?", answered=("a", "b"),
                      language="de", callback="+41794123308", citizen="Zoë", municipality="Lugano",
                      deadline="2026-12-01", note="vertraulich"),
        way=Way.NOTE, office="lugano", clerk="soldini", by="anna", at=NOW, state=HandoffState.SENT_BACK,
        failure=TransferFailure.BUSY, reason=SendBackReason.DATA_MISSING, result="manca il numero",
    ),
)  # fmt: skip


def claim(contact: Contact, by: str = "anna") -> Decision:
    return decide(contact, c.Claim(by=by), NOW)


async def test_every_field_comes_back(store, another):
    added = await store.add(Decision(FULL))
    assert added == replace(FULL, id=added.id, version=1)
    assert await (await another()).contact(added.id) == added


async def test_half_characters_do_not_stop_the_store(store):
    added = await store.add(a_visit(subject="rotto \ud83d", note="\x00\x1b[2J"))
    kept = await store.contact(added.id)
    assert kept.subject == "rotto ?"
    assert kept.note == "\x00\x1b[2J"


async def test_saving_raises_the_version_and_writes_the_journal_in_order(store):
    added = await store.add(a_mail())
    taken = await store.save(claim(added), 1)
    released = await store.save(decide(taken, c.Release(by="anna"), NOW + 5), 2)
    assert (taken.version, released.version) == (2, 3)
    assert [line.kind for line in await store.journal(added.id)] == [
        EntryKind.ARRIVED, EntryKind.CLAIMED, EntryKind.RELEASED,
    ]  # fmt: skip


async def test_a_journal_line_comes_back_whole(store):
    line = Entry(EntryKind.EDITED, NOW, "anna", (("field", "note"), ("field", "office"), ("àccént", "«sì»")))
    added = await store.add(replace(a_mail(), entries=(line,)))
    assert await store.journal(added.id) == (line,)


async def test_a_stale_save_changes_nothing_and_shows_how_it_stands(store, another):
    colleague = await another()
    added = await store.add(a_call())
    await colleague.save(claim(added, by="luca"), 1)
    with pytest.raises(Stale) as stale:
        await store.save(claim(added), 1)
    assert stale.value.current.operator == "luca"
    assert stale.value.current == await store.contact(added.id)
    assert len(await store.journal(added.id)) == 2
    assert len(await store.wishes_of(added.id)) == 1


async def test_what_is_not_there_is_not_found(store):
    ghost = replace(FULL, id=ContactId(4711))
    with pytest.raises(NotFound):
        await store.contact(ContactId(4711))
    with pytest.raises(NotFound):
        await store.save(Decision(ghost), 1)
    assert await store.journal(ContactId(4711)) == ()


# --- arriving twice ------------------------------------------------------------------------------


async def test_a_call_that_arrives_twice_is_one_contact(store, another):
    first = await store.add(a_call("77.1"))
    taken = await store.save(claim(first), 1)
    assert await (await another()).add(a_call("77.1")) == taken
    assert len((await store.board()).rows) == 1
    assert len(await store.journal(first.id)) == 2


async def test_a_closed_call_that_is_announced_again_stays_closed(store):
    first = await store.add(a_call("77.2"))
    closed = await store.save(Decision(replace(first, state=State.CLOSED)), 1)
    assert await store.add(a_call("77.2")) == closed


async def test_a_call_that_was_called_back_does_not_hear_the_old_call(store):
    first = await store.add(a_call("77.3"))
    back = await store.save(Decision(replace(first, call=CallId("out-1-2"))), 1)
    assert await store.contact_of_call("77.3") is None
    assert await store.contact_of_call("out-1-2") == back
    assert await store.add(a_call("77.3")) == back


async def test_contacts_without_a_call_or_mail_are_never_the_same(store):
    assert (await store.add(a_visit())).id != (await store.add(a_visit())).id
    assert await store.contact_of_call("") is None


async def test_two_consoles_adding_one_mail_at_once_make_one_contact(store, another):
    colleague = await another()
    received(store, b"mail")
    [mail] = await store.undecoded_mails()
    one, two = await asyncio.gather(store.add(a_mail(mail)), colleague.add(a_mail(mail)))
    assert one == two


# --- finding -------------------------------------------------------------------------------------


async def test_the_contact_of_a_message_is_the_nearest_that_is_known(store):
    received(store, b"one", b"two")
    older, newer = await store.undecoded_mails()
    for mail, message_id in ((older, "<old@example.ch>"), (newer, "<new@example.ch>")):
        await store.set_mail(mail, Mail(message_id=message_id))
    first, second = await store.add(a_mail(older)), await store.add(a_mail(newer))
    assert await store.contact_of_message(("<nobody@x>", "<new@example.ch>", "<old@example.ch>")) == second
    assert await store.contact_of_message(("<old@example.ch>",)) == first
    assert await store.contact_of_message(("", "<nobody@x>")) is None
    assert await store.contact_of_message(()) is None


@pytest.mark.parametrize(
    "text",
    ["zoe", "ZOË mul", "müller", "2026-0012345", "0012345", "zoe@example", "betreibung nr", "079 412 33 08",
     "0041794123308", "+41 79 412", "412 33 08"],
)  # fmt: skip
async def test_a_contact_is_found_by_what_people_type(store, text):
    wanted = await store.add(Decision(FULL))
    await store.add(a_visit())
    assert await store.find(text=text) == (wanted,)


@pytest.mark.parametrize("text", ["zoe rossi", "%", "_", "999999", "' OR 1=1 --", "\x00", "x" * 5000])
async def test_what_does_not_occur_is_not_found(store, text):
    await store.add(Decision(FULL))
    assert await store.find(text=text) == ()


async def test_finding_gives_the_newest_first_and_the_closed_only_when_asked(store):
    old = await store.add(a_visit(arrived_at=NOW - 100))
    new = await store.add(a_visit(arrived_at=NOW))
    done = await store.add(a_visit(arrived_at=NOW - 50, state=State.CLOSED))
    assert await store.find() == (new, old)
    assert await store.find(text="fontana", include_closed=True) == (new, done, old)
    assert await store.find(include_closed=True, limit=1) == (new,)


async def test_history_knows_a_citizen_by_number_however_written_by_address_and_by_name(store):
    called = await store.add(a_call(party=Party(name="Mario", phone="+41794123308"), arrived_at=NOW - 300))
    wrote = await store.add(a_mail(party=Party(email="Mario.Rossi@Example.CH"), arrived_at=NOW - 200))
    came = await store.add(a_visit(party=Party(name="Rossi Mário"), arrived_at=NOW - 100))
    now = await store.add(a_call(party=Party(name="Mario Rossi", phone="0794123308", email="mario.rossi@example.ch")))
    rows = await store.history(now.party, excluding=now.id)
    assert [(row.contact.id, row.certain) for row in rows] == [(came.id, False), (wrote.id, True), (called.id, True)]


async def test_namesakes_never_push_out_what_is_certain(store):
    certain = await store.add(a_call(party=Party(phone="+41794123308"), arrived_at=NOW - 900))
    for at in range(5):
        await store.add(a_visit(party=Party(name="Mario Rossi"), arrived_at=NOW + at))
    rows = await store.history(Party(name="Mario Rossi", phone="+41794123308"), excluding=ContactId(0), limit=3)
    assert [row.certain for row in rows] == [False, False, True]
    assert rows[-1].contact == certain


async def test_who_hides_everything_has_no_history(store):
    await store.add(a_call(party=Party()))
    assert await store.history(Party(), excluding=ContactId(0)) == ()
    assert await store.history(Party(phone="1"), excluding=ContactId(0)) == ()


async def test_what_an_operator_holds_comes_latest_first(store):
    parked = await store.add(a_visit(state=State.PARKED, arrived_at=NOW - 10))
    active = await store.add(a_visit(arrived_at=NOW))
    await store.add(a_visit(operator="luca"))
    await store.add(a_visit(state=State.CLOSED))
    await store.add(a_visit(state=State.HANDED_OFF))
    assert await store.held_by("anna") == (active, parked)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Mario De Rossi-Bianchi", "de ross"), ("Mario De Rossi-Bianchi", "rossi bianchi"),
        ("Mario De Rossi-Bianchi", "bianchi mario"), ("D'Angelo Rita", "d'angelo"), ("D'Angelo Rita", "angelo"),
        ("von Känel Urs", "von kan"), ("Nguyễn Văn", "nguyen"), ("Société Ô-Lac", "o lac"),
    ],
)  # fmt: skip
async def test_double_surnames_particles_and_accents(store, name, typed):
    wanted = await store.add(a_visit(party=Party(name=name)))
    await store.add(a_visit())
    assert await store.find(text=typed) == (wanted,)


@pytest.mark.parametrize("typed", ["2026-0012345", "20260012345", "20 26 00 123 45", "2026 00123", "2026'0012345"])
async def test_a_reference_in_any_grouping(store, typed):
    wanted = await store.add(a_visit(case_reference="2026-0012345"))
    await store.add(a_visit(case_reference="2025-0099999"))
    assert await store.find(text=typed) == (wanted,)


@pytest.mark.parametrize(
    "typed", ['"', '" OR *', "a AND", "NEAR(", "-x", "search_text:zoe", "zoe*", "^zoe", "NOT", "AND"]
)
async def test_no_query_is_an_error_of_the_index(store, typed):
    await store.add(Decision(FULL))
    await store.find(text=typed)


async def test_the_index_follows_what_is_written_down(store):
    held = await store.add(a_visit(party=Party(name="Vecchio Nome")))
    await store.save(decide(held, c.Edit(by=held.operator, party=Party(name="Nuovo Cognome")), NOW), held.version)
    assert await store.find(text="vecchio") == ()
    assert [one.party.name for one in await store.find(text="cognome nuovo")] == ["Nuovo Cognome"]
