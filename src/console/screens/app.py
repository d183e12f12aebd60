"""The console as a Textual application: keeps the picture of the store, the heartbeat, the looks. One screen a role."""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.signal import Signal
from textual.theme import BUILTIN_THEMES, Theme
from textual.worker import Worker, WorkerState

from console.domain.errors import StoreUnavailable
from console.domain.office import PersonState, Presence
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


KNOWN = {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}


class ConsoleApp(App[None]):
    """Shows the desk, or the clerk's packets where the session has a clerk."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  Textual declares it so

    def __init__(self, session: Session) -> None:
        wanted = session.look.theme
        # Textual's own __init__ builds the stylesheet: a theme set after it would have everything parsed twice (6 ms).
        self.set_reactive(App.theme, wanted if wanted in KNOWN else DARK.name)
        super().__init__()
        self.session = session
        self.board = Board(complete=False)
        self.store_ok = True
        self.board_signal: Signal[Board] = Signal(self, "board")
        self._leaving = False
        self.greeting = True
        """The store has not been told yet that I am here."""
        self._broken_cards = False
        self.typed = TypeAhead(self, super().on_event)
        self.animation_level = "none"
        self.set_keymap(dict(session.look.keymap))
        self.title = session.look.site

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's and ours, known before Textual's __init__ asks; one mapping, since every painted line asks too."""
        return KNOWN

    def get_default_screen(self) -> Screen[None]:
        """The screen of this role, with the classes of the terminal's width.

        Textual adds them with the first Resize, after a first frame without them, and styles, lays out and paints anew.
        """
        screen = self._screen_of_role()
        width = self.size.width
        screen.add_class([name for least, name in self.HORIZONTAL_BREAKPOINTS if width >= least][-1], update=False)
        return screen

    def _screen_of_role(self) -> Screen[None]:
        if self.session.clerk is not None:
            from console.screens.clerk import ClerkScreen

            return ClerkScreen(self.session)
        from console.screens.desk import THREE_PLACES, DeskScreen

        desk = DeskScreen(self.session)
        desk.set_class(self.size.width >= THREE_PLACES, "-three", update=False)
        return desk

    async def on_load(self) -> None:
        """The first screenful is read before the first frame, so that no empty one is drawn."""
        try:
            self.board = await self.session.store.board(first=FIRST_ROWS)
        except StoreUnavailable:
            self.store_ok = False

    def on_mount(self) -> None:
        """Everything that the first frame does not show comes after it: the whole board alone is 60 ms of CPU."""
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        if not gc.isenabled():  # cli/entry.py
            # What is there now stays: it is never looked at again. And later looks come less often: at the usual
            # threshold of 700 objects they were 8 % of the CPU of walking through the queue.
            gc.freeze()
            gc.set_threshold(5_000, 20, 20)
            gc.enable()
        self.run_worker(self._watch(), group="watch", exit_on_error=False)
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
        while not self._leaving:
            try:
                await me.heartbeat()
                if self.greeting:
                    await self._greet()
                    self.greeting = False
            except StoreUnavailable:
                self._store_is(False)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _greet(self) -> None:
        """Ready, but never over a pause: it may have been chosen while the store did not take the greeting."""
        me, store, now = self.session.clerk or self.session.desk, self.session.store, self.session.clock.now()
        ready = PersonState(person=me.me.id, presence=Presence.READY, since=now, seen_at=now)
        if await store.update_person(ready, only_from=frozenset(Presence) - {Presence.PAUSED}):
            return
        people = (await store.board(first=FIRST_ROWS)).people
        if not any(one.person == me.me.id and one.presence is Presence.PAUSED for one in people):
            await me.set_presence(Presence.READY)

    async def _follow_knowledge(self) -> None:
        """A newer valid knowledge base is used within seconds; an invalid one is said on the strip by its link."""
        while True:
            try:
                changed = await self.session.articles.refresh()
                broken = self.session.articles.problems > 0
                if changed or broken != self._broken_cards:
                    self._broken_cards = broken
                    self._show(self.board)
                if changed:
                    self._tell_cards()
            except StoreUnavailable:
                self._store_is(False)
            await asyncio.sleep(KNOWLEDGE_SECONDS)

    def _tell_cards(self) -> None:
        """Say calmly which cards are new, changed or gone; nothing at the first loading."""
        from console.screens.card_news import card_news

        articles = self.session.articles
        sentence = card_news(articles.last_change, lambda id: articles.article(id).title["it"])
        screen = next((one for one in self.screen_stack if hasattr(one, "say")), None)
        if sentence and screen is not None:
            screen.say(sentence, "accent")

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
