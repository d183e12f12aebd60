"""Addresses and Message-IDs that may go into a mail of ours: checked here, never taken over as they came.

A header of a foreign mail can be written so that it becomes two recipients or a header of its own
(design/mail.md, decision 11), so only what fits these patterns travels on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254


def valid_address(text: str) -> str:
    """The address as a server takes it (RFC 5321, 4.1.2: dot-string, ASCII domain); empty when it is none.

    A domain with accents becomes its ASCII form; a local part with accents or quotes is no address here.
    """
    text = text.strip()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > _LONGEST_ADDRESS:
        return ""
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    found = _ADDRESS.fullmatch(f"{local}@{domain}")
    if found is None or len(local) > _LONGEST_LOCAL or len(found[0]) > _LONGEST_ADDRESS:
        return ""
    return found[0]


def same_address(one: str, other: str) -> bool:
    """Whether two addresses name the same mailbox, as nearly every server sees it (case does not count)."""
    return one.strip().casefold() == other.strip().casefold()


def valid_message_id(text: str) -> str:
    """The Message-ID in its brackets, or empty when it cannot stand in a header of ours."""
    text = text.strip()
    if text and not text.startswith("<"):
        text = f"<{text}>"
    return text if _MESSAGE_ID.fullmatch(text) else ""


def references(original: str, earlier_nearest_first: Iterable[str], keep: int = 20) -> tuple[str, ...]:
    """The References of an answer: the first of the thread, then the last ones, the answered mail at the end.

    Each id stands once; what is no Message-ID is left out (RFC 5322, 3.6.4; at most `keep` + 1).
    """
    oldest_first = [valid_message_id(one) for one in reversed(tuple(earlier_nearest_first))]
    answered = valid_message_id(original)
    chain = list(dict.fromkeys(one for one in oldest_first if one and one != answered))
    if answered:
        chain.append(answered)
    return tuple(chain if len(chain) <= keep + 1 else [chain[0], *chain[-keep:]])
