"""What is seen of attachments: of honest ones their words, of hostile ones a clear problem within the limits."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.adapters.mail.attached import attachments
from console.adapters.mail.file_reader import ProcessFileReader
from console.adapters.mail.preview import preview
from console.domain.errors import NotFound
from console.domain.preview import Preview, PreviewKind, PreviewProblem
from console.domain.text import clean
from console.services.ports import MailFiles

from .zoo.case import file, multi, part
from .zoo.documents import (
    CROSS,
    ENCRYPTED,
    LONG_WORK,
    LOOP,
    NESTED,
    NO_WORDS,
    jpeg,
    locked,
    packed,
    packed_as,
    pdf,
    png,
)

INNER = multi(
    "mixed", part("text/plain; charset=utf-8", "Dentro: perché?"), file("a.pdf", b"x"), boundary="inner"
).decode()
CALENDAR = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261204T101500Z\nLOCATION:Faido\nEND:VEVENT\nEND:VCALENDAR\n"


def a_mail(name: str, content: bytes, content_type: str = "application/octet-stream") -> bytes:
    return multi("mixed", part("text/plain", "ciao"), file(name, content, content_type))


def seen(name: str, content: bytes, content_type: str = "application/octet-stream") -> Preview:
    (one,) = attachments(a_mail(name, content, content_type))
    return preview(one)


@pytest.fixture
async def reader() -> AsyncIterator[ProcessFileReader]:
    made = ProcessFileReader(seconds=3.0)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("name", "content", "content_type", "kind", "text"),
    [
        ("a.txt", b"riga\nperch\xc3\xa9", "text/plain", PreviewKind.TEXT, "riga\nperché"),
        ("conti.csv", "nome;più\n".encode("cp1252"), "text/csv", PreviewKind.TEXT, "nome;più"),
        ("dati.json", b'{"a": 1}', "application/json", PreviewKind.TEXT, '{"a": 1}'),
        ("dati.xml", b"<a>b</a>", "application/octet-stream", PreviewKind.TEXT, "<a>b</a>"),
        ("senza", b"solo parole", "application/octet-stream", PreviewKind.TEXT, "solo parole"),
        ("p.html", b"<html><script>x</script><p>Buongiorno</p></html>", "text/html", PreviewKind.PAGE, "Buongiorno"),
        ("a.pdf", pdf(), "application/pdf", PreviewKind.PDF,
         "Precetto esecutivo\nIl debitore ha venti giorni per pagare."),
        ("foto.jpg", pdf(packed=True), "image/jpeg", PreviewKind.PDF,
         "Precetto esecutivo\nIl debitore ha venti giorni per pagare."),
        ("i.ics", CALENDAR, "text/calendar", PreviewKind.CALENDAR, "04.12.2026 10.15 UTC, Faido"),
    ],
)  # fmt: skip
def test_words_are_read(name: str, content: bytes, content_type: str, kind: PreviewKind, text: str) -> None:
    found = seen(name, content, content_type)
    assert (found.kind, found.problem, found.text) == (kind, PreviewProblem.NONE, text)


def test_a_picture_says_format_and_size_and_is_not_drawn() -> None:
    for content, wanted in ((png(1240, 1754), ("PNG", 1240, 1754)), (jpeg(800, 600), ("JPEG", 800, 600)),
                            (b"GIF89a\x10\0\x20\0xxxx", ("GIF", 16, 32)), (png(1, 1)[:18], ("PNG", 0, 0))):  # fmt: skip
        found = seen("x.bin", content)
        assert (found.kind, found.format, found.width, found.height) == (PreviewKind.PICTURE, *wanted)
        assert found.text == ""


def test_an_archive_is_a_list_of_names_and_a_bomb_stays_packed() -> None:
    bomb = packed_as({"../../fattura.pdf.exe": b"\0" * 200_000_000, "\x1b]0;preso\x07elenco.txt": b"x"})
    found = seen("a.zip", bomb)
    assert (found.kind, found.count, found.unpacked) == (PreviewKind.ARCHIVE, 2, 200_000_001)
    assert [(one.name, one.flags) for one in found.names] == [
        ("../../fattura.pdf.exe", ("executable", "misleading")), ("elenco.txt", ("escape",)),
    ]  # fmt: skip
    assert seen("a.zip", locked(packed(a__txt=b"x"))).problem is PreviewProblem.ENCRYPTED
    assert seen("a.zip", bomb[:200]).problem is PreviewProblem.BROKEN
    many = seen("a.zip", packed_as({f"{n}.txt": b"" for n in range(1_000)}))
    assert (many.count, len(many.names)) == (1_000, 300)


def test_a_mail_inside_is_shown_one_level_deep() -> None:
    raw = multi("mixed", part("text/plain", "fuori"), part("message/rfc822", INNER))
    found = preview(attachments(raw)[0])
    assert found.kind is PreviewKind.MAIL
    assert found.mail is not None
    assert (found.mail.text, [one.name for one in found.mail.attachments]) == ("Dentro: perché?", ["a.pdf"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [(pdf(NO_WORDS), PreviewProblem.SCANNED), (ENCRYPTED, PreviewProblem.ENCRYPTED), (LOOP, PreviewProblem.BROKEN),
     (NESTED, PreviewProblem.BROKEN), (CROSS, PreviewProblem.BROKEN), (pdf()[:300], PreviewProblem.BROKEN),
     (b"%PDF-1.4\n" + b"x" * 5_000, PreviewProblem.BROKEN), (b"", PreviewProblem.EMPTY),
     (b"\0" * 900, PreviewProblem.EMPTY),
     (b"MZ\x90\0 some words here", PreviewProblem.NO_PREVIEW), (bytes(range(256)) * 40, PreviewProblem.NO_PREVIEW)],
    ids=["scanned", "encrypted", "loop", "nested", "cross", "cut", "rubbish", "empty", "zeros", "program", "data"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(content: bytes, problem: PreviewProblem) -> None:
    assert seen("a.pdf", content, "application/pdf").problem is problem


def test_a_long_pdf_says_how_much_was_read() -> None:
    found = seen("a.pdf", pdf(pages=100), "application/pdf")
    assert (found.pages, found.pages_read, found.problem) == (100, 60, PreviewProblem.NONE)
    assert "truncated" in found.flags


def test_what_is_seen_is_clean() -> None:
    hostile = "\x1b]52;c;cHdu\x07testo \u202egiù [/b]\x9b2J".encode()
    for name, content_type in (("a.txt", "text/plain"), ("a.html", "text/html")):
        found = seen(name, hostile, content_type)
        assert found.text
        assert clean(found.text, multiline=True).text == found.text


async def test_through_the_process_all_comes_back(reader: ProcessFileReader) -> None:
    port: MailFiles = reader
    raw = multi(
        "mixed", part("text/plain", "x"), file("a.pdf", pdf()), file("a.zip", packed(a__txt=b"x")),
        part("message/rfc822", INNER), head="X-Evil: \x1b]0;preso\x07\n",
    )  # fmt: skip
    assert await port.preview(raw, 1) == preview(attachments(raw)[0])
    assert await port.preview(raw, 2) == preview(attachments(raw)[1])
    inside = await port.preview(raw, 3)
    assert inside.mail is not None
    assert inside.mail.text == "Dentro: perché?"
    assert await port.content(raw, 1) == pdf()
    header = await port.header(raw)
    assert header.startswith("Subject: Prova\nFrom: Anna Rossi <anna@example.ch>\nX-Evil:")
    assert "preso" not in header and "\x1b" not in header
    for number in (0, 5):
        with pytest.raises(NotFound):
            await port.preview(raw, number)
        with pytest.raises(NotFound):
            await port.content(raw, number)


async def test_work_without_end_stops_at_the_limit_and_the_next_is_read(reader: ProcessFileReader) -> None:
    slow = await reader.preview(a_mail("a.pdf", pdf(LONG_WORK, packed=True)), 1)
    assert (slow.kind, slow.problem) == (PreviewKind.PDF, PreviewProblem.SLOW)
    assert (await reader.preview(a_mail("a.txt", b"ciao"), 1)).text == "ciao"


FAULTY = textwrap.dedent(
    """
    '''A worker that misbehaves where a file says so.'''
    import os, sys, time
    from console.adapters.mail import preview
    honest = preview._text

    def text(one):
        content = one.content(None)
        while b"hang" in content:
            try:
                time.sleep(600)
            except BaseException:
                pass
        if b"die" in content:
            os._exit(3)
        if b"memory" in content:
            [bytearray(1 << 30) for _ in range(100)]
        return honest(one)

    preview._text = text
    from console.adapters.mail import worker
    sys.exit(worker.main())
    """
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"hang", PreviewProblem.SLOW), (b"die", PreviewProblem.BROKEN), (b"memory", PreviewProblem.LARGE)],
)
async def test_what_breaks_the_process_is_a_problem_of_the_preview(
    tmp_path: Path, content: bytes, problem: PreviewProblem
) -> None:
    script = tmp_path / "faulty_worker.py"
    script.write_text(FAULTY)
    faulty = ProcessFileReader(seconds=1.0, memory_mb=256, worker=(sys.executable, str(script)))
    try:
        assert (await faulty.preview(a_mail("a.txt", content), 1)).problem is problem
        assert (await faulty.preview(a_mail("a.txt", b"ciao"), 1)).text == "ciao"
    finally:
        await faulty.close()


async def test_a_large_attachment_comes_whole(reader: ProcessFileReader) -> None:
    content = bytes(range(256)) * 160_000
    assert await reader.content(a_mail("a.bin", content), 1) == content
