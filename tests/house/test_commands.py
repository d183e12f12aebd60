"""Every command explains itself, speaks JSON, and is in the guides."""

from __future__ import annotations

import click
import pytest

from console.cli.frame import LazyGroup
from console.cli.main import build
from console.screens.actions import CLERK, OPERATOR, key_words
from house.repository import ROOT

NO_JSON = {"demo"}
"""Opens a screen."""
GUIDES = ("docs/operatore.md", "docs/amministratore.md")


def commands(command=None, path=("console",)):
    """Every command that does something, with its words."""
    command = command or build()
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), (*path, name))


EVERY = list(commands())


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_command_explains_itself(path, command):
    assert command.help and command.help[0].isupper() and command.help.rstrip().endswith(".")
    assert command.epilog and " ".join(path) in command.epilog
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path}: {parameter.opts}"


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_command_speaks_json(path, command):
    options = {word for parameter in command.params for word in parameter.opts}
    assert ("--json" in options) is (path[1] not in NO_JSON)


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_command_is_in_the_guides(path, command):
    guides = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in GUIDES)
    assert " ".join(path) in guides


@pytest.mark.parametrize("action", {one.id: one for one in (*OPERATOR, *CLERK)}.values(), ids=lambda action: action.id)
def test_an_act_is_in_the_operators_guide(action):
    guide = (ROOT / GUIDES[0]).read_text(encoding="utf-8")
    first = key_words(action.keys.split(",")[0])
    assert f"`{first}`" in guide and action.words in guide


def test_the_overview_names_every_command_with_its_line():
    root = build()
    assert isinstance(root, LazyGroup)
    overview = root.get_help(click.Context(root, info_name="console"))
    for name in root.list_commands(click.Context(root)):
        assert f"\n  {name} " in overview
