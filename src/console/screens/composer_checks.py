"""What can be said about a mail before it is sent: gaps, a missing attachment, a doubtful recipient. Pure."""

from __future__ import annotations

import re

from console.domain.answering import sent_for_citizen
from console.domain.article import VARIABLE
from console.domain.contact import Contact
from console.domain.letter import FileRef, Letter, addresses, wire_bytes
from console.domain.mail import Mail, MailClass
from console.domain.promised import promised_attachment
from console.i18n import _
from console.screens.format import size

_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


def variable_name(name: str) -> str:
    """A variable of an answer card as people call it."""
    return {
        "citizen": _("nome del cittadino"),
        "case_reference": _("numero di esecuzione"),
        "office": _("ufficio"),
        "municipality": _("comune"),
        "operator": _("nome dell'operatore"),
        "today": _("data di oggi"),
        "deadline": _("termine"),
    }.get(name, name)


def empty_variables(text: str) -> tuple[str, ...]:
    """Names of the variables that still stand in the text, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in VARIABLE.finditer(text)))


def warnings(letter: Letter) -> tuple[str, ...]:
    """Sentences about the letter as it stands."""
    text, said = letter.text, []
    names = empty_variables(text)
    if names:
        listed = ", ".join(f"{{{name}}} {variable_name(name)}" for name in names)
        said.append(_("Da completare: {names}").format(names=listed))
    said += [one for one in (forgotten(letter),) if one]
    return tuple(said)


def forgotten(letter: Letter) -> str:
    """What the text promises and nothing encloses; empty when all is well."""
    promised = "" if letter.files else promised_attachment(letter.text)
    return _("Hai scritto «{word}», ma non c'è nessun allegato.").format(word=promised) if promised else ""


def refusal(letter: Letter) -> str:
    """Why this is not sent; empty when nothing keeps it back."""
    text, to = letter.text, addresses(letter.to)
    if not text.strip():
        return _("Il testo è vuoto: niente da inviare.")
    wrong = next((one for one in (*to, *addresses(letter.cc)) if not _ADDRESS.fullmatch(one)), None)
    if not to or wrong is not None:
        return _("Non inviato: «{to}» non è un indirizzo e-mail.").format(to=wrong or "")
    names = empty_variables(text)
    if not names:
        return ""
    named = f"{{{names[0]}}} ({variable_name(names[0])})"
    return _("Non inviato: la variabile {name} è vuota. Scrivere il valore o toglierla.").format(name=named)


def are_addresses(typed: str) -> bool:
    """Whether this is one address or several, and nothing else."""
    found = addresses(typed)
    return bool(found) and all(_ADDRESS.fullmatch(one) for one in found)


def receivers(letter: Letter) -> str:
    """Who gets it, in words; empty when nobody does."""
    to, cc = ", ".join(addresses(letter.to)), ", ".join(addresses(letter.cc))
    return _("{to}, in copia {cc}").format(to=to, cc=cc) if to and cc else to


def doubts(mail: Mail | None, to: str, contact: Contact | None = None) -> str:
    """Why a second F7 is wanted before the mail leaves for `to`; empty when there is no doubt.

    None about the citizen whom the contact names and who is not the sender: a web form, an accepted forward.
    """
    if mail is None or (contact is not None and _is_citizen(contact, mail, to)):
        return ""
    if mail.kind is not MailClass.PERSON:
        return {
            MailClass.BULK: _("Il mittente è una lista o un invio di massa."),
            MailClass.AUTOMATIC: _("Il mittente è un sistema automatico."),
            MailClass.BOUNCE: _("È un avviso di mancata consegna: il mittente è un sistema."),
        }[mail.kind]
    if to.strip().casefold() != mail.sender.strip().casefold():
        sentence = _("La risposta andrà a {to}, il mittente è {sender}.")
        choice = " " + _("↓ nel campo A sceglie.") if mail.reply_to and mail.sender else ""
        return sentence.format(to=to.strip(), sender=mail.sender or _("sconosciuto")) + choice
    return ""


def _is_citizen(contact: Contact, mail: Mail, to: str) -> bool:
    return sent_for_citizen(contact, mail) and to.strip().casefold() == contact.party.email.strip().casefold()


def first_variable(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the first variable that still stands in the text begins and ends (row, column), or None."""
    found = VARIABLE.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    row, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    return (row, column), (row, column + len(found[0]))


def gap_after(before: str) -> str:
    """What separates an inserted text from what stands before it: one empty line, unless nothing does."""
    if not before.strip() or before.endswith("\n\n"):
        return ""
    return "\n" if before.endswith("\n") else "\n\n"


def changed(file: FileRef) -> str:
    """A file is another one since it was added."""
    return _("«{name}» è cambiato da quando è stato aggiunto.").format(name=file.name)


def files_words(letter: Letter, limit: int) -> str:
    """What goes along, with sizes, and how much of the largest mail that is; empty without files."""
    if not letter.files:
        return ""
    named = " · ".join(f"{one.name} {size(one.size)}" for one in letter.files)
    total = wire_bytes(tuple(one.size for one in letter.files))
    words = _("Allegati  {files}  ─ in viaggio {total} di {limit}")
    return words.format(files=named, total=size(total), limit=size(limit))
