"""`console check` and `console paths`: whether the site's files are right, and where everything is."""

from __future__ import annotations

from dataclasses import fields

import click

from console.cli import checks
from console.cli.ending import Code
from console.cli.frame import Invocation, common, examples
from console.cli.output import named
from console.i18n import _


@click.command(
    help=_(
        "Controlla tutto il sito: impostazioni, uffici, persone, tasti, schede e tabelle. Ogni errore indica file, "
        "riga e chiave, con la chiave giusta più vicina; con un errore il codice di uscita è 2."
    ),
    epilog=examples("console check", "console check --config ./config --data-dir ./data --json"),
)
@common
@click.pass_obj
def check(call: Invocation) -> None:
    """Every problem of the site at once."""
    if checks.report(call, checks.problems_of(call)):
        raise click.exceptions.Exit(Code.USAGE)


@click.command(
    help=_("Dice dove sono le impostazioni, i dati, l'archivio e il registro."),
    epilog=examples("console paths", "console paths --json", 'less "$(console paths --json | jq -r .log_file)"'),
)
@common
@click.pass_obj
def paths(call: Invocation) -> None:
    """The folders and files of the site; they need not exist."""
    from console.settings.paths import find_paths, shipped

    found = find_paths(config=call.config, data=call.data_dir)
    places = {field.name: str(getattr(found, field.name)) for field in fields(found)}
    places |= {"store": str(found.store), "log_file": str(found.log_file)}
    places |= dict(zip(("shipped_config", "shipped_data"), map(str, shipped()), strict=True))
    labels = {
        "config": _("impostazioni"), "data": _("dati"), "state": _("stato"), "cache": _("copie"),
        "runtime": _("risvegli"), "log": _("registri"), "store": _("archivio"), "log_file": _("registro"),
        "shipped_config": _("impostazioni di esempio"), "shipped_data": _("schede fornite"),
    }  # fmt: skip
    call.say(places, *named((labels[name], place) for name, place in places.items()))
