"""The original inside a forward: what the receiver takes out is, byte for byte, what came in."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.transport.support import StillClock, contact, mail
from console.adapters.mail.compose import Composer
from console.domain.handoff import Handoff, Packet, Way
from console.settings.site import MailSettings, MailSource

COMPOSER = Composer(MailSettings(source=MailSource.MAILDIR, address="ufficio@ue.example"), StillClock())
HANDOFF = Handoff(packet=Packet(question="?"), way=Way.FORWARD, office="faido")


def forward(raw: bytes) -> bytes:
    return COMPOSER.forward(contact=contact(), handoff=HANDOFF, to="c@ue.example", operator_name="A", raw=raw).raw


def take_out(whole: bytes) -> tuple[bytes, bytes]:
    """The headers and the decoded body of the second part, by the rules of RFC 2046 and nothing else."""
    head, _empty, body = whole.partition(b"\r\n\r\n")
    boundary = head.partition(b'boundary="')[2].partition(b'"')[0]
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    assert len(parts) == 4
    assert parts[3].strip() == b"--"
    part_head, _empty, content = parts[2].removeprefix(b"\r\n").partition(b"\r\n\r\n")
    return part_head, base64.b64decode(content) if b"base64" in part_head else content


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (mail(1), b"7bit"),
        (b"Subject: x\r\n\r\nperch\xe8\r\n", b"8bit"),
        (b"Subject: x\r\n\r\nno end", b"7bit"),
        (b"Subject: x\r\n\r\n\r\n\r\n\r\n", b"7bit"),
        (b"", b"7bit"),
        (b"x" * 998 + b"\r\n", b"7bit"),
        (b"x" * 999 + b"\r\n", b"base64"),
        (b"Subject: x\r\n\r\n\0\r\n", b"base64"),
        (b"Subject: x\r\n\r\nbare\nline ends\r\n", b"base64"),
        (b"Subject: x\r\n\r\nbare\rreturn\r\n", b"base64"),
        (b"Subject: x\r\n\r\n--=_\r\n--=_--\r\n.\r\nFrom x\r\n", b"7bit"),
    ],
)
def test_every_shape_of_original(raw, form):
    head, content = take_out(forward(raw))
    assert content == raw
    assert b"Content-Transfer-Encoding: " + form in head
    assert (b"message/rfc822" in head) == (form != b"base64")


def test_an_original_with_unix_line_ends_travels_with_those_of_mail():
    _head, content = take_out(forward(b"Subject: x\n\nuno\ndue\n"))
    assert content == b"Subject: x\r\n\r\nuno\r\ndue\r\n"


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"\r\n", b"\n", b"\r", b"\0", b"\xe8", b"--=_", b".", b"x" * 999, b"From "])))
def test_bytes_come_out_as_they_went_in(pieces):
    raw = b"".join(pieces)
    _head, content = take_out(forward(raw))
    assert content == (raw if b"\r" in raw or b"\0" in raw or content == raw else raw.replace(b"\n", b"\r\n"))


def test_a_forward_of_a_forward():
    inner = forward(mail(1))
    assert take_out(forward(inner))[1] == inner
