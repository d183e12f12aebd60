"""Whatever bytes come: no error, and nothing in the result that may not be shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from console.adapters.mail.decode import decode, decode_header
from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import addresses, message_ids, moment, valued
from console.adapters.mail.html_text import html_to_text
from console.adapters.mail.rtf import decompressed, rtf_text
from console.adapters.mail.tnef import unpack
from console.adapters.mail.transfer import undone

from .test_zoo import CASES, harmless
from .zoo.old import PAGE, RICH, compressed, winmail
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
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x1b$)C\x0e",
    b"~{",
    b"{\\rtf1 \\'e9",
    b"Content-Transfer-Encoding: quoted printable\r\n",
    b"Content-Type: text/rtf\r\n\r\n",
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


PACKED = (WINMAIL, winmail((0x102, 0x1009, compressed(RICH)), (0x1F, 0x1000, b"a\0"), (0x102, 0x1013, b"<p>a</p>")))


@given(st.sampled_from(PACKED), st.integers(0, 1_000), st.binary(max_size=20))
@settings(deadline=None)
def test_a_broken_winmail_never_fails(packed: bytes, at: int, put: bytes) -> None:
    assert len(unpack(packed[:at] + put + packed[at + len(put) :]).files) <= 201


@given(st.sampled_from((RICH, PAGE)), st.integers(0, 500), st.binary(max_size=20))
@settings(deadline=None)
def test_broken_rich_text_never_fails(rich: bytes, at: int, put: bytes) -> None:
    text, _is_page = rtf_text(rich[:at] + put + rich[at + len(put) :])
    text.encode()
    small = compressed(rich)
    assert len(decompressed(small[:at] + put + small[at + len(put) :])) <= 2_000_100


@given(st.binary(max_size=300) | GARBAGE, st.sampled_from(("base64", "quoted-printable", "uuencode", "")))
@settings(deadline=None)
def test_undoing_an_encoding_never_fails(raw: bytes, encoding: str) -> None:
    assert len(undone(raw, encoding, text=True)) <= 2 * len(raw) + 2
