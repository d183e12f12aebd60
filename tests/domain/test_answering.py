"""To whom an answer goes."""

from __future__ import annotations

import pytest

from console.domain.answering import answers_to
from console.domain.contact import Channel, Contact, Party
from console.domain.mail import Mail, Sender

PLAIN = Mail(sender="rossi@example.ch")
FORWARDED = Mail(sender="rossi@example.ch", original=Sender(address="ida@example.ch"))
ELSEWHERE = Mail(sender="rossi@example.ch", reply_to="studio@example.ch")


@pytest.mark.parametrize(
    ("channel", "citizen", "mail", "to"),
    [
        (Channel.EMAIL, "rossi@example.ch", PLAIN, ("rossi@example.ch",)),
        (Channel.EMAIL, "Rossi@Example.ch", ELSEWHERE, ("studio@example.ch", "rossi@example.ch")),
        (Channel.EMAIL, "ida@example.ch", ELSEWHERE, ("studio@example.ch", "rossi@example.ch")),
        (Channel.EMAIL, "Ida@example.ch", FORWARDED, ("Ida@example.ch",)),
        (Channel.EMAIL, "rossi@example.ch", FORWARDED, ("rossi@example.ch",)),
        (Channel.EMAIL, "", PLAIN, ("rossi@example.ch",)),
        (Channel.WEB, "ida@example.ch", PLAIN, ("ida@example.ch",)),
        (Channel.WEB, "", ELSEWHERE, ()),
        (Channel.FAX, "", PLAIN, ()),
        (Channel.LETTER, "", Mail(), ()),
        (Channel.FAX, "ida@example.ch", PLAIN, ("ida@example.ch",)),
    ],
)
def test_the_citizen_never_the_machine(channel, citizen, mail, to):
    contact = Contact(channel=channel, party=Party(email=citizen), arrived_at=0.0, state_since=0.0)
    assert answers_to(contact, mail) == to
