"""The reply to a citizen: a plain text with its recipients and channel always in sight, saved while it is typed.

It is independent of the contact: whatever happens to the queue or the screen, the text stays. Nothing leaves
by Enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.widgets.text_area import Selection

from console.domain.contact import Contact, ContactId
from console.domain.mail import Mail
from console.i18n import _
from console.screens import composer_checks as checks
from console.screens.attempting import attempt
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.composer_drafts import Letter, LetterDrafts, blank
from console.screens.dialogs.fields import LineField, TextField
from console.screens.dialogs.frame import Line, key_of
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.screens.type_ahead import hold_keys
from console.services.desk import Sent as SentReply
from console.services.ports import Draft
from console.services.session import Session


class Composer(Vertical):
    """Mount it once; `open` shows the reply to a contact, with what was typed the last time.

    Posts `Sent` when the mail is in the outbox and `Left` when the operator steps back; the text is kept then.
    """

    DEFAULT_CSS = """
    Composer { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold;
        background: $surface; padding: 0 1; }
    Composer .head { height: 1; }
    Composer .head Static { width: auto; color: $text-muted; }
    Composer .head .name { width: 9; }
    Composer LineField { width: 1fr; height: 1; background: $background; padding: 0; }
    Composer LineField:focus { background: $boost; background-tint: $accent 18%; }
    Composer TextField { height: 1fr; }
    Composer Line { height: auto; }
    Composer Line.warning { color: $text-warning; }
    Composer Line.error { color: $text-error; text-style: bold; }
    Composer #leaves { text-style: bold; background: $accent 20%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "send", show=False, id="reply"),
        Binding("escape", "leave", show=False),
    ]

    @dataclass
    class Sent(Message):
        """The mail is in the outbox; `draft` brings it back exactly: `desk.undo_send(..., draft)` and `open`."""

        sent: SentReply
        draft: Draft

    class Left(Message):
        """Esc: the text is kept, the contact is shown again."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.contact: Contact | None = None
        """Who is being answered; None before the first `open` and after sending."""
        self._session = session
        self._mail: Mail | None = None
        self._drafts = LetterDrafts(session)
        self._failure = Names(session).failure
        self._autosave = Autosave(session.clock.now, self._save)
        self._confirmed = ""
        self._sending = False
        self._last = Letter()
        self._area = TextField(id="text", placeholder=_("Scrivere qui. Invio va a capo e non invia mai."))
        self._to = LineField(id="to", limit=254)
        self._subject = LineField(id="subject", limit=300)

    def compose(self) -> ComposeResult:
        """Head, text, warnings, and last the line that says what leaves and how."""
        self.border_title = plain(_("RISPOSTA AL CITTADINO"))
        with Horizontal(classes="head"):
            yield Static(plain(_("A")), classes="name")
            yield self._to
            yield Static(plain(_("  Canale: e-mail")))
        with Horizontal(classes="head"):
            yield Static(plain(_("Oggetto")), classes="name")
            yield self._subject
        yield self._area
        yield Line(id="warnings", classes="warning")
        yield Line(id="problem")
        yield Line(id="leaves")

    def on_mount(self) -> None:
        """Watch the text for saving."""
        self._say("")
        self.set_interval(TICK_SECONDS, self._tick)

    # --- opening and reading -------------------------------------------------------------------------

    async def open(self, contact: Contact, mail: Mail | None) -> None:
        """Show the reply to this contact (`mail` None: a first mail to somebody who called or came).

        What was typed for another contact is saved first. A store that does not answer is said in place.
        """
        await self.save()
        self.contact = None
        self._say("")
        letter = await attempt(self._drafts.kept(contact.id), self._say, self._failure)
        self._subject.disabled = mail is not None
        self._mail = mail
        self._show(letter or blank(mail, contact))
        self.contact = contact
        self._check()
        self.screen.set_focus(self._area)

    def _show(self, letter: Letter) -> None:
        self._to.value = letter.to
        self._subject.value = letter.subject
        self._area.load_text(letter.text)
        self._area.move_cursor(self._area.clamp_visitable(letter.place))
        self._confirmed = ""
        self._last = self._letter()
        self._autosave.forget()
        self._check()

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self._area.text

    @property
    def dirty(self) -> bool:
        """Whether something typed is not in the store yet."""
        return self._autosave.dirty or bool(self._drafts.unsaved)

    def insert(self, text: str) -> None:
        """Put an article's written form at the cursor, filled as far as the contact's values go.

        The first variable that is left is selected, so that typing its value replaces it.
        """
        if self.contact is None:
            return
        today = datetime.fromtimestamp(self._session.clock.now(), self._session.look.zone)
        filled, _empty = self._session.desk.filled(text, self.contact, f"{today:%d.%m.%Y}")
        before = self._area.get_text_range((0, 0), self._area.cursor_location)
        end = self._area.insert(f"{checks.gap_after(before)}{filled.strip()}\n").end_location
        start, end = checks.first_variable(self._area.text) or (end, end)
        self._area.selection = Selection(start, end)
        self.screen.set_focus(self._area)

    # --- while typing --------------------------------------------------------------------------------

    @on(TextField.Changed)
    @on(LineField.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        letter = self._letter()
        if self.contact is None or letter == self._last:
            return
        self._last = letter
        self._confirmed = ""
        self._say("")
        self._check()
        self._autosave.touch()

    def _check(self) -> None:
        """Say what follows from the text and the recipient; the last line always says who gets what and how."""
        said = "\n".join(f"⚠ {one}" for one in checks.warnings(self.text))
        self.query_one("#warnings", Line).say(said, "warning")
        doubt = checks.doubts(self._mail, self._to.value, self.contact)
        leaves = _("Parte come E-MAIL a {to} · {key} invia · Esc conserva").format(
            to=self._to.value.strip() or _("nessuno: manca l'indirizzo"), key=self._key()
        )
        self.query_one("#leaves", Line).say(f"⚠ {doubt}\n{leaves}" if doubt else leaves)

    def _letter(self) -> Letter:
        row, column = self._area.cursor_location
        return Letter(to=self._to.value, subject=self._subject.value, text=self.text, cursor=f"{row},{column}")

    def _key(self) -> str:
        return key_of(self, "send") or "F7"

    # --- keeping -------------------------------------------------------------------------------------

    @on(events.DescendantBlur)
    async def save(self) -> None:
        """Write down what is unsaved; a store that does not answer is said in place and tried again."""
        await attempt(self._autosave.flush(), self._not_kept, self._failure)

    async def _tick(self) -> None:
        await attempt(self._autosave.tick(), self._not_kept, self._failure)

    async def _save(self) -> None:
        if self.contact is not None:
            await self._drafts.save(self.contact.id, self._letter())

    def _not_kept(self, sentence: str) -> None:
        self._say(_("Bozza non ancora salvata. {why}").format(why=sentence))

    async def on_unmount(self) -> None:
        """The screen or the console ends: write it down."""
        await attempt(self._autosave.flush(), lambda _sentence: None, self._failure)

    async def action_leave(self) -> None:
        """Back to the contact; the text is kept."""
        await self.save()
        self.post_message(self.Left())

    # --- sending -------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send, unless something is missing; where there is a doubt, only at the second time."""
        if self.contact is None or self._sending:
            return
        letter = self._letter()
        refusal = checks.refusal(letter.text, letter.to)
        doubt = checks.doubts(self._mail, letter.to, self.contact)
        if refusal:
            self._say(refusal)
        elif doubt and self._confirmed != letter.to:
            self._confirmed = letter.to
            self._say(_("Premere ancora {key} per inviare a {to}.").format(key=self._key(), to=letter.to))
        else:
            self._sending = self._area.read_only = True
            sending = hold_keys(self, self._send(self.contact.id, letter))
            self.run_worker(sending, group="send", exit_on_error=False)

    async def _send(self, contact: ContactId, letter: Letter) -> None:
        await self.save()  # nothing is typed from here on, so no late draft outlives the mail
        done = await attempt(self._drafts.send(contact, letter), self._say, self._failure)
        self._sending = self._area.read_only = False
        if done is None:
            return
        self.contact = None
        self._mail = None
        self._show(Letter())
        self.post_message(self.Sent(*done))

    def _say(self, sentence: str) -> None:
        line = self.query_one("#problem", Line)
        line.display = bool(sentence)  # an empty line would cost the text one of its eight at 80x24
        line.say(sentence, "error")
