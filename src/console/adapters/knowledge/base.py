"""The knowledge base of a running program: always the last good one, exchanged as a whole when the files change."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from console.adapters.knowledge.meaning import Meaning
from console.adapters.knowledge.sources import Sources, Stamp, read_sources, stamp
from console.domain.article import Article, CardChange, Hit
from console.domain.contact import ArticleId
from console.domain.errors import NotFound
from console.settings.problems import Problem, errors
from console.settings.site import KnowledgeSettings

if TYPE_CHECKING:
    from console.adapters.knowledge.compiled import Compiled

# What searches and compiles is imported when it is needed: numpy alone costs 50 ms before the first screen.

log = logging.getLogger(__name__)


class KnowledgeBase:
    """Satisfies `services.ports.Articles`.

    Read at the first question or the first `refresh`, whichever comes first: from the cache in some hundredths of a
    second when the files are as they were, else by compiling. While the files have an error, the last good state
    stays, also over a restart, and `problem_list` says what is wrong. The ranking by meaning joins by itself, some
    hundredths of a second after the cards, or some seconds when they were edited.
    """

    def __init__(self, settings: KnowledgeSettings, cache_dir: Path) -> None:
        self._settings = settings
        self._cache_dir = cache_dir
        self._lock = threading.Lock()
        self._compiled: Compiled | None = None
        self._by_id: dict[ArticleId, Article] = {}
        self._meaning = Meaning(cache_dir, settings)
        self._problems: tuple[Problem, ...] = ()
        self._stamp: Stamp | None = None
        self._seen = ""
        self.last_change = CardChange()

    # --- what it holds ---------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Changes with every valid reload."""
        return self._now().digest

    @property
    def ready(self) -> bool:
        """Whether the cards are loaded."""
        return self._compiled is not None

    @property
    def problems(self) -> int:
        """How many errors keep a newer knowledge base from being used."""
        return len(self.problem_list)

    @property
    def problem_list(self) -> tuple[Problem, ...]:
        """Those errors, with file, line and key."""
        self._now()
        return self._problems

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

    def search(self, query: str, *, typing: bool = False, limit: int = 10, theme: str = "") -> tuple[Hit, ...]:
        """Best first. `typing`: the last word may be unfinished. An empty query finds nothing.

        `theme`: only cards whose theme begins so; an empty query then finds all of them, in the order of the files.
        """
        compiled = self._now()
        ranking = self._meaning.over(compiled) or compiled.index
        if not theme:
            return ranking.search(query, typing=typing, limit=limit)
        wanted = {article.id for article in compiled.articles if article.theme.casefold().startswith(theme)}
        if not query.strip():
            return tuple(Hit(id=article.id, score=1.0) for article in compiled.articles if article.id in wanted)[:limit]
        worth = ranking.scores(query, typing=typing)
        worth[[article not in wanted for article in compiled.index.ids]] = 0.0
        return compiled.index.best(worth, limit)

    async def by_meaning(self) -> bool:
        """Wait until sentences are compared by their meaning too; False when they never will be."""
        return await self._meaning.wait(await asyncio.to_thread(self._now))

    # --- keeping up ------------------------------------------------------------------------------

    async def refresh(self) -> bool:
        """Look whether a newer valid knowledge base is there; True when it changed. Never blocks, never raises
        for what is in the files.
        """
        changed = await self._look()
        if self._compiled is not None:
            self._meaning.follow(self._compiled)
        return changed

    async def _look(self) -> bool:
        found = await asyncio.to_thread(stamp, self._settings)
        if found == self._stamp and self._compiled is not None:
            return False
        sources = await asyncio.to_thread(read_sources, self._settings)
        if self._compiled is None and await asyncio.to_thread(self._take_cached, sources):
            self._stamp = found
            return True
        changed = sources.digest != self._seen and await self._renew(sources)
        self._stamp = found
        return changed

    async def _renew(self, sources: Sources) -> bool:
        """Compile what was read; True when it is valid and differs."""
        from console.adapters.knowledge.child import ChildFailed, compile_apart

        try:
            compiled, problems = await compile_apart(self._settings)
        except ChildFailed as error:
            from console.adapters.knowledge.compile import compile_sources

            log.warning("knowledge is compiled in this process: %s", error)
            compiled, problems = await asyncio.to_thread(compile_sources, sources)
        if compiled is not None:
            await asyncio.to_thread(self._keep, compiled)
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
        found = stamp(self._settings)
        sources = read_sources(self._settings)
        if self._take_cached(sources):
            self._stamp = found
            return
        from console.adapters.knowledge.compile import compile_sources

        compiled, problems = compile_sources(sources)
        if compiled is not None:
            self._keep(compiled)
        with self._lock:
            if self._compiled is None:
                self._settle(compiled, problems, sources.digest)
                self._stamp = found

    def _take_cached(self, sources: Sources) -> bool:
        """Use what the cache holds when it was made of these very files."""
        cached = self._kept()
        if cached is None or cached.digest != sources.digest:
            return False
        with self._lock:
            return self._settle(cached, (), sources.digest)

    def _kept(self) -> Compiled | None:
        from console.adapters.knowledge.cache import Cache

        return Cache(self._cache_dir, self._settings).read()

    def _keep(self, compiled: Compiled) -> None:
        from console.adapters.knowledge.cache import Cache

        Cache(self._cache_dir, self._settings).keep(compiled)

    def _settle(self, compiled: Compiled | None, problems: tuple[Problem, ...], seen: str) -> bool:
        """Take over what came out; True when the articles are new. The lock is held."""
        self._seen = seen
        self._problems = errors(problems)
        before = self._compiled
        if compiled is None and before is None:
            compiled = self._kept() or _nothing()
        if compiled is None or (before is not None and compiled.digest == before.digest):
            return False
        self.last_change = _change(self._by_id, compiled)
        self._by_id = {article.id: article for article in compiled.articles}
        self._compiled = compiled
        return True


def _nothing() -> Compiled:
    from console.adapters.knowledge.compiled import Compiled
    from console.adapters.search.index import Index

    return Compiled(articles=(), index=Index.build(()), digest="none")


def _change(before: dict[ArticleId, Article], after: Compiled) -> CardChange:
    now = {article.id: article for article in after.articles}
    if not before:
        return CardChange()
    return CardChange(
        added=tuple(id for id in now if id not in before),
        changed=tuple(id for id in now if id in before and now[id] != before[id]),
        removed=tuple(id for id in before if id not in now),
    )
