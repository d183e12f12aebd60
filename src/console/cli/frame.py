"""What every command shares: the options of the site, the way to open it, and how results are printed."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console import i18n
from console.cli import ending, output
from console.i18n import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from console.bootstrap import Options, Services

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(slots=True, kw_only=True)
class Invocation:
    """What the command line said about the site, the person and the form of the answer."""

    config: Path | None = None
    data_dir: Path | None = None
    operator: str | None = None
    role: str = "operator"
    clerk: str | None = None
    language: str | None = None
    theme: str | None = None
    json: bool = False

    def options(self, *, demo: bool = False) -> Options:
        """The same as bootstrap takes it."""
        from console.bootstrap import Options

        return Options(
            config=self.config, data_dir=self.data_dir, operator=self.operator, role=self.role,
            clerk=self.clerk, language=self.language, theme=self.theme, demo=demo,
        )  # fmt: skip

    def say(self, data: Any, *lines: str) -> None:
        """Print `data` when JSON was asked for, else the lines."""
        output.document(data) if self.json else output.lines(lines)


@dataclass(frozen=True, slots=True)
class Scene:
    """An open site and what the command line said."""

    site: Services
    call: Invocation

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return self.site.site.general.zone

    def person(self, person: str) -> str:
        """The name of an operator or clerk; the id itself when nobody has it."""
        return ending.person_of(self.site.directory)(person)

    def say(self, data: Any, *lines: str) -> None:
        """Print `data` when JSON was asked for, else the lines."""
        self.call.say(data, *lines)


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command that is imported when it is called for: `module:attribute`, and its line in the overview."""

    target: str
    help: str


class LazyGroup(click.Group):
    """A group whose overview costs no import of its commands."""

    def __init__(self, *arguments: Any, lazy: Mapping[str, Lazy] | None = None, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are explained."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _colon, attribute = self._lazy[cmd_name].target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the lines given with the names."""
        with formatter.section(_("Comandi")):
            formatter.write_dl([(name, lazy.help) for name, lazy in self._lazy.items()])


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Put an option that was given into the invocation; one that was not given leaves what the group said."""

    def keep(ctx: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            setattr(ctx.ensure_object(Invocation), name, value)

    return keep


_FOLDER = click.Path(file_okay=False, path_type=Path)


def _option(name: str, *declarations: str, **settings: Any) -> Callable[[Function], Function]:
    return click.option(*declarations, expose_value=False, callback=_keep(name), **settings)


def place_options(function: Function) -> Function:
    """`--config`, `--data-dir`, `--language`."""
    for add in (
        _option("language", "--language", metavar="it|de|fr|en", help=_("Lingua di questo comando.")),
        _option("data_dir", "--data-dir", type=_FOLDER, metavar=_("CARTELLA"), help=_("Cartella dei dati del sito.")),
        _option(
            "config", "--config", type=_FOLDER, metavar=_("CARTELLA"), help=_("Cartella delle impostazioni del sito.")
        ),
    ):
        function = add(function)
    return function


def json_option(function: Function) -> Function:
    """`--json`."""
    return _option("json", "--json", is_flag=True, help=_("Scrive dati JSON invece di testo."))(function)


def operator_option(function: Function) -> Function:
    """`--operator`: who acts."""
    return _option(
        "operator", "--operator", metavar="ID", envvar="CONSOLE_OPERATOR",
        help=_("Chi agisce, come in operators.yaml (o la variabile CONSOLE_OPERATOR)."),
    )(function)  # fmt: skip


def clerk_option(function: Function) -> Function:
    """`--clerk`: which clerk answers."""
    return _option(
        "clerk", "--clerk", metavar="ID", envvar="CONSOLE_CLERK",
        help=_("Il funzionario, come in clerks.yaml (o la variabile CONSOLE_CLERK)."),
    )(function)  # fmt: skip


def common(function: Function) -> Function:
    """The options of every command that prints data."""
    return place_options(json_option(function))


def on_site(function: Callable[..., Awaitable[int | None]]) -> Callable[..., None]:
    """Run an async command with an open site: `async def command(scene, **arguments)`.

    What it gives is the exit code; None is 0. Refusals name people as the directory does.
    """

    @functools.wraps(function)
    def run(**arguments: Any) -> None:
        import asyncio

        call = click.get_current_context().ensure_object(Invocation)
        code = asyncio.run(_run(function, call, arguments))
        if code:
            raise click.exceptions.Exit(code)

    return run


async def _run(
    function: Callable[..., Awaitable[int | None]], call: Invocation, arguments: Mapping[str, Any]
) -> int | None:
    from console import bootstrap
    from console.domain.errors import ConsoleError

    async with bootstrap.open_site(call.options()) as site:
        i18n.use(call.language or i18n.from_environment(site.site.general.language))
        try:
            return await function(Scene(site, call), **arguments)
        except ConsoleError as error:
            raise ending.named(error, site.directory) from error


def examples(*lines: str) -> str:
    """The end of a help page: commands to copy. Click keeps the line breaks after the mark."""
    return "\b\n" + _("Esempi:") + "\n" + "\n".join(f"  {line}" for line in lines)
