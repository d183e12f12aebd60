"""A bare app to try one dialog or widget on, and waiting for a condition instead of for time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget


class Stage(App):
    """Mounts the given widgets; `results` collects what dialogs gave, `heard` the messages of widgets."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets
        self.results: list = []
        self.heard: list = []

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def on_composer_sent(self, message) -> None:
        self.heard.append(message)

    def on_composer_left(self, message) -> None:
        self.heard.append(message)

    async def ask(self, dialog: ModalScreen) -> ModalScreen:
        """Show the dialog and wait until it can be typed into."""
        await self.push_screen(dialog, self.results.append)
        await wait_for(lambda: self.screen is dialog and dialog.is_running)
        return dialog


async def wait_for(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Let the app run until the condition holds; fails with its source when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(
                f"never became true: {condition.__code__.co_filename}:{condition.__code__.co_firstlineno}"
            )
        await asyncio.sleep(0.01)


async def type_in(pilot, text: str) -> int:
    """Press the keys of a text; gives 0, since words are not counted as keys."""
    names = {" ": "space", ",": "comma", ".": "full_stop", "-": "minus", "'": "apostrophe", "@": "at", "+": "plus"}
    await pilot.press(*(names.get(sign, sign) for sign in text))
    return 0


def shown(app: App) -> str:
    """What stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width] for strip in lines[:height])
