"""The calm frame that every dialog shares: rows, a list to pick from, the line of problems, the line of keys.

No dialog inherits from another; each composes these.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from console.i18n import _
from console.screens.dialogs.fields import Pick
from console.screens.harmless import plain, typed_text

STYLES = Path(__file__).with_name("dialogs.tcss")


class Row(Horizontal):
    """A label, a field, and room for a hint on its right."""

    def __init__(self, label: str, field: Widget, *beside: Widget) -> None:
        super().__init__(classes="row")
        self._label = label
        self._field = field
        self._beside = beside

    def compose(self) -> ComposeResult:
        """Label, field, then what stands beside."""
        yield Static(plain(self._label), classes="label")
        yield self._field
        yield from self._beside


class Line(Static):
    """One line of words that changes, foreign text included; empty when there is nothing to say."""

    def __init__(self, words: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(plain(words), id=id, classes=classes)
        self.words = words

    def say(self, words: str, tone: str = "") -> None:
        """Show these words; `tone` is `good`, `warning`, `error` or empty."""
        self.words = words
        for one in ("good", "warning", "error"):
            self.set_class(one == tone, one)
        self.update(plain(words))


def key_words(key: str) -> str:
    """A key as it is written on the keyboard: "F7", "Esc", "Invio"."""
    names = {"escape": _("Esc"), "enter": _("Invio"), "tab": _("Tab"), "down": "↑↓", "space": _("Spazio")}
    return names.get(key) or (key.upper() if len(key) < 4 else key)


def key_of(node: Widget, action: str, words: str = "") -> str:
    """The key that this action of the focused widget, its parents or the screen has now, in words; else empty.

    Of several keys the one that `words` begin with ("J Ja"), else the first.
    """
    bound = node.screen.active_bindings.values()
    keys = [active.binding.key.split(",")[0] for active in bound if active.binding.action == action]
    initial = words[:1].casefold()
    return key_words(initial if initial in keys else keys[0]) if keys else ""


class KeysLine(Static):
    """The keys that apply, as they are bound now (a site may have moved them)."""

    def __init__(self, *acts: tuple[str, str]) -> None:
        super().__init__(classes="keys")
        self._acts = acts

    def on_mount(self) -> None:
        """Look the keys up once the dialog's bindings stand."""
        self.show(*self._acts)

    def show(self, *acts: tuple[str, str]) -> None:
        """Show these acts: (action of the dialog, words)."""
        self._acts = acts
        parts: list[str | tuple[str, str]] = []
        for action, words in acts:
            parts += [(key_of(self, action, words), "bold $accent"), f" {words}   "]
        self.update(Content.assemble(*parts))


class PickList(Static):
    """A short list to pick from. It has no focus: the field above it keeps the keys and moves the mark."""

    def __init__(self, *, rows: int = 6, id: str | None = None) -> None:
        super().__init__(id=id)
        self._window = rows
        self.picks: tuple[Pick, ...] = ()
        self.mark = -1

    @property
    def marked(self) -> Pick | None:
        """The one under the mark, or None."""
        return self.picks[self.mark] if 0 <= self.mark < len(self.picks) else None

    def show(self, picks: Sequence[Pick], mark: int = -1) -> None:
        """Show these, with the mark on this one (-1: on none)."""
        self.picks = tuple(picks)
        self.mark = min(mark, len(self.picks) - 1)
        self.set_class(not self.picks, "empty")
        self._draw()

    def move(self, step: int) -> None:
        """Move the mark, stopping at the ends."""
        if self.picks:
            self.mark = max(0, min(len(self.picks) - 1, self.mark + step))
            self._draw()

    def _draw(self) -> None:
        top = max(0, min(self.mark - self._window + 1, len(self.picks) - self._window))
        top = max(top, 0)
        shown = self.picks[top : top + self._window]
        lines = [self._line(pick, top + place == self.mark) for place, pick in enumerate(shown)]
        more = len(self.picks) - top - len(shown)
        if more > 0 and lines:
            lines[-1] = Content.assemble(lines[-1], (f"  +{more}", "$text-muted"))
        self.update(Content("\n").join(lines))

    @staticmethod
    def _line(pick: Pick, marked: bool) -> Content:
        words = (f"▸ {typed_text(pick.words)}", "bold $accent") if marked else f"  {typed_text(pick.words)}"
        remark = (f"  {typed_text(pick.remark)}", "$text-muted") if pick.remark else ""
        return Content.assemble(words, remark)
