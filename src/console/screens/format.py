"""How things are written on the screen: times, people, channels, states. Pure words, no widget and no colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from console.domain.contact import LIVE_CALL, QUEUED_STATES, RECALLS, WRITTEN_OUT, CallState, Channel, Contact, State
from console.domain.handoff import HandoffState
from console.domain.office import Presence
from console.domain.phone_number import display
from console.domain.queues import QueueRow
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
LATE_CALL_SECONDS = 120.0
"""A caller who waits longer is shown as late; half of the callers of a service line have left by then."""
LATE_WRITTEN_SECONDS = 2 * 86_400.0
"""Two days, the courtesy term for a first answer to a letter or mail."""


def wait(seconds: float) -> str:
    """How long something lasts, at most seven signs: "02:31" below an hour, "1h23" below a day, "3g04h"."""
    whole = max(0, int(seconds))
    if whole < 3600:
        return f"{whole // 60:02d}:{whole % 60:02d}"
    if whole < 86_400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}"
    days = whole // 86_400
    return _("{days}g{hours:02d}h").format(days=days, hours=whole % 86_400 // 3600) if days < 100 else f"{days}g"


def late(row: QueueRow, now: float) -> bool:
    """Whether a waiting contact has waited too long; only what anybody may take can be late."""
    if row.state is not State.WAITING:
        return False
    live = row.call_state in (CallState.QUEUED, CallState.RINGING)
    return now - row.arrived_at > (LATE_CALL_SECONDS if live else LATE_WRITTEN_SECONDS)


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
        "phone": _("tel"), "mail": _("posta"), "outbox": _("invio"), "knowledge": _("schede"), "store": _("archivio"),
    }.get(name, name)  # fmt: skip
