"""What the phone that rings is shown of a handed-on call.

An ordinary desk phone shows a name and a number, so the case reference goes first in the name, short. A soft
phone or a screen beside it reads the reference from a header. The note never travels by SIP: it stands in
clear in traces and on phones.
"""

from __future__ import annotations

import re

from console.domain.record import record
from console.domain.text import clean
from console.domain.wish import CallOrder

NAME_LENGTH = 60
"""Characters of the name; desk phones show some twenty and scroll the rest."""
REFERENCE_HEADER = "X-Numero-Esecuzione"
UUI_HEADER = "User-to-User"
UUI_OCTETS = 128
"""Most that ISDN lets through (RFC 7433, section 4)."""
ANONYMOUS = "anonymous"
"""The number of a caller who withholds it."""

_UNQUOTABLE = str.maketrans(dict.fromkeys('"\\<>', " "))
"""Signs that end a quoted display name or begin an address (RFC 3261, 25.1)."""
_DIALLED = re.compile(r"\+?[0-9*#]{1,32}")


@record
class Presentation:
    """Name, number and headers of the INVITE to a phone."""

    name: str
    number: str
    headers: tuple[tuple[str, str], ...] = ()


def of_caller(name: str, number: str) -> Presentation:
    """What an operator's phone is shown of a citizen."""
    return Presentation(name=_name(name), number=_number(number))


def of_handoff(order: CallOrder, number: str) -> Presentation:
    """What the clerk's phone is shown: the reference first, the citizen's number, the reference as a header."""
    reference = order.case_reference
    name = order.display_name
    if reference and reference not in name:
        name = f"Es. {reference} {name}"
    return Presentation(name=_name(name), number=_number(number), headers=_headers(reference))


def of_return(order: CallOrder, number: str, why: str) -> Presentation:
    """What the operator's phone is shown when the citizen comes back from a clerk who was not reached."""
    name = f"RITORNO {order.extension} {why.upper()}"
    return Presentation(name=_name(name), number=_number(number), headers=_headers(order.case_reference))


def _name(name: str) -> str:
    return clean(name.translate(_UNQUOTABLE), max_line=NAME_LENGTH).text


def _number(number: str) -> str:
    """A number that a phone can show and dial; what a caller may put in its place is nobody's number."""
    return number if _DIALLED.fullmatch(number) else ANONYMOUS


def _headers(reference: str) -> tuple[tuple[str, str], ...]:
    if not reference:
        return ()
    headers = [(REFERENCE_HEADER, reference)]
    told = f"es={reference}".encode("ascii", "replace")
    if len(told) < UUI_OCTETS:
        headers.append((UUI_HEADER, f"04{told.hex()};encoding=hex"))
    return tuple(headers)
