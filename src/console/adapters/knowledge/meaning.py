"""The second ranking of a knowledge base, by meaning: what is needed for it is made in a child process, and mapped.

Everything here may be missing, late or broken: then cards are found by their words alone, and nobody waits.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from console.adapters.knowledge.cache import place_name
from console.settings.site import KnowledgeSettings

if TYPE_CHECKING:
    from console.adapters.knowledge.compiled import Compiled
    from console.adapters.search.encoder import Encoder
    from console.adapters.search.hybrid import Hybrid

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds after which the making is given up; 200 cards take eight."""
ANOTHER = 0.2
"""Seconds between two looks whether another process has finished making it."""
BUSY = 75
"""The exit code of a child that found another at work (EX_TEMPFAIL)."""
STALE = 65
"""That of a child that found another state of the cards than the one it was sent for (EX_DATAERR)."""
LOCK = "vectors.lock"


class Meaning:
    """The second ranking of the state that was asked for last."""

    def __init__(self, cache_dir: Path, settings: KnowledgeSettings) -> None:
        self._folder = cache_dir
        self._settings = settings
        self._file = cache_dir / f"vectors-{place_name(settings)}.bin"
        self._encoder: Encoder | None = None
        self._hybrid: Hybrid | None = None
        self._digest = ""
        self._failed = ""
        self._task: asyncio.Task[None] | None = None

    def over(self, compiled: Compiled) -> Hybrid | None:
        """The ranking over this very state, or None while there is none."""
        return self._hybrid if self._digest == compiled.digest else None

    def follow(self, compiled: Compiled) -> None:
        """Begin to get ready for this state, unless that is done, under way or hopeless."""
        if self._settled(compiled) or (self._task is not None and not self._task.done()):
            return
        self._task = asyncio.create_task(self._get_ready(compiled))

    async def wait(self, compiled: Compiled) -> bool:
        """Get ready for this state and say whether it worked. The first time takes some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self._settled(compiled):
                    self.follow(compiled)
                    assert self._task is not None
                    await asyncio.shield(self._task)
                    if not self._settled(compiled):
                        await asyncio.sleep(ANOTHER)
        return self.over(compiled) is not None

    def _settled(self, compiled: Compiled) -> bool:
        return compiled.digest in (self._digest, self._failed)

    async def _get_ready(self, compiled: Compiled) -> None:
        if await asyncio.to_thread(self._opened, compiled):
            return
        if await asyncio.to_thread(under_way, self._folder):
            return
        try:
            code: int | str = await make_apart(self._settings, self._folder, compiled.digest)
        except OSError as error:
            code = str(error)
        if code == BUSY or (code == 0 and await asyncio.to_thread(self._opened, compiled)):
            return
        self._failed = compiled.digest
        log.warning("cards are found by their words alone: %s", code)

    def _opened(self, compiled: Compiled) -> bool:
        """Use what is on the disk, when it was made of this state; True also when there will never be anything."""
        from console.adapters.search import mapped, vectors
        from console.adapters.search.encoder import Encoder, NoEncoder, installed
        from console.adapters.search.hybrid import Hybrid

        if not (self._settings.meaning and installed()):
            self._failed = compiled.digest
            log.info("cards are found by their words alone: not wanted, or the package is not installed")
            return True
        try:
            found, digest = vectors.load(self._file)
            if digest != compiled.digest:
                return False
            self._encoder = self._encoder or Encoder.open(self._folder)
            hybrid = Hybrid(compiled.index, found, self._encoder)
            hybrid.search("precetto", limit=1)  # the first pages come from the disk, in this thread
        except (mapped.MappedUnreadable, NoEncoder, ValueError):
            return False
        self._hybrid, self._digest = hybrid, compiled.digest
        return True


def under_way(folder: Path) -> bool:
    """Whether a process is making it."""
    import fcntl

    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


async def make_apart(settings: KnowledgeSettings, folder: Path, digest: str) -> int | str:
    """Make it in a process of its own, which gives way to everybody else; its exit code. Raises OSError."""
    place = (str(settings.folder), str(settings.reference), str(settings.words), str(folder), digest)
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, *place, stdin=nothing, stdout=nothing, stderr=nothing
    )
    try:
        async with asyncio.timeout(PATIENCE):
            return await process.wait()
    except TimeoutError:
        return "took too long"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()


def main(arguments: Sequence[str]) -> int:
    """Make what a console maps: the model, and the vectors of the compiled state with this digest."""
    import fcntl

    from console.adapters.knowledge.cache import Cache
    from console.adapters.search.encoder import Encoder, prepare

    cards, reference, words, where, digest = arguments
    settings = KnowledgeSettings(folder=Path(cards), reference=Path(reference), words=Path(words))
    folder = Path(where)
    os.nice(10)
    with os.fdopen(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go of by the kernel, however this process ends
        except BlockingIOError:
            return BUSY
        compiled = Cache(folder, settings).read()
        if compiled is None or compiled.digest != digest:
            return STALE
        for left in (*folder.glob("meaning-*.new"), *folder.glob("vectors-*.new")):
            left.unlink(missing_ok=True)  # of a child that was killed while it wrote
        prepare(folder)
        _encode(compiled, folder / f"vectors-{place_name(settings)}.bin", Encoder.open(folder))
    return 0


def _encode(compiled: Compiled, file: Path, encoder: Encoder) -> None:
    from console.adapters.knowledge.compile import entries_of
    from console.adapters.search import mapped, vectors

    try:
        known, digest = vectors.load(file)
    except mapped.MappedUnreadable:
        known, digest = None, ""
    if digest == compiled.digest:
        return
    entries = [entry for article in compiled.articles for entry in entries_of(article)]
    vectors.keep(file, vectors.make(compiled.index.ids, entries, encoder, known), compiled.digest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
