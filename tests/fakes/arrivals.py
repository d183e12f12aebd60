"""New contacts as intake and operators make them, for tests of stores."""

from __future__ import annotations

from itertools import count

from console.domain.contact import CallId, CallState, Channel, Contact, MailId, OperatorId, Party, State
from console.domain.lifecycle import Decision, arrive
from console.services.ports import FolderState, RawMail

NOW = 1_795_510_800.0
"""Tuesday 24 November 2026, 10:00 in Bellinzona."""
_numbers = count(1)


def a_call(call: str = "", **changes) -> Decision:
    """A call that waits in the queue."""
    call = call or f"call-{next(_numbers)}"
    usual = {
        "party": Party(name="Mario Rossi", phone="+41794123308"),
        "arrived_at": NOW,
        "call_state": CallState.QUEUED,
    }
    return _arrival(Channel.PHONE, {**usual, "call": CallId(call), **changes})


def a_mail(mail: int = 0, **changes) -> Decision:
    """A mail that waits; `mail` is its number in the store."""
    usual = {
        "party": Party(name="Lucia Bernasconi", email="lucia@example.ch"),
        "subject": "Precetto",
        "arrived_at": NOW,
    }
    return _arrival(Channel.EMAIL, {**usual, "mail": MailId(mail), **changes})


def a_visit(operator: str = "anna", **changes) -> Decision:
    """A counter visit, logged by hand and in the operator's hands."""
    usual = {
        "state": State.ACTIVE,
        "operator": OperatorId(operator),
        "arrived_at": NOW,
        "party": Party(name="Ivo Fontana"),
    }
    return _arrival(Channel.COUNTER, {**usual, **changes})


def _arrival(channel: Channel, values: dict) -> Decision:
    contact = Contact(channel=channel, state_since=values["arrived_at"], **values)
    return arrive(contact, contact.arrived_at)


def received(store, *raws: bytes, folder: str = "INBOX", validity: int = 1, first: int = 1) -> int:
    """Keep these mails in the store's ledger; gives how many were new."""
    mails = [RawMail(uid=first + at, raw=raw, received_at=NOW, fingerprint=raw.hex()) for at, raw in enumerate(raws)]
    state = FolderState(folder=folder, uid_validity=validity, high_uid=first + len(raws) - 1)
    return store.ledger.commit_batch(state, mails)
