"""Fills a store with realistic contacts for the measurements.

As a script: fill.py FILE OPEN [CLOSED]
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from console.adapters.store import mail_book, repository
from console.adapters.store.engine import Connection
from console.adapters.store.schema import open_store
from console.domain.contact import (
    CallId,
    CallState,
    Channel,
    Contact,
    Disposition,
    MailId,
    OfficeId,
    OperatorId,
    Outcome,
    Party,
    State,
)
from console.domain.handoff import Handoff, HandoffState, Packet, Way
from console.domain.lifecycle import arrive
from console.domain.mail import Mail
from console.services.ports import FolderState, RawMail

BATCH = 2_000
_FIRST = (
    "Anna",
    "Mario",
    "Lucia",
    "Giuseppe",
    "Elena",
    "Reto",
    "Zoë",
    "Jean-Pierre",
    "Ljiljana",
    "Agnès",
    "Ivo",
    "Nicolò",
)
_LAST = (
    "Rossi",
    "Bernasconi",
    "Bianchi",
    "Müller",
    "De Carli",
    "D'Andrea",
    "Fontana",
    "Jovanović",
    "Guggiari",
    "Poretti",
)
_SUBJECTS = (
    "Precetto esecutivo ricevuto ieri", "Richiesta di un estratto del registro", "Pignoramento del salario: domanda",
    "Opposizione al precetto", "Rateazione, per favore", "Zahlungsbefehl erhalten", "Commandement de payer",
    "Avviso di pignoramento: non capisco l'importo", "Cancellazione di un'esecuzione già pagata", "",
)  # fmt: skip
_OFFICES = ("", "faido", "lugano", "bellinzona", "locarno", "mendrisio")
_CHANNELS = (Channel.PHONE,) * 5 + (Channel.EMAIL,) * 4 + (Channel.COUNTER, Channel.LETTER, Channel.FAX, Channel.WEB)
_STATES = (State.WAITING,) * 12 + (State.MISSED, State.ACTIVE, State.PARKED, State.HANDED_OFF, State.ACCEPTED)


def fill(file: Path, open_contacts: int, seed: int = 1, *, closed: int = 0, now: float | None = None) -> None:
    """Add this many open and closed contacts, the same for the same seed. `now` in UTC seconds."""
    dice = random.Random(seed)
    at = time.time() if now is None else now
    contacts = [_contact(dice, number, at) for number in range(open_contacts)]
    contacts += [
        _closed(_contact(dice, number, at - 86_400)) for number in range(open_contacts, open_contacts + closed)
    ]
    conn = open_store(file)
    try:
        for start in range(0, len(contacts), BATCH):
            with conn.write():
                for number, contact in enumerate(contacts[start : start + BATCH], start):
                    _add(conn, contact, number, seed)
    finally:
        conn.close()


def _add(conn: Connection, contact: Contact, number: int, seed: int) -> None:
    if contact.channel is Channel.EMAIL:
        contact = replace(contact, mail=_mail(conn, contact, number, seed))
    repository.add(conn, arrive(contact, contact.arrived_at))


def _mail(conn: Connection, contact: Contact, number: int, seed: int) -> MailId:
    """A mail as its sender wrote it. A seed fills a store once."""
    text = f"Buongiorno,\n\nscrivo per: {contact.subject}.\nLa prego di rispondermi.\n\n{contact.party.name}\n"
    head = f"From: {contact.party.email}\r\nSubject: fill {seed}-{number}\r\n\r\n"
    folder = FolderState(folder=f"fill-{seed}", uid_validity=1, high_uid=number)
    raw = RawMail(
        uid=number, raw=(head + text).encode(), received_at=contact.arrived_at, fingerprint=f"{seed}-{number}"
    )
    mail = mail_book.keep(conn, folder, raw)
    if mail is None:
        raise ValueError(f"seed {seed} has filled this store already")
    decoded = Mail(
        message_id=f"<{seed}-{number}@fill.example>", sender=contact.party.email, sender_name=contact.party.name,
        subject=contact.subject, text=text, date=contact.arrived_at,
    )  # fmt: skip
    mail_book.set_decoded(conn, mail, decoded, is_receipt=False)
    return mail


def _contact(dice: random.Random, number: int, now: float) -> Contact:
    first, last = dice.choice(_FIRST), dice.choice(_LAST)
    channel, state = dice.choice(_CHANNELS), dice.choice(_STATES)
    arrived = now - dice.random() * 6 * 3600
    held = state in (State.ACTIVE, State.PARKED)
    call_state = CallState.NONE
    if channel is Channel.PHONE:
        waiting = state is State.WAITING and dice.random() < 0.01
        call_state = CallState.QUEUED if waiting else CallState.ENDED
    elif state is State.MISSED:
        state = State.WAITING
    office = OfficeId(dice.choice(_OFFICES))
    return Contact(
        channel=channel, state=state, call_state=call_state, office=office,
        party=Party(
            name=f"{first} {last}" if dice.random() < 0.8 else "",
            phone=f"+4179{dice.randrange(10**7):07d}" if channel is Channel.PHONE else "",
            email=f"{last.casefold().replace(' ', '')}{number}@example.ch" if channel is Channel.EMAIL else "",
        ),
        subject="" if channel is Channel.PHONE else dice.choice(_SUBJECTS),
        language=dice.choice(("it",) * 8 + ("de", "fr", "en")),
        case_reference=f"2026-{dice.randrange(10**7):07d}" if dice.random() < 0.3 else "",
        operator=OperatorId(dice.choice(("anna", "luca"))) if held else OperatorId(""),
        arrived_at=arrived, state_since=arrived + dice.random() * 600,
        call=CallId(f"fill-{now:.0f}-{number}") if channel is Channel.PHONE else CallId(""),
        handoff=_handoff(office, state, arrived) if state in (State.HANDED_OFF, State.ACCEPTED) else None,
    )  # fmt: skip


def _handoff(office: str, state: State, at: float) -> Handoff:
    kept = HandoffState.SENT if state is State.HANDED_OFF else HandoffState.ACCEPTED
    packet = Packet(question="Chiede lo stato della pratica", callback="+41794123308")
    return Handoff(packet=packet, way=Way.NOTE, office=office or "faido", by="anna", at=at, state=kept)


def _closed(contact: Contact) -> Contact:
    code = Disposition(outcome=Outcome.ANSWERED)
    return replace(contact, state=State.CLOSED, call_state=CallState.ENDED, disposition=code, handoff=None)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]), closed=int(sys.argv[3]) if len(sys.argv) > 3 else 0)
