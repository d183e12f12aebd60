"""The numbered list of attachments: the same as the labels of the mail, and every one gives its bytes."""

from __future__ import annotations

import binascii

import pytest

from console.adapters.mail.attached import attachments, label_of
from console.adapters.mail.decode import decode

from .test_zoo import CASES
from .zoo.case import Case, b64, file, mail, multi, part
from .zoo.documents import locked, packed


@pytest.mark.parametrize("case", [one for _room, one in CASES], ids=[f"{room}: {one.name}" for room, one in CASES])
def test_the_list_and_the_labels_are_one(case: Case) -> None:
    listed = attachments(case.raw)
    assert tuple(map(label_of, listed)) == decode(case.raw).attachments
    for one in listed:
        content = one.content(None)
        assert one.content(10) == content[:10]


def test_every_way_of_carrying_a_file_gives_its_bytes() -> None:
    content = bytes(range(256)) * 5
    quoted = part(
        "application/x-data; name=q.bin",
        binascii.b2a_qp(content, istext=False).decode("ascii"),
        "Content-Transfer-Encoding: quoted-printable\n",
    )
    raw = multi("mixed", part("text/plain", "ciao"), file("a.bin", content), quoted)
    assert [one.content(None) for one in attachments(raw)] == [content, content]


def test_files_in_the_text_give_their_bytes() -> None:
    content = bytes(range(200))
    lines = "".join(binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, 200, 45))
    uu = mail("Content-Type: text/plain\n", f"Ecco:\nbegin 644 dati.bin\n{lines}`\nend\n")
    yenc = b"".join(
        bytes((61, (byte + 106) % 256)) if (byte + 42) % 256 in (0, 10, 13, 61) else bytes(((byte + 42) % 256,))
        for byte in content
    )
    y = mail("Content-Type: text/plain\n", b"=ybegin line=128 size=200 name=y.bin\n" + yenc + b"\n=yend size=200\n")
    assert [(one.name, one.content(None)) for one in attachments(uu)] == [("dati.bin", content)]
    assert [(one.name, one.content(None)) for one in attachments(y)] == [("y.bin", content)]


def test_the_attachments_of_certified_mail_come_first_and_are_reached() -> None:
    inside = multi("mixed", part("text/plain", "dentro"), file("atto.pdf", b"atto"))
    envelope = multi(
        "mixed", part("text/plain", "busta"), file("daticert.xml", b"<x/>", "application/xml"),
        part("message/rfc822", b64(inside), "Content-Transfer-Encoding: base64\n"),
        head="X-Trasporto: posta-certificata\n",
    )  # fmt: skip
    listed = attachments(envelope)
    assert [one.name for one in listed][:2] == ["atto.pdf", "daticert.xml"]
    assert listed[0].content(None) == b"atto"


def test_a_locked_archive_and_a_misleading_name_are_marked() -> None:
    archive = packed(a__txt=b"x")
    raw = multi(
        "mixed", part("text/plain", "x"), file("a.zip", locked(archive)), file("b.zip", archive),
        file("fattura.pdf.exe"), file("foto.jpg" + " " * 40 + ".scr"), file("relazione.docx"), file("x.html"),
        file("bilancio.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    )  # fmt: skip
    assert {one.name: one.flags for one in decode(raw).attachments} == {
        "a.zip": ("encrypted",), "b.zip": (), "fattura.pdf.exe": ("executable", "misleading"),
        "foto.jpg.scr": ("executable", "misleading"), "relazione.docx": (), "x.html": ("executable",),
        "bilancio.docx": ("encrypted",),
    }  # fmt: skip
