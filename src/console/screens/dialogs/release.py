"""Four eyes: a colleague's mail as it would leave, to be released, or given back with a reason."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from console.domain.record import record
from console.i18n import _
from console.screens import format as say
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, Row
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.services.releases import Held
from console.services.session import Session


@record
class Verdict:
    """What the colleague says: let it go, or, with a reason, not."""

    reason: str = ""

    @property
    def releases(self) -> bool:
        """Whether the mail may leave."""
        return not self.reason


class ReleaseDialog(ModalScreen[Verdict | None]):
    """Gives the verdict, or None. F7 releases; a reason and Enter give it back. Enter alone does nothing."""

    CSS_PATH = STYLES
    AUTO_FOCUS = "#mail"
    DEFAULT_CSS = """
    ReleaseDialog .dialog { height: 90%; }
    ReleaseDialog #mail { height: 1fr; scrollbar-size-vertical: 1; margin: 1 0; }
    ReleaseDialog #mail:focus { background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f7", "release", show=False, id="reply"),
        Binding("f6", "give_back", show=False, id="handoff"),
    ]

    def __init__(self, session: Session, held: Held) -> None:
        super().__init__()
        self._session = session
        self._held = held

    def compose(self) -> ComposeResult:
        """Who, to whom, about what, what goes along; the text; the reason; the keys."""
        mail, names = self._held.mail, Names(self._session)
        files = " · ".join(f"{one.name} {say.size(one.size)}" for one in mail.attachments)
        author = names.person(self._held.author)
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Da liberare ─ scritto da {author}").format(author=author))
            yield Row(_("A"), Line(", ".join(mail.to)))
            yield Row(_("Oggetto"), Line(mail.subject))
            if files:
                yield Row(_("Allegati"), Line(files))
            with VerticalScroll(id="mail"):
                yield Static(plain(mail.text))
            yield Row(
                _("Rimandare"),
                LineField(id="reason", limit=300, placeholder=_("perché; il testo torna a chi l'ha scritto")),
            )
            yield Line(id="problem")
            yield KeysLine(("release", _("Libera")), ("give_back", _("Rimanda")), ("back", _("Indietro")))

    def action_release(self) -> None:
        """Let it leave; not with a reason that was typed and not given."""
        if self._reason:
            self._say(_("C'è scritto un motivo: cancellarlo, o rimandare."))
        else:
            self.dismiss(Verdict())

    @on(LineField.Submitted)
    def action_give_back(self) -> None:
        """Give it back with the reason."""
        if self._reason:
            self.dismiss(Verdict(reason=self._reason))
            return
        self._say(_("Ci vuole un motivo, in poche parole."))
        self.set_focus(self.query_one(LineField))

    @property
    def _reason(self) -> str:
        return self.query_one(LineField).value.strip()

    def _say(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "error")

    def action_back(self) -> None:
        """It goes on waiting."""
        self.dismiss(None)
