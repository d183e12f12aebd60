"""What a site knows about senders, put to a mail that comes in: doubts about who wrote, and registered mail."""

from __future__ import annotations

from dataclasses import field, replace

from console.domain.look_alike import POSES, REPLY_ELSEWHERE, Known, doubts
from console.domain.mail import Mail, MailClass, RegisteredRule
from console.domain.record import record
from console.domain.registered import registered


@record
class MailRules:
    """What a site knows of senders: who is imitated, and who brings registered mail."""

    known: Known = field(default_factory=Known)
    registered: RegisteredRule = field(default_factory=RegisteredRule)


def marked(mail: Mail, raw: bytes, arrived_at: float, rules: MailRules) -> Mail:
    """The mail with what this site knows about its sender: doubts, and whether it is registered."""
    notice = registered(mail, raw, arrived_at, rules.registered)
    found = set(doubts(mail.sender_name, mail.sender, mail.reply_to, rules.known))
    if mail.kind is not MailClass.PERSON or notice is not None:
        found.discard(REPLY_ELSEWHERE)  # a system's answers go elsewhere as a rule
    flags = {*mail.flags, *found, *(("suspicious",) if POSES & found else ()), *(("registered",) if notice else ())}
    return replace(mail, flags=tuple(sorted(flags)), registered=notice)
