"""Keys that come faster than the desk follows: they wait for what is under way and go on in their order.

A slow line gives several keys at once: F9 and Enter, or F5 and the citizen's first words. Each must do what it would
have done had it come later: nothing is dropped, and nothing reaches the place that the key before it was leaving.
Only the key that began an act does nothing twice.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

LONGEST_FLIGHT = 0.5
"""Seconds after which a key is not waited for any more: what had the focus has ended with it."""
LONGEST_ACT = 3.0
"""Seconds after which keys no longer wait for an act: a store that does not answer must not take the hands away."""
_MOVING = frozenset({"enter", "escape", "tab", "shift+tab", *(f"f{number}" for number in range(1, 25))})
"""Keys that never are part of a text."""

Typed = events.Key | events.Paste


class Landed(Message):
    """Follows a key on its way through the widgets: whatever the key did is done when this arrives."""


class TypeAhead:
    """What was typed and not yet delivered.

    `deliver` gives an event to what has the focus now; `app` is asked what that is.
    """

    def __init__(self, app: App[Any], deliver: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._kept: list[Typed] = []
        self._acts = 0
        self._acting_since = 0.0
        self._runs = ""
        self._begun_by = ""
        self._flight: tuple[object, float] | None = None
        """Where a key is on its way, and since when."""

    @property
    def _holds(self) -> bool:
        return self._acting() or self._in_flight() or self._screen() is None

    def _acting(self) -> bool:
        return self._acts > 0 and monotonic() - self._acting_since < LONGEST_ACT

    def _in_flight(self) -> bool:
        """Whether a key is still on its way; a dialog that it closed takes the sign of its landing with it."""
        if self._flight is None:
            return False
        screen, since = self._flight
        return self._screen() is screen and monotonic() - since < LONGEST_FLIGHT

    def _screen(self) -> Screen[Any] | None:
        """Where keys go now; None once the application ends."""
        return self._app.screen if self._app.screen_stack else None

    async def typed(self, event: Typed) -> None:
        """Something was typed: deliver it now, or once what is under way has ended."""
        if not self._holds and not self._kept:
            await self._give(event)
        elif not self._repeats(event):
            self._keep(event)
            self._go_on()
            self._app.set_timer(LONGEST_ACT if self._acts else LONGEST_FLIGHT, self._go_on)

    def may_run(self, event: events.Key) -> bool:
        """Whether the binding of a key that nobody on its way took may run now: not when an act began meanwhile."""
        if not self._acting():
            self._runs = event.key
            return True
        if not self._repeats(event):
            again = event.copy()
            again.time = event.time
            self._keep(again)
        return False

    def has_run(self) -> None:
        """The binding has run."""
        self._runs = ""
        self._go_on()

    def landed(self) -> None:
        """The key that was in flight has done what it does."""
        self._flight = None
        self._go_on()

    def begin(self) -> None:
        """An act is under way: what is typed from here on is for what comes after it."""
        self._acts += 1
        self._acting_since = monotonic()
        if self._acts == 1:
            self._begun_by = self._runs

    def end(self) -> None:
        """The act has ended, or its dialog takes the keys now."""
        self._acts = max(0, self._acts - 1)
        self._go_on()

    def _repeats(self, event: Typed) -> bool:
        """Whether this is the key that began the act, pressed again by an impatient hand."""
        again = isinstance(event, events.Key) and event.key == self._begun_by
        return again and self._acting() and not self._kept

    def _keep(self, event: Typed) -> None:
        insort(self._kept, event, key=lambda one: one.time)

    def _go_on(self) -> None:
        if self._kept:
            self._app.call_later(self._drain)  # behind a change of the focus, which Textual defers as well

    async def _drain(self) -> None:
        while self._kept and not self._holds:
            await self._give(self._kept.pop(0))

    async def _give(self, event: Typed) -> None:
        screen, target = self._app.screen, self._app.focused
        await self._deliver(event)
        if isinstance(event, events.Key) and _may_move(event, target):
            self._flight = screen, monotonic()
            (target or screen).post_message(Landed())


def _may_move(event: events.Key, target: Widget | None) -> bool:
    """Whether the next key may belong to another place: not after a letter in a text."""
    if event.key in _MOVING:
        return True
    return event.is_printable and not (target and target.check_consume_key(event.key, event.character))


def hold_keys(node: Widget, doing: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
    """The same act, with keys waiting from now on until it has ended; unchanged where there is no TypeAhead."""
    typed: TypeAhead | None = getattr(node.app, "typed", None)
    if typed is None:
        return doing
    typed.begin()
    return _released(doing, typed)


async def _released(doing: Coroutine[Any, Any, None], typed: TypeAhead) -> None:
    try:
        await doing
    finally:
        typed.end()
