"""What goes along with a mail: a path with completion, the files that are there, how much it makes."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.errors import ConsoleError
from console.domain.file_label import file_label
from console.domain.letter import FileRef, Letter, wire_bytes
from console.i18n import _
from console.screens.attempting import attempt
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.dialogs.names import Names
from console.screens.format import size
from console.screens.harmless import plain
from console.services.correspondence import with_file
from console.services.session import Session

FOUND, KEPT = 6, 5


class KeptFiles(PickList, can_focus=True):
    """The files that go along; it takes the keys by Tab, so that one of them can be taken out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1)", show=False),
        Binding("up", "go(-1)", show=False),
        Binding("delete,backspace", "screen.remove", show=False),
    ]

    def action_go(self, step: int) -> None:
        """Move the mark."""
        self.move(step)


class AttachDialog(ModalScreen[tuple[FileRef, ...]]):
    """Gives the files that go along. What is added or taken out counts at once: Esc and F7 both end it."""

    CSS_PATH = STYLES
    AUTO_FOCUS = "#path"
    DEFAULT_CSS = """
    AttachDialog KeptFiles:focus { background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "done", show=False, id="reply"),
        Binding("escape", "done", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("delete", "remove", show=False),
    ]

    def __init__(self, session: Session, letter: Letter) -> None:
        super().__init__()
        self._letters = session.desk.letters
        self._letter = letter
        self._failure = Names(session).failure
        self._limit = 0
        self._warned = ""
        """The program that the next Enter adds all the same."""

    def compose(self) -> ComposeResult:
        """The path, what it may be, what is there, the sum, the keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Allegati"))
            yield Row(_("File"), LineField(id="path", limit=4000, placeholder=_("percorso; ~ è la cartella personale")))
            yield PickList(rows=FOUND, id="paths")
            yield KeptFiles(rows=KEPT, id="kept")
            yield Line(id="sum", classes="muted")
            yield Line(id="problem")
            yield Line(_("↑↓ sceglie, Invio aggiunge. Tab e Canc: toglie."), classes="muted")
            yield KeysLine(("done", _("Fatto")))

    async def on_mount(self) -> None:
        """Begin where the last file lies."""
        self._limit = await attempt(self._letters.limit(), self._tell, self._failure) or 0
        self._show_kept()
        last = self._letter.files[-1].path if self._letter.files else ""
        field = self.query_one(LineField)
        field.value = f"{PurePath(last).parent}/" if last else "~/"
        field.cursor_position = len(field.value)

    # --- the path ------------------------------------------------------------------------------------

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        self._warned = ""
        self._tell("")
        paths = self.query_one("#paths", PickList)
        paths.show(paths.picks)  # what was marked is not what is being typed, and Enter may come before the new list
        self._look(_from_anew(event.value.strip()))

    @work(group="files", exclusive=True, exit_on_error=False)
    async def _look(self, typed: str) -> None:
        """The last key wins, because the worker is exclusive."""
        found = await self._letters.complete(typed) if typed else ()
        picks = [Pick(key=one, words=_last_part(one)) for one in found]
        self.query_one("#paths", PickList).show(picks, -1)

    @on(LineField.Submitted)
    async def _entered(self) -> None:
        marked = self.query_one("#paths", PickList).marked
        field = self.query_one(LineField)
        path = marked.key if marked is not None else _from_anew(field.value.strip())
        if path.endswith("/") and marked is not None:
            field.value = path
            field.cursor_position = len(path)
        elif path:
            await self._add(path)

    async def _add(self, path: str) -> None:
        """The file as it is now, unless it is none, too large, or a program that nobody asked for twice."""
        file = await attempt(self._letters.look(path), self._tell, self._failure)
        if file is None:
            return
        if file.is_executable and self._warned != file.path:
            self._warned = file.path
            sentence = _("«{name}» è un programma: molti server lo rifiutano. Invio ancora lo allega lo stesso.")
            self._tell(sentence.format(name=file.name))
            return
        letter = with_file(self._letter, file)
        try:
            await self._letters.require_room(letter)
        except ConsoleError as refused:
            self._tell(self._failure(refused))
            return
        self._letter, self._warned = letter, ""
        self._show_kept(mark=len(letter.files) - 1)
        field = self.query_one(LineField)
        field.value = field.value[: field.value.rfind("/") + 1]
        field.cursor_position = len(field.value)
        self._tell("")

    def action_move(self, step: int) -> None:
        """Move the mark in what the path may be."""
        self.query_one("#paths", PickList).move(step)

    # --- the files -----------------------------------------------------------------------------------

    def action_remove(self) -> None:
        """Take the marked file out."""
        kept = self.query_one(KeptFiles)
        if not kept.has_focus or kept.marked is None:
            return
        at, files = kept.mark, self._letter.files
        left = files[:at] + files[at + 1 :]
        self._letter = Letter(to=self._letter.to, text=self._letter.text, files=left)
        self._show_kept(mark=min(at, len(left) - 1))
        if not left:
            self.set_focus(self.query_one(LineField))

    def _show_kept(self, mark: int = 0) -> None:
        files = self._letter.files
        width = max((len(one.name) for one in files), default=0)
        picks = [
            Pick(key=one.path, words=f"{one.name:<{min(width, 48)}}  {size(one.size):>8}",
                 remark=_("programma") if one.is_executable else "")
            for one in files
        ]  # fmt: skip
        kept = self.query_one(KeptFiles)
        kept.show(picks, mark if files else -1)
        kept.can_focus = bool(files)
        self.query_one("#sum", Line).say(self._sum())

    def _sum(self) -> str:
        sizes = tuple(one.size for one in self._letter.files)
        if not sizes:
            return _("Nessun allegato. Al massimo {limit} in viaggio.").format(limit=size(self._limit))
        words = _("{count} allegati, {total}; in viaggio {wire} di {limit}")
        if len(sizes) == 1:
            words = _("Un allegato, {total}; in viaggio {wire} di {limit}")
        wire, total = size(wire_bytes(sizes)), size(sum(sizes))
        return words.format(count=len(sizes), total=total, wire=wire, limit=size(self._limit))

    def _tell(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "warning")

    def action_done(self) -> None:
        """Give the files."""
        self.dismiss(self._letter.files)


def _from_anew(typed: str) -> str:
    """Where a path begins anew, at `//` or `/~`, only that counts: the proposed folder need not be deleted first."""
    at = max(typed.rfind("//"), typed.rfind("/~"))
    return typed[at + 1 :] if at >= 0 else typed


def _last_part(path: str) -> str:
    """The name of a file, or of a folder with its stroke; clean."""
    folder = "/" if path.endswith("/") else ""
    return (file_label(path.rstrip("/")).text or "?") + folder
