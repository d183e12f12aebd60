"""What becomes of a mail between the operator's key and the server: four eyes, and recipients with different fates.

Every group of recipients with the same fate is a wish of its own: so each has its state, its tries and the server's
words, and no mail goes twice to anybody because somebody else was refused.
"""

from __future__ import annotations

from dataclasses import replace

from console.domain import facts
from console.domain import mail_commands as m
from console.domain.commands import MailDidFail
from console.domain.contact import Contact, OperatorId, State
from console.domain.decision import Decision, entry, move, require, settle
from console.domain.errors import Reason
from console.domain.journal import Entry, EntryKind
from console.domain.wish import RecipientAnswer, RecipientState, Wish, WishResult, WishState

SECOND, THIRD = 2, 3
"""Endings of the Message-IDs under which the rest of a mail goes on."""


def release(contact: Contact, command: m.ReleaseMail, now: float) -> Decision:
    """The mail may leave. Never by its own author."""
    require(command.by != command.author, Reason.OWN_MAIL)
    line = entry(EntryKind.MAIL_RELEASED, now, command.by, author=command.author)
    result = WishResult(wish=command.wish, state=WishState.QUEUED, due_at=command.send_at)
    return Decision(contact, (line,), results=(result,))


def hold(contact: Contact, command: m.HoldMail, now: float) -> Decision:
    """It waits for a release again."""
    result = WishResult(wish=command.wish, state=WishState.HELD)
    return Decision(contact, (entry(EntryKind.MAIL_HELD, now, command.by),), results=(result,))


def give_back(contact: Contact, command: m.GiveBackMail, now: float) -> Decision:
    """The contact is set aside for the author, unless somebody has it in hand or it has gone on."""
    require(command.by != command.author, Reason.OWN_MAIL)
    require(bool(command.reason.strip()), Reason.NOT_WRITTEN)
    line = entry(EntryKind.MAIL_GIVEN_BACK, now, command.by, author=command.author, reason=command.reason)
    if contact.state in (State.CLOSED, State.WAITING):
        contact = move(contact, State.PARKED, now, operator=OperatorId(command.author), disposition=None)
    return Decision(contact, (line,), results=settle(command.wish, WishState.CANCELLED, command.reason))


def partly(contact: Contact, command: m.MailPartly, now: float) -> Decision:
    """Those who are taken get it now, those who were put off later, and for those who are refused it comes back."""
    taken, later, refused = (_with(command.answers, state) for state in RecipientState)
    first = taken or later
    if not first:
        error = refused[0].words if refused else ""
        return facts.mail_failed(contact, MailDidFail(wish=command.wish, error=error), now)
    wishes: list[Wish] = []
    if taken and later:
        wishes.append(_rest(command, later, SECOND, now))
    if refused:
        wishes.append(_failed(command, refused))
    goes_on = WishResult(
        wish=command.wish, state=WishState.QUEUED, due_at=now if taken else command.retry_at,
        error="" if taken else later[0].words, recipients=tuple(one.address for one in first),
    )  # fmt: skip
    lines = tuple(_line(one, now) for one in (*later, *refused))
    if refused:
        failure = MailDidFail(wish=command.wish, error=refused[0].words)
        contact = facts.mail_failed(contact, failure, now).contact
    return Decision(contact, lines, tuple(wishes), (goes_on,))


def _with(answers: tuple[RecipientAnswer, ...], state: RecipientState) -> tuple[RecipientAnswer, ...]:
    return tuple(one for one in answers if one.state is state)


def _rest(command: m.MailPartly, later: tuple[RecipientAnswer, ...], anew: int, now: float) -> Wish:
    mail = command.mail.only_for(tuple(one.address for one in later), anew=anew)
    return Wish(
        kind=command.kind, mail=mail, due_at=command.retry_at, attempts=1, error=later[0].words,
        author=command.author, tried_since=now,
    )  # fmt: skip


def _failed(command: m.MailPartly, refused: tuple[RecipientAnswer, ...]) -> Wish:
    """A record of who was refused, and why. Its bytes are those of the others: they are not kept twice."""
    mail = replace(command.mail.only_for(tuple(one.address for one in refused), anew=THIRD), raw=b"")
    return Wish(
        kind=command.kind, mail=mail, state=WishState.FAILED, attempts=1, error=refused[0].words,
        author=command.author,
    )  # fmt: skip


def _line(answer: RecipientAnswer, now: float) -> Entry:
    kind = EntryKind.DELIVERY_FAILED if answer.state is RecipientState.REFUSED else EntryKind.DELIVERY_DELAYED
    return entry(kind, now, recipient=answer.address, error=answer.words)
