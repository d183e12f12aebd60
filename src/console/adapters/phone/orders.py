"""What every PBX refuses before anything is sent: an order that is no order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from enum import StrEnum

from console.domain.seat import Seat
from console.domain.wish import CallOrder
from console.services.ports import CallOrderFailed

_EXTENSION = re.compile(r"\+?[0-9*#]{1,20}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
"""E.164 allows fifteen digits; short ones are emergency and internal numbers."""
LONGEST_FIELD = 200
LONGEST_LABEL = 79
"""Of a seat's name and reason: Asterisk cuts what is longer."""


class Refusal(StrEnum):
    """Why an order was refused; the text of CallOrderFailed."""

    BAD_ORDER = "bad_order"
    """A field holds what does not belong there (a line break, an empty extension)."""
    CALL_GONE = "call_gone"
    ALREADY_TAKEN = "already_taken"
    NOT_CONNECTED = "not_connected"
    """Only a call that talks or is on hold can be held, resumed or handed on."""
    NOT_CONSULTING = "not_consulting"
    """No clerk has been called, or the clerk has not answered yet."""
    WITH_CLERK = "with_clerk"
    """The citizen talks with a clerk: not ours any more."""
    BUSY = "busy"
    """The own phone does not take the call."""
    KNOWN_CALL = "known_call"
    """A call with this id is already there."""
    UNREACHABLE = "unreachable"
    """The link to the PBX is down."""


def refuse(refusal: Refusal) -> CallOrderFailed:
    """The error that says why."""
    return CallOrderFailed(refusal.value)


def check(order: CallOrder) -> None:
    """Raise CallOrderFailed(BAD_ORDER) when a field could become a second command or is far too long.

    A line break in a pasted note once rang a clerk's phone by an order of its own: nothing with a
    control character goes to a PBX, whatever its protocol.
    """
    values = [str(getattr(order, one.name)) for one in fields(order)]
    if not order.call or any(len(value) > LONGEST_FIELD or _has_control(value) for value in values):
        raise refuse(Refusal.BAD_ORDER)


def check_extension(extension: str) -> None:
    """Raise CallOrderFailed(BAD_ORDER) unless a phone can have this extension."""
    if not _EXTENSION.fullmatch(extension):
        raise refuse(Refusal.BAD_ORDER)


def check_seat(seat: Seat) -> None:
    """Raise CallOrderFailed(BAD_ORDER) unless a queue can have this seat."""
    check_extension(seat.extension)
    if any(len(label) > LONGEST_LABEL or _has_control(label) for label in (seat.name, seat.reason)):
        raise refuse(Refusal.BAD_ORDER)


def check_number(number: str) -> None:
    """Raise CallOrderFailed(BAD_ORDER) unless this can be dialled."""
    if not _NUMBER.fullmatch(number):
        raise refuse(Refusal.BAD_ORDER)


def _has_control(value: str) -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in value)
