"""The calculator of terms and fees beside a card: what, which enforcement, when; or an amount. Changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.fees import Fee, read_amount
from console.domain.terms import Computed, Enforcement, Question, Result, answer
from console.domain.written_day import read_day
from console.i18n import _
from console.screens import term_words as words
from console.screens.dialogs.choose import filtered
from console.screens.dialogs.fields import LineField, Pick, PickField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.harmless import plain
from console.services.ports import Reckoning

UNKNOWN = "?"
"""The kind of enforcement before the citizen was asked."""
ROWS = 4


class CalculatorDialog(ModalScreen[str | None]):
    """Gives the words to be copied, or None. `articles` of a card put the question that they answer first."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("enter", "app.focus_next", show=False),
        Binding("f7", "copy", show=False),
    ]

    def __init__(self, reckoning: Reckoning, today: date, *, articles: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._reckoning = reckoning
        self._today = today
        self._questions = _ordered(tuple(reckoning.questions()), articles)
        self._picks = tuple(Pick(key=one.id, words=words.name(one)) for one in self._questions)

    def compose(self) -> ComposeResult:
        """The limit with its list, the enforcement, the day, the result; the amount and its fees."""
        kinds = [Pick(key=UNKNOWN, words=_("da chiedere: ordinaria, con pegno, cambiale?"))]
        kinds += [Pick(key=kind.value, words=words.enforcement_words(kind)) for kind in Enforcement]
        with Vertical(classes="dialog calculator") as box:
            box.border_title = plain(_("Termini e tasse"))
            yield Row(_("Termine"), LineField(placeholder=_("scrivere per cercare"), id="typed"))
            yield PickList(rows=ROWS, id="questions")
            yield Row(_("Esecuzione"), PickField(kinds, id="enforcement"))
            yield Row(_("Ricevuto"), LineField(placeholder=_("12.11, ieri, lunedì"), id="received", limit=30),
                      Line(id="day", classes="hint"))  # fmt: skip
            with Vertical(id="answer"):
                yield Line(id="head")
                yield Line(id="remarks", classes="muted")
            yield Row(_("Credito"), LineField(placeholder=_("importo in franchi"), id="amount", limit=30),
                      Line(id="problem", classes="hint"))  # fmt: skip
            yield Line(id="fees", classes="muted")
            yield Line(words.label(), classes="muted")
            yield KeysLine(("move(1)", _("Muove")), ("copy", _("Copia")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """Everything that can be asked, the mark on what the card is about."""
        self._show_questions(self._picks)
        self.query_one("#received", LineField).focus()
        self._answer()

    # --- what changes the answer -------------------------------------------------------------------

    @on(LineField.Changed, "#typed")
    def _typed(self, event: LineField.Changed) -> None:
        self._show_questions(filtered(self._picks, event.value) if event.value.strip() else self._picks)
        self._answer()

    @on(LineField.Changed, "#received")
    @on(LineField.Changed, "#amount")
    @on(PickField.Changed)
    def _changed(self) -> None:
        self._answer()

    @on(LineField.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    def action_move(self, step: int) -> None:
        """Another limit; in the field of the enforcement another kind."""
        kinds = self.query_one("#enforcement", PickField)
        if kinds.has_focus:
            return kinds.action_turn(step)
        self.query_one("#questions", PickList).move(step)
        return self._answer()

    def _show_questions(self, picks: tuple[Pick, ...]) -> None:
        self.query_one("#questions", PickList).show(picks, 0)

    # --- the answer ----------------------------------------------------------------------------------

    @property
    def _question(self) -> Question | None:
        marked = self.query_one("#questions", PickList).marked
        return None if marked is None else self._reckoning.question(marked.key)

    @property
    def _received(self) -> date | None:
        return read_day(self.query_one("#received", LineField).value, self._today)

    def _answer(self) -> None:
        self._say_day()
        self._say_fees()
        question, received = self._question, self._received
        self.query_one("#enforcement", PickField).display = question is not None and question.asks
        head, remarks = self.query_one("#head", Line), self.query_one("#remarks", Line)
        if question is None or received is None:
            head.say(_("Manca il termine.") if question is None else _("Manca il giorno."))
            return remarks.say("")
        kind = self.query_one("#enforcement", PickField).chosen
        if question.asks and kind == UNKNOWN:
            head.say(_("Prima chiedere che esecuzione è."), "warning")
            return remarks.say("")
        kind = Enforcement.ORDINARY if not question.asks else Enforcement(kind)
        results = answer(question, kind, received, self._reckoning.calendar)
        head.say(" · ".join(map(words.head, results)) or words.no_such_limit(kind), _tone(results))
        return remarks.say("\n".join(_lines(question, results)))

    def _say_day(self) -> None:
        typed, day = self.query_one("#received", LineField).value, self._received
        line = self.query_one("#day", Line)
        if day is not None:
            return line.say(words.day_words(day), "warning" if day > self._today else "")
        return line.say(_("non è un giorno") if typed.strip() else "", "warning")

    def _say_fees(self) -> None:
        typed = self.query_one("#amount", LineField).value
        claim = read_amount(typed) if typed.strip() else None
        wrong = typed.strip() and claim is None
        self.query_one("#problem", Line).say(_("non è un importo") if wrong else "", "warning")
        banded = () if claim is None else tuple(one for one in self._reckoning.fees() if one.bands)
        lines = [_fee_line(one, claim) for one in banded if claim is not None]
        self.query_one("#fees", Line).say("\n".join(lines))

    # --- keys ----------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Give what is shown, with its label: only what was computed."""
        question, head = self._question, self.query_one("#head", Line)
        parts = [f"{words.name(question)}: {head.words}"] if question and self._received else []
        parts += [one for one in (self.query_one("#fees", Line).words,) if one]
        if parts:
            self.dismiss("\n".join((*parts, words.label())))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss(None)


def _fee_line(fee: Fee, claim: Decimal) -> str:
    rule = fee.article.partition(";")[0]
    return f"{words.francs(fee.for_claim(claim)):>8}  {rule}: {words.fee_name(fee)}"


def _tone(results: tuple[Result, ...]) -> str:
    if not results or not all(isinstance(one, Computed) for one in results):
        return "warning"
    return "good" if all(isinstance(one, Computed) and one.verified for one in results) else "warning"


def _lines(question: Question, results: tuple[Result, ...]) -> list[str]:
    lines = []
    for result in results:
        lines += [words.length_words(result), *words.remarks(result)]
    note = words.note(question)
    return [*dict.fromkeys(lines), *((note,) if note and results else ())]


def _ordered(questions: tuple[Question, ...], articles: tuple[str, ...]) -> tuple[Question, ...]:
    """Those that rest on one of these articles of the law first."""

    def about(question: Question) -> bool:
        limits = (term.article for terms in question.terms.values() for term in terms)
        return any(limit == one or limit.startswith(f"{one} ") for limit in limits for one in articles)

    return tuple(sorted(questions, key=lambda question: not about(question)))
