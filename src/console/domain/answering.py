"""To whom an answer goes. Pure."""

from __future__ import annotations

from console.domain.contact import Channel, Contact
from console.domain.mail import Mail

_SENT_BY_MACHINES = (Channel.FAX, Channel.LETTER, Channel.WEB)
"""What comes as a mail from a gateway, a scanner, a form: its sender reads no answer."""


def answers_to(contact: Contact, mail: Mail) -> tuple[str, ...]:
    """The addresses for an answer, the best first: the citizen's, where a machine or somebody else sent the mail for
    them; else the mail's Reply-To, then its sender. None for a fax whose citizen has no address."""
    citizen = contact.party.email
    if contact.channel in _SENT_BY_MACHINES:
        return (citizen,) if citizen else ()
    if sent_for_citizen(contact, mail):
        return (citizen,)
    return tuple(one for one in (mail.reply_to, mail.sender) if one)


def sent_for_citizen(contact: Contact, mail: Mail) -> bool:
    """Whether the contact's citizen is known not to be the sender: by a web form, or an accepted forward."""
    citizen = contact.party.email.strip().casefold()
    if contact.channel in _SENT_BY_MACHINES:
        return bool(citizen)
    return mail.original is not None and citizen == mail.original.address.strip().casefold()
