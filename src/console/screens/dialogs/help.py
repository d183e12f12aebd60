"""Help for the place where one is; the same key again shows every key of the console."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.domain.record import record
from console.i18n import _
from console.screens.dialogs.frame import STYLES, KeysLine
from console.screens.harmless import plain, typed_text

KEYS_WIDTH = 12


@record
class HelpLine:
    """One act: its keys as they are written on the keyboard, its name, what it does in a sentence."""

    keys: str
    name: str
    help: str = ""


@record
class HelpPage:
    """The acts of one place."""

    title: str
    lines: tuple[HelpLine, ...]


class HelpDialog(ModalScreen[None]):
    """Shows `here`; F1 or `?` again shows `everything`, and back."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", show=False),
        Binding("f1,question_mark", "turn", show=False, id="help"),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, here: HelpPage, everything: Sequence[HelpPage] = ()) -> None:
        super().__init__()
        self._here = here
        self._everything = tuple(everything)
        self._all = False

    def compose(self) -> ComposeResult:
        """The page and the keys that move it."""
        with Vertical(classes="dialog help"):
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="lines")
            yield KeysLine()

    def on_mount(self) -> None:
        """Show the place."""
        self._show()

    def action_turn(self) -> None:
        """Every key, or this place again."""
        if self._everything:
            self._all = not self._all
            self._show()

    def action_scroll(self, lines: int) -> None:
        """Up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def _show(self) -> None:
        pages = self._everything if self._all else (self._here,)
        title = _("Tutti i tasti") if self._all else _("Aiuto ─ {place}").format(place=self._here.title)
        self.query_one(".dialog").border_title = plain(title)
        self.query_one("#lines", Static).update(Content("\n").join(_rows(pages, headed=self._all)))
        self.query_one(VerticalScroll).scroll_home(animate=False)
        other = _("Questo posto") if self._all else _("Tutti i tasti")
        turn = [("turn", other)] if self._everything else []
        self.query_one(KeysLine).show(*turn, ("scroll(1)", _("Scorre")), ("back", _("Indietro")))


def _rows(pages: Sequence[HelpPage], *, headed: bool) -> list[Content]:
    """The lines of these pages, aligned; with a heading each where there are several."""
    rows: list[Content] = []
    width = max((len(line.name) for page in pages for line in page.lines), default=0)
    for page in pages:
        if headed:
            rows += [*([Content("")] if rows else []), Content.styled(typed_text(page.title), "bold")]
        for line in page.lines:
            keys = (f"{line.keys:<{KEYS_WIDTH}}", "bold $accent")
            rows.append(Content.assemble(keys, f"{line.name:<{width}}  ", (line.help, "$text-muted")))
    return rows
