"""The clerk's screen: the packets of the own office, each in full; accept, send back, close with a result."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from console.domain.contact import CLERK_STATES, MOVING_STATES, Contact, ContactId, State
from console.domain.office import PersonState, Presence
from console.domain.queues import Board, QueueRow
from console.i18n import _
from console.screens import strip_rows
from console.screens.actions import CLERK, Place, key_words, keys_of
from console.screens.attempting import attempt
from console.screens.bindings import bindings_of
from console.screens.clerk_pop import band, packets_of, pops
from console.screens.contact_rows import Dossier, Sight
from console.screens.desk_moves import next_theme, palette, show_help
from console.screens.dialogs.names import Names
from console.screens.notices import SECONDS, Notice, Notices
from console.screens.one_act import OneAct
from console.screens.packet_rows import packet_rows
from console.screens.queue_rows import QueueColumns, matching
from console.screens.widgets.line_bar import LineBar
from console.screens.widgets.line_view import LineView
from console.screens.widgets.queue_list import QueueList
from console.services.handoff import ClerkDesk
from console.services.session import Session

if TYPE_CHECKING:
    from console.screens.app import ConsoleApp


class ClerkScreen(Screen[None]):
    """The list and the packet, the keys of the desk with a clerk's words."""

    AUTO_FOCUS = "QueueList"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(CLERK)
    app: ConsoleApp

    def __init__(self, session: Session) -> None:
        super().__init__()
        assert session.clerk is not None
        self.session = session
        self.clerk: ClerkDesk = session.clerk
        self.names = Names(session)
        self.place = Place.QUEUE
        self.notices = Notices()
        self._columns = QueueColumns(session.directory, self.clerk.me.id)
        self._board = Board()
        self._calling: QueueRow | None = None
        self._filter = ""
        self._dossier: Dossier | None = None
        self._popped: ContactId | None = None
        """The packet of the call at my phone, until the cursor moves on; the keys are about it."""
        self._unfolded = False
        self.act = OneAct(self)
        self._strip = LineBar(id="strip")
        self._band = LineBar(id="band")
        self._heading = LineBar(id="heading")
        self._notice = LineBar(id="notice")
        self._keys = LineBar(id="keys")
        self.queue = QueueList(self._columns.draw, self._columns.times, session.clock.now, id="queue")
        self.card = LineView(id="card")

    def compose(self) -> ComposeResult:
        """Strip, list, packet, notice, keys."""
        yield self._strip
        yield self._band
        with Horizontal(id="floor"):
            with Vertical(id="queue-place", classes="desk-place"):
                yield self._heading
                yield self.queue
            with Vertical(id="contact-place", classes="desk-place"):
                yield self.card
        yield self._notice
        yield self._keys

    def on_mount(self) -> None:
        """One tick a second."""
        self.set_interval(1.0, self.tick)
        self.app.board_signal.subscribe(self, self.show_board, immediate=True)
        self.go(Place.QUEUE)
        self.show_board(self.app.board)
        self._show_card()

    def on_resize(self) -> None:
        """The bars know their width only now."""
        self.call_after_refresh(self._draw_bars)

    # --- what is shown -------------------------------------------------------------------------------

    def show_board(self, board: Board) -> None:
        """The store changed."""
        self._board = board
        rows = packets_of(board.rows, self.clerk.me.id, self.clerk.me.office)
        self.queue.show(matching(rows, self._filter))
        contact = self._dossier.contact if self._dossier else None
        if contact is not None and board.complete:
            row = board.row(contact.id)
            if row.version != contact.version if row else contact.is_open:
                self.load(contact.id)
        self._pop(next((row for row in rows if pops(row, self.clerk.me.id, self.clerk.me.office)), None))
        self._draw_bars()

    def _pop(self, row: QueueRow | None) -> None:
        """A call comes to my phone: its packet is shown, the cursor and what is being typed stay where they are."""
        self._calling = row
        if row is not None and row.id != self._popped:
            self._popped = row.id
            self.load(row.id)
        elif row is None and self._popped is not None:
            left = next((one for one in self.queue.rows if one.id == self._popped), None)
            if left is None or left.state not in CLERK_STATES or left.id == self.queue.ghost:
                self._forget_call()
        self.set_class(self._popped is not None, "-pop")

    def _forget_call(self) -> None:
        """The call did not come to me: back to what the cursor is on."""
        self._popped = None
        self.set_class(False, "-pop")
        if self.queue.cursor is not None:
            self.load(self.queue.cursor)

    def _target(self) -> QueueRow | None:
        """The packet that keys are about: the one of the call at my phone, else the one under the cursor."""
        wanted = self._popped
        return next((row for row in self.queue.rows if row.id == wanted), None) if wanted else self.queue.row

    def tick(self) -> None:
        """A second has passed."""
        self.queue.tick()
        self._draw_bars()

    def _draw_bars(self) -> None:
        now, look = self.session.clock.now(), self.session.look
        mine = [row for row in self.queue.rows if row.clerk in ("", self.clerk.me.id) and row.state in CLERK_STATES]
        new = sum(row.state is State.HANDED_OFF for row in mine)
        person = self._person()
        figures = _("   da accettare {new}   in lavoro {open}").format(new=new, open=len(mine) - new)
        view = strip_rows.StripView(
            site=look.site, name=f"{self.clerk.me.name} · {self._columns.seat(self.clerk.me.office)}", demo=look.demo,
            picture=strip_rows.Picture(me=person, links=self._board.links), store_ok=self.app.store_ok, now=now,
            zone=look.zone,
        )  # fmt: skip
        self._strip.show(*strip_rows.strip(view, self.size.width, figures))
        self._band.show(*band(self._calling, self._dossier.contact if self._dossier else None))
        self._heading.show((("  ", "muted"), *self._columns.heading(self._heading.size.width - 2)))
        empty = "" if self.queue.rows else _("Nessun passaggio per questo ufficio: arrivano qui da soli.")
        self._notice.show(self.notices.row(now, empty))
        pairs = [(self._key(one), _(words)) for one, words in self._offers()]
        help_keys = [(self._key("palette"), _("Menu")), (self._key("help"), _("Aiuto"))]
        self._keys.show(*strip_rows.keys(pairs, help_keys, self.size.width))

    def _offers(self) -> list[tuple[str, str]]:
        row = self._target()
        offers = [("open", _("Apri"))] if self.place is Place.QUEUE and row else []
        if row is not None and row.state in CLERK_STATES and row.clerk in ("", self.clerk.me.id):
            offers += [("take", _("Accetta"))] if row.state is State.HANDED_OFF else []
            offers += [("handoff", _("Rimanda")), ("close", _("Chiudi con esito"))]
        return [*offers, ("state", _("Mio stato")), ("leave", _("Esci"))]

    def _key(self, action: str) -> str:
        found = next(one for one in CLERK if one.id == action)
        return key_words(keys_of(found, self.session.look.keymap).split(",")[0])

    def _person(self) -> PersonState | None:
        return next((one for one in self._board.people if one.person == self.clerk.me.id), None)

    def refuse(self, sentence: str) -> None:
        """Why something was not done."""
        self.say(sentence, "warn")

    def say(self, sentence: str, tone: str = "good") -> None:
        """A notice."""
        now = self.session.clock.now()
        self.notices.say(Notice(sentence=sentence, tone=tone, at=now, until=now + SECONDS))
        self._draw_bars()

    def load(self, contact: ContactId) -> None:
        """Show this packet as soon as it is read."""
        reading: Any = partial(self._read, contact)  # one that a later wish cancels is never begun
        self.run_worker(reading, group="card", exclusive=True, exit_on_error=False)

    async def _read(self, contact: ContactId) -> None:
        desk = self.session.desk
        found = await attempt(desk.contact(contact), self.refuse, self.names.failure)
        if found is None:
            return
        mail = await attempt(desk.mail_of(found), self.refuse, self.names.failure)
        history = await attempt(desk.history(found), self.refuse, self.names.failure)
        other = self._dossier is None or self._dossier.contact.id != contact
        self._dossier = Dossier(contact=found, mail=mail, history=history or ())
        self._show_card(from_top=other)

    def _show_card(self, *, from_top: bool = False) -> None:
        if self._dossier is None:
            empty = _("Nessun passaggio aperto: ↑↓ sceglie, Invio apre.")
            return self.card.show([(), ((empty, "muted"),)])
        sight = Sight(
            names=self.names, me=self.clerk.me.id, now=self.session.clock.now(), zone=self.session.look.zone,
            unfolded=self._unfolded,
        )  # fmt: skip
        return self.card.show(packet_rows(self._dossier, sight), from_top=from_top)

    @on(QueueList.Moved)
    def _moved(self, event: QueueList.Moved) -> None:
        if event.contact is not None and event.contact != self._popped:
            self._popped = None
            self.set_class(False, "-pop")
            self.load(event.contact)
        self._draw_bars()

    def go(self, place: Place) -> None:
        """To the list or to the packet."""
        self.place = Place.QUEUE if place is Place.QUEUE else Place.CONTACT
        for one in Place:
            self.set_class(one is self.place, f"-at-{one}")
        self.set_focus(self.queue if self.place is Place.QUEUE else self.card)
        self._draw_bars()

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        place = Place.CONTACT if self.card.has_focus else Place.QUEUE
        if place is not self.place:
            self.go(place)

    # --- keys ----------------------------------------------------------------------------------------

    def action_act(self, action: str) -> None:
        """A key of the registry was pressed."""
        moves: dict[str, Callable[[], None]] = {
            "queue": lambda: self.go(Place.QUEUE), "contact": lambda: self.go(Place.CONTACT),
            "open": lambda: self.go(Place.CONTACT), "back": lambda: self.go(Place.QUEUE),
            "theme": lambda: next_theme(self.app), "quoted": self.unfold, "copy": self.copy_reference,
            "help": lambda: show_help(self.app, CLERK, self.place),
        }  # fmt: skip
        acts: dict[str, Callable[[ContactId | None], Coroutine[Any, Any, None]]] = {
            "take": self._accept, "handoff": self._send_back, "reply": self._finish, "close": self._finish,
            "state": self._state, "palette": self._palette, "search": self._search, "leave": self._leave,
            "attachments": self._attachments,
        }  # fmt: skip
        if action in moves:
            moves[action]()
        elif action in acts:
            row = self._target()
            self.act.run(action, acts[action](row.id if row is not None else None))

    def unfold(self) -> None:
        """Quoted text and the whole history, or folded again."""
        self._unfolded = not self._unfolded
        self._show_card()

    def copy_reference(self) -> None:
        """The case reference, else how to reach the citizen."""
        contact = self._dossier.contact if self._dossier else None
        found = "" if contact is None else contact.case_reference or contact.party.phone or contact.party.email
        if not found:
            return self.refuse(_("Qui non c'è niente da copiare."))
        self.app.copy(found)
        return self.say(_("Copiato: {text}").format(text=found))

    async def _packet(self, contact: ContactId | None) -> Contact | None:
        if contact is None:
            self.refuse(_("Nessun passaggio qui."))
            return None
        return await attempt(self.session.desk.contact(contact), self.refuse, self.names.failure)

    async def _accept(self, contact: ContactId | None) -> None:
        found = await self._packet(contact)
        if found is None:
            return
        if found.state in MOVING_STATES:
            self.refuse(_("Prima la telefonata: la pratica si accetta quando è passata."))
            return
        accepted = await attempt(self.clerk.accept(found.id), self.refuse, self.names.failure)
        if accepted is not None:
            if found.id == self._popped:
                self.queue.go_to(found.id)
            self.say(_("Accettato: {who}. L'operatore lo vede.").format(who=found.party.label or found.subject))

    async def _send_back(self, contact: ContactId | None) -> None:
        from console.screens.dialogs.send_back import SendBackDialog

        found = await self._packet(contact)
        answer = await self.act.ask(SendBackDialog(found)) if found is not None else None
        if found is None or answer is None:
            return
        doing = self.clerk.send_back(found.id, answer.reason, answer.text)
        back = await attempt(doing, self.refuse, self.names.failure)
        if back is not None:
            self._left(found.id, _("Rimandato al contact center: {who}."), found)

    async def _finish(self, contact: ContactId | None) -> None:
        from console.screens.dialogs.finish import KIND, FinishDialog

        found = await self._packet(contact)
        result = await self.act.ask(FinishDialog(self.session, found)) if found is not None else None
        if found is None or result is None:
            return
        closed = await attempt(self.clerk.finish(found.id, result), self.refuse, self.names.failure)
        if closed is not None:
            me = self.session.desk.me.id
            await attempt(self.session.store.drop_draft(found.id, me, KIND), self.refuse, self.names.failure)
            self._left(found.id, _("Concluso: {who}. L'operatore legge l'esito."), found)

    def _left(self, contact: ContactId, sentence: str, found: Contact) -> None:
        self._dossier = None
        self.queue.forget(contact)
        self._show_card(from_top=True)
        self.go(Place.QUEUE)
        self.say(sentence.format(who=found.party.label or found.subject))

    async def _state(self, _contact: ContactId | None) -> None:
        from console.screens.dialogs.state import StateDialog

        person = self._person()
        chosen = await self.act.ask(StateDialog(person.presence if person else Presence.READY))
        if chosen is not None:
            setting = self.clerk.set_presence(chosen.presence, chosen.reason)
            await attempt(setting, self.refuse, self.names.failure)

    async def _search(self, _contact: ContactId | None) -> None:
        from console.screens.dialogs.filter import FilterDialog

        typed = await self.act.ask(FilterDialog(self._filter, self.filter_by))
        if typed is not None:
            self.filter_by(typed)

    def filter_by(self, typed: str) -> None:
        """Show only what holds these words."""
        self._filter = typed
        self.show_board(self._board)

    async def _attachments(self, contact: ContactId | None) -> None:
        from console.screens.mail_acts import attachments

        if contact is None:
            return self.refuse(_("Nessun passaggio qui."))
        return await attachments(self.session, contact, self.refuse, self.act.ask)

    async def _palette(self, _contact: ContactId | None) -> None:
        chosen = await self.act.ask(palette(CLERK, self.session.look.keymap))
        if chosen:
            self.call_later(self.action_act, chosen)

    async def _leave(self, _contact: ContactId | None) -> None:
        await self.app.farewell()
