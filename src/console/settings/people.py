"""offices.yaml, clerks.yaml and operators.yaml: who is there, and that they fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from console.domain.contact import ClerkId, OfficeId, OperatorId
from console.domain.office import Address, Clerk, Office, Operator
from console.i18n import _
from console.settings.checks import address, extension, identifier, language_codes
from console.settings.problems import did_you_mean, shown
from console.settings.reader import Fields, Report, unique
from console.settings.site import OfficeEntry, OfficeKind


def offices(entries: Iterable[Fields], report: Report) -> tuple[OfficeEntry, ...]:
    """The offices in the order of the file."""
    found, places = [], []
    for fields in entries:
        office = Office(
            id=OfficeId(identifier(fields)),
            name=fields.text("name"),
            seat=fields.text("seat", ""),
            extension=extension(fields, "extension"),
            email=address(fields, "email", ""),
        )
        entry = OfficeEntry(
            office=office,
            kind=fields.choice("kind", OfficeKind, OfficeKind.PRINCIPAL),
            district=fields.text("district", ""),
            counter=fields.text("counter", ""),
        )
        if not office.extension and not office.email:
            fields.warning("id", _("Senza interno e senza e-mail non riceve nessun passaggio."))
        fields.finish()
        found.append(entry)
        places.append((str(office.id), fields.where("id")))
    unique(places, report, "id")
    return tuple(found)


def clerks(entries: Iterable[Fields], report: Report, known: Collection[str]) -> tuple[Clerk, ...]:
    """The clerks; `known` are the ids of the offices."""
    found, places = [], []
    for fields in entries:
        clerk = Clerk(
            id=ClerkId(identifier(fields)),
            name=fields.text("name"),
            office=OfficeId(_office(fields, known)),
            extension=extension(fields, "extension"),
            email=address(fields, "email", ""),
            languages=language_codes(fields, "languages", ("it",)),
            skills=_skills(fields, known),
        )
        fields.finish()
        found.append(clerk)
        places.append((str(clerk.id), fields.where("id")))
    unique(places, report, "id")
    return tuple(found)


def _office(fields: Fields, known: Collection[str]) -> str:
    name = fields.text("office")
    if name and known and name not in known:
        message = _("Ufficio sconosciuto: «{text}».").format(text=shown(name))
        fields.error("office", message, did_you_mean(name, known))
        return ""
    return name


def _skills(fields: Fields, offices: Collection[str]) -> tuple[str, ...]:
    """What a clerk is asked for; a card names a skill or an office, so the two must differ."""
    skills = fields.texts("skills")
    for skill in skills:
        if skill in offices or skill == "office":
            message = _("«{text}» è già il nome di un ufficio: scegliere un'altra parola.")
            fields.error("skills", message.format(text=shown(skill)))
    return tuple(dict.fromkeys(skills))


def addresses(entries: Iterable[Fields], report: Report) -> tuple[Address, ...]:
    """The site's own list for the address book, no address twice."""
    found, places = [], []
    for fields in entries:
        entry = Address(
            name=fields.text("name"), email=address(fields, "email"), role=fields.text("role", ""),
            place=fields.text("place", ""),
        )  # fmt: skip
        fields.finish()
        found.append(entry)
        places.append((entry.email.casefold(), fields.where("email")))
    unique(places, report, "email")
    return tuple(one for one in found if one.name and one.email)


def operators(entries: Iterable[Fields], report: Report, taken: Collection[str]) -> tuple[Operator, ...]:
    """The operators in the order of the file, no two at the same extension; `taken` are the ids of the clerks.

    Presence and journal know people by their id alone, so an id is one person.
    """
    found, places, extensions = [], [], []
    for fields in entries:
        operator = Operator(
            id=OperatorId(identifier(fields)), name=fields.text("name"), extension=extension(fields, "extension"),
            four_eyes=fields.flag("four_eyes", False),
        )  # fmt: skip
        if operator.id and operator.id in taken:
            fields.error("id", _("«{id}» è già l'id di un funzionario.").format(id=shown(operator.id)))
        fields.finish()
        found.append(operator)
        places.append((str(operator.id), fields.where("id")))
        extensions.append((operator.extension, fields.where("extension")))
    unique(places, report, "id")
    unique(extensions, report, "extension")
    return tuple(found)
