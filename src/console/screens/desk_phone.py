"""Keys about the telephone that change no contact: my state in the queue, the hours, who is to be called back."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from console.domain.seat import HoursMode
from console.i18n import _
from console.screens.actions import Place
from console.screens.attempting import attempt
from console.screens.dialogs.words import when
from console.screens.phone_words import hours_word, seat_words

if TYPE_CHECKING:
    from console.screens.desk import DeskScreen


async def state(desk: DeskScreen) -> None:
    """Ready, a pause, out of the queue; the dialog says how the PBX has my phone."""
    from console.screens.dialogs.state import StateDialog

    def remark() -> str:
        said = _("Interno {extension}, al centralino: {words}.")
        return said.format(extension=desk.session.desk.me.extension, words=seat_words(desk.picture.seat))

    chosen = await desk.ask(StateDialog(desk.my_presence, leave=_("Fuori dalla coda"), remark=remark))
    if chosen is None:
        return
    setting = desk.session.desk.set_presence(chosen.presence, chosen.reason)
    await attempt(setting, desk.refuse, desk.names.failure)


async def hours(desk: DeskScreen) -> None:
    """The supervisor's word against the hours, with name and time."""
    from console.screens.dialogs.hours import HoursDialog

    session, opening = desk.session, desk.picture.opening
    now = session.clock.now()
    by_hours = ""
    if session.hours is not None:
        mode = HoursMode.OPEN if session.hours.is_open(now) else HoursMode.CLOSED
        by_hours = _("ora: {word}").format(word=hours_word(mode))
    remarks = []
    if opening.mode is not HoursMode.AUTO:
        moment = when(opening.since, now, session.look.zone)
        said = _("{word}, deciso da {who}, {when}.")
        remarks.append(
            said.format(word=hours_word(opening.mode).capitalize(), who=desk.names.person(opening.by), when=moment)
        )
    if opening.seen is not HoursMode.AUTO:
        remarks.append(_("Il centralino: {word}.").format(word=hours_word(opening.seen)))
    mode_now = await desk.ask(HoursDialog(opening.mode, by_hours, remarks))
    if mode_now is None or mode_now is opening.mode:
        return
    setting = session.store.set_opening(mode_now, by=session.desk.me.id, since=now)
    if await attempt(_done(setting), desk.refuse, desk.names.failure):
        words = _("Di nuovo secondo l'orario.") if mode_now is HoursMode.AUTO else _("Deciso: {word}.")
        desk.say(words.format(word=hours_word(mode_now)), "good")


async def _done(setting: Coroutine[Any, Any, None]) -> bool:
    await setting
    return True


def missed(desk: DeskScreen) -> None:
    """Only who is to be called back; again: everybody."""
    word = _("da richiamare")
    desk.filter_by("" if desk.filter_text == word else word)
    desk.go(Place.QUEUE)
