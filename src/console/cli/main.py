"""The command `console`: opens the desk; its subcommands are the headless twin of every screen."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from console import i18n
from console.cli import ending
from console.cli.frame import Invocation, LazyGroup, clerk_option, examples, operator_option, place_options
from console.i18n import _

COMMANDS = {
    "contacts": "console.cli.contacts:contacts",
    "handoff": "console.cli.handoff:handoff",
    "kb": "console.cli.kb:kb",
    "route": "console.cli.route:route",
    "intake": "console.cli.intake:intake",
    "demo": "console.cli.desk:demo",
    "check": "console.cli.site:check",
    "paths": "console.cli.site:paths",
    "doctor": "console.cli.doctor:doctor",
    "completion": "console.cli.completion:completion",
}


class Root(LazyGroup):
    """The group whose `main` ends every command by the table of exit codes."""

    def main(self, *arguments: Any, standalone_mode: bool = True, **settings: Any) -> Any:
        """Run, and leave the process with the exit code."""
        run: Callable[..., Any] = super().main
        if not standalone_mode:
            return run(*arguments, standalone_mode=False, **settings)
        sys.exit(ending.guarded(lambda: run(*arguments, standalone_mode=False, **settings)))


def program_version() -> str:
    """The version that was installed."""
    try:
        return version("ue-console")
    except PackageNotFoundError:
        return "0+sources"


def speak(arguments: Sequence[str]) -> None:
    """Choose the language before the help texts are made: `--language`, else the environment, else Italian."""
    wanted = i18n.from_environment()
    for position, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--language="):
            wanted = word.partition("=")[2]
        elif word == "--language":
            wanted = (*arguments, wanted)[position + 1]
    os.environ["LANGUAGE"] = i18n.use(wanted)
    # Click's own words go through the default domain of gettext, which reads LANGUAGE.
    gettext.bindtextdomain("click", str(i18n.LOCALE))
    gettext.textdomain("click")


def build() -> Root:
    """The command with its help texts in the language in use."""

    @click.command(
        name="console",
        cls=Root,
        lazy=COMMANDS,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None},
        help=_(
            "La console del contact center. Senza comando apre la scrivania; i comandi fanno le stesse cose senza "
            "schermo, con --json per i programmi.\n\nCodici di uscita: 0 bene, 1 errore, 2 uso o impostazioni, "
            "3 non trovato, 4 conflitto, 5 archivio, 130 interrotto."
        ),
        epilog=examples(
            "console --operator anna",
            "console --role clerk --clerk celio",
            "console contacts list --json",
            "console demo",
        ),
    )
    @click.version_option(program_version(), "--version", "-V", prog_name="console", message="%(prog)s %(version)s")
    @place_options
    @operator_option
    @clerk_option
    @click.option(
        "--role", type=click.Choice(["operator", "clerk"]), default="operator",
        help=_("operator apre la scrivania, clerk i passaggi del proprio ufficio."),
    )  # fmt: skip
    @click.option("--theme", metavar="NOME", help=_("Aspetto: console-dark, console-light, console-contrast."))
    @click.pass_context
    def console(ctx: click.Context, role: str, theme: str | None) -> None:
        """Open the desk when no command is given."""
        call = ctx.ensure_object(Invocation)
        call.role, call.theme = role, theme
        if ctx.invoked_subcommand is None:
            from console.cli.desk import open_desk

            ctx.exit(open_desk(call))

    root: Root = console
    return root


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: never returns, leaves with an exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    speak(given)
    build().main(args=given, prog_name="console")
