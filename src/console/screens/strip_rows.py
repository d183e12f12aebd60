"""The strip at the top, the band below it, and the line of keys: what they say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, tzinfo

from console.domain.contact import HELD_STATES, QUEUED_STATES, CallState, State
from console.domain.office import PersonState, Presence
from console.domain.queues import Board, LinkState, QueueFigures, QueueRow, figures, is_late
from console.domain.record import record
from console.domain.seat import Opening, Seat
from console.i18n import _
from console.screens import format as say
from console.screens.dialogs.words import pause_reason
from console.screens.phone_words import seat_differs
from console.screens.widgets.ink import Piece, Row, width_of
from console.services.presence import NO_ANSWER

ROOMY = 3
"""How much a strip says at most; see `_strip`."""
BAND = 5
"""Contacts in the band."""


@record
class Picture:
    """What the lines around the queue need of a board, counted once per board and not at every tick."""

    figures: QueueFigures = field(default_factory=QueueFigures)
    mine: tuple[QueueRow, ...] = ()
    """What is in my hands or parked, in the board's order."""
    waiting: tuple[QueueRow, ...] = ()
    """The first of those that anybody may take."""
    waiting_count: int = 0
    me: PersonState | None = None
    links: tuple[LinkState, ...] = ()
    complete: bool = True
    to_release: int = 0
    """Mails of colleagues that wait for a second pair of eyes."""
    seat: Seat | None = None
    """My phone as the PBX has it; None when it said nothing."""
    opening: Opening = Opening()
    quarantined: int = 0
    """Contacts in the quarantine."""
    free_since: float = 0.0
    """Since when nothing is in my hands (UTC seconds); 0: not known, or something is."""


def picture(board: Board, me: str, extension: str = "") -> Picture:
    """The picture of this board for one person, who sits at this extension."""
    waiting = [row for row in board.rows if row.state in QUEUED_STATES]
    return Picture(
        figures=figures(board.rows),
        mine=tuple(row for row in board.rows if row.operator == me and row.state in HELD_STATES),
        waiting=tuple(waiting[:BAND]),
        waiting_count=len(waiting),
        me=next((one for one in board.people if one.person == me), None),
        links=board.links,
        seat=next((one for one in board.seats if extension and one.extension == extension), None),
        opening=board.opening,
        quarantined=board.quarantined,
        complete=board.complete,
        to_release=sum(one.author != me for one in board.held),
    )


def freed(before: Picture, now: Picture, at: float) -> float:
    """Since when nothing is in my hands, when the second picture follows the first at this moment."""
    if _in_hand(now):
        return 0.0
    return at if _in_hand(before) else before.free_since


def _in_hand(found: Picture) -> bool:
    return any(row.state is not State.PARKED for row in found.mine)


@record
class StripView:
    """What the strip is made of."""

    site: str
    name: str
    demo: bool
    picture: Picture
    store_ok: bool
    now: float
    zone: tzinfo
    limit: float = 0.0
    """Seconds that a finished talk waits for its disposition; 0: without limit."""
    opening: str = ""
    """What there is to say of the hours."""


def strip(view: StripView, width: int, instead: str = "") -> tuple[Row, Row]:
    """My state and its time, the queue, the longest wait | links, clock. Narrow screens drop words, not figures.

    `instead` stands in place of the queue's figures (a clerk has none).
    """
    for room in (ROOMY, ROOMY - 1, 1, 0) if width >= 110 else (0,):
        left, right = _strip(view, instead, room)
        if sum(width_of(text) for text, _ink in (*left, *right)) <= width:
            break
    return left, right


def _strip(view: StripView, instead: str, room: int) -> tuple[Row, Row]:
    """With ROOMY every word; one less, without that of what is late; with 1 the names alone, with 0 not even these."""
    names = room > 0
    left: list[Piece] = [(" " + _("PROVA") + " ", "demo"), (" ", "text")] if view.demo else [(" ", "text")]
    if names:
        left.append((f"{view.site}   ", "muted"))
    left += [(view.name if names else view.name.split(" ")[0], "title"), *_my_state(view)]
    left += [(instead, "text")] if instead else _queue(view, room)
    right = [(f"{view.opening}  ", "warn")] if view.opening else []
    right += [*_links(view, names), (f"  {datetime.fromtimestamp(view.now, view.zone):%H:%M} ", "muted")]
    return tuple(left), tuple(right)


def my_state(found: Picture) -> tuple[str, str, float, bool]:
    """Glyph, words, since when (UTC seconds), whether it is the ready state. A live call says more than a word."""
    for row in found.mine:
        if row.state is State.CONSULTING:
            return "◐", _("in consultazione"), row.state_since, False
        if row.call_state is CallState.TALKING and row.state is State.ACTIVE:
            return "◐", _("in linea"), row.state_since, False
        if row.state is State.WRAP_UP:
            return "◐", _("da chiudere"), row.state_since, False
    person = found.me
    if person is None:
        return "●", _("disponibile"), 0.0, True
    ready = person.presence is Presence.READY
    since = max(person.since, found.free_since) if ready else person.since
    return say.PRESENCE[person.presence], _presence(person), since, ready


def _presence(person: PersonState) -> str:
    words = {
        Presence.READY: _("disponibile"),
        Presence.BUSY: _("occupato"),
        Presence.PAUSED: _("pausa"),
        Presence.AFTER_CALL: _("dopo chiamata"),
        Presence.AWAY: _("assente"),
    }[person.presence]
    if person.reason == NO_ANSWER:
        return _("pausa: non ha risposto")
    return pause_reason(person.reason) or words


def _my_state(view: StripView) -> list[Piece]:
    glyph, words, since, ready = my_state(view.picture)
    ink = "good" if ready else "warn"
    time = f" {say.wait(view.now - since)}" if since else ""
    if time and view.limit and any(row.state is State.WRAP_UP for row in view.picture.mine):
        time += _(" di {limit}").format(limit=say.wait(view.limit))
    pieces: list[Piece] = [(f"  {glyph} {words}", ink), (time, "muted")]
    differs = seat_differs(view.picture.me, view.picture.seat, view.now)
    return [*pieces, (_(" · al centralino {words}").format(words=differs), "warn")] if differs else pieces


def _queue(view: StripView, room: int) -> list[Piece]:
    wide = room > 1
    found = view.picture.figures
    more = "" if view.picture.complete else "+"
    pieces: list[Piece] = [
        (f"   ☎ {found.calls}", "accent" if found.calls else "muted"),
        (f"  ✉ {found.written}{more}", "text" if found.written else "muted"),
    ]
    if found.missed:
        words = _("  ↩ {count} da richiamare") if wide else "  ↩ {count}"
        pieces.append((words.format(count=found.missed), "warn"))
    late = found.late(view.now)
    if late:
        words = _("  {count} in ritardo") if room == ROOMY else _("  rit.{count}")
        pieces.append((words.format(count=late), "late"))
    if view.picture.to_release:
        words = _("  ⚑ {count} da liberare") if wide else "  ⚑ {count}"
        pieces.append((words.format(count=view.picture.to_release), "accent"))
    if view.picture.quarantined:
        words = _("  ⊘ {count} in quarantena") if wide else "  ⊘ {count}"
        pieces.append((words.format(count=view.picture.quarantined), "muted"))
    oldest = found.oldest_call if found.oldest_call is not None else found.oldest_written
    if oldest is not None:
        waited = view.now - oldest
        words = _("   attesa max {time}") if wide else _("  max {time}")
        pieces.append((words.format(time=say.wait(waited)), "late" if found.call_due < view.now else "text"))
    return pieces


def _links(view: StripView, wide: bool) -> list[Piece]:
    store = LinkState(name="store", ok=view.store_ok)
    links: Sequence[LinkState] = (*view.picture.links, store) if not view.store_ok else view.picture.links
    pieces: list[Piece] = []
    for link in links:
        if link.ok and wide:
            pieces.append((f" {say.link(link.name)} ✓", "muted"))
        elif not link.ok:
            pieces.append((f" {say.link(link.name)} ✗", "late"))
    return pieces or [(" ✓", "muted")]


def waiting_band(found: Picture, now: float, width: int) -> tuple[Row, Row]:
    """The next ones in line, while the queue itself is out of sight; how many more there are."""
    left: list[Piece] = [(" ", "text")]
    used, shown = 1, 0
    for row in found.waiting:
        name = say.citizen(row)
        piece = f"{say.GLYPHS[row.channel]} {say.wait(now - row.arrived_at)} {name[:24]}   "
        if used + width_of(piece) > width - 6 and shown:
            break
        live = row.call_state in (CallState.QUEUED, CallState.RINGING)
        left.append((piece, "late" if is_late(row, now) else "accent" if live else "muted"))
        used += width_of(piece)
        shown += 1
    if not found.waiting:
        return ((_(" Nessuno in attesa."), "muted"),), ()
    more = found.waiting_count - shown
    return tuple(left), ((f"+{more} ", "muted"),) if more else ()


@record
class Ringing:
    """Who rings at my phone: the row, and what is known in one line."""

    row: QueueRow
    history: str = ""


def ringing_band(ringing: Ringing, take_key: str) -> tuple[Row, Row]:
    """The call that comes in: number, citizen, history, and the key that answers."""
    row = ringing.row
    number = say.peer(row.peer)
    recalls = _("  richiama") if row.recalls else ""
    tongue = f"  {row.language}" if row.language != "it" else ""
    left: Row = (
        (_(" ☎ Squilla da te  "), "accent"), (say.citizen(row), "title"),
        (f"  {number}" if row.name and number else "", "text"), (tongue, "accent"), (recalls, "warn"),
        (f"  {ringing.history}" if ringing.history else _("  nessun contatto precedente"), "muted"),
    )  # fmt: skip
    return left, ((f"{take_key} ", "key"), (_("risponde "), "accent"))


def hands_band(found: Picture, now: float, take_key: str, park_key: str) -> tuple[Row, Row]:
    """What is in my hands and what I have set aside, while the queue is in sight."""
    active = [row for row in found.mine if row.state is not State.PARKED]
    parked = [row for row in found.mine if row.state is State.PARKED]
    left: list[Piece] = [(" ", "text")]
    if not active and not parked:
        return ((_(" Mani libere. {key} prende il prossimo.").format(key=take_key), "muted"),), ()
    for row in active[:3]:
        left.append((f"{say.GLYPHS[row.channel]} {say.citizen(row)[:28]} {say.wait(now - row.state_since)}   ", "good"))
    right: Row = ()
    if parked:
        words = _("‖ {count} da parte · {key} riporta {name} ")
        text = words.format(count=len(parked), key=park_key, name=say.citizen(parked[0])[:20])
        right = ((text, "muted"),)
    return tuple(left), right


def keys(pairs: Sequence[tuple[str, str]], always: Sequence[tuple[str, str]], width: int) -> tuple[Row, Row]:
    """The keys that apply now, as many as fit, and on the right those that always do: (key, words)."""
    right: Row = tuple(piece for key, words in always for piece in ((key, "key"), (f" {words} ", "muted")))
    room = width - sum(width_of(text) for text, _ink in right)
    pieces: list[Piece] = [(" ", "text")]
    used = 1
    for key, words in pairs:
        taken = width_of(key) + width_of(words) + 3
        if used + taken > room + 1:
            break
        pieces += [(key, "key"), (f" {words}  ", "muted")]
        used += taken
    return tuple(pieces), right
