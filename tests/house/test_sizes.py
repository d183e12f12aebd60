"""Files, functions and modules keep their size and say what they are."""

from __future__ import annotations

import ast

import pytest

from house.repository import SOURCE, modules, tool, tree

sizes = tool("sizes")


def test_no_file_no_function_is_too_long_and_every_module_says_what_lives_in_it():
    assert [fault for path in sizes.python_files() for fault in sizes.faults(path)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n" * 401, "401 lines"),
        ('"""Doc."""\ndef f():\n' + "    x = 1\n" * 60, "f has 61 lines"),
        ("x = 1\n", "no module docstring"),
    ],
)
def test_what_is_over_is_named(tmp_path, text, said):
    file = tmp_path / "long.py"
    file.write_text(text)
    assert any(said in fault for fault in sizes.faults(file, tmp_path))


def test_no_function_takes_more_than_five_positional_parameters():
    over = []
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]
                if len(names) > 5:
                    over.append(f"{path.relative_to(SOURCE)}:{node.lineno}: {node.name}{tuple(names)}")
    assert over == []


def test_what_is_public_in_the_source_has_a_docstring():
    silent = []
    for path in modules().values():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
                "_"
            ):
                inner = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
                public = [one for one in inner if isinstance(node, ast.ClassDef) and not one.name.startswith("_")]
                silent += [
                    f"{path.relative_to(SOURCE)}:{one.lineno}: {one.name}"
                    for one in (node, *public)
                    if not _documented(one)
                ]
    assert silent == []


def _documented(node):
    overload = any(
        "overload" in ast.unparse(one) or "setter" in ast.unparse(one) for one in getattr(node, "decorator_list", ())
    )
    return overload or ast.get_docstring(node) is not None
