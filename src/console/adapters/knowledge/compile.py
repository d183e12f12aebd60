"""From the YAML files of a knowledge base to what consoles use: articles and their index.

It takes about half a second for 200 cards, so it happens once for each state of the files (see cache and child).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from console.adapters.knowledge import articles as a
from console.adapters.knowledge.compiled import Compiled
from console.adapters.knowledge.facts import References, read_references
from console.adapters.knowledge.resolve import resolve
from console.adapters.knowledge.sources import Sources, read_sources
from console.adapters.knowledge.words import WordList, read_words
from console.adapters.search.index import Entry, Index
from console.domain.article import LANGUAGES, Article
from console.domain.record import record
from console.i18n import _
from console.settings.document import Document, parse_document
from console.settings.problems import Problem, errors
from console.settings.site import KnowledgeSettings


@record
class Reading:
    """Everything that the files say, before it is compiled: what checks look at."""

    cards: tuple[a.Card, ...]
    articles: tuple[Article, ...]
    references: References
    words: WordList


def read_knowledge(sources: Sources) -> tuple[Reading, tuple[Problem, ...]]:
    """Everything in the files, with every problem that keeps it from being used."""
    problems = list(sources.problems)
    references, found = read_references({kind: _document(*source) for kind, source in sources.reference.items()})
    problems += found
    cards: list[a.Card] = []
    for source in sources.cards:
        more, found = a.read_cards(_document(*source))
        cards += more
        problems += found
    problems += a.duplicates(tuple(cards))
    resolved = []
    for card in cards:
        article, found = resolve(card, references)
        resolved.append(article)
        problems += found
    words, found = read_words(_document(*sources.words))
    problems += found
    if not cards and not errors(problems):
        problems.append(Problem(file=sources.folder, message=_("Nessuna scheda.")))
    reading = Reading(cards=tuple(cards), articles=tuple(resolved), references=references, words=words)
    return reading, tuple(problems)


def _document(path: Path, content: bytes | Problem) -> Document:
    if isinstance(content, Problem):
        return Document(file=str(path), problems=(content,))
    return parse_document(content, str(path))


def compile_sources(sources: Sources) -> tuple[Compiled | None, tuple[Problem, ...]]:
    """The compiled knowledge base, or None when an error keeps it from being used; and every problem."""
    reading, problems = read_knowledge(sources)
    if errors(problems):
        return None, problems
    index = Index.build((entry for article in reading.articles for entry in entries_of(article)), reading.words)
    return Compiled(articles=reading.articles, index=index, digest=sources.digest), problems


def compile_knowledge(settings: KnowledgeSettings) -> tuple[Compiled | None, tuple[Problem, ...]]:
    """Read and compile; None when an error keeps the knowledge base from being used. Never raises for its files."""
    return compile_sources(read_sources(settings))


def entries_of(article: Article) -> Iterator[Entry]:
    """What of an article is searched, one entry for each language that it is written in."""
    for language in LANGUAGES:
        title = article.title.get(language, "")
        wordings = article.wordings.get(language, ())
        answer = "\n".join(texts[language] for texts in (article.spoken, article.written) if language in texts)
        if title or wordings or answer:
            tags = (*article.tags, article.theme) if language == "it" else ()
            yield Entry(
                id=str(article.id), question=title, wordings=wordings, tags=tags, answer=answer, language=language
            )
