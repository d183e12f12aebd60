"""The wrap-up: topic and outcome are guessed, Enter closes. Digits choose the outcome, letters look for a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen

from console.domain.contact import NO_TOPIC, ArticleId, CallState, Contact, Disposition, Outcome, State
from console.domain.errors import NotFound
from console.domain.handoff import HandoffState
from console.i18n import _, language
from console.screens import format as say
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import STYLES, KeysLine, Line, PickList, Row
from console.screens.harmless import plain
from console.services.session import Session

OUTCOMES = tuple(Outcome)
FOUND = 5
_TALKED = (CallState.TALKING, CallState.ON_HOLD, CallState.ENDED)
_WITH_THE_CLERK = (HandoffState.SENDING, HandoffState.SENT, HandoffState.ACCEPTED, HandoffState.DONE)


def guess_outcome(contact: Contact) -> Outcome:
    """What most likely became of it; one digit corrects it."""
    if contact.handoff is not None and contact.handoff.state in _WITH_THE_CLERK:
        return Outcome.HANDED_OFF
    if contact.attempts:
        return Outcome.CALLED_BACK if contact.call_state in _TALKED else Outcome.NOT_REACHED
    if contact.state is State.MISSED:
        return Outcome.NO_ACTION
    return Outcome.ANSWERED


def guess_topic(contact: Contact) -> ArticleId:
    """The article that was used, else the last one that was given; empty when none was."""
    return contact.topic or (contact.answered[-1] if contact.answered else NO_TOPIC)


class TopicField(LineField):
    """Looks for topics; digits are not for it: it hands them on."""

    @dataclass
    class Digit(Message):
        """A digit was pressed."""

        digit: int

    def on_key(self, event: events.Key) -> None:
        """Hand digits on before the field takes them as text."""
        if event.key in "0123456789":
            event.stop()
            event.prevent_default()
            self.post_message(self.Digit(int(event.key)))


class WrapUpDialog(ModalScreen[Disposition | None]):
    """Gives the disposition, or None. F9 Enter is enough when the guesses are right."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "close_contact", show=False, priority=True),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]

    def __init__(self, session: Session, contact: Contact) -> None:
        super().__init__()
        self._session = session
        self._contact = contact
        self._topic = guess_topic(contact)

    def compose(self) -> ComposeResult:
        """Outcomes with their digits on the left, the topic on the right, the keys."""
        with Vertical(classes="dialog") as box:
            name = say.party(self._contact)
            box.border_title = plain(_("Chiudi ─ {name}").format(name=name))
            with Horizontal(classes="two-columns"):
                yield PickList(rows=len(OUTCOMES), id="outcomes")
                with Vertical(id="topics"):
                    yield Row(_("Tema"), Line(id="topic"))
                    yield Row(_("Altro tema"), TopicField(id="typed", placeholder=_("scrivere per cercare")))
                    yield PickList(rows=FOUND, id="found")
            yield KeysLine(("close_contact", _("Chiudi")), ("digit(0)", _("Senza tema")), ("back", _("Indietro")))

    def on_mount(self) -> None:
        """Show the guesses; where no article was used, offer what the subject finds."""
        picks = [Pick(key=one, words=f"{at}  {words.outcome(one)}") for at, one in enumerate(OUTCOMES, 1)]
        self.query_one("#outcomes", PickList).show(picks, OUTCOMES.index(guess_outcome(self._contact)))
        self._show_topic()
        if not self._topic:
            self._find(self._contact.subject)

    @on(LineField.Changed, "#typed")
    def _typed(self, event: LineField.Changed) -> None:
        if event.value.strip():
            self._find(event.value, mark=0)
        else:
            self.query_one("#found", PickList).show(())
            self._topic = guess_topic(self._contact)
            self._show_topic()

    def _find(self, text: str, mark: int = -1) -> None:
        hits = self._session.articles.search(text, typing=True, limit=FOUND)
        self.query_one("#found", PickList).show([Pick(key=hit.id, words=self._title(hit.id)) for hit in hits], mark)
        self._take_marked()

    def action_move(self, step: int) -> None:
        """Another of the topics that were found."""
        self.query_one("#found", PickList).move(step)
        self._take_marked()

    def _take_marked(self) -> None:
        marked = self.query_one("#found", PickList).marked
        if marked is not None:
            self._topic = ArticleId(marked.key)
        self._show_topic()

    @on(TopicField.Digit)
    def _digit(self, event: TopicField.Digit) -> None:
        self.action_digit(event.digit)

    def action_digit(self, digit: int) -> None:
        """1 and up: this outcome; 0: no topic."""
        if 1 <= digit <= len(OUTCOMES):
            outcomes = self.query_one("#outcomes", PickList)
            outcomes.move(digit - 1 - outcomes.mark)
        elif digit == 0:
            self._topic = NO_TOPIC
            self.query_one("#found", PickList).show(())
            self._show_topic()

    def _show_topic(self) -> None:
        line = self.query_one("#topic", Line)
        if self._topic:
            line.say(self._title(self._topic), "good")
        else:
            line.say(_("nessuno"), "warning")

    def _title(self, article: ArticleId) -> str:
        try:
            found = self._session.articles.article(article)
        except NotFound:
            return article
        return found.text(found.title, language())

    def action_close_contact(self) -> None:
        """Give the disposition."""
        outcome = OUTCOMES[self.query_one("#outcomes", PickList).mark]
        self.dismiss(Disposition(outcome=outcome, topic=self._topic))

    def action_back(self) -> None:
        """Leave it open."""
        self.dismiss(None)
