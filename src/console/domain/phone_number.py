"""How a phone number is shown. What a raw number means is an adapter's business (`adapters/phone/numbers.py`)."""

from __future__ import annotations

import re

_SWISS = re.compile(r"\+41([0-9]{2})([0-9]{3})([0-9]{2})([0-9]{2})")
_SWISS_SERVICE = re.compile(r"\+41(8[0-9]{2}|90[0-9])([0-9]{3})([0-9]{3})")
"""0800, 084x, 0878, 090x numbers (OFCOM numbering plan)."""
_INTERNATIONAL = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})([0-9]{4,14})")
"""A country calling code (ITU-T E.164, list of assigned codes) and the rest."""


def display(number: str) -> str:
    """The number in groups: "+41 79 412 33 08"; foreign ones in threes; anything else as it is."""
    if found := _SWISS_SERVICE.fullmatch(number) or _SWISS.fullmatch(number):
        return " ".join(("+41", *found.groups()))
    if found := _INTERNATIONAL.fullmatch(number):
        country, rest = found.groups()
        return f"+{country} {' '.join(_threes(rest))}"
    return number


def _threes(digits: str) -> list[str]:
    """Groups of three; the last one has two to four digits, so that none stands alone."""
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups
