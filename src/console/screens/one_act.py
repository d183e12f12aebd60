"""One act at a time on a screen: what is typed meanwhile waits for it, or for the dialog that it opens."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

if TYPE_CHECKING:
    from console.screens.app import ConsoleApp

T = TypeVar("T")


class OneAct:
    """The act that is under way on this screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.name = ""
        """Of the act; empty when nothing is under way."""

    @property
    def _app(self) -> ConsoleApp:
        app: Any = self._screen.app
        return app  # type: ignore[no-any-return]

    def run(self, name: str, doing: Coroutine[Any, Any, Any]) -> None:
        """Do this, unless something else is under way."""
        if self.name:
            doing.close()
            return
        self.name = name
        self._app.typed.begin()
        self._screen.run_worker(self._run(doing), group="act", exit_on_error=False)

    async def _run(self, doing: Coroutine[Any, Any, Any]) -> None:
        try:
            await doing
        finally:
            self.name = ""
            self._app.typed.end()

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Show a dialog within the act and give its answer; from its first frame on it takes the keys."""
        typed, released = self._app.typed, False

        def release() -> None:
            nonlocal released
            released = True
            typed.end()

        answer = self._app.push_screen(dialog, wait_for_dismiss=True)
        dialog.call_after_refresh(release)
        try:
            given: T | None = await answer
        finally:
            if released:
                typed.begin()
        return given
