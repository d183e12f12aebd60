"""A contact as the command line gives it: JSON for programs, columns and a page for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from console.cli import words
from console.cli.output import moment, named, plain_data, waited
from console.domain.contact import BOUNCE, QUEUED_STATES, RECALLS, Channel, Contact, State, warns
from console.domain.forwarded import proposal
from console.domain.phone_number import display
from console.i18n import _
from console.screens import format as say
from console.screens.dialogs import words as spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.domain.journal import Entry
    from console.domain.mail import Mail
    from console.domain.queues import QueueRow, Urgency
    from console.domain.wish import Wish

Data = dict[str, Any]
TIMES = ("arrived_at", "state_since", "accept_by", "first_answer_at", "owed_since", "stopped_since")
DUE = ("due_first_answer", "due_resolution")
"""Times that may be infinity: nothing is due."""


def of_row(row: QueueRow) -> Data:
    """A row of the queue."""
    return {**row._asdict(), "open": True}


def of_contact(contact: Contact) -> Data:
    """A contact with the same keys as a row of the queue."""
    handoff = contact.handoff
    return {
        "id": contact.id, "channel": contact.channel, "state": contact.state, "call_state": contact.call_state,
        "name": contact.party.name, "peer": contact.party.phone or contact.party.phone_raw or contact.party.email,
        "subject": contact.subject, "language": contact.language, "office": contact.office,
        "operator": contact.operator, "clerk": handoff.clerk if handoff else "", "arrived_at": contact.arrived_at,
        "state_since": contact.state_since, "handoff_state": handoff.state if handoff else "",
        "flagged": warns(contact.flags), "version": contact.version,
        "missed_calls": contact.missed_calls, "attempts": contact.attempts, "out_of_hours": contact.out_of_hours,
        "recalls": RECALLS in contact.flags, "accept_by": contact.accept_by,
        "due_first_answer": contact.due_first_answer, "due_resolution": contact.due_resolution,
        "citizens_turn": contact.is_citizens_turn, "thread": contact.thread,
        "meant_for": contact.meant_for, "twin": contact.twin, "folded": contact.folded, "low": BOUNCE in contact.flags,
        "open": contact.is_open,
    }  # fmt: skip


def timed(data: Data, zone: tzinfo) -> Data:
    """The same with its times in ISO 8601 in the zone of the site."""
    told = {key: moment(value, zone) if key in TIMES else value for key, value in data.items()}
    return told | {key: due_moment(data[key], zone) for key in DUE if key in data}


def due_moment(at: float, zone: tzinfo) -> str | None:
    """A due moment in ISO 8601 in this zone; None for what is never due."""
    return None if at == math.inf else moment(at, zone)


def nearness(data: Data, urgency: Urgency, now: float) -> Data:
    """Whether it is late, and the business seconds that are left: below zero when it is, None when nothing is due."""
    due_at = _due_at(data)
    left = None if due_at == math.inf else round(urgency.left(due_at, now))
    return {"late": due_at < now, "business_seconds_left": left}


def _due_at(data: Data) -> float:
    return float(min(data[key] for key in DUE))


def table_head() -> list[str]:
    """The heads of the columns of `table_row`."""
    return [_("n."), _("canale"), _("stato"), _("da"), _("resta"), _("chi"), _("in mano a"), _("oggetto")]


def table_row(data: Data, urgency: Urgency, now: float) -> list[str]:
    """One contact of a list; `now` and the times of `data` are UTC seconds."""
    who = " ".join(part for part in (data["name"], display(data["peer"])) if part)
    since = data["arrived_at"] if data["state"] in (State.WAITING, State.MISSED) else data["state_since"]
    return [
        str(data["id"]),
        spoken.channel(data["channel"]),
        " · ".join(part for part in (words.state(data["state"]), _remarks(data)) if part),
        waited(now - since),
        (_("cittadino") if data["citizens_turn"] else say.left(_due_at(data), now, urgency)) or "-",
        who or _("anonimo"),
        data["operator"] or data["clerk"] or "-",
        data["subject"] or "-",
    ]


def _remarks(data: Data) -> str:
    if data["channel"] != Channel.PHONE or data["state"] not in QUEUED_STATES:
        return ""
    return say.call_remarks(
        missed_calls=data["missed_calls"], attempts=data["attempts"], out_of_hours=data["out_of_hours"],
        recalls=data["recalls"],
    )  # fmt: skip


def whole(contact: Contact, journal: Sequence[Entry], wishes: Sequence[Wish], mail: Mail | None, zone: tzinfo) -> Data:
    """Everything that is known of a contact. Bytes of mails are given as their number."""
    data: Data = plain_data(contact)
    if contact.handoff:
        data["handoff"]["at"] = moment(contact.handoff.at, zone)
    data["stops"] = [[moment(begin, zone), moment(end, zone)] for begin, end in contact.stops]
    data["journal"] = entries(journal, zone)
    data["wishes"] = [
        {
            "id": wish.id, "kind": wish.kind, "state": wish.state, "due_at": moment(wish.due_at, zone),
            "attempts": wish.attempts, "error": wish.error,
            "recipients": list(wish.mail.recipients) if wish.mail else [],
        }
        for wish in wishes
    ]  # fmt: skip
    data["message"] = _message(mail, zone) if mail else None
    return timed(data, zone)


def _message(mail: Mail, zone: tzinfo) -> Data:
    data: Data = plain_data(mail)
    data["date"] = moment(mail.date or 0, zone)
    return data


def entries(journal: Sequence[Entry], zone: tzinfo) -> list[Data]:
    """The history, oldest first."""
    return [{"at": moment(one.at, zone), "kind": one.kind, "by": one.by, "facts": dict(one.facts)} for one in journal]


def history(journal: Sequence[Entry], person: Callable[[str], str], zone: tzinfo) -> list[str]:
    """The history as lines."""
    return [f"{moment(one.at, zone)}  {words.entry(one, person)}" for one in journal]


def page(
    contact: Contact, journal: Sequence[Entry], wishes: Sequence[Wish], mail: Mail | None,
    *, person: Callable[[str], str], zone: tzinfo,
) -> list[str]:  # fmt: skip
    """A contact for people: fields, handoff, orders, history, and the message at the end."""
    text = _fields(contact, person, zone)
    if contact.handoff:
        text += handoff_lines(contact, person)
    if wishes:
        text += ["", _("Ordini al mondo"), *(f"  {words.wish(wish)}" for wish in wishes)]
    text += ["", _("Storia"), *(f"  {line}" for line in history(journal, person, zone))]
    if mail is not None:
        sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
        text += ["", _("Messaggio di {sender}").format(sender=sender), *mail.text.splitlines()]
        proposed = proposal(contact, mail)
        if proposed is not None:
            who = f"{proposed.name} <{proposed.address}>" if proposed.name else proposed.address
            text.append(_("[inoltrato: il mittente originale è {who}; accept-sender lo accetta]").format(who=who))
        text += [f"[{one.name}, {one.media_type}, {one.size}]" for one in mail.attachments]
    return text


def _fields(contact: Contact, person: Callable[[str], str], zone: tzinfo) -> list[str]:
    party = contact.party
    done = contact.disposition
    return named([
        (_("contatto"), str(contact.id)),
        (_("canale"), spoken.channel(contact.channel)),
        (_("stato"), words.state(contact.state)),
        (_("nome"), party.name),
        (_("telefono"), display(party.phone) or party.phone_raw),
        (_("e-mail"), party.email),
        (_("oggetto"), contact.subject),
        (_("lingua"), contact.language),
        (_("comune"), contact.municipality),
        (_("ufficio"), contact.office),
        (_("esecuzione"), contact.case_reference),
        (_("in mano a"), person(contact.operator) if contact.operator else ""),
        (_("arrivato"), moment(contact.arrived_at, zone)),
        (_("prima risposta"), moment(contact.first_answer_at, zone)),
        (_("prima risposta entro"), due_moment(contact.due_first_answer, zone) or ""),
        (_("conclusione entro"), due_moment(contact.due_resolution, zone) or ""),
        (_("orologio fermo da"), moment(contact.stopped_since, zone) if contact.is_open else ""),
        (_("risponde al"), str(contact.thread) if contact.thread else ""),
        (_("doppio del") if contact.state is State.CLOSED else _("forse doppio del"), str(contact.twin or "")),
        (_("dietro questo"), str(contact.folded) if contact.folded else ""),
        (_("chiamate perse"), str(contact.missed_calls) if contact.missed_calls else ""),
        (_("scheda"), contact.topic),
        (_("già detto"), ", ".join(contact.answered)),
        (_("nota"), contact.note),
        (_("esito"), spoken.outcome(done.outcome) if done else ""),
        (_("avvisi"), ", ".join(contact.flags)),
    ])  # fmt: skip


def handoff_lines(contact: Contact, person: Callable[[str], str]) -> list[str]:
    """The latest handoff of a contact and what became of it."""
    handoff = contact.handoff
    if handoff is None:
        return []
    packet = handoff.packet
    lines = named([
        (_("a chi"), person(handoff.clerk) if handoff.clerk else handoff.office),
        (_("come"), words.way(handoff.way)),
        (_("stato"), words.handoff_state(handoff.state)),
        (_("motivo"), spoken.send_back_reason(handoff.reason) if handoff.reason else (handoff.failure or "")),
        (_("domanda"), packet.question),
        (_("esecuzione"), packet.case_reference),
        (_("comune"), packet.municipality),
        (_("già detto"), ", ".join(packet.answered)),
        (_("richiamo"), display(packet.callback)),
        (_("scade"), packet.deadline),
        (_("nota"), packet.note),
        (_("risultato"), handoff.result),
    ])  # fmt: skip
    return ["", _("Passaggio"), *(f"  {line}" for line in lines)]
