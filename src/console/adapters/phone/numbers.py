"""What a number means that a PBX, a citizen or an operator wrote. The library is imported at the first number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.domain.phone_number import display

REGION = "CH"
"""Numbers without a country are Swiss."""
LONGEST = 20
"""Digits kept of something that is no phone number; E.164 allows 15."""

_WITHHELD = frozenset({"+266696687", "266696687"})
"""The letters ANONYMOUS on a keypad, which some networks send as a number."""
_SIP = re.compile(r"^\s*<?(?:sips?|tel):([^@;>]*)", re.IGNORECASE)
_IGNORED = re.compile(r"[^0-9+]")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """`number` is E.164, or the digits as given (an internal extension), or empty when withheld."""

    number: str
    display: str


def normalise(raw: str) -> PhoneNumber:
    """The number in one form, and as people read it ("+41 79 412 33 08"). Never raises."""
    number = e164(raw)
    return PhoneNumber(number, display(number))


def e164(raw: str) -> str:
    """Like `normalise`, the number only. Satisfies `services.intake_calls.NormaliseNumber`."""
    found = _SIP.match(raw)
    text = (found[1] if found else raw).replace("(0)", "") if raw else ""
    bare = _IGNORED.sub("", text)
    digits = ("+" if bare.startswith("+") else "") + bare.replace("+", "")
    if digits in ("", "+") or digits in _WITHHELD:
        return ""
    return _parsed(digits) or digits[:LONGEST]


def _parsed(digits: str) -> str:
    """E.164 of a dialable number, else empty."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        return ""
    international = digits.startswith(("+", "00"))
    fits = phonenumbers.is_possible_number(number) if international else phonenumbers.is_valid_number(number)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if fits else ""
