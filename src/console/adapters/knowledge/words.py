"""The citizens' words and what the cards call it, from knowledge-words.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from console.adapters.search.analyse import content, words
from console.i18n import _
from console.settings.document import Document
from console.settings.problems import Problem, shown
from console.settings.reader import REQUIRED, Fields, Report, open_list

MOST_WORDS = 3
"""Words that tell something in one entry; "mi bloccano lo stipendio" has two."""

WordList = Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Telling words of what a citizen says, to the words that it also stands for."""


def read_words(document: Document) -> tuple[WordList, tuple[Problem, ...]]:
    """The list and what is wrong with it."""
    report = Report(document.file)
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    lines: dict[tuple[str, ...], int] = {}
    for fields in open_list(document, report, named="say"):
        said, meant = _phrases(fields, "say"), _phrases(fields, "means")
        for phrase, line in said.items():
            if phrase in lines:
                message = _("«{text}» c'è due volte: la prima è alla riga {line}.")
                fields.warning("say", message.format(text=shown(" ".join(phrase)), line=lines[phrase]))
            lines.setdefault(phrase, line)
            found[phrase] = tuple(dict.fromkeys((*found.get(phrase, ()), *meant)))
        fields.finish()
    return found, tuple(report.problems)


def _phrases(fields: Fields, name: str) -> dict[tuple[str, ...], int]:
    """The telling words of each text under a key, with its line."""
    fields.texts(name, REQUIRED)
    found: dict[tuple[str, ...], int] = {}
    for node in fields.items(name):
        everything = words(node.text)
        phrase = tuple(content(everything) or everything)
        if 1 <= len(phrase) <= MOST_WORDS:
            found.setdefault(phrase, node.place.line)
        else:
            message = _("Da una a {most} parole che contano, non «{text}».")
            fields.wrong(name, node, message.format(most=MOST_WORDS, text=shown(node.text)))
    return found
