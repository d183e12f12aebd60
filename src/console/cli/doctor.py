"""`console doctor`: is everything at its place, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from console.cli import health
from console.cli.ending import Code
from console.cli.frame import Invocation, common, examples
from console.cli.health import Finding, Health
from console.cli.health_pbx import telephone
from console.cli.output import plain_data
from console.i18n import _

if TYPE_CHECKING:
    from console.settings.problems import Problem
    from console.settings.site import Site


@click.command(
    help=_(
        "Esamina questo posto: Python, terminale, impostazioni, archivio, disco, posta, telefono, schede. Dice che "
        "cosa fare dove qualcosa manca. Con --keys mostra quali tasti arrivano dal terminale."
    ),
    epilog=examples("console doctor", "console doctor --keys", "console doctor --json"),
)
@common
@click.option("--keys", is_flag=True, help=_("Mostra i tasti che arrivano, uno per riga, fino a due volte Esc."))
@click.pass_obj
def doctor(call: Invocation, keys: bool) -> None:
    """The report; 1 when something is broken, 2 when the settings are."""
    if keys:
        from console.cli.keys import watch_keys

        raise click.exceptions.Exit(watch_keys())
    code, findings = examine(call)
    call.say(plain_data(findings), *map(line, findings))
    raise click.exceptions.Exit(code)


def examine(call: Invocation) -> tuple[Code, list[Finding]]:
    """Every finding, and the exit code for them."""
    import asyncio

    from console import bootstrap
    from console.settings.paths import find_paths

    paths = find_paths(config=call.config, data=call.data_dir)
    findings = [*health.python(), *health.terminal(), *health.folders(paths), *health.disk(paths)]
    findings += [*health.store(paths.store)]
    site, problems = bootstrap.load(call.options())
    findings += settings(problems, str(paths.config))
    if site is not None:
        findings += of_site(site)
        findings += asyncio.run(_links(call)) if paths.store.exists() else []
    broken = any(finding.health is Health.FAILURE for finding in findings)
    return (Code.USAGE if site is None else Code.FAILURE if broken else Code.OK), findings


async def _links(call: Invocation) -> list[Finding]:
    """What intake wrote about its links into the store. A store that cannot be opened is reported elsewhere."""
    from console import bootstrap
    from console.bootstrap.links import is_dead
    from console.domain.errors import StoreUnavailable
    from console.services.intake import LEASE

    try:
        async with bootstrap.open_site(call.options()) as site:
            board = await site.store.board(first=1)
            owner = await site.store.lease_owner(LEASE)
            watched = bool(owner) and not is_dead(owner)
            return [*health.links(board.links, site.site.general.zone), *health.hours(board.opening.seen, watched)]
    except (StoreUnavailable, OSError) as error:
        return [Finding("links", Health.FAILURE, str(error))]


def of_site(site: Site) -> list[Finding]:
    """What depends on the settings. A check that breaks is itself a finding."""
    parts: dict[str, Callable[[], Iterator[Finding]]] = {
        "clock": lambda: health.clock(site.general.zone),
        "mail": lambda: health.mail(site.mail),
        "phone": lambda: telephone(site),
        "knowledge": lambda: health.knowledge(site),
    }
    findings: list[Finding] = []
    for name, look in parts.items():
        try:
            findings += look()
        except OSError as error:
            findings.append(Finding(name, Health.FAILURE, str(error)))
    return findings


def settings(problems: tuple[Problem, ...], folder: str) -> list[Finding]:
    """The settings, one finding for each problem."""
    if not problems:
        return [Finding("settings", Health.OK, folder)]
    return [Finding("settings", Health.FAILURE if one.is_error else Health.WARNING, str(one)) for one in problems]


def line(finding: Finding) -> str:
    """A finding for people: glyph and word, part, detail, what to do."""
    words = {
        Health.OK: _("✓ bene"),
        Health.WARNING: _("▲ avviso"),
        Health.FAILURE: _("✗ guasto"),
    }
    hint = f"  → {finding.hint}" if finding.hint else ""
    return f"{words[finding.health]:<11} {finding.part:<10} {finding.detail}{hint}"
