"""Phone numbers in groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.phone_number import display


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+41794123308", "+41 79 412 33 08"), ("+41918166300", "+41 91 816 63 00"), ("+41800800800", "+41 800 800 800"),
        ("+393351234567", "+39 335 123 4567"), ("+4232321234", "+423 232 1234"), ("+43664123456", "+43 664 123 456"),
        ("+12025550123", "+1 202 555 0123"), ("+35312345", "+353 123 45"), ("2111", "2111"), ("", ""), ("117", "117"),
        ("+41117", "+41117"),
    ],
)  # fmt: skip
def test_groups(number: str, shown: str) -> None:
    assert display(number) == shown


@given(st.from_regex(r"\+?[0-9]{0,18}", fullmatch=True) | st.text(max_size=30))
def test_grouping_adds_blanks_and_nothing_else(number: str) -> None:
    shown = display(number)
    assert shown == number or shown.replace(" ", "") == number
