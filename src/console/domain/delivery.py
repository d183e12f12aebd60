"""Why a mail did not arrive, as a reason that people understand: out of the enhanced status code (RFC 3463)."""

from __future__ import annotations

import re
from enum import StrEnum


class Trouble(StrEnum):
    """Why a recipient was not reached, or not yet."""

    UNKNOWN_ADDRESS = "unknown_address"
    UNKNOWN_DOMAIN = "unknown_domain"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_CLOSED = "mailbox_closed"
    TOO_BIG = "too_big"
    REFUSED = "refused"
    """By a rule of the receiving server: spam filter, policy, missing right."""
    NOT_REACHABLE = "not_reachable"
    """The receiving server does not answer."""
    GIVEN_UP = "given_up"
    """Tried for as long as servers try."""
    OTHER = "other"


_BY_CODE = {
    "1.0": Trouble.UNKNOWN_ADDRESS, "1.1": Trouble.UNKNOWN_ADDRESS, "1.3": Trouble.UNKNOWN_ADDRESS,
    "1.6": Trouble.UNKNOWN_ADDRESS, "1.10": Trouble.UNKNOWN_DOMAIN, "1.2": Trouble.UNKNOWN_DOMAIN,
    "4.4": Trouble.UNKNOWN_DOMAIN, "2.1": Trouble.MAILBOX_CLOSED, "2.2": Trouble.MAILBOX_FULL,
    "2.3": Trouble.TOO_BIG, "3.4": Trouble.TOO_BIG, "4.7": Trouble.GIVEN_UP, "4.1": Trouble.NOT_REACHABLE,
    "4.2": Trouble.NOT_REACHABLE, "4.3": Trouble.NOT_REACHABLE, "4.0": Trouble.NOT_REACHABLE,
    "3.1": Trouble.MAILBOX_FULL, "3.2": Trouble.NOT_REACHABLE,
}  # fmt: skip
"""Subject and detail of a status code, without its class."""
_CODE = re.compile(r"(?<![0-9.])[245]\.([0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
_FULL = re.compile(r"(?:quota|mailbox (?:is )?full|over ?quota|insufficient storage|casella piena)", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:user unknown|no such (?:user|mailbox|recipient)|unknown (?:user|recipient)|does not exist|recipient not found"
    r"|RecipientNotFound|address rejected|invalid recipient)",
    re.IGNORECASE,
)


def trouble(status: str, diagnostic: str = "") -> Trouble:
    """The reason that a status code ("5.1.1") or, failing that, the server's words give."""
    for text in (status, diagnostic):
        found = _CODE.search(text)
        if found is None:
            continue
        if found[1] in _BY_CODE:
            return _BY_CODE[found[1]]
        if found[1].startswith("7."):
            return Trouble.REFUSED
    if _FULL.search(diagnostic):
        return Trouble.MAILBOX_FULL
    return Trouble.UNKNOWN_ADDRESS if _UNKNOWN.search(diagnostic) else Trouble.OTHER
