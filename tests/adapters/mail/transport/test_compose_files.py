"""Files and several recipients in what goes out: names of every script, the right type, nothing added, nothing lost."""

import email
import email.policy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.transport.support import StillClock, contact
from adapters.mail.transport.test_compose import HEADERS, ORIGINAL, OWN, SETTINGS
from console.adapters.mail.compose import MOST_RECIPIENTS, Composer
from console.domain.errors import Reason, Refused
from console.domain.letter import FileContent, wire_bytes

COMPOSER = Composer(SETTINGS, StillClock())
PDF = FileContent(name="contratto.pdf", media_type="application/pdf", content=b"%PDF-\x00\xff" * 1000)


def read(sent):
    return email.message_from_bytes(sent.raw, policy=email.policy.default)


def new(to="rossi@example.org", *, cc="", files=(), text="Ecco.", subject="Estratto"):
    return COMPOSER.new(contact=contact(), to=to, cc=cc, subject=subject, text=text, files=files)


def enclosed(sent):
    return [(one.get_filename(), one.get_content_type(), one.get_payload(decode=True))
            for one in read(sent).iter_attachments()]  # fmt: skip


class TestFiles:
    def test_a_file_arrives_byte_for_byte_beside_the_text(self):
        sent = new(files=(PDF, replace(PDF, name="due.pdf", content=b"")))
        assert enclosed(sent) == [
            ("contratto.pdf", "application/pdf", PDF.content), ("due.pdf", "application/pdf", b""),
        ]  # fmt: skip
        assert read(sent).get_body(("plain",)).get_content().split() == ["Ecco."]
        assert sent.raw.isascii() and max(map(len, sent.raw.split(b"\r\n"))) <= 78
        assert b"\n" not in sent.raw.replace(b"\r\n", b"")

    def test_an_answer_has_files_and_its_thread(self):
        sent = COMPOSER.reply(original=ORIGINAL, contact=contact(), text="Ecco", files=(PDF,))
        assert read(sent)["In-Reply-To"] == ORIGINAL.message_id
        assert [name for name, _kind, _content in enclosed(sent)] == ["contratto.pdf"]
        assert read(sent).get_body(("plain",)).get_content().split()[:3] == ["Ecco", "Il", "21.09.2026"]

    @pytest.mark.parametrize(
        "name",
        [
            "Perché no.pdf", "合同.pdf", 'a"b\\c.pdf', "a;b.pdf", "a\r\nBcc: x@y.ch.pdf", "=?utf-8?q?x=0D=0A?=.pdf",
            "è" * 75, "x'y.pdf", "x" * 140, "a b.pdf",
        ],
    )  # fmt: skip
    def test_a_name_stays_a_name(self, name):
        sent = new(files=(replace(PDF, name=name),))
        [(found, _kind, content)] = enclosed(sent)
        assert found == " ".join(name.split())
        assert content == PDF.content
        assert read(sent)["Bcc"] is None

    @pytest.mark.parametrize(
        ("kind", "goes"),
        [
            ("image/png", "image/png"),
            ("message/rfc822", "application/octet-stream"),
            ("multipart/mixed", "application/octet-stream"),
            ("x/y\r\nBcc: a@b.ch", "application/octet-stream"),
            ("", "application/octet-stream"),
        ],
    )
    def test_the_type_is_one_that_may_be_in_base64(self, kind, goes):
        [(_name, found, _content)] = enclosed(new(files=(replace(PDF, media_type=kind),)))
        assert found == goes

    @settings(deadline=None, max_examples=60)
    @given(name=st.text(min_size=1, max_size=150), content=st.binary(max_size=500), text=st.text(max_size=100))
    def test_whatever_is_enclosed_comes_out(self, name, content, text):
        sent = new(files=(FileContent(name=name, media_type="text/plain", content=content),), text=text or "x")
        [(_found, _kind, arrived)] = enclosed(sent)
        assert arrived == content
        names = [line.partition(b":")[0].decode() for line in sent.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")]
        assert [one for one in names if not one.startswith((" ", "\t"))] == HEADERS

    def test_the_size_was_foreseen(self):
        sent = new(files=(PDF, PDF))
        assert len(sent.raw) <= wire_bytes((len(PDF.content),) * 2, "Ecco.")

    def test_what_a_colleague_reads_is_what_leaves(self):
        sent = new(cc="c@d.ch", files=(PDF, replace(PDF, name="x.exe")), text="Perché\nno", subject="È così")
        mail = COMPOSER.readable(sent)
        assert (mail.to, mail.subject, mail.text) == (sent.recipients, "È così [UE-47]", "Perché\nno")
        assert [(one.name, one.size, one.flags) for one in mail.attachments] == [
            ("contratto.pdf", len(PDF.content), ()), ("x.exe", len(PDF.content), ("executable",)),
        ]  # fmt: skip
        hostile = new(subject="\x1b]0;x\x07 a", text="\x1b[2J b \u202e")
        assert not set(f"{COMPOSER.readable(hostile)}") & set("\x1b\x07\u202e")


class TestRecipients:
    def test_several_receivers_and_copies_are_own_addresses_in_header_and_envelope(self):
        sent = new("a@b.ch, c@d.ch", cc="e@f.ch; A@b.ch")
        assert sent.recipients == ("a@b.ch", "c@d.ch", "e@f.ch")
        assert [one.addr_spec for one in read(sent)["To"].addresses] == ["a@b.ch", "c@d.ch"]
        assert [one.addr_spec for one in read(sent)["Cc"].addresses] == ["e@f.ch"]

    def test_without_copies_there_is_no_such_header(self):
        assert read(new())["Cc"] is None

    @pytest.mark.parametrize(
        ("to", "cc"),
        [
            ("", "a@b.ch"),
            ("a@b@c.ch", ""),
            ("a@b.ch", "=?utf-8?q?evil=40x.org=2C?= <c@d.ch>"),
            ("a@b.ch\r\nBcc: x@y.ch", ""),
            ("a@b.ch", "x"),
            ("a@b.ch", "Rossi <a@b.ch>"),
            (f"a@b.ch,{OWN}", ""),
            ("a@b.ch", OWN.upper()),
            (",".join(f"a{number}@b.ch" for number in range(MOST_RECIPIENTS + 1)), ""),
        ],
    )
    def test_one_that_is_none_stops_the_mail(self, to, cc):
        with pytest.raises(Refused) as refused:
            new(to, cc=cc)
        assert refused.value.reason is Reason.NO_RECIPIENT

    def test_a_reply_to_that_is_a_list_is_not_taken_over(self):
        original = replace(ORIGINAL, reply_to="a@b.ch, evil@x.ch")
        assert COMPOSER.reply(original=original, contact=contact(), text="x").recipients == (ORIGINAL.sender,)

    @pytest.mark.parametrize("sender", ["<>", "", "MAILER-DAEMON"])
    def test_nobody_is_answered_at_the_empty_address(self, sender):
        with pytest.raises(Refused):
            COMPOSER.reply(original=replace(ORIGINAL, sender=sender), contact=contact(), text="x")


class TestOldTraps:
    def test_an_encoded_line_break_in_the_subject_of_an_answer_adds_no_header(self):
        original = replace(ORIGINAL, subject="=?utf-8?q?a=0D=0ABcc:_x=40y.ch?=", reply_to="=?utf-8?q?a=0D=0A?=@b.ch")
        read_back = read(COMPOSER.reply(original=original, contact=contact(), text="x", files=(PDF,)))
        assert read_back["Bcc"] is None and len(read_back.get_all("Subject")) == 1

    def test_an_id_of_a_thousand_signs_and_sixty_references_stay_lines_that_a_server_takes(self):
        long = f"<{'x' * 990}@y>"
        chain = (long, *(f"<{'r' * 200}{number}@x>" for number in range(60)))
        sent = COMPOSER.reply(
            original=replace(ORIGINAL, message_id=long, in_reply_to=chain), contact=contact(), text="x", files=(PDF,)
        )
        assert max(map(len, sent.raw.split(b"\r\n"))) <= 998
        assert long.encode() not in sent.raw
        assert len(read(sent)["References"].split()) == 21
