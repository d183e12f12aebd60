"""What the PBX says of my phone and of the hours, in words, where it differs from what was wanted. Pure."""

from __future__ import annotations

from console.domain.office import PersonState, Presence
from console.domain.seat import HoursMode, Opening, Seat
from console.i18n import _
from console.screens.dialogs.words import pause_reason

SETTLES_SECONDS = 5.0
"""So long a new state may take to reach the PBX before it is said that it did not."""


def seat_words(seat: Seat | None) -> str:
    """How the PBX has this phone."""
    if seat is None or not seat.logged_in:
        return _("fuori dalla coda")
    if not seat.paused:
        return _("in coda, pronto")
    return _("in coda, in pausa ({reason})").format(reason=pause_reason(seat.reason)) if seat.reason else _("in pausa")


def seat_differs(person: PersonState | None, seat: Seat | None, now: float) -> str:
    """The PBX's word on my phone while it is another than mine; empty when they agree, or were not heard of."""
    if person is None or seat is None or now - person.since < SETTLES_SECONDS:
        return ""
    here = person.presence is not Presence.AWAY
    paused = person.presence is not Presence.READY
    agrees = seat.logged_in == here and (not here or seat.paused == paused)
    return "" if agrees else seat_words(seat)


def hours_word(mode: HoursMode) -> str:
    """Open or closed."""
    return _("aperto") if mode is HoursMode.OPEN else _("chiuso")


def opening_words(opening: Opening, open_by_hours: bool | None, who: str) -> str:
    """What is worth a place on the strip: a supervisor's word, and a PBX that does otherwise; else empty.

    `open_by_hours` None: the hours are not known here. `who` is the name of who decided.
    """
    if opening.mode is not HoursMode.AUTO:
        said = _("{word}, deciso da {who}").format(word=hours_word(opening.mode), who=who or "–")
        wanted: HoursMode | None = opening.mode
    else:
        said = ""
        wanted = None if open_by_hours is None else HoursMode.OPEN if open_by_hours else HoursMode.CLOSED
    if wanted is None or opening.seen in (HoursMode.AUTO, wanted):
        return said
    pbx = _("centralino {word}").format(word=hours_word(opening.seen))
    return f"{said} · {pbx}" if said else pbx
