"""What `clean` lets through, what it takes out, and what it says about it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.text import clean

FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
NASTY = st.sampled_from(
    [
        "\x1b]52;c;aGk=\x07",
        "\x1b]0;titolo\x1b\\",
        "\x1b[2J",
        "\x1b[31",
        "\x1b]8;;http://example.ch",
        "\x1bP1$r\x1b\\",
        "\x9b31m",
        "\x9d0;x\x9c",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u0301",
        "\u1161",
        "\u0958",
        "\ud800",
        "\uffff",
        "\U000e0041",
        "\r\n",
        "\t",
        "\u2028",
        " ",
        "\u00a0",
        "\ufe0f",
        "\u200d",
        "👩",
    ]
)
HOSTILE_TEXT = st.lists(st.one_of(NASTY, st.text(max_size=5), st.characters()), max_size=40).map("".join)


def forbidden(text: str) -> list[str]:
    return [one for one in text if one != "\n" and unicodedata.category(one) in FORBIDDEN_CATEGORIES]


@pytest.mark.parametrize(
    "text",
    [
        "Precetto esecutivo n. 1234567",
        "Zürich, Größe, façade, perché",
        "المكتب مفتوح",
        "שלום",
        "東京都 한국어",
        "tiếng Việt",
        "Re: [/] [b]grassetto[/b] [@click=app.quit]x[/]",
        "😀 ❤",
        "",
    ],
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == (text, frozenset())


@pytest.mark.parametrize(
    ("raw", "text", "flag"),
    [
        ("\x1b]52;c;aGk=\x07a", "a", "escape"),
        ("\x1b]0;titolo\x1b\\a", "a", "escape"),
        ("\x1b]8;;http://example.ch\x1b\\link\x1b]8;;\x1b\\", "link", "escape"),
        ("\x1b[2J\x1b[1;31mrosso\x1b[0m", "rosso", "escape"),
        ("\x1bPq#0\x1b\\a", "a", "escape"),
        ("\x1b]0;senza fine", "0;senza fine", "escape"),
        ("\x1bc", "", "escape"),
        ("\x1b\x1b[31ma", "a", "escape"),
        ("a\x00b", "a␀b", "control"),
        ("a\x07b\x7f", "a␇b␡", "control"),
        ("a\x9b31m", "a\ufffd31m", "control"),
        ("fattura\u202efdp.exe", "fatturafdp.exe", "bidi"),
        ("a\u2066b\u2069", "ab", "bidi"),
        ("pay\u200bpal", "paypal", "invisible"),
        ("a\U000e0041\U000e0042", "a", "invisible"),
        ("a\u3164b", "ab", "invisible"),
        ("z\u0300\u0301\u0302\u0303\u0304a", "z\u0300\u0301\u0302a", "marks"),
        ("a\ud800b", "a\ufffdb", "charset"),
        ("a\uffffb", "a\ufffdb", "charset"),
        ("a\U000e0fffb", "ab", "invisible"),
        ("a\u0378b", "a\ufffdb", "charset"),
    ],
)
def test_hostile_text_is_made_harmless_and_flagged(raw: str, text: str, flag: str) -> None:
    found = clean(raw)

    assert found.text == text
    assert flag in found.flags


@pytest.mark.parametrize("raw", ["❤\ufe0f", "👩\u200d👧", "👁\ufe0f\u200d🗨\ufe0f", "Betrei\u00adbung", "\ufeffCiao"])
def test_ordinary_invisible_characters_raise_no_alarm(raw: str) -> None:
    assert clean(raw).flags == frozenset()
    assert not forbidden(clean(raw).text)


@pytest.mark.parametrize("raw", ["p\u200daypal", "👩" + "\ufe0f" * 20, "\u200dinizio"])
def test_glue_of_emoji_where_there_is_no_emoji_is_an_alarm(raw: str) -> None:
    assert clean(raw).flags == {"invisible"}


def test_one_line_is_one_line() -> None:
    assert clean(" a\r\n b\u2028c\x0bd\u00a0\te ").text == "a b c d e"


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert clean("a\r\nb\rc\u2028d\n\n\n\n\n\ne  \n", multiline=True).text == "a\nb\nc\nd\n\n\ne"


def test_indentation_and_tabs_become_blanks() -> None:
    assert clean("  a\n\tb", multiline=True).text == "  a\n        b"


def test_accents_need_something_to_stand_on() -> None:
    assert clean("\u0301a\n\u0301b", multiline=True).text == "a\nb"


def test_a_long_line_is_cut_on_one_line_and_folded_on_several() -> None:
    words = "parola " * 100

    assert clean(words, max_line=20) == ("parola parola parola", frozenset({"truncated"}))
    folded = clean(words, multiline=True, max_line=20)
    assert folded.text.split() == words.split()
    assert max(map(len, folded.text.split("\n"))) <= 20
    assert folded.flags == frozenset()


def test_limits_of_characters_and_lines_are_kept_and_said() -> None:
    assert clean("abc", max_chars=2) == ("ab", frozenset({"truncated"}))
    cut = clean("a\nb\nc", multiline=True, max_lines=2)
    assert cut == ("a\nb", frozenset({"truncated"}))


def test_bytes_and_nothing_are_taken_too() -> None:
    assert clean(b"perch\xc3\xa9").text == "perché"
    assert clean(b"perch\xe9").flags == {"charset"}
    assert clean(None).text == ""


@given(HOSTILE_TEXT, st.booleans())
@settings(max_examples=400)
def test_whatever_comes_nothing_forbidden_is_left(raw: str, multiline: bool) -> None:
    text = clean(raw, multiline=multiline).text

    assert not forbidden(text)
    assert multiline or "\n" not in text
    assert not re.search(r"[\u0300-\u036f]{4}", text)


@given(HOSTILE_TEXT, st.booleans(), st.integers(1, 30))
@settings(max_examples=400)
def test_cleaning_twice_changes_nothing(raw: str, multiline: bool, limit: int) -> None:
    once = clean(raw, multiline=multiline, max_line=limit, max_lines=limit, max_chars=limit * 3)
    twice = clean(once.text, multiline=multiline, max_line=limit, max_lines=limit, max_chars=limit * 3)

    assert twice.text == once.text
    assert not twice.flags - {"charset", "truncated"}


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x80, 0x9B, 0x9D, 0x202E, 0x200D, 0x0301, 0xD800])
def test_a_megabyte_of_one_character_is_harmless(code: int) -> None:
    assert not forbidden(clean(chr(code) * 1_000_000, multiline=True).text)


def test_every_code_point_is_harmless_and_stable() -> None:
    for start in range(0, 0x110000, 0x10000):
        text = clean("".join(map(chr, range(start, start + 0x10000))), multiline=True).text
        assert not forbidden(text)
        assert clean(text, multiline=True).text == text
