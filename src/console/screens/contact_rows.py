"""The contact as lines: who, how to reach them, where it stands, earlier contacts, the handoff, the mail. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from console.domain.contact import INFORMING, RECALLS, CallState, Contact, State, warns
from console.domain.handoff import Handoff, HandoffState, TransferFailure, Way
from console.domain.mail import Mail, MailClass
from console.domain.phone_number import display
from console.domain.queues import Urgency
from console.domain.record import record
from console.i18n import _, ngettext
from console.screens import format as say
from console.screens.dialogs import words
from console.screens.dialogs.names import Names
from console.screens.widgets.ink import MARK, Piece, Row
from console.services.ports import HistoryRow

if TYPE_CHECKING:
    from console.domain.journal import Entry

HISTORY_ROWS = 3


@record
class Dossier:
    """Everything that is shown of one contact."""

    contact: Contact
    mail: Mail | None = None
    history: tuple[HistoryRow, ...] = ()
    by_keys: str | None = None
    """The extension to which the keys of a desk phone took the call; None when it went otherwise."""
    twin: Contact | None = None
    """The contact of which this one is perhaps a duplicate, or was closed as one."""
    delivery: tuple[str, str] | None = None
    """What a server reported last about a mail of this contact, as a sentence and its ink."""


@record
class Sight:
    """Who looks, when, and how much: `unfolded` shows quoted text and the whole history."""

    names: Names
    me: str
    now: float
    zone: tzinfo
    unfolded: bool = False
    urgency: Urgency | None = None
    """How near targets are; None: they are not said."""


def contact_rows(dossier: Dossier, sight: Sight) -> list[Row]:
    """The lines of the card, then the mail."""
    contact = dossier.contact
    rows = [_head(contact), _reach(contact)]
    rows += [row for row in (_about(contact, sight), _standing(contact, sight)) if row]
    rows += target_rows(contact, sight)
    rows += registered_rows(contact, dossier.mail, sight)
    rows += warning_rows(contact, dossier.mail)
    rows += _proposals(dossier, sight) if dossier.mail is not None else []
    rows += [((f"  {dossier.delivery[0]}", dossier.delivery[1]),)] if dossier.delivery else []
    rows += _handoff(contact.handoff, sight, dossier.by_keys) if contact.handoff else []
    rows += history_rows(dossier.history, sight)
    rows += _known(contact, sight)
    if dossier.mail is not None:
        rows += mail_rows(dossier.mail, sight)
    elif contact.subject:
        rows += [(), ((contact.subject, "text"),)]
    return rows


def _head(contact: Contact) -> Row:
    pieces: list[Piece] = [(f"{say.GLYPHS[contact.channel]} ", "accent"), (say.party(contact), "title")]
    return (*pieces, (f"   {words.channel(contact.channel)}", "muted"))


def who_row(contact: Contact, now: float) -> Row:
    """Who is being served, in one line, for places that do not show the card."""
    line = f"  {_call(contact.call_state)}" if contact.call_state not in (CallState.NONE, CallState.ENDED) else ""
    since = f"  {say.wait(now - contact.state_since)}" if contact.is_open else ""
    case = _("  es. {reference}").format(reference=contact.case_reference) if contact.case_reference else ""
    tongue = f"  {contact.language}" if contact.language != "it" else ""
    return (
        (f"{say.GLYPHS[contact.channel]} ", "accent"), (say.party(contact), "title"), (tongue, "accent"),
        (line, "good"), (since, "muted"), (case, "text"), (f"  {contact.subject}", "muted"),
    )  # fmt: skip


def _reach(contact: Contact) -> Row:
    party = contact.party
    found = [one for one in (display(party.phone) or party.phone_raw, party.email) if one]
    pieces: list[Piece] = [("  " + "   ".join(found), "text")]
    pieces.append((f"{'   ' if found else ''}{contact.language}", "accent" if contact.language != "it" else "muted"))
    if contact.municipality:
        pieces.append((f"   {contact.municipality}", "text"))
    return tuple(pieces)


def _about(contact: Contact, sight: Sight) -> Row:
    pieces: list[Piece] = []
    if contact.case_reference:
        pieces += [(_("  es. "), "muted"), (contact.case_reference, "title")]
    if contact.office:
        pieces.append((f"{'   ' if pieces else '  '}{sight.names.office(contact.office)}", "text"))
    return tuple(pieces)


def _standing(contact: Contact, sight: Sight) -> Row:
    """Where it stands and since when; what keeps the hands from it is said first."""
    arrived = _("arrivato {when}").format(when=words.when(contact.arrived_at, sight.now, sight.zone))
    who = _("in mano a te") if contact.operator == sight.me else sight.names.person(contact.operator)
    state = {
        State.WAITING: (_("in coda"), "accent"),
        State.ACTIVE: (who, "good" if contact.operator == sight.me else "warn"),
        State.PARKED: (_("parcheggiato · {who}").format(who=who), "warn"),
        State.WRAP_UP: (_("conversazione finita, manca l'esito"), "warn"),
        State.CONSULTING: (_("⇄ il cittadino aspetta, si sente il funzionario"), "accent"),
        State.TRANSFERRING: (_("⇄ passaggio in corso"), "accent"),
        State.MISSED: (_("chiamata persa, da richiamare"), "warn"),
        State.QUARANTINED: (_("in quarantena"), "warn"),
        State.CLOSED: (_("chiuso: {what}").format(what=words.state(contact)), "muted"),
    }.get(contact.state, (_("dal funzionario"), "muted"))
    pieces: list[Piece] = [(f"  {state[0]}", state[1])]
    if contact.state is State.ACTIVE and contact.call_state is not CallState.NONE:
        pieces.append((f" · {_call(contact.call_state)}", "text"))
    if contact.missed_calls > 1:
        pieces.append((f" · {say.times(contact.missed_calls)}", "text"))
    if contact.attempts:
        tried = ngettext("{count} tentativo", "{count} tentativi", contact.attempts).format(count=contact.attempts)
        pieces.append((f" · {tried}", "muted"))
    return (*pieces, (f"   {arrived}", "muted"))


def target_rows(contact: Contact, sight: Sight) -> list[Row]:
    """Until when the citizen is to have an answer, and the contact its end; or why the clock stands."""
    if sight.urgency is None or not contact.is_open:
        return []
    if contact.stopped_since:
        since = words.when(contact.stopped_since, sight.now, sight.zone)
        why = _("si aspetta il cittadino") if contact.is_citizens_turn else _("dal funzionario")
        return [((_("  orologio fermo da {when}: {why}").format(when=since, why=why), "muted"),)]
    first, end = _("prima risposta"), _("conclusione")
    rows = (_due(first, contact.due_first_answer, sight), _due(end, contact.due_resolution, sight))
    return [row for row in rows if row]


def _due(what: str, due_at: float, sight: Sight) -> Row:
    if sight.urgency is None or due_at == math.inf:
        return ()
    seconds = sight.urgency.left(due_at, sight.now)
    sentence = _("  {what} entro {when} · {time}") if due_at >= sight.now else _("  {what} in ritardo {time} · {when}")
    said = sentence.format(what=what, when=words.when(due_at, sight.now, sight.zone), time=say.business(abs(seconds)))
    return ((said, say.due_ink(due_at, sight.now, sight.urgency)),)


def _call(state: CallState) -> str:
    return {
        CallState.QUEUED: _("sta arrivando al tuo telefono"),
        CallState.RINGING: _("suona al tuo telefono"),
        CallState.TALKING: _("in linea"),
        CallState.ON_HOLD: _("in attesa sulla linea"),
        CallState.ENDED: _("chiamata finita"),
    }.get(state, _("linea sconosciuta"))


def registered_rows(contact: Contact, mail: Mail | None, sight: Sight) -> list[Row]:
    """What a registered mail says, and how long there is to accept it."""
    notice = mail.registered if mail else None
    if notice is None:
        return []
    said = say.registered(notice, contact, sight.now, sight.zone)
    return [((f"  {said}", "late" if say.acceptance_late(contact, sight.now) else "accent"),)]


def warning_rows(contact: Contact, mail: Mail | None) -> list[Row]:
    """What is doubtful about the contact or its mail, each as a sentence."""
    kind = (str(mail.kind),) if mail and mail.kind is not MailClass.PERSON else ()
    names = say.shown_flags((*contact.flags, *(mail.flags if mail else ()), *kind))
    rows: list[Row] = [((f"  ⚠ {say.flag(name)}", "warn"),) for name in names if warns((name,))]
    informing = [say.flag(name) for name in names if name in INFORMING - {RECALLS, "registered", "attached_mail"}]
    if informing:
        rows.append(((f"  {' · '.join(informing)}", "muted"),))
    if RECALLS in names:
        rows.append(((f"  {say.flag(RECALLS)}", "accent"),))
    if contact.out_of_hours:
        rows.append(((_("  arrivato fuori orario"), "muted"),))
    return rows


def proposes(dossier: Dossier | None) -> bool:
    """Whether the contact proposes something that one key accepts."""
    if dossier is None or dossier.contact.state is State.CLOSED or dossier.mail is None:
        return False
    if dossier.contact.twin:
        return True
    original = dossier.mail.original
    return original is not None and original.address.casefold() != dossier.contact.party.email.casefold()


def _proposals(dossier: Dossier, sight: Sight) -> list[Row]:
    """What the operator may accept with one key; never done silently."""
    from console.domain.forwarded import proposal

    contact, rows = dossier.contact, list[Row]()
    closed = contact.state is State.CLOSED
    sender = proposal(contact, dossier.mail)
    if sender is not None and not closed:
        who = f"{sender.name} <{sender.address}>" if sender.name else sender.address
        rows.append(((_("  ? inoltrato: il mittente originale è "), "accent"), (who, "title")))
    if dossier.twin is not None:
        twin = dossier.twin
        said = _("  = doppio del n. {number} ") if closed else _("  ? forse doppio del n. {number} ")
        when = words.when(twin.arrived_at, sight.now, sight.zone)
        rows.append((
            (said.format(number=twin.id), "muted" if closed else "accent"),
            (f"«{words.about(twin)}»", "text"), (f"  {words.state(twin)}  {when}", "muted"),
        ))  # fmt: skip
    return rows


def _handoff(handoff: Handoff, sight: Sight, by_keys: str | None) -> list[Row]:
    clerk = sight.names.person(handoff.clerk) if handoff.clerk else sight.names.office(handoff.office)
    ink = {HandoffState.FAILED: "late", HandoffState.SENT_BACK: "warn", HandoffState.DONE: "good"}
    state = {
        HandoffState.SENDING: _("passaggio a {clerk} in partenza"),
        HandoffState.RINGING: _("il telefono di {clerk} suona"),
        HandoffState.CONSULTING: _("{clerk} è in linea"),
        HandoffState.SENT: _("passato a {clerk}, non ancora accettato"),
        HandoffState.FAILED: _("passaggio a {clerk} non riuscito"),
        HandoffState.ACCEPTED: _("✓ accettato da {clerk}"),
        HandoffState.SENT_BACK: _("↩ rimandato da {clerk}"),
        HandoffState.DONE: _("✓ concluso da {clerk}"),
    }[handoff.state].format(clerk=clerk)
    why = [failure(handoff.failure)] if handoff.failure else []
    why += [words.send_back_reason(handoff.reason)] if handoff.reason else []
    why += [f"«{handoff.result}»"] if handoff.result else []
    tone = ink.get(handoff.state, "accent")
    if by_keys is not None and handoff.state is HandoffState.SENT:
        state = by_phone_keys(by_keys, clerk)
    elif handoff.state is HandoffState.FAILED and handoff.way is Way.CONSULT and handoff.failure is None:
        state, tone = _("consultazione con {clerk} finita").format(clerk=clerk), "muted"
    rows: list[Row] = [((f"  {state}", tone), (f"   {' · '.join(why)}", "text"))]
    if handoff.packet.question:
        rows.append(((_("    domanda "), "muted"), (handoff.packet.question, "text")))
    return rows


def failure(value: TransferFailure) -> str:
    """Why a transfer did not arrive."""
    return {
        TransferFailure.BUSY: _("occupato"),
        TransferFailure.NO_ANSWER: _("non risponde"),
        TransferFailure.CALLER_GONE: _("il cittadino ha riattaccato"),
        TransferFailure.REFUSED: _("rifiutato dal server o dal centralino"),
        TransferFailure.UNKNOWN: _("esito sconosciuto: verificare a voce"),
    }[value]


def history_rows(history: tuple[HistoryRow, ...], sight: Sight) -> list[Row]:
    """Earlier contacts of the citizen: what is still open, then the newest; a name alone is only a maybe."""
    history = open_first(history)
    shown = history if sight.unfolded else history[:HISTORY_ROWS]
    rows: list[Row] = []
    for one in shown:
        found = one.contact
        moment = words.when(found.arrived_at, sight.now, sight.zone)
        doubt = _("↪ ") if one.thread else "" if one.certain else _("forse: ")
        who = sight.names.person(found.operator) if found.operator else ""
        ink = "accent" if found.is_open else "muted"
        rows.append((
            (MARK if found.is_open else "  ", ink), (f"{moment:<12} {words.channel(found.channel):<9} ", "muted"),
            (f"{doubt}«{words.about(found)}»", "text"),
            (f"  {words.state(found)}", ink),
            (f"  {who}", "muted"),
        ))  # fmt: skip
    more = len(history) - len(shown)
    if more:
        rows.append(
            ((ngettext("  e un altro contatto", "  e altri {count} contatti", more).format(count=more), "muted"),)
        )
    return rows


def open_first(history: tuple[HistoryRow, ...]) -> tuple[HistoryRow, ...]:
    """Other contacts with those first that somebody still has to end, certain ones before maybes, then the thread."""

    def turn(one: HistoryRow) -> tuple[bool, bool, bool]:
        is_open = one.contact.is_open
        return not is_open, is_open and not one.certain, not one.thread

    return tuple(sorted(history, key=turn))


def keyed_extension(journal: Sequence[Entry]) -> str | None:
    """The extension to which the keys of a desk phone took the call last; None when it went otherwise."""
    from console.domain.journal import EntryKind

    delivered = next((dict(one.facts) for one in reversed(journal) if one.kind is EntryKind.DELIVERED), {})
    return delivered.get("extension", "") if delivered.get("by_keys") else None


def by_phone_keys(extension: str, clerk: str) -> str:
    """What a desk phone's keys have done; `clerk` is a name, or empty when nobody knows the extension."""
    if clerk:
        return _("passata con i tasti del telefono a interno {extension} / {clerk}").format(
            extension=extension, clerk=clerk
        )
    return _("passata con i tasti del telefono a interno {extension}").format(extension=extension)


def _known(contact: Contact, sight: Sight) -> list[Row]:
    rows: list[Row] = []
    if contact.answered:
        told = ", ".join(sight.names.article(one) for one in contact.answered)
        rows.append(((_("  già detto "), "muted"), (told, "good")))
    for at, line in enumerate(contact.note.splitlines()):
        rows.append(((_("  nota ") if not at else "       ", "warn"), (line, "text")))
    return rows


def mail_rows(mail: Mail, sight: Sight) -> list[Row]:
    """The mail: subject, sender, attachments, text with its quotations folded."""
    from console.screens import file_words  # the first frame shows no mail

    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    rows: list[Row] = [(), ((mail.subject or _("(senza oggetto)"), "title"),)]
    line: list[Piece] = [(_("da "), "muted"), (sender, "muted")]
    if mail.date is not None:
        line.append((f"   {words.when(mail.date, sight.now, sight.zone)}", "muted"))
    rows.append(tuple(line))
    if spelled := file_words.machine_spelling(mail.sender):
        rows.append(((_("   per le macchine: {domain}").format(domain=spelled), "muted"),))
    if mail.reply_to and mail.reply_to.casefold() != mail.sender.casefold():
        rows.append(((_("⚠ chiede la risposta a {address}").format(address=mail.reply_to), "warn"),))
    for number, one in enumerate(mail.attachments, 1):
        bad = "".join(f"  ⚠ {words}" for words in file_words.warnings(one))
        rows.append((
            (_("allegato "), "muted"), (file_words.name(one, number), "text"),
            (f"  {file_words.kind(one)}  {say.size(one.size)}", "muted"), (bad, "warn"),
        ))  # fmt: skip
    return [*rows, (), *_body(mail.text, sight.unfolded)]


def _body(text: str, unfolded: bool) -> Iterable[Row]:
    """The text; runs of quoted lines become one line that says how many they are."""
    if not text.startswith(">") and "\n>" not in text:
        return [((line, "text"),) for line in text.splitlines()]  # at once: a mail may have 100'000 of them
    return _with_quotations(text, unfolded)


def _with_quotations(text: str, unfolded: bool) -> Iterable[Row]:
    quoted = 0
    for line in text.splitlines():
        if line.startswith(">") and not unfolded:
            quoted += 1
            continue
        if quoted:
            yield _folded(quoted)
            quoted = 0
        yield ((line, "muted" if line.startswith(">") else "text"),)
    if quoted:
        yield _folded(quoted)


def _folded(count: int) -> Row:
    said = ngettext("▸ una riga citata", "▸ {count} righe citate", count).format(count=count)
    return ((said, "muted"),)
