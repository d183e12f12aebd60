"""`console completion SHELL`: the script that lets bash, zsh or fish complete the commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from console.cli.frame import Invocation, examples, json_option
from console.i18n import _

SHELLS = ("bash", "zsh", "fish")
PROGRAM, VARIABLE = "console", "_CONSOLE_COMPLETE"


@click.command(
    help=_("Scrive le righe che insegnano alla shell a completare i comandi."),
    epilog=examples(
        'eval "$(console completion bash)"        # in ~/.bashrc',
        'eval "$(console completion zsh)"         # in ~/.zshrc',
        "console completion fish > ~/.config/fish/completions/console.fish",
    ),
)
@json_option
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script."""
    maker = get_completion_class(shell)
    if maker is None:
        raise click.UsageError(shell)
    made = maker(ctx.find_root().command, {}, PROGRAM, VARIABLE)
    script = made.source_template % made.source_vars()
    ctx.ensure_object(Invocation).say({"shell": shell, "script": script}, script)
