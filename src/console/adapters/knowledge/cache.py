"""The last good knowledge base on disk: what a start reads instead of compiling, and keeps while files are broken."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from console.adapters.knowledge.compiled import Compiled, CompiledUnreadable, load
from console.settings.site import KnowledgeSettings

log = logging.getLogger(__name__)

MOST_BYTES = 200_000_000


def place_name(settings: KnowledgeSettings) -> str:
    """What the files that are made of the knowledge base at this place are called by."""
    places = "\n".join(str(path.absolute()) for path in (settings.folder, settings.reference, settings.words))
    return hashlib.sha256(places.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class Cache:
    """One file for each place where a knowledge base is edited; several consoles may share it."""

    def __init__(self, folder: Path, settings: KnowledgeSettings) -> None:
        self._file = folder / f"knowledge-{place_name(settings)}.bin"

    def read(self) -> Compiled | None:
        """What was kept last, or None when there is nothing that this program can read."""
        try:
            if self._file.stat().st_size > MOST_BYTES:
                return None
            return load(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, CompiledUnreadable) as error:
            log.warning("knowledge cache not used: %s", error)
            return None

    def keep(self, compiled: Compiled) -> None:
        """Replace what was kept, at once and for the owner only. A full disk costs the next start half a second."""
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.stem, suffix=".new")
        except OSError as error:
            log.warning("knowledge cache not written: %s", error)
            return
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(compiled.to_bytes())
            Path(name).replace(self._file)
        except OSError as error:
            log.warning("knowledge cache not written: %s", error)
            with suppress(OSError):
                Path(name).unlink()
