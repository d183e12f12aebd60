"""The head of a mail in the making: to whom, who gets a copy, about what."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from console.domain.contact import Contact
from console.domain.letter import Letter
from console.domain.mail import Mail
from console.i18n import _
from console.screens.address_field import ROWS, AddressField
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import PickList
from console.screens.harmless import plain
from console.screens.people_picks import people_picks
from console.services.session import Session


class ComposerHead(Vertical):
    """Three fields on two lines; the list of people is drawn over the text."""

    DEFAULT_CSS = """
    ComposerHead { height: auto; }
    ComposerHead .head { height: 1; }
    ComposerHead Static { width: auto; color: $text-muted; }
    ComposerHead .name { width: 9; }
    ComposerHead #cc { width: 2fr; }
    ComposerHead #to { width: 3fr; }
    ComposerHead PickList { overlay: screen; constrain: none inside; width: 66; max-width: 100%; height: auto;
        margin-left: 9; background: $panel; border: round $border; padding: 0 1; color: $text;
        text-wrap: nowrap; text-overflow: ellipsis; }
    ComposerHead PickList.empty { display: none; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._mail: Mail | None = None
        self._contact: Contact | None = None
        self._people = PickList(rows=ROWS, id="people")
        found = lambda typed: people_picks(session, typed)  # noqa: E731
        self._to = AddressField(self._people, found, known=self._known, id="to")
        self._cc = AddressField(self._people, found, id="cc")
        self._subject = LineField(id="subject", limit=300)

    def compose(self) -> ComposeResult:
        """Two lines, and the list that belongs to whichever field asks."""
        with Horizontal(classes="head"):
            yield Static(plain(_("A")), classes="name")
            yield self._to
            yield Static(plain("  Cc "))
            yield self._cc
        yield self._people
        with Horizontal(classes="head"):
            yield Static(plain(_("Oggetto")), classes="name")
            yield self._subject

    def on_mount(self) -> None:
        """No list yet."""
        self._people.show(())

    def show(self, letter: Letter, contact: Contact | None, mail: Mail | None) -> None:
        """Show these; the subject of an answer is the answered mail's."""
        self._contact, self._mail = contact, mail
        self._subject.disabled = mail is not None
        self._to.value, self._cc.value, self._subject.value = letter.to, letter.cc, letter.subject
        self._people.show(())

    @property
    def to(self) -> str:
        """The receivers as typed."""
        return self._to.value

    @property
    def cc(self) -> str:
        """Who gets a copy, as typed."""
        return self._cc.value

    @property
    def subject(self) -> str:
        """The subject as typed."""
        return self._subject.value

    def step_back(self) -> bool:
        """Close the list, if one is open."""
        asking = self._to.is_asking or self._cc.is_asking
        self._people.show(())
        return asking

    def _known(self) -> tuple[Pick, ...]:
        """Addresses that this contact has named: where the answer is wanted, who wrote, what was written down."""
        mail, party = self._mail, self._contact.party if self._contact else None
        named = [
            (mail.reply_to if mail else "", _("Rispondi a")),
            (mail.sender if mail else "", _("mittente")),
            (party.email if party else "", party.name if party else ""),
        ]
        picks = {address.casefold(): Pick(key=address, words=address, remark=why) for address, why in reversed(named)
                 if address}  # fmt: skip
        return tuple(reversed(picks.values()))
