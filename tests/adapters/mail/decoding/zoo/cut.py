"""Mails that were cut or put together wrongly: encodings in the wrong place, boundaries that nobody declared."""

from __future__ import annotations

import quopri

from .case import Case, b64, crlf, file, inner, mail, multi, nest, part, typed
from .charsets import SENTENCE
from .structure import LETTER, TEXT

PDF = (("a.pdf", 3),)
DAMAGED = frozenset({"damaged"})
FEW = "perché è così"


def _whole(encoding: str, encoded: str, boundary: str = "B") -> bytes:
    return mail(
        f'Content-Type: multipart/mixed; boundary="{boundary}"\nContent-Transfer-Encoding: {encoding}\n', encoded
    )


def _parts(boundary: str, declared: str) -> bytes:
    return mail(f"Content-Type: multipart/mixed; {declared}\n", inner(TEXT, file("a.pdf"), boundary=boundary))


def _boundary(name: str, boundary: str, declared: str) -> Case:
    return Case(name=f"boundary: {name}", raw=_parts(boundary, declared), text="ciao", files=PDF, has=DAMAGED)


def _name(name: str, said: str, shown: str) -> Case:
    one = part("application/pdf", b64(b"abc"), f"Content-Disposition: {said}\nContent-Transfer-Encoding: base64\n")
    return Case(name=f"file name: {name}", raw=multi("mixed", TEXT, one), text="ciao", files=((shown, 3),))


ENCODED = [
    Case(
        name="multipart in base64",
        raw=_whole("base64", b64(crlf(inner(TEXT, file("a.pdf")).encode()))),
        text="ciao",
        files=PDF,
        has=DAMAGED,
    ),
    Case(
        name="multipart in quoted-printable",
        raw=_whole("quoted-printable", quopri.encodestring(inner(TEXT, file("a.pdf")).encode()).decode()),
        text="ciao",
        files=PDF,
    ),
    Case(
        name="multipart that only says base64",
        raw=_whole("base64", inner(TEXT, file("a.pdf"))),
        text="ciao",
        files=PDF,
        flags=frozenset(),
    ),
    Case(
        name="mail in quoted-printable",
        raw=multi(
            "mixed", part("message/rfc822", LETTER.replace("=", "=3D"), "Content-Transfer-Encoding: quoted-printable\n")
        ),
        shows=("testo dentro",),
    ),
    Case(name="words that say base64", raw=typed("text/plain", f"{SENTENCE}\n\nCiao a tutti.", "base64"),
         text=f"{SENTENCE}\n\nCiao a tutti."),
    Case(name="plain words that say base64", raw=typed("text/plain", "uno due tre quattro\ncinque sei sette", "base64"),
         text="uno due tre quattro\ncinque sei sette"),
    Case(
        name="base64 with the footer of a list",
        raw=typed("text/plain; charset=utf-8", f"{b64(SENTENCE)}\n_______\nLista dei soci\n", "base64"),
        text=f"{SENTENCE}\n_______\nLista dei soci",
    ),
    Case(
        name="base64 behind a warning",
        raw=typed("text/plain; charset=utf-8", f"Attenzione: mail esterna!\n\n{b64(SENTENCE)}", "base64"),
        text=f"Attenzione: mail esterna!\n\n\n{SENTENCE}",
    ),
    Case(
        name="base64 in two pieces",
        raw=typed("text/plain; charset=utf-8", b64("Una riga è\n") + b64("Un'altra però"), "base64"),
        text="Una riga è\nUn'altra però",
    ),
    Case(name="encoding with a blank", raw=typed("text/plain; charset=utf-8", "perch=C3=A9", "quoted printable"),
         text="perché"),
    Case(name="two encodings named", raw=typed("text/plain; charset=utf-8", "perch=C3=A9", "7bit, quoted-printable"),
         text="perché"),
]  # fmt: skip

BOUNDARIES = [
    Case(
        name="two types named, the second with the boundary",
        raw=b"Content-Type: text/plain\r\n" + multi("mixed", TEXT, file("a.pdf")),
        text="ciao",
        files=PDF,
    ),
    Case(
        name="boundary beyond ASCII",
        raw=_parts("bù", 'boundary="bù"'),
        text="ciao",
        files=PDF,
        flags=frozenset(),
    ),
    _boundary("another than the declared one", "YY", 'boundary="ZZ"'),
    _boundary("in other letters", "abc", 'boundary="ABC"'),
    _boundary("declared in single quotes", "BB", "boundary='BB'"),
    _boundary("declared with its dashes", "BB", 'boundary="--BB"'),
    _boundary("none declared", "BB", "charset=utf-8"),
    Case(
        name="boundary: more behind it on its line",
        raw=multi("mixed", TEXT, file("a.pdf")).replace(b"--B\r\n", b"--B x\r\n"),
        text="ciao",
        files=PDF,
    ),
    Case(
        name="boundary: behind the last words",
        raw=mail("Content-Type: multipart/mixed; boundary=B\n", "--B\n\nciao--B--\n"),
        text="ciao",
    ),
    Case(
        name="boundary: beginning of the inner one",
        raw=multi("mixed", nest("alternative", TEXT, part("text/html", "<p>ciao</p>"), boundary="B1"), file("a.pdf")),
        text="ciao",
        files=PDF,
        flags=frozenset(),
    ),
    Case(
        name="boundary: the same inside and outside",
        raw=multi("mixed", nest("alternative", TEXT, boundary="B"), file("a.pdf")),
        shows=("ciao",),
        files=PDF,
    ),
    Case(
        name="parts without a boundary and without fields",
        raw=multi("mixed", part("multipart/alternative", "--C\n\nciao\n--C--"), file("a.pdf")),
        text="ciao",
        files=PDF,
    ),
    Case(
        name="no empty line before the first part",
        raw=crlf(
            b"Content-Type: multipart/mixed; boundary=B\nSubject: s\n--B\nContent-Type: text/plain\n\nciao\n--B--\n"
        ),
        subject="s",
        text="ciao",
    ),
    Case(
        name="words before the parts and nowhere else",
        raw=mail("Content-Type: multipart/mixed; boundary=B\n", "Il testo è qui.\n" + inner(file("a.pdf"))),
        text="Il testo è qui.",
        files=PDF,
    ),
    Case(
        name="before the parts only what every program says",
        raw=mail(
            "Content-Type: multipart/mixed; boundary=B\n",
            "This is a multi-part message in MIME format.\n" + inner(file("a.pdf")),
        ),
        text="",
    ),
]

BEGINNINGS = [
    Case(name="mark of UTF-8 before the first field", raw=b"\xef\xbb\xbf" + mail("", "ciao"), subject="Prova",
         text="ciao"),
    Case(name="stored as UTF-16", raw=mail(f"Subject: {FEW}\n", FEW).decode().encode("utf-16"), subject=FEW, text=FEW),
    Case(name="blank before the first field", raw=b" " + mail("Subject: s\n", "ciao"), subject="s", text="ciao"),
    Case(name="lone CRs and one LF at the end", raw=mail("", "ciao\ndue").replace(b"\r\n", b"\r") + b"\n",
         subject="Prova", text="ciao\ndue"),
    Case(name="CR CR LF", raw=mail("", "ciao\ndue").replace(b"\r\n", b"\r\r\n"), subject="Prova", text="ciao\ndue"),
    Case(name="an empty subject before the subject", raw=b"Subject:\r\n" + mail("", "ciao"), subject="Prova"),
    Case(name="nothing at all", raw=b"", subject="", text="", flags=frozenset()),
]  # fmt: skip

WORDS = [
    Case(name=f"cut subject: {cut}", raw=mail(f"Subject: {cut}\n"), subject=shown)
    for cut, shown in {
        "=?utf-8?Q?Verbale della riunione perch=C": "Verbale della riunione perch",
        "=?utf-8?Q?Verbale_perch=C3=": "Verbale perch",
        "=?utf-8?Q?Verbale_perch=C3?= fine": "Verbale perch fine",
        "=?utf-8?B?VmVyYmFsZSBwZXJjaMM=?=": "Verbale perch",
        "=?utf-8?B?VmVyYmFsZSBwZXJjaMM": "Verbale perch",
        "=?iso-8859-1?Q?perch=E9?=": "perché",
        "=?utf-8?Q?perch=E9?=": "perché",
    }.items()
]

NAMES = [
    _name("escaped like an address of the web", 'attachment; filename="perch%C3%A9.pdf"', "perché.pdf"),
    _name("a percent sign of its own", 'attachment; filename="100%25.pdf"', "100%25.pdf"),
    _name("one apostrophe only", "attachment; filename*=utf-8'perch%C3%A9.pdf", "perché.pdf"),
    _name("in single quotes", "attachment; filename='a.pdf'", "a.pdf"),
    _name("under another parameter", "attachment; name*=utf-8''perch%C3%A9.pdf", "perché.pdf"),
]

CASES = [*ENCODED, *BOUNDARIES, *BEGINNINGS, *WORDS, *NAMES]
