"""What stands under a reply: who wrote when, and what, as a quotation in the citizen's language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from console.domain.mail import Mail

QUOTED_LINES = 200
QUOTED_CHARACTERS = 20_000

_WROTE = {
    "it": ("Il {date} alle {time} {who} ha scritto:", "{who} ha scritto:"),
    "de": ("Am {date} um {time} schrieb {who}:", "{who} schrieb:"),
    "fr": ("Le {date} à {time}, {who} a écrit :", "{who} a écrit :"),
    "en": ("On {date} at {time}, {who} wrote:", "{who} wrote:"),
}
"""In the language of the mail, not of the console that answers: so these are no catalogue entries."""


def quotation(original: Mail, language: str, zone: ZoneInfo) -> str:
    """The attribution and the quoted text, at most 200 lines; empty when the original has no text."""
    text = original.text[:QUOTED_CHARACTERS].strip("\n")
    if not text.strip():
        return ""
    dated, undated = _WROTE.get(language, _WROTE["it"])
    who = original.sender_name or original.sender
    at = _moment(original.date, zone)
    attribution = undated.format(who=who)
    if at is not None:
        attribution = dated.format(who=who, date=f"{at:%d.%m.%Y}", time=f"{at:%H:%M}")
    lines = text.split("\n")
    cut = len(lines) > QUOTED_LINES or len(original.text) > QUOTED_CHARACTERS
    quoted = [f"> {line}".rstrip() if not line.startswith(">") else f">{line}" for line in lines[:QUOTED_LINES]]
    return "\n".join([attribution, *quoted, *(["> […]"] if cut else [])])


def _moment(seconds: float | None, zone: ZoneInfo) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (OverflowError, OSError, ValueError):  # a date that a foreign mail made up
        return None
