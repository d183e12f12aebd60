"""Keys that change nothing about a contact: going places, looking, copying, help, my state, leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from console.domain.contact import LIVE_CALL, QUEUED_STATES, ContactId, State
from console.i18n import _
from console.screens import desk_phone
from console.screens.actions import GENERAL, OPERATOR, Action, Place, keys_words
from console.screens.contact_rows import Dossier, proposes
from console.screens.format import citizen
from console.screens.keys_now import Sorting
from console.screens.themes import after

if TYPE_CHECKING:
    from console.screens.app import ConsoleApp
    from console.screens.desk import DeskScreen


def perform(desk: DeskScreen, action: str) -> None:
    """Perform this action of the registry."""
    moves: dict[str, Callable[[DeskScreen], None]] = {
        "queue": lambda one: one.go(Place.QUEUE), "contact": lambda one: _work(one, Place.CONTACT),
        "answers": lambda one: _work(one, Place.ANSWERS),
        "back": _back, "open": _open, "search": _search, "quoted": lambda one: one.unfold(),
        "theme": lambda one: next_theme(one.app), "copy": _copy,
        "missed": desk_phone.missed, "mark": _mark,
        "help": lambda one: show_help(one.app, OPERATOR, one.place),
    }  # fmt: skip
    asking: dict[str, Callable[[DeskScreen], Coroutine[Any, Any, None]]] = {
        "palette": _palette, "state": desk_phone.state, "hours": desk_phone.hours, "notices": _notices,
        "find": _find, "leave": _leave, "calculator": _calculator,
    }  # fmt: skip
    if action in moves:
        moves[action](desk)
    elif action in asking:
        desk.run_act(action, asking[action](desk))


# --- going places --------------------------------------------------------------------------------


def _work(desk: DeskScreen, place: Place) -> None:
    """To the contact in hand; with free hands to the one that is shown, or under the cursor."""
    shown = desk.shown_contact()
    wanted = desk.hand or (shown.id if shown else desk.queue.cursor)
    if desk.place is not Place.QUEUE or wanted is None or (shown is not None and shown.id == wanted):
        desk.go(place)
    else:
        desk.run_act("work", desk.show_contact(wanted, place))


def _back(desk: DeskScreen) -> None:
    """One step: the filter, then from the answers to the contact, then to the queue."""
    if desk.place is Place.ANSWERS and desk.shown_contact() is not None:
        desk.go(Place.CONTACT)
    elif desk.place is Place.QUEUE and desk.queue.marked_here():
        desk.queue.unmark()
        desk.draw_bars()
    elif desk.place is Place.QUEUE and desk.filter_text:
        desk.filter_by("")
    else:
        desk.go(Place.QUEUE)


def sorting(desk: DeskScreen, dossier: Dossier | None) -> Sorting:
    """What can be sorted here and now."""
    marked = len(desk.queue.marked_here()) if desk.queue.marked else 0
    return Sorting(marked=marked, suspects=desk.picture.quarantined, proposes=proposes(dossier))


def _mark(desk: DeskScreen) -> None:
    """Mark the row under the cursor for an act on many."""
    if desk.place is Place.QUEUE and not desk.queue.toggle_mark():
        return desk.refuse(_("Si segnano solo contatti scritti che nessuno ha in mano."))
    return desk.draw_bars()


def _open(desk: DeskScreen) -> None:
    """In the queue: look at it. At the contact: accept what is proposed, which is to take it, or to ring back."""
    if desk.place is Place.QUEUE:
        if desk.queue.cursor is not None:  # as an act: the next key is about this one, not about the one shown before
            desk.run_act("open", desk.show_contact(desk.queue.cursor, Place.CONTACT))
        return
    contact, me = desk.shown_contact(), desk.session.desk.me.id
    if contact is None:
        return
    if contact.state in QUEUED_STATES:
        desk.action_act("claim")
    elif contact.state is State.PARKED and contact.operator == me:
        desk.action_act("park")
    elif contact.operator == me and desk.can_ring_back():
        desk.action_act("call_back")
    else:
        desk.go(Place.ANSWERS)


def _search(desk: DeskScreen) -> None:
    """In the queue a filter, elsewhere the answers."""
    if desk.place is not Place.QUEUE:
        return desk.go(Place.ANSWERS)
    desk.run_act("search", _filter(desk))
    return None


async def _filter(desk: DeskScreen) -> None:
    from console.screens.dialogs.filter import FilterDialog

    before = desk.filter_text
    typed = await desk.ask(FilterDialog(before, desk.filter_by))
    desk.filter_by(before if typed is None else typed)


# --- looking -------------------------------------------------------------------------------------


def show_help(app: ConsoleApp, actions: Sequence[Action], place: Place) -> None:
    """The overview of this place; the same key again shows everything."""
    from console.screens.dialogs.help import HelpDialog, HelpLine, HelpPage

    def line(one: Action) -> HelpLine:
        return HelpLine(keys=keys_words(one, app.session.look.keymap), name=_(one.words), help=_(one.help))

    titles = {
        Place.QUEUE: _("Coda"), Place.CONTACT: _("Contatto"), Place.ANSWERS: _("Risposte"),
        Place.WRITING: _("Risposta in scrittura"),
    }  # fmt: skip
    here = HelpPage(title=titles[place], lines=tuple(line(one) for one in actions if place in one.places))
    general = frozenset(GENERAL)
    pages = (
        HelpPage(title=_("Il contatto"), lines=tuple(line(one) for one in actions if one not in general)),
        HelpPage(title=_("La console"), lines=tuple(line(one) for one in actions if one in general)),
    )
    app.push_screen(HelpDialog(here, pages))


def next_theme(app: ConsoleApp) -> None:
    """Dark, light, high contrast, round and round."""
    app.theme = after(app.theme)


async def _palette(desk: DeskScreen) -> None:
    chosen = await desk.ask(palette(OPERATOR, desk.session.look.keymap))
    if chosen:
        desk.act_later(chosen)


def palette(actions: Sequence[Action], keymap: Mapping[str, str]) -> Screen[str | None]:
    """Every act by its name, with its keys; gives the id of an action."""
    from console.screens.dialogs.choose import ChooseDialog
    from console.screens.dialogs.fields import Pick

    picks = [
        Pick(key=one.id, words=f"{keys_words(one, keymap):<7} {_(one.words):<14}", remark=_(one.help))
        for one in actions if one.id not in ("palette", "open", "back")
    ]  # fmt: skip
    return ChooseDialog(_("Menu"), picks)


async def _notices(desk: DeskScreen) -> None:
    from console.screens.dialogs.choose import ChooseDialog
    from console.screens.dialogs.fields import Pick
    from console.screens.dialogs.words import when

    now, zone = desk.session.clock.now(), desk.session.look.zone
    picks = [
        Pick(key=str(one.contact), words=one.sentence, remark=when(one.at, now, zone))
        for one in reversed(desk.notices.kept)
    ]  # fmt: skip
    empty = _("Nessun avviso: i passaggi accettati, rimandati e conclusi si leggono qui.")
    chosen = await desk.ask(ChooseDialog(_("Avvisi"), picks, empty=empty))
    if chosen:
        await desk.show_contact(ContactId(int(chosen)), Place.CONTACT)


async def _find(desk: DeskScreen) -> None:
    from console.screens.dialogs.find import FindDialog

    chosen = await desk.ask(FindDialog(desk.session))
    if chosen is not None:
        await desk.show_contact(chosen, Place.CONTACT)


async def _calculator(desk: DeskScreen) -> None:
    """Beside the card under the cursor, whose articles of the law say what is asked."""
    from console.screens.dialogs.calculator import CalculatorDialog

    reckoning, session = desk.session.reckoning, desk.session
    if reckoning is None:
        return desk.refuse(_("Qui il calcolatore non c'è."))
    await asyncio.to_thread(reckoning.questions)
    today = datetime.fromtimestamp(session.clock.now(), session.look.zone).date()
    shown = desk.answers.article
    card = session.articles.article(shown) if shown else None
    articles = tuple(source.article for source in card.sources) if card else ()
    copied = await desk.ask(CalculatorDialog(reckoning, today, articles=articles))
    if copied:
        desk.app.copy(copied)
        desk.say(_("Copiato: {text}").format(text=copied.splitlines()[0]), "good")
    return None


# --- small acts ----------------------------------------------------------------------------------


def _copy(desk: DeskScreen) -> None:
    """The case reference, else the number, else the address of the contact; the sentence says which."""
    contact = desk.shown_contact()
    party = contact.party if contact else None
    found = (contact.case_reference if contact else "") or (party.phone or party.email if party else "")
    if not found:
        return desk.refuse(_("Qui non c'è niente da copiare."))
    desk.app.copy(found)
    return desk.say(_("Copiato: {text}").format(text=found), "good")


async def _leave(desk: DeskScreen) -> None:
    from console.screens.dialogs.confirm import ConfirmDialog

    calls = [citizen(row) for row in desk.picture.mine if row.call_state in LIVE_CALL]
    active = list(dict.fromkeys((*calls, *desk.in_my_hands)))
    if active or desk.writing.dirty:
        who = ", ".join(active[:3]) or _("una bozza")
        question = _("Uscire con {who} in mano?").format(who=who)
        consequence = _("I testi restano; senza console il contatto torna in coda dopo qualche minuto.")
        if calls:
            said = _("La telefonata non finisce: {who} resta in linea o in attesa finché un collega subentra.")
            consequence = said.format(who=", ".join(calls[:3]))
        if not await desk.ask(ConfirmDialog(question, consequence=consequence)):
            return
    await desk.stop_writing()
    await desk.app.farewell()
