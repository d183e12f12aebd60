"""Which mails are put aside as suspect before anybody sees them in the queue: the site's rules. Pure.

Nothing is ever deleted; a mail in the quarantine is a contact like any other, in a state of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from console.domain.mail import Mail
from console.domain.record import record

SPAM_HEADER = "spam_header"
"""Flag: a header of a server says so."""
SPAM_SENDER = "spam_sender"
"""Flag: the sender is blocked by this site."""

_MARKS = re.compile(r"spam|scl|bogosity|junk|phish|virus|suspicious|reputation", re.IGNORECASE)
_STARS = re.compile(r"\s*([*+xsX]{1,100})\s*")
_NUMBER = re.compile(r"(?:score\s*=\s*|SCL\s*:\s*)?(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)", re.IGNORECASE)
_SCORE = re.compile(r"(?:score|SCL)\s*[=:]\s*(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)", re.IGNORECASE)


def is_mark(name: str) -> bool:
    """Whether a header of this name is one in which servers say what they think of a mail; only those are kept."""
    return name.casefold().startswith("x-") and _MARKS.search(name) is not None


@record
class HeaderRule:
    """A header that makes a mail suspect. One of the three: the whole value, its beginning, or the least score."""

    name: str
    equals: str = ""
    begins: str = ""
    least: float | None = None


@record
class QuarantineRules:
    """What the site holds for spam. Senders are addresses, or domains as "@example.com"."""

    headers: tuple[HeaderRule, ...] = ()
    senders: tuple[str, ...] = ()


def score(value: str) -> float | None:
    """The number in a spam header: as many as there are stars, "score=7.1", "SCL:5", or the first number."""
    stars = _STARS.fullmatch(value)
    if stars:
        return float(len(stars[1]))
    found = _SCORE.search(value) or _NUMBER.match(value.strip())
    return float(found[1]) if found else None


def suspicion(mail: Mail, rules: QuarantineRules, blocked: Collection[str] = ()) -> str:
    """The flag that says why this mail is suspect; empty when it is not. `blocked`: addresses and "@domains"."""
    if is_blocked(mail.sender, (*rules.senders, *blocked)):
        return SPAM_SENDER
    marks = [(name.casefold(), value.strip()) for name, value in mail.spam_marks]
    for rule in rules.headers:
        if any(name == rule.name.casefold() and _fits(rule, value) for name, value in marks):
            return SPAM_HEADER
    return ""


def _fits(rule: HeaderRule, value: str) -> bool:
    if rule.least is not None:
        found = score(value)
        return found is not None and found >= rule.least
    if rule.equals:
        return value.casefold() == rule.equals.casefold()
    return bool(rule.begins) and value.casefold().startswith(rule.begins.casefold())


def is_blocked(address: str, blocked: Iterable[str]) -> bool:
    """Whether this address, its domain or a domain above it is blocked."""
    wanted = address.strip().casefold()
    name, at, domain = wanted.rpartition("@")
    if not name or not at:
        return False
    for one in blocked:
        entry = one.strip().casefold()
        if entry == wanted or (entry.startswith("@") and (domain == entry[1:] or domain.endswith(f".{entry[1:]}"))):
            return True
    return False
