"""`console phone`: how the telephone stands, into the queue and out of it, and a supervisor's word on the hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from console.cli import contact_data, words
from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns, moment, named, plain_data, waited
from console.domain.office import Presence
from console.domain.seat import HoursMode
from console.domain.text import clean
from console.i18n import _
from console.screens.dialogs import words as spoken
from console.services.intake import IntakeLimits

if TYPE_CHECKING:
    from console.domain.queues import Board, LinkState, QueueRow
    from console.domain.seat import Opening, Seat

LONGEST_REASON = 40


@click.group(
    help=_("Il telefono: collegamento, orari, posti in coda e telefonate; entrare in coda, fare pausa, uscirne."),
    epilog=examples(
        "console phone status",
        'console phone pause --reason "pranzo" --operator anna',
        "console phone hours closed --operator anna",
    ),
)
def phone() -> None:
    """Everything about the telephone that is not one contact."""


@phone.command(
    help=_("Dice come stanno collegamento, orari, posti in coda e telefonate in corso."),
    epilog=examples("console phone status", "console phone status --json"),
)
@common
@on_site
async def status(scene: Scene) -> None:
    """What the PBX said last, as every console sees it."""
    board = await scene.site.store.board()
    link = next((one for one in board.links if one.name == "phone"), None)
    calls = [row for row in board.rows if row.call_state in words.LIVE]
    is_open = await _is_open(scene)
    data = {
        "link": {**plain_data(link), "since": moment(link.since, scene.zone)} if link else None,
        "hours": _hours_data(scene, board.opening, is_open),
        "seats": [_seat_data(scene, board, seat) for seat in board.seats],
        "calls": [contact_data.timed(contact_data.of_row(row), scene.zone) for row in calls],
    }
    head = named([(_("collegamento"), _link(link)), (_("orari"), _hours(scene, board.opening, is_open))])
    scene.say(data, *head, "", *_seats(scene, board), "", *_calls(scene, calls))


async def _is_open(scene: Scene) -> bool:
    from console.services.opening import OpeningKeeper

    opening = OpeningKeeper(store=scene.site.store, clock=scene.site.clock, hours=scene.site.hours)
    await opening.refresh()
    return opening.is_open(scene.site.clock.now())


def _link(link: LinkState | None) -> str:
    if link is None:
        return _("mai stato in servizio")
    return _("in piedi") if link.ok else " ".join(part for part in (_("caduto:"), link.problem, link.detail) if part)


def _hours_data(scene: Scene, opening: Opening, is_open: bool) -> dict[str, Any]:
    since = moment(opening.since, scene.zone) if opening.since else ""
    return {"open": is_open, "mode": opening.mode, "by": opening.by, "since": since, "pbx": opening.seen}


def _hours(scene: Scene, opening: Opening, is_open: bool) -> str:
    """Open or closed, by whose word, and whether the PBX has it."""
    parts = [_("aperto") if is_open else _("chiuso")]
    if opening.mode is HoursMode.AUTO:
        parts.append(_("secondo l'orario del sito"))
    else:
        by = scene.person(opening.by) if opening.by else "-"
        parts.append(_("per ordine di {who}").format(who=by))
    parts.append(_("centralino: {mode}").format(mode=_mode(opening.seen)))
    return " · ".join(parts)


def _mode(mode: HoursMode) -> str:
    return {
        HoursMode.AUTO: _("orario proprio"), HoursMode.OPEN: _("aperto"), HoursMode.CLOSED: _("chiuso"),
    }[mode]  # fmt: skip


def _seat_data(scene: Scene, board: Board, seat: Seat) -> dict[str, Any]:
    operator = scene.site.directory.operator_at(seat.extension)
    person = next((one for one in board.people if operator is not None and one.person == operator.id), None)
    return {
        **plain_data(seat), "operator": operator.id if operator else "",
        "presence": person.presence if person else "", "presence_reason": person.reason if person else "",
    }  # fmt: skip


def _seats(scene: Scene, board: Board) -> list[str]:
    if not board.seats:
        return [_("Nessun telefono in coda.")]
    table = [[_("interno"), _("chi"), _("in coda"), _("presenza")]]
    for seat in board.seats:
        data = _seat_data(scene, board, seat)
        state = _("fuori") if not seat.logged_in else _("pronto") if not seat.paused else _("in pausa")
        reason = f" ({spoken.pause_reason(seat.reason)})" if seat.paused and seat.reason else ""
        presence = spoken.presence(Presence(data["presence"])) if data["presence"] else "-"
        table.append([seat.extension, scene.person(data["operator"]) or seat.name or "-", state + reason, presence])
    return columns(table)


def _calls(scene: Scene, calls: list[QueueRow]) -> list[str]:
    if not calls:
        return [_("Nessuna telefonata in corso.")]
    now = scene.site.clock.now()
    table = [[_("n."), _("telefonata"), _("da"), _("chi"), _("in mano a")]]
    for row in calls:
        who = scene.person(row.operator) if row.operator else "-"
        citizen = row.name or row.peer or "-"
        table.append([str(row.id), words.call_state(row.call_state), waited(now - row.arrived_at), citizen, who])
    return columns(table)


# --- into the queue and out of it ----------------------------------------------------------------


@phone.command(
    help=_("Mette il telefono dell'operatore in coda, pronto a ricevere."),
    epilog=examples("console phone ready --operator anna"),
)
@common
@operator_option
@on_site
async def ready(scene: Scene) -> None:
    """Log in, or end a pause."""
    here = await _has_console(scene)
    await scene.site.desk.log_in()
    alone = _("{who} è disponibile, ma senza una scrivania aperta il telefono esce dalla coda dopo {count} minuti.")
    minutes = round(IntakeLimits().console_gone / 60)
    _tell(scene, Presence.READY, "", _("{who} è disponibile.") if here else alone, console=here, count=minutes)


@phone.command(
    help=_("Mette in pausa il telefono dell'operatore; --reason dice perché."),
    epilog=examples('console phone pause --reason "pranzo" --operator anna', "console phone pause --operator anna"),
)
@common
@operator_option
@click.option("--reason", default="", metavar=_("TESTO"), help=_("Il motivo, in poche parole."))
@on_site
async def pause(scene: Scene, reason: str) -> None:
    """Not ready."""
    said = clean(reason).text.strip()
    if len(said) > LONGEST_REASON:
        raise Ended(Code.USAGE, _("Il motivo è lungo: al massimo {count} caratteri.").format(count=LONGEST_REASON))
    await scene.site.desk.set_presence(Presence.PAUSED, said)
    _tell(scene, Presence.PAUSED, said, _("{who} è in pausa."))


@phone.command(
    help=_("Toglie il telefono dell'operatore dalla coda."),
    epilog=examples("console phone leave --operator anna"),
)
@common
@operator_option
@on_site
async def leave(scene: Scene) -> None:
    """Log out."""
    await scene.site.desk.log_out()
    _tell(scene, Presence.AWAY, "", _("{who} è fuori dalla coda."))


async def _has_console(scene: Scene) -> bool:
    """Whether a console of this operator lives. A command sets both times; a console goes on moving the heartbeat."""
    me, now = scene.site.operator, scene.site.clock.now()
    seen = (one for one in await scene.site.store.people() if one.person == me.id)
    return any(one.seen_at != one.since and now - one.seen_at <= IntakeLimits().console_gone for one in seen)


def _tell(scene: Scene, presence: Presence, reason: str, sentence: str, *, count: int = 0, **more: Any) -> None:
    me = scene.site.operator
    data = {"operator": me.id, "extension": me.extension, "presence": presence, "reason": reason, **more}
    scene.say(data, sentence.format(who=me.name, count=count))


# --- hours ---------------------------------------------------------------------------------------


@phone.command(
    help=_(
        "Dice se si è aperti; con auto, open o closed lo decide: open e closed valgono contro l'orario finché qualcuno "
        "dice auto. Il centralino lo viene a sapere dalla presa in entrata."
    ),
    epilog=examples("console phone hours", "console phone hours closed --operator anna"),
)
@common
@operator_option
@click.argument("mode", required=False, type=click.Choice([str(one) for one in HoursMode]))
@on_site
async def hours(scene: Scene, mode: str | None) -> None:
    """A supervisor's word."""
    if mode is not None:
        await scene.site.store.set_opening(HoursMode(mode), by=scene.site.operator.id, since=scene.site.clock.now())
    opening, is_open = await scene.site.store.opening(), await _is_open(scene)
    scene.say(_hours_data(scene, opening, is_open), _hours(scene, opening, is_open))
