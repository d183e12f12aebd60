"""A mail in the making: a plain text with its recipients and channel always in sight, saved while it is typed.

It is independent of the contact: whatever happens to the queue or the screen, the text stays. Nothing leaves
by Enter. The head is in `composer_head.py`, what is said about the letter in `composer_checks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets.text_area import Selection

from console.domain.contact import Contact, ContactId
from console.domain.errors import Reason, Refused
from console.domain.letter import FileRef, Kind, Letter
from console.domain.letter import Sent as SentReply
from console.domain.mail import Mail
from console.i18n import _
from console.screens import composer_checks as checks
from console.screens.attempting import attempt
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.composer_drafts import LetterDrafts, blank
from console.screens.composer_head import ComposerHead
from console.screens.dialogs.fields import LineField, TextField
from console.screens.dialogs.frame import Line, key_of
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.screens.type_ahead import hold_keys
from console.services.correspondence import with_file
from console.services.ports import Draft
from console.services.session import Session


class Composer(Vertical):
    """Mount it once; `open` shows the mail about a contact, with what was typed the last time.

    Posts `Sent` when the mail is in the outbox and `Left` when the operator steps back; the text is kept then.
    """

    DEFAULT_CSS = """
    Composer { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold;
        background: $surface; padding: 0 1; }
    Composer LineField { width: 1fr; height: 1; background: $background; padding: 0; }
    Composer LineField:focus { background: $boost; background-tint: $accent 18%; }
    Composer TextField { height: 1fr; }
    Composer Line { height: auto; }
    Composer #files { color: $text-accent; text-wrap: nowrap; text-overflow: ellipsis; height: 1; }
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
        """Who is being written to; None before the first `open` and after sending."""
        self.kind = Kind.REPLY
        self.files: tuple[FileRef, ...] = ()
        """What goes along."""
        self._session = session
        self._mail: Mail | None = None
        self._drafts = LetterDrafts(session)
        self._failure = Names(session).failure
        self._autosave = Autosave(session.clock.now, self._save)
        self._confirmed = False
        """A second F7 was asked for, and nothing was typed since."""
        self._letters = session.desk.letters
        self._sending = False
        self._last = Letter()
        self._area = TextField(id="text", placeholder=_("Scrivere qui. Invio va a capo e non invia mai."))
        self._head = ComposerHead(session)
        self._limit = 0

    def compose(self) -> ComposeResult:
        """Head, text, warnings, and last the line that says what leaves and how."""
        yield self._head
        yield self._area
        yield Line(id="files")
        yield Line(id="warnings", classes="warning")
        yield Line(id="problem")
        yield Line(id="leaves")

    def on_mount(self) -> None:
        """Watch the text for saving."""
        self._say("")
        self.set_interval(TICK_SECONDS, self._tick)

    # --- opening and reading -------------------------------------------------------------------------

    async def open(self, contact: Contact, mail: Mail | None, fresh: Letter | None = None) -> None:
        """Show the reply to this contact (`mail` None: a first mail to somebody who called or came).

        `fresh`: a mail beside what the contact is about; it begins like this. What was typed for another contact is
        saved first. A store that does not answer is said in place.
        """
        await self.save()
        self.contact = None
        self.kind = Kind.FRESH if fresh is not None else Kind.REPLY
        self._say("")
        letter = await attempt(self._drafts.kept(contact.id, self.kind), self._say, self._failure)
        self._limit = await attempt(self._letters.limit(), self._say, self._failure) or 0
        self._mail = None if fresh is not None else mail
        name = _("RISPOSTA AL CITTADINO") if self._mail is not None else _("NUOVA E-MAIL")
        self.border_title = plain(_("{name} ─ Canale: e-mail").format(name=name))
        self._show(letter or fresh or blank(mail, contact), contact)
        self.contact = contact
        self._check()
        self.screen.set_focus(self._area)
        await self._look_at_files()

    async def _look_at_files(self) -> None:
        """A file that is gone, or another one since it was added, is said at once."""
        for file in self.files:
            now = await attempt(self._letters.look(file.path), self._say, self._failure)
            if now is not None and now.digest != file.digest:
                self._say(checks.changed(file))

    def _show(self, letter: Letter, contact: Contact | None = None) -> None:
        self._head.show(letter, contact, self._mail)
        self.files = letter.files
        self._area.load_text(letter.text)
        self._area.move_cursor(self._area.clamp_visitable(letter.place))
        self._confirmed = False
        self._last = self.letter
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
        self._look_again()

    def attach(self, files: tuple[FileRef, ...]) -> None:
        """These go along from now on."""
        self.files = files
        self._look_again()

    def _look_again(self) -> None:
        letter = self.letter
        if self.contact is None or letter == self._last:
            return
        self._last = letter
        self._confirmed = False
        self._say("")
        self._check()
        self._autosave.touch()

    def _check(self) -> None:
        """Say what follows from the text and the recipient; the last line always says who gets what and how."""
        letter = self.letter
        said = "\n".join(f"⚠ {one}" for one in checks.warnings(letter))
        self._line("#warnings", said, "warning")
        self._line("#files", checks.files_words(letter, self._limit))
        doubt = checks.doubts(self._mail, letter.to, self.contact)
        leaves = _("Parte come E-MAIL a {to} · {key} invia · Esc conserva").format(
            to=checks.receivers(letter) or _("nessuno: manca l'indirizzo"), key=self._key()
        )
        self.query_one("#leaves", Line).say(f"⚠ {doubt}\n{leaves}" if doubt else leaves)

    @property
    def letter(self) -> Letter:
        """The letter as it stands."""
        row, column = self._area.cursor_location
        return Letter(
            to=self._head.to, cc=self._head.cc, subject=self._head.subject, text=self.text, files=self.files,
            cursor=f"{row},{column}",
        )  # fmt: skip

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
            await self._drafts.save(self.contact.id, self.kind, self.letter)

    def _not_kept(self, sentence: str) -> None:
        self._say(_("Bozza non ancora salvata. {why}").format(why=sentence))

    async def on_unmount(self) -> None:
        """The screen or the console ends: write it down."""
        await attempt(self._autosave.flush(), lambda _sentence: None, self._failure)

    async def action_leave(self) -> None:
        """Close the list of people, else back to the contact; the text is kept."""
        if self._head.step_back():
            return
        await self.save()
        self.post_message(self.Left())

    # --- sending -------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send, unless something is missing; where there is a doubt, only at the second time."""
        if self.contact is None or self._sending:
            return
        letter = self.letter
        refusal = checks.refusal(letter)
        doubt = checks.doubts(self._mail, letter.to, self.contact) or checks.forgotten(letter)
        if refusal:
            self._say(refusal)
        elif doubt and not self._confirmed:
            self._confirmed = True
            to = checks.receivers(letter)
            self._say(_("Premere ancora {key} per inviare a {to}.").format(key=self._key(), to=to))
        else:
            self._sending = self._area.read_only = True
            sending = hold_keys(self, self._send(self.contact.id, letter))
            self.run_worker(sending, group="send", exit_on_error=False)

    async def _send(self, contact: ContactId, letter: Letter) -> None:
        await self.save()  # nothing is typed from here on, so no late draft outlives the mail
        done = await attempt(self._handed_over(contact, letter), self._say, self._failure)
        self._sending = self._area.read_only = False
        if done is None:
            return
        self.contact = None
        self._mail = None
        self._show(Letter())
        self.post_message(self.Sent(*done))

    async def _handed_over(self, contact: ContactId, letter: Letter) -> tuple[SentReply, Draft] | None:
        """In the outbox; None when a file is another one since it was added: it is read anew, and F7 asked again."""
        try:
            return await self._drafts.send(contact, self.kind, letter)
        except Refused as refused:
            if refused.reason is not Reason.FILE_CHANGED:
                raise
        changed = [one for one in letter.files if (await self._letters.look(one.path)).digest != one.digest]
        for one in changed:
            self.attach(with_file(self.letter, await self._letters.look(one.path)).files)
            self._say(checks.changed(one) + " " + _("Riletto: {key} invia quello di adesso.").format(key=self._key()))
        return None

    def _say(self, sentence: str) -> None:
        self._line("#problem", sentence, "error")

    def _line(self, which: str, sentence: str, tone: str = "") -> None:
        line = self.query_one(which, Line)
        line.display = bool(sentence)  # an empty line would cost the text one of its few at 80x24
        line.say(sentence, tone)
