"""Headers: encoded words, undeclared bytes, addresses, Message-IDs, dates, injections."""

from __future__ import annotations

from .case import Case, b64, mail


def _subject(name: str, raw: str | bytes, shown: str, more: str = "", **expected: object) -> Case:
    head = (raw if isinstance(raw, bytes) else raw.encode()) + more.encode()
    return Case(name=name, raw=mail(b"Subject: " + head, "testo"), subject=shown, text="testo", **expected)  # type: ignore[arg-type]


def _from(name: str, raw: str | bytes, sender_name: str, sender: str, **expected: object) -> Case:
    head = raw if isinstance(raw, bytes) else raw.encode()
    return Case(
        name=f"from, {name}",
        raw=mail(b"From: " + head, "testo"),
        sender_name=sender_name,
        sender=sender,
        text="testo",
        **expected,  # type: ignore[arg-type]
    )


SUBJECTS = [
    _subject("plain", "Precetto esecutivo", "Precetto esecutivo", flags=frozenset()),
    _subject("q word", "=?utf-8?Q?Perch=C3=A9_no?=", "Perché no"),
    _subject("b word", "=?UTF-8?B?UGVyY2jDqSBubw==?=", "Perché no"),
    _subject("b word without padding", "=?UTF-8?B?UGVyY2jDqSBubw?=", "Perché no"),
    _subject("b word with blanks inside", "=?UTF-8?B?UGVy Y2jDqSBubw==?=", "Perché no"),
    _subject("a letter cut between two words", "=?utf-8?Q?Perch=C3?= =?utf-8?Q?=A9?=", "Perché"),
    _subject("a letter cut between two b words", "=?utf-8?B?UGVyY2jD?=\r\n =?utf-8?B?qQ==?=", "Perché"),
    _subject("blank between words is dropped", "=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"),
    _subject("blank beside plain words is kept", "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
    _subject("two character sets", "=?iso-8859-1?Q?caff=E8?= =?utf-8?Q?_=C3=A8?=", "caffè è"),
    _subject("language in the word", "=?utf-8*it?Q?perch=C3=A9?=", "perché"),
    _subject("word inside a word", "Re:=?utf-8?Q?perch=C3=A9?=!", "Re:perché!"),
    _subject("blanks in a q word", "=?utf-8?Q?perch=C3=A9 no?=", "perché no"),
    _subject("broken q word", "=?utf-8?Q?perch=C3=A9=?=", "perché"),
    _subject("unknown coding stays", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    _subject("word that was cut", "Re: =?utf-8?Q?perch=C3=A9", "Re: perché"),
    _subject("unknown character set", "=?x-gibtsnicht?Q?perch=C3=A9?=", "perché"),
    _subject("mislabelled utf-8", "=?iso-8859-1?Q?perch=C3=A9?=", "perché"),
    _subject("mislabelled cp1252", "=?iso-8859-1?Q?=93ciao=94_=80?=", "“ciao” €"),
    _subject("euro as cp1252 in us-ascii", "=?us-ascii?Q?10_=80?=", "10 €"),
    _subject("gb2312 is gb18030", "=?gb2312?B?" + "xOO6ww==" + "?=", "你好"),
    _subject("iso-2022-jp", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
    _subject("big5", "=?big5?B?pKSk5Q==?=", "中文"),
    _subject("koi8-r", "=?koi8-r?B?8NLJ18XU?=", "Привет"),
    _subject("windows-1251", "=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    _subject("undeclared utf-8", "Perché già".encode(), "Perché già"),
    _subject("undeclared cp1252", "Perché già".encode("cp1252"), "Perché già"),
    _subject(
        "undeclared, body names cp1251",
        "Привет".encode("cp1251"),
        "Привет",
        "\nContent-Type: text/plain; charset=windows-1251",
    ),
    _subject("undeclared, body names big5", "中文".encode("big5"), "中文", "\nContent-Type: text/plain; charset=big5"),
    _subject("raw iso-2022-jp", "日本".encode("iso2022_jp"), "日本"),
    _subject("folded", "una\r\n due\r\n\ttre", "una due tre"),
    _subject("folded at a blank line", "una\r\n \r\n due", "una due"),
    _subject("blanks", "  a    b  ", "a b"),
    _subject("empty", "", ""),
    _subject(
        "markup stays as text", "Re: [/] [b]x[/b] [@click=app.quit]y[/]", "Re: [/] [b]x[/b] [@click=app.quit]y[/]"
    ),
    _subject("escape sequence", b"a\x1b]0;pwned\x07b", "ab", has=frozenset({"escape"})),
    _subject("encoded escape sequence", "=?utf-8?Q?a=1B]52;c;aGk=3D=07b?=", "ab", has=frozenset({"escape"})),
    _subject("encoded line break is no header", "=?utf-8?Q?a=0D=0ABcc:_x@example.com?=", "a Bcc: x@example.com", to=()),
    _subject("bidi", "=?utf-8?B?" + b64("a\u202eb").strip() + "?=", "ab", has=frozenset({"bidi"})),
    _subject("null", b"a\x00b", "a␀b", has=frozenset({"control"})),
    _subject("tags", "=?utf-8?B?" + b64("a\U000e0041b").strip() + "?=", "ab", has=frozenset({"invisible"})),
    _subject("very long", "parola " * 5_000, ("parola " * 143)[:1_000].strip(), has=frozenset({"truncated"})),
    _subject("thousands of words", "=?utf-8?Q?=C3=A9?= " * 3_000, "é" * 1_000, has=frozenset({"truncated"})),
    _subject("twice: the first counts", "uno\r\nSubject: due", "uno"),
    _subject("no blank after the colon", "x\r\nX-A:b", "x"),
]

SENDERS = [
    _from("plain", "Anna Rossi <anna@example.ch>", "Anna Rossi", "anna@example.ch", flags=frozenset()),
    _from("quoted with comma", '"Rossi, Anna" <anna@example.ch>', "Rossi, Anna", "anna@example.ch"),
    _from("unquoted with comma", "Rossi, Anna <anna@example.ch>", "Rossi, Anna", "anna@example.ch"),
    _from("encoded with comma", "=?utf-8?Q?Rossi,_Ann=C3=A0?= <anna@example.ch>", "Rossi, Annà", "anna@example.ch"),
    _from("encoded inside quotes", '"=?utf-8?Q?Ann=C3=A0?=" <anna@example.ch>', "Annà", "anna@example.ch"),
    _from("undeclared bytes", "Nicolò Né <n@example.ch>".encode("cp1252"), "Nicolò Né", "n@example.ch"),
    _from("bare address", "anna@example.ch", "", "anna@example.ch"),
    _from("angle only", "<anna@example.ch>", "", "anna@example.ch"),
    _from("name in a comment", "anna@example.ch (Anna Rossi)", "Anna Rossi", "anna@example.ch"),
    _from("no blank before the angle", "Anna<anna@example.ch>", "Anna", "anna@example.ch"),
    _from("angle without an end", "Anna <anna@example.ch", "Anna", "anna@example.ch"),
    _from("escaped quotes", '"Anna \\"A\\" Rossi" <anna@example.ch>', 'Anna "A" Rossi', "anna@example.ch"),
    _from("empty address", "MAILER-DAEMON <>", "MAILER-DAEMON", "", kind="bounce"),
    _from("mailto in the angle", "Anna <mailto:anna@example.ch>", "Anna", "anna@example.ch"),
    _from(
        "encoded words never become an address",
        "=?utf-8?q?evil=40example.com=2C?= <a@example.ch>",
        "evil@example.com,",
        "a@example.ch",
        has=frozenset({"suspicious"}),
    ),
    _from(
        "another address in the name",
        "boss@ti.ch <a@example.com>",
        "boss@ti.ch",
        "a@example.com",
        has=frozenset({"suspicious"}),
    ),
    _from(
        "own address in the name", "a@example.com <a@example.com>", "a@example.com", "a@example.com", flags=frozenset()
    ),
    _from(
        "look-alike by digit", "Posta <a@p0stfinance.ch>", "Posta", "a@p0stfinance.ch", has=frozenset({"suspicious"})
    ),
    _from("look-alike by letter", "Cantone <a@tl.ch>", "Cantone", "a@tl.ch", has=frozenset({"suspicious"})),
    _from(
        "known domain as a subdomain",
        "Cantone <a@ti.ch.example.com>",
        "Cantone",
        "a@ti.ch.example.com",
        has=frozenset({"suspicious"}),
    ),
    _from("cyrillic letter", "Post <a@pоst.ch>", "Post", "a@pоst.ch", has=frozenset({"suspicious"})),
    _from(
        "punycode of two alphabets",
        "Post <a@xn--pst-tdd.ch>",
        "Post",
        "a@xn--pst-tdd.ch",
        has=frozenset({"suspicious"}),
    ),
    _from("honest umlaut domain", "Amt <a@zürich.example>", "Amt", "a@zürich.example", flags=frozenset()),
    _from("the real one", "Cantone <a@sub.ti.ch>", "Cantone", "a@sub.ti.ch", flags=frozenset()),
    _from("escape in the name", '"\x1b[2JAnna" <a@example.ch>', "Anna", "a@example.ch", has=frozenset({"escape"})),
    _from("four hundred parentheses", "(" * 400 + " <a@example.ch>", "", "a@example.ch"),
    _from("group", "Team: anna@example.ch, b@example.ch;", "", "anna@example.ch"),
    _from("folded", "Anna\r\n Rossi\r\n <anna@example.ch>", "Anna Rossi", "anna@example.ch"),
]

OTHERS = [
    Case(name="thousands of words in words", raw=mail("Subject: " + "=?a?q?" * 10_000 + "\n", "x"), text="x"),
    Case(name="thousands of words without an end", raw=mail("Subject: " + "=?a?q? " * 9_000 + "\n", "x"), text="x"),
    Case(
        name="recipients",
        raw=mail('To: a@example.ch, "B, C" <b@example.ch>; c@example.ch\nCc: d@example.ch\n', "x"),
        to=("a@example.ch", "b@example.ch", "c@example.ch", "d@example.ch"),
    ),
    Case(name="undisclosed recipients", raw=mail("To: undisclosed-recipients:;\n", "x"), to=()),
    Case(
        name="thousands of recipients",
        raw=mail("To: " + ",\n ".join(f"a{n}@example.ch" for n in range(4_000)) + "\n", "x"),
        text="x",
    ),
    Case(name="no header at all", raw=b"\r\nsolo testo\r\n", text="solo testo", subject="", sender=""),
    Case(name="nothing", raw=b"", text="", subject="", sender="", files=(), kind="person"),
    Case(name="line breaks only", raw=b"\r\n\r\n\r\n", text=""),
    Case(
        name="mbox line first",
        raw=b"From anna@example.ch Mon Mar  2 09:00:00 2026\r\n" + mail("", "x"),
        subject="Prova",
        text="x",
    ),
    Case(name="LF only", raw=b"From: a@example.ch\nSubject: s\n\nuno\ndue\n", subject="s", text="uno\ndue"),
    Case(name="CR only", raw=b"From: a@example.ch\rSubject: s\r\runo\rdue\r", subject="s", text="uno\ndue"),
    Case(name="CR CR LF", raw=b"From: a@example.ch\r\r\nSubject: s\r\r\n\r\r\nuno\r\r\n", subject="s", shows=("uno",)),
    Case(
        name="empty line forgotten",
        raw=b"From: a@example.ch\r\nSubject: s\r\nBuongiorno a tutti\r\ncome va\r\n",
        subject="s",
        text="Buongiorno a tutti\ncome va",
    ),
    Case(
        name="byte order mark in the body",
        raw=mail("Content-Type: text/plain; charset=utf-8\n", b"\xef\xbb\xbfciao"),
        text="ciao",
        flags=frozenset(),
    ),
    Case(name="no From, but Sender", raw=b"Sender: a@example.ch\r\nSubject: s\r\n\r\nx", sender="a@example.ch"),
    Case(
        name="two authors",
        raw=mail("From: a@example.ch, b@example.ch\n", "x"),
        sender="a@example.ch",
        has=frozenset({"suspicious"}),
    ),
    Case(name="message id", raw=mail("Message-ID: <a.b@example.ch>\n", "x"), message_id="<a.b@example.ch>"),
    Case(
        name="message id without brackets", raw=mail("Message-ID: a.b@example.ch\n", "x"), message_id="<a.b@example.ch>"
    ),
    Case(
        name="message id with a comment",
        raw=mail("Message-ID: <a@example.ch> (aggiunto)\n", "x"),
        message_id="<a@example.ch>",
    ),
    Case(
        name="message id with an injection",
        raw=mail(b"Message-ID: <a\x00\x1b[2J@example.ch>\n", "x"),
        message_id="<a␀@example.ch>",
    ),
    Case(name="no message id", raw=mail("", "x"), message_id=""),
    Case(
        name="thread, nearest first",
        raw=mail("In-Reply-To: <c@x>\nReferences: <a@x>\n <b@x> <c@x>\n", "x"),
        replies_to=("<c@x>", "<b@x>", "<a@x>"),
    ),
    Case(
        name="Outlook's words around the id",
        raw=mail('In-Reply-To: Your message of "Mon" <c@x>\n', "x"),
        replies_to=("<c@x>",),
    ),
    Case(
        name="fourteen kB of semicolons",
        raw=mail("Content-Type: text/html " + "; " * 7_000 + "\n", "<p>ciao</p>"),
        text="ciao",
    ),
    Case(
        name="a megabyte of semicolons",
        raw=mail("Content-Type: multipart/mixed " + ";" * 1_000_000 + "\n", "ciao"),
        shows=("ciao",),
    ),
    Case(name="a header of a megabyte", raw=mail("X-Long: " + "a" * 1_000_000 + "\n", "ciao"), text="ciao"),
    Case(name="ten thousand headers", raw=mail("".join(f"X-{n}: a\n" for n in range(10_000)), "ciao"), text="ciao"),
]

CASES = [*SUBJECTS, *SENDERS, *OTHERS]
