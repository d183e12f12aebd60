"""The handoff packet as the text that a clerk reads in the forwarded mail."""

from __future__ import annotations

from console.domain.contact import Contact, OfficeId
from console.domain.errors import NotFound
from console.domain.handoff import Handoff
from console.i18n import _
from console.services.ports import Directory


def packet_text(contact: Contact, handoff: Handoff, operator_name: str, directory: Directory | None) -> str:
    """Every filled field on a line of its own, then what to do with it."""
    packet = handoff.packet
    office = _office_name(handoff.office, directory)
    lines = [
        _("Passaggio dal centro contatti a: {office}").format(office=office),
        "",
        *_field(_("Domanda"), packet.question),
        *_field(_("Numero di esecuzione"), packet.case_reference),
        *_field(_("Cittadino"), packet.citizen or contact.party.label),
        *_field(_("E-mail"), contact.party.email),
        *_field(_("Richiamare"), packet.callback),
        *_field(_("Comune"), packet.municipality),
        *_field(_("Lingua"), packet.language),
        *_field(_("Tema"), packet.topic),
        *_field(_("Termine"), packet.deadline),
        *_field(_("Già risposto"), ", ".join(packet.answered)),
        *_field(_("Nota"), packet.note),
        "",
        _("Trasmesso da {name}, contatto n. {number}.").format(name=operator_name, number=contact.id),
        _("Una risposta a questo messaggio torna al centro contatti; il cittadino non la riceve."),
    ]
    return "\n".join(lines)


def original_enclosed(text: str) -> str:
    """The packet's text with the remark that the original mail is enclosed."""
    return text + "\n" + _("Il messaggio originale è allegato, immutato.")


def packet_subject(contact: Contact, handoff: Handoff) -> str:
    """Case reference and question, for the clerk's list of mails."""
    packet = handoff.packet
    reference = _("Es. {number}").format(number=packet.case_reference) if packet.case_reference else ""
    parts = [reference, packet.question or contact.subject or _("Richiesta di un cittadino")]
    return _("Passaggio: {what}").format(what=" · ".join(part for part in parts if part))


def _field(label: str, value: str) -> list[str]:
    value = value.strip()
    if not value:
        return []
    first, *more = value.split("\n")
    return [f"{label}: {first}", *(f"    {line}" for line in more)]


def _office_name(office: str, directory: Directory | None) -> str:
    if directory is None:
        return office
    try:
        return directory.office(OfficeId(office)).name
    except NotFound:
        return office
