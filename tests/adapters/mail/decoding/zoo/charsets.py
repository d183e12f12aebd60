"""Bodies under right, wrong, unknown and missing labels, in every transfer encoding."""

from __future__ import annotations

from .case import Case, b64, mail, typed

SENTENCE = "Buongiorno, perché l'attività è già sospesa? Più di così non posso."
RUSSIAN = "Здравствуйте, я получил письмо из офиса и хотел бы узнать, сколько нужно заплатить."
CHINESE = "您好，我收到了办公室的来信，想知道需要支付多少钱。谢谢您的帮助。"
JAPANESE = "こんにちは。事務所から手紙を受け取りました。いくら払えばよいですか。"


def _labelled(label: str, real: str, text: str = SENTENCE, shown: str | None = None) -> Case:
    kind = f"text/plain; charset={label}" if label else "text/plain"
    return Case(
        name=f"{real} as {label or 'nothing'}",
        raw=mail(f"Content-Type: {kind}\n", text.encode(real)),
        text=shown or text,
    )


LABELS = [
    _labelled("utf-8", "utf-8"),
    _labelled('"UTF-8"', "utf-8"),
    _labelled("utf8", "utf-8"),
    _labelled("iso-8859-1", "cp1252", SENTENCE + " 10 €"),
    _labelled("iso-8859-1", "utf-8"),
    _labelled("iso-8859-15", "iso8859-15", SENTENCE + " 10 €"),
    _labelled("windows-1252", "utf-8"),
    _labelled("us-ascii", "utf-8"),
    _labelled("us-ascii", "cp1252"),
    _labelled("", "utf-8"),
    _labelled("", "cp1252"),
    _labelled("utf-8", "cp1252"),
    _labelled("DEFAULT_CHARSET", "utf-8"),
    _labelled("default", "cp1252"),
    _labelled("charset=us-ascii", "utf-8"),
    _labelled("x-unknown", "cp1252"),
    _labelled("unknown-8bit", "utf-8"),
    _labelled("x-gibtsnicht", "utf-8"),
    _labelled("x-gibtsnicht", "cp1252"),
    _labelled("hex", "utf-8"),
    _labelled("idna", "utf-8"),
    _labelled("unicode_escape", "utf-8"),
    _labelled("macintosh", "mac_roman"),
    _labelled("x-gbk", "gb18030", CHINESE),
    _labelled("gb2312", "gb18030", CHINESE),
    _labelled("big5", "big5", "您好，我收到了辦公室的來信。"),
    _labelled("iso-2022-jp", "iso2022_jp", JAPANESE),
    _labelled("us-ascii", "iso2022_jp", JAPANESE),
    _labelled("", "iso2022_jp", JAPANESE),
    _labelled("x-sjis", "cp932", JAPANESE),
    _labelled("ks_c_5601-1987", "cp949", "안녕하세요. 사무실에서 편지를 받았습니다."),
    _labelled("euc-kr", "cp949", "안녕하세요. 사무실에서 편지를 받았습니다."),
    _labelled("koi8-r", "koi8_r", RUSSIAN),
    _labelled("windows-1251", "cp1251", RUSSIAN),
    _labelled("", "cp1251", RUSSIAN),
    _labelled("iso-8859-8-i", "iso8859-8", "שלום, קיבלתי מכתב"),
    _labelled("utf-16", "utf-16"),
    _labelled("utf-16le", "utf-16-le"),
    _labelled("utf-7", "utf-7"),
    _labelled("unicode-1-1-utf-7", "utf-7"),
]

ENCODED = [
    Case(
        name="quoted-printable",
        raw=typed("text/plain; charset=utf-8", "perch=C3=A9 un=\n a riga\n", "quoted-printable"),
        text="perché un a riga",
    ),
    Case(
        name="broken quoted-printable",
        raw=typed("text/plain; charset=utf-8", "100 =% e =ZZ perch=C3=A9 =", "quoted-printable"),
        shows=("100 =% e =ZZ perché",),
    ),
    Case(
        name="quoted-printable in capitals with rubbish",
        raw=typed("text/plain; charset=utf-8", "perch=C3=A9", " Quoted-Printable ; x"),
        text="perché",
    ),
    Case(name="base64", raw=typed("text/plain; charset=utf-8", b64(SENTENCE), "base64"), text=SENTENCE),
    Case(
        name="base64 without padding",
        raw=typed("text/plain; charset=utf-8", b64("perché no").rstrip("=\n"), "base64"),
        text="perché no",
    ),
    Case(
        name="base64 cut in the middle",
        raw=typed("text/plain; charset=utf-8", b64("abcdefghi" * 10)[:-8], "base64"),
        shows=("abcdefghi",),
    ),
    Case(
        name="base64 with blanks and signs",
        raw=typed("text/plain; charset=utf-8", " ".join(b64("perché no!")) + "!", "base64"),
        text="perché no!",
    ),
    Case(name="empty transfer encoding", raw=typed("text/plain; charset=utf-8", "perché", " "), text="perché"),
    Case(name="unknown transfer encoding", raw=typed("text/plain; charset=utf-8", "perché", "x-strano"), text="perché"),
    Case(
        name="undeclared big5, empty encoding",
        raw=mail(
            "Content-Type: text/plain\nContent-Transfer-Encoding:\n",
            "您好，我收到了辦公室的來信，想知道需要支付多少錢。謝謝您的幫助。".encode("big5"),
        ),
        shows=("辦公室",),
    ),
    Case(name="uuencoded body", raw=typed("text/plain", "begin 644 a.txt\n#0V%T\n`\nend\n", "x-uuencode"), text="Cat"),
    Case(
        name="a few bad bytes in utf-8",
        raw=mail("Content-Type: text/plain; charset=utf-8\n", SENTENCE.encode() * 20 + b"\xe9\xff"),
        shows=(SENTENCE,),
        has=frozenset({"charset"}),
    ),
    Case(
        name="a letter cut at the end",
        raw=mail("Content-Type: text/plain; charset=utf-8\n", SENTENCE.encode() * 20 + b"\xc3"),
        text=SENTENCE * 20,
        flags=frozenset(),
    ),
    Case(
        name="no semicolon before charset",
        raw=mail("Content-Type: text/plain charset=utf-8\n", "perché"),
        text="perché",
    ),
    Case(name="type without a slash", raw=mail("Content-Type: text\n", "perché"), text="perché"),
    Case(name="type html alone", raw=mail("Content-Type: html\n", "<p>perché</p>"), text="perché"),
    Case(name="type without a type", raw=mail("Content-Type: charset=utf-8\n", "perché"), text="perché"),
    Case(
        name="charset in two parts",
        raw=mail("Content-Type: text/plain; charset*=us-ascii'it'utf-8\n", "perché"),
        text="perché",
    ),
    Case(
        name="C1 bytes",
        raw=mail("Content-Type: text/plain; charset=iso-8859-5\n", b"a\x9b31mb\x9d0;x\x9c"),
        hides=("\x9b", "\x9d"),
        has=frozenset({"control"}),
    ),
    Case(
        name="HTML charset in meta",
        raw=typed("text/html", "<meta charset=windows-1251><p>" + RUSSIAN + "</p>", charset="cp1251"),
        text=RUSSIAN,
    ),
    Case(
        name="HTML charset in meta loses against MIME",
        raw=typed("text/html; charset=utf-8", "<meta charset=koi8-r><p>perché</p>"),
        text="perché",
    ),
    Case(
        name="HTML with an unknown charset in meta",
        raw=typed("text/html", "<meta charset=x-nulla><p>perché</p>"),
        text="perché",
    ),
]

CASES = [*LABELS, *ENCODED]
