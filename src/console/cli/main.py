"""The command `console`: opens the desk; its subcommands are the headless twin of every screen."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from console import i18n
from console.cli import ending, output
from console.cli.frame import Invocation, Lazy, LazyGroup, clerk_option, examples, operator_option, place_options
from console.i18n import _


def _commands() -> dict[str, Lazy]:
    return {
        "contacts": Lazy("console.cli.contacts:contacts", _("la coda, un contatto, le azioni su un contatto")),
        "handoff": Lazy("console.cli.handoff:handoff", _("i passaggi ai funzionari e le loro risposte")),
        "phone": Lazy("console.cli.phone:phone", _("il telefono: stato, coda, pause, orari")),
        "targets": Lazy("console.cli.targets:targets", _("i termini di risposta: in ritardo, vicini, rispettati oggi")),
        "kb": Lazy("console.cli.kb:kb", _("le schede di risposta: cercare, leggere, controllare")),
        "mail": Lazy("console.cli.mail:mail", _("messaggi e allegati, scrivere per primi, quarantena")),
        "term": Lazy("console.cli.reckon:term", _("l'ultimo giorno di un termine, indicativo")),
        "fee": Lazy("console.cli.reckon:fee", _("le tasse per un importo, indicative")),
        "route": Lazy("console.cli.route:route", _("l'ufficio competente per un luogo")),
        "check": Lazy("console.cli.site:check", _("controlla tutti i file del sito")),
        "paths": Lazy("console.cli.site:paths", _("dove sono impostazioni, dati e registro")),
        "doctor": Lazy("console.cli.doctor:doctor", _("esamina questo posto e dice che cosa fare")),
        "intake": Lazy("console.cli.intake:intake", _("prende in entrata posta e telefonate")),
        "demo": Lazy("console.cli.desk:demo", _("la scrivania su un sito di prova")),
        "completion": Lazy("console.cli.completion:completion", _("il completamento per bash, zsh e fish")),
    }


class Root(LazyGroup):
    """The group whose `main` ends every command by the table of exit codes."""

    def main(self, *arguments: Any, standalone_mode: bool = True, **settings: Any) -> Any:
        """Run, and leave the process with the exit code."""
        run: Callable[..., Any] = super().main
        if not standalone_mode:
            return run(*arguments, standalone_mode=False, **settings)
        sys.exit(ending.guarded(lambda: run(*arguments, standalone_mode=False, **settings)))


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the version that was installed, and end."""
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version  # 30 ms

    try:
        number = version("ue-console")
    except PackageNotFoundError:
        number = "0+sources"
    output.lines([f"console {number}"])
    ctx.exit()


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
        lazy=_commands(),
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
    @click.option(
        "--version", "-V", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
        help=_("Dice la versione."),
    )  # fmt: skip
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
            from console.cli.screen import open_desk

            ctx.exit(open_desk(call.options))

    root: Root = console
    return root


def main(arguments: Sequence[str] | None = None) -> None:
    """Every command line by click; never returns, leaves with an exit code. The program begins in `entry.py`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.tolerate_any_sign()
    speak(given)
    build().main(args=given, prog_name="console")
