"""What stands in the handoff dialog, and the packet, the gaps and the draft that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from console.domain.case_reference import Remark, judge
from console.domain.contact import ClerkId
from console.domain.handoff import Packet, Way, missing
from console.domain.office import Presence
from console.domain.phone_number import display
from console.domain.record import record
from console.i18n import _
from console.services.handoff import Candidate, HandoffForm


@record
class Entries:
    """The fields of the dialog as they stand. `office` is empty while it is not clear which is competent."""

    citizen: str = ""
    reference: str = ""
    place: str = ""
    office: str = ""
    clerk: str = ""
    question: str = ""
    answered: str = ""
    """Article ids, blank between them."""
    deadline: str = ""
    language: str = "it"
    callback: str = ""
    note: str = ""


def entries_of(form: HandoffForm) -> Entries:
    """What is known before the operator types."""
    packet = form.packet
    return Entries(
        citizen=packet.citizen,
        reference=packet.case_reference,
        place=packet.municipality,
        office=form.office,
        question=packet.question,
        answered=" ".join(packet.answered),
        deadline=packet.deadline,
        language=packet.language,
        callback=display(packet.callback),
        note=packet.note,
    )


def packet_of(entries: Entries, known: Packet, municipality: str) -> Packet:
    """The packet that would travel now; a number that must not be kept (AHV) is not in it."""
    return replace(
        known,
        citizen=entries.citizen.strip(),
        case_reference=judge(entries.reference).reference,
        municipality=municipality,
        question=" ".join(entries.question.split()),
        answered=tuple(entries.answered.split()),
        deadline=entries.deadline.strip(),
        language=entries.language,
        callback=entries.callback.strip(),
        note=entries.note.strip(),
    )


def lacking(packet: Packet, office: str, way: Way) -> tuple[str, ...]:
    """Names of what must still be said before this way can be used, in order of speech."""
    return (*(() if office else ("office",)), *missing(packet, way))


def changes(entries: Entries, known: Entries) -> Mapping[str, str]:
    """The fields that the operator touched: what a draft keeps, so that newer knowledge is not overwritten."""
    before = asdict(known)
    return {name: value for name, value in asdict(entries).items() if value != before[name]}


def with_changes(known: Entries, kept: Mapping[str, str]) -> Entries:
    """The fields with those of a draft."""
    names = {field.name for field in fields(Entries)}
    return replace(known, **{name: value for name, value in kept.items() if name in names})


def reference_remark(text: str) -> tuple[str, str]:
    """What to say beside the case reference, and its tone. A strange one is never refused."""
    judged = judge(text)
    sentences = {
        Remark.UNUSUAL: _("formato insolito, rileggere"),
        Remark.PAYMENT_REFERENCE: _("riferimento di polizza, non es."),
        Remark.ACCOUNT: _("è un IBAN, non un'esecuzione"),
        Remark.ENTERPRISE: _("è un numero IDI, non un'es."),
        Remark.AHV: _("numero AVS: non si conserva"),
    }
    if judged.remark is not None:
        return f"⚠ {sentences[judged.remark]}", "warning"
    if not judged.reference:
        return "", ""
    return ("✓", "good") if judged.reference == text.strip() else (f"✓ {judged.reference}", "good")


def proposed_clerk(candidates: Sequence[Candidate], skill: str, language: str) -> ClerkId:
    """The free clerk who knows the matter and the language best; empty (whoever is free first) when none is free."""
    free = [one.clerk for one in candidates if one.presence is Presence.READY]
    best = max(free, key=lambda clerk: (skill in clerk.skills, language in clerk.languages), default=None)
    return best.id if best else ClerkId("")
