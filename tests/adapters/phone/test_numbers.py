"""Numbers as PBXs and people write them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.adapters.phone.numbers import PhoneNumber, e164, normalise


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0794123308", "+41794123308"), ("079 412 33 08", "+41794123308"), ("+41 79 412 33 08", "+41794123308"),
        ("0041794123308", "+41794123308"), ("+41 (0)79 412 33 08", "+41794123308"), ("079/412.33.08", "+41794123308"),
        ("sip:+41794123308@pbx.example;user=phone", "+41794123308"), ("tel:+41-79-412-33-08", "+41794123308"),
        ("091 816 63 00", "+41918166300"), ("+39 335 123 45 67", "+393351234567"), ("0039021234567", "+39021234567"),
        ("2111", "2111"), ("117", "117"), ("1234567890123456789012345", "12345678901234567890"),
        ("", ""), ("anonymous", ""), ("Anonymous", ""), ("<unknown>", ""), ("sconosciuto", ""), ("+", ""),
        ("sip:anonymous@anonymous.invalid", ""), ("+266696687", ""), ("\x1b[31m", "31"),
        ("079\r\n412 33 08", "+41794123308"),
    ],
)  # fmt: skip
def test_normalise(raw: str, number: str) -> None:
    assert e164(raw) == number
    assert e164(number) == number


def test_a_number_comes_with_its_display() -> None:
    assert normalise("079 412 33 08") == PhoneNumber("+41794123308", "+41 79 412 33 08")
    assert normalise("anonymous") == PhoneNumber("", "")


@given(st.text(max_size=60) | st.from_regex(r"[+0-9 ()./;@a-z-]{0,40}", fullmatch=True))
def test_whatever_comes_only_digits_leave(raw: str) -> None:
    number = e164(raw)
    assert len(number) <= 20
    assert number.removeprefix("+").isascii()
    assert not number or number.removeprefix("+").isdecimal()


def test_the_library_is_imported_at_the_first_number_only() -> None:
    program = (
        "import sys\n"
        "from console.adapters.phone.numbers import e164\n"
        "before = 'phonenumbers' in sys.modules\n"
        "e164('0794123308')\n"
        "print(before, 'phonenumbers' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]
