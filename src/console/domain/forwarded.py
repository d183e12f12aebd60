"""Who wrote a mail that somebody has forwarded: read out of the head that mail programs put over it. Pure.

Four languages, the forms of Outlook, Gmail, Apple Mail and Thunderbird. What comes out is a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from console.domain.contact import Channel, Contact
from console.domain.mail import Mail, MailClass, Sender

SEARCHED_LINES = 400
_BLOCK_LINES = 14
_LONGEST_LINE = 400

_FORWARDED_SUBJECT = re.compile(r"^\s*(?:(?:re|r|rif|aw|sv)\s*:\s*)*(?:i|fwd?|wg|tr|inoltro|weitergeleitet)\s*:", re.I)
_QUOTE = re.compile(r"^[>\s\u00a0|]+")
_BEGINS = re.compile(
    r"(?:-{2,}\s*)?(?:"
    r"forwarded message|begin forwarded message|forwarded by"
    r"|messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato|mail inoltrata|e-mail inoltrata"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-mail)|weitergeleitet von"
    r"|message transféré|message réexpédié|début du message (?:transféré|réexpédié)|courriel transféré"
    r")\b.{0,80}",
    re.IGNORECASE,
)
"""A line that says: what follows was forwarded."""
_ORIGINAL = re.compile(
    r"-{2,}\s*(?:messaggio originale|original message|ursprüngliche nachricht|original-?nachricht|message d.origine"
    r"|message original)\s*-{2,}|_{10,}",
    re.IGNORECASE,
)
"""A line that stands over forwarded and answered mails alike."""
_FIELD = re.compile(r"\*?\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ -]{0,20}?)\s*\*?\s*[:：]\s*\*?\s*(.*)")
_FROM = frozenset(("da", "von", "de", "from", "mittente", "absender", "expéditeur"))
_OTHERS = frozenset((
    "inviato", "data", "gesendet", "datum", "envoyé", "date", "sent", "il", "a", "an", "à", "to", "oggetto",
    "betreff", "objet", "subject", "cc", "destinatario", "destinatari",
))  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_AROUND = re.compile(r"[<\[(]?\s*(?:mailto:)?\s*$", re.IGNORECASE)
_NAME_EDGES = " \t\"'*<>[]()«»,;"


def is_forward(subject: str) -> bool:
    """Whether a subject says that the mail was forwarded ("I:", "Fwd:", "WG:", "TR:")."""
    return bool(_FORWARDED_SUBJECT.match(subject))


def original_sender(mail: Mail, own: Collection[str] = ()) -> Sender | None:
    """Who wrote the mail that this one forwards, or None. Never the forwarder, nor one of our `own` addresses."""
    if mail.kind is not MailClass.PERSON:
        return None
    not_wanted = {one.casefold() for one in (*own, mail.sender) if one}
    for found in _candidates(mail):
        if found.address and found.address.casefold() not in not_wanted:
            return found
    return None


def proposal(contact: Contact, mail: Mail | None) -> Sender | None:
    """The original sender of a forwarded mail, unless the contact names them already."""
    if mail is None or mail.original is None or contact.channel is not Channel.EMAIL:
        return None
    return None if mail.original.address.casefold() == contact.party.email.casefold() else mail.original


def _candidates(mail: Mail) -> Iterator[Sender]:
    yield from _in_text(mail.text, sure=is_forward(mail.subject))
    if len(mail.enclosed) == 1:
        yield mail.enclosed[0]


def _in_text(text: str, *, sure: bool) -> Iterator[Sender]:
    """The senders in heads of forwarded mails. `sure`: the subject says so, then any head counts."""
    lines = [_QUOTE.sub("", line)[:_LONGEST_LINE].strip() for line in text.split("\n", SEARCHED_LINES)[:SEARCHED_LINES]]
    announced = 0
    for number, line in enumerate(lines):
        if _BEGINS.fullmatch(line.strip("- :")) or _BEGINS.match(line):
            announced = _BLOCK_LINES
        elif _ORIGINAL.fullmatch(line):
            announced = _BLOCK_LINES if sure else 0
        elif (sure or announced > 0) and _field(line)[0] in _FROM:
            found = _head(lines, number)
            if found is not None:
                yield found
                announced = 0
        announced -= 1


def _field(line: str) -> tuple[str, str]:
    found = _FIELD.fullmatch(line)
    return (found[1].strip().casefold(), found[2].strip().strip("*").strip()) if found else ("", "")


def _head(lines: list[str], number: int) -> Sender | None:
    """The sender of a head that begins with this line, if it is one: another field must stand near."""
    _name, value = _field(lines[number])
    block = lines[number + 1 : number + 7]
    near = {_field(line)[0] for line in block}
    if not near & _OTHERS:
        return None
    if not _ADDRESS.search(value):  # a long name has pushed the address into the next line
        following = next((line for line in block if line), "")
        value = f"{value} {following}" if _field(following)[0] not in _OTHERS else value
    address = _ADDRESS.search(value)
    if address is None:
        return None
    name = _AROUND.sub("", value[: address.start()]).strip(_NAME_EDGES)
    return Sender(name="" if "@" in name else name[:200], address=address[0].strip("'`"))
