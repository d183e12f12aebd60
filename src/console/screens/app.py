"""The console as a Textual application: keeps the picture of the store, the heartbeat, the looks. One screen a role."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.signal import Signal
from textual.worker import Worker, WorkerState

from console.domain.errors import StoreUnavailable
from console.domain.office import Presence
from console.domain.queues import Board, LinkState
from console.i18n import _
from console.screens.themes import DARK, THEMES
from console.screens.type_ahead import TypeAhead
from console.services.board import FIRST_ROWS, BoardWatch
from console.services.session import Session

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 20.0
"""Six beats within the time after which intake takes a console for gone (services/intake.py)."""
RETRY_SECONDS = 2.0
CARDS = "knowledge"
"""The link by which the strip says that newer cards cannot be used."""
KNOWLEDGE_SECONDS = 1.0
"""A look at the files costs 1 ms; a valid change is to be on every console within two seconds."""


class ConsoleApp(App[None]):
    """Shows the desk, or the clerk's packets where the session has a clerk."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  Textual declares it so

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.board = Board(complete=False)
        self.store_ok = True
        self.board_signal: Signal[Board] = Signal(self, "board")
        self._leaving = False
        self._broken_cards = False
        self.typed = TypeAhead(self, super().on_event)
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        wanted = session.look.theme
        self.theme = wanted if wanted in self.available_themes else DARK.name
        self.set_keymap(dict(session.look.keymap))
        self.title = session.look.site

    def get_default_screen(self) -> Screen[None]:
        """The screen of this role."""
        if self.session.clerk is not None:
            from console.screens.clerk import ClerkScreen

            return ClerkScreen(self.session)
        from console.screens.desk import DeskScreen

        return DeskScreen(self.session)

    async def on_load(self) -> None:
        """The first screenful is read before the first frame, so that no empty one is drawn."""
        try:
            self.board = await self.session.store.board(first=FIRST_ROWS)
        except StoreUnavailable:
            self.store_ok = False

    def on_mount(self) -> None:
        """Follow the store; the rest comes after the first frame."""
        self.run_worker(self._watch(), group="watch", exit_on_error=False)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.run_worker(self._live(), group="heartbeat", exit_on_error=False)
        self.run_worker(self._follow_knowledge(), group="knowledge", exit_on_error=False)

    async def on_event(self, event: events.Event) -> None:
        """What is typed waits for the act that is under way (type_ahead.py); everything else goes its way."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif not event.is_forwarded:
            await self.typed.typed(event)
        elif not isinstance(event, events.Key):
            await super().on_event(event)
        elif self.typed.may_run(event):
            await super().on_event(event)
            self.typed.has_run()

    def on_landed(self) -> None:
        """The key before has done what it does."""
        self.typed.landed()

    # --- what runs beside the screen -----------------------------------------------------------------

    async def _watch(self) -> None:
        watch = BoardWatch(self.session.store, self.session.wakeup, self._show)
        while True:
            try:
                await watch.run()
            except StoreUnavailable:
                self._store_is(False)
                await asyncio.sleep(RETRY_SECONDS)

    def _show(self, board: Board) -> None:
        self.board = self._with_cards(board)
        self.store_ok = True
        self.board_signal.publish(self.board)

    def _with_cards(self, board: Board) -> Board:
        """The board with the health of the knowledge base beside that of the links: a broken one is said here."""
        others = tuple(link for link in board.links if link.name != CARDS)
        broken = (LinkState(name=CARDS, ok=False),) if self._broken_cards else ()
        return replace(board, links=others + broken)

    def _store_is(self, ok: bool) -> None:
        if ok != self.store_ok:
            self.store_ok = ok
            self.board_signal.publish(self.board)

    async def _live(self) -> None:
        """Say that I am here, and go on saying that this console lives."""
        me = self.session.clerk or self.session.desk
        greeted = False
        while not self._leaving:
            try:
                if not greeted:
                    await me.set_presence(Presence.READY)
                    greeted = True
                await me.heartbeat()
            except StoreUnavailable:
                self._store_is(False)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _follow_knowledge(self) -> None:
        """A newer valid knowledge base is used within seconds; an invalid one is said on the strip by its link."""
        while True:
            try:
                changed = await self.session.articles.refresh()
                broken = self.session.articles.problems > 0
                if changed or broken != self._broken_cards:
                    self._broken_cards = broken
                    self._show(self.board)
            except StoreUnavailable:
                self._store_is(False)
            await asyncio.sleep(KNOWLEDGE_SECONDS)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault of the program ends neither the console nor in silence."""
        if event.state is WorkerState.ERROR:
            log.error("worker %s failed", event.worker.group, exc_info=event.worker.error)
            refuse = getattr(self.screen, "refuse", None)
            if refuse is not None:
                refuse(_("Errore inatteso, annotato nel registro. Si può continuare."))

    async def farewell(self) -> None:
        """Say that nobody is here any more, and end; a store that does not answer keeps nobody here."""
        self._leaving = True
        try:
            await (self.session.clerk or self.session.desk).set_presence(Presence.AWAY)
        except StoreUnavailable:
            log.warning("the store could not be told that this console has ended")
        self.exit()

    # --- small services ------------------------------------------------------------------------------

    def today(self) -> str:
        """The local date as it is written in letters."""
        return f"{datetime.fromtimestamp(self.session.clock.now(), self.session.look.zone):%d.%m.%Y}"

    def copy(self, text: str) -> None:
        """Into the clipboard of the terminal, and into the file beside it, since a terminal never answers."""
        self.copy_to_clipboard(text)
        path = self.session.look.copy_file
        if path is None:
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
        except OSError:
            log.warning("the copied text could not be kept in a file")

    async def action_quit(self) -> None:
        """The way out that Textual itself binds: the same question as everywhere."""
        leave = getattr(self.screen, "action_act", None)
        if leave is not None:
            leave("leave")
