"""How things are written on the screen: times, people, channels, states. Pure words, no widget and no colour."""

from __future__ import annotations

from console.domain.contact import LIVE_CALL, QUEUED_STATES, RECALLS, CallState, Channel, Contact, State
from console.domain.handoff import HandoffState
from console.domain.office import Presence
from console.domain.phone_number import display
from console.domain.queues import QueueRow
from console.i18n import _, ngettext

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
    if row.state is not State.WAITING or row.low:
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


def mail_remarks(row: QueueRow, me: str, person: str) -> str:
    """What there is to know of what was written: whom it answers, "doppio di 12?", how many more stand behind it.

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
    said += [_("forse doppio del n. {number}").format(number=row.twin)] if row.twin else []
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
        "delivery_failed": _("un messaggio non è stato consegnato"),
        "disposition_missing": _("chiuso senza esito dopo un'interruzione"),
        "suspicious": _("mittente dubbio"),
        "spam_header": _("il server lo dice indesiderato"),
        "spam_sender": _("mittente bloccato da questo sito"),
        "folded": _("sta dietro un altro messaggio dello stesso sistema"),
        RECALLS: _("richiama: aveva già chiamato senza risposta"),
    }.get(name, name.replace("_", " "))


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
