"""The repository as the house tests see it: its root, its files, its tools."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
SKIPPED = {".venv", ".git", ".cache", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


def tool(name: str) -> ModuleType:
    """One of the programs in tools/, as a module."""
    spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def committed_files() -> tuple[Path, ...]:
    """What git keeps or would keep; in a copy without git every file that is not a cache."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def modules() -> dict[str, Path]:
    """Every module of the program by its name."""
    found = {}
    for path in sorted((SOURCE / "console").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(name: str) -> set[str]:
    """The modules of the program that this one imports when it runs, inside functions too; not for types alone."""
    known, found = modules(), set()
    for node in _running(tree(known[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in known}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found |= {whole} if whole in known else {node.module} & known.keys()
    return found - {name}


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is not under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _running(child)
