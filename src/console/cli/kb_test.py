"""`console kb test`: how often the golden questions find their card, also mistyped and half typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.adapters.knowledge.golden import Golden, read_golden
from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import columns
from console.domain.record import record
from console.domain.success import FAR, Success, rank_of, success
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.article import Article

DEPTH = 10
"""How far down a right card is looked for."""
FIRST, THIRD, LOSS = 0.85, 0.95, 0.03
"""What the office wants: right at the first place, among the first three, and lost at most by typing errors."""

Find = Callable[[str], Sequence[str]]


@record
class Trial:
    """All questions in one manner of typing, with the rank of each right card."""

    manner: str
    asked: tuple[Golden, ...]
    ranks: tuple[int, ...]

    def of(self, belongs: Callable[[Golden], bool]) -> Success:
        """The shares of the questions that belong."""
        return success(rank for one, rank in zip(self.asked, self.ranks, strict=True) if belongs(one))


@click.command(
    "test",
    help=_(
        "Misura la ricerca con le domande di prova: quante volte la scheda giusta è la prima, quante fra le prime tre, "
        "per lingua e per tema, anche con errori di battitura e con l'ultima parola a metà. Codice di uscita 1: sotto "
        "le soglie."
    ),
    epilog=examples("console kb test", "console kb test --missed", "console kb test --lexical --json"),
)
@common
@click.option("--lexical", is_flag=True, help=_("Solo parole, senza il significato."))
@click.option("--missed", is_flag=True, help=_("Elenca le domande che non trovano la loro scheda fra le prime tre."))
@click.option(
    "--questions", type=click.Path(exists=True, path_type=Path), help=_("Altre domande: un file o una cartella.")
)
@click.option("--first", type=click.FloatRange(0, 1), default=FIRST, show_default=True, help=_("Soglia della prima."))
@click.option("--third", type=click.FloatRange(0, 1), default=THIRD, show_default=True, help=_("Soglia delle tre."))
@click.option("--loss", type=click.FloatRange(0, 1), default=LOSS, show_default=True, help=_("Quanto si può perdere."))
@on_site
async def test(
    scene: Scene, *, lexical: bool, missed: bool, questions: Path | None, first: float, third: float, loss: float
) -> int:
    """Measure. 1: below what is wanted; 2: the questions are wrong."""
    cards = {str(card.id): card for card in scene.site.articles.all()}
    asked, problems = read_golden(questions or scene.site.site.knowledge.golden, frozenset(cards))
    if problems or not asked:
        raise Ended(Code.USAGE, "\n".join(map(str, problems)) or _("Nessuna domanda di prova."))
    if not lexical:
        await scene.site.articles.by_meaning()
    trials = _trials(scene, asked)
    lost = _lost(trials)
    reached = {language: trials[0].of(_in(language)).reaches(first, third) for language in _languages(asked)}
    data = _data(trials, cards, lost, reached)
    scene.say(data, *_table(trials, cards, lost), *(_missed(trials[0]) if missed else ()))
    return Code.OK if all(reached.values()) and lost <= loss else Code.FAILURE


def _trials(scene: Scene, asked: tuple[Golden, ...]) -> tuple[Trial, ...]:
    from console.adapters.search.perturb import half_typed, with_slips

    articles = scene.site.articles

    def finder(typing: bool) -> Find:
        return lambda text: [str(hit.id) for hit in articles.search(text, typing=typing, limit=DEPTH)]

    def trial(manner: str, change: Callable[[str], str], *, typing: bool = False) -> Trial:
        find = finder(typing)
        return Trial(
            manner=manner, asked=asked, ranks=tuple(rank_of(one.right, find(change(one.text))) for one in asked)
        )

    return (
        trial("clean", lambda text: text),
        trial("slips", with_slips),
        trial("half", lambda text: half_typed(with_slips(text)), typing=True),
    )


def _lost(trials: tuple[Trial, ...]) -> float:
    """How much less often the card is among the first three when the question is mistyped."""
    clean, slips = (trial.of(lambda one: True).third for trial in trials[:2])
    return max(0.0, round(clean - slips, 4))


def _in(language: str) -> Callable[[Golden], bool]:
    return lambda one: one.language == language


def _languages(asked: Iterable[Golden]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.language for one in asked))


def _themes(asked: Iterable[Golden], cards: dict[str, Article]) -> tuple[str, ...]:
    return tuple(sorted({cards[one.article].theme for one in asked}))


def _groups(trial: Trial, cards: dict[str, Article]) -> list[tuple[str, str, Callable[[Golden], bool]]]:
    groups = [("language", language, _in(language)) for language in _languages(trial.asked)]
    for theme in _themes(trial.asked, cards):
        groups.append(("theme", theme, lambda one, theme=theme: cards[one.article].theme == theme))  # type: ignore[misc]
    return groups


_MANNERS = ("clean", "slips", "half")


def _manner(manner: str) -> str:
    return {"clean": _("giuste"), "slips": _("con errori"), "half": _("con errori e a metà")}[manner]


def _table(trials: tuple[Trial, ...], cards: dict[str, Article], lost: float) -> list[str]:
    head = [_("domande"), _("quante"), *(f"{_manner(manner)} 1ª/3" for manner in _MANNERS)]
    rows = [head]
    for _kind, name, belongs in _groups(trials[0], cards):
        found = [trial.of(belongs) for trial in trials]
        rows.append([name, str(found[0].count), *(f"{one.first:.3f} {one.third:.3f}" for one in found)])
    return [*columns(rows), _("Perso con gli errori di battitura: {lost:.3f}").format(lost=lost)]


def _missed(trial: Trial) -> list[str]:
    missed = [(one, rank) for one, rank in zip(trial.asked, trial.ranks, strict=True) if not 1 <= rank <= 3]
    rows = [[one.language, one.article, f"{rank}ª" if rank != FAR else "-", one.text] for one, rank in missed]
    return [
        "",
        _("Senza la scheda fra le prime tre: {count}").format(count=len(rows)),
        *(columns(rows) if rows else ()),
    ]


def _data(
    trials: tuple[Trial, ...], cards: dict[str, Article], lost: float, reached: dict[str, bool]
) -> dict[str, Any]:  # fmt: skip
    groups: dict[str, dict[str, Any]] = {"language": {}, "theme": {}}
    for kind, name, belongs in _groups(trials[0], cards):
        shares = {trial.manner: trial.of(belongs) for trial in trials}
        groups[kind][name] = {
            "count": shares["clean"].count,
            **{manner: {"first": round(one.first, 4), "third": round(one.third, 4)} for manner, one in shares.items()},
        }
    missed = [
        {"language": one.language, "question": one.text, "article": one.article, "rank": rank or None}
        for one, rank in zip(trials[0].asked, trials[0].ranks, strict=True) if rank != 1
    ]  # fmt: skip
    return {
        "reached": reached,
        "lost": lost,
        "languages": groups["language"],
        "themes": groups["theme"],
        "missed": missed,
    }
