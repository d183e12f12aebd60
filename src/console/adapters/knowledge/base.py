"""The knowledge base of a running program: always the last good one, exchanged as a whole when the files change."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.adapters.knowledge.cache import Cache
from console.adapters.knowledge.child import ChildFailed, compile_apart
from console.adapters.knowledge.compile import Compiled, Sources, compile_sources, files_of, read_sources
from console.adapters.knowledge.facts import FILES
from console.adapters.search.index import Index
from console.domain.article import Article, Hit
from console.domain.contact import ArticleId
from console.domain.errors import NotFound
from console.settings.problems import Problem, errors
from console.settings.site import KnowledgeSettings

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the last valid reload brought, by article id."""

    added: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    removed: tuple[ArticleId, ...] = ()


class KnowledgeBase:
    """Satisfies `services.ports.Articles`.

    Read at the first question or the first `refresh`, whichever comes first: from the cache in some hundredths of a
    second when the files are as they were, else by compiling. While the files have an error, the last good state
    stays, also over a restart, and `problem_list` says what is wrong.
    """

    def __init__(self, settings: KnowledgeSettings, cache_dir: Path) -> None:
        self._settings = settings
        self._cache = Cache(cache_dir, settings)
        self._lock = threading.Lock()
        self._compiled: Compiled | None = None
        self._by_id: dict[ArticleId, Article] = {}
        self._problems: tuple[Problem, ...] = ()
        self._stamp: Stamp | None = None
        self._seen = ""
        self.last_change = Change()

    # --- what it holds ---------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Changes with every valid reload."""
        return self._now().digest

    @property
    def problems(self) -> int:
        """How many errors keep a newer knowledge base from being used."""
        return len(self.problem_list)

    @property
    def problem_list(self) -> tuple[Problem, ...]:
        """Those errors, with file, line and key."""
        self._now()
        return self._problems

    @property
    def index(self) -> Index:
        """The index of this moment, for a second ranking."""
        return self._now().index

    def article(self, article: ArticleId) -> Article:
        """Raises NotFound."""
        self._now()
        found = self._by_id.get(article)
        if found is None:
            raise NotFound("article", str(article))
        return found

    def all(self) -> Sequence[Article]:
        """Every article, in the order of the files."""
        return self._now().articles

    def search(self, query: str, *, typing: bool = False, limit: int = 10) -> tuple[Hit, ...]:
        """Best first. `typing`: the last word may be unfinished. An empty query finds nothing."""
        return self._now().index.search(query, typing=typing, limit=limit)

    # --- keeping up ------------------------------------------------------------------------------

    async def refresh(self) -> bool:
        """Look whether a newer valid knowledge base is there; True when it changed. Never blocks, never raises
        for what is in the files.
        """
        stamp = await asyncio.to_thread(_stamp, self._settings)
        if stamp == self._stamp and self._compiled is not None:
            return False
        sources = await asyncio.to_thread(read_sources, self._settings)
        if self._compiled is None and await asyncio.to_thread(self._take_cached, sources):
            self._stamp = stamp
            return True
        changed = sources.digest != self._seen and await self._renew(sources)
        self._stamp = stamp
        return changed

    async def _renew(self, sources: Sources) -> bool:
        """Compile what was read; True when it is valid and differs."""
        try:
            compiled, problems = await compile_apart(self._settings)
        except ChildFailed as error:
            log.warning("knowledge is compiled in this process: %s", error)
            compiled, problems = await asyncio.to_thread(compile_sources, sources)
        if compiled is not None:
            await asyncio.to_thread(self._cache.keep, compiled)
        with self._lock:
            return self._settle(compiled, problems, compiled.digest if compiled else sources.digest)

    # --- within ----------------------------------------------------------------------------------

    def _now(self) -> Compiled:
        if self._compiled is None:
            self._load_here()
        assert self._compiled is not None
        return self._compiled

    def _load_here(self) -> None:
        """Load for somebody who cannot wait for `refresh`."""
        stamp = _stamp(self._settings)
        sources = read_sources(self._settings)
        if self._take_cached(sources):
            self._stamp = stamp
            return
        compiled, problems = compile_sources(sources)
        if compiled is not None:
            self._cache.keep(compiled)
        with self._lock:
            if self._compiled is None:
                self._settle(compiled, problems, sources.digest)
                self._stamp = stamp

    def _take_cached(self, sources: Sources) -> bool:
        """Use what the cache holds when it was made of these very files."""
        cached = self._cache.read()
        if cached is None or cached.digest != sources.digest:
            return False
        with self._lock:
            return self._settle(cached, (), sources.digest)

    def _settle(self, compiled: Compiled | None, problems: tuple[Problem, ...], seen: str) -> bool:
        """Take over what came out; True when the articles are new. The lock is held."""
        self._seen = seen
        self._problems = errors(problems)
        before = self._compiled
        if compiled is None and before is None:
            compiled = self._cache.read() or Compiled(articles=(), index=Index.build(()), digest="none")
        if compiled is None or (before is not None and compiled.digest == before.digest):
            return False
        self.last_change = _change(self._by_id, compiled)
        self._by_id = {article.id: article for article in compiled.articles}
        self._compiled = compiled
        return True


def _change(before: dict[ArticleId, Article], after: Compiled) -> Change:
    now = {article.id: article for article in after.articles}
    if not before:
        return Change()
    return Change(
        added=tuple(id for id in now if id not in before),
        changed=tuple(id for id in now if id in before and now[id] != before[id]),
        removed=tuple(id for id in before if id not in now),
    )


def _stamp(settings: KnowledgeSettings) -> Stamp:
    """When each file was written, its size and its number on the disk: a saved file differs in one of them."""
    try:
        paths = files_of(settings)
    except OSError:
        paths = []
    found = []
    for path in (*paths, *(settings.reference / name for name in FILES.values()), settings.words):
        try:
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            found.append((str(path), 0, 0, 0))
    return tuple(found)
