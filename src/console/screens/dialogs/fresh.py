"""A mail that answers none: to whom, about what, and whether it belongs to the contact in hand."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact
from console.domain.letter import Letter
from console.domain.record import record
from console.i18n import _
from console.screens import composer_checks as checks
from console.screens import format as say
from console.screens.address_field import ROWS, AddressField
from console.screens.dialogs.fields import LineField, Pick, PickField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.harmless import plain
from console.screens.people_picks import people_picks
from console.services.session import Session

HERE, OWN = "here", "own"


@record
class Fresh:
    """What was chosen. `own`: a contact of its own, else the one in hand."""

    letter: Letter
    own: bool


class FreshDialog(ModalScreen[Fresh | None]):
    """Gives receivers and subject, or None. Enter goes on, in the last field it opens the text; nothing is sent."""

    CSS_PATH = STYLES
    AUTO_FOCUS = "#to"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f7", "go_on", show=False, id="reply"),
    ]

    def __init__(self, session: Session, held: Contact | None) -> None:
        super().__init__()
        self._held = held
        self._people = PickList(rows=ROWS, id="people")
        found = lambda typed: people_picks(session, typed)  # noqa: E731
        self._to = AddressField(self._people, found, id="to", placeholder=_("nome, luogo, materia o indirizzo"))

    def compose(self) -> ComposeResult:
        """Two rows, a third one where a contact is in hand."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Nuova e-mail"))
            yield Row(_("A"), self._to)
            yield self._people
            subject = LineField(id="subject", limit=300, placeholder=_("in una riga; Invio apre il testo"))
            yield Row(_("Oggetto"), subject)
            if self._held is not None:
                who = say.party(self._held)
                picks = [
                    Pick(key=HERE, words=_("quello in mano: {who}").format(who=who)),
                    Pick(key=OWN, words=_("uno suo")),
                ]
                yield Row(_("Contatto"), PickField(picks, HERE, id="whose"))
            yield Line(id="problem")
            yield KeysLine(("app.focus_next", _("Avanti")), ("go_on", _("Scrive")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """No list yet."""
        self._people.show(())

    @on(LineField.Submitted, "#subject")
    def _subject_given(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Open the text, or say what is missing."""
        subject = self.query_one("#subject", LineField).value.strip()
        letter = Letter(to=self._to.value.strip(), subject=subject)
        if not checks.are_addresses(letter.to):
            self.query_one("#problem", Line).say(_("Ci vuole un indirizzo: {text}").format(text=letter.to), "error")
            self.set_focus(self._to)
            return
        own = self._held is None or self.query_one("#whose", PickField).chosen == OWN
        self.dismiss(Fresh(letter=letter, own=own))

    def action_back(self) -> None:
        """Close the list, else write nothing."""
        if self._to.is_asking:
            self._to.close_list()
        else:
            self.dismiss(None)
