"""Save one attachment, all of them, or the original into a folder. A program needs a second, deliberate key."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact
from console.domain.mail import Mail
from console.domain.record import record
from console.i18n import _, ngettext
from console.screens import file_words
from console.screens import format as say
from console.screens.attempting import attempt
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, Row
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.services.attachments import Attachments, is_program, original_name
from console.services.session import Session

ORIGINAL, EVERY = 0, -1
"""In place of the number of an attachment: the mail itself; every attachment."""
_LONG = 4_000


@record
class Saving:
    """What is to be saved: an attachment by its number, ORIGINAL or EVERY."""

    contact: Contact
    mail: Mail
    which: int


class SaveDialog(ModalScreen[str | None]):
    """Gives a sentence that says where it lies, or None. Esc while it saves breaks off: no half file stays."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f7", "save_programs", show=False, id="reply"),
    ]

    def __init__(self, session: Session, carried: Attachments, saving: Saving) -> None:
        super().__init__()
        self._carried = carried
        self._saving = saving
        self._names = Names(session)
        self._busy = False

    def compose(self) -> ComposeResult:
        """What, where, what speaks against it, the keys."""
        with Vertical(classes="dialog small") as box:
            box.border_title = plain(_("Salva"))
            yield Line(self._what(), id="what")
            yield Row(_("Cartella"), LineField(str(self._carried.folder), id="folder", limit=_LONG))
            if self._programs:
                yield Line(self._warning(), id="warning", classes="warning")
            yield Line(id="said")
            if self._programs:
                yield KeysLine(("save_programs", _("Salva anche i programmi")),
                               ("back", _("Indietro")))  # fmt: skip
            else:
                yield Line(_("Invio salva · Esc indietro"), classes="keys muted")

    @property
    def _programs(self) -> bool:
        files = self._saving.mail.attachments
        if self._saving.which == EVERY:
            return any(map(is_program, files))
        return self._saving.which != ORIGINAL and is_program(files[self._saving.which - 1])

    def _what(self) -> str:
        saving = self._saving
        if saving.which == ORIGINAL:
            return _("Il messaggio originale, così com'è arrivato: {name}").format(name=original_name(saving.contact))
        if saving.which == EVERY:
            count = len(saving.mail.attachments)
            return ngettext("L'unico allegato.", "Tutti gli allegati, {count}.", count).format(count=count)
        one = saving.mail.attachments[saving.which - 1]
        return f"{file_words.name(one, saving.which)}   {say.size(one.size)}"

    def _warning(self) -> str:
        if self._saving.which == EVERY:
            return _("⚠ Fra gli allegati ci sono programmi: Invio salva gli altri, F7 anche quelli.")
        return _("⚠ È un programma: può fare danni quando qualcuno lo apre. Solo F7 lo salva.")

    @on(LineField.Submitted)
    def _entered(self) -> None:
        self._begin(programs=False)

    def action_save_programs(self) -> None:
        """The second, deliberate key."""
        self._begin(programs=self._programs)

    def _begin(self, *, programs: bool) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._save(programs=programs), group="save", exit_on_error=False)

    async def _save(self, *, programs: bool) -> None:
        typed = self.query_one("#folder", LineField).value.strip()
        try:
            sentence = await attempt(self._kept(typed, programs=programs), self._tell, self._names.failure)
        finally:
            self._busy = False
        if sentence:
            self.dismiss(sentence)

    async def _kept(self, typed: str, *, programs: bool) -> str:
        saving, folder = self._saving, _folder(typed, self._carried.folder)
        contact = saving.contact
        if saving.which == ORIGINAL:
            kept: tuple[Path, ...] = (await self._carried.save_original(contact, folder, self._progress),)
        elif saving.which == EVERY:
            kept = await self._carried.save_all(contact, folder, programs=programs, on_progress=self._progress)
        else:
            kept = (
                await self._carried.save(
                    contact, saving.which, folder, programs=programs, on_progress=self._progress
                ),
            )  # fmt: skip
        if len(kept) == 1:
            return _("Salvato: {file}").format(file=kept[0])
        return _("Salvati {count} file in {folder}").format(count=len(kept), folder=folder)

    def _progress(self, done: int, whole: int) -> None:
        if whole:
            self._tell(_("{done} di {whole}").format(done=say.size(done), whole=say.size(whole)), "")

    def _tell(self, sentence: str, tone: str = "error") -> None:
        self.query_one("#said", Line).say(sentence, tone)

    def action_back(self) -> None:
        """Save nothing; what is being written is thrown away."""
        self.workers.cancel_group(self, "save")
        self.dismiss(None)


def _folder(typed: str, usual: Path) -> Path:
    """The folder as people write it: `~` is the own home, nothing is the usual one, others lie beside it."""
    if not typed:
        return usual
    try:
        return usual / Path(typed).expanduser()
    except (RuntimeError, ValueError):
        return usual / typed
