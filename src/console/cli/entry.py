"""The entry point. The usual start, a desk for somebody somewhere, goes its own way without click.

Importing click, its groups and its help texts costs 24 ms of CPU, where bare Textual starts in 175. The short way
takes only what it is sure of: long options with a value, each known, none odd. Everything else (commands, help, faults)
is click's, so that there is one grammar; `tests/cli/test_entry.py` holds that both read the same.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.bootstrap import Options

NAMES = {
    "--operator": "operator", "--clerk": "clerk", "--role": "role", "--theme": "theme", "--language": "language",
    "--config": "config", "--data-dir": "data_dir",
}  # fmt: skip
VARIABLES = {"operator": "CONSOLE_OPERATOR", "clerk": "CONSOLE_CLERK"}
ROLES = ("operator", "clerk")
COMPLETION = "_CONSOLE_COMPLETE"
"""Set by the shell when it asks click how a line could go on."""


def main() -> None:
    """Never returns, leaves with an exit code."""
    given = sys.argv[1:]
    said = usual(given)
    if said is None:
        from console.cli.main import main as by_click

        return by_click(given)
    gc.disable()  # until the first frame (screens/app.py): all that is imported stays, to look for waste in it is 20 ms
    sys.exit(_desk(said))


def usual(given: Sequence[str]) -> Mapping[str, str] | None:
    """What a plain command line says, by the names of `Options`; None where click must look at it."""
    if COMPLETION in os.environ or len(given) > 2 * len(NAMES):
        return None
    said = {name: os.environ[variable] for name, variable in VARIABLES.items() if os.environ.get(variable)}
    words = iter(given)
    for word in words:
        option, equals, value = word.partition("=")
        value = value if equals else next(words, "")
        if option not in NAMES or not value or value.startswith("-"):
            return None
        said[NAMES[option]] = value
    folders = [Path(said[name]) for name in ("config", "data_dir") if name in said]
    odd = any(folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK)) for folder in folders)
    return None if odd or said.get("role", ROLES[0]) not in ROLES else said


def _desk(said: Mapping[str, str]) -> int:
    from console import i18n
    from console.cli import ending
    from console.cli.output import tolerate_any_sign
    from console.cli.screen import open_desk

    tolerate_any_sign()
    i18n.use(said.get("language") or i18n.from_environment())
    return ending.guarded(lambda: open_desk(lambda: _options(said)))


def _options(said: Mapping[str, str]) -> Options:
    from console.bootstrap import Options

    folders = {name: Path(said[name]) for name in ("config", "data_dir") if name in said}
    words = {name: value for name, value in said.items() if name not in folders}
    return Options(**folders, **words)  # type: ignore[arg-type]  # by name: NAMES holds them, a test compares
