"""From the YAML files of a knowledge base to what consoles use: articles and their index, also as bytes.

Compiling 200 cards takes about half a second; reading the bytes back some hundredths.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from console.adapters.knowledge import articles as a
from console.adapters.knowledge.facts import FILES, KINDS, References, read_references
from console.adapters.knowledge.resolve import resolve
from console.adapters.knowledge.words import WordList, read_words
from console.adapters.search.index import Entry, Index, IndexUnreadable
from console.domain.article import LANGUAGES, Article, HandoffRule, Scope, Source
from console.domain.contact import ArticleId
from console.i18n import _
from console.settings.document import Document, parse_document, read_bytes
from console.settings.problems import Problem, errors
from console.settings.site import KnowledgeSettings

MAGIC = b"UEKNOW01"
MOST_FILES = 500
_HASH = 32
_CODE = ("adapters/knowledge", "adapters/search", "domain/article.py", "settings/reader.py")
"""What decides how a compiled knowledge base looks: a newer program does not use what an older one compiled."""


class CompiledUnreadable(Exception):
    """The bytes are no compiled knowledge base of this version, or were damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files of a knowledge base as they were read at one moment."""

    folder: str
    cards: tuple[tuple[Path, bytes | Problem], ...]
    reference: dict[str, tuple[Path, bytes | Problem]]
    words: tuple[Path, bytes | Problem]
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    """Changes when a file or the program does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that the files say, before it is compiled: what checks look at."""

    cards: tuple[a.Card, ...]
    articles: tuple[Article, ...]
    references: References
    words: WordList


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A knowledge base that is ready for use. `digest` is that of its sources."""

    articles: tuple[Article, ...]
    index: Index
    digest: str

    def to_bytes(self) -> bytes:
        """The bytes that `load` reads."""
        texts = json.dumps([asdict(article) for article in self.articles], ensure_ascii=False).encode()
        body = self.digest.encode().ljust(_HASH, b" ") + len(texts).to_bytes(4, "big") + texts + self.index.to_bytes()
        return MAGIC + hashlib.sha256(body).digest() + body


def files_of(settings: KnowledgeSettings) -> list[Path]:
    """The card files in their order: by name; hidden files and editors' copies are none."""
    found = (path for path in settings.folder.iterdir() if path.suffix in (".yaml", ".yml"))
    return sorted(path for path in found if path.name[0] not in ".#~")


def read_sources(settings: KnowledgeSettings) -> Sources:
    """The files now. Never raises for what may be there."""
    problems: list[Problem] = []
    try:
        paths = files_of(settings)
    except OSError as error:
        why = error.strerror or type(error).__name__
        message = _("La cartella delle schede non si può leggere ({why}).").format(why=why)
        problems.append(Problem(file=str(settings.folder), message=message))
        paths = []
    if len(paths) > MOST_FILES:
        message = _("Troppi file di schede: {count}, al massimo {most}.").format(count=len(paths), most=MOST_FILES)
        problems.append(Problem(file=str(settings.folder), message=message))
        paths = paths[:MOST_FILES]
    cards = tuple((path, read_bytes(path)) for path in paths)
    reference = {
        kind: (settings.reference / FILES[kind], read_bytes(settings.reference / FILES[kind])) for kind in KINDS
    }
    words: tuple[Path, bytes | Problem] = (settings.words, b"")
    if settings.words.exists():
        words = (settings.words, read_bytes(settings.words))
    digest = hashlib.sha256(_program())
    for path, content in (*cards, *reference.values(), words):
        name, held = str(path).encode("utf-8", "surrogateescape"), content if isinstance(content, bytes) else b"?"
        digest.update(b"%d %s %d %s" % (len(name), name, len(held), held))
    return Sources(
        folder=str(settings.folder),
        cards=cards,
        reference=reference,
        words=words,
        problems=tuple(problems),
        digest=digest.hexdigest()[:_HASH],
    )


def _program() -> bytes:
    """A mark of the code that compiles."""
    root = Path(__file__).parents[2]
    marks = []
    for name in _CODE:
        place = root / name
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            status = path.stat()
            marks.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(marks).encode()


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


def load(content: bytes) -> Compiled:
    """The knowledge base in these bytes. Raises CompiledUnreadable."""
    head = len(MAGIC) + _HASH
    body = content[head:]
    if content[: len(MAGIC)] != MAGIC or hashlib.sha256(body).digest() != content[len(MAGIC) : head]:
        raise CompiledUnreadable("not a compiled knowledge base of this version, or damaged")
    end = _HASH + 4 + int.from_bytes(body[_HASH : _HASH + 4], "big")
    try:
        articles = tuple(_article(found) for found in json.loads(body[_HASH + 4 : end]))
        index = Index.load(body[end:])
    except (ValueError, KeyError, TypeError, AttributeError, IndexUnreadable) as error:
        raise CompiledUnreadable(str(error)) from error
    return Compiled(articles=articles, index=index, digest=body[:_HASH].decode("ascii", "replace").strip())


def _article(found: dict[str, Any]) -> Article:
    """An article from what `asdict` made of it."""
    return Article(
        id=ArticleId(found["id"]),
        title=found["title"],
        wordings={language: tuple(texts) for language, texts in found["wordings"].items()},
        spoken=found["spoken"],
        written=found["written"],
        ask=tuple(found["ask"]),
        handoff=HandoffRule(**found["handoff"]),
        never_say=tuple(found["never_say"]),
        sources=tuple(Source(**source) for source in found["sources"]),
        review_by=found["review_by"],
        theme=found["theme"],
        tags=tuple(found["tags"]),
        scope=Scope(found["scope"]),
        verified=found["verified"],
        caution=found["caution"],
    )
