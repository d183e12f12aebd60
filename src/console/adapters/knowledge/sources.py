"""The files of a knowledge base: which they are, what is in them now, and whether they changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from console.domain.record import record
from console.i18n import _
from console.settings.document import read_bytes
from console.settings.problems import Problem
from console.settings.site import KnowledgeSettings

REFERENCE_FILES = {"fee": "fees.yaml", "term": "terms.yaml", "fact": "facts.yaml"}
DRAFT = "_"
"""Begins the name of a card that is being written: no console reads it."""
MOST_FILES = 500
_PROGRAM = ("adapters/knowledge", "adapters/search", "domain/article.py", "settings/reader.py")
"""What decides how a compiled knowledge base looks: a newer program does not use what an older one compiled."""

Stamp = tuple[tuple[str, int, int, int], ...]


@record
class Sources:
    """The files of a knowledge base as they were read at one moment."""

    folder: str
    cards: tuple[tuple[Path, bytes | Problem], ...]
    reference: dict[str, tuple[Path, bytes | Problem]]
    words: tuple[Path, bytes | Problem]
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    """Changes when a file or the program does."""


def files_of(settings: KnowledgeSettings) -> list[Path]:
    """The card files in their order: by name; drafts, hidden files and editors' copies are none."""
    found = (path for path in settings.folder.iterdir() if path.suffix in (".yaml", ".yml"))
    return sorted(path for path in found if path.name[0] not in f".#~{DRAFT}")


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
        kind: (settings.reference / name, read_bytes(settings.reference / name))
        for kind, name in REFERENCE_FILES.items()
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
        digest=digest.hexdigest()[:32],
    )


def _program() -> bytes:
    """A mark of the code that compiles."""
    root = Path(__file__).parents[2]
    marks = []
    for name in _PROGRAM:
        place = root / name
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            status = path.stat()
            marks.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(marks).encode()


def stamp(settings: KnowledgeSettings) -> Stamp:
    """When each file was written, its size and its number on the disk: a saved file differs in one of them."""
    try:
        paths = files_of(settings)
    except OSError:
        paths = []
    found = []
    for path in (*paths, *(settings.reference / name for name in REFERENCE_FILES.values()), settings.words):
        try:
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            found.append((str(path), 0, 0, 0))
    return tuple(found)
