"""What the answers of the desk hold: the cards found for typed words, those proposed before any, and a card's lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from console.domain.article import key_sentence, split_theme
from console.domain.contact import ArticleId
from console.domain.errors import NotFound
from console.i18n import _, language
from console.screens.dialogs.names import Names
from console.screens.widgets.ink import Row
from console.services.session import Session

if TYPE_CHECKING:
    from console.domain.article import Article
    from console.domain.contact import Contact
    from console.screens.contact_rows import Dossier

Found = tuple[ArticleId, str]
HINT_SIGNS = 1_000
"""So much of a mail's text proposes cards: the concern stands at its beginning."""
EARLIER = 3
"""Earlier contacts of the same citizen whose topics are proposed."""


class DeskAnswers:
    """Reads the knowledge base for the pane; `dossier` is the contact that is shown, `filled` puts its values in."""

    def __init__(
        self, session: Session, names: Names, dossier: Callable[[], Dossier | None], filled: Callable[[str], str]
    ) -> None:
        self._session = session
        self._names = names
        self._dossier = dossier
        self._filled = filled

    # --- finding -------------------------------------------------------------------------------------

    def search(self, typed: str) -> list[Found]:
        """Ids and titles, best first. `#pigno` among the words leaves only cards of the themes that begin so."""
        articles = self._session.articles
        if not articles.ready:
            return []
        words, theme = split_theme(typed)
        if theme == "" and not words:
            return []
        hits = articles.search(words, typing=True, theme=theme or "", limit=10 if words else len(articles.all()))
        return [(hit.id, self._names.article(hit.id)) for hit in hits]

    def none_for(self, typed: str) -> str:
        """Why nothing is found: which themes there are, for somebody who begins to write one; else empty."""
        theme = split_theme(typed)[1]
        if theme is None or not self._session.articles.ready:
            return ""
        themes = dict.fromkeys(one.theme for one in self._session.articles.all() if one.theme)
        if theme and any(one.casefold().startswith(theme) for one in themes):
            return ""
        return _("Temi: {themes}").format(themes=" · ".join(themes))

    # --- proposing -----------------------------------------------------------------------------------

    def propose(self) -> list[Found]:
        """What the contact itself asks for, while nothing is typed: its topic, what its own words find, and what
        the same citizen asked for before.
        """
        dossier = self._dossier()
        if dossier is None or not self._session.articles.ready:
            return []
        found = [dossier.contact.topic, *(hit for hit, _title in self.search(message(dossier))), *earlier(dossier)]
        return [(one, self._names.article(one)) for one in dict.fromkeys(found) if self._known(one)]

    def why(self) -> str:
        """Where the proposals come from, in a few words; empty when there are none."""
        dossier = self._dossier()
        if dossier is None:
            return ""
        if text := message(dossier):
            return _("dal messaggio: {hint}").format(hint=text)
        if dossier.contact.topic:
            return _("tema del contatto: {topic}").format(topic=self._names.article(dossier.contact.topic))
        before = earlier(dossier)
        return _("l'altra volta: {topic}").format(topic=self._names.article(before[0])) if before else ""

    # --- showing -------------------------------------------------------------------------------------

    def rows(self, article: ArticleId) -> list[Row]:
        """The lines of a card in the citizen's language."""
        from console.screens.article_rows import article_rows

        contact = self._contact()
        written = contact is not None and bool(contact.mail)
        card = self._session.articles.article(article)
        return article_rows(card, self._tongue(), filled=self._filled, receiver=self._names.receiver, written=written)

    def key(self, article: ArticleId) -> str:
        """What a card says in one sentence."""
        card = self._card(article)
        return key_sentence(self._filled(card.text(card.spoken, self._tongue()))) if card else ""

    def source(self, article: ArticleId) -> str:
        """The law that a card stands on, and of which day."""
        from console.screens.article_rows import sources

        card = self._card(article)
        return sources(card) if card else ""

    def _known(self, article: str) -> bool:
        return bool(article) and self._card(article) is not None

    def _card(self, article: str) -> Article | None:
        try:
            return self._session.articles.article(ArticleId(article))
        except NotFound:
            return None

    def _contact(self) -> Contact | None:
        dossier = self._dossier()
        return dossier.contact if dossier else None

    def _tongue(self) -> str:
        contact = self._contact()
        return contact.language if contact else language()


def message(dossier: Dossier) -> str:
    """The citizen's own words, as far as there are any: subject and beginning of the text."""
    text = dossier.mail.text[:HINT_SIGNS] if dossier.mail else ""
    return f"{dossier.contact.subject}\n{text}".strip()


def earlier(dossier: Dossier) -> list[ArticleId]:
    """What the same citizen asked for in the last contacts, newest first; who is only of the same name is nobody."""
    certain = (row.contact for row in dossier.history if row.certain)
    topics: Iterable[str] = (one.disposition.topic if one.disposition else one.topic for one in certain)
    return [ArticleId(topic) for topic in dict.fromkeys(topics) if topic][:EARLIER]
