"""Words of the dialogs for the enums of the domain, and the sentence for every refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from console.domain.contact import Channel, Contact, Outcome, State
from console.domain.errors import ConsoleError, NotFound, Reason, Refused, StoreUnavailable
from console.domain.handoff import SendBackReason
from console.domain.office import Presence
from console.i18n import _, ngettext
from console.screens.format import size
from console.services.handoff import Candidate
from console.services.ports import HistoryRow
from console.services.presence import NO_ANSWER

SUBJECT_SIGNS = 60


def outcome(value: Outcome) -> str:
    """What became of a contact."""
    return {
        Outcome.ANSWERED: _("risposto"),
        Outcome.HANDED_OFF: _("passato a un funzionario"),
        Outcome.CALLED_BACK: _("richiamato"),
        Outcome.NOT_REACHED: _("non raggiunto"),
        Outcome.NO_ACTION: _("nessun seguito"),
        Outcome.SPAM: _("indesiderato"),
        Outcome.DUPLICATE: _("doppione"),
    }[value]


def channel(value: Channel) -> str:
    """The way by which a contact arrived."""
    return {
        Channel.PHONE: _("telefono"),
        Channel.COUNTER: _("sportello"),
        Channel.LETTER: _("lettera"),
        Channel.FAX: _("fax"),
        Channel.EMAIL: _("e-mail"),
        Channel.WEB: _("formulario web"),
    }[value]


def presence(value: Presence) -> str:
    """Whether a person can be given something now, with the glyph that stands beside it."""
    return {
        Presence.READY: _("● disponibile"),
        Presence.AFTER_CALL: _("◐ dopo chiamata"),
        Presence.BUSY: _("◐ in linea"),
        Presence.PAUSED: _("○ in pausa"),
        Presence.AWAY: _("○ assente"),
    }[value]


def candidate(one: Candidate) -> str:
    """A clerk's presence with the reason that was given."""
    return f"{presence(one.presence)} ({pause_reason(one.reason)})" if one.reason else presence(one.presence)


def pause_reason(reason: str) -> str:
    """Why somebody makes a pause: the program's own reasons in words, those of people as they were typed."""
    return {
        NO_ANSWER: _("il telefono non ha risposto"),
        "pause": _("in pausa"),
        "after_call": _("dopo chiamata"),
        "busy": _("occupato"),
    }.get(reason, reason)


def send_back_reason(value: SendBackReason) -> str:
    """Why a clerk gives a handoff back."""
    return {
        SendBackReason.WRONG_OFFICE: _("ufficio sbagliato"),
        SendBackReason.DATA_MISSING: _("mancano dati"),
        SendBackReason.ANSWER_IN_KB: _("la risposta era nelle schede"),
        SendBackReason.OTHER: _("altro"),
    }[value]


def field(name: str) -> str:
    """A field of the packet, as the dialog labels it."""
    return {
        "question": _("la domanda"),
        "callback": _("il richiamo"),
        "case_reference": _("l'esecuzione"),
        "municipality": _("il comune"),
        "citizen": _("il nome"),
        "office": _("l'ufficio"),
    }.get(name, name)


def fields(names: tuple[str, ...]) -> str:
    """These fields in one phrase."""
    return ", ".join(field(name) for name in names)


def failure(error: ConsoleError, person: Callable[[str], str] = str) -> str:
    """The sentence for an act that failed. `person` gives the name for a person's id."""
    if isinstance(error, Refused):
        return _refusal(error, person)
    if isinstance(error, NotFound):
        return _("Non esiste più: {what}.").format(what=error.key or error.kind)
    if isinstance(error, StoreUnavailable):
        return _("L'archivio non risponde: il testo resta qui. Riprovare fra poco.")
    return _("Un collega ha appena cambiato questo contatto: riprovare.")


def _refusal(refused: Refused, person: Callable[[str], str]) -> str:
    who = person(refused.who) if refused.who else _("un collega")
    sentences = {
        Reason.TAKEN: _("Questo contatto è nelle mani di {who}."),
        Reason.NOT_YOURS: _("Questo contatto è nelle mani di {who}."),
        Reason.WRONG_STATE: _("Nello stato in cui è ora il contatto non si può fare."),
        Reason.NOT_A_CALL: _("Non è una telefonata: passare con nota e richiamo."),
        Reason.NOT_WRITTEN: _("Il testo è vuoto: niente da inviare."),
        Reason.CALL_GONE: _("La chiamata è caduta: passare con nota e richiamo."),
        Reason.CALL_NOT_CONNECTED: _("La chiamata non è ancora in linea: aspettare che risponda."),
        Reason.CALLING_ALREADY: _("La chiamata è già partita: rispondere al proprio telefono."),
        Reason.CLERK_NOT_ANSWERED: _("Il funzionario non ha ancora risposto: aspettare, o riprendere il cittadino."),
        Reason.PACKET_INCOMPLETE: _("Manca: {fields}."),
        Reason.NOT_THE_CLERK: _("È assegnato a {who}."),
        Reason.TOO_LATE: _("Troppo tardi: è già partito."),
        Reason.NO_RECIPIENT: _("Manca un destinatario valido: controllare l'indirizzo o l'interno."),
        Reason.NO_MAIL: _("Questo sito non spedisce posta: passare con nota e richiamo."),
        Reason.NO_SENDER: _("Ci vuole il mittente: un indirizzo, o un dominio come @example.com; mai il nostro."),
        Reason.NO_TWIN: _("Non si conosce un altro contatto di cui questo sia il doppione."),
        Reason.OWN_MAIL: _("È un invio tuo: lo libera un collega."),
        Reason.FILE_MISSING: _("«{detail}» non c'è: controllare il percorso, o togliere l'allegato."),
        Reason.FILE_UNREADABLE: _("«{detail}» non si può leggere: mancano i permessi, o il disco non risponde."),
        Reason.FILE_NO_FILE: _("«{detail}» è una cartella o altro che non si può allegare."),
        Reason.FILE_CHANGED: _("«{detail}» è cambiato da quando è stato aggiunto: aggiungerlo di nuovo."),
        Reason.FILE_EXECUTABLE: _("«{detail}» è un programma: molti server lo rifiutano."),
        Reason.MAIL_TOO_BIG: _("Troppo grande: al massimo {size}, e in viaggio un allegato cresce di un terzo."),
        Reason.EMPTY_VARIABLE: _("La variabile «{detail}» è vuota: completarla o toglierla."),
        Reason.NO_ATTACHMENTS: _("Qui non c'è un messaggio con allegati."),
        Reason.UNREADABLE: _("Non si riesce a leggere: salvare l'originale e aprirlo altrove."),
        Reason.EXECUTABLE: _("È un programma: si salva solo se lo si vuole due volte."),
        Reason.NOT_SAVED: _not_saved(refused.detail),
    }
    names = fields(tuple(refused.detail.split(","))) if refused.reason is Reason.PACKET_INCOMPLETE else ""
    if refused.reason is Reason.NO_RECIPIENT and refused.detail in _no_recipient():
        return _no_recipient()[refused.detail]
    most = size(int(refused.detail)) if refused.detail.isdecimal() else ""
    return sentences[refused.reason].format(who=who, fields=names, detail=refused.detail, size=most)


def _no_recipient() -> dict[str, str]:
    """Why nobody can be written to, where more is known than that the address is none."""
    return {
        "own": _("È l'indirizzo di questa stessa casella: non si scrive a sé stessi."),
        "bounce": _("È un avviso di mancata consegna: chi lo ha spedito non legge. Scrivere a un altro indirizzo."),
        "many": _("Troppi destinatari: al massimo venti."),
    }


def _not_saved(why: str) -> str:
    return {
        "full": _("Non salvato: il disco è pieno. Non è rimasto nessun pezzo di file."),
        "denied": _("Non salvato: in questa cartella non si può scrivere."),
        "missing": _("Non salvato: questa cartella non c'è."),
    }.get(why, _("Non salvato: {why}.").format(why=why.replace("{", "(").replace("}", ")")))


def state(contact: Contact) -> str:
    """Where an earlier contact stands, in one or two words."""
    if contact.state is State.CLOSED and contact.disposition:
        return outcome(contact.disposition.outcome)
    return {
        State.WAITING: _("in coda"),
        State.ACTIVE: _("in lavorazione"),
        State.PARKED: _("in attesa"),
        State.WRAP_UP: _("in lavorazione"),
        State.CONSULTING: _("in consultazione"),
        State.TRANSFERRING: _("in trasferimento"),
        State.HANDED_OFF: _("dal funzionario"),
        State.ACCEPTED: _("dal funzionario"),
        State.MISSED: _("chiamata persa"),
        State.QUARANTINED: _("in quarantena"),
        State.CLOSED: _("chiuso"),
    }[contact.state]


def when(at: float, now: float, zone: tzinfo) -> str:
    """A moment as people say it: "oggi 10:42", "ieri 16:12", "domani 08:30", "12.11. 09:05", "12.11.2025".

    `at` and `now` in UTC seconds.
    """
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    days = (today.date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days == 0:
        return _("oggi {clock}").format(clock=clock)
    if days == 1:
        return _("ieri {clock}").format(clock=clock)
    if days == -1:
        return _("domani {clock}").format(clock=clock)
    return f"{moment:%d.%m.} {clock}" if moment.year == today.year else f"{moment:%d.%m.%Y}"


def about(contact: Contact) -> str:
    """What an earlier contact was about, short enough for a line among others."""
    subject = contact.subject or "–"
    return subject if len(subject) <= SUBJECT_SIGNS else subject[: SUBJECT_SIGNS - 1].rstrip() + "…"


def history(rows: Sequence[HistoryRow], now: float, zone: tzinfo) -> str:
    """The newest earlier contact in one line, and how many more there are; empty when there is none."""
    if not rows:
        return ""
    newest = rows[0]
    found = newest.contact
    sentence = _("{when}  {channel}  «{subject}»  {state}").format(
        when=when(found.arrived_at, now, zone), channel=channel(found.channel),
        subject=about(found), state=state(found),
    )  # fmt: skip
    more = len(rows) - 1
    if more:
        sentence += "  " + ngettext("e un altro", "e altri {count}", more).format(count=more)
    return sentence if newest.certain else _("forse: {sentence} (solo il nome)").format(sentence=sentence)
