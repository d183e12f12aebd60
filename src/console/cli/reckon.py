"""`console term` and `console fee`: the calculator without a screen. Everything it says is only indicative."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import columns
from console.domain.fees import read_amount
from console.domain.terms import Computed, Enforcement, Result, answer
from console.domain.written_day import read_day
from console.i18n import _
from console.screens import term_words as words

if TYPE_CHECKING:
    from console.domain.terms import Question


@click.command(
    help=_(
        "Calcola l'ultimo giorno di un termine, o da quando un atto è possibile; senza TERMINE li elenca. Codice di "
        "uscita 4: non si calcola, lo dice il funzionario."
    ),
    epilog=examples(
        "console term", "console term opposition --received 2026-02-03 --enforcement ordinary",
        "console term disown-debt --received 1.7.2026 --json",
    ),
)  # fmt: skip
@common
@click.argument("question", metavar=_("TERMINE"), default="", required=False)
@click.option("--received", metavar=_("DATA"), help=_("Il giorno in cui è stato ricevuto o è successo."))
@click.option(
    "--enforcement", type=click.Choice([kind.value for kind in Enforcement]),
    help=_("Che esecuzione è, dove il termine ne dipende."),
)  # fmt: skip
@on_site
async def term(scene: Scene, question: str, received: str | None, enforcement: str | None) -> int:
    """The day of a limit. 2: the day or the kind of enforcement is missing; 3: no such limit; 4: not computed."""
    reckoning = scene.site.reckoning
    if not question:
        return _list(scene)
    asked = reckoning.question(question)
    day = _day(scene, received)
    kind = _kind(asked, enforcement)
    results = answer(asked, kind, day, reckoning.calendar)
    scene.say(_data(asked, kind, day, results), *_lines(asked, kind, day, results))
    return Code.OK if results and all(isinstance(one, Computed) for one in results) else Code.CONFLICT


def _day(scene: Scene, received: str | None) -> date:
    if not received:
        raise Ended(Code.USAGE, _("Manca il giorno: --received DATA, per esempio --received 12.11.2026."))
    today = datetime.fromtimestamp(scene.site.clock.now(), scene.zone).date()
    day = read_day(received, today)
    if day is None:
        raise Ended(Code.USAGE, _("«{text}» non è un giorno: 12.11.2026, 12.11, ieri.").format(text=received))
    return day


def _kind(asked: Question, enforcement: str | None) -> Enforcement:
    if enforcement is None and asked.asks:
        kinds = ", ".join(f"{kind} ({words.enforcement_words(kind)})" for kind in Enforcement)
        raise Ended(Code.USAGE, _("Prima: che esecuzione è? --enforcement {kinds}").format(kinds=kinds))
    return Enforcement(enforcement or Enforcement.ORDINARY)


def _list(scene: Scene) -> int:
    questions = scene.site.reckoning.questions()
    data = [
        {"id": one.id, "name": words.name(one), "enforcement": [str(kind) for kind in one.terms] if one.asks else []}
        for one in questions
    ]
    table = [[_("termine"), _("che cosa"), _("esecuzione")]]
    table += [
        [one.id, words.name(one), ", ".join(map(words.enforcement_words, one.terms)) if one.asks else _("tutte")]
        for one in questions
    ]
    scene.say(data, *(columns(table) if questions else [_("Nessun termine.")]))
    return Code.OK


def _lines(asked: Question, kind: Enforcement, day: date, results: tuple[Result, ...]) -> list[str]:
    lines = [_("{name}, ricevuto {day}").format(name=words.name(asked), day=words.day_words(day))]
    for result in results:
        lines += [words.head(result), *(f"  {line}" for line in (words.length_words(result), *words.remarks(result)))]
    if not results:
        lines.append(words.no_such_limit(kind))
    if results and (note := words.note(asked)):
        lines.append(f"  {note}")
    return [*lines, words.label()]


def _data(asked: Question, kind: Enforcement, day: date, results: tuple[Result, ...]) -> dict[str, Any]:
    return {
        "term": asked.id, "name": words.name(asked), "received": day.isoformat(),
        "enforcement": kind.value if asked.asks else None, "indicative": True, "note": words.note(asked),
        "results": [_result(result) for result in results],
    }  # fmt: skip


def _result(result: Result) -> dict[str, Any]:
    common = {"limit": result.term.id, "article": result.term.article, "remarks": words.remarks(result)}
    if not isinstance(result, Computed):
        return {**common, "computed": False, "why": result.why.value, "verified": False}
    return {
        **common, "computed": True, "role": result.role.value, "day": result.day.isoformat(),
        "nominal": result.nominal.isoformat(), "by_post": result.by_post.isoformat() if result.by_post else None,
        "cautions": list(result.cautions), "verified": result.verified,
    }  # fmt: skip


@click.command(
    help=_("Le tasse che dipendono dall'importo del credito, in franchi; --all anche le altre."),
    epilog=examples("console fee 1500", 'console fee "1\'500.50" --all --json'),
)
@common
@click.argument("amount", metavar=_("IMPORTO"))
@click.option("--all", "every", is_flag=True, help=_("Anche le tasse fisse."))
@on_site
async def fee(scene: Scene, amount: str, every: bool) -> int:
    """The fees for a claim. 2: no amount."""
    claim = read_amount(amount)
    if claim is None:
        raise Ended(Code.USAGE, _("«{text}» non è un importo: 1500, 1'500.50.").format(text=amount))
    found = [(one, one.for_claim(claim)) for one in scene.site.reckoning.fees() if one.bands]
    if every:
        found += [(one, one.amount) for one in scene.site.reckoning.fees() if one.amount is not None]
    data = {
        "claim": f"{claim:.2f}", "indicative": True,
        "fees": [
            {"id": one.id, "what": words.fee_name(one), "francs": f"{price:.2f}", "article": one.article,
             "valid_from": one.valid_from, "verified": one.verified == "true"}
            for one, price in found
        ],
    }  # fmt: skip
    table = [[words.francs(price), one.article, one.valid_from, words.fee_name(one)] for one, price in found]
    scene.say(data, *columns([[_("franchi"), _("regola"), _("dal"), _("tassa")], *table]), words.label())
    return Code.OK
