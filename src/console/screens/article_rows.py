"""An answer card as lines: what to say, what to ask, when to hand on, what never to say, where it comes from. Pure."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.article import Article, Scope
from console.i18n import _
from console.screens.widgets.ink import Row


def article_rows(
    article: Article, language: str, *, filled: Callable[[str], str], receiver: Callable[[str], str], written: bool
) -> list[Row]:
    """The lines of the card in the citizen's language. `filled` puts the contact's values in, `receiver` names
    whom it is handed on to.

    `written`: the text of the letter stands first, because the contact is answered in writing.
    """
    spoken = article.text(article.spoken, language)
    letter = article.text(article.written, language)
    first, second = ((_("DA SCRIVERE"), letter), (_("DA DIRE"), spoken))[:: 1 if written else -1]
    rows: list[Row] = []
    if language != "it" and language not in (article.written if written else article.spoken):
        rows.append(((_("⚠ manca in {language}: testo italiano").format(language=language), "warn"),))
    if article.caution:
        rows.append(((f"⚠ {article.caution}", "warn"),))
    rows += _text(first[0], filled(first[1]))
    rows += [((_("CHIEDERE  "), "title"), (" · ".join(article.ask), "text"))] if article.ask else []
    rows += _handing_on(article, receiver)
    rows += [((_("NON DIRE  "), "late"), (one, "text")) for one in article.never_say]
    rows += [_sources(article), ()]
    return [*rows, *_text(second[0], filled(second[1]))]


def _text(title: str, text: str) -> list[Row]:
    return [((title, "title"),), *(((line, "text"),) for line in text.strip().splitlines()), ()]


def _handing_on(article: Article, receiver: Callable[[str], str]) -> list[Row]:
    if article.handoff.never:
        return [((_("PASSARE   "), "title"), (_("mai: si chiude qui"), "muted"))]
    to = f" → {receiver(article.handoff.to)}" if article.handoff.to else ""
    return [((_("PASSARE   "), "title"), (article.handoff.when, "text"), (to, "accent"))]


def sources(article: Article) -> str:
    """The law that the card stands on, each article of the law with the day of its wording."""
    dated: dict[str, list[str]] = {}
    for one in article.sources:
        dated.setdefault(one.valid_from, []).append(one.article)
    named = [", ".join(articles) + (_(" (stato {date})").format(date=day(date)) if date else "")
             for date, articles in dated.items()]  # fmt: skip
    return " · ".join(named)


def _sources(article: Article) -> Row:
    seen = _("verificato") if article.verified else _("non ancora verificato")
    case = [_("dipende dal caso")] if article.scope is Scope.CASE else []
    named = sources(article)
    parts = [*([named] if named else []), *case, seen]
    return ((" · ".join(parts), "muted" if article.verified else "warn"),)


def day(date: str) -> str:
    """An ISO date as it is written here: "01.01.2026"; anything else as it is."""
    parts = date.split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 else date
