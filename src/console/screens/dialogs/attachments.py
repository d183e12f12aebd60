"""What a mail carries: every attachment and the original, each with a preview; saving is a dialog of its own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact
from console.domain.mail import Mail
from console.i18n import _
from console.screens import file_words
from console.screens import format as say
from console.screens.attempting import attempt
from console.screens.dialogs.fields import Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList
from console.screens.dialogs.names import Names
from console.screens.dialogs.save_files import EVERY, ORIGINAL, SaveDialog, Saving
from console.screens.harmless import plain
from console.screens.widgets.ink import Row, fit
from console.screens.widgets.line_view import LineView
from console.services.attachments import Attachments
from console.services.session import Session

ROWS = 6
NAME, WIDE_NAME, KIND, SIZE = 30, 50, 14, 8
"""Columns of the list."""
WIDE = 110
"""Columns of the terminal from which there is room for longer names."""


class AttachmentsDialog(ModalScreen[None]):
    """Shows, and offers to save. The mark stands on an attachment or, last, on the original."""

    CSS_PATH = STYLES
    AUTO_FOCUS = "#preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("s", "save", show=False),
        Binding("t", "save_all", show=False),
        Binding("o", "original", show=False),
        Binding("enter", "explain", show=False),
    ]

    def __init__(self, session: Session, carried: Attachments, contact: Contact, mail: Mail) -> None:
        super().__init__()
        self._session = session
        self._carried = carried
        self._contact = contact
        self._mail = mail
        self._names = Names(session)
        self._read: dict[int, list[Row]] = {}
        self._reading = False

    def compose(self) -> ComposeResult:
        """The list, the preview under it, the keys."""
        who = say.party(self._contact)
        with Vertical(classes="dialog attachments") as box:
            box.border_title = plain(_("Allegati di {who}").format(who=fit(who, min(40, len(who)))))
            yield PickList(rows=ROWS, id="files")
            yield LineView(id="preview")
            yield Line(id="said")
            yield KeysLine(("move(1)", _("Sceglie")), ("save", _("Salva")), ("save_all", _("Salva tutti")),
                           ("original", _("Originale")), ("back", _("Indietro")))  # fmt: skip

    def on_mount(self) -> None:
        """The first attachment, or the original where there is none."""
        files = [self._pick(number) for number in range(1, len(self._mail.attachments) + 1)]
        original = f"   {fit(_('messaggio originale'), self._name_width())} {fit(_('intestazioni'), KIND)}"
        self.query_one(PickList).show([*files, Pick(key=str(ORIGINAL), words=original)], 0)
        self._look()

    def on_unmount(self) -> None:
        """A large mail is not kept in memory for nothing."""
        self._carried.forget()

    def _pick(self, number: int) -> Pick:
        one = self._mail.attachments[number - 1]
        words = (
            f"{number:>2} {fit(file_words.name(one, number), self._name_width())} {fit(file_words.kind(one), KIND)} "
            f"{say.size(one.size):>{SIZE}}"
        )
        warned = ", ".join(file_words.warnings(one))
        return Pick(key=str(number), words=words, remark=f"⚠ {warned}" if warned else "")

    def _name_width(self) -> int:
        return WIDE_NAME if self.app.size.width >= WIDE else NAME

    @property
    def marked(self) -> int:
        """The number of the attachment under the mark, or ORIGINAL."""
        pick = self.query_one(PickList).marked
        return int(pick.key) if pick else ORIGINAL

    # --- looking -------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Move the mark; the preview follows."""
        self.query_one(PickList).move(step)
        self._look()

    def action_original(self) -> None:
        """To the header of the mail as it came."""
        files = self.query_one(PickList)
        files.move(len(files.picks))
        self._look()

    def action_explain(self) -> None:
        """Enter opens nothing here."""
        self._say(_("La console non apre i file: qui si leggono, s li salva."))

    def _look(self) -> None:
        """Show what is under the mark as soon as it is read; one reading at a time, the last wish wins."""
        self._say("")
        number = self.marked
        self._show(self._read.get(number, [((_("Si legge …"), "muted"),)]))
        if number not in self._read and not self._reading:
            self._reading = True
            self.run_worker(self._follow(), group="preview", exit_on_error=False)

    async def _follow(self) -> None:
        try:
            while (number := self.marked) not in self._read:
                self._read[number] = await self._rows(number)
        finally:
            self._reading = False
        self._show(self._read[number])

    async def _rows(self, number: int) -> list[Row]:
        failed: list[str] = []
        if number == ORIGINAL:
            reading = self._carried.header(self._contact, self._fetched)
            text = await attempt(reading, failed.append, self._names.failure)
            return [((line, "text"),) for line in (text or "").splitlines()] or [((" ".join(failed), "warn"),)]
        one = self._mail.attachments[number - 1]
        found = await attempt(
            self._carried.preview(self._contact, number, self._fetched), failed.append, self._names.failure
        )
        named = [((file_words.name(one, number), "title"),)]
        warned = " · ".join(file_words.warnings(one))
        named += [((f"⚠ {warned}", "warn"),)] if warned else []
        if found is None:
            return [*named, ((" ".join(failed), "warn"),)]
        now, zone = self._session.clock.now(), self._session.look.zone
        return [*named, *file_words.preview_rows(found, one.size, now, zone)]

    def _fetched(self, done: int, whole: int) -> None:
        """A mail whose parts are still at the server comes piece by piece."""
        if done < whole or not whole:
            self._say(_("Si scarica: {done} di {whole}").format(done=say.size(done), whole=say.size(whole)))
        else:
            self._say("")

    def _show(self, rows: list[Row]) -> None:
        self.query_one("#preview", LineView).show(rows, from_top=True)

    def _say(self, sentence: str, tone: str = "") -> None:
        self.query_one("#said", Line).say(sentence, tone)

    # --- saving --------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save what is under the mark."""
        self._ask(self.marked)

    def action_save_all(self) -> None:
        """Save every attachment."""
        if not self._mail.attachments:
            return self._say(_("Questo messaggio non ha allegati: s salva l'originale."), "warning")
        return self._ask(EVERY)

    def _ask(self, which: int) -> None:
        saving = Saving(contact=self._contact, mail=self._mail, which=which)
        self.app.push_screen(SaveDialog(self._session, self._carried, saving), self._saved)

    def _saved(self, sentence: str | None) -> None:
        if sentence:
            self._say(sentence, "good")

    def action_back(self) -> None:
        """Back to the contact."""
        self.dismiss(None)
