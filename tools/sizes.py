"""No file over 400 lines, no function over 60, every module with a docstring. Names what is over; exit 1."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("src", "tests", "tools")
FILE_LINES = 400
FUNCTION_LINES = 60


def python_files(root: Path = ROOT) -> list[Path]:
    """Every Python file of the project's own rooms."""
    return sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))


def faults(path: Path, root: Path = ROOT) -> Iterator[str]:
    """What is wrong with this file, one line each."""
    name = path.relative_to(root)
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > FILE_LINES:
        yield f"{name}:1: {lines} lines, at most {FILE_LINES}"
    tree = ast.parse(text, filename=str(path))
    if text.strip() and ast.get_docstring(tree) is None:
        yield f"{name}:1: no module docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


def main() -> int:
    """Print every fault of the project; 1 when there is one."""
    found = [line for path in python_files() for line in faults(path)]
    print("\n".join(found) if found else "Sizes: fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
