"""The demonstration. The desk itself is opened by `screen.py`."""

from __future__ import annotations

import click

from console.cli.ending import Code
from console.cli.frame import Invocation, examples, place_options
from console.cli.output import talk
from console.cli.screen import screen_problem
from console.i18n import _


@click.command(
    help=_(
        "Apre la scrivania su un sito di prova con messaggi e telefonate simulati. Uscendo, la prova sparisce; "
        "i dati veri non si toccano."
    ),
    epilog=examples("console demo", "console demo --role clerk", "console demo --language de"),
)
@place_options
@click.option("--theme", metavar="NOME", help=_("Aspetto: console-dark, console-light, console-contrast."))
@click.option("--role", type=click.Choice(["operator", "clerk"]), help=_("Quale schermo aprire."))
@click.pass_obj
def demo(call: Invocation, theme: str | None, role: str | None) -> None:
    """Open the desk on a throwaway site."""
    problem = screen_problem()
    if problem:
        talk(problem)
        raise click.exceptions.Exit(Code.USAGE)
    call.theme = theme or call.theme
    call.role = role or call.role
    from console import bootstrap

    raise click.exceptions.Exit(bootstrap.run_demo(call.options(demo=True)))
