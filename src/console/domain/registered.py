"""Registered electronic mail: IncaMail, PrivaSphere, PEC. Which notice it is, and until when it is to be accepted.

Seven days to accept is what IncaMail says of itself (support.incamail.com, "Elektronisches Einschreiben mit IncaMail",
2026); what the law makes of their lapse is not known here. Nothing is opened or accepted by the program.
"""

from __future__ import annotations

import re
from enum import StrEnum

from console.domain.folding import fold
from console.domain.mail import Mail, Notice, Registered, RegisteredRule

DAY = 86_400.0
PEC = "PEC"
_PROVIDERS = {"incamail.ch": "IncaMail", "incamail.com": "IncaMail", "privasphere.ch": "PrivaSphere",
              "privasphere.com": "PrivaSphere"}  # fmt: skip
_PEC_HEADERS = frozenset({"x-ricevuta", "x-trasporto"})
_CLOCKS_DIFFER = 3_600.0
_LARGEST_HEADER = 262_144
_RECEIPT = re.compile(rb"(?mi)^x-ricevuta:[ \t]*([a-z-]{1,60})")
_PEC_RECEIPTS = {
    "accettazione": Notice.DISPATCHED, "presa-in-carico": Notice.DISPATCHED, "avvenuta-consegna": Notice.ACCEPTED,
}  # fmt: skip
_FIELD = re.compile(rb"(?m)^([!-9;-~]{1,100}):")


class _Sign(StrEnum):
    """Words of subjects and of the receipts' file names, folded; in the order in which they are looked for."""

    REFUSED = r"annahmeverweigerung|refusal receipt|ricevuta di rifiuto|quittance de refus|rifiutat|refused"
    EXPIRED = r"verfallquittung|expiry receipt|ricevuta di scadenza|quittance d expiration|scaduta|abgelaufen"
    FAILED = r"^avviso di mancata consegna|^anomalia messaggio|^avviso di non accettazione"
    ACCEPTED = (
        r"abholquittung|annahmequittung|acceptance receipt|ricevuta di ritiro|ricevuta di accettazione"
        r"|quittance de retrait|quittance d acceptation|^consegna "
    )
    DISPATCHED = (
        r"abgabequittung|versandquittung|empfangsquittung|delivery receipt|submission receipt|ricevuta di consegna"
        r"|ricevuta di (?:spedizione|invio|impostazione|ricezione)|quittance de depot|quittance de reception"
        r"|^accettazione "
    )
    TO_ACCEPT = r"einschreiben|eingeschrieben|registered|raccomandat|recommande|accettare entro|abholen|ritirare"


_NOTICES = {
    _Sign.REFUSED: Notice.REFUSED, _Sign.EXPIRED: Notice.EXPIRED, _Sign.FAILED: Notice.FAILED,
    _Sign.ACCEPTED: Notice.ACCEPTED, _Sign.DISPATCHED: Notice.DISPATCHED, _Sign.TO_ACCEPT: Notice.TO_ACCEPT,
}  # fmt: skip


def registered(mail: Mail, raw: bytes, arrived_at: float, rule: RegisteredRule) -> Registered | None:
    """What kind of registered mail this is, or None. `arrived_at` and the deadline are UTC seconds.

    The days run from the date of the mail, from its arrival where it has none or one that lies ahead.
    """
    fields = field_names(raw)
    provider = _provider(mail, fields, rule)
    if not provider:
        return None
    said = "\n".join(map(fold, (mail.subject, *(one.name for one in mail.attachments))))
    notice = _pec_receipt(raw) if provider == PEC else None
    notice = notice or next((_NOTICES[sign] for sign in _Sign if re.search(f"(?m){sign.value}", said)), Notice.MESSAGE)
    if provider == PEC and notice is Notice.TO_ACCEPT:
        notice = Notice.MESSAGE  # certified mail is delivered with its text: nothing is to be accepted
    deadline = None
    if notice is Notice.TO_ACCEPT:
        begins = mail.date if mail.date is not None and mail.date <= arrived_at + _CLOCKS_DIFFER else arrived_at
        deadline = begins + rule.days * DAY
    return Registered(provider=provider, notice=notice, deadline=deadline)


def _pec_receipt(raw: bytes) -> Notice | None:
    """What a receipt of Italian certified mail says of itself (D.M. 2 November 2005, technical rules, X-Ricevuta)."""
    said = _RECEIPT.search(raw[:_LARGEST_HEADER])
    return _PEC_RECEIPTS.get(said[1].decode("ascii").lower(), Notice.FAILED) if said else None


def field_names(raw: bytes) -> frozenset[str]:
    """The names of the header fields, in small letters."""
    head = re.split(rb"\r?\n\r?\n", raw[:_LARGEST_HEADER].lstrip(b"\r\n"), maxsplit=1)[0]
    return frozenset(name.decode("ascii").lower() for name in _FIELD.findall(head))


def _provider(mail: Mail, fields: frozenset[str], rule: RegisteredRule) -> str:
    """The name of the service it came by; empty for ordinary mail."""
    sender = mail.sender.lower()
    for one in (*_PROVIDERS, *map(str.lower, rule.senders)):
        if sender == one or sender.endswith((f"@{one}", f".{one}")):
            return _PROVIDERS.get(one, one)
    if "pec" in mail.flags or fields & _PEC_HEADERS:
        return PEC
    named = next((one for one in rule.headers if one.lower() in fields), "")
    return mail.sender.rpartition("@")[2] or named if named else ""
