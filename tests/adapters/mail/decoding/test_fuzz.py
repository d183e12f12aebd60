"""Whatever bytes come: no error, and nothing in the result that may not be shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from console.adapters.mail.decode import decode, decode_header
from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import addresses, message_ids, moment, valued
from console.adapters.mail.html_text import html_to_text
from console.adapters.mail.tnef import unpack

from .test_zoo import CASES, harmless
from .zoo.structure import WINMAIL

SMALL = [case.raw for _room, case in CASES if len(case.raw) < 5_000]
PIECES = [
    b"\r\n",
    b"\n\n",
    b"--B\r\n",
    b"--B--\r\n",
    b"Content-Type: multipart/mixed; boundary=B\r\n",
    b"Content-Type: text/html; charset=",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"From: ",
    b"To: a@example.ch,",
    b"Subject: =?utf-8?q?",
    b"?=",
    b"\x1b]52;c;",
    b"\x07",
    b"\x9b",
    b"=?",
    b"<",
    b">",
    b'"',
    b"(",
    b"\xe2\x80\xae",
    b"=1B=5B",
    b"&#27;",
    b"begin 644 a\n",
    b"\nend",
]
GARBAGE = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=40).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An animal of the zoo with a piece cut out, doubled or replaced."""
    raw = draw(st.sampled_from(SMALL))
    first = draw(st.integers(0, len(raw)))
    last = draw(st.integers(first, len(raw)))
    return raw[:first] + draw(st.one_of(GARBAGE, st.just(raw[first:last] * 2), st.just(b""))) + raw[last:]


@given(st.one_of(GARBAGE, damaged()))
@settings(max_examples=500, deadline=None)
def test_decoding_never_fails_and_is_clean(raw: bytes) -> None:
    assert harmless(decode(raw))
    header = decode_header(raw)
    assert harmless(header)
    assert "unreadable" in header.flags


@given(st.binary(max_size=300) | GARBAGE)
@settings(max_examples=300, deadline=None)
def test_the_readers_of_fields_never_fail(value: bytes) -> None:
    decoded(value)
    valued(value)
    moment(value)
    assert all(one.startswith("<") and one.endswith(">") for one in message_ids(value))
    assert all(one.name or one.address for one in addresses(value))


@given(st.text(max_size=300) | GARBAGE.map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=200, deadline=None)
def test_html_never_fails(source: str) -> None:
    text, flags = html_to_text(source)
    assert isinstance(text, str)
    assert flags <= {"links", "truncated"}


@given(st.integers(0, len(WINMAIL)), st.binary(max_size=20))
@settings(deadline=None)
def test_a_broken_winmail_never_fails(at: int, put: bytes) -> None:
    assert len(unpack(WINMAIL[:at] + put + WINMAIL[at + len(put) :]).files) <= 201
