"""Foreign text is never markup: a bracket in a subject would end the program (Textual 8.2.8, docs/decisions/0009)."""

from __future__ import annotations

import ast

import pytest

from house.repository import SOURCE, modules, tree

SCREENS = {name: path for name, path in modules().items() if name.startswith("console.screens")}
TITLES = ("border_title", "border_subtitle", "tooltip")
SHOWING = ("Static", "Label", "Button", "update", "notify", "Content.from_markup")
MARKED = ("DataTable", "OptionList", "RichLog", "Markdown", "MarkdownViewer", "Tree", "Select", "TabbedContent")
"""Widgets that take a bare str for markup in a cell, an option or a title; the desk draws its own lines instead."""


def bare(node: ast.expr) -> bool:
    """Whether this gives a plain str for all that can be seen here."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value != ""
    if isinstance(node, ast.IfExp):
        return bare(node.body) or bare(node.orelse)
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return called in ("_", "ngettext", "format", "str", "replace")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def faults(text: ast.Module):
    """Lines where something plain is shown."""
    for node in ast.walk(text):
        if isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            safe = any(one.arg == "markup" and ast.unparse(one.value) == "False" for one in node.keywords)
            if called.rpartition(".")[2] in SHOWING and bare(node.args[0]) and not safe:
                yield node.lineno
            if called.endswith("from_markup"):
                yield node.lineno
        titles = [one for one in getattr(node, "targets", ()) if isinstance(one, ast.Attribute) and one.attr in TITLES]
        if isinstance(node, ast.Assign) and titles and bare(node.value):
            yield node.lineno


def test_nothing_plain_is_given_to_a_widget():
    found = [f"{path.relative_to(SOURCE)}:{line}" for path in SCREENS.values() for line in faults(tree(path))]
    assert found == []


def test_no_widget_is_used_that_reads_markup():
    found = []
    for path in SCREENS.values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
                found += [f"{path.relative_to(SOURCE)}: {one.name}" for one in node.names if one.name in MARKED]
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('Static("x [/b] y")', True),
        ('self.update(f"{name}")', True),
        ('self.border_title = _("Nota {name}").format(name=name)', True),
        ('app.notify("a" + b)', True),
        ("Static(plain(name))", False),
        ('Static("x", markup=False)', False),
        ("self.update(Content(name))", False),
    ],
)
def test_the_search_for_markup_finds_it(line, found):
    assert bool(list(faults(ast.parse(line)))) is found
