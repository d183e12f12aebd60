"""What mails of the wild taught: undeclared and shifted character sets, rubbish in headers, old ways to carry files."""

from __future__ import annotations

from .case import Case, b64, file, mail, multi, part, typed
from .charsets import CHINESE, JAPANESE, RUSSIAN, SENTENCE
from .structure import LETTER, SMIME, TEXT


def _undeclared(text: str, real: str) -> Case:
    return Case(
        name=f"undeclared {real} in a subject: {text}", raw=mail(b"Subject: " + text.encode(real)), subject=text
    )


def _labelled(label: str, real: str, text: str = SENTENCE, shown: str = "") -> Case:
    return Case(
        name=f"{real} labelled {label}",
        raw=mail(f"Content-Type: text/plain; charset={label}\n", text.encode(real)),
        text=shown or text,
    )


def _subject(name: str, raw: str, shown: str) -> Case:
    return Case(name=name, raw=mail(f"Subject: {raw}\n", "testo"), subject=shown, text="testo")


def _tlv(tag: int, content: bytes) -> bytes:
    length = len(content).to_bytes(4, "big")
    return bytes((tag, 0x84)) + length + content


def _signed(content: bytes, *, pieces: bool = False) -> bytes:
    """What a signer wraps around a mail, without certificates and signatures."""
    octets = _tlv(0x04, content)
    if pieces:
        octets = b"\x24\x80" + _tlv(0x04, content[:10]) + _tlv(0x04, content[10:]) + b"\0\0"
    carried = _tlv(0x30, _tlv(0x06, bytes.fromhex("2a864886f70d010701")) + _tlv(0xA0, octets))
    data = _tlv(0x30, _tlv(0x02, b"\x01") + _tlv(0x31, b"") + carried + _tlv(0x31, b""))
    return _tlv(0x30, _tlv(0x06, bytes.fromhex("2a864886f70d010702")) + _tlv(0xA0, data))


SUBJECTS = [
    _undeclared("Тест тест", "koi8_r"),
    _undeclared("Срочно! Счёт на оплату", "cp1251"),
    _undeclared("Re: Счёт", "koi8_r"),
    _undeclared("会议通知和安排", "gb18030"),
    _undeclared("解決您的問題", "big5"),
    _undeclared("お知らせです", "cp932"),
    _undeclared("お知らせです", "euc_jp"),
    _undeclared("안녕하세요", "cp949"),
    _undeclared("Καλημέρα σας", "cp1253"),
    _undeclared("Šaš?", "cp1252"),
    Case(
        name="undeclared subject, charset named by a part",
        raw=multi("mixed", part("text/plain; charset=big5", "x"), head="Subject: ").replace(
            b"Subject: ", b"Subject: " + "信件\n".encode("big5")
        ),
        subject="信件",
    ),
    Case(
        name="undeclared subject, charset named by the sender's name",
        raw=mail(b"From: =?koi8-r?B?8NLJ18XU?= <a@example.ch>\nSubject: " + "Да".encode("koi8_r") + b"\n", "x"),
        subject="Да",
    ),
    _subject("word in a word, as it stands", "=?utf-8?B?=?utf-8?Q?Perch=C3=A9?=?=", "Perché"),
    _subject("word in a word, encoded", "=?UTF-8?Q?=3D=3Fiso-8859-1=3FQ=3Fcaf=E9=3F=3D?=", "café"),
    _subject("kanji cut between two words", "=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=", "日本"),
    _subject("sign of NEC", "=?ISO-2022-JP?B?GyRCLSEbKEI=?=", "①"),
    _subject("charset in quotes", '=?"utf-8"?Q?perch=C3=A9?=', "perché"),
    _subject("blanks in the charset", "=? utf-8 ?B?UGVyY2jDqQ==?=", "Perché"),
    _subject("emoji in halves", "=?UTF-8?Q?=ED=A0=BD=ED=B8=80?=", "😀"),
    _subject("UTF-7", "=?utf-7?Q?+AOk-t+AOk-?=", "été"),
    _subject("a byte that cp1252 lacks", "=?windows-1252?Q?=8Aa=9A?=", "Šaš"),
]

LABELS = [
    _labelled("unicode-1-1-utf-7", "utf-7", SENTENCE + " 1+1"),
    _labelled("UNICODE-1-1-UTF-8", "utf-8"),
    _labelled("x-unknown-8bit", "utf-8"),
    _labelled("ansi_x3.4-1968", "cp1252"),
    _labelled("Windows-31J", "cp932", JAPANESE + "①"),
    _labelled("x-euc-jp", "euc_jis_2004", JAPANESE + "①"),
    _labelled("csISO2022JP", "iso2022_jp", JAPANESE),
    _labelled("hz-gb-2312", "hz", "您好，谢谢"),
    _labelled("x-x-big5", "big5", "您好，我收到了辦公室的來信。"),
    _labelled("windows1251", "cp1251", RUSSIAN),
    _labelled("koi8r", "koi8_r", RUSSIAN),
    _labelled("x-mac-ce", "mac_latin2", "Zażółć gęślą jaźń"),
    _labelled("'utf-8'", "utf-8"),
    _labelled("utf-8,", "utf-8"),
    _labelled("GB2312", "utf-8", CHINESE),
    _labelled("koi8-r", "utf-8", RUSSIAN),
    _labelled("iso-8859-2", "cp1250", "Příliš žluťoučký kůň, š ť"),
    Case(
        name="UTF-16 without a mark and a label",
        raw=mail("Content-Type: text/plain\n", b"") + SENTENCE.encode("utf-16-le"),
        text=SENTENCE,
    ),
    Case(
        name="a key in a mail that says UTF-7",
        raw=typed("text/plain; charset=UTF-7", "tel. +41912345678, +kxd//Rlc+Pb1oD3+OwH"),
        text="tel. +41912345678, +kxd//Rlc+Pb1oD3+OwH",
    ),
    Case(
        name="one letter of cp1252 in UTF-8",
        raw=mail("Content-Type: text/plain; charset=utf-8\n", SENTENCE.encode() + b" calend\xe1rio"),
        text=SENTENCE + " calendário",
    ),
    Case(
        name="ISO-2022-JP with half-width kana and a shift that was not undone",
        raw=mail("Content-Type: text/plain; charset=iso-2022-jp\n", b"\x1b(I1\x1b(B \x1b$BF|K\\\nciao"),
        text="ｱ 日本\nciao",
    ),
    Case(
        name="emoji in halves in a body",
        raw=mail("Content-Type: text/plain; charset=utf-8\n", b"ciao \xed\xa0\xbd\xed\xb8\x80"),
        text="ciao 😀",
    ),
]

LANGUAGES = {
    "cp1250": "Szanowni Państwo, proszę o przesłanie faktury za usługi. Dziękuję.",
    "iso8859_2": "Dobrý den, rád bych se zeptal, jak mohu zaplatit dlužnou částku. Děkuji.",
    "cp1254": "Sayın yetkili, borcumu nasıl ödeyebileceğimi öğrenmek istiyorum. Teşekkürler.",
    "cp1252": "Olá, recebi a carta e gostaria de saber quanto devo pagar. Não sei a situação.",
    "latin-1": "Góðan daginn, ég fékk bréf og langar að vita hvað ég þarf að borga.",
    "iso8859_15": "Hej, jeg har fået et brev og vil gerne vide, hvor meget jeg skal betale på øen.",
    "mac_roman": "Buongiorno, perché l’attività è già sospesa? Più di così non posso.",
    "cp850": "Grüezi, ich möchte wissen, wie hoch die Gebühr für mich wäre. Grüsse",
    "cp874": "สวัสดีครับ ผมได้รับจดหมายและอยากทราบว่าต้องจ่ายเท่าไร ขอบคุณครับ",
    "cp1255": "שלום, קיבלתי מכתב ואני רוצה לדעת כמה עלי לשלם. תודה רבה.",
    "cp1256": "مرحبا، تلقيت رسالة وأود أن أعرف كم يجب أن أدفع. شكرا جزيلا",
    "koi8_u": "Доброго дня, я отримав листа і хотів би дізнатися, скільки потрібно сплатити.",
}
UNDECLARED = [
    Case(name=f"undeclared body in {real}", raw=mail("Content-Type: text/plain\n", text.encode(real)), text=text)
    for real, text in LANGUAGES.items()
] + [
    _labelled("iso-8859-1", "cp1251", RUSSIAN),
    _labelled("windows-1252", "gb18030", CHINESE),
    _labelled("us-ascii", "cp1250", LANGUAGES["cp1250"]),
    _labelled("iso-8859-1", "latin-1", "Hard\xa0blank and ° and § alone, 5 ¼", "Hard blank and ° and § alone, 5 ¼"),
]

FIELDS = [
    Case(
        name="mbox line among the fields",
        raw=b"Return-Path: <a@example.ch>\r\nFrom a@example.ch Sun Apr  5 09:24:45 2015\r\nFrom: b@example.ch\r\n"
        b"Subject: s\r\n\r\nx",
        subject="s",
        sender="b@example.ch",
        text="x",
    ),
    Case(
        name="rubbish among the fields",
        raw=b"From: a@example.ch\r\nquesto non centra nulla\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=B"
        b"\r\n\r\n--B\r\n\r\nciao\r\n--B\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nabc\r\n--B--\r\n",
        subject="s",
        text="ciao",
        files=(("a.pdf", 3),),
    ),
    Case(
        name="no semicolon before the boundary",
        raw=multi("mixed", TEXT, file("a.pdf")).replace(b"; boundary", b" boundary"),
        text="ciao",
        files=(("a.pdf", 3),),
        flags=frozenset(),
    ),
    Case(
        name="no semicolon before the file name",
        raw=multi("mixed", TEXT, part("image/png", "abc", 'Content-Disposition: attachment\n filename="a.png"\n')),
        files=(("a.png", 3),),
    ),
    Case(
        name="encoded word across the pieces of a file name",
        raw=multi(
            "mixed",
            TEXT,
            part(
                "image/png", "abc", 'Content-Disposition: inline; filename*0="=?utf-8?Q?a=C3"; filename*1="=A9.png?="\n'
            ),
        ),
        files=(("aé.png", 3),),
    ),
    Case(
        name="file name with a piece missing",
        raw=multi(
            "mixed", TEXT, part("image/png", "abc", 'Content-Disposition: inline; filename*0="a"; filename*2=".png"\n')
        ),
        files=(("a.png", 3),),
    ),
    Case(
        name="address by way of others", raw=mail("From: <@a.example,@b.example:c@example.ch>\n"), sender="c@example.ch"
    ),
    Case(name="address in two angles", raw=mail("From: <<c@example.ch>>\n"), sender="c@example.ch", sender_name=""),
    Case(
        name="surnames before a comma",
        raw=mail("To: Rossi, Anna <a@example.ch>, Bianchi, Ugo <u@example.ch>\n"),
        to=("a@example.ch", "u@example.ch"),
    ),
]

FILES = [
    Case(
        name="yEnc in the text",
        raw=typed(
            "text/plain",
            b"Ecco:\n=ybegin line=128 size=7 name=una foto.jpg\n\x92\x8f\x96\x96\x99\xff\x80\n=yend size=7\nSaluti",
        ),
        text="Ecco:\n\nSaluti",
        files=(("una foto.jpg", 7),),
    ),
    Case(
        name="uuencoded file that was cut",
        raw=typed("text/plain", "Ecco:\nbegin 644 a.bin\n" + ("M" + "0V%T" * 15 + "\n") * 4),
        text="Ecco:",
        files=(("a.bin", 180),),
    ),
    Case(
        name="S/MIME opaque signed, with text and file",
        raw=mail(SMIME.format("signed"), b64(_signed(multi("mixed", TEXT, file("a.pdf"))))),
        text="ciao",
        files=(("smime.p7m", 362), ("a.pdf", 3)),
        flags=frozenset({"signed"}),
    ),
    Case(
        name="S/MIME opaque signed, in pieces",
        raw=mail(SMIME.format("signed"), b64(_signed(b"Content-Type: text/plain\r\n\r\nciao", pieces=True))),
        text="ciao",
        flags=frozenset({"signed"}),
    ),
    Case(
        name="a signed document is a file",
        raw=multi("mixed", TEXT, file("a.pdf.p7m", _signed(b"%PDF-1.4"), "application/pkcs7-mime")),
        text="ciao",
        files=(("a.pdf.p7m", len(_signed(b"%PDF-1.4"))),),
    ),
    Case(
        name="invitation and nothing else",
        raw=typed(
            "text/calendar",
            "BEGIN:VEVENT\nSUMMARY:Incontro\\, sala 2\nDESCRIPTION:Uno\\nDue\nDTSTART:20260310T090000Z\nEND:VEVENT",
        ),
        text="Incontro, sala 2\n\nUno\nDue\n\n10.03.2026 09.00 UTC",
        has=frozenset({"calendar"}),
    ),
    Case(name="richtext", raw=typed("text/richtext", "<bold>Uno</bold>\ndue<nl>tre <lt>x>"), text="Uno due\ntre <x>"),
    Case(name="text called an application", raw=multi("mixed", part("application/plain", "ciao")), text="ciao"),
    Case(
        name="text with some rubbish is still text",
        raw=typed("text/plain", b"diff di due file\n" + b"+\x01\x02\x03 riga\n" * 30),
        shows=("diff di due file",),
        files=(),
    ),
    Case(
        name="pictures with words of their own",
        raw=typed("text/html", "<a href='https://example.ch/x'><img src='cid:a' alt='Offerta &amp; sconto'></a>"),
        text="[Offerta & sconto] <example.ch/…>",
    ),
    Case(
        name="AppleDouble",
        raw=multi(
            "appledouble",
            part("application/applefile; name=a.jpg", b64("m"), "Content-Transfer-Encoding: base64\n"),
            part("image/jpeg; name=a.jpg", b64("abc"), "Content-Transfer-Encoding: base64\n"),
        ),
        files=(("a.jpg", 1), ("a.jpg", 3)),
    ),
    Case(
        name="message elsewhere",
        raw=typed("message/external-body; access-type=anon-ftp; site=example.ch", "Content-Type: image/png\n\n"),
        shows=("image/png",),
    ),
    Case(
        name="piece of a message",
        raw=typed("message/partial; id=a; number=1; total=2", LETTER),
        shows=("testo dentro",),
    ),
]

CASES = [*SUBJECTS, *LABELS, *UNDECLARED, *FIELDS, *FILES]
