"""An invitation in one line: when and where, for the label of a calendar file that has no name of its own."""

from __future__ import annotations

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_START = re.compile(r"(?mi)^DTSTART[^:\n]{0,200}:(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z?))?")
_PLACE = re.compile(r"(?mi)^LOCATION[^:\n]{0,200}:([^\r\n]{1,300})")
_ORGANISER = re.compile(r"(?mi)^ORGANIZER[^\n]{0,300}?:(?:mailto:)?([^\s:]{1,200})\s*$")
_EVENT = re.compile(r"(?mi)^BEGIN:VEVENT")
_TITLE = re.compile(r"(?mi)^SUMMARY[^:\n]{0,200}:([^\r\n]{1,1000})")
_WORDS = re.compile(r"(?mi)^DESCRIPTION[^:\n]{0,200}:([^\r\n]{1,100000})")
_ESCAPED = re.compile(r"\\(.)")


def label(calendar: str) -> str:
    """`10.03.2026 09.00 UTC, Faido, agenda@example.ch`, as far as it is said; empty when nothing is (RFC 5545)."""
    calendar = _FOLD.sub("", calendar)
    event = _EVENT.search(calendar)
    said = calendar[event.start() :] if event else calendar
    start, place, organiser = _START.search(said), _PLACE.search(said), _ORGANISER.search(said)
    parts = [_moment(start) if start else ""]
    parts.append(_ESCAPED.sub(r"\1", place[1]).strip()[:60] if place else "")
    parts.append(organiser[1][:60] if organiser else "")
    return ", ".join(filter(None, parts))


def shown(calendar: str) -> str:
    """The same with what it is about, for a mail that holds nothing else."""
    unfolded = _FOLD.sub("", calendar)
    about = (
        _ESCAPED.sub(_unescaped, one[1]).strip() for one in (_TITLE.search(unfolded), _WORDS.search(unfolded)) if one
    )
    return "\n\n".join(filter(None, (*about, label(calendar))))


def _unescaped(one: re.Match[str]) -> str:
    return "\n" if one[1] in "nN" else one[1]


def _moment(start: re.Match[str]) -> str:
    year, month, day, hour, minute, utc = start.groups()
    date = f"{day}.{month}.{year}"
    return f"{date} {hour}.{minute}{' UTC' if utc else ''}" if hour else date
