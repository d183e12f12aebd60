"""The line is cut, or somebody stops the console: it ends by itself, nothing typed is lost, nobody looks ready."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from console.adapters.clock import SystemClock
from console.adapters.store.store import SqliteStore
from console.domain.office import Presence
from e2e.site import CONSOLE, TestSite, make_site
from rigs.terminal import Terminal

pytestmark = pytest.mark.timeout(120)
COMMAND = (*CONSOLE, "--operator", "anna")


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    return make_site(tmp_path / "site")


def presence(site: TestSite) -> Presence:
    async def read() -> Presence:
        store = await SqliteStore.open(site.data / "console.db", SystemClock())
        try:
            return next(one.presence for one in await store.people() if one.person == "anna")
        finally:
            await store.close()

    return asyncio.run(read())


def writes(site: TestSite) -> Terminal:
    """A console with a note in the making whose last word was typed just now."""
    rossi = ("--operator", "anna", "--channel", "counter", "--name", "Rossi", "--subject", "estratto")
    site.json("contacts", "add", *rossi)
    desk = Terminal(COMMAND, columns=100, rows=30, environment=site.environment)
    desk.wait("Rossi")
    desk.press("m")
    desk.wait("F8 Parcheggia")
    desk.press("f3", "i")
    desk.wait("NOTA INTERNA")
    desk.type("richiamare domani")
    desk.wait("richiamare domani")
    return desk


@pytest.mark.parametrize("how", ["line cut", "SIGHUP", "SIGTERM"])
def test_it_ends_by_itself_and_keeps_the_last_word(site: TestSite, how: str) -> None:
    desk = writes(site)
    try:
        if how == "line cut":
            desk.hang_up()
        else:
            desk.process.send_signal(getattr(signal, how))
        assert desk.process.wait(15) in (130, -signal.SIGALRM)
    finally:
        desk.close()
    assert presence(site) is Presence.AWAY
    with Terminal(COMMAND, columns=100, rows=30, environment=site.environment) as again:
        again.wait("Rossi")
        again.press("f3", "i")
        again.wait("richiamare domani")


def test_a_stopped_console_leaves_a_clean_terminal(site: TestSite) -> None:
    with Terminal(COMMAND, columns=100, rows=30, environment=site.environment) as desk:
        desk.wait("Mani libere")
        desk.process.terminate()
        assert desk.process.wait(15) == 130
        desk.until(lambda _text: b"\x1b[?1049l" in desk.raw, "the ordinary screen again", seconds=5)
