"""Whether a screen can be shown here, and the opening of the desk. Knows nothing of click."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from console.cli.ending import Code
from console.i18n import _

if TYPE_CHECKING:
    from console.bootstrap import Options


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


def open_desk(options: Callable[[], Options]) -> int:
    """Open the desk of the role in `options`, which are made only where there is a screen; gives the exit code."""
    problem = screen_problem()
    if problem:
        from console.cli.output import talk

        talk(problem)
        return Code.USAGE
    from console import bootstrap

    return bootstrap.run_console(options())
