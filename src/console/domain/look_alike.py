"""Whether a sender poses as somebody else: by the name, by a domain that looks like another, by where replies go.

Pure. False alarms teach people to look away, so short names are compared by their shape alone: `ai.ch` and `gr.ch` are
cantons, not imitations of `ti.ch`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field

from console.domain.folding import fold
from console.domain.record import record

FAMILIAR = frozenset({
    "ti.ch", "admin.ch", "post.ch", "postfinance.ch", "sbb.ch", "swisscom.ch", "swisscom.com", "bluewin.ch",
    "ticino.com", "raiffeisen.ch", "bancastato.ch", "ubs.com", "credit-suisse.com", "gmail.com", "outlook.com",
    "incamail.ch", "privasphere.com", "microsoft.com", "apple.com",
})  # fmt: skip
"""Domains that citizens and offices know, hence the ones that are imitated."""

NAME_ADDRESS = "name_address"
"""The display name shows an address that is not the sender's."""
NAME_OURS = "name_ours"
"""The display name says that it is us."""
NEAR_DOMAIN = "near_domain"
"""The domain looks like one that is known."""
MIXED_LETTERS = "mixed_letters"
"""The domain mixes alphabets."""
REPLY_ELSEWHERE = "reply_elsewhere"
"""Replies go to another domain than the one it came from."""
DOUBTS = frozenset({NAME_ADDRESS, NAME_OURS, NEAR_DOMAIN, MIXED_LETTERS, REPLY_ELSEWHERE})
POSES = DOUBTS - {REPLY_ELSEWHERE}
"""Somebody pretends; that replies go elsewhere has honest reasons, too."""

_ADDRESS_IN_NAME = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63})+)")
_DOMAIN_IN_NAME = re.compile(r"(?<![\w.@-])((?:[\w-]{1,63}\.)+[a-z]{2,24})(?![\w@-])", re.IGNORECASE)
_LOOKS_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "ı": "l"})
_ONE_EDIT, _TWO_EDITS, _OTHER_COUNTRY = 6, 10, 4
"""Letters that a name must have before so many edits, or another ending, count as imitation."""


@record
class Known:
    """Who we are, and who is imitated. Domains in small letters, as behind the @."""

    our_domains: frozenset[str] = frozenset()
    our_names: frozenset[str] = frozenset()
    """Of the site and its offices, folded."""
    domains: frozenset[str] = field(default_factory=lambda: FAMILIAR)


def known_to(addresses: tuple[str, ...], names: tuple[str, ...], domains: tuple[str, ...] = ()) -> Known:
    """What a site knows: its own addresses and names, and domains that are imitated beside the familiar ones."""
    ours = frozenset(filter(None, (domain_of(one) for one in addresses)))
    return Known(
        our_domains=ours, our_names=frozenset(filter(None, map(fold, names))), domains=FAMILIAR | frozenset(domains)
    )


def doubts(name: str, address: str, reply_to: str, known: Known) -> tuple[str, ...]:
    """What speaks against a sender, as the words of this module; empty for most."""
    domain = readable(domain_of(address))
    ours = any(_within(domain, one) for one in known.our_domains)
    found = set()
    named = _ADDRESS_IN_NAME.search(name)
    if named and address and site(named[1].lower()) != site(domain):
        found.add(NAME_ADDRESS)
    if address and not ours and _says_it_is_us(name, known):
        found.add(NAME_OURS)
    if mixes_alphabets(domain):
        found.add(MIXED_LETTERS)
    if not ours and _imitates(domain, known):
        found.add(NEAR_DOMAIN)
    answers = readable(domain_of(reply_to))
    if answers and domain and site(answers) != site(domain):
        found.add(REPLY_ELSEWHERE)
    return tuple(sorted(found))


def domain_of(address: str) -> str:
    """What stands behind the @, in small letters; empty when nothing does."""
    return address.rpartition("@")[2].strip().lower().rstrip(".") if "@" in address else ""


def readable(domain: str) -> str:
    """A domain with its letters, where it stands in their ASCII form (xn--)."""
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def ascii_form(domain: str) -> str:
    """The form by which machines call a domain with other letters than ASCII; empty for all others."""
    if domain.isascii():
        return domain if "xn--" in domain else ""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def site(domain: str) -> str:
    """The last two parts of a domain."""
    return ".".join(domain.split(".")[-2:])


def mixes_alphabets(domain: str) -> bool:
    """Whether its parts have letters of several alphabets, or some none of the Latin one that the others have."""
    if domain.isascii():
        return False
    letters = (letter for letter in domain.replace(".", "") if letter.isalpha())
    return len({unicodedata.name(letter, "").split(" ")[0] for letter in letters}) > 1


def _says_it_is_us(name: str, known: Known) -> bool:
    domains = {one.lower() for one in (*_DOMAIN_IN_NAME.findall(name), *_ADDRESS_IN_NAME.findall(name))}
    if any(_within(one, ours) for one in domains for ours in known.our_domains):
        return True
    return fold(name).strip(" \"'") in known.our_names


def _within(domain: str, known: str) -> bool:
    return domain == known or domain.endswith(f".{known}")


def _imitates(domain: str, known: Known) -> bool:
    everything = known.domains | known.our_domains
    if not domain or any(_within(domain, one) for one in everything):
        return False
    shapes = {shape(domain), shape(site(domain))}
    for one in everything:
        if shape(one) in shapes or domain.startswith(f"{one}.") or f".{one}." in domain or _hyphened(domain, one):
            return True
    return any(_near(site(domain), site(one), one in known.our_domains) for one in everything)


def _hyphened(domain: str, known: str) -> bool:
    """Whether it is spelled with a hyphen for the dot, alone or with more words: post-ch.com, login-post-ch.net."""
    return f"-{known.replace('.', '-')}-" in f"-{site(domain).rpartition('.')[0]}-"


def shape(domain: str) -> str:
    """What a hurried eye sees of it: accents and look-alike signs gone."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", domain) if not unicodedata.combining(one))
    return plain.translate(_LOOKS_ALIKE).replace("rn", "m").replace("vv", "w")


def _near(domain: str, known: str, ours: bool) -> bool:
    label, wanted = domain.rpartition(".")[0], known.rpartition(".")[0]
    if label == wanted:
        return ours and len(wanted) >= _OTHER_COUNTRY
    allowed = (len(wanted) >= _ONE_EDIT) + (len(wanted) >= _TWO_EDITS)
    return bool(allowed) and abs(len(label) - len(wanted)) <= allowed and edits(label, wanted) <= allowed


def edits(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with their neighbour to make the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for column, wanted in enumerate(other, 1):
            cost = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (letter != wanted))
            if at > 1 and column > 1 and letter == other[column - 2] and one[at - 2] == wanted:
                cost = min(cost, last[column - 2] + 1)
            row.append(cost)
    return row[-1]
