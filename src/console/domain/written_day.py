"""A day as people write or say it: "12.11.2026", "12.11", "2026-11-12", "ieri", "lunedì"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from console.domain.folding import fold

# folded: every sign is a blank
_NUMBERS = re.compile(r"(\d{1,2}) (\d{1,2})(?: (\d{2}|\d{4}))?", re.ASCII)
_ISO = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})", re.ASCII)
_MONTHS = (
    ("gen", "jan"), ("feb", "fev"), ("mar", "mrz"), ("apr", "avr"), ("mag", "mai", "may"),
    ("giu", "jun", "juin"), ("lug", "jul", "juil"), ("ago", "aug", "aou"), ("set", "sep"), ("ott", "okt", "oct"),
    ("nov",), ("dic", "dez", "dec"),
)  # fmt: skip
"""How the months begin in the four languages."""
_WORDS = re.compile(r"(\d{1,2}) ?(?:di )?([a-z]{3,})(?: (\d{4}))?", re.ASCII)
_BACK = {
    "oggi": 0, "heute": 0, "aujourd hui": 0, "today": 0, "ieri": 1, "gestern": 1, "hier": 1, "yesterday": 1,
    "l altro ieri": 2, "altroieri": 2, "ieri l altro": 2, "vorgestern": 2, "avant hier": 2,
}  # fmt: skip
_WEEKDAYS = (
    ("lunedi", "montag", "lundi", "monday"), ("martedi", "dienstag", "mardi", "tuesday"),
    ("mercoledi", "mittwoch", "mercredi", "wednesday"), ("giovedi", "donnerstag", "jeudi", "thursday"),
    ("venerdi", "freitag", "vendredi", "friday"), ("sabato", "samstag", "samedi", "saturday"),
    ("domenica", "sonntag", "dimanche", "sunday"),
)  # fmt: skip


def read_day(text: str, today: date) -> date | None:
    """The day that is meant, or None. Without a year it is the last such day up to today; a weekday is the last
    one before today.
    """
    said = fold(text)
    if said in _BACK:
        return today - timedelta(days=_BACK[said])
    for number, names in enumerate(_WEEKDAYS):
        if said in names:
            return today - timedelta(days=(today.weekday() - number) % 7 or 7)
    if found := _ISO.fullmatch(said):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(said):
        return _dated(int(found[1]), int(found[2]), found[3], today)
    if (found := _WORDS.fullmatch(said)) and (month := _month(found[2])):
        return _dated(int(found[1]), month, found[3], today)
    return None


def _month(word: str) -> int:
    return next((number for number, names in enumerate(_MONTHS, 1) if word.startswith(names)), 0)


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for candidate in range(today.year, today.year - 5, -1):  # 29 February may be some years ago
        found = _day(candidate, month, day)
        if found is not None and found <= today:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
