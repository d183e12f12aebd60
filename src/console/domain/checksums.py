"""Numbers with check digits that citizens read out or write: is it one, and was it typed correctly?

A passing checksum says that a number was typed correctly, never that it exists or who may know of it.
Every function takes the number as written, with or without the usual blanks, dots and hyphens.
"""

from __future__ import annotations

import re
from enum import StrEnum

_MOD_10_TABLE = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
"""Carry table of the recursive modulo 10 (Swiss payment standards, QR reference)."""
_UID_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4)
"""Weights of the modulo 11 of the Swiss UID (Federal Statistical Office)."""
QR_IBAN_BANKS = range(30000, 32000)
"""Bank identifiers of a QR-IBAN (Swiss implementation guidelines for the QR-bill)."""

_SEPARATORS = re.compile(r"[\s.\-‐‑–]")


class NumberKind(StrEnum):
    """Which numbered thing a text is."""

    QR_REFERENCE = "qr_reference"
    """Reference of a QR-bill, 27 digits."""
    SCOR = "scor"
    """Creditor reference, ISO 11649."""
    UID = "uid"
    """Number of an enterprise, CHE-123.456.788, also with the suffix of the value added tax."""
    AHV = "ahv"
    """Social insurance number: sensitive personal data, never stored."""
    IBAN = "iban"
    """Account in Switzerland or Liechtenstein."""


def compact(text: str) -> str:
    """The number without blanks, dots and hyphens, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def kind_of(text: str) -> NumberKind | None:
    """What the whole text is, when its checksum is right; None for anything else."""
    checks = (
        (NumberKind.QR_REFERENCE, is_qr_reference),
        (NumberKind.SCOR, is_scor),
        (NumberKind.UID, is_uid),
        (NumberKind.AHV, is_ahv),
        (NumberKind.IBAN, is_iban),
    )
    return next((kind for kind, check in checks if check(text)), None)


def is_qr_reference(text: str) -> bool:
    """27 digits, the last one by the recursive modulo 10 over the others."""
    number = compact(text)
    if not _digits(number, 27):
        return False
    carry = 0
    for digit in number[:-1]:
        carry = _MOD_10_TABLE[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(number[-1])


def is_scor(text: str) -> bool:
    """RF, two check digits from 02 to 98, 1 to 21 letters or digits; modulo 97 (ISO 11649)."""
    number = compact(text)
    if not re.fullmatch(r"RF[0-9]{2}[0-9A-Z]{1,21}", number):
        return False
    return 2 <= int(number[2:4]) <= 98 and _mod_97(number) == 1


def is_uid(text: str) -> bool:
    """CHE and nine digits, the last one by modulo 11; MWST, TVA or IVA may follow."""
    number = compact(text)
    found = re.fullmatch(r"CHE([0-9]{8})([0-9])(?:MWST|TVA|IVA)?", number)
    if not found:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(found[1], _UID_WEIGHTS, strict=True))
    return (11 - total % 11) % 11 == int(found[2])


def is_ahv(text: str) -> bool:
    """13 digits beginning with 756, the last one by the rule of EAN-13."""
    number = compact(text)
    if not _digits(number, 13) or not number.startswith("756"):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[:-1]))
    return (10 - total % 10) % 10 == int(number[-1])


def is_iban(text: str) -> bool:
    """An IBAN of Switzerland or Liechtenstein: 21 characters, modulo 97."""
    number = compact(text)
    return bool(re.fullmatch(r"(?:CH|LI)[0-9]{7}[0-9A-Z]{12}", number)) and _mod_97(number) == 1


def is_qr_iban(text: str) -> bool:
    """An IBAN that takes payments with a QR reference only."""
    return is_iban(text) and int(compact(text)[4:9]) in QR_IBAN_BANKS


def _digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdecimal()


def _mod_97(number: str) -> int:
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97
