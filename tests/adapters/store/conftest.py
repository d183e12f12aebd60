"""Every kind of store that the contract suite runs on; `another` opens a second console on the same data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio

from console.adapters.store.store import SqliteStore
from fakes.seat import HandClock


@pytest.fixture(params=["sqlite"])
def opener(request, tmp_path) -> Callable[[], Awaitable]:
    """Opens a store on this test's data, again and again."""
    kinds = {"sqlite": lambda: SqliteStore.open(tmp_path / "console.db", HandClock())}
    return kinds[request.param]


@pytest_asyncio.fixture
async def another(opener):
    opened = []

    async def open_one():
        opened.append(await opener())
        return opened[-1]

    yield open_one
    for store in opened:
        await store.close()


@pytest_asyncio.fixture
async def store(another):
    return await another()
