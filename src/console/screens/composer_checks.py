"""What can be said about a reply before it is sent: gaps, a missing attachment, a doubtful recipient. Pure."""

from __future__ import annotations

import re

from console.domain.answering import sent_for_citizen
from console.domain.article import VARIABLE
from console.domain.contact import Contact
from console.domain.mail import Mail, MailClass
from console.i18n import _

_ATTACHED = re.compile(
    r"\b(?:allegat[oaie]|in allegato|allego|alleghiamo|beiliegend|im anhang|angehängt|ci-joint|en annexe"
    r"|attached|enclosed|attachment)\b",
    re.IGNORECASE,
)
"""Words that promise an attachment; the first console sends none (mail.md, section 4)."""
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


def warnings(text: str) -> tuple[str, ...]:
    """Sentences about the text as it stands; none of them keeps it from being sent but an empty variable."""
    said = []
    names = empty_variables(text)
    if names:
        listed = ", ".join(f"{{{name}}} {variable_name(name)}" for name in names)
        said.append(_("Da completare: {names}").format(names=listed))
    promised = _ATTACHED.search(text)
    if promised:
        said.append(_("Hai scritto «{word}», ma non c'è nessun allegato.").format(word=promised[0]))
    return tuple(said)


def refusal(text: str, to: str) -> str:
    """Why this is not sent; empty when nothing keeps it back."""
    if not text.strip():
        return _("Il testo è vuoto: niente da inviare.")
    if not _ADDRESS.fullmatch(to.strip()):
        return _("Non inviato: «{to}» non è un indirizzo e-mail.").format(to=to.strip())
    names = empty_variables(text)
    if not names:
        return ""
    named = f"{{{names[0]}}} ({variable_name(names[0])})"
    return _("Non inviato: la variabile {name} è vuota. Scrivere il valore o toglierla.").format(name=named)


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
        return sentence.format(to=to.strip(), sender=mail.sender or _("sconosciuto"))
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
