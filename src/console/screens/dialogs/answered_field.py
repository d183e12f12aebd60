"""What the citizen was already told: articles by their titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.i18n import _
from console.screens.harmless import plain


class AnsweredField(Static, can_focus=True):
    """Enter asks the dialog for an article to add, Backspace takes the last one out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", show=False),
        Binding("backspace", "drop", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Other articles."""

        articles: tuple[str, ...]

    class Asked(Message):
        """An article is to be added."""

    def __init__(self, title: Callable[[str], str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self.articles: tuple[str, ...] = ()

    def show(self, articles: tuple[str, ...]) -> None:
        """Show these."""
        self.articles = articles
        titles = "; ".join(self._title(article) for article in articles)
        self.update(plain(titles) if titles else Content.styled(_("niente; Invio: aggiungere"), "$text-muted"))

    def add(self, article: str) -> None:
        """One more."""
        self._become(tuple(dict.fromkeys((*self.articles, article))))

    def action_drop(self) -> None:
        """Without the last one."""
        self._become(self.articles[:-1])

    def action_ask(self) -> None:
        """Ask for the list."""
        self.post_message(self.Asked())

    def _become(self, articles: tuple[str, ...]) -> None:
        self.show(articles)
        self.post_message(self.Changed(articles))
