"""Puts fees, terms and facts into the texts of a card, and checks the variables that stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from re import Match

from console.adapters.knowledge.articles import Card
from console.adapters.knowledge.facts import References
from console.domain.article import CONTACT_VARIABLES, VARIABLE, Article
from console.i18n import _
from console.settings.problems import Problem, did_you_mean, shown


@dataclass(slots=True)
class _Resolving:
    """One card on its way; gathers the problems of all its texts."""

    card: Card
    references: References
    problems: list[Problem] = field(default_factory=list)

    def text(self, path: str, text: str, language: str, *, contact: bool = False) -> str:
        """The text with its values; `contact`: variables of the contact may stay in it."""

        def value(found: Match[str]) -> str:
            if found[2] is None:
                self._check_variable(path, found[1], contact)
                return found[0]
            words = self.references.words(found[1], found[2], language)
            if words is None:
                message = _("Riferimento sconosciuto: «{name}».").format(name=shown(found[0]))
                self.problems.append(self.card.problem(path, message, self.references.nearest(found[1], found[2])))
                return found[0]
            return words

        done = VARIABLE.sub(value, text)
        for brace in dict.fromkeys(_stray_braces(text)):
            message = _("Graffe fuori posto: «{text}».").format(text=shown(brace))
            hint = _("Così: {example}.").format(example="{citizen}, {fee:register-extract}")
            self.problems.append(self.card.problem(path, message, hint))
        return done

    def _check_variable(self, path: str, name: str, contact: bool) -> None:
        if name not in CONTACT_VARIABLES:
            message = _("Variabile sconosciuta: «{name}».").format(name=shown(f"{{{name}}}"))
            self.problems.append(self.card.problem(path, message, did_you_mean(name, CONTACT_VARIABLES)))
        elif not contact:
            message = _("Qui non c'è un contatto: «{name}» resterebbe vuota.").format(name=shown(f"{{{name}}}"))
            self.problems.append(self.card.problem(path, message, _("Le variabili stanno in spoken e in written.")))


def resolve(card: Card, references: References) -> tuple[Article, tuple[Problem, ...]]:
    """The article with its values in place, and what is wrong with its references and variables."""
    work = _Resolving(card, references)
    article = card.article

    def languages(name: str, texts: Mapping[str, str], *, contact: bool) -> dict[str, str]:
        return {code: work.text(f"{name}.{code}", text, code, contact=contact) for code, text in texts.items()}

    done = replace(
        article,
        title=languages("title", article.title, contact=False),
        spoken=languages("spoken", article.spoken, contact=True),
        written=languages("written", article.written, contact=True),
        ask=tuple(work.text("ask", text, "it") for text in article.ask),
        never_say=tuple(work.text("never_say", text, "it") for text in article.never_say),
        handoff=replace(article.handoff, when=work.text("handoff", article.handoff.when, "it")),
        caution=work.text("caution", article.caution, "it"),
    )
    return done, tuple(work.problems)


def _stray_braces(text: str) -> Iterator[str]:
    """Braces that are no variable, with what follows."""
    rest = VARIABLE.sub("", text)
    for at, sign in enumerate(rest):
        if sign in "{}":
            yield rest[at : at + 20].strip()
