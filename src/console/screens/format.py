"""How things are written on the screen: times, people, channels, states. Pure words, no widget and no colour."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, tzinfo
from enum import Enum
from typing import TYPE_CHECKING

from console.domain.contact import LIVE_CALL, QUEUED_STATES, RECALLS, WRITTEN_OUT, CallState, Channel, Contact, State
from console.domain.handoff import HandoffState
from console.domain.office import Presence
from console.domain.phone_number import display
from console.domain.queues import QueueRow, Urgency
from console.i18n import _, ngettext

if TYPE_CHECKING:
    from console.domain.mail import Registered

GLYPHS = {
    Channel.PHONE: "☎",
    Channel.EMAIL: "✉",
    Channel.FAX: "▤",
    Channel.WEB: "◈",
    Channel.LETTER: "▭",
    Channel.COUNTER: "⌂",
}
PRESENCE = {
    Presence.READY: "●",
    Presence.BUSY: "◐",
    Presence.AFTER_CALL: "◐",
    Presence.PAUSED: "○",
    Presence.AWAY: "○",
}


def wait(seconds: float) -> str:
    """How long something lasts, at most seven signs: "02:31" below an hour, "1h23" below a day, "3g04h"."""
    whole = max(0, int(seconds))
    if whole < 3600:
        return f"{whole // 60:02d}:{whole % 60:02d}"
    if whole < 86_400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}"
    days = whole // 86_400
    return _("{days}g{hours:02d}h").format(days=days, hours=whole % 86_400 // 3600) if days < 100 else f"{days}g"


def business(seconds: float) -> str:
    """Business time to the minute, at most seven signs: "0 h 35", "2 h 10", "112 h"."""
    minutes = max(0, int(seconds // 60))
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes < 6000 else f"{minutes // 60} h"


class Room(Enum):
    """How much room there is for what is left."""

    WIDE = 17
    NARROW = 9
    SHARED = 10
    """As narrow, and how long something waits may stand in the same column: which of the two it is must be read."""


def left(due_at: float, now: float, urgency: Urgency, *, room: Room = Room.WIDE, live: bool = False) -> str:
    """What is left until a due moment: "2 h 10", "in ritardo 0 h 35", "rit.0h35"; nothing for what is never due.

    `live`: a citizen is on the line, and below an hour seconds count: "01:12".
    """
    if due_at == math.inf:
        return ""
    seconds = abs(urgency.left(due_at, now))
    time = wait(seconds) if live and seconds < 3600 else business(seconds)
    time = time if room is Room.WIDE else time.replace(" ", "")
    if due_at < now:
        return (_("in ritardo {time}") if room is Room.WIDE else _("rit.{time}")).format(time=time)
    return _("fra {time}").format(time=time) if room is Room.SHARED else time


def due_ink(due_at: float, now: float, urgency: Urgency) -> str:
    """The ink of a due moment: red only when it has passed."""
    return "late" if due_at < now else "warn" if urgency.is_near(due_at, now) else "muted"


def citizen(row: QueueRow) -> str:
    """Who it is: the name, else the number or address, else that it is withheld."""
    return row.name or display(row.peer) or (_("anonimo") if row.channel is Channel.PHONE else _("senza nome"))


def party(contact: Contact) -> str:
    """The same of a contact: never "anonymous" while a number or an address is known."""
    found = contact.party.name or display(contact.party.phone) or contact.party.phone_raw or contact.party.email
    return found or (_("anonimo") if contact.channel is Channel.PHONE else _("senza nome"))


def peer(text: str) -> str:
    """A number in groups, an address as it is."""
    return display(text)


def row_state(row: QueueRow, me: str, person: str, clerk: str) -> str:
    """Where a contact stands, in at most three words; `person` and `clerk` are names."""
    if row.state in (State.ACTIVE, State.PARKED, State.WRAP_UP):
        return _mine(row) if row.operator == me else person
    return {
        State.WAITING: _waiting(row),
        State.MISSED: _("da richiamare"),
        State.CONSULTING: _("⇄ consulto"),
        State.TRANSFERRING: _("⇄ passaggio"),
        State.HANDED_OFF: _("→ {clerk}").format(clerk=clerk or _("all'ufficio")),
        State.ACCEPTED: _("✓ {clerk}").format(clerk=clerk or _("accettato")),
    }.get(row.state, _("chiuso"))


def _mine(row: QueueRow) -> str:
    if row.state is State.PARKED:
        return _("‖ da parte")
    if row.state is State.WRAP_UP:
        return _("▪ da chiudere")
    if row.call_state is CallState.TALKING:
        return _("● in linea")
    return _("● in mano") if row.call_state not in LIVE_CALL else _("● suona")


def _waiting(row: QueueRow) -> str:
    if row.handoff_state == HandoffState.SENT_BACK:
        return _("↩ rimandato")
    if row.call_state is CallState.RINGING:
        return _("suona")
    return _("in attesa") if row.call_state is CallState.QUEUED else _("in coda")


def times(calls: int) -> str:
    """How often somebody called in vain."""
    return ngettext("{count} volta", "{count} volte", calls).format(count=calls)


def call_remarks(*, missed_calls: int, attempts: int, out_of_hours: bool, recalls: bool) -> str:
    """What there is to know of a call in the queue beside its name: "richiama", "3 volte · 1 tentativo"."""
    said = [_("richiama")] if recalls else []
    said += [times(missed_calls)] if missed_calls > 1 else []
    said += [ngettext("{count} tentativo", "{count} tentativi", attempts).format(count=attempts)] if attempts else []
    return " · ".join([*said, _("fuori orario")] if out_of_hours else said)


def row_remarks(row: QueueRow) -> str:
    """The same of a row; nothing of what did not come by telephone."""
    if row.channel is not Channel.PHONE or row.state not in QUEUED_STATES:
        return ""
    return call_remarks(
        missed_calls=row.missed_calls, attempts=row.attempts, out_of_hours=row.out_of_hours, recalls=row.recalls
    )


def mail_remarks(row: QueueRow, me: str, person: str) -> str:
    """What there is to know of what was written: whom it answers, "doppio?", how many more stand behind it.

    `person` is the name of who had the contact that it answers.
    """
    if row.channel is Channel.PHONE or row.state not in QUEUED_STATES:
        return ""
    said = []
    if row.meant_for and row.thread:
        said.append(_("↪ risposta a te") if row.meant_for == me else _("↪ risposta a {who}").format(who=person))
    elif row.thread:
        said.append(_("↪ risposta al n. {number}").format(number=row.thread))
    elif row.meant_for:
        said.append(_("↩ torna a te") if row.meant_for == me else _("↩ torna a {who}").format(who=person))
    said += [_("doppio?")] if row.twin else []
    said += [f"+{row.folded}"] if row.folded else []
    said += [_("avviso di un server")] if row.low else []
    return " · ".join(said)


def flag(name: str) -> str:
    """A warning that hangs on a contact or mail, as a sentence; an unknown one as it is."""
    return {
        "escape": _("conteneva comandi per il terminale, tolti"),
        "control": _("conteneva caratteri di controllo, tolti"),
        "bidi": _("conteneva segni che invertono il testo, tolti"),
        "invisible": _("conteneva caratteri invisibili, tolti"),
        "marks": _("conteneva segni sovrapposti, ridotti"),
        "charset": _("alfabeto non dichiarato: qualche lettera può essere sbagliata"),
        "truncated": _("testo accorciato"),
        "unreadable": _("il messaggio non si può leggere: aprire l'originale nella casella"),
        "executable": _("allegato eseguibile"),
        "misleading": _("allegato con nome ingannevole"),
        "encrypted": _("cifrato: qui non si legge"),
        "delivery_failed": _("un messaggio non è stato consegnato"),
        "disposition_missing": _("chiuso senza esito dopo un'interruzione"),
        "suspicious": _("mittente dubbio"),
        "spam_header": _("il server lo dice indesiderato"),
        "spam_sender": _("mittente bloccato da questo sito"),
        "folded": _("sta dietro un altro messaggio dello stesso sistema"),
        WRITTEN_OUT: _("primo messaggio nostro"),
        "automatic": _("scritto da un sistema automatico"),
        "bulk": _("invio di massa o lista"),
        "bounce": _("avviso di mancata consegna"),
        "name_address": _("il nome del mittente mostra un altro indirizzo"),
        "name_ours": _("il mittente si dà il nostro nome, ma scrive da fuori"),
        "near_domain": _("il dominio del mittente somiglia a uno conosciuto"),
        "mixed_letters": _("il dominio del mittente mescola alfabeti"),
        "reply_elsewhere": _("la risposta andrebbe a un altro dominio"),
        "links": _("un collegamento mostra un indirizzo e porta a un altro"),
        "damaged": _("il messaggio è arrivato guasto: può mancare qualcosa"),
        "attached_mail": _("contiene un altro messaggio"),
        "calendar": _("contiene un appuntamento"),
        "pec": _("posta certificata italiana (PEC)"),
        "registered": _("raccomandata elettronica"),
        "report": _("contiene un rapporto di consegna"),
        "signed": _("firmato, firma non verificata"),
        "tnef": _("scritto con Outlook (winmail.dat)"),
        RECALLS: _("richiama: aveva già chiamato senza risposta"),
    }.get(name, name.replace("_", " "))


def shown_flags(names: Iterable[str]) -> tuple[str, ...]:
    """Each flag once; that a sender is doubtful is not said where it is said why."""
    once = dict.fromkeys(names)
    if once.keys() & _REASONS:
        once.pop("suspicious", None)
    return tuple(once)


_REASONS = frozenset({"name_address", "name_ours", "near_domain", "mixed_letters"})
ACCEPTANCE_LATE = 2 * 86_400.0
"""Two days before a registered mail lapses it is shown as late."""


def registered(notice: Registered, contact: Contact, now: float, zone: tzinfo) -> str:
    """What a registered mail says: «raccomandata IncaMail: ritirare entro 04.12. 10:15, mancano 6 g 22 h»."""
    said = {
        "to_accept": _("da ritirare"), "dispatched": _("ricevuta d'invio"), "accepted": _("ricevuta di ritiro"),
        "expired": _("scaduta senza ritiro"), "refused": _("ritiro rifiutato"), "failed": _("non consegnata"),
        "message": _("messaggio"),
    }[notice.notice]  # fmt: skip
    if not contact.accept_by:
        return _("raccomandata {provider}: {notice}").format(provider=notice.provider, notice=said)
    moment = datetime.fromtimestamp(contact.accept_by, zone)
    left = contact.accept_by - now
    if left <= 0:
        sentence = _("raccomandata {provider}: il termine per ritirarla è passato il {day} (secondo il fornitore)")
        return sentence.format(provider=notice.provider, day=f"{moment:%d.%m. %H:%M}")
    sentence = _("raccomandata {provider}: ritirare entro {day}, mancano {left} (secondo il fornitore)")
    return sentence.format(provider=notice.provider, day=f"{moment:%d.%m. %H:%M}", left=time_left(left))


def time_left(seconds: float) -> str:
    """How long there is: "6 g 22 h", "5 h 10 min", "12 min"."""
    minutes = max(0, int(seconds // 60))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return _("{days} g {hours} h").format(days=days, hours=hours)
    if minutes >= 60:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} min").format(minutes=minutes)


def acceptance_late(row: QueueRow | Contact, now: float) -> bool:
    """Whether a registered mail lapses soon, or has lapsed, and is still open."""
    return bool(row.accept_by) and row.state is not State.CLOSED and row.accept_by - now < ACCEPTANCE_LATE


def acceptance_remark(row: QueueRow, now: float) -> str:
    """The countdown of a registered mail in the queue; empty for other contacts."""
    if not row.accept_by:
        return ""
    left = row.accept_by - now
    return _("raccomandata {left}").format(left=wait(left)) if left > 0 else _("raccomandata scaduta")


def size(count: int) -> str:
    """A size in bytes as people say it."""
    for unit in ("B", "kB", "MB"):
        if count < 1000 or unit == "MB":
            return f"{count:.0f} {unit}" if unit == "B" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000  # type: ignore[assignment]
    raise AssertionError("unreachable")


def link(name: str) -> str:
    """A link to the world, in one short word."""
    return {
        "phone": _("tel"), "mail": _("posta"), "letters": _("lettere"), "outbox": _("invio"),
        "knowledge": _("schede"), "store": _("archivio"),
    }.get(name, name)  # fmt: skip
