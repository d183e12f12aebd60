"""YAML files with the place of every key and value. Whatever a file may contain becomes a Problem, never an exception.

Scalars stay the text that was written: what they mean (number, date, yes or no) is decided by the reader that
knows what it expects, so that `01`, `no` and `08:00` never change under an administrator's hands.
The grammar of YAML and its limits live here; what a site or a card needs does not.
"""

from __future__ import annotations

import os
import stat
from dataclasses import field
from pathlib import Path

from console.domain.record import record
from console.i18n import _
from console.settings.grammar import build
from console.settings.nodes import NOWHERE, ListNode, MapNode, Node, Pair, Place, Plain, TextNode, plain
from console.settings.problems import Problem
from console.settings.syntax import key_of

__all__ = [
    "MAX_BYTES", "NOWHERE", "Document", "ListNode", "MapNode", "Node", "Pair", "Place", "TextNode", "load_document",
    "parse_document", "plain", "read_bytes",
]  # fmt: skip

MAX_BYTES = 2_000_000
"""A file of the site; the whole knowledge base of 174 cards is about 0.8 MB in several files."""


@record
class Document:
    """A file that was read. `root` is None when it is empty or cannot be read at all; then `problems` says why."""

    file: str
    root: Node | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def data(self) -> Plain:
        """The content as plain Python data."""
        return plain(self.root)


def load_document(path: Path) -> Document:
    """Read one YAML file: UTF-8, at most `MAX_BYTES`, a regular file. Never raises for what may be there."""
    content = read_bytes(path)
    if isinstance(content, Problem):
        return Document(file=str(path), problems=(content,))
    return parse_document(content, str(path))


def read_bytes(path: Path) -> bytes | Problem:
    """The bytes of a regular file of at most `MAX_BYTES`, or why not. Never waits for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        return Problem(file=str(path), message=_("Il file non esiste."))
    except OSError as error:
        return _unreadable(path, error)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return Problem(file=str(path), message=_("Non è un file normale."))
        if status.st_size > MAX_BYTES:
            return _too_big(path, status.st_size)
        content = _read(handle)
    except OSError as error:
        return _unreadable(path, error)
    finally:
        os.close(handle)
    return content if len(content) <= MAX_BYTES else _too_big(path, len(content))


def _read(handle: int) -> bytes:
    """At most one byte more than allowed, so that a file that grows meanwhile, or has no size, ends too."""
    content = b""
    while len(content) <= MAX_BYTES and (chunk := os.read(handle, MAX_BYTES + 1 - len(content))):
        content += chunk
    return content


def _unreadable(path: Path, error: OSError) -> Problem:
    why = error.strerror or type(error).__name__
    return Problem(file=str(path), message=_("Il file non si può leggere ({why}).").format(why=why))


def _too_big(path: Path, size: int) -> Problem:
    return Problem(
        file=str(path),
        message=_("Il file è troppo grande: {size} byte, al massimo {most}.").format(size=size, most=MAX_BYTES),
        hint=_("Dividerlo in più file, o togliere ciò che non vi appartiene."),
    )


def parse_document(content: bytes, file: str) -> Document:
    """The document in these bytes; `file` names it in the problems. Never raises for what they contain."""
    text = _decode(content, file)
    if isinstance(text, Problem):
        return Document(file=file, problems=(text,))
    root, problems = build(text, file)
    return Document(file=file, root=root, problems=problems)


def _decode(content: bytes, file: str) -> str | Problem:
    if b"\0" in content:
        before = content[: content.index(b"\0")]
        return Problem(
            file=file,
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
            message=_("Il file non è un testo: contiene byte nulli."),
            hint=_("È un file binario, oppure è salvato in UTF-16: salvarlo in UTF-8."),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        return Problem(
            file=file,
            line=before.count(b"\n") + 1,
            column=len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1,
            key=key_of(content[before.rfind(b"\n") + 1 :][:200].decode("utf-8", "replace")),
            message=_("Il file non è in UTF-8 (byte {byte}).").format(byte=f"0x{content[error.start]:02x}"),
            hint=_("Salvarlo dall'editor con la codifica UTF-8."),
        )
