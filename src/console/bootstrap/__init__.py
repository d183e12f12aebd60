"""The only place that knows all parts: settings become adapters, adapters become services, services a console.

Nothing is imported here that a command does not need: each function below imports its own part.
"""

from __future__ import annotations

from console.bootstrap.options import Options, PersonUnknown, SiteUnusable
from console.bootstrap.services import Services, load, open_site

__all__ = ["Options", "PersonUnknown", "Services", "SiteUnusable", "load", "open_site", "run_console", "run_demo"]


def run_console(options: Options) -> int:
    """Open the desk of the person in `options`; gives the exit code when it is left. Raises SiteUnusable."""
    from console.bootstrap.run import console

    return console(options)


def run_demo(options: Options) -> int:
    """Open the desk on a throwaway site with sample mails and simulated calls; gives the exit code."""
    from console.bootstrap.demo import run

    return run(options)
