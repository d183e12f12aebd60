"""The one-line bars of the desk: strip, band, heading, notice, keys, and who is on the line above the answers."""

from __future__ import annotations

from console.domain.contact import Contact
from console.domain.record import record
from console.domain.seat import Opening
from console.i18n import _
from console.screens import strip_rows
from console.screens.actions import OPERATOR, Place, key_words, keys_of
from console.screens.consult_words import consult_of, standing_line
from console.screens.contact_rows import who_row
from console.screens.keys_now import Sorting, keys_now
from console.screens.notices import Notices, guide
from console.screens.phone_words import opening_words
from console.screens.queue_rows import QueueColumns
from console.screens.widgets.line_bar import LineBar
from console.services.session import Session


@record
class DeskView:
    """What the bars are drawn from."""

    place: Place
    contact: Contact | None
    picture: strip_rows.Picture
    store_ok: bool
    width: int
    filter_text: str
    sorting: Sorting | None = None
    """What can be sorted here."""
    ringing: strip_rows.Ringing | None = None
    """Who rings at my phone."""
    note: bool = False
    """What is being written is the internal note, which nothing sends."""


class DeskBars:
    """Owns the bars and says what each of them shows; an equal line draws nothing."""

    def __init__(self, session: Session, notices: Notices, columns: QueueColumns) -> None:
        self._session = session
        self._notices = notices
        self._columns = columns
        self._me = session.desk.me
        self.strip = LineBar(id="strip")
        self.band = LineBar(id="band")
        self.heading = LineBar(id="heading")
        self.who = LineBar(id="who")
        self.notice = LineBar(id="notice")
        self.keys = LineBar(id="keys")

    def key(self, action: str) -> str:
        """The first key of an action on this site, in words."""
        found = next(one for one in OPERATOR if one.id == action)
        return key_words(keys_of(found, self._session.look.keymap).split(",")[0])

    def draw(self, view: DeskView) -> None:
        """Every bar as it reads now."""
        now, look = self._session.clock.now(), self._session.look
        of_strip = strip_rows.StripView(
            site=look.site, name=self._me.name, demo=look.demo, picture=view.picture, store_ok=view.store_ok, now=now,
            zone=look.zone, limit=look.after_call_seconds, opening=self._opening(view.picture.opening, now),
        )  # fmt: skip
        self.strip.show(*strip_rows.strip(of_strip, view.width))
        if view.ringing is not None:
            self.band.show(*strip_rows.ringing_band(view.ringing, self.key("take")))
        elif view.place is Place.QUEUE and view.filter_text:
            said = _(" Filtro: {text} · {key} lo toglie").format(text=view.filter_text, key=self.key("back"))
            self.band.show(((said, "key"),))
        elif view.place is Place.QUEUE:
            self.band.show(*strip_rows.hands_band(view.picture, now, self.key("take"), self.key("park")))
        else:
            self.band.show(*strip_rows.waiting_band(view.picture, now, view.width))
        columns = self._columns.heading(self.heading.size.width - 2)
        self.heading.show((("  ", "muted"), *columns))
        self.who.show(who_row(view.contact, now) if view.contact else ())
        step = guide(view.place, view.contact, self._me.id, note=view.note) if look.demo else ""
        consult = consult_of(view.picture.mine)
        clerk = (self._columns.person(consult.clerk) or self._columns.seat(consult.office)) if consult else ""
        standing = standing_line(consult, clerk, self.key) if consult else ""
        self.notice.show(self._notices.row(now, step, standing=standing))
        pairs = keys_now(
            view.place, view.contact, self._me.id, self.key, view.picture.waiting_count, note=view.note,
            consult=consult, sorting=view.sorting,
        )  # fmt: skip
        always = [(self.key("palette"), _("Menu")), (self.key("help"), _("Aiuto"))]
        self.keys.show(*strip_rows.keys(pairs, always, view.width))

    def _opening(self, opening: Opening, now: float) -> str:
        hours = self._session.hours
        return opening_words(opening, hours.is_open(now) if hours else None, self._columns.person(opening.by))
