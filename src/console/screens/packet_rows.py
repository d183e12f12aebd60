"""The packet as its clerk reads it: what is asked, by whom, what was already said, then the call or the mail. Pure."""

from __future__ import annotations

from console.domain.contact import MOVING_STATES, Contact, State
from console.domain.handoff import Handoff, HandoffState, Packet, Way
from console.domain.phone_number import display
from console.i18n import _
from console.screens.contact_rows import Dossier, Sight, history_rows, mail_rows, registered_rows, warning_rows
from console.screens.dialogs import words
from console.screens.widgets.ink import Row


def packet_rows(dossier: Dossier, sight: Sight) -> list[Row]:
    """The lines of the packet; the question stands first, because the clerk reads it first."""
    contact = dossier.contact
    handoff = contact.handoff
    if handoff is None:
        return [((_("Questo contatto non è più un passaggio."), "muted"),)]
    packet = handoff.packet
    rows: list[Row] = [((packet.question or contact.subject or "–", "title"),), _standing(contact, handoff, sight), ()]
    rows += [_field(label, value) for label, value in _fields(contact, packet, sight) if value]
    rows += [((_("Nota          ") if not at else " " * 14, "muted"), (line, "text"))
             for at, line in enumerate(packet.note.splitlines())]  # fmt: skip
    rows += registered_rows(contact, dossier.mail, sight)
    rows += warning_rows(contact, dossier.mail)
    rows += [(), *history_rows(dossier.history, sight)] if dossier.history else []
    return rows + (mail_rows(dossier.mail, sight) if dossier.mail else [])


def _standing(contact: Contact, handoff: Handoff, sight: Sight) -> Row:
    when = words.when(handoff.at, sight.now, sight.zone)
    by = sight.names.person(handoff.by)
    how = {
        Way.BLIND: _("telefonata passata"),
        Way.CONSULT: _("telefonata passata dopo una consultazione"),
        Way.FORWARD: _("e-mail inoltrata"),
        Way.NOTE: _("nota, da richiamare"),
    }[handoff.way]
    if contact.state in MOVING_STATES:
        how = _("consultazione") if handoff.way is Way.CONSULT else _("telefonata")
    if contact.state is State.ACCEPTED:
        state = (_("✓ accettato"), "good") if handoff.clerk == sight.me else (sight.names.person(handoff.clerk), "warn")
    elif contact.state in MOVING_STATES:
        talks = handoff.state is HandoffState.CONSULTING
        state = (_("parli con {who}").format(who=by), "good") if talks else (_("☎ il telefono suona"), "accent")
    elif contact.state is State.HANDED_OFF:
        state = (_("da accettare"), "accent")
    else:
        done = handoff.state is HandoffState.DONE
        state = (_("✓ concluso"), "good") if done else (_("non più qui"), "muted")
    return (state, (f"   {how} · {by} · {when}", "muted"))


def _fields(contact: Contact, packet: Packet, sight: Sight) -> list[tuple[str, str]]:
    told = ", ".join(sight.names.article(one) for one in packet.answered)
    channel = words.channel(contact.channel)
    return [
        (_("Cittadino"), packet.citizen or contact.party.label),
        (_("Esecuzione"), packet.case_reference),
        (_("Comune"), packet.municipality),
        (_("Richiamo"), display(packet.callback)),
        (_("Telefono"), display(contact.party.phone)),
        (_("E-mail"), contact.party.email),
        (_("Lingua"), packet.language),
        (_("Termine"), packet.deadline),
        (_("Tema"), sight.names.article(packet.topic) if packet.topic else ""),
        (_("Già detto"), told),
        (_("Arrivato"), f"{words.when(contact.arrived_at, sight.now, sight.zone)} · {channel}"),
    ]


def _field(label: str, value: str) -> Row:
    return ((f"{label:<14}", "muted"), (value, "text"))
