"""`console kb search`: the cards for a citizen's words; with `--stdin` one query a line, for measuring from outside."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Invocation, Scene, common, examples, on_site
from console.cli.output import columns, json_line
from console.domain.contact import ArticleId
from console.domain.record import record
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.article import Hit


@record
class Ranked:
    """How the queries are answered, and whether by the meaning of sentences too or by words alone."""

    find: Callable[[str], Sequence[Hit]]
    by_meaning: bool


@click.command(
    help=_(
        "Cerca le schede con le parole del cittadino. Con --stdin legge una domanda per riga e con --json risponde "
        "con una riga JSON per domanda: query, results (id e score, dal migliore), milliseconds, ranking (meaning: "
        "anche per significato; words: solo per parole). Con --entries cerca in quel file invece che nelle schede: "
        "una voce JSON per riga, con id, question, wordings, tags, answer, language."
    ),
    epilog=examples(
        "console kb search mi bloccano lo stipendio",
        "console kb search --theme pignoramento quanto mi resta",
        "console kb search --stdin --json --limit 3 < domande.txt",
        "console kb search --stdin --json --entries voci.jsonl --lexical < domande.txt",
    ),
)
@common
@click.argument("words", nargs=-1, metavar=_("PAROLE"))
@click.option("--stdin", "many", is_flag=True, help=_("Legge una domanda per riga dall'entrata."))
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help=_("Quante al massimo."))
@click.option(
    "--entries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("Voci JSON, una a riga.")
)
@click.option("--lexical", is_flag=True, help=_("Solo parole, senza il significato."))
@click.option("--theme", default="", metavar=_("TEMA"), help=_("Solo le schede dei temi che cominciano così."))
@click.option("--typing", is_flag=True, help=_("L'ultima parola può non essere finita."))
def search(words: tuple[str, ...], many: bool, entries: Path | None, theme: str, **given: Any) -> None:
    """Find cards. 3: nothing found (with a single query)."""
    if theme and entries is not None:
        raise Ended(Code.USAGE, _("Le voci di un file non hanno temi: --theme vale per le schede."))
    if many == bool(words) and not (theme and not many):
        raise Ended(Code.USAGE, _("Ci vuole una domanda, oppure --stdin."))
    queries = _typed_in() if many else (" ".join(words),)
    if entries is None:
        _in_cards(queries=queries, many=many, theme=theme.casefold(), **given)
        return
    call = click.get_current_context().ensure_object(Invocation)
    answer(call, _outside(call, entries, **given), queries, many=many, title=None)


@on_site
async def _in_cards(
    scene: Scene, *, queries: Iterable[str], many: bool, lexical: bool, typing: bool, limit: int, theme: str
) -> None:
    articles = scene.site.articles
    meaning = not lexical and await articles.by_meaning()

    def find(query: str) -> Sequence[Hit]:
        return articles.search(query, typing=typing, limit=limit, theme=theme)

    def title(key: str) -> str:
        return articles.article(ArticleId(key)).title["it"]

    answer(scene.call, Ranked(find=find, by_meaning=meaning), queries, many=many, title=title)


def _outside(call: Invocation, file: Path, *, lexical: bool, typing: bool, limit: int) -> Ranked:
    """A search of the entries of a file. Raises Ended(USAGE) with the line of the first wrong entry."""
    from console.adapters.search.outside import EntriesUnreadable, read_entries, searcher
    from console.settings.paths import find_paths

    try:
        found = read_entries(file)
    except EntriesUnreadable as error:
        raise Ended(Code.USAGE, str(error)) from None
    ranking, meaning = searcher(found, None if lexical else find_paths(config=call.config, data=call.data_dir).cache)
    return Ranked(find=lambda query: ranking.search(query, typing=typing, limit=limit), by_meaning=meaning)


def answer(
    call: Invocation, ranked: Ranked, queries: Iterable[str], *, many: bool, title: Callable[[str], str] | None
) -> None:
    """Print what is found for each query. Raises Ended(NOT_FOUND) for a single query without a card."""
    for query in queries:
        started = time.perf_counter()
        hits = ranked.find(query)
        data = {
            "query": query,
            "results": [{"id": hit.id, "score": round(hit.score, 4)} for hit in hits],
            "milliseconds": round((time.perf_counter() - started) * 1000, 3),
            "ranking": "meaning" if ranked.by_meaning else "words",
        }
        if call.json and many:
            json_line(data)
            continue
        rows = [[f"{hit.score:.2f}", hit.id, title(hit.id) if title else ""] for hit in hits]
        if many:
            rows = [["", "", query], *rows]
        call.say(data, *columns(rows))
        if not (many or hits):
            raise Ended(Code.NOT_FOUND, _("Nessuna scheda per queste parole."))


def _typed_in() -> Iterator[str]:
    """The lines of standard input without their ends; an unreadable byte costs itself, not its line."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
