"""What the acts need of the screen that they are done on. No act lives here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.screen import Screen

from console.domain.contact import ArticleId, Contact, ContactId
from console.screens.actions import Place
from console.screens.dialogs.names import Names
from console.screens.widgets.queue_list import QueueList
from console.screens.writing import Writing
from console.services.session import Session

if TYPE_CHECKING:
    from console.domain.letter import Letter

T = TypeVar("T")


class Desktop(Protocol):
    """What the acts need of the screen."""

    session: Session
    names: Names
    place: Place
    queue: QueueList
    writing: Writing

    def target(self) -> ContactId | None:
        """The contact that a key is about, as it is when the key is pressed."""
        ...

    def go(self, place: Place) -> None:
        """Put the hands there."""
        ...

    def say(self, sentence: str, tone: str = "text", *, until: float = 0.0) -> None:
        """A notice; with `until` (UTC seconds) a countdown."""
        ...

    def refuse(self, sentence: str) -> None:
        """Why something was not done."""
        ...

    async def show_contact(self, contact: Contact | ContactId, place: Place | None = None) -> None:
        """Show this contact from now on, and go to the place."""
        ...

    async def write(self, contact: Contact, insert: tuple[ArticleId, ...] = (), fresh: Letter | None = None) -> None:
        """Open the reply; with `fresh` a mail of its own beside what the contact is about."""
        ...

    async def write_note(self, contact: Contact) -> None:
        """Open the note."""
        ...

    async def stop_writing(self) -> None:
        """Close reply or note; the text is kept."""
        ...

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Show a dialog and give its answer."""
        ...

    def leaves(self, contact: ContactId) -> str:
        """This contact has left my hands: the list goes on without it."""
        ...
