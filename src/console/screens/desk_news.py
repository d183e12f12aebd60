"""What reaches an operator without a key: the sentence above the keys, news of handoffs, the call at the own phone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from console.domain.contact import Contact, ContactId, State
from console.domain.queues import Board, QueueRow, rings_at
from console.i18n import _
from console.screens.actions import Place
from console.screens.attempting import attempt
from console.screens.contact_rows import keyed_extension, open_first
from console.screens.dialogs import words
from console.screens.format import citizen
from console.screens.news import News, ReleaseNews
from console.screens.notices import SECONDS, Notice, Notices, handoff_news, verdict_news
from console.screens.strip_rows import Ringing

if TYPE_CHECKING:
    from console.screens.desk import DeskScreen


class DeskNews:
    """Follows the board for one desk. It never moves the hands, except to a call that free hands have answered."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._me = desk.session.desk.me.id
        self._news = News(self._me)
        self._verdicts = ReleaseNews(self._me)
        self.notices = Notices()
        self.ringing: Ringing | None = None
        """Who rings at my phone, or has been answered there and is not shown yet."""

    # --- sentences -----------------------------------------------------------------------------------

    def say(self, sentence: str, tone: str, *, until: float = 0.0, contact: ContactId | None = None) -> None:
        """A notice; with `until` (UTC seconds) a countdown, with `contact` one that is kept."""
        now = self._desk.session.clock.now()
        notice = Notice(
            sentence=sentence, tone=tone, at=now, until=until or now + SECONDS, counts=bool(until), contact=contact
        )
        self.notices.say(notice)

    def follow(self, board: Board) -> None:
        """The store changed."""
        for moved in self._news.of(board):
            self._desk.run_worker(self._tell(moved), group="news", exit_on_error=False)
        for row in self._news.answers(board):
            said = _("↪ {who} risponde a te: {what}") if row.thread else _("↩ Non consegnato: {who} · {what}")
            sentence = said.format(who=citizen(row), what=row.subject or _("(senza oggetto)"))
            self.say(sentence, "accent", contact=row.id)
        for judged in self._verdicts.of(board):
            self._desk.run_worker(self._tell_verdict(judged), group="news", exit_on_error=False)
        self._ring(board)

    async def _tell(self, contact: ContactId) -> None:
        """What became of a handoff, read from the contact itself."""
        found = await self._read(contact)
        if found is None:
            return
        if found.state is State.CONSULTING:
            self.notices.hush()
        else:
            extension = await self.by_keys(found)
            news = handoff_news(found, self._desk.names, extension)
            if news is not None:
                self.say(news[0], news[1], contact=contact)
        self._desk.draw_bars()

    async def _tell_verdict(self, contact: ContactId) -> None:
        """What a colleague says of a mail of mine."""
        found = await self._read(contact)
        reading = self._desk.session.store.journal(contact)
        journal = await attempt(reading, self._desk.refuse, self._desk.names.failure)
        park = self._desk.bars.key("park")
        news = verdict_news(journal or (), found, self._desk.names.person, park) if found else None
        if news is not None:
            self.say(news[0], news[1], contact=contact)
            self._desk.draw_bars()

    async def by_keys(self, contact: Contact) -> str | None:
        """The extension to which the keys of a desk phone took the call; None when it went otherwise."""
        if contact.handoff is None:
            return None
        reading = self._desk.session.store.journal(contact.id)
        return keyed_extension(await attempt(reading, self._desk.refuse, self._desk.names.failure) or ())

    async def _read(self, contact: ContactId) -> Contact | None:
        reading = self._desk.session.desk.contact(contact)
        return await attempt(reading, self._desk.refuse, self._desk.names.failure)

    # --- the call at my phone ------------------------------------------------------------------------

    def _ring(self, board: Board) -> None:
        row = next((one for one in board.rows if rings_at(one) == self._me), None)
        before = self.ringing
        if row is None and before is not None:
            row = next((one for one in board.rows if one.id == before.row.id and self._answered(one)), None)
        if row is None:
            self.ringing = None
        elif before is not None and before.row.id == row.id:
            self.ringing = replace(before, row=row)
            if row.state is State.ACTIVE:
                self._desk.answered_at_the_phone()
        else:
            self.ringing = Ringing(row=row)
            self._desk.run_worker(self._known(row), group="ringing", exclusive=True, exit_on_error=False)

    def _answered(self, row: QueueRow) -> bool:
        shown = self._desk.shown_contact()
        here = shown is not None and shown.id == row.id and self._desk.place is not Place.QUEUE
        return row.state is State.ACTIVE and row.operator == self._me and not here

    def shown(self, contact: ContactId) -> None:
        """The hands have turned to this contact."""
        if self.ringing is not None and self.ringing.row.id == contact and self.ringing.row.state is State.ACTIVE:
            self.ringing = None

    async def _known(self, row: QueueRow) -> None:
        """Free hands see the citizen's card at once, the line at the top says the newest."""
        if self._desk.shows_previews and not self._desk.in_my_hands:
            self._desk.load(row.id)
        found = await self._read(row.id)
        if found is None:
            return
        reading = self._desk.session.desk.history(found)
        history = await attempt(reading, self._desk.refuse, self._desk.names.failure) or ()
        session = self._desk.session
        line = words.history(open_first(history), session.clock.now(), session.look.zone)
        if self.ringing is not None and self.ringing.row.id == row.id:
            self.ringing = replace(self.ringing, history=line)
            self._desk.draw_bars()
