"""A compiled knowledge base, and its bytes: reading them back takes some hundredths of a second and no YAML."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from console.adapters.search.index import Index, IndexUnreadable
from console.domain.article import Article, HandoffRule, Scope, Source
from console.domain.contact import ArticleId
from console.domain.record import record

MAGIC = b"UEKNOW01"
_HASH = 32


class CompiledUnreadable(Exception):
    """The bytes are no compiled knowledge base of this version, or were damaged."""


@record
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


def load(content: bytes) -> Compiled:
    """The knowledge base in these bytes. Raises CompiledUnreadable."""
    head = len(MAGIC) + _HASH
    body = memoryview(content)[head:]  # no copies: what is freed of megabytes stays with the process all the same
    if content[: len(MAGIC)] != MAGIC or hashlib.sha256(body).digest() != content[len(MAGIC) : head]:
        raise CompiledUnreadable("not a compiled knowledge base of this version, or damaged")
    end = _HASH + 4 + int.from_bytes(body[_HASH : _HASH + 4], "big")
    try:
        articles = tuple(_article(found) for found in json.loads(bytes(body[_HASH + 4 : end])))
        index = Index.load(bytes(body[end:]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexUnreadable) as error:
        raise CompiledUnreadable(str(error)) from error
    return Compiled(articles=articles, index=index, digest=bytes(body[:_HASH]).decode("ascii", "replace").strip())


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
