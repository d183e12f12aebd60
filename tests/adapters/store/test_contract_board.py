"""The board: in queue order, and the same whether read at once or change by change."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from console.domain.contact import RECALLS, CallState, Channel, Contact, ContactId, Party, State
from console.domain.handoff import Handoff, HandoffState, Packet, Way
from console.domain.lifecycle import Decision
from console.domain.queues import QueueRow, rank
from fakes.arrivals import NOW, a_call, a_mail, a_visit

STEPS = 120


def expected_row(contact: Contact) -> QueueRow:
    """What the queue must show of this contact, written down a second time."""
    handoff = contact.handoff
    return QueueRow(
        contact.id, contact.channel, contact.state, contact.call_state, contact.party.name,
        contact.party.phone or contact.party.email, contact.subject, contact.language, contact.office,
        contact.operator, handoff.clerk if handoff else "", contact.arrived_at, contact.state_since,
        handoff.state if handoff else "", set(contact.flags) > {RECALLS} or "bidi" in contact.flags, contact.version,
        contact.missed_calls, contact.attempts, contact.out_of_hours, RECALLS in contact.flags,
        contact.accept_by, contact.due_first_answer, contact.due_resolution,
        contact.stopped_since > 0 and contact.state not in (State.HANDED_OFF, State.ACCEPTED, State.CLOSED),
    )  # fmt: skip


def some_change(dice: random.Random, contact: Contact) -> Contact:
    packet = Handoff(
        packet=Packet(), way=Way.NOTE, office="faido", clerk="celio", state=dice.choice(list(HandoffState))
    )
    return replace(
        contact, state=dice.choice(list(State)), call_state=dice.choice(list(CallState)),
        state_since=NOW + dice.random(), arrived_at=NOW - dice.choice((0, 1, 2, 1000)),
        subject=dice.choice(("", "uno", "due")),
        party=dice.choice((Party(), Party(email="a@b.ch"), Party(name="Zoë", phone="+41794123308"))),
        handoff=dice.choice((None, packet)), flags=dice.choice(((), ("bidi",), (RECALLS,), ("bidi", RECALLS))),
        due_first_answer=dice.choice((math.inf, NOW, NOW - 0.5)), due_resolution=dice.choice((math.inf, NOW + 7.25)),
        stopped_since=dice.choice((0.0, NOW)), missed_calls=dice.choice((0, 3)),
        attempts=dice.choice((0, 2)), out_of_hours=dice.choice((True, False)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
async def test_the_board_read_by_changes_is_the_board_read_at_once(another, seed):
    dice = random.Random(seed)
    writer, follower = await another(), await another()
    contacts: dict[ContactId, Contact] = {}
    for _step in range(STEPS):
        if not contacts or dice.random() < 0.3:
            new = await writer.add(dice.choice((a_call, a_mail, a_visit))())
            contacts[new.id] = new
        else:
            old = dice.choice(list(contacts.values()))
            contacts[old.id] = await writer.save(Decision(some_change(dice, old)), old.version)
        if dice.random() < 0.4:
            rows = sorted((expected_row(one) for one in contacts.values() if one.is_open), key=rank)
            assert (await follower.board()).rows == tuple(rows)
            assert (await writer.board()).rows == tuple(rows)
    fresh = await another()
    assert (await fresh.board()) == (await follower.board())


async def test_the_first_screenful_is_the_top_of_the_queue(store, another):
    for number in range(30):
        await store.add(a_visit(state=State.WAITING, operator="", arrived_at=NOW - number))
    calls = [await store.add(a_call(arrived_at=NOW + number)) for number in range(3)]
    start = await (await another()).board(first=10)
    assert [row.id for row in start.rows[:3]] == [call.id for call in calls]
    assert (len(start.rows), start.complete) == (10, False)
    whole = await store.board()
    assert (whole.rows[:10], whole.complete) == (start.rows, True)
    assert (await store.board(first=10)).rows == start.rows
    assert (await store.board(first=100)).complete


async def test_a_short_queue_is_complete_at_the_first_reading(store):
    await store.add(a_visit())
    board = await store.board(first=10)
    assert (len(board.rows), board.complete) == (1, True)


async def test_an_unchanged_board_is_equal_and_a_closed_contact_leaves_it(store):
    contact = await store.add(a_visit())
    board = await store.board()
    assert await store.board() == board
    assert board.row(contact.id).channel is Channel.COUNTER
    await store.save(Decision(replace(contact, state=State.CLOSED)), 1)
    assert (await store.board()).rows == ()
