"""The filter of the queue: one line at the bottom, the list follows every key."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen

from console.i18n import _
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import Line


class FilterDialog(ModalScreen[str | None]):
    """Gives the filter, or None for the one that was there before; `follow` is told every key."""

    DEFAULT_CSS = """
    FilterDialog { align: left bottom; background: transparent; }
    FilterDialog Horizontal { height: 1; background: $boost; }
    FilterDialog LineField { width: 1fr; height: 1; background: $boost; padding: 0; }
    FilterDialog Line { width: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, typed: str, follow: Callable[[str], None]) -> None:
        super().__init__()
        self._typed_before = typed
        self._follow = follow

    def compose(self) -> ComposeResult:
        """The field."""
        with Horizontal():
            yield Line(" / ")
            yield LineField(self._typed_before, placeholder=_("nome, numero, oggetto, ufficio"))
            yield Line(_("Invio tiene · Esc toglie "))

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        self._follow(event.value)

    @on(LineField.Submitted)
    def _entered(self, event: LineField.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_back(self) -> None:
        """As it was before; a filter that was there is taken away."""
        self.dismiss("" if self._typed_before else None)
