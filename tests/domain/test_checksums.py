"""Check digits on invented numbers; none is known to be assigned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.checksums import (
    NumberKind,
    is_ahv,
    is_iban,
    is_qr_iban,
    is_qr_reference,
    is_scor,
    is_uid,
    kind_of,
)

VALID: dict[NumberKind, tuple[str, ...]] = {
    NumberKind.QR_REFERENCE: (
        "000000000000000002026001239", "123456789012345678901234567", "980000000000000000000047117",
        "000000000000000000000000011", "00 00000 00000 00000 20260 01239",
    ),
    NumberKind.SCOR: (
        "RF97UE2026000123", "RF18539007547034", "RF92PE000000000000000001", "RF741", "RF18 5390 0754 7034",
    ),
    NumberKind.UID: (
        "CHE123456788", "CHE200000018", "CHE314159269", "CHE-123.456.788", "CHE-123.456.788 MWST",
        "CHE-123.456.788 TVA", "CHE-123.456.788 IVA",
    ),
    NumberKind.AHV: ("7561234567897", "7560000000002", "7569876543217", "756.1234.5678.97"),
    NumberKind.IBAN: (
        "CH0900000000000000001", "CH3130000000000000001", "CH7609000000123456789", "CH09 0000 0000 0000 0000 1",
    ),
}  # fmt: skip

INVALID: dict[NumberKind, tuple[str, ...]] = {
    NumberKind.QR_REFERENCE: (
        "000000000010000002026001239", "000000000000000002026001230", "100000000000000002026001239",
        "00000000000000000202600123", "0000000000000000020260012390", "0000000000000A0002026001239",
    ),
    NumberKind.SCOR: ("RF97UE2026000124", "RF00UE2026000123", "RFUE2026000123", "RF291111111111111111111111", "RF97"),
    NumberKind.UID: ("CHE123456789", "CHE12345678", "CHF123456788", "CHE123456788 GmbH"),
    NumberKind.AHV: ("7561235567897", "7571234567897", "756123456789"),
    NumberKind.IBAN: ("CH0900000000000000002", "CH090000000000000000", "DE0900000000000000001"),
}  # fmt: skip

CHECKS: dict[NumberKind, Callable[[str], bool]] = {
    NumberKind.QR_REFERENCE: is_qr_reference,
    NumberKind.SCOR: is_scor,
    NumberKind.UID: is_uid,
    NumberKind.AHV: is_ahv,
    NumberKind.IBAN: is_iban,
}


def pairs(table: dict[NumberKind, tuple[str, ...]]) -> list[tuple[NumberKind, str]]:
    return [(kind, number) for kind, numbers in table.items() for number in numbers]


@pytest.mark.parametrize(("kind", "number"), pairs(VALID))
def test_valid(kind: NumberKind, number: str) -> None:
    assert CHECKS[kind](number)
    assert kind_of(number) is kind
    assert kind_of(number.lower()) is kind


@pytest.mark.parametrize(("kind", "number"), pairs(INVALID))
def test_invalid(kind: NumberKind, number: str) -> None:
    assert not CHECKS[kind](number)
    assert kind_of(number) is None


def test_a_qr_iban_is_told_by_its_bank() -> None:
    assert is_qr_iban("CH3130000000000000001")
    assert not is_qr_iban("CH0900000000000000001")
    assert not is_qr_iban("CH3130000000000000002")


def test_a_uid_with_check_digit_ten_does_not_exist() -> None:
    stems = [f"{stem:08}" for stem in range(10000000, 10000200)]
    with_number = [stem for stem in stems if any(is_uid(f"CHE{stem}{digit}") for digit in range(10))]
    assert 0 < len(with_number) < len(stems)
    for stem in with_number:
        assert sum(is_uid(f"CHE{stem}{digit}") for digit in range(10)) == 1


@given(st.sampled_from(pairs(VALID)), st.integers(0, 40), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(pair: tuple[NumberKind, str], place: int, shift: int) -> None:
    kind, number = pair
    digits = [index for index, sign in enumerate(number) if sign.isdigit()]
    at = digits[place % len(digits)]
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert not CHECKS[kind](wrong)


@given(st.text(max_size=40) | st.from_regex(r"(CHE|RF|CH|756)?[0-9٠-٩² .-]{0,30}", fullmatch=True))
def test_any_text_gets_an_answer(text: str) -> None:
    assert kind_of(text) in (None, *NumberKind)
