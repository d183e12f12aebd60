"""The golden questions: how a citizen asks, and the card that answers. They measure the search and never feed it.

A file holds one language, that of the first two letters of its name: `it-precetto.yaml`, `de.yaml`.
"""

from __future__ import annotations

from pathlib import Path

from console.domain.article import LANGUAGES
from console.domain.record import record
from console.i18n import _
from console.settings.document import load_document
from console.settings.problems import Problem
from console.settings.reader import Fields, Report, open_list


@record
class Golden:
    """One question. `also`: cards that are as good an answer as `article`."""

    language: str
    text: str
    article: str
    also: tuple[str, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        """Every card that counts as found."""
        return frozenset((self.article, *self.also))


def read_golden(folder: Path, known: frozenset[str]) -> tuple[tuple[Golden, ...], tuple[Problem, ...]]:
    """The questions of a folder (or of one file) in the order of the files, and what is wrong in them."""
    files = sorted(folder.rglob("*.y*ml")) if folder.is_dir() else [folder]
    questions: list[Golden] = []
    problems: list[Problem] = []
    if folder.is_dir() and not files:
        problems.append(Problem(file=str(folder), message=_("Qui non ci sono domande.")))
    for file in files:
        language = file.name[:2]
        if language not in LANGUAGES:
            message = _("Il nome comincia con la lingua: it, de, fr o en.")
            problems.append(Problem(file=str(file), message=message))
            continue
        document = load_document(file)
        report = Report(document.file)
        found = [_question(fields, language, known) for fields in open_list(document, report, named="question")]
        questions += [one for one in found if one is not None]
        problems += report.problems
    return tuple(questions), tuple(problems)


def _question(fields: Fields, language: str, known: frozenset[str]) -> Golden | None:
    text, article = fields.text("question"), fields.text("article")
    also = fields.texts("also", ())
    for name, ids in (("article", (article,)), ("also", also)):
        for id in ids:
            if id and id not in known:
                fields.error(name, _("Nessuna scheda «{id}».").format(id=id))
    fields.finish()
    return Golden(language=language, text=text, article=article, also=also) if text and article in known else None
