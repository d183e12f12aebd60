"""`console kb export`: all cards as one page to be read, printed and signed: a lawyer's copy."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from console.domain.article import Article

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; }
body { font: 11pt/1.45 system-ui, sans-serif; color: #1b1b1b; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; break-before: page; border-bottom: 2px solid #345; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .2rem; }
article { break-inside: avoid-page; } nav li { break-inside: avoid; }
.spoken { background: #f1f4f8; padding: .5rem .8rem; border-left: 3px solid #345; }
.written { white-space: pre-line; } .meta, dt { color: #555; font-size: .88rem; } .open { color: #9a2b00; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem .8rem; margin: .6rem 0; } dd { margin: 0; }
.sign { margin-top: .8rem; font-size: .88rem; } ul { margin: .2rem 0; padding-left: 1.1rem; }
@media print { body { margin: 0; max-width: none; } a { color: inherit; text-decoration: none; } }
"""


@click.command(
    help=_("Tutte le schede in una pagina HTML da leggere, stampare (A4) e far firmare; senza --to va in uscita."),
    epilog=examples("console kb export --to schede.html", "console kb export --theme precetto --in de --to p.html"),
)  # fmt: skip
@common
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help=_("Il file da scrivere, nuovo."))
@click.option("--in", "language", type=click.Choice(LANGUAGES), default="it", show_default=True, help=_("La lingua."))
@click.option("--theme", default="", metavar=_("TEMA"), help=_("Solo questo tema."))
@on_site
async def export(scene: Scene, file: Path | None, language: str, theme: str) -> None:
    """One page. 3: no card of this theme; 4: the file is there."""
    cards = [card for card in scene.site.articles.all() if theme in ("", card.theme)]
    if not cards:
        raise Ended(Code.NOT_FOUND, _("Nessuna scheda."))
    day = datetime.fromtimestamp(scene.site.clock.now(), scene.zone)
    text = page(cards, language, site=scene.site.site.general.name, day=f"{day:%d.%m.%Y}")
    if file is None:
        sys.stdout.write(text)
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise Ended(Code.CONFLICT, _("Il file c'è già: {file}").format(file=file)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as output:
        output.write(text)
    said = _("{count} schede in {file}").format(count=len(cards), file=file)
    scene.say({"file": str(file), "cards": len(cards)}, said)


def page(cards: Sequence[Article], language: str, *, site: str, day: str) -> str:
    """The whole page; everything of a card is escaped, nothing is loaded from elsewhere."""
    ordered = sorted(cards, key=lambda card: card.theme)
    themes = [(theme, list(group)) for theme, group in groupby(ordered, key=lambda card: card.theme)]
    title = _("Schede di risposta, {site}, {day}").format(site=site, day=day)
    body = [f"<h1>{escape(title)}</h1>", f'<p class="meta">{escape(_summary(cards))}</p>', _contents(themes, language)]
    for theme, group in themes:
        body.append(f"<h2>{escape(theme)}</h2>")
        body += [_card(card, language) for card in group]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return (
        f'<!doctype html>\n<html lang="{language}"><head>{head}</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _summary(cards: Sequence[Article]) -> str:
    count = sum(not card.verified for card in cards)
    return _("{count} schede, {open} da verificare").format(count=len(cards), open=count)


def _contents(themes: Sequence[tuple[str, Sequence[Article]]], language: str) -> str:
    parts = []
    for theme, group in themes:
        links = "".join(
            f'<li><a href="#{escape(card.id)}">{escape(card.text(card.title, language))}</a></li>' for card in group
        )
        parts.append(f"<li>{escape(theme)}<ul>{links}</ul></li>")
    return f"<nav><ul>{''.join(parts)}</ul></nav>"


def _card(card: Article, language: str) -> str:
    state = _("verificata") if card.verified else _("da verificare")
    handoff = _("mai") if card.handoff.never else f"{card.handoff.when} → {card.handoff.to}"
    rows = [
        (_("chiedere"), _listed(card.ask)),
        (_("passare"), escape(handoff)),
        (_("mai dire"), _listed(card.never_say)),
        (_("fonti"), escape("; ".join(" ".join(filter(None, (one.article, one.valid_from))) for one in card.sources))),
        (_("attenzione"), escape(card.caution)),
        (_("modi di dire"), _listed(card.wordings.get(language, ()))),
    ]
    details = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows if value)
    return (
        f'<article id="{escape(card.id)}"><h3>{escape(card.text(card.title, language))}</h3>'
        f'<p class="meta">{escape(card.id)} · <span class="{"" if card.verified else "open"}">{escape(state)}</span>'
        f" · {escape(_('da rivedere'))} {escape(card.review_by)}</p>"
        f'<p class="spoken">{escape(card.text(card.spoken, language))}</p>'
        f'<div class="written">{escape(card.text(card.written, language))}</div><dl>{details}</dl>'
        f'<p class="sign">{escape(_("Letta e approvata:"))} ______________________ '
        f"{escape(_('data'))} __________</p></article>"
    )


def _listed(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>" if texts else ""
