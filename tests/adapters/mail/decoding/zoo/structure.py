"""Parts and attachments: names, nesting, broken boundaries, mails in mails, packed and signed ones."""

from __future__ import annotations

import struct

from .case import Case, b64, crlf, file, inner, mail, multi, nest, part

TEXT = part("text/plain", "ciao")
SMIME = "Content-Type: application/pkcs7-mime; smime-type={}-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n"
LETTER = (
    "From: b@example.com\nSubject: Lettera\nMessage-ID: <dentro@example.com>\nContent-Type: text/plain\n\ntesto dentro"
)


def _attribute(level: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def _winmail() -> bytes:
    long_name = "Ricevuta perché.pdf".encode("utf-16-le") + b"\0\0"
    properties = struct.pack("<I", 1) + b"\x1f\x00\x07\x37" + struct.pack("<II", 1, len(long_name)) + long_name
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + _attribute(1, 0x0002800C, b"testo\0")
        + _attribute(2, 0x00069002, b"\0" * 14)
        + _attribute(2, 0x00018010, b"RICEV~1.PDF\0")
        + _attribute(2, 0x0006800F, b"12345")
        + _attribute(2, 0x00069005, properties)
    )


WINMAIL = _winmail()


def _named(name: str, disposition: str, shown: str, **expected: object) -> Case:
    one = part("application/octet-stream", b64(b"abc"), f"{disposition}\nContent-Transfer-Encoding: base64\n")
    return Case(name=f"file name: {name}", raw=multi("mixed", TEXT, one), text="ciao", files=((shown, 3),), **expected)  # type: ignore[arg-type]


NAMES = [
    _named("plain", 'Content-Disposition: attachment; filename="a b.pdf"', "a b.pdf", flags=frozenset()),
    _named("without quotes", "Content-Disposition: attachment; filename=a.pdf", "a.pdf"),
    _named(
        "without quotes, with blanks", "Content-Disposition: attachment; filename=una fattura.pdf", "una fattura.pdf"
    ),
    _named("encoded word", 'Content-Disposition: attachment; filename="=?utf-8?Q?perch=C3=A9.pdf?="', "perché.pdf"),
    _named("RFC 2231", "Content-Disposition: attachment; filename*=utf-8'it'perch%C3%A9.pdf", "perché.pdf"),
    _named(
        "RFC 2231 in pieces",
        "Content-Disposition: attachment; filename*0*=utf-8''perch%C3; filename*1*=%A9; filename*2=.pdf",
        "perché.pdf",
    ),
    _named("RFC 2231 without charset", "Content-Disposition: attachment; filename*=perch%C3%A9.pdf", "perché.pdf"),
    _named("undeclared bytes", 'Content-Disposition: attachment; filename="perché.pdf"', "perché.pdf"),
    _named("only in the type", "Content-Disposition: attachment\nX-A: b\nContent-Description: x", ""),
    _named("escaped quote", 'Content-Disposition: attachment; filename="a\\"b.pdf"', "a_b.pdf"),
    _named("path", 'Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
    _named("Windows path", 'Content-Disposition: attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
    _named("reserved", 'Content-Disposition: attachment; filename="con.pdf"', "_con.pdf"),
    _named("dots", 'Content-Disposition: attachment; filename="..."', ""),
    _named("very long", f'Content-Disposition: attachment; filename="{"a" * 400}.pdf"', "a" * 146 + ".pdf"),
    _named(
        "executable",
        'Content-Disposition: attachment; filename="fattura.pdf.exe"',
        "fattura.pdf.exe",
        flags=frozenset({"executable"}),
    ),
    _named(
        "executable turned round",
        "Content-Disposition: attachment; filename*=utf-8''fattura%E2%80%AEfdp.exe",
        "fatturafdp.exe",
        has=frozenset({"executable"}),
    ),
    _named(
        "executable with trailing dots",
        'Content-Disposition: attachment; filename="a.exe. "',
        "a.exe",
        has=frozenset({"executable"}),
    ),
    _named("escape sequence", "Content-Disposition: attachment; filename*=utf-8''a%1B%5D0%3Bx%07b.pdf", "ab.pdf"),
    _named("line break", "Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab.pdf", "a b.pdf"),
    _named("markup", 'Content-Disposition: attachment; filename="[/] a.pdf"', "] a.pdf"),
]

TREES = [
    Case(
        name="text and file",
        raw=multi("mixed", TEXT, file("a.pdf")),
        text="ciao",
        files=(("a.pdf", 3),),
        flags=frozenset(),
    ),
    Case(
        name="preamble and epilogue",
        raw=mail('Content-Type: multipart/mixed; boundary="B"\n', "prima\n" + inner(TEXT) + "dopo"),
        text="ciao",
    ),
    Case(
        name="no last boundary", raw=multi("mixed", TEXT, file("a.pdf"), end=False), text="ciao", files=(("a.pdf", 3),)
    ),
    Case(
        name="attachment after the last boundary",
        raw=mail('Content-Type: multipart/mixed; boundary="B"\n', inner(TEXT) + inner(file("a.pdf"))),
        text="ciao",
        files=(("a.pdf", 3),),
        has=frozenset({"damaged"}),
    ),
    Case(name="multipart without parts", raw=multi("mixed"), text="--B--", files=(), has=frozenset({"damaged"})),
    Case(
        name="multipart that is text",
        raw=mail('Content-Type: multipart/mixed; boundary="B"\n', "solo testo"),
        text="solo testo",
        has=frozenset({"damaged"}),
    ),
    Case(
        name="no boundary named",
        raw=mail(
            "Content-Type: multipart/mixed\n",
            inner("Content-Type: text/plain\n\nciao\n", file("a.pdf"), boundary="=_x"),
        ),
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="wrong boundary named",
        raw=mail('Content-Type: multipart/mixed; boundary="A"\n', inner(TEXT)),
        shows=("ciao",),
        has=frozenset({"damaged"}),
    ),
    Case(
        name="illegal boundary",
        raw=multi("mixed", TEXT, file("a.pdf"), boundary="(_?*[x]=)"),
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="boundary without quotes",
        raw=mail("Content-Type: multipart/mixed; boundary=B_1=2\n", inner(TEXT, boundary="B_1=2")),
        text="ciao",
    ),
    Case(
        name="boundary with blanks after it",
        raw=crlf(multi("mixed", TEXT, file("a.pdf")).replace(b"--B\r\n", b"--B \t\r\n")),
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="boundary that begins another",
        raw=multi("mixed", nest("alternative", part("text/plain", "uno"), boundary="B1"), file("a.pdf")),
        text="uno",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="inner and outer boundary the same",
        raw=multi("mixed", nest("alternative", part("text/plain", "uno"), boundary="B"), file("a.pdf")),
        shows=("uno",),
    ),
    Case(
        name="inner without an end",
        raw=multi("mixed", 'Content-Type: multipart/alternative; boundary="C"\n\n--C\n' + TEXT, file("a.pdf")),
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="boundary in the text",
        raw=multi("mixed", part("text/plain", "uno --B due\n--Bx\ntre")),
        text="uno --B due\n--Bx\ntre",
    ),
    Case(
        name="image inside HTML",
        raw=multi(
            "related",
            part("text/html", "<p>ciao<img src='cid:a'></p>"),
            part("image/png", b64(b"png"), "Content-ID: <a>\nContent-Transfer-Encoding: base64\n"),
        ),
        text="ciao",
        files=(("", 3),),
    ),
    Case(
        name="Apple: text, file, text",
        raw=multi("mixed", part("text/plain", "uno"), file("a.pdf"), part("text/plain", "due")),
        text="uno\n\ndue",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="files in an alternative",
        raw=multi(
            "alternative",
            part("text/plain", "ciao"),
            nest("mixed", part("text/html", "<p>ciao</p>"), file("a.pdf"), boundary="C"),
        ),
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="text as a file",
        raw=multi("mixed", TEXT, file("a.txt", b"nota", "text/plain")),
        text="ciao",
        files=(("a.txt", 4),),
    ),
    Case(
        name="only a named text",
        raw=mail('Content-Type: text/plain; name="a.txt"\n', "ciao"),
        text="ciao",
        files=(("a.txt", 4),),
    ),
    Case(
        name="only a file",
        raw=mail('Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n', b64(b"abc")),
        text="",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="file cut in the middle",
        raw=multi(
            "mixed", TEXT, part("application/pdf", "YWJj\nYWJ", "Content-Transfer-Encoding: base64\n"), end=False
        ),
        text="ciao",
        files=(("", 5),),
    ),
    Case(name="table of values", raw=multi("mixed", TEXT, part("text/csv", "a;b")), text="ciao", files=(("", 3),)),
    Case(
        name="uuencoded part",
        raw=multi(
            "mixed",
            TEXT,
            part(
                "application/octet-stream; name=a.bin",
                "begin 644 a.bin\n#0V%T\n`\nend",
                "Content-Transfer-Encoding: uuencode\n",
            ),
        ),
        files=(("a.bin", 3),),
    ),
    Case(name="thirty deep", raw=mail("", ""), text=""),
    Case(
        name="a thousand parts",
        raw=multi("mixed", *[part("text/plain", f"n{n}") for n in range(1_000)]),
        shows=("n0",),
        has=frozenset({"damaged"}),
    ),
    Case(
        name="three megabytes of opened multiparts",
        raw=mail("", "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(60_000))),
        shows=("multipart",),
    ),
    Case(name="megabyte of dashes", raw=multi("mixed", part("text/plain", "--B-\n" * 200_000)), shows=("--B-",)),
]


def _deep(levels: int) -> bytes:
    body = part("text/plain", "in fondo")
    for level in range(levels):
        body = nest("mixed", body, boundary=f"n{level}")
    return multi("mixed", body)


TREES = [one for one in TREES if one.name != "thirty deep"] + [
    Case(name="ten deep", raw=_deep(10), text="in fondo", flags=frozenset()),
    Case(name="thirty deep", raw=_deep(30), shows=("in fondo",), has=frozenset({"damaged"})),
    Case(name="two thousand deep", raw=_deep(2_000), shows=("in fondo",), has=frozenset({"damaged"})),
]

HEAVY = [
    Case(
        name="hundred pages that are slow to lay out",
        raw=multi("mixed", *[part("text/html", "<dl><dd>" * 7_000 + f"n{n}") for n in range(100)]),
        shows=("n0", "n99"),
    ),
    Case(
        name="hundred mails in a mail",
        raw=multi("mixed", TEXT, *[part("message/rfc822", LETTER) for _ in range(300)]),
        text="ciao",
        has=frozenset({"truncated"}),
    ),
]

CARRIED = [
    Case(
        name="mail in a mail",
        raw=multi("mixed", TEXT, part("message/rfc822", LETTER)),
        text="ciao",
        files=(("Lettera.eml", len(crlf(LETTER.encode()))),),
        has=frozenset({"attached_mail"}),
    ),
    Case(
        name="nothing but a mail", raw=multi("mixed", part("message/rfc822", LETTER)), shows=("Lettera", "testo dentro")
    ),
    Case(
        name="mail in base64",
        raw=multi("mixed", part("message/rfc822", b64(LETTER), "Content-Transfer-Encoding: base64\n")),
        shows=("testo dentro",),
        files=(("Lettera.eml", len(LETTER)),),
    ),
    Case(name="mail as the whole body", raw=mail("Content-Type: message/rfc822\n", LETTER), shows=("testo dentro",)),
    Case(
        name="file in the carried mail is not ours",
        raw=multi("mixed", TEXT, part("message/rfc822", multi("mixed", TEXT, file("b.pdf"), boundary="C").decode())),
        files=(("Prova.eml", 277),),
    ),
    Case(
        name="digest",
        raw=multi("digest", "\n" + LETTER + "\n"),
        shows=("testo dentro",),
        has=frozenset({"attached_mail"}),
    ),
    Case(
        name="slash in the carried subject",
        raw=multi("mixed", TEXT, part("message/rfc822", "Subject: a/b\n\nx")),
        files=(("a_b.eml", 17),),
    ),
    Case(
        name="winmail.dat",
        raw=multi("mixed", TEXT, file("winmail.dat", WINMAIL, "application/ms-tnef")),
        text="ciao",
        files=(("winmail.dat", len(WINMAIL)), ("Ricevuta perché.pdf", 5)),
        has=frozenset({"tnef"}),
    ),
    Case(
        name="winmail.dat by name only",
        raw=multi("mixed", TEXT, file("WINMAIL.DAT", WINMAIL, "application/octet-stream")),
        has=frozenset({"tnef"}),
    ),
    Case(
        name="winmail.dat with only text",
        raw=multi("mixed", file("winmail.dat", WINMAIL, "application/ms-tnef")),
        text="testo",
    ),
    Case(
        name="broken winmail.dat",
        raw=multi("mixed", TEXT, file("winmail.dat", WINMAIL[:40], "application/ms-tnef")),
        text="ciao",
        has=frozenset({"tnef"}),
    ),
    Case(
        name="S/MIME signed",
        raw=multi("signed", TEXT, file("smime.p7s", b"sig", "application/pkcs7-signature")),
        text="ciao",
        files=(("smime.p7s", 3),),
        flags=frozenset({"signed"}),
    ),
    Case(
        name="S/MIME encrypted",
        raw=mail(
            SMIME.format("enveloped"),
            b64(b"abc"),
        ),
        text="",
        files=(("smime.p7m", 3),),
        flags=frozenset({"encrypted"}),
    ),
    Case(
        name="S/MIME opaque signed",
        raw=mail(
            SMIME.format("signed"),
            b64(b"abc"),
        ),
        flags=frozenset({"signed"}),
    ),
    Case(
        name="PGP signed",
        raw=multi("signed", TEXT, part("application/pgp-signature; name=signature.asc", "x")),
        text="ciao",
        flags=frozenset({"signed"}),
    ),
    Case(
        name="PGP encrypted",
        raw=multi(
            "encrypted",
            part("application/pgp-encrypted", "Version: 1"),
            part("application/octet-stream; name=e.asc", "x"),
        ),
        has=frozenset({"encrypted"}),
    ),
    Case(
        name="PGP in the text",
        raw=mail("", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"),
        has=frozenset({"encrypted"}),
    ),
]

CASES = [*NAMES, *TREES, *HEAVY, *CARRIED]
