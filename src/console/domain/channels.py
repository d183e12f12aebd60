"""Mails that stand for something else: a fax out of the gateway, the form of the web site. The site's rules. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from console.domain.mail import Mail, Sender
from console.domain.record import record

WEB_FIELDS = ("name", "email", "phone", "subject", "text", "municipality", "case_reference")
"""What a form may carry; every one may be missing."""
_SEARCHED_LINES = 500
_VALUE_SIGNS = 300
_TEXT_SIGNS = 50_000


@record
class FaxRule:
    """How the mails of a fax gateway look: its address as a pattern (`*`), and the subject as an expression whose
    group `number` is the fax number of the sender, and `name`, where there is one, what it calls itself."""

    sender: str
    subject: str = ""


@record
class WebRule:
    """How the mails of a web form look. `labels`: field of WEB_FIELDS to the words that stand before the colon."""

    sender: str
    subject: str = ""
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()


@record
class ChannelRules:
    """All rules of the site, in their order: the first that fits counts."""

    fax: tuple[FaxRule, ...] = ()
    web: tuple[WebRule, ...] = ()


@record
class Fax:
    """A fax: the sender's number as the gateway writes it; empty when it was withheld."""

    number: str
    name: str = ""


def fax_of(mail: Mail, rules: ChannelRules) -> Fax | None:
    """The fax that this mail carries, or None."""
    for rule in rules.fax:
        found = _subject(rule.subject, mail.subject) if is_from(mail.sender, rule.sender) else None
        if found is not None:
            groups = found.groupdict()
            return Fax(number=(groups.get("number") or "").strip(), name=(groups.get("name") or "").strip())
    return None


def form_of(mail: Mail, rules: ChannelRules) -> Mapping[str, str] | None:
    """The fields of the web form that this mail carries, those that are there; None when it carries none."""
    for rule in rules.web:
        if is_from(mail.sender, rule.sender) and _subject(rule.subject, mail.subject) is not None:
            fields = fields_of(mail.text, rule.labels)
            if fields:
                return fields
    return None


def is_from(address: str, pattern: str) -> bool:
    """Whether the address fits the pattern, in which `*` stands for anything."""
    return bool(pattern) and fnmatchcase(address.casefold(), pattern.casefold())


def _subject(pattern: str, subject: str) -> re.Match[str] | None:
    return re.search(pattern, subject[:_VALUE_SIGNS], re.IGNORECASE)


def fields_of(text: str, labels: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """The values that stand after "label:", on the same line or below it. The `text` goes on to the next label."""
    names = {word.strip().casefold(): field for field, words in labels for word in words}
    found: dict[str, list[str]] = {}
    current = ""
    for line in text.split("\n", _SEARCHED_LINES)[:_SEARCHED_LINES]:
        label, colon, value = line.strip().strip("*").partition(":")
        field = names.get(label.strip().strip("*").casefold()) if colon else None
        if field is not None and field not in found:
            current = field
            found[field] = [value.strip().strip("*").strip()]
        elif current == "text":
            found[current].append(line.rstrip())
        elif current and line.strip() and not any(found[current]):
            found[current].append(line.strip())
        elif not line.strip() and any(found.get(current, ())):
            current = ""
    joined = {field: _joined(field, lines) for field, lines in found.items()}
    return {field: value for field, value in joined.items() if value}


def _joined(field: str, lines: list[str]) -> str:
    if field == "text":
        return "\n".join(lines).strip()[:_TEXT_SIGNS]
    return " ".join(" ".join(lines).split())[:_VALUE_SIGNS]


def citizen_of(form: Mapping[str, str]) -> Sender:
    """Who filled in the form."""
    return Sender(name=form.get("name", ""), address=form.get("email", "").replace(" ", ""))
