"""`console kb`: show, list and check the answer cards. Searching them is in `kb_search.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.ending import Code
from console.cli.frame import Invocation, Scene, common, examples, on_site
from console.cli.kb_edit import accept, list_proposals, new, publish
from console.cli.kb_export import export
from console.cli.kb_search import search
from console.cli.kb_stats import stats
from console.cli.kb_test import test
from console.cli.output import columns, named, plain_data
from console.domain.contact import ArticleId
from console.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from console.domain.article import Article

FORMS = ("card", "spoken", "written")


@click.group(
    help=_("Le schede di risposta: cercare, leggere, elencare, controllare."),
    epilog=examples(
        "console kb search bloccato lo stipendio", "console kb show opposizione-come --form written", "console kb check"
    ),
)
def kb() -> None:
    """Everything about answer cards."""


for _command in (search, test, stats, list_proposals, accept, new, publish, export):
    kb.add_command(_command)


@kb.command(
    help=_("Mostra una scheda: intera, oppure solo il testo da dire o da scrivere."),
    epilog=examples("console kb show opposizione-come", "console kb show opposizione-come --form spoken --in de"),
)
@common
@click.argument("article", metavar=_("SCHEDA"))
@click.option("--in", "language", type=click.Choice(LANGUAGES), default="it", show_default=True, help=_("La lingua."))
@click.option("--form", type=click.Choice(FORMS), default="card", show_default=True, help=_("Che cosa mostrare."))
@on_site
async def show(scene: Scene, article: str, language: str, form: str) -> None:
    """One card."""
    card = scene.site.articles.article(ArticleId(article))
    texts = {"spoken": card.spoken, "written": card.written}
    if form in texts:
        text = card.text(texts[form], language)
        scene.say({"id": card.id, "form": form, "text": text}, text)
        return
    scene.say(plain_data(card), *_page(card, language))


def _page(card: Article, language: str) -> list[str]:
    handoff = f"{card.handoff.when} → {card.handoff.to}" if not card.handoff.never else _("mai")
    head = named([
        (_("scheda"), card.id),
        (_("titolo"), card.text(card.title, language)),
        (_("tema"), card.theme),
        (_("chiedere"), " ".join(card.ask)),
        (_("passare"), handoff),
        (_("mai dire"), " ".join(card.never_say)),
        (_("fonti"), "; ".join(" ".join(filter(None, (one.article, one.valid_from))) for one in card.sources)),
        (_("attenzione"), card.caution),
        (_("verificata"), _("sì") if card.verified else _("no")),
        (_("da rivedere"), card.review_by),
    ])  # fmt: skip
    spoken, written = card.text(card.spoken, language), card.text(card.written, language)
    return [*head, "", _("Da dire"), *spoken.splitlines(), "", _("Da scrivere"), *written.splitlines()]


@kb.command(
    "list",
    help=_("Elenca le schede nell'ordine dei file."),
    epilog=examples("console kb list", "console kb list --theme precetto --json"),
)
@common
@click.option("--theme", default="", metavar=_("TEMA"), help=_("Solo questo tema."))
@on_site
async def list_articles(scene: Scene, theme: str) -> None:
    """Every card, or those of a theme."""
    found = [card for card in scene.site.articles.all() if theme in ("", card.theme)]
    data = [
        {"id": card.id, "theme": card.theme, "title": card.title["it"], "verified": card.verified,
         "review_by": card.review_by, "languages": sorted(card.title)}
        for card in found
    ]  # fmt: skip
    table = [[_("scheda"), _("tema"), _("titolo")], *([card.id, card.theme or "-", card.title["it"]] for card in found)]
    scene.say(data, *(columns(table) if found else [_("Nessuna scheda.")]))


@kb.command(
    help=_("Controlla le schede e i valori che citano; con un errore il codice di uscita è 2."),
    epilog=examples("console kb check", "console kb check --strict", "console kb check --json"),
)
@common
@click.option("--strict", is_flag=True, help=_("Codice di uscita 2 anche con un solo avviso."))
@click.pass_obj
def check(call: Invocation, strict: bool) -> None:
    """Every problem of the knowledge base, with file, line and key. 2: an error, with --strict also a warning."""
    from console import bootstrap
    from console.cli.checks import knowledge_problems, report

    site, problems = bootstrap.load(call.options())
    if site is None:
        raise bootstrap.SiteUnusable(problems)
    found = knowledge_problems(site)
    if report(call, found) or (strict and found):
        raise click.exceptions.Exit(Code.USAGE)
