"""What old and foreign programs write: rich text, alone or inside winmail.dat, shifted alphabets, words in capitals."""

from __future__ import annotations

import struct

from .case import Case, b64, file, mail, multi, part, typed
from .charsets import CHINESE, JAPANESE
from .structure import TEXT

RICH = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial;}}"
    rb"{\colortbl;\red0\green0\blue0;}{\*\generator Prova;}\f0 Buongiorno, perch\'e9 \b no\b0 ?\par Due \u8364 ? fine"
    rb"\tab x\par\f1\'cf\'f0\'e8\'e2\'e5\'f2 {\pict abcdef}\u55357 ?\u56832 ?\\fine\}}"
)
SHOWN = "Buongiorno, perché no?\nDue € fine      x\nПривет 😀\\fine}"
PAGE = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
    rb"Buongiorno, perch\'e9 no?{\*\htmltag72 </p>}\htmlrtf \par}\htmlrtf0 {\*\htmltag64 <ul><li>}uno"
    rb"{\*\htmltag84 &amp;}{\*\htmltag72 </li></ul>}}"
)


def stored(rich: bytes) -> bytes:
    """Rich text as a property that is not compressed (MS-OXRTFCP, 2.1.3.1)."""
    return struct.pack("<IIII", len(rich) + 12, len(rich), 0x414C454D, 0) + rich


def compressed(rich: bytes) -> bytes:
    """Rich text as a property that is compressed, without a single reference to what stood before."""
    runs, at = b"", 0
    while at <= len(rich):
        piece = rich[at : at + 8]
        at += 8
        if len(piece) == 8:
            runs += b"\0" + piece
            continue
        end = 207 + len(rich)  # where the next letter would go: the mark of the end
        runs += bytes((1 << len(piece),)) + piece + struct.pack(">H", end % 4096 << 4)
        break
    return struct.pack("<IIII", len(runs) + 12, len(rich), 0x75465A4C, 0) + runs


SPECIFIED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062770 5b06c647d0a800fa0".replace(
        " ", ""
    )
)
"""The example of MS-OXRTFCP, 3.1.1: `{\\rtf1\\ansi\\ansicpg1252\\pard hello world}`."""


def winmail(*properties: tuple[int, int, bytes], code_page: int = 1252) -> bytes:
    """A winmail.dat whose message has these properties: type, name, value; a named one among them."""
    named = struct.pack("<HH16sII", 0x1F, 0x8001, bytes(16), 1, 10) + "Nome\0".encode("utf-16-le") + b"\0\0"
    named += struct.pack("<II", 1, 6) + "ab\0".encode("utf-16-le") + b"\0\0"
    several = struct.pack("<HHIII", 0x1003, 0x1234, 2, 1, 2)
    packed = struct.pack("<I", len(properties) + 2) + named + several
    for kind, name, value in properties:
        packed += struct.pack("<HHII", kind, name, 1, len(value)) + value + bytes(-len(value) % 4)
    attributes = [(0x00069007, struct.pack("<II", code_page, 0)), (0x00069003, packed)]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BII", 1, kind, len(content)) + content + b"\0\0" for kind, content in attributes
    )


def _packed(name: str, text: str, *properties: tuple[int, int, bytes], code_page: int = 1252) -> Case:
    content = winmail(*properties, code_page=code_page)
    return Case(
        name=f"winmail.dat with {name}",
        raw=multi("mixed", file("winmail.dat", content, "application/ms-tnef")),
        text=text,
        files=(("winmail.dat", len(content)),),
        has=frozenset({"tnef"}),
    )


RICH_TEXT = [
    Case(name="rich text", raw=typed("text/rtf", RICH), text=SHOWN, files=(("", len(RICH)),)),
    Case(name="rich text as a file and no words", raw=multi("mixed", file("nota.rtf", RICH, "application/rtf")),
         text=SHOWN, files=(("nota.rtf", len(RICH)),)),
    Case(name="rich text beside words", raw=multi("alternative", TEXT, part("text/rtf", RICH.decode())), text="ciao"),
    Case(name="rich text that is none", raw=typed("text/rtf", "ciao"), text="ciao"),
    Case(name="rich text with too many braces", raw=typed("text/rtf", RICH[:-1] + b"{" * 5_000 + b"}" * 9_000)),
    _packed("rich text that is compressed", SHOWN, (0x102, 0x1009, compressed(RICH))),
    _packed("rich text that is stored", SHOWN, (0x102, 0x1009, stored(RICH))),
    _packed("rich text that was cut", "Buongiorno, perché no?\nDue", (0x102, 0x1009, compressed(RICH)[:233])),
    _packed("the example of its specification", "hello world", (0x102, 0x1009, SPECIFIED)),
    _packed("a page inside rich text", "Buongiorno, perché no?\n\n  * uno&", (0x102, 0x1009, compressed(PAGE))),
    _packed("a page", "perché", (0x102, 0x1013, "<p>perché</p>".encode("cp1252"))),
    _packed("words in a code page", "Привет", (0x1E, 0x1000, "Привет\0".encode("cp1251")), code_page=1251),
    _packed("words in UTF-16", "Привет", (0x1F, 0x1000, "Привет\0".encode("utf-16-le"))),
    Case(name="enriched, with colours", raw=typed("text/enriched", "<color><param>red</param>uno</color>\ndue\n\ntre"),
         text="uno due\ntre"),
]  # fmt: skip

KOREAN = "안녕하세요 여러분"


def _shifted(name: str, label: str, raw: bytes, text: str) -> Case:
    kind = f"text/plain; charset={label}" if label else "text/plain"
    return Case(name=name, raw=mail(f"Content-Type: {kind}\n", raw), text=text)


SHIFTED = [
    _shifted("ISO-2022-KR without a label", "", KOREAN.encode("iso2022_kr"), KOREAN),
    _shifted("ISO-2022-CN", "iso-2022-cn", b"\x1b$)A\x0eDz:C\x0f ciao", "您好 ciao"),
    _shifted("HZ without a label", "us-ascii", CHINESE.encode("hz"), CHINESE),
    _shifted("a tilde and a brace in a program", "us-ascii", b"a ~{foo bar~} b", "a ~{foo bar~} b"),
    _shifted("ISO-2022-JP whose escapes were lost", "iso-2022-jp", JAPANESE.encode("iso2022_jp").replace(b"\x1b", b""),
             JAPANESE),
    _shifted("UTF-16, big end first, without a mark", "utf-16", "perché ciao".encode("utf-16-be"), "perché ciao"),
    _shifted("UTF-16 that is none", "utf-16", "perché è così semplice".encode(), "perché è così semplice"),
    Case(name="UTF-16 cut inside a letter", raw=typed("text/plain; charset=utf-16", b64("sì\n".encode("utf-16")[:-1]),
         "base64"), text="sì"),
    Case(name="a page that says it is UTF-16", raw=typed("text/html", "<meta charset=utf-16><p>perché</p>"),
         text="perché"),
    Case(name="UTF-8 encoded twice is said, not rewritten",
         raw=mail("Content-Type: text/plain; charset=utf-8\n", "perché più".encode().decode("cp1252")),
         text="perchÃ© piÃ¹", has=frozenset({"charset"})),
]  # fmt: skip

CAPITALS = {
    "koi8_r": ("СРОЧНО ОПЛАТИТЕ СЧЕТ ДО ПЯТНИЦЫ", "НАЛОГОВЫЙ ВЕБИНАР ДЛЯ БУХГАЛТЕРА", "ПРИГЛАШЕНИЕ"),
    "cp1251": ("СРОЧНО ОПЛАТИТЕ СЧЕТ", "ЗДРАВСТВУЙТЕ", "БУХГАЛТЕРИЯ", "Заказ № 25"),
    "iso8859_5": ("Здравствуйте", "НАЛОГОВЫЙ ВЕБИНАР"),
    "cp866": ("ТАМОЖЕННОЕ ОФОРМЛЕНИЕ",),
    "cp1253": ("ΕΠΕΙΓΟΝ ΜΗΝΥΜΑ", "ΚΑΛΗΜΕΡΑ ΣΑΣ, ΘΕΛΩ"),
    "cp1255": ("שלום לכולם", "הודעה חשובה"),
    "cp1254": ("ŞİKAYET İÇİN",),
    "iso8859_2": ("ZAŻÓŁĆ ŻÓŁTĄ ŁÓDŹ",),
}
UNDECLARED = [
    Case(name=f"undeclared {real}: {text}", raw=mail(b"Subject: " + text.encode(real)), subject=text)
    for real, texts in CAPITALS.items()
    for text in texts
]

CASES = [*RICH_TEXT, *SHIFTED, *UNDECLARED]
