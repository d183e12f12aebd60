"""Whether a sender poses as somebody else: a foreign address in the name, letters of two alphabets in the domain."""

from __future__ import annotations

import re
import unicodedata

from console.adapters.mail.headers import Address

_FAMILIAR = (
    "ti.ch", "admin.ch", "post.ch", "postfinance.ch", "sbb.ch", "swisscom.ch", "swisscom.com", "bluewin.ch",
    "ticino.com", "raiffeisen.ch", "bancastato.ch", "ubs.com", "credit-suisse.com", "gmail.com", "outlook.com",
    "incamail.ch", "privasphere.com", "microsoft.com", "apple.com",
)  # fmt: skip
"""Domains that citizens and offices know, hence the ones that are imitated."""
_ADDRESS_IN_NAME = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63})+)")
_LOOKS_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "ı": "l"})


def is_suspicious(sender: Address) -> bool:
    """True when the display name shows another address, or the domain imitates a known one or mixes alphabets."""
    domain = _readable(sender.address.rpartition("@")[2].strip().lower().rstrip("."))
    named = _ADDRESS_IN_NAME.search(sender.name)
    if named and sender.address and _site(named[1].lower()) != _site(domain):
        return True
    return _mixes_alphabets(domain) or _imitates(domain)


def _readable(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _site(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


def _mixes_alphabets(domain: str) -> bool:
    """Whether one label has letters of several alphabets, or none of the Latin one that the others have."""
    if domain.isascii():
        return False
    alphabets = {
        unicodedata.name(letter, "").split(" ")[0]
        for label in domain.split(".")
        for letter in label
        if letter.isalpha()
    }
    return len(alphabets) > 1


def _imitates(domain: str) -> bool:
    shape = _shape(domain)
    for known in _FAMILIAR:
        if domain == known or domain.endswith(f".{known}"):
            return False
    return any(
        _shape(known) in (shape, _shape(_site(domain))) or domain.startswith(f"{known}.") or f".{known}." in domain
        for known in _FAMILIAR
    )


def _shape(domain: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", domain) if not unicodedata.combining(one))
    return plain.translate(_LOOKS_ALIKE).replace("rn", "m").replace("vv", "w")
