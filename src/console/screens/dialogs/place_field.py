"""A commune, locality or postal code, and the competent office while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from console.domain.folding import fold
from console.domain.record import record
from console.domain.routing import Proposal, ProposalKind
from console.i18n import N_, _
from console.screens.dialogs.fields import LineField, Pick
from console.screens.dialogs.frame import Line, PickList, Row

_TONES = {ProposalKind.ASK: "warning", ProposalKind.OTHER_CANTON: "error"}


@record
class _Picked:
    """What the operator picked by hand for this text."""

    text: str = ""
    office: str = ""
    by_hand: bool = False


class PlaceField(Vertical):
    """The field, the office beside it, the reason below, and what may be picked when it is not clear.

    A beginning that only one place has is taken by Enter or Tab. Where several begin so, the line below
    says which one Enter takes; where offices differ or the name is misspelt, Enter first marks and only then takes.
    Leaving the field or sending never guesses.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another office or municipality follows from what was typed."""

        office: str
        municipality: str

    def __init__(self, route: Callable[[str], Proposal], office_words: Callable[[str], str]) -> None:
        super().__init__(classes="place")
        self._route = route
        self._office_words = office_words
        self._known_office = ""
        self._picked = _Picked()
        self.office = ""
        self.municipality = ""

    def compose(self) -> ComposeResult:
        """The row, the reason, the list (drawn over what stands below)."""
        field = LineField(id="place", placeholder=_("comune, località o NPA"))
        yield Row(_("Comune"), field, Line(id="office", classes="hint"))
        yield Line(id="reason", classes="muted indented")
        yield PickList(rows=6, id="places")

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.query_one(LineField).value.strip()

    def fill(self, text: str, office: str) -> None:
        """Begin with what is known. The office holds while no place is given, and where it was chosen by hand."""
        self._known_office = office
        if text and office and self._route(text).office != office:
            self._picked = _Picked(text=text, office=office, by_hand=True)
        self.query_one(LineField).value = text
        self._follow(text, show_list=False)

    def choose_office(self, office: str) -> None:
        """Another office by hand; it holds until another place is typed."""
        self._known_office = office
        self._picked = _Picked(text=self.text, office=office, by_hand=True)
        self._follow(self.text, show_list=False)

    def settle(self) -> None:
        """Take what is marked in the list, if anything is."""
        marked = self.query_one(PickList).marked
        if marked is None:
            return
        self._picked = _Picked(text=marked.words, office=marked.key)
        self.query_one(LineField).value = marked.words
        self._follow(marked.words, show_list=False)

    def action_move(self, step: int) -> None:
        """Move the mark in the list."""
        self.query_one(PickList).move(step)

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        event.stop()
        self._follow(event.value, show_list=self.query_one(LineField).has_focus)

    @on(LineField.Submitted)
    def _entered(self, event: LineField.Submitted) -> None:
        places = self.query_one(PickList)
        if places.picks and places.marked is None:
            places.move(1)
            if not self._all_begin_so(places.picks):
                event.stop()
                return
        self.settle()

    @on(LineField.Blurred)
    def _left(self, event: LineField.Blurred) -> None:
        event.stop()
        places = self.query_one(PickList)
        if places.marked is not None and places.mark == 0 and len(places.picks) == 1:
            self.settle()
        else:
            self._follow(self.text, show_list=False)

    def _follow(self, text: str, *, show_list: bool) -> None:
        """Show what follows from this text and tell the dialog."""
        text = text.strip()
        if not text:
            return self._show(self._known_office, "", Proposal(kind=ProposalKind.UNKNOWN), ())
        if text == self._picked.text and self._picked.office:
            reason = N_("ufficio scelto a mano") if self._picked.by_hand else N_("comune scelto dall'elenco")
            return self._show(self._picked.office, text, Proposal(kind=ProposalKind.OFFICE, reason=reason), ())
        proposal = self._route(text)
        municipality = proposal.municipality or ("" if proposal.kind is ProposalKind.ASK else text)
        return self._show(proposal.office, municipality, proposal, self._picks(proposal, text) if show_list else ())

    def _picks(self, proposal: Proposal, text: str) -> tuple[Pick, ...]:
        if proposal.kind is ProposalKind.ASK:
            return tuple(
                Pick(key=one.office, words=one.municipality, remark=f"→ {self._office_words(one.office)}")
                for one in proposal.choices
            )
        begun = [name for name in proposal.suggestions if fold(name).startswith(fold(text))]
        return tuple(Pick(key="", words=name) for name in begun or proposal.suggestions)

    def _show(self, office: str, municipality: str, proposal: Proposal, picks: tuple[Pick, ...]) -> None:
        begin_so = self._all_begin_so(picks)
        self.query_one(PickList).show(picks, 0 if begin_so and len(picks) == 1 else -1)
        hint = self.query_one("#office", Line)
        hint.say(f"→ {self._office_words(office)}" if office else "", "good")
        reason = _(proposal.reason).format(**dict(proposal.facts)) if proposal.reason else ""
        if begin_so:
            reason = _("Invio prende {place}").format(place=picks[0].words)
            reason += _(", ↑↓ un altro") if len(picks) > 1 else ""
        self.query_one("#reason", Line).say(reason, _TONES.get(proposal.kind, ""))
        self.office, self.municipality = office, municipality
        self.post_message(self.Changed(office, municipality))

    def _all_begin_so(self, picks: tuple[Pick, ...]) -> bool:
        """Whether what was typed is the beginning of each of these names, and no office is asked about."""
        return bool(picks) and all(not one.key and fold(one.words).startswith(fold(self.text)) for one in picks)
