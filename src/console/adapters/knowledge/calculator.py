"""What the calculator knows: its questions from calculator.yaml, the limits and fees behind them, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from console.adapters.hours import OfficialHolidays
from console.adapters.knowledge.facts import read_fees, read_terms
from console.domain.article import LANGUAGES
from console.domain.errors import NotFound
from console.domain.fees import Fee
from console.domain.terms import Calendar, Enforcement, Question, Term
from console.i18n import _
from console.settings.checks import identifier
from console.settings.document import Document, load_document
from console.settings.problems import Problem, did_you_mean, errors, shown
from console.settings.reader import Fields, Report, by_language, open_list, unique

FILE = "calculator.yaml"


class Calculator:
    """Satisfies `services.ports.Reckoning`. Reads its files at the first question, in a few hundredths of a second.

    What cannot be read is left out; `problems` say why.
    """

    def __init__(self, reference: Path, holidays: OfficialHolidays) -> None:
        self._reference = reference
        self._holidays = holidays

    @cached_property
    def _read(self) -> tuple[tuple[Question, ...], tuple[Fee, ...], tuple[Problem, ...]]:
        terms_file, fees_file = (load_document(self._reference / name) for name in ("terms.yaml", "fees.yaml"))
        terms_report, fees_report = Report(terms_file.file), Report(fees_file.file)
        terms = read_terms(open_list(terms_file, terms_report), terms_report)
        fees = read_fees(open_list(fees_file, fees_report), fees_report)
        questions, problems = read_questions(load_document(self._reference / FILE), terms)
        found = errors((*terms_report.problems, *fees_report.problems, *problems))
        return questions, fees, found

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why something may be missing."""
        return self._read[2]

    def questions(self) -> tuple[Question, ...]:
        """What can be asked, in the order of the file."""
        return self._read[0]

    def question(self, id: str) -> Question:
        """Raises NotFound."""
        found = next((question for question in self.questions() if question.id == id), None)
        if found is None:
            raise NotFound("term", id)
        return found

    def fees(self) -> tuple[Fee, ...]:
        """Every fee, in the order of the file."""
        return self._read[1]

    @cached_property
    def calendar(self) -> Calendar:
        """The canton's holidays and Easter."""
        from dateutil.easter import easter

        def sunday(year: int) -> date:
            found: date = easter(year)
            return found

        return Calendar(holidays=self._holidays, easter=sunday)


def read_questions(document: Document, terms: tuple[Term, ...]) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    """The questions whose limits are all known, and what is wrong in the file."""
    report = Report(document.file)
    known = {term.id: term for term in terms}
    found, places = [], []
    for fields in open_list(document, report):
        id = identifier(fields)
        by_kind = {kind: limits for kind in Enforcement if (limits := _limits(fields, kind.value, known))}
        every = _limits(fields, "any", known)
        if bool(every) == bool(by_kind):
            fields.error("any", _("O any, o uno dei tipi di esecuzione: {kinds}.").format(kinds=", ".join(Enforcement)))
        answers: Mapping[Enforcement, tuple[Term, ...]] = by_kind or dict.fromkeys(Enforcement, every)
        found.append(
            Question(id=id, name=_words(fields, "name"), terms=answers, asks=bool(by_kind),
                     note=_words(fields, "note") if fields.node("note") else None)
        )  # fmt: skip
        places.append((id, fields.where("id")))
        fields.finish()
    unique(places, report, "id")
    whole = tuple(question for question in found if question.id and question.terms[next(iter(question.terms))])
    return whole, tuple(report.problems)


def _limits(fields: Fields, name: str, known: Mapping[str, Term]) -> tuple[Term, ...]:
    limits = []
    for node in fields.items(name):
        if node.text in known:
            limits.append(known[node.text])
        else:
            message = _("In terms.yaml non c'è «{text}».").format(text=shown(node.text))
            fields.wrong(name, node, message, did_you_mean(node.text, known))
    return tuple(limits)


def _words(fields: Fields, name: str) -> dict[str, str]:
    inner = by_language(fields, name, LANGUAGES)
    words = {language: text for language in LANGUAGES if (text := inner.text(language, ""))}
    inner.finish()
    return words
