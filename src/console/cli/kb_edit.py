"""`console kb new`, `publish`, `proposals`, `accept`: from a question without a card to the card on every console."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import columns
from console.domain.asked import Wanted, proposals
from console.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_DAYS = 90
DAY_SECONDS = 86_400.0


@click.command(
    help=_("Prepara la bozza di una scheda, che nessuna console legge finché non è pubblicata."),
    epilog=examples('console kb new targhe-auto --theme pignoramento --question "mi tolgono le targhe?"'),
)
@common
@click.argument("id", metavar="ID")
@click.option("--theme", required=True, metavar=_("TEMA"), help=_("Un tema che c'è già, o uno nuovo."))
@click.option("--question", default="", metavar=_("FRASE"), help=_("Le parole del cittadino."))
@on_site
async def new(scene: Scene, id: str, theme: str, question: str) -> None:
    """A draft. 2: no good id; 4: the card or the draft is there."""
    import re

    from console.adapters.knowledge.editing import new_draft

    if not re.fullmatch(r"[a-z][a-z0-9-]{1,60}", id):
        raise Ended(Code.USAGE, _("Un id ha lettere minuscole, cifre e trattini: «targhe-auto»."))
    today = datetime.fromtimestamp(scene.site.clock.now(), scene.zone).date()
    knowledge = scene.site.site.knowledge
    file = _written(lambda: new_draft(knowledge, id, theme=theme, question=question, today=today))
    scene.say(
        {"id": id, "file": str(file)},
        _("Bozza: {file}").format(file=file),
        _("Scriverla, poi: console kb publish {id}").format(id=id),
    )


@click.command(
    help=_("Pubblica una bozza: controllata con tutte le altre, le console la prendono in un paio di secondi."),
    epilog=examples("console kb publish targhe-auto"),
)
@common
@click.argument("id", metavar="ID")
@on_site
async def publish(scene: Scene, id: str) -> None:
    """The draft becomes a card. 2: it has errors, each with file, line and key; 3: no such draft."""
    from console.adapters.knowledge.editing import publish as publish_draft

    file = _written(lambda: publish_draft(scene.site.site.knowledge, id))
    scene.say({"id": id, "file": str(file)}, _("Pubblicata: {file}").format(file=file))


@click.command(
    "proposals",
    help=_("I modi di chiedere che hanno portato a una scheda e le mancano; «accept» con il numero li aggiunge."),
    epilog=examples("console kb proposals", "console kb proposals --days 30 --least 2 --json"),
)
@common
@click.option("--days", type=click.IntRange(1, 3650), default=WINDOW_DAYS, show_default=True, help=_("Quanti giorni."))
@click.option("--least", type=click.IntRange(1), default=1, show_default=True, help=_("Almeno tante volte."))
@on_site
async def list_proposals(scene: Scene, days: int, least: int) -> None:
    """What could be added to the wordings, numbered."""
    found = await wanted(scene, days, least)
    data = [
        {"number": at, "words": one.words, "article": one.article, "times": one.times}
        for at, one in enumerate(found, 1)
    ]
    rows = [[str(at), f"{one.times}×", one.article, one.words] for at, one in enumerate(found, 1)]
    empty = _("Nessuna proposta: i modi di chiedere degli ultimi {days} giorni ci sono già.").format(days=days)
    scene.say(data, *(columns(rows) if rows else [empty]))


async def wanted(scene: Scene, days: int, least: int) -> tuple[Wanted, ...]:
    """The proposals of the last days, in the order in which they are numbered."""
    since = scene.site.clock.now() - days * DAY_SECONDS
    wordings = {
        card.id: [text for texts in card.wordings.values() for text in texts] for card in scene.site.articles.all()
    }
    return proposals(await scene.site.store.questions(since), wordings, least)


@click.command(
    help=_("Aggiunge un modo di chiedere alla sua scheda: il numero di «proposals», o una frase con --to."),
    epilog=examples("console kb accept 3", 'console kb accept "mi tolgono le targhe?" --to targhe-auto'),
)
@common
@click.argument("what", metavar=_("NUMERO|FRASE"))
@click.option("--to", "article", default="", metavar=_("SCHEDA"), help=_("La scheda, con una frase."))
@click.option("--in", "language", type=click.Choice(LANGUAGES), default="it", show_default=True, help=_("La lingua."))
@click.option("--days", type=click.IntRange(1, 3650), default=WINDOW_DAYS, show_default=True, help=_("Quanti giorni."))
@on_site
async def accept(scene: Scene, what: str, article: str, language: str, days: int) -> None:
    """One more wording. 2: the file would be wrong; 3: no such proposal or card; 4: it is there already."""
    from console.adapters.knowledge.editing import add_wording
    from console.domain.contact import ArticleId

    if article:
        chosen = Wanted(words=" ".join(what.split()), article=ArticleId(article), times=0, last=0.0)
    else:
        found = await wanted(scene, days, 1)
        if not what.isdecimal() or not 1 <= int(what) <= len(found):
            raise Ended(Code.NOT_FOUND, _("Nessuna proposta «{what}»: console kb proposals.").format(what=what))
        chosen = found[int(what) - 1]
    if not chosen.words:
        raise Ended(Code.USAGE, _("La frase è vuota."))
    file = _written(lambda: add_wording(scene.site.site.knowledge, chosen.article, language, chosen.words))
    said = _("Aggiunto a {article}: «{words}».").format(article=chosen.article, words=chosen.words)
    scene.say({"article": chosen.article, "words": chosen.words, "file": str(file)}, said)


def _written(write: Callable[[], Path]) -> Path:
    """Raises Ended: USAGE with the problems of the cards, CONFLICT when it is there already."""
    from console.adapters.knowledge.editing import NotWritten

    try:
        return write()
    except NotWritten as error:
        raise Ended(Code.USAGE if error.problems else Code.CONFLICT, str(error)) from None
