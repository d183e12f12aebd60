"""Opening the screen: the desk and the demonstration. Only in a terminal that can show it."""

from __future__ import annotations

import os
import sys

import click

from console.cli.ending import Code
from console.cli.frame import Invocation, examples, place_options
from console.cli.output import talk
from console.i18n import _


def screen_problem() -> str:
    """Why no screen can be opened here, as a sentence; empty when it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _(
            "La scrivania ha bisogno di un terminale, e qui l'entrata o l'uscita è un file o un altro programma. "
            "Senza schermo ci sono i comandi, per esempio: console contacts list (vedi console --help)."
        )
    if os.environ.get("TERM", "") in ("dumb", ""):
        return _(
            "Questo terminale non sa mostrare la scrivania (TERM={term}). Aprire un altro terminale, "
            "o usare i comandi: console contacts list (vedi console --help)."
        ).format(term=os.environ.get("TERM", ""))
    return ""


def open_desk(call: Invocation) -> int:
    """Open the desk of the role that was asked for; gives the exit code."""
    problem = screen_problem()
    if problem:
        talk(problem)
        return Code.USAGE
    from console import bootstrap

    return bootstrap.run_console(call.options())


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
