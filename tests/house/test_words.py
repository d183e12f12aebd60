"""Every sentence that a user reads is in every language, and translated."""

from __future__ import annotations

import ast
import gettext
import io

import pytest
from babel.messages.catalog import Catalog, Message

from house.repository import SOURCE, modules, tool, tree

catalogues = tool("catalogues")


@pytest.fixture(scope="module")
def faults():
    return list(catalogues.faults())


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_every_sentence_has_its_translation(faults, language):
    assert [fault for fault in faults if f"/{language}/" in fault] == []


def test_the_template_and_the_compiled_catalogues_are_up_to_date(faults):
    assert [fault for fault in faults if not any(f"/{language}/" in fault for language in ("de", "fr", "en"))] == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message("Apre {count} bozze", ""), "not translated"),
        (Message("Apre {count} bozze", "Opens drafts"), "placeholder missing"),
        (Message("Apre {count} bozze", "Opens {number} drafts"), "unknown placeholder"),
        (Message("Apre {count} bozze", "Opens {count} drafts", flags=("fuzzy",)), "not translated"),
        (Message("Apre {count} bozze", "Opens {count} drafts"), ""),
    ],
)
def test_a_translation_that_is_no_good_is_found(message, said):
    assert catalogues._fault(message) == said


def test_a_compiled_catalogue_gives_the_translation_back():
    catalogue = Catalog(locale="en")
    catalogue.add("Coda", "Queue")
    binary = catalogues.compiled(catalogue)
    assert gettext.GNUTranslations(io.BytesIO(binary)).gettext("Coda") == "Queue"
    assert binary == catalogues.compiled(catalogue)


def test_no_value_is_put_into_a_sentence_before_it_is_translated():
    """`_(f"…")` and `_("…" + x)` can never be found in a catalogue."""
    wrong = []
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
            ):
                continue
            for argument in node.args[: 1 if node.func.id == "_" else 2]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert wrong == []


def test_no_sentence_is_made_before_the_language_is_known():
    """At the top of a module `_()` runs at import; only commands do that, which are imported after the choice."""
    early = []
    for name, path in modules().items():
        if name.startswith("console.cli"):
            continue
        early += [f"{path.relative_to(SOURCE)}:{line}" for line in _calls_outside_functions(tree(path))]
    assert early == []


def _calls_outside_functions(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in ("_", "ngettext"):
            yield child.lineno
        yield from _calls_outside_functions(child)
