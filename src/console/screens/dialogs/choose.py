"""Pick one of a list: type to filter, arrows to move, Enter to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.folding import fold
from console.i18n import _
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList
from console.screens.harmless import plain

ROWS = 10


def filtered(picks: Sequence[Pick], typed: str) -> tuple[Pick, ...]:
    """Those that hold every typed word, without regard to case and accents; those that begin with it first."""
    words = fold(typed).split()
    matching = [pick for pick in picks if all(word in fold(f"{pick.words} {pick.remark}") for word in words)]
    return tuple(sorted(matching, key=lambda pick: not fold(pick.words).startswith(fold(typed))))


class ChooseDialog(ModalScreen[str | None]):
    """Gives the key of the picked one, or None.

    `search` finds picks for a typed text in place of filtering (an empty text shows `picks`).
    """

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", f"move({ROWS})", show=False),
        Binding("pageup", f"move(-{ROWS})", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(
        self,
        title: str,
        picks: Sequence[Pick],
        *,
        chosen: str = "",
        search: Callable[[str], Sequence[Pick]] | None = None,
        empty: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._picks = tuple(picks)
        self._chosen = chosen
        self._search = search
        self._empty = empty or _("Niente con queste lettere: cancellarne qualcuna.")

    def compose(self) -> ComposeResult:
        """The field, the list, the keys."""
        with Vertical(classes="dialog choose") as box:
            box.border_title = plain(self._title)
            yield LineField(placeholder=_("scrivere per cercare"), id="typed")
            yield PickList(rows=ROWS, id="found")
            yield Line(id="empty", classes="muted")
            yield KeysLine(("move(1)", _("Muove")), ("take", _("Prende")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """Show everything, the mark on what is chosen now."""
        keys = [pick.key for pick in self._picks]
        self._show(self._picks, keys.index(self._chosen) if self._chosen in keys else 0)

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        if not event.value.strip():
            return self._show(self._picks, 0)
        return self._show(self._search(event.value) if self._search else filtered(self._picks, event.value), 0)

    @on(LineField.Submitted)
    def _entered(self) -> None:
        self.action_take()

    def action_move(self, step: int) -> None:
        """Move the mark."""
        self.query_one(PickList).move(step)

    def action_take(self) -> None:
        """Give the marked one."""
        marked = self.query_one(PickList).marked
        if marked is not None:
            self.dismiss(marked.key)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)

    def _show(self, picks: Sequence[Pick], mark: int) -> None:
        self.query_one(PickList).show(picks, mark)
        self.query_one("#empty", Line).say("" if picks else self._empty)
