"""Imports run downwards, never round, and what needs no screen loads none."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house.repository import ROOT, SOURCE, imports_of, modules, tree


def python(*arguments, **settings):
    return subprocess.run(
        [sys.executable, *arguments], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120, **settings
    )


def test_the_layer_contracts_are_kept():
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent)) or "lint-imports"
    done = subprocess.run(
        [program, "--no-logo", "--no-cache"], check=False, cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_import_goes_round_not_even_inside_a_function():
    order: list[str] = []
    state: dict[str, int] = {}
    rings = []

    def visit(name: str, way: tuple[str, ...]) -> None:
        state[name] = 1
        for other in sorted(imports_of(name)):
            if state.get(other) == 1:
                rings.append(" > ".join((*way[way.index(other) :], other)) if other in way else f"{name} > {other}")
            elif other not in state:
                visit(other, (*way, other))
        state[name] = 2
        order.append(name)

    for name in modules():
        if name not in state:
            visit(name, (name,))
    assert rings == []
    assert len(order) == len(modules())


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "console", "--help"),
        ("-m", "console", "intake", "--help"),
        ("-m", "console", "contacts", "list", "--help"),
        ("-c", "import console.services.desk, console.services.intake, console.services.handoff"),
        ("-c", "import console.bootstrap.services"),
        ("-c", "import console.screens.actions"),
    ],
    ids=lambda arguments: arguments[-1][-30:] if arguments[0] == "-c" else " ".join(arguments[2:]),
)
def test_what_needs_no_screen_loads_neither_textual_nor_rich(arguments):
    done = python("-X", "importtime", *arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "console" in loaded
    assert not loaded & {"textual", "rich"}


def test_the_overview_of_commands_loads_only_the_command_line():
    done = python("-X", "importtime", "-m", "console", "--help")
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    heavy = {"numpy", "sqlite_utils", "yaml", "imapclient", "phonenumbers", "holidays", "asyncio", "rapidfuzz", "nh3"}
    assert not loaded & heavy
    assert {name for name in loaded if name.startswith("console.")} <= {
        "console.i18n", "console.cli", "console.cli.main", "console.cli.frame", "console.cli.ending",
        "console.cli.output", "console.cli.entry", "console.__main__",
    }  # fmt: skip


def test_the_clock_is_read_in_one_place():
    """Everything else is told what time it is, so that a test can say it."""
    allowed = {"console.adapters.clock"}
    readers = set()
    for name, path in modules().items():
        for node in ast.walk(tree(path)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("time.time", "datetime.now", "datetime.utcnow", "date.today", "datetime.today"):
                readers.add(name)
    layers = ("console.domain", "console.services", "console.screens")
    assert {name for name in readers - allowed if name.startswith(layers)} == set()


def test_sql_stands_in_the_store_alone():
    found = []
    for name, path in modules().items():
        if name.startswith(("console.adapters.store", "console.cli.health")):
            continue
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if text.startswith(("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ")):
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert found == []


def test_whoever_catches_everything_tells_somebody_or_says_why_not():
    """A broad except hides faults unless it logs, raises again or hands on what it caught, or gives its reason."""
    silent = []
    for path in modules().values():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                broad = ast.unparse(node.type) in ("Exception", "BaseException")
                names = {one.id for line in node.body for one in ast.walk(line) if isinstance(one, ast.Name)}
                raises = any(isinstance(one, ast.Raise) for line in node.body for one in ast.walk(line))
                reason = "#" in lines[node.lineno - 1]
                if broad and not (raises or reason or names & {"log", "_logger", "logger", node.name}):
                    silent.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert silent == []
