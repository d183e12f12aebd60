"""Everything that can be wrong in the files of a site: the settings, and the knowledge base that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from console.cli.output import plain_data
from console.i18n import _, ngettext
from console.settings.problems import Problem, Severity, did_you_mean, shown

if TYPE_CHECKING:
    from console.adapters.knowledge.articles import Card
    from console.cli.frame import Invocation
    from console.settings.site import Site


def problems_of(call: Invocation) -> tuple[Problem, ...]:
    """Problems of the settings, and of the knowledge base that these settings name."""
    from console import bootstrap

    site, problems = bootstrap.load(call.options())
    if site is None:
        return problems
    return (*problems, *knowledge_problems(site))


def knowledge_problems(site: Site) -> tuple[Problem, ...]:
    """Problems of the cards, of the values they cite, of their receivers and of the tables of places."""
    from console.adapters.knowledge.compile import read_knowledge, read_sources
    from console.adapters.knowledge.places import PlacesUnreadable, load

    reading, problems = read_knowledge(read_sources(site.knowledge))
    receivers = [found for card in reading.cards if (found := _receiver(site, card))]
    try:
        load(site.knowledge.reference)
    except PlacesUnreadable as error:
        places = [Problem(file=str(error.file), line=error.line, message=shown(error.problem))]
    else:
        places = []
    return (*problems, *receivers, *places)


def _receiver(site: Site, card: Card) -> Problem | None:
    """A card that names somebody whom this site does not have. It can be used all the same: the operator chooses."""
    to = card.article.handoff.to
    known = site.people.handoff_targets
    if not to or to in known:
        return None
    message = _("Né un ufficio né una materia di un funzionario: «{text}».").format(text=shown(to))
    problem = card.problem("handoff.to", message, did_you_mean(to, known))
    return replace(problem, severity=Severity.WARNING)


def report(call: Invocation, problems: Sequence[Problem]) -> int:
    """Print these problems; gives how many of them are errors."""
    errors = sum(problem.is_error for problem in problems)
    data = {"ok": not errors, "problems": [plain_data(problem) for problem in problems]}
    call.say(data, *map(str, problems), summary(errors, len(problems) - errors))
    return errors


def summary(errors: int, warnings: int) -> str:
    """The last line of a check."""
    if not errors and not warnings:
        return _("Tutto in ordine.")
    parts = [
        ngettext("{count} errore", "{count} errori", errors).format(count=errors),
        ngettext("{count} avviso", "{count} avvisi", warnings).format(count=warnings),
    ]
    return ", ".join(parts) + "."
