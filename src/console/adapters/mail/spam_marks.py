"""The headers in which servers say what they think of a mail. What they mean here is decided by `domain.quarantine`."""

from __future__ import annotations

from console.adapters.mail.encoded_words import decoded
from console.adapters.mail.headers import Fields
from console.domain.quarantine import is_mark
from console.domain.text import clean

MOST_MARKS = 30
_NAME_LENGTH = 80
_VALUE_LENGTH = 200


def spam_marks(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Lower-case name and beginning of the value of each, in their order; repeated ones all count."""
    found = (
        (clean(name, max_line=_NAME_LENGTH).text, clean(decoded(value[:2_000]), max_line=_VALUE_LENGTH).text)
        for name, value in fields.all
        if is_mark(name)
    )
    return tuple(found)[:MOST_MARKS]
