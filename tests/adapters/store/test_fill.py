"""The filling of stores for the measurements."""

from __future__ import annotations

from bench.fill import fill
from console.adapters.store.check import check_store
from console.adapters.store.store import SqliteStore
from console.domain.contact import Channel
from fakes.arrivals import NOW
from fakes.seat import HandClock


async def test_a_filled_store_is_a_desk_to_work_at_and_the_same_for_the_same_seed(tmp_path):
    boards = []
    for name in ("one.db", "two.db"):
        fill(tmp_path / name, 200, closed=50, now=NOW)
        store = await SqliteStore.open(tmp_path / name, HandClock())
        boards.append(await store.board())
        mails = [contact.mail for contact in await store.find(limit=500) if contact.channel is Channel.EMAIL]
        assert [(await store.mail(mail)).message_id for mail in mails[:3]]
        assert await store.undecoded_mails() == ()
        await store.close()
    assert boards[0] == boards[1]
    assert len(boards[0].rows) == 200
    assert check_store(tmp_path / "one.db").contacts == 250
