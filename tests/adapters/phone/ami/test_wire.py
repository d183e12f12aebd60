"""Bytes and messages of AMI: nothing ends a line that should not, nothing is lost between packets."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.adapters.phone.ami.wire import LONGEST_MESSAGE, LONGEST_VALUE, BadField, Decoder, NotAmi, encode

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
LINE_ENDS = "\x00\r\n\x0b\x0c\x1c\x1d\x1e\x1b\x7f\x85\u2028\u2029"

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=60)


def decoded(*packets: bytes) -> list[dict[str, str]]:
    decoder = Decoder()
    return [dict(message) for packet in packets for message in decoder.feed(packet)]


# --- what goes out ---------------------------------------------------------------------------------


def test_an_action_is_lines_and_a_blank_one() -> None:
    data = encode("Setvar", (("ActionID", "a1"), ("Value", "Müller: è")))
    assert data == "Action: Setvar\r\nActionID: a1\r\nValue: Müller: è\r\n\r\n".encode()


@given(before=texts, sign=st.sampled_from(LINE_ENDS), after=texts)
def test_nothing_that_ends_a_line_is_ever_sent(before: str, sign: str, after: str) -> None:
    hostile = before + sign + after
    for action, fields in (
        (hostile, ()), ("Setvar", (("Value", hostile),)), ("Setvar", ((hostile, "x"),)),
        ("Setvar", (("ActionID", hostile), ("Value", "x"))),
    ):  # fmt: skip
        with pytest.raises(BadField):
            encode(action, fields)


@pytest.mark.parametrize("key", ["", "Va:lue", "Value ", " Value", "1", "Wert\u00e4", "x" * 60])
def test_a_key_is_a_plain_word(key: str) -> None:
    with pytest.raises(BadField):
        encode("Setvar", ((key, "x"),))


def test_the_refusal_names_the_key_and_never_the_value() -> None:
    with pytest.raises(BadField) as refused:
        encode("Login", (("Secret", "geheim\n"),))
    assert "geheim" not in str(refused.value)
    assert str(refused.value) == "Secret"


def test_a_value_is_not_endless() -> None:
    encode("Setvar", (("Value", "x" * LONGEST_VALUE),))
    with pytest.raises(BadField):
        encode("Setvar", (("Value", "x" * (LONGEST_VALUE + 1)),))


@given(action=st.from_regex("[A-Za-z]{1,20}", fullmatch=True), values=st.lists(texts, max_size=6))
def test_what_is_sent_is_one_message_with_these_values(action: str, values: list[str]) -> None:
    fields = [(f"Key{number}", value) for number, value in enumerate(values)]
    (message,) = decoded(BANNER, encode(action, fields))
    assert message == {"Action": action, **dict(fields)}


def test_half_a_character_is_no_character() -> None:
    assert encode("Setvar", (("Value", "a\udcffb"),)).endswith(b"Value: a?b\r\n\r\n")


# --- what comes in ---------------------------------------------------------------------------------

messages = st.lists(
    st.dictionaries(st.from_regex("[A-Z][A-Za-z-]{0,12}", fullmatch=True), texts, min_size=1, max_size=5), max_size=5
)


@given(wanted=messages, cuts=st.lists(st.integers(0, 2_000), max_size=12))
def test_packets_may_end_anywhere(wanted: list[dict[str, str]], cuts: list[int]) -> None:
    blocks = ("".join(f"{key}: {value}\r\n" for key, value in one.items()) + "\r\n" for one in wanted)
    stream = BANNER + "".join(blocks).encode()
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    packets = [stream[start:end] for start, end in itertools.pairwise(edges)]
    assert decoded(*packets) == wanted


def test_a_letter_between_two_packets_stays_whole() -> None:
    stream = BANNER + "Event: X\r\nCallerIDName: Müller\r\n\r\n".encode()
    cut = stream.index(b"\xc3") + 1
    assert decoded(stream[:cut], stream[cut:]) == [{"Event": "X", "CallerIDName": "Müller"}]


def test_invalid_bytes_become_replacement_signs() -> None:
    assert decoded(BANNER, b"Event: X\r\nName: a\xff\xfeb\r\n\r\n") == [{"Event": "X", "Name": "a\ufffd\ufffdb"}]


def test_of_a_key_that_comes_twice_the_first_counts() -> None:
    """What a caller may choose stands behind what the PBX says."""
    raw = b"Event: QueueCallerJoin\r\nCallerIDName: x\r\nEvent: Hangup\r\n\r\n"
    assert decoded(BANNER, raw)[0]["Event"] == "QueueCallerJoin"


def test_a_colon_belongs_to_the_value() -> None:
    assert decoded(BANNER, b"Value: a: b:c\r\nNo colon\r\nEmpty:\r\n\r\n") == [{"Value": "a: b:c", "Empty": ""}]


def test_blank_blocks_are_nothing() -> None:
    assert decoded(BANNER, b"\r\n\r\n\r\n\r\nEvent: X\r\n\r\n") == [{"Event": "X"}]


@pytest.mark.parametrize(
    "first",
    [b"SSH-2.0-x\r\n", b"HTTP/1.1 400\r\n\r\n", b"\x16\x03\x01", b"Asterisk Call Mangler\r\n", b"Event: X\r\n\r\n"],
)
def test_who_does_not_greet_is_no_call_manager(first: bytes) -> None:
    with pytest.raises(NotAmi):
        decoded(first)


def test_a_greeting_may_come_in_pieces_but_ends() -> None:
    assert decoded(*(bytes([one]) for one in BANNER + b"Event: X\r\n\r\n")) == [{"Event": "X"}]
    with pytest.raises(NotAmi):
        decoded(b"Asterisk Call Manager/" + b"9" * 300)


def test_a_large_message_passes_and_an_endless_one_does_not() -> None:
    large = b"Event: X\r\nName: " + b"R" * (LONGEST_MESSAGE - 100) + b"\r\n\r\n"
    assert len(decoded(BANNER, large)[0]["Name"]) == LONGEST_MESSAGE - 100
    decoder = Decoder()
    list(decoder.feed(BANNER))
    with pytest.raises(NotAmi):
        for _ in range(20):
            list(decoder.feed(b"x" * (LONGEST_MESSAGE // 10)))


@given(data=st.binary(max_size=400))
def test_anything_may_come(data: bytes) -> None:
    with contextlib.suppress(NotAmi):
        assert isinstance(decoded(BANNER, data), list)
