"""The text layer of a PDF, by pypdf (docs/decisions/0019-pdf-preview.md). Imported only in the worker process."""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf import filters
from pypdf.errors import DependencyError, FileNotDecryptedError

from console.adapters.mail.time_limit import OutOfTime
from console.domain.preview import Preview, PreviewKind, PreviewProblem
from console.domain.text import clean

MOST_PAGES = 60
LONGEST_TEXT = 300_000
_SCAN, _FEW = 20, 200
"""Fewer letters a page, and fewer in all, are no text: a stamp or page numbers on pictures."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
filters.JBIG2DEC_BINARY = None  # no other program is started for a picture in a foreign file


def pdf(raw: bytes) -> Preview:
    """The words of its first pages, as many as the time allows. Raises what a broken PDF makes pypdf raise."""
    reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted and not _opens(reader):
        return Preview(kind=PreviewKind.PDF, problem=PreviewProblem.ENCRYPTED)
    pages = len(reader.pages)
    texts: list[str | None] = []
    problem = PreviewProblem.NONE
    try:
        for page in range(min(pages, MOST_PAGES)):
            texts.append(_words(reader, page))
            if sum(len(one or "") for one in texts) > LONGEST_TEXT:
                break
    except OutOfTime:
        problem = PreviewProblem.SLOW
    found = clean("\n\n".join(filter(None, texts)), multiline=True, max_chars=LONGEST_TEXT)
    problem = problem or _lack(found.text, texts)
    cut = {"truncated"} if len(texts) < pages else set[str]()
    return Preview(
        kind=PreviewKind.PDF, problem=problem, text=found.text, pages=pages, pages_read=len(texts),
        flags=tuple(sorted(found.flags | cut)),
    )  # fmt: skip


def _lack(text: str, texts: list[str | None]) -> PreviewProblem:
    """Why there are no words, if there are none worth the name."""
    if not texts:
        return PreviewProblem.EMPTY
    letters = sum(map(str.isalnum, text))
    if letters >= min(_FEW, _SCAN * len(texts)):
        return PreviewProblem.NONE
    return PreviewProblem.BROKEN if None in texts else PreviewProblem.SCANNED


def _opens(reader: pypdf.PdfReader) -> bool:
    """Many PDFs are encrypted with an empty password, to forbid printing; they can be read."""
    try:
        return bool(reader.decrypt(""))
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        return False


def _words(reader: pypdf.PdfReader, page: int) -> str | None:
    """The words of one page; None of a page that breaks, since the others are read all the same."""
    try:
        return reader.pages[page].extract_text()
    except MemoryError:
        raise
    except Exception:  # as of a whole file: foreign bytes may break it in any way
        return None
