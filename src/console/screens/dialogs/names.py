"""Names for ids, as people call things; an id that nobody knows any more stays as it is."""

from __future__ import annotations

from console.domain.contact import ArticleId, ClerkId, OfficeId, OperatorId
from console.domain.errors import ConsoleError, NotFound
from console.i18n import _, language
from console.screens.dialogs import words
from console.services.session import Session


class Names:
    """Looks names up in the directory and the knowledge base of this session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def office(self, office: str) -> str:
        """The office with its seat."""
        try:
            found = self._session.directory.office(OfficeId(office))
        except NotFound:
            return office
        name = found.name.replace("Ufficio di esecuzione", "UE")
        return name if found.seat.casefold() in name.casefold() else f"{name}, {found.seat}"

    def article(self, article: str) -> str:
        """The article's title in the language in use; its id while the cards are still being loaded."""
        if not self._session.articles.ready:
            return article
        try:
            found = self._session.articles.article(ArticleId(article))
        except NotFound:
            return article
        return found.text(found.title, language())

    def skill(self, article: str) -> str:
        """The skill or office that the article hands off to; empty when it names none."""
        try:
            return self._session.articles.article(ArticleId(article)).handoff.to
        except NotFound:
            return ""

    def receiver(self, to: str) -> str:
        """Whom an article hands on to: the competent office, an office, or a skill as it is called."""
        return _("ufficio competente") if to == "office" else self.office(to).replace("-", " ")

    def person(self, person: str) -> str:
        """An operator's or clerk's name."""
        try:
            return self._session.directory.operator(OperatorId(person)).name
        except NotFound:
            pass
        try:
            return self._session.directory.clerk(ClerkId(person)).name
        except NotFound:
            return person

    def failure(self, error: ConsoleError) -> str:
        """The sentence for an act that failed, with people by their names."""
        return words.failure(error, self.person)
