"""Whether two mails are perhaps one that came twice: a suggestion for people, never a reason to drop one. Pure."""

from __future__ import annotations

import re

from console.domain.mail import Mail

WITHIN_SECONDS = 86_400.0
"""The same words of the same sender count as the same mail within a day."""
_COMPARED = 20_000
_BLANKS = re.compile(r"\s+")
_QUOTES = re.compile(r"(?m)^[>\s]*>.*$")
_FOOTER = re.compile(r"\n-- ?\n.*", re.DOTALL)
_LIST_FOOTER = re.compile(r"\n_{20,}\n.*", re.DOTALL)
"""What mailing lists put under a mail that they pass on."""


def body_of(mail: Mail) -> str:
    """The words of a mail as they are compared: without signature, quotations, case and layout."""
    text = _LIST_FOOTER.sub("", _FOOTER.sub("", mail.text[:_COMPARED]))
    return _BLANKS.sub(" ", _QUOTES.sub("", text)).strip().casefold()


def is_twin(new: Mail, old: Mail, *, apart: float) -> bool:
    """Whether these two may be one mail; they arrived `apart` seconds from each other.

    The same sender and words within a day, or at any time under the same Message-ID. Two mails without words need
    the same subject and the same attachments.
    """
    if new.sender.casefold() != old.sender.casefold() or not _same_content(new, old):
        return False
    same_id = bool(new.message_id) and new.message_id == old.message_id
    return same_id or abs(apart) <= WITHIN_SECONDS


def _same_content(new: Mail, old: Mail) -> bool:
    words = body_of(new)
    if words != body_of(old):
        return False
    files = [(one.name, one.size) for one in new.attachments]
    if files != [(one.name, one.size) for one in old.attachments]:
        return False
    return bool(words) or (bool(files) and new.subject == old.subject)
