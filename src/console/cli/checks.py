"""Everything that can be wrong in the files of a site: the settings, and the knowledge base that they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from console.cli.output import plain_data
from console.i18n import _, ngettext
from console.settings.problems import Problem

if TYPE_CHECKING:
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
    from console.adapters.knowledge.check import check

    return check(site, datetime.now(site.general.zone).date())


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
