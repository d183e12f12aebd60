"""`console targets`: how the promises of the site stand now, and how many were kept today."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import click

from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import GAP, moment
from console.domain.contact import Channel
from console.i18n import _
from console.screens.dialogs import words

if TYPE_CHECKING:
    from console.domain.targets import ChannelFigures, Score


@click.command(
    help=_(
        "Dice per ogni canale quanti contatti aperti hanno un termine, quanti sono in ritardo o vicini, e quanti "
        "termini sono stati rispettati oggi. Le definizioni stanno sotto le cifre."
    ),
    epilog=examples("console targets", "console targets --json"),
)
@common
@on_site
async def targets(scene: Scene) -> None:
    """The figures of every channel."""
    from console.domain.targets import Tally

    site, now = scene.site, scene.site.clock.now()
    midnight = datetime.combine(datetime.fromtimestamp(now, scene.zone).date(), time(), scene.zone).timestamp()
    tally = Tally(rule=site.targets, urgency=site.urgency, now=now, since=midnight)
    rows, settled = (await site.store.board()).rows, await site.store.settled_since(midnight)
    found = tally.figures(rows, settled)
    data = {"at": moment(now, scene.zone), "since": moment(midnight, scene.zone),
            "channels": {str(channel): _data(one) for channel, one in found.items()}}  # fmt: skip
    scene.say(data, *_table(found), "", *_definitions())


def _data(figures: ChannelFigures) -> dict[str, Any]:
    return asdict(figures)


def _table(found: dict[Channel, ChannelFigures]) -> list[str]:
    head = [
        _("canale"),
        _("in corso"),
        _("in ritardo"),
        _("vicini"),
        _("fermi"),
        _("risposte oggi"),
        _("concluse oggi"),
    ]
    rows = [head]
    rows += [
        [words.channel(channel), *map(str, (one.running, one.late, one.near, one.standing)),
         _score(one.answered), _score(one.resolved)]
        for channel, one in found.items()
    ]  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    return [
        GAP.join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _score(score: Score) -> str:
    """Those in time of all that there were: "5 di 6"."""
    return _("{met} di {count}").format(met=score.met, count=score.count) if score.count else "-"


def _definitions() -> list[str]:
    return [
        _("in corso: aperti con un termine che corre; fermi: aperti senza, dal funzionario o in attesa del cittadino."),
        _("in ritardo: il prossimo termine è passato; vicini: manca meno di near, in tempo d'apertura."),
        _(
            "risposte: prime risposte date oggi, quante in tempo; concluse: chiusi oggi con un esito, tranne doppioni "
            "e indesiderati."
        ),
    ]
