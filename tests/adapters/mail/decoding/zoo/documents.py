"""Documents that people attach, and hostile ones: PDFs and archives made by hand, small enough to read."""

from __future__ import annotations

import io
import zipfile
import zlib

WORDS = b"BT /F1 12 Tf 72 700 Td (Precetto esecutivo) Tj 0 -20 Td (Il debitore ha venti giorni per pagare.) Tj ET"
NO_WORDS = b"q 612 0 0 792 0 0 cm Q"
LONG_WORK = b"BT /F1 12 Tf " + b"(abc) Tj 0 -2 Td " * 900_000 + b"ET"
"""Half a minute of work for pypdf on two cores."""


def pdf(content: bytes = WORDS, *, pages: int = 1, packed: bool = False, trailer: bytes = b"") -> bytes:
    """A PDF whose pages all have this content."""
    stream = zlib.compress(content) if packed else content
    how = b"/Filter /FlateDecode " if packed else b""
    kids = b" ".join(b"%d 0 R" % (at + 5) for at in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R "
          b"/Resources << /Font << /F1 4 0 R >> >> >>"] * pages,
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, trailer, len(out))
    )


ENCRYPTED = pdf(
    trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a)(b)] " % (b"a" * 32, b"b" * 32)
)
LOOP = pdf().replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
NESTED = b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer << /Root 1 0 R >>"
CROSS = b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF"


def packed(**files: bytes) -> bytes:
    """A zip archive; `__` in a name is a dot, since the names are those of arguments."""
    return packed_as({name.replace("__", "."): content for name, content in files.items()})


def packed_as(files: dict[str, bytes]) -> bytes:
    """A zip archive with these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def locked(archive: bytes) -> bytes:
    """The same archive with the mark of a password on its first file."""
    return archive[:6] + bytes((archive[6] | 1,)) + archive[7:]


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    return head + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0" + b"x" * 100


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG with a comment before its frame."""
    frame = b"\xff\xc0\0\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 10 + b"\xff\xfe\0\x06abcd" + frame + b"\x03" + b"\0" * 40
