"""Every animal of the zoo is shown as it must be: no error, nothing lost, nothing dangerous left."""

from __future__ import annotations

import pytest

from console.adapters.mail.decode import decode
from console.domain.mail import Mail
from console.domain.text import clean

from .zoo import bodies, charsets, cut, headers, kinds, old, structure, wild
from .zoo.case import Case

CASES = [
    (room.__name__.rpartition(".")[2], one)
    for room in (headers, charsets, bodies, structure, kinds, wild, cut, old)
    for one in room.CASES
]


def harmless(mail: Mail) -> bool:
    lines = [mail.subject, mail.sender, mail.sender_name, mail.reply_to, mail.message_id, *mail.to, *mail.in_reply_to]
    lines += [one.name for one in mail.attachments] + [one.media_type for one in mail.attachments]
    return all(clean(line).text == line for line in lines) and clean(mail.text, multiline=True).text == mail.text


def test_the_zoo_is_large_and_every_name_is_used_once() -> None:
    names = [(room, one.name) for room, one in CASES]

    assert len(names) >= 300
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", [one for _room, one in CASES], ids=[f"{room}: {one.name}" for room, one in CASES])
def test_a_message_is_shown_as_it_must_be(case: Case) -> None:
    mail = decode(case.raw)

    wanted = {
        "subject": case.subject, "sender": case.sender, "sender_name": case.sender_name, "to": case.to,
        "text": case.text, "language": case.language, "message_id": case.message_id, "in_reply_to": case.replies_to,
        "kind": case.kind, "flags": None if case.flags is None else tuple(sorted(case.flags)),
    }  # fmt: skip
    wanted = {name: value for name, value in wanted.items() if value is not None}
    assert {name: getattr(mail, name) for name in wanted} == wanted
    assert [words for words in case.shows if words not in mail.text] == []
    assert [words for words in case.hides if words in mail.text] == []
    assert case.files is None or tuple((one.name, one.size) for one in mail.attachments) == case.files
    assert case.has <= set(mail.flags)
    assert harmless(mail)
