"""The operator's screen: the queue, the contact, the answers; what is where. What keys do is `desk_acts`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from console.domain.contact import ArticleId, Contact, ContactId, State
from console.domain.office import Presence
from console.domain.queues import Board
from console.i18n import _
from console.screens import desk_moves, strip_rows
from console.screens.actions import OPERATOR, Place
from console.screens.attempting import attempt
from console.screens.bindings import bindings_of
from console.screens.calls import rings_back
from console.screens.contact_rows import Dossier, Sight, contact_rows
from console.screens.desk_acts import DeskActs
from console.screens.desk_answers import DeskAnswers
from console.screens.desk_bars import DeskBars, DeskView
from console.screens.desk_news import DeskNews
from console.screens.dialogs.names import Names
from console.screens.format import citizen
from console.screens.one_act import OneAct
from console.screens.queue_rows import QueueColumns, matching
from console.screens.widgets.answers_pane import AnswersPane
from console.screens.widgets.line_view import LineView
from console.screens.widgets.queue_list import QueueList
from console.screens.writing import Writing
from console.services.session import Session

if TYPE_CHECKING:
    from console.domain.letter import Letter
    from console.screens.app import ConsoleApp

T = TypeVar("T")
TWO_PLACES, THREE_PLACES = 110, 150
"""Columns from which so many places stand side by side (desk.tcss)."""


class DeskScreen(Screen[None]):
    """Three places, always the same; the strip above and the keys below never leave."""

    AUTO_FOCUS = "QueueList"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(OPERATOR)
    app: ConsoleApp

    def __init__(self, session: Session) -> None:
        super().__init__(classes="-at-queue")
        self.session = session
        self.names = Names(session)
        self.place = Place.QUEUE
        self.news = DeskNews(self)
        self.notices = self.news.notices
        self.acts = DeskActs(self)
        self.writing = Writing(session, id="writing")
        self._columns = QueueColumns(session.directory, session.desk.me.id, session.urgency)
        self.picture = strip_rows.Picture()
        self._board = Board()
        self._dossier: Dossier | None = None
        self._pressed: ContactId | None = None
        self.act = OneAct(self)
        self._unfolded = False
        self._cards = ""
        self.filter_text = ""
        self._searches: dict[ContactId, tuple[str, ArticleId | None]] = {}
        self.bars = DeskBars(session, self.notices, self._columns)
        self.queue = QueueList(self._columns.draw, self._columns.times, session.clock.now, id="queue")
        self.card = LineView(id="card")
        self.finder = DeskAnswers(session, self.names, lambda: self._dossier, self._filled)
        self.answers = AnswersPane(self.finder.search, self.finder.rows, id="answers")
        self.answers.feed(self.finder, self.names.no_cards)

    def compose(self) -> ComposeResult:
        """Strip, band, places, notice, keys."""
        yield self.bars.strip
        yield self.bars.band
        with Horizontal(id="floor"):
            with Vertical(id="queue-place", classes="desk-place"):
                yield self.bars.heading
                yield self.queue
            with Vertical(id="contact-place", classes="desk-place"):
                yield self.card
                yield self.writing
            with Vertical(id="answers-place", classes="desk-place"):
                yield self.bars.who
                yield self.answers
        yield self.bars.notice
        yield self.bars.keys

    def on_mount(self) -> None:
        """One tick a second for everything that shows time."""
        self.set_interval(1.0, self.tick)
        self.app.board_signal.subscribe(self, self.show_board, immediate=True)
        self.show_board(self.app.board)
        self._show_card()

    def on_resize(self, event: events.Resize) -> None:
        """Wide terminals show more places; one that has just appeared is not left empty."""
        self.set_class(event.size.width >= THREE_PLACES, "-three")
        if event.size.width >= TWO_PLACES and self._dossier is None and self.queue.cursor is not None:
            self.load(self.queue.cursor)
        self.call_after_refresh(self.draw_bars)

    # --- the picture of now --------------------------------------------------------------------------

    def show_board(self, board: Board) -> None:
        """The store changed: the list, the figures, the contact that is shown, news of handoffs."""
        self._board = board
        me, before = self.session.desk.me, self.picture
        now = strip_rows.picture(board, me.id, me.extension)
        self.picture = replace(now, free_since=strip_rows.freed(before, now, self.session.clock.now()))
        self.queue.show(matching(board.rows, self.filter_text) if self.filter_text else board.rows)
        self.news.follow(board)
        self.draw_bars()
        if self._cards != (cards := self.session.articles.version if self.session.articles.ready else ""):
            self._cards = cards
            self.answers.again()
        contact = self.shown_contact()
        if contact is not None and board.complete:
            row = board.row(contact.id)
            if row.version != contact.version if row else contact.is_open:
                self.load(contact.id)

    def tick(self) -> None:
        """A second has passed."""
        self.queue.tick()
        contact, minute = self.shown_contact(), round(self.session.clock.now()) % 60 == 0
        if contact is not None and (contact.accept_by or minute):  # countdowns stand on the card
            self._show_card()
        self.draw_bars()

    def draw_bars(self) -> None:
        """The lines around the places, as they read now."""
        view = DeskView(
            place=self.place, contact=self.shown_contact(), picture=self.picture, store_ok=self.app.store_ok,
            width=self.size.width, filter_text=self.filter_text, note=self.writing.is_note,
            ringing=self.news.ringing, sorting=desk_moves.sorting(self, self._dossier),
        )  # fmt: skip
        self.bars.draw(view)

    def filter_by(self, typed: str) -> None:
        """Show only what holds these words."""
        self.filter_text = typed
        self.queue.show(matching(self._board.rows, typed), narrowed=True)
        self.draw_bars()

    @property
    def my_presence(self) -> Presence:
        """What I have said about being reachable."""
        return self.picture.me.presence if self.picture.me else Presence.READY

    @property
    def in_my_hands(self) -> list[str]:
        """Names of what is in my hands and not set aside."""
        return [citizen(row) for row in self.picture.mine if row.state is not State.PARKED]

    @property
    def hand(self) -> ContactId | None:
        """The contact that I am writing to, else the one in my hands."""
        active = (row.id for row in self.picture.mine if row.state is not State.PARKED)
        return self.writing.contact or next(active, None)

    @property
    def shows_previews(self) -> bool:
        """Whether the queue has the contact beside it."""
        return self.place is Place.QUEUE and self.size.width >= TWO_PLACES

    def answered_at_the_phone(self) -> None:
        """My phone took the call without a key: free hands at the queue turn to it, a draft stays until F5."""
        if self.app.screen is self and self.place is Place.QUEUE and len(self.in_my_hands) == 1:
            self.action_act("take")

    def can_ring_back(self) -> bool:
        """Whether the citizen of the contact shown can be rung from here."""
        found = self.shown_contact()
        return found is not None and rings_back(found)

    def unfold(self) -> None:
        """Quoted text and the whole history, or folded again."""
        self._unfolded = not self._unfolded
        self._show_card()

    # --- notices -------------------------------------------------------------------------------------

    def say(self, sentence: str, tone: str = "text", *, until: float = 0.0) -> None:
        """A notice; with `until` (UTC seconds) a countdown."""
        self.news.say(sentence, tone, until=until)
        self.draw_bars()

    def refuse(self, sentence: str) -> None:
        """Why something was not done."""
        self.say(sentence, "warn")

    # --- the contact ---------------------------------------------------------------------------------

    def shown_contact(self) -> Contact | None:
        """The contact on the card."""
        return self._dossier.contact if self._dossier else None

    def target(self) -> ContactId | None:
        """The contact that the last key was about, as it was when the key was pressed."""
        return self._pressed

    def _here(self) -> ContactId | None:
        if self.place is Place.QUEUE:
            return self.queue.cursor
        return self._dossier.contact.id if self._dossier else None

    async def show_contact(self, contact: Contact | ContactId, place: Place | None = None) -> None:
        """Show this contact from now on, and go to the place."""
        await self._read(contact)
        if place is not None:
            self.go(place)

    def load(self, contact: ContactId) -> None:
        """Show this contact as soon as it is read; a later wish to see another one wins."""
        reading: Any = partial(self._read, contact)  # one that a later wish cancels is never begun
        self.run_worker(reading, group="card", exclusive=True, exit_on_error=False)

    async def _read(self, contact: Contact | ContactId) -> None:
        from console.screens.dossier import dossier_of  # here: no first frame needs it

        desk = self.session.desk
        found = contact if isinstance(contact, Contact) else None
        if found is None:
            found = await attempt(desk.contact(contact), self.refuse, self.names.failure)  # type: ignore[arg-type]
        if found is None:
            return
        dossier = await attempt(dossier_of(self.session, found), self.refuse, self.names.failure)
        self._show(dossier or Dossier(contact=found))

    def _show(self, dossier: Dossier) -> None:
        before = self._dossier
        other = before is None or before.contact.id != dossier.contact.id
        if other and before is not None:
            self._searches[before.contact.id] = (self.answers.query_text, self.answers.article)
        self._dossier = dossier
        contact = dossier.contact
        self.acts.current = contact
        self._show_card(from_top=other)
        if other:
            self._unfolded = False
            typed, article = self._searches.get(contact.id, ("", None))
            self.answers.open(self.finder.why(), typed, article)
        self.answers.show_given(frozenset(contact.answered))
        self.draw_bars()

    def _show_card(self, *, from_top: bool = False) -> None:
        if self._dossier is None:
            empty = _("Nessun contatto aperto. Nella coda: ↑↓ sceglie, Invio apre. F5 prende il prossimo.")
            return self.card.show([(), ((empty, "muted"),)])
        look = self.session.look
        sight = Sight(
            names=self.names, me=self.session.desk.me.id, now=self.session.clock.now(), zone=look.zone,
            unfolded=self._unfolded, urgency=self.session.urgency,
        )  # fmt: skip
        return self.card.show(contact_rows(self._dossier, sight), from_top=from_top)

    # --- answers -------------------------------------------------------------------------------------

    def _filled(self, text: str) -> str:
        contact = self.shown_contact()
        return self.session.desk.filled(text, contact, self.app.today())[0] if contact else text

    @on(AnswersPane.Chosen)
    def _chosen(self, event: AnswersPane.Chosen) -> None:
        if self.writing.is_reply:
            self.writing.insert(self.session.articles.article(event.article))
            self.go(Place.WRITING)
        self.run_act("give", self.acts.give(event.article, event.query))

    # --- places and keys -----------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Put the hands there; what is there takes the keys."""
        shown = self.shown_contact()
        if place is Place.CONTACT and shown is not None and self.writing.contact == shown.id:
            place = Place.WRITING
        self.place = place
        if shown is not None and place is not Place.QUEUE:
            self.news.shown(shown.id)
        for one in Place:
            self.set_class(one is place, f"-at-{one}")
        widget = {Place.QUEUE: self.queue, Place.CONTACT: self.card, Place.ANSWERS: self.answers}.get(place)
        if widget is not None:
            self.set_focus(widget)  # at once: `focus()` is late, and the next key would still go to the old place
        else:
            self.writing.focus_text()
        self.draw_bars()
        self.call_after_refresh(self.draw_bars)

    @on(QueueList.Moved)
    def _moved(self, event: QueueList.Moved) -> None:
        if event.contact is not None and self.shows_previews:
            self.load(event.contact)

    @on(events.DescendantFocus)
    def _focused(self, event: events.DescendantFocus) -> None:
        """Tab or the mouse moved the focus: the place follows."""
        if self.app.screen is not self:
            return
        places = {self.queue: Place.QUEUE, self.card: Place.CONTACT, self.answers: Place.ANSWERS}
        place = next((places[one] for one in (self.queue, self.card, self.answers) if one.has_focus), None)
        if place is not None and place is not self.place:
            self.go(place)

    def action_act(self, action: str) -> None:
        """A key of the registry was pressed: the contact under it is remembered now, unless the key is dropped."""
        act = self.acts.of(action)
        if act is None:
            desk_moves.perform(self, action)
        elif not self.act.name:  # a key that is dropped does not turn the running act to another contact
            self._pressed = self._here()
            self.run_act(action, act())

    def act_later(self, action: str) -> None:
        """The same once the act that is under way has ended (the palette's own)."""
        self.call_later(self.action_act, action)

    def run_act(self, name: str, doing: Any) -> None:
        """One act at a time: a key that is pressed again while its act runs does nothing twice."""
        self.act.run(name, doing)

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Show a dialog and give its answer."""
        return await self.act.ask(dialog)

    def leaves(self, contact: ContactId) -> str:
        """This contact has left my hands: the list goes on without it. Gives what was looked for."""
        typed = self.answers.query_text
        self._dossier = None
        self.queue.forget(contact)
        self._show_card(from_top=True)
        self.answers.open("")
        if self.size.width >= TWO_PLACES and self.queue.cursor is not None:
            self.load(self.queue.cursor)
        return typed

    # --- writing -------------------------------------------------------------------------------------

    async def write(self, contact: Contact, insert: tuple[ArticleId, ...] = (), fresh: Letter | None = None) -> None:
        """Open the reply, or a mail beside it; cards are put in where nothing has been written yet."""
        mail = await attempt(self.session.desk.mail_of(contact), self.refuse, self.names.failure)
        cards = [self.session.articles.article(one) for one in insert]
        await self.writing.open_reply(contact, mail, cards, fresh)
        self.set_class(True, "-writing")
        self.go(Place.WRITING)

    async def write_note(self, contact: Contact) -> None:
        """Open the note."""
        await self.writing.open_note(contact)
        self.set_class(True, "-writing")
        self.go(Place.WRITING)

    async def stop_writing(self) -> None:
        """Close reply or note; the text is kept."""
        await self.writing.close()
        if self.place is Place.WRITING:
            self.go(Place.CONTACT)
        self.set_class(False, "-writing")

    @on(Writing.Left)
    async def _left_writing(self) -> None:
        await self.stop_writing()
        self.go(Place.CONTACT)
        if self._dossier is not None:
            self.load(self._dossier.contact.id)

    @on(Writing.Sent)
    def _sent(self, event: Writing.Sent) -> None:
        self.run_act("sent", self.acts.sent(event.sent, event.draft))
