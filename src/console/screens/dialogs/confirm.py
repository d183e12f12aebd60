"""A question with the object named, for what cannot be undone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from console.i18n import _
from console.screens.dialogs.frame import STYLES, KeysLine
from console.screens.harmless import plain


class ConfirmDialog(ModalScreen[bool]):
    """True for yes. Enter does nothing: an answer out of habit is no answer.

    `question` names the object ("Eliminare la bozza per Rossi Mario?"), `consequence` what it means.
    """

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,y,j,o", "yes", show=False, key_display="s"),
        Binding("n", "no", show=False),
        Binding("escape", "no", show=False),
    ]

    def __init__(self, question: str, *, consequence: str = "") -> None:
        super().__init__()
        self._question = question
        self._consequence = consequence

    def compose(self) -> ComposeResult:
        """The question, what it means, the two keys."""
        with Vertical(classes="dialog small") as box:
            box.border_title = plain(_("Conferma"))
            yield Static(plain(self._question), classes="question")
            if self._consequence:
                yield Static(plain(self._consequence), classes="muted")
            yield KeysLine(("yes", _("Sì")), ("no", _("No")))

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)
