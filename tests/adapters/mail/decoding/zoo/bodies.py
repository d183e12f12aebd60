"""What is read as the text: HTML of every kind, flowed text, hostile layout, control characters."""

from __future__ import annotations

from .case import Case, mail, multi, part, typed


def _html(name: str, html: str, text: str | None = None, **expected: object) -> Case:
    return Case(name=name, raw=typed("text/html; charset=utf-8", html), text=text, **expected)  # type: ignore[arg-type]


HTML = [
    _html("paragraphs", "<html><body><p>Uno</p><p>Due &egrave; tre</p></body></html>", shows=("Uno", "Due è tre")),
    _html("line breaks", "Uno<br>Due<br/>Tre", "Uno\nDue\nTre"),
    _html(
        "table",
        "<table><tr><td>Capitale</td><td>100.00</td></tr><tr><td>Spese</td><td>7.30</td></tr></table>",
        shows=("Capitale  100.00", "Spese     7.30"),
    ),
    _html("list", "<ul><li>uno</li><li>due</li></ul>", shows=("* uno", "* due")),
    _html("script and style", "<style>p{}</style><script>alert('x')</script><p>ciao</p>", "ciao"),
    _html("title is not text", "<head><title>T</title></head><p>ciao</p>", "ciao"),
    _html("comment", "<!-- nascosto --><p>ciao</p>", "ciao", hides=("nascosto",)),
    _html("Outlook's conditions", "<!--[if mso]><p>x</p><![endif]--><![if !mso]><p>ciao</p><![endif]>", "ciao"),
    _html("hidden text", "<div style='display:none'>segreto</div><p>ciao a tutti quanti</p>", "ciao a tutti quanti"),
    _html(
        "everything hidden is shown",
        "<div style='display:none'><p>uno due tre quattro</p></div>",
        "uno due tre quattro",
    ),
    _html(
        "link with the same words",
        "<a href='https://www.example.ch/'>www.example.ch</a>",
        "www.example.ch",
        flags=frozenset(),
    ),
    _html("link with other words", "<a href='https://example.ch/a/b'>qui</a>", "qui <example.ch/…>", flags=frozenset()),
    _html(
        "link that lies",
        "<a href='https://evil.example.com/x'>www.postfinance.ch</a>",
        "www.postfinance.ch <evil.example.com/…>",
        has=frozenset({"links"}),
    ),
    _html(
        "link to a subdomain",
        "<a href='https://login.example.ch/x'>example.ch</a>",
        flags=frozenset(),
        shows=("example.ch",),
    ),
    _html("mail link", "<a href='mailto:a@example.ch?subject=x'>scrivetemi</a>", "scrivetemi <a@example.ch>"),
    _html("javascript link", "<a href='javascript:alert(1)'>qui</a>", "qui", hides=("javascript",)),
    _html("escape as an entity", "a&#27;]0;pwned&#7;b&#x1b;[2J", "ab", has=frozenset({"escape"})),
    _html("bidi as an entity", "a&#x202e;b", "ab", has=frozenset({"bidi"})),
    _html("non-breaking blanks", "uno&nbsp;due", "uno due"),
    _html("null inside", "ci\x00ao", "ciao"),
    _html("never closed", "<div><p>uno<b>due<table><tr><td>tre", shows=("uno", "due", "tre")),
    _html("nothing but an image", "<img src='http://example.com/x.png'>", "[x.png]"),
    _html("a lone bracket", "<p>5 < 6 e 7 > 3</p>", shows=("5 < 6",)),
    _html("bomb of indentation", "<p style='padding-left:1000000em'>ciao</p>", "ciao"),
    _html(
        "twenty thousand nested boxes", "<div>" * 20_000 + "ciao a tutti" + "</div>" * 20_000, shows=("ciao a tutti",)
    ),
    _html("hundred thousand line breaks", "uno" + "<br>" * 100_000 + "due", shows=("uno", "due")),
    _html("fifty thousand cells", "<table><tr>" + "<td>x</td>" * 50_000 + "</tr></table>", shows=("x",)),
    _html("half a megabyte of opening brackets", "<" * 500_000 + "ciao", hides=("\x1b",)),
    _html("script that never ends", "<p>ciao</p><script>" + "x" * 10_000, shows=("ciao",)),
    _html("XML before it", "<?xml version='1.0' encoding='utf-8'?><html><body><p>ciao</p></body></html>", "ciao"),
]

PLAIN = [
    Case(
        name="flowed",
        raw=typed("text/plain; format=flowed", "una riga \nche continua\n\nnuova\n-- \nfirma"),
        text="una riga che continua\n\nnuova\n--\nfirma",
    ),
    Case(
        name="flowed and quoted",
        raw=typed("text/plain; format=flowed", "> uno \n> due\n>> tre\nmia"),
        text="> uno due\n>> tre\nmia",
    ),
    Case(
        name="flowed with stuffed blank",
        raw=typed("text/plain; format=flowed", " From qui\n >no"),
        text="From qui\n>no",
    ),
    Case(name="flowed, delsp", raw=typed("text/plain; format=flowed; delsp=yes", "paro \nla"), text="parola"),
    Case(
        name="HTML that says plain",
        raw=typed("text/plain", "<!DOCTYPE html><html><body><p>ciao</p></body></html>"),
        text="ciao",
    ),
    Case(name="enriched", raw=typed("text/enriched", "<bold>ciao</bold> a <<tutti>"), text="ciao a <tutti>"),
    Case(
        name="markup stays as text",
        raw=typed("text/plain", "[/] [b]x[/b] [link=http://e]y[/link]"),
        text="[/] [b]x[/b] [link=http://e]y[/link]",
    ),
    Case(
        name="escape sequences",
        raw=typed("text/plain", "a\x1b]52;c;aGk=\x07b\x1b[2Jc\x1bPx\x1b\\d"),
        text="abcd",
        has=frozenset({"escape"}),
    ),
    Case(
        name="tower of accents",
        raw=typed("text/plain; charset=utf-8", "z" + "\u0300" * 60 + "a"),
        text="z\u0300\u0300\u0300a",
        has=frozenset({"marks"}),
    ),
    Case(
        name="one line of a megabyte",
        raw=typed("text/plain", "parola " * 150_000),
        has=frozenset({"truncated"}),
        shows=("parola",),
    ),
    Case(
        name="hundred thousand lines",
        raw=typed("text/plain", "riga\n" * 100_000),
        shows=("riga\nriga",),
        flags=frozenset(),
    ),
    Case(
        name="uuencoded file in the text",
        raw=typed("text/plain", "Ecco:\nbegin 644 nota.txt\n#0V%T\n`\nend\nSaluti"),
        shows=("Ecco:", "Saluti"),
        hides=("begin",),
        files=(("nota.txt", 3),),
    ),
    Case(
        name="text that begins with begin",
        raw=typed("text/plain", "begin 644 bene\n\ne adesso la fine\nend"),
        shows=("adesso",),
        files=(),
    ),
    Case(name="binary that says text", raw=typed("text/plain", bytes(range(256)) * 20), text="", files=(("", 5140),)),
    Case(name="format feed and vertical tab", raw=typed("text/plain", "uno\x0cdue\x0btre"), text="uno\ndue\ntre"),
]

ALTERNATIVES = [
    Case(
        name="plain wins",
        raw=multi("alternative", part("text/plain", "uno due"), part("text/html", "<p>uno due</p>")),
        text="uno due",
    ),
    Case(
        name="empty plain",
        raw=multi("alternative", part("text/plain", " \n"), part("text/html", "<p>ciao</p>")),
        text="ciao",
    ),
    Case(
        name="stub of plain",
        raw=multi(
            "alternative", part("text/plain", "Attivare HTML"), part("text/html", "<p>" + "parola " * 60 + "</p>")
        ),
        shows=("parola parola",),
        hides=("Attivare",),
    ),
    Case(
        name="empty HTML",
        raw=multi("alternative", part("text/plain", "ciao"), part("text/html", "<html></html>")),
        text="ciao",
    ),
    Case(name="HTML only", raw=multi("alternative", part("text/html", "<p>ciao</p>")), text="ciao"),
    Case(
        name="HTML before plain",
        raw=multi("alternative", part("text/html", "<p>ciao</p>"), part("text/plain", "ciao")),
        text="ciao",
    ),
    Case(
        name="version for watches",
        raw=multi(
            "alternative",
            part("text/plain", ""),
            part("text/watch-html", "<b>breve</b>"),
            part("text/html", "<p>lungo</p>"),
        ),
        text="lungo",
    ),
    Case(
        name="HTML, then a footer of the list",
        raw=multi("mixed", part("text/html", "<p>ciao</p>"), part("text/plain", "-- \nlista")),
        shows=("ciao", "lista"),
    ),
    Case(
        name="text in two pieces",
        raw=multi("mixed", part("text/plain", "uno"), part("text/plain", "due")),
        text="uno\n\ndue",
    ),
    Case(name="no blank line in the part", raw=multi("mixed", "uno due tre\n"), text="uno due tre"),
    Case(
        name="language of the body",
        raw=mail(
            "Content-Type: text/plain; charset=utf-8\n",
            "Sehr geehrte Damen und Herren, ich habe eine Frage zur Betreibung.",
        ),
        language="de",
    ),
    Case(
        name="Italian", raw=mail("", "Buongiorno, vorrei sapere come posso pagare il precetto. Grazie"), language="it"
    ),
    Case(
        name="French", raw=mail("", "Bonjour, je voudrais savoir comment payer. Merci pour votre aide"), language="fr"
    ),
    Case(name="English", raw=mail("", "Hello, I would like to know how to pay the order. Thank you"), language="en"),
    Case(name="no language", raw=mail("", "12345"), language=""),
    Case(
        name="language of the answer, not of the quotation",
        raw=mail(
            "",
            "Grazie, ho capito, ma non posso pagare.\n" + "> Sehr geehrte Frau, wir haben das für Sie und Ihre\n" * 5,
        ),
        language="it",
    ),
]

CASES = [*HTML, *PLAIN, *ALTERNATIVES]
