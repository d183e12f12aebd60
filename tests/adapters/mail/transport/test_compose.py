"""What goes out: the right headers and recipients, whatever stood in the mail that came in."""

import email
import email.policy
from dataclasses import replace
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.transport.support import NOW, StillClock, contact
from console.adapters.mail.compose import Composer
from console.adapters.mail.recipients import references, valid_address, valid_message_id
from console.domain.contact import Channel
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff, Packet, Way
from console.domain.mail import Mail, MailClass
from console.settings.site import MailSettings, MailSource

OWN = "ufficio@ue.example"
SETTINGS = MailSettings(source=MailSource.MAILDIR, address=OWN, display_name="Ufficio di esecuzione, Faido")
COMPOSER = Composer(SETTINGS, StillClock())
ORIGINAL = Mail(
    message_id="<orig.1@example.org>", in_reply_to=("<b@example.org>", "<a@example.org>"), sender="rossi@example.org",
    sender_name="Mario Rossi", subject="Rateazione", text="Prima riga\n> citata\n\nSeconda riga", date=NOW - 7200,
)  # fmt: skip
HEADERS = ["Date", "From", "Reply-To", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]


def read(mail):
    return email.message_from_bytes(mail.raw, policy=email.policy.default)


def body_of(mail):
    text = read(mail).get_content()
    return text.replace("\r\n", "\n")


def reply(original=ORIGINAL, text="Buongiorno", to="", composer=COMPOSER, **changes):
    return composer.reply(original=original, contact=contact(**changes), text=text, to=to)


def handoff(**packet):
    usual = {"question": "Quando scade la rata?", "case_reference": "1234567", "citizen": "Mario Rossi"}
    return Handoff(packet=Packet(**(usual | packet)), way=Way.FORWARD, office="faido", by="anna")


def forward(raw=b"", to="bianchi@ue.example", **packet):
    return COMPOSER.forward(
        contact=contact(), handoff=handoff(**packet), to=to, operator_name="Anna Bernasconi", raw=raw or None
    )


def test_a_reply_goes_to_the_sender_and_joins_the_thread():
    sent = reply()
    read_back = read(sent)
    assert sent.sender == OWN
    assert sent.recipients == ("rossi@example.org",)
    assert read_back["From"] == '"Ufficio di esecuzione, Faido" <ufficio@ue.example>'
    assert read_back["To"] == "rossi@example.org"
    assert read_back["In-Reply-To"] == "<orig.1@example.org>"
    assert read_back["References"].split() == ["<a@example.org>", "<b@example.org>", "<orig.1@example.org>"]
    assert read_back["Subject"] == sent.subject == "Re: Rateazione [UE-47]"
    assert read_back["Message-ID"] == sent.message_id
    assert read_back["Date"].datetime.timestamp() == NOW
    assert "Auto-Submitted" not in read_back


def test_every_mail_has_an_id_of_its_own_in_our_domain():
    ids = {reply().message_id for _ in range(50)}
    assert len(ids) == 50
    assert all(valid_message_id(one) == one and one.endswith("@ue.example>") for one in ids)


def test_the_original_stands_quoted_below_the_answer():
    text = body_of(reply(text="Buongiorno,\nva bene."))
    assert text == (
        "Buongiorno,\nva bene.\n\nIl 21.09.2026 alle 14:13 Mario Rossi ha scritto:\n"
        "> Prima riga\n>> citata\n>\n> Seconda riga\n"
    )


@pytest.mark.parametrize(
    ("language", "word"), [("it", "ha scritto"), ("de", "schrieb"), ("fr", "a écrit"), ("en", "wrote"), ("pt", "ha s")]
)
def test_the_quotation_speaks_the_citizen_s_language(language, word):
    assert word in body_of(reply(language=language))


@pytest.mark.parametrize("date", [None, 1e300, float("nan"), float("-inf"), -1e12])
def test_a_date_that_is_none_does_no_harm(date):
    assert "Mario Rossi ha scritto:" in body_of(reply(replace(ORIGINAL, date=date)))


def test_a_long_original_is_cut():
    text = body_of(reply(replace(ORIGINAL, text="riga\n" * 5000)))
    assert text.count("\n> riga") == 200
    assert text.endswith("> […]\n")


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        ("R: Rateazione", "Re: Rateazione [UE-47]"),
        ("RE: AW: R: Fwd: I: Rateazione", "Re: Rateazione [UE-47]"),
        ("Re[2]: Rateazione", "Re: Rateazione [UE-47]"),
        ("Re: Rateazione [UE-12]", "Re: Rateazione [UE-47]"),
        ("Re: [UE-12] [UE-13]", "Re: [UE-47]"),
        ("", "Re: [UE-47]"),
        ("Reclamo: tassa", "Re: Reclamo: tassa [UE-47]"),
        ("[Ticket#123] x", "Re: [Ticket#123] x [UE-47]"),
        ("=?utf-8?q?a=0D=0ABcc:_x=40y.ch?=", "Re: =?utf-8?q?a=0D=0ABcc:_x=40y.ch?= [UE-47]"),
    ],
)
def test_the_subject(came, goes):
    assert " ".join(reply(replace(ORIGINAL, subject=came)).subject.split()) == goes


def test_a_long_subject_keeps_its_token():
    sent = reply(replace(ORIGINAL, subject="è" * 500))
    assert sent.subject.endswith("… [UE-47]")
    assert len(sent.subject) < 180


def test_without_a_prefix_there_is_no_token():
    bare = Composer(replace(SETTINGS, token_prefix=""), StillClock())
    assert reply(composer=bare).subject == "Re: Rateazione"


# --- recipients ----------------------------------------------------------------------------------


def test_reply_to_comes_before_the_sender_and_the_operator_before_both():
    original = replace(ORIGINAL, reply_to="studio@example.org")
    assert reply(original).recipients == ("studio@example.org",)
    assert reply(original, to=" avv@example.org ").recipients == ("avv@example.org",)
    assert reply(replace(ORIGINAL, reply_to="not an address")).recipients == ("rossi@example.org",)


@pytest.mark.parametrize("kind", [MailClass.PERSON, MailClass.BULK, MailClass.AUTOMATIC])
def test_whom_the_operator_may_answer(kind):
    assert reply(replace(ORIGINAL, kind=kind)).recipients


@pytest.mark.parametrize("to", ["", "rossi@example.org", "ROSSI@example.org"])
def test_nobody_answers_a_bounce(to):
    with pytest.raises(Refused) as refused:
        reply(replace(ORIGINAL, kind=MailClass.BOUNCE), to=to)
    assert refused.value.reason is Reason.NO_RECIPIENT


def test_after_a_bounce_one_may_write_to_somebody_else():
    assert reply(replace(ORIGINAL, kind=MailClass.BOUNCE), to="avv@example.org").recipients == ("avv@example.org",)


@pytest.mark.parametrize("sender", ["", "<>", OWN, OWN.upper(), "a@b@example.org", "x\r\nBcc: y@example.org"])
def test_no_recipient_no_mail(sender):
    with pytest.raises(Refused) as refused:
        reply(replace(ORIGINAL, sender=sender))
    assert refused.value.reason is Reason.NO_RECIPIENT


def test_a_new_mail():
    sent = COMPOSER.new(
        contact=contact(channel=Channel.PHONE), to="rossi@example.org", subject="Estratto", text="Ecco.\n"
    )
    read_back = read(sent)
    assert [*read_back.keys()] == [*HEADERS, "Content-Transfer-Encoding"]
    assert sent.subject == "Estratto [UE-47]"
    assert body_of(sent) == "Ecco.\n"
    with pytest.raises(Refused):
        COMPOSER.new(contact=contact(), to="", subject="x", text="x")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@b.ch", "a@b.ch"),
        (" a.b+c@sub.b.ch ", "a.b+c@sub.b.ch"),
        ("info@zürich.ch", "info@xn--zrich-kva.ch"),
        ("a..b@b.ch", ""),
        (".a@b.ch", ""),
        ("a@-b.ch", ""),
        ("ä@b.ch", ""),
        ("a b@c.ch", ""),
        ('"a"@b.ch', ""),
        ("a@[127.0.0.1]", ""),
        ("a@b.ch, c@d.ch", ""),
        ("a@b.ch\n", "a@b.ch"),
        ("a@b.ch\nRCPT", ""),
        ("a\0@b.ch", ""),
        ("=?utf-8?q?evil=40x.org=2C?= <a@b.ch>", ""),
        ("a" * 65 + "@b.ch", ""),
        ("a@" + "b." * 130 + "ch", ""),
        ("a@" + "ü" * 80 + ".ch", ""),
        ("@", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_or_none(text, address):
    assert valid_address(text) == address


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_taken_as_an_address_is_exactly_one(one, other):
    address = valid_address(f"{one}@{other}")
    if address:
        assert address.isascii()
        assert getaddresses([address]) == [("", address)]


# --- threading -----------------------------------------------------------------------------------


def test_a_long_thread_keeps_its_first_and_its_last():
    chain = references("<now@x>", [f"<{number}@x>" for number in range(59, -1, -1)])
    assert len(chain) == 21
    assert chain[0] == "<0@x>"
    assert chain[-2:] == ("<59@x>", "<now@x>")


@pytest.mark.parametrize(
    "hostile",
    [
        "<a@b>\r\nBcc: evil@example.org",
        "<a@b>\n\n<script>",
        "<a b@c>",
        "<" + "x" * 2000 + "@y>",
        "<\x1b]0;x\x07@b>",
        "<ü@b>",
        "<>",
        "<a<b>c>",
        "\ud800",
    ],
)
def test_a_hostile_message_id_does_not_travel(hostile):
    sent = reply(replace(ORIGINAL, message_id=hostile, in_reply_to=(hostile, "<ok@x>")))
    read_back = read(sent)
    assert read_back["Bcc"] is None
    assert read_back["In-Reply-To"] is None
    assert read_back["References"] == "<ok@x>"


def test_sixty_references_are_folded():
    sent = reply(replace(ORIGINAL, in_reply_to=tuple(f"<{'x' * 200}{number}@x>" for number in range(60))))
    assert max(len(line) for line in sent.raw.split(b"\r\n")) < 300


# --- hostile texts -------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    subject=st.text(max_size=300), text=st.text(max_size=400), name=st.text(max_size=80), quoted=st.text(max_size=400)
)
def test_no_text_becomes_a_header_or_breaks_a_line(subject, text, name, quoted):
    composer = Composer(replace(SETTINGS, display_name=name), StillClock())
    original = replace(ORIGINAL, subject=subject, text=quoted, sender_name=name)
    sent = composer.reply(original=original, contact=contact(), text=text or "x")
    head, _empty, body = sent.raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    assert names == [*HEADERS[:6], "In-Reply-To", "References", *HEADERS[6:], "Content-Transfer-Encoding"]
    assert sent.raw.isascii()
    for line in sent.raw.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\r" not in line
        assert b"\n" not in line
    assert b"\0" not in head
    assert body
    assert [address.addr_spec for address in read(sent)["From"].addresses] == [OWN]


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?a=0D=0ABcc:_x=40y.ch?=", 'a" <x@y.ch>, "b', "a\r\nBcc: x@y.ch", "a\\", "è" * 90]
)
def test_a_display_name_stays_a_name(name):
    composer = Composer(replace(SETTINGS, display_name=name), StillClock())
    read_back = read(reply(composer=composer))
    assert [one.addr_spec for one in read_back["From"].addresses] == [OWN]
    assert read_back["Bcc"] is None


@pytest.mark.parametrize(
    "text", ["From qui\n.\n..\n", "perché\tciao  \nfine", "x" * 5000, "=3D = =\n", "🙂 ‍👩‍👧\n", "a\rb\r\nc", "e\u0301"]
)
def test_a_text_arrives_as_it_was_written(text):
    sent = COMPOSER.new(contact=contact(), to="a@b.ch", subject="x", text=text)
    wanted = text.rstrip().replace("\r\n", "\n").replace("\r", "\n") + "\n"
    assert body_of(sent) == wanted


# --- forward -------------------------------------------------------------------------------------


def test_the_packet_is_readable_and_complete():
    sent = forward(
        municipality="Faido", callback="+41 91 222 33 44", language="de", deadline="2026-10-01", note="uno\ndue",
        answered=("rateazione", "orari"), topic="rateazione",
    )  # fmt: skip
    text = body_of(sent)
    for wanted in (
        "Domanda: Quando scade la rata?", "Numero di esecuzione: 1234567", "Cittadino: Mario Rossi", "Comune: Faido",
        "Richiamare: +41 91 222 33 44", "Lingua: de", "Termine: 2026-10-01", "Nota: uno\n    due",
        "Già risposto: rateazione, orari", "Anna Bernasconi", "contatto n. 47", "E-mail: rossi@example.org",
    ):  # fmt: skip
        assert wanted in text
    assert sent.subject == "Passaggio: Es. 1234567 · Quando scade la rata? [UE-47]"
    assert sent.recipients == ("bianchi@ue.example",)
    assert read(sent)["X-Console-Contact"] == "47"
    assert read(sent)["X-Console-Case"] == "1234567"
    assert read(sent)["Reply-To"].addresses[0].addr_spec == OWN


def test_a_case_reference_does_not_become_a_header():
    sent = forward(case_reference="12\r\nBcc: x@y.ch \x1b]0;")
    assert read(sent)["Bcc"] is None
    assert read(sent)["X-Console-Case"] == "12Bccxy.ch0"


def test_a_forward_joins_the_clerk_s_thread_of_the_original():
    raw = b"From: a@b.ch\r\nmessage-id:\r\n <orig@example.org>\r\nSubject: x\r\n\r\nMessage-ID: <body@x>\r\n"
    assert read(forward(raw))["References"] == "<orig@example.org>"
    hostile = b"Message-ID: <a@b>\x1b]0;\r\n\r\n"
    assert read(forward(hostile))["References"] == "<a@b>"
    assert read(forward(b"Subject: none\r\n\r\nMessage-ID: <body@x>\r\n"))["References"] is None


def test_no_clerk_no_forward():
    with pytest.raises(Refused):
        forward(to="")


def test_a_site_without_a_mailbox_refuses_instead_of_building_half_a_mail() -> None:
    silent = Composer(MailSettings(), StillClock())
    assert not silent.sends
    with pytest.raises(Refused) as refused:
        silent.new(contact=contact(), to="rossi@example.org", subject="", text="x")
    assert refused.value.reason is Reason.NO_MAIL
