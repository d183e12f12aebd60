"""To whom an answer goes. Pure."""

from __future__ import annotations

from console.domain.contact import Channel, Contact
from console.domain.mail import Mail

_SENT_BY_MACHINES = (Channel.FAX, Channel.LETTER, Channel.WEB)
"""What comes as a mail from a gateway, a scanner, a form: its sender reads no answer."""


def answers_to(contact: Contact, mail: Mail) -> tuple[str, ...]:
    """The addresses for an answer, the best first: the citizen's, where it is not the sender's (a web form, a
    forwarded mail); else the mail's Reply-To, then its sender. None for a fax whose citizen has no address."""
    citizen = contact.party.email
    if contact.channel in _SENT_BY_MACHINES:
        return (citizen,) if citizen else ()
    if citizen and citizen.casefold() != mail.sender.casefold():
        return (citizen,)
    return tuple(one for one in (mail.reply_to, mail.sender) if one)
