"""Search and answer card in one widget, which takes its own keys: a key costs one frame (design, decision 7).

Typing searches at once. With nothing typed, what the contact itself asks for is proposed. A card that the operator
has moved to stays chosen while it is still among the results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from console.domain.article import split_theme
from console.domain.contact import ArticleId
from console.i18n import _
from console.screens.harmless import typed_line
from console.screens.widgets.ink import Row, fit, strip_of, width_of, words, wrap
from console.screens.widgets.line_editing import LineText

Found = Sequence[tuple[ArticleId, str]]
Search = Callable[[str], Found]
"""Ids and titles for a text, best first."""
LIMIT = 200
HINT = 60
TITLE = 42
"""Columns of a title before the card's first sentence; a longer one pushes it on."""
LEAST_KEY = 20
"""Columns below which a first sentence is not begun."""


class Finder(Protocol):
    """Who knows the contact and the cards."""

    def propose(self) -> Found:
        """What the contact itself asks for."""
        ...

    def none_for(self, typed: str) -> str:
        """Why nothing is found for this; empty when it is simply not there."""
        ...

    def key(self, article: ArticleId) -> str:
        """The card in one sentence."""
        ...

    def source(self, article: ArticleId) -> str:
        """What the card stands on."""
        ...


class AnswersPane(Widget, can_focus=True):
    """Line 0 is the field, then the results, a rule, and the card under the mark."""

    DEFAULT_CSS = "AnswersPane { height: 1fr; width: 1fr; }"

    @dataclass
    class Chosen(Message):
        """Enter on a card."""

        article: ArticleId
        query: str

    def __init__(self, search: Search, card: Callable[[ArticleId], Sequence[Row]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._search = search
        self._card = card
        self._line = LineText(LIMIT)
        self._finder: Finder | None = None
        self._hint = ""
        self.hits: tuple[tuple[ArticleId, str], ...] = ()
        self.mark = -1
        self._moved = False
        self._card_lines: list[Row] = []
        self._top = 0
        self.given: frozenset[ArticleId] = frozenset()
        self.why_none: Callable[[], str] = str
        """Why no card can be found at all now; empty when they can."""

    def feed(self, finder: Finder, why_none: Callable[[], str]) -> None:
        """From where proposals, first sentences and sources come."""
        self._finder = finder
        self.why_none = why_none

    # --- what is shown -------------------------------------------------------------------------------

    @property
    def query_text(self) -> str:
        """What has been typed."""
        return self._line.text

    @property
    def article(self) -> ArticleId | None:
        """The card under the mark."""
        return self.hits[self.mark][0] if 0 <= self.mark < len(self.hits) else None

    def open(self, hint: str, typed: str = "", article: ArticleId | None = None) -> None:
        """Another contact: `hint` says where its proposals come from; `typed` and `article` bring an earlier search
        back.
        """
        self._hint = hint
        self._line = LineText(LIMIT, typed)
        self._moved = False
        self._find(article)

    def again(self) -> None:
        """The knowledge base or the contact changed: the same search, the same card."""
        self._find(self.article)

    def show_given(self, given: frozenset[ArticleId]) -> None:
        """These cards have been given to the citizen."""
        if given != self.given:
            self.given = given
            self.refresh()

    def _find(self, keep: ArticleId | None = None) -> None:
        typed = self._line.text.strip()
        proposed = self._finder.propose() if self._finder is not None and self._hint else ()
        self.hits = tuple(self._search(typed) if typed else proposed)
        ids = [hit for hit, _title in self.hits]
        self.mark = ids.index(keep) if keep in ids else (0 if ids else -1)
        self._show_card()

    def _show_card(self) -> None:
        self._top = 0
        article = self.article
        rows = self._card(article) if article else ()
        width = max(8, self.size.width - 2)
        self._card_lines = [line for row in rows for line in wrap(row, width)]
        self.refresh()

    def on_resize(self) -> None:
        """Wrap the card anew."""
        self._show_card()

    @property
    def _hits_shown(self) -> int:
        """Results get a third of the height, the card the rest."""
        return min(len(self.hits), max(3, self.size.height // 3 - 1))

    @property
    def text(self) -> str:
        """The words as they stand."""
        titles = [title for _hit, title in self.hits]
        return "\n".join([*titles, *("".join(text for text, _ink in line) for line in self._card_lines)])

    # --- drawing -------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Field, results, rule, card."""
        width = self.size.width
        if y == 0:
            return strip_of(self, self._field(width), width, "field" if self.has_focus else "")
        shown = self._hits_shown
        if not self.hits:
            return strip_of(self, words(self._empty(), "muted") if y == 2 else (), width)
        if y <= shown:
            return self._hit_line(y - 1, shown, width)
        if y == shown + 1:
            return strip_of(self, self._rule(width), width)
        at = self._top + y - shown - 2
        line = self._card_lines[at] if at < len(self._card_lines) else ()
        return strip_of(self, ((" ", "text"), *line), width)

    def _field(self, width: int) -> Row:
        if not self._line.text and not self.has_focus:
            return ((" › ", "accent"), (self._placeholder(), "muted"))
        before, under, after = self._line.window(width - 5)
        cursor = (under, "cursor") if self.has_focus else (under, "text")
        rest = (self._placeholder(), "muted") if not self._line.text else (after, "text")
        return ((" › ", "accent"), (before, "text"), cursor, rest)

    def _placeholder(self) -> str:
        hint = fit(typed_line(self._hint), HINT).rstrip()
        return hint if hint and self.hits else _("parole del cittadino; #tema per un tema solo")

    def _empty(self) -> str:
        if why := self.why_none():
            return f" {why}"
        typed = self._line.text.strip()
        if typed and self._finder is not None and (why := self._finder.none_for(typed)):
            return f" {why}"
        if typed:
            return _(" Nessuna scheda con queste parole: provarne altre, o F6 trasferisce.")
        return _(" Scrivere che cosa dice il cittadino: le schede appaiono subito.")

    def _hit_line(self, at: int, shown: int, width: int) -> Strip:
        top = max(0, min(self.mark - shown + 1, len(self.hits) - shown))
        article, title = self.hits[top + at]
        here = top + at == self.mark
        mark = ("▸ ", "accent") if here else ("  ", "text")
        given = ("✓ ", "good") if article in self.given else ("", "text")
        more = len(self.hits) - top - shown
        tail = f"  +{more}" if at == shown - 1 and more > 0 else ""
        name = (title, "title" if here else "text")
        key = self._key(article, width - width_of(mark[0] + given[0]) - len(tail) - 1, title)
        ground = "cursor" if here and self.has_focus else ""
        return strip_of(self, (mark, given, name, (key, "muted"), (tail, "muted")), width, ground)

    def _key(self, article: ArticleId, room: int, title: str) -> str:
        """The card's first sentence in the columns that its title leaves; blanks where they are too few."""
        begin = max(TITLE, width_of(title) + 2)
        if self._finder is None or room - begin < LEAST_KEY:
            return ""
        return " " * (begin - width_of(title)) + fit(self._finder.key(article), room - begin)

    def _rule(self, width: int) -> Row:
        """The line above the card, with what the card stands on."""
        article = self.article
        source = self._finder.source(article) if self._finder is not None and article else ""
        if not source or width < LEAST_KEY:
            return words("─" * width, "muted")
        named = fit(source, min(width_of(source), width - 4))
        return words(f"── {named} ".ljust(width, "─"), "muted")

    # --- keys ----------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters search, arrows move, page keys scroll the card, Enter gives it."""
        moves = {"down": 1, "up": -1}
        pages = {"pagedown": 1, "pageup": -1}
        if event.key in moves:
            self._move(moves[event.key])
        elif event.key in pages:
            self._scroll(pages[event.key] * max(1, self.size.height - self._hits_shown - 4))
        elif event.key == "enter":
            self._choose()
        elif self._line.key(event.key, event.character if event.is_printable else None):
            self._typed()
        else:
            return
        event.stop()
        event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are for the search."""
        return character is not None and character.isprintable()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words search as typed ones do."""
        event.stop()
        self._line.insert(typed_line(event.text).strip())
        self._typed()

    def _typed(self) -> None:
        self._find(self.article if self._moved else None)

    def _move(self, step: int) -> None:
        if self.hits:
            self.mark = max(0, min(len(self.hits) - 1, self.mark + step))
            self._moved = True
            self._show_card()

    def _scroll(self, lines: int) -> None:
        room = max(0, len(self._card_lines) - (self.size.height - self._hits_shown - 2))
        self._top = max(0, min(room, self._top + lines))
        self.refresh()

    def _choose(self) -> None:
        article = self.article
        if article is not None:
            self.post_message(self.Chosen(article, split_theme(self._line.text.strip())[0]))

    def on_focus(self) -> None:
        """The cursor shows where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The same."""
        self.refresh()
