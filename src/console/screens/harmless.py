"""Text made harmless for the terminal: what is typed, pasted or shown. Light to import: the first frame needs it."""

from __future__ import annotations

import re

from textual.content import Content

_BLANKS = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ESCAPES = re.compile(
    r"\x1b(?:\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)?|\[[0-?]{0,64}[ -/]{0,16}[@-~]?|[ -/]{0,4}[0-~]?)"
)


def typed_text(text: str) -> str:
    """Typed or pasted text as it may be shown: line breaks kept, blanks plain, no control or format character.

    Total, idempotent, linear. Unlike `domain.text.clean` it keeps every blank and line where it is, since the
    cursor stands in it; what leaves for a citizen is cleaned again by the mail composer.
    """
    if text.isprintable():
        return text
    plain = _BREAKS.sub("\n", _BLANKS.sub(" ", _ESCAPES.sub("", text)))
    return "".join(character for character in plain if character.isprintable() or character == "\n")


def typed_line(text: str) -> str:
    """The same on one line: line breaks become blanks."""
    return typed_text(text).replace("\n", " ")


def plain(words: str) -> Content:
    """Words as they are, never markup, harmless even where they have not been cleaned at the door."""
    return Content(typed_text(words))
