"""Between the domain's values and the columns of a row. Pure: no SQL is run here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from sys import intern
from typing import Any

from console.domain.contact import (
    BOUNCE,
    CLERK_STATES,
    RECALLS,
    ArticleId,
    CallId,
    CallState,
    Channel,
    Contact,
    ContactId,
    Disposition,
    MailId,
    OfficeId,
    OperatorId,
    Outcome,
    Party,
    State,
    warns,
)
from console.domain.errors import StoreUnavailable
from console.domain.folding import fold
from console.domain.handoff import Handoff, HandoffState, Packet, SendBackReason, TransferFailure, Way
from console.domain.mail import Mail, mail_from
from console.domain.queues import QueueRow, rank
from console.domain.wish import CallOrder, OutgoingMail, Wish, WishId, WishKind, WishState
from console.i18n import _

PHONE_DIGITS = 9
"""Digits that tell a Swiss subscriber from another, whatever stands before them (+41, 0041, 0)."""
MINIMUM_PHONE_DIGITS = 3
SEARCHED_CHARACTERS = 2_000


@contextmanager
def readable() -> Iterator[None]:
    """Around reading rows: a value that this program does not know (a newer one wrote it) is StoreUnavailable."""
    try:
        yield
    except (KeyError, ValueError, TypeError) as error:
        raise StoreUnavailable(_("contiene dati di un'altra versione del programma")) from error


# --- contacts ------------------------------------------------------------------------------------

CONTACT_COLUMNS = (
    "id", "version", "channel", "state", "call_state", "name", "phone", "phone_raw", "email", "subject", "language",
    "office", "municipality", "case_reference", "queue", "operator", "arrived_at", "state_since", "call_id", "mail",
    "thread", "topic", "answered", "note", "outcome", "outcome_topic", "handoff", "out_of_hours", "attempts", "flags",
    "missed_calls", "accept_by", "first_answer_at", "owed_since", "stopped_since", "stops", "due_first_answer",
    "due_resolution", "due_mark", "meant_for", "twin", "folded",
)  # fmt: skip
"""What `contact_of` reads, in this order."""

WRITTEN_COLUMNS = (
    *CONTACT_COLUMNS[2:],
    "is_open", "queue_group", "turn_at", "handoff_state", "clerk", "phone_key", "email_key", "name_key", "search_text",
)  # fmt: skip
"""What `columns_of` gives, in this order; id, version and seq are the store's own."""

QUEUE_COLUMNS = (
    "id, channel, state, call_state, name, CASE WHEN phone <> '' THEN phone ELSE email END, subject, language, "
    "office, operator, clerk, arrived_at, state_since, handoff_state, flags, version, missed_calls, attempts, "
    "out_of_hours, accept_by, due_first_answer, due_resolution, stopped_since, thread, meant_for, twin, folded"
)
"""What `queue_row` reads: the fields of QueueRow in their order."""

_CHANNELS: dict[str, Channel] = {str(one): one for one in Channel}
_STATES: dict[str, State] = {str(one): one for one in State}
_CALL_STATES: dict[str, CallState] = {str(one): one for one in CallState}


def columns_of(contact: Contact) -> tuple[Any, ...]:
    """The values of WRITTEN_COLUMNS."""
    party, disposition, handoff = contact.party, contact.disposition, contact.handoff
    group, turn_at = rank(row_of(contact))[:2]
    return (
        contact.channel, contact.state, contact.call_state, party.name, party.phone, party.phone_raw, party.email,
        contact.subject, contact.language, contact.office, contact.municipality, contact.case_reference,
        contact.queue, contact.operator, contact.arrived_at, contact.state_since, contact.call, contact.mail,
        contact.thread, contact.topic, json.dumps(contact.answered), contact.note,
        disposition.outcome if disposition else "", disposition.topic if disposition else "",
        json.dumps(asdict(handoff)) if handoff else "", int(contact.out_of_hours), contact.attempts,
        json.dumps(contact.flags), contact.missed_calls, contact.accept_by,
        contact.first_answer_at, contact.owed_since, contact.stopped_since, json.dumps(contact.stops),
        contact.due_first_answer, contact.due_resolution, contact.due_mark,
        contact.meant_for, contact.twin, contact.folded,
        int(contact.is_open), group, turn_at, handoff.state if handoff else "",
        handoff.clerk if handoff else "", phone_key(party.phone or party.phone_raw), email_key(party.email),
        name_key(party.name), search_text(contact),
    )  # fmt: skip


def contact_of(row: tuple[Any, ...]) -> Contact:
    """The contact of a row of CONTACT_COLUMNS."""
    (
        number, version, channel, state, call_state, name, phone, phone_raw, email, subject, language, office,
        municipality, case_reference, queue, operator, arrived_at, state_since, call, mail, thread, topic, answered,
        note, outcome, outcome_topic, handoff, out_of_hours, attempts, flags,
        missed_calls, accept_by, first_answer_at, owed_since, stopped_since, stops, due_first_answer, due_resolution,
        due_mark, meant_for, twin, folded,
    ) = row  # fmt: skip
    disposition = Disposition(outcome=Outcome(outcome), topic=ArticleId(outcome_topic)) if outcome else None
    return Contact(
        id=ContactId(number), version=version, channel=_CHANNELS[channel], state=_STATES[state],
        call_state=_CALL_STATES[call_state], party=Party(name=name, phone=phone, phone_raw=phone_raw, email=email),
        subject=subject, language=language, office=OfficeId(office), municipality=municipality,
        case_reference=case_reference, queue=queue, operator=OperatorId(operator), arrived_at=arrived_at,
        state_since=state_since, call=CallId(call), mail=MailId(mail), thread=ContactId(thread),
        topic=ArticleId(topic), answered=tuple(json.loads(answered)), note=note, disposition=disposition,
        handoff=_handoff_of(handoff) if handoff else None, out_of_hours=bool(out_of_hours), attempts=attempts,
        flags=tuple(json.loads(flags)), missed_calls=missed_calls, accept_by=accept_by,
        first_answer_at=first_answer_at, owed_since=owed_since, stopped_since=stopped_since, stops=_spans(stops),
        due_first_answer=due_first_answer, due_resolution=due_resolution, due_mark=due_mark,
        meant_for=OperatorId(meant_for), twin=ContactId(twin), folded=folded,
    )  # fmt: skip


def queue_row(row: tuple[Any, ...]) -> QueueRow:
    """The board's row of a row of QUEUE_COLUMNS. Words of a small set are kept once: 2 MiB less for 10'000 rows."""
    flags = () if row[14] == "[]" else tuple(json.loads(row[14]))
    kinds = _CHANNELS[row[1]], _STATES[row[2]], _CALL_STATES[row[3]]
    language_to_clerk = map(intern, row[7:11])
    return QueueRow._make(
        (row[0], *kinds, *row[4:7], *language_to_clerk, *row[11:13], intern(row[13]), warns(flags), row[15],
         row[16], row[17], bool(row[18]), RECALLS in flags, row[19], row[20], row[21],
         row[22] > 0 and kinds[1] not in CLERK_STATES, row[23], intern(row[24]), row[25], row[26], BOUNCE in flags)
    )  # fmt: skip


def row_of(contact: Contact) -> QueueRow:
    """What the queue shows of this contact; the same as `queue_row` reads from its columns."""
    handoff = contact.handoff
    return QueueRow(
        id=contact.id, channel=contact.channel, state=contact.state, call_state=contact.call_state,
        name=contact.party.name, peer=contact.party.phone or contact.party.email, subject=contact.subject,
        language=contact.language, office=contact.office, operator=contact.operator,
        clerk=handoff.clerk if handoff else "", arrived_at=contact.arrived_at, state_since=contact.state_since,
        handoff_state=handoff.state if handoff else "", flagged=warns(contact.flags), version=contact.version,
        missed_calls=contact.missed_calls, attempts=contact.attempts, out_of_hours=contact.out_of_hours,
        recalls=RECALLS in contact.flags, accept_by=contact.accept_by, due_first_answer=contact.due_first_answer,
        due_resolution=contact.due_resolution, citizens_turn=contact.is_citizens_turn, thread=contact.thread,
        meant_for=contact.meant_for, twin=contact.twin, folded=contact.folded, low=BOUNCE in contact.flags,
    )  # fmt: skip


def _spans(text: str) -> tuple[tuple[float, float], ...]:
    return () if text == "[]" else tuple((begin, end) for begin, end in json.loads(text))


def _handoff_of(text: str) -> Handoff:
    kept = json.loads(text)
    packet, failure, reason = kept.pop("packet"), kept.pop("failure"), kept.pop("reason")
    return Handoff(
        packet=Packet(**{**packet, "answered": tuple(packet["answered"])}),
        way=Way(kept.pop("way")),
        state=HandoffState(kept.pop("state")),
        failure=TransferFailure(failure) if failure else None,
        reason=SendBackReason(reason) if reason else None,
        **kept,
    )


# --- what contacts are found by ------------------------------------------------------------------


def phone_key(number: str) -> str:
    """The last nine digits; empty for what is too short to be anybody's number."""
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    return digits[-PHONE_DIGITS:] if len(digits) >= MINIMUM_PHONE_DIGITS else ""


def email_key(address: str) -> str:
    """The address without capitals and blanks around."""
    return address.strip().casefold()


def name_key(name: str) -> str:
    """The name's words without accents, in order of the alphabet: "Rossi Mario" is "Mario Rossi"."""
    return " ".join(sorted(fold(name).split()))


def search_text(contact: Contact) -> str:
    """Everything that `find` looks into, folded."""
    party = contact.party
    parts = (party.name, party.email, contact.subject, contact.case_reference)
    digits = re.sub(r"[^0-9 ]", "", f"{party.phone} {party.phone_raw} {contact.case_reference}")
    return f"{fold(' '.join(parts))[:SEARCHED_CHARACTERS]} {digits}"


# --- wishes --------------------------------------------------------------------------------------

WISH_COLUMNS = (
    "id, contact, kind, state, due_at, expires_at, attempts, error, call_order, message_id, sender, recipients, "
    "subject, raw, author, tried_since"
)
"""What `wish_of` reads, in this order."""


def wish_columns(wish: Wish, contact: int) -> tuple[Any, ...]:
    """The values of WISH_COLUMNS without the id."""
    mail = wish.mail
    order = json.dumps(asdict(wish.order)) if wish.order else ""
    head = (contact, wish.kind, wish.state, wish.due_at, wish.expires_at, wish.attempts, wish.error, order)
    tail = (wish.author, wish.tried_since)
    if mail is None:
        return (*head, "", "", "[]", "", None, *tail)
    return (*head, mail.message_id, mail.sender, json.dumps(mail.recipients), mail.subject, mail.raw, *tail)


def wish_of(row: tuple[Any, ...]) -> Wish:
    """The wish of a row of WISH_COLUMNS."""
    (
        number, contact, kind, state, due, expires, attempts, error, order, message_id, sender, to, subject, raw,
        author, tried_since,
    ) = row  # fmt: skip
    mail = None
    if raw is not None:
        mail = OutgoingMail(
            message_id=message_id, sender=sender, recipients=tuple(json.loads(to)), raw=bytes(raw), subject=subject
        )
    return Wish(
        id=WishId(number), contact=contact, kind=WishKind(kind), state=WishState(state), due_at=due,
        expires_at=expires, attempts=attempts, error=error, mail=mail, author=author, tried_since=tried_since,
        order=CallOrder(**json.loads(order)) if order else None,
    )  # fmt: skip


# --- mails ---------------------------------------------------------------------------------------


def mail_json(mail: Mail) -> str:
    """The decoded mail as text."""
    return json.dumps(asdict(mail))


def mail_of(text: str) -> Mail:
    """The decoded mail again."""
    return mail_from(json.loads(text))
