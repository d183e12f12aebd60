"""`console kb stats`: which cards are used, which questions found none, which cards wait for a review."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from console.cli.frame import Scene, common, examples, on_site
from console.cli.kb_edit import DAY_SECONDS, WINDOW_DAYS
from console.cli.output import columns
from console.domain.asked import Wanted, gaps
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.article import Article

MOST = 20


@click.command(
    help=_("L'uso delle schede: quante volte date, le domande rimaste senza scheda, che cosa è da rivedere."),
    epilog=examples("console kb stats", "console kb stats --days 30 --json"),
)
@common
@click.option("--days", type=click.IntRange(1, 3650), default=WINDOW_DAYS, show_default=True, help=_("Quanti giorni."))
@on_site
async def stats(scene: Scene, days: int) -> None:
    """Use, gaps, stale. With --json everything, for people the first of each."""
    now = scene.site.clock.now()
    since = now - days * DAY_SECONDS
    today = datetime.fromtimestamp(now, scene.zone).date().isoformat()
    cards = scene.site.articles.all()
    used = sorted(await scene.site.store.given(since), key=lambda one: -one[1])
    times = {article: count for article, count, _last in used}
    data = {
        "days": days,
        "used": [{"article": article, "times": count, "last": _moment(scene, last)} for article, count, last in used],
        "gaps": [_gap(scene, one) for one in gaps(await scene.site.store.questions(since))],
        "stale": [{"article": card.id, "review_by": card.review_by} for card in _stale(cards, today)],
        "never_used": [card.id for card in cards if card.id not in times],
        "unverified": sum(not card.verified for card in cards),
    }
    scene.say(data, *_page(data, len(cards)))


def _stale(cards: Any, today: str) -> list[Article]:
    return sorted(
        (card for card in cards if card.review_by and card.review_by < today), key=lambda card: card.review_by
    )


def _gap(scene: Scene, one: Wanted) -> dict[str, Any]:
    return {"words": one.words, "times": one.times, "last": _moment(scene, one.last)}


def _moment(scene: Scene, at: float) -> str:
    return datetime.fromtimestamp(at, scene.zone).isoformat(timespec="seconds")


def _page(data: dict[str, Any], count: int) -> list[str]:
    used = [[f"{one['times']}×", one["article"]] for one in data["used"][:MOST]]
    missing = [[f"{one['times']}×", one["words"]] for one in data["gaps"][:MOST]]
    stale = [[one["review_by"], one["article"]] for one in data["stale"][:MOST]]
    return [
        _("Date al cittadino negli ultimi {days} giorni").format(days=data["days"]),
        *_rows(used, _("nessuna")),
        "",
        _("Domande rimaste senza scheda"),
        *_rows(missing, _("nessuna")),
        "",
        _("Da rivedere, la data è passata"),
        *_rows(stale, _("nessuna")),
        "",
        _("{count} schede, {never} mai date, {open} non verificate").format(
            count=count, never=len(data["never_used"]), open=data["unverified"]
        ),
    ]


def _rows(rows: list[list[str]], empty: str) -> list[str]:
    return [f"  {line}" for line in columns(rows)] if rows else [f"  {empty}"]
