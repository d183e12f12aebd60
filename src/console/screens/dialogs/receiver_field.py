"""Who gets it: a clerk with presence, or whoever of the office is free first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.i18n import _
from console.screens.dialogs import words
from console.screens.harmless import plain
from console.services.handoff import Candidate

ANYBODY = ""


class ReceiverField(Static, can_focus=True):
    """Arrows go through the clerks of the office, Enter asks the dialog for the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "turn(-1)", show=False),
        Binding("right,down", "turn(1)", show=False),
        Binding("enter", "ask", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another receiver."""

        clerk: str

    class Asked(Message):
        """The list of everybody is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.candidates: tuple[Candidate, ...] = ()
        self.clerk = ANYBODY
        self.office = ""
        self.picked = False
        """Whether the operator chose; a proposal is made anew the next time."""

    def show(self, office: str, candidates: Sequence[Candidate], clerk: str) -> None:
        """Show this receiver among these; `office` empty: it is not clear yet which."""
        self.office = office
        self.candidates = tuple(candidates)
        self.clerk = clerk if clerk in [one.clerk.id for one in candidates] else ANYBODY
        self.update(self._words())

    def pick(self, clerk: str) -> None:
        """This one."""
        self.picked = True
        self.show(self.office, self.candidates, clerk)
        self.post_message(self.Changed(self.clerk))

    def action_turn(self, step: int) -> None:
        """The next or previous one; after the last comes "whoever is free first"."""
        ids: list[str] = [one.clerk.id for one in self.candidates] + [ANYBODY]
        self.pick(ids[(ids.index(self.clerk) + step) % len(ids)])

    def action_ask(self) -> None:
        """Ask for the list."""
        self.post_message(self.Asked())

    def _words(self) -> Content:
        if not self.office:
            return Content.styled(_("prima il comune; Invio: scegliere l'ufficio"), "$text-muted")
        one = next((one for one in self.candidates if one.clerk.id == self.clerk), None)
        if one is None:
            return Content.assemble(_("primo libero dell'ufficio"), (_("   Invio: altri"), "$text-muted"))
        return Content.assemble(
            plain(f"{one.clerk.name}   {words.candidate(one)}"), (_("   Invio: altri"), "$text-muted")
        )
