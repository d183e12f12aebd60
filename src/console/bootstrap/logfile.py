"""The log: a file of the site, readable by its owner only, never the terminal."""

from __future__ import annotations

import logging
import os
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_BYTES = 2_000_000
KEPT_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


def open_log(file: Path) -> None:
    """Log to this file from now on, in UTC. A file that cannot be written costs the log, never the work."""
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(os.environ.get("CONSOLE_LOG_LEVEL", "INFO").upper())
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    try:
        handler: logging.Handler = _OwnersFile(file, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    formatter = logging.Formatter(_FORMAT)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root.addHandler(handler)


class _OwnersFile(RotatingFileHandler):
    """A rotating file that is created with mode 0600, also after a rotation."""

    def _open(self):  # type: ignore[no-untyped-def]  # the return type is typeshed's private alias
        return os.fdopen(
            os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        )
