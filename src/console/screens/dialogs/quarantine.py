"""The quarantine: suspect mails with their text, released or confirmed one by one or together, with an undo."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.contact import Contact, ContactId, Outcome
from console.i18n import _, ngettext
from console.screens import format as say
from console.screens.attempting import attempt
from console.screens.contact_rows import Sight, mail_rows
from console.screens.dialogs import words
from console.screens.dialogs.fields import Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.screens.widgets.line_view import LineView
from console.services.session import Session
from console.services.sorting import Bulk, SortingDesk

ROWS = 7
WHY = ("spam_header", "spam_sender")


class QuarantineDialog(ModalScreen[None]):
    """Gives nothing: what is done here is done at once."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,y", "back", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "scroll(6)", show=False),
        Binding("pageup", "scroll(-6)", show=False),
        Binding("space", "mark", show=False),
        Binding("a", "mark_all", show=False),
        Binding("l", "release", show=False),
        Binding("c", "confirm", show=False),
        Binding("u", "undo", show=False),
    ]

    def __init__(self, session: Session, sorting: SortingDesk) -> None:
        super().__init__()
        self._session = session
        self._sorting = sorting
        self._names = Names(session)
        self._found: tuple[Contact, ...] = ()
        self._marked: set[ContactId] = set()
        self._last: Bulk | None = None

    def compose(self) -> ComposeResult:
        """The list, what it says of the marked one, its mail, the keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Quarantena"))
            yield PickList(rows=ROWS, id="found")
            yield Line(id="state", classes="muted")
            preview = LineView(id="suspect")
            preview.can_focus = False  # the list has the keys; page keys scroll the text
            yield preview
            yield KeysLine(
                ("move(1)", _("Muove")), ("mark", _("Segna")), ("mark_all", _("Tutti")),
                ("release", _("In coda")), ("confirm", _("Indesiderato")), ("undo", _("Annulla")), ("back", _("Esce")),
            )  # fmt: skip

    async def on_mount(self) -> None:
        """Read what is there."""
        await self._read()

    async def _read(self, sentence: str = "", tone: str = "") -> None:
        found = await attempt(self._sorting.quarantined(), self._fail, self._names.failure)
        if found is None:
            return
        self._found = found
        self._marked &= {one.id for one in found}
        self._show()
        if sentence or not found:
            self.query_one("#state", Line).say(sentence or _("La quarantena è vuota."), tone)

    def _show(self) -> None:
        listed = self.query_one("#found", PickList)
        picks = [Pick(key=str(one.id), words=self._line(one), remark=self._why(one)) for one in self._found]
        listed.show(picks, max(0, min(listed.mark, len(picks) - 1)))
        said = ngettext("{count} messaggio sospetto", "{count} messaggi sospetti", len(picks)).format(count=len(picks))
        if self._marked:
            said += " · " + ngettext("{count} segnato", "{count} segnati", len(self._marked)).format(
                count=len(self._marked)
            )
        self.query_one("#state", Line).say(said)
        self._preview()

    def _line(self, contact: Contact) -> str:
        when = words.when(contact.arrived_at, self._session.clock.now(), self._session.look.zone)
        sign = "✓" if contact.id in self._marked else " "
        return f"{sign} {when:<12} {say.party(contact)[:20]:<20} {words.about(contact)[:30]}"

    @staticmethod
    def _why(contact: Contact) -> str:
        return next((say.flag(one) for one in contact.flags if one in WHY), "")

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _preview(self) -> None:
        here = self._here()
        mail = await attempt(self._sorting.mail_of(here), self._fail, self._names.failure) if here else None
        sight = Sight(
            names=self._names, me=self._session.desk.me.id, now=self._session.clock.now(),
            zone=self._session.look.zone,
        )  # fmt: skip
        self.query_one("#suspect", LineView).show(mail_rows(mail, sight)[1:] if mail else (), from_top=True)

    def _here(self) -> Contact | None:
        mark = self.query_one("#found", PickList).mark
        return self._found[mark] if 0 <= mark < len(self._found) else None

    def _wanted(self) -> list[ContactId]:
        """The marked ones, else the one under the mark."""
        here = self._here()
        return [one.id for one in self._found if one.id in self._marked] or ([here.id] if here else [])

    # --- acts ----------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Another one; its text follows."""
        self.query_one("#found", PickList).move(step)
        self._preview()

    def action_scroll(self, lines: int) -> None:
        """Through the text."""
        self.query_one("#suspect", LineView).scroll_relative(y=lines, animate=False, immediate=True)

    def action_mark(self) -> None:
        """Mark this one, or take its mark away, and go on."""
        here = self._here()
        if here is not None:
            self._marked ^= {here.id}
            self.query_one("#found", PickList).move(1)
            self._show()

    def action_mark_all(self) -> None:
        """All, or none when all are."""
        every = {one.id for one in self._found}
        self._marked = set() if self._marked == every else every
        self._show()

    async def action_release(self) -> None:
        """Into the queue."""
        one, many = _("Rimesso in coda. u annulla."), _("Rimessi in coda {count}. u annulla.")
        await self._do(self._sorting.release_all(self._wanted()), one, many)

    async def action_confirm(self) -> None:
        """Closed as spam."""
        one, many = _("Chiuso come indesiderato. u annulla."), _("Chiusi come indesiderati {count}. u annulla.")
        await self._do(self._sorting.close_all(self._wanted(), Outcome.SPAM), one, many)

    async def _do(self, doing: Awaitable[Bulk], one: str, many: str) -> None:
        bulk = await attempt(doing, self._fail, self._names.failure)
        if bulk is None or not (bulk.done or bulk.failed):
            return
        self._last, self._marked = bulk if bulk.done else self._last, set()
        count = len(bulk.done)
        if bulk.failed:
            await self._read(self._names.failure(bulk.failed[0][1]), "warning")
        else:
            await self._read((one if count == 1 else many).format(count=count), "good")

    async def action_undo(self) -> None:
        """The last act of this dialog, whole."""
        last, self._last = self._last, None
        if last is None:
            return self._fail(_("Niente da annullare."))
        back = await attempt(self._sorting.undo(last), self._fail, self._names.failure)
        if back is not None:
            await self._read(_("Annullato: {count} di nuovo dov'erano.").format(count=len(back.done)), "good")
        return None

    def _fail(self, sentence: str) -> None:
        self.query_one("#state", Line).say(sentence, "error")

    def action_back(self) -> None:
        """Back to the desk."""
        self.dismiss(None)
