"""Faxes and web forms that come as mails, by the rules of the site."""

from __future__ import annotations

import pytest

from console.domain.channels import ChannelRules, Fax, FaxRule, WebRule, citizen_of, fax_of, fields_of, form_of
from console.domain.mail import Mail, Sender

LABELS = (
    ("name", ("Nome e cognome", "Nome")), ("email", ("E-mail",)), ("phone", ("Telefono",)), ("subject", ("Oggetto",)),
    ("text", ("Messaggio",)), ("municipality", ("Comune",)), ("case_reference", ("Numero di esecuzione",)),
)  # fmt: skip
SUBJECT = r"Fax (?:da|from) (?P<number>[+0-9 ]*)(?:\((?P<name>[^)]*)\))?"
RULES = ChannelRules(
    fax=(FaxRule(sender="fax*@gateway.example", subject=SUBJECT),),
    web=(WebRule(sender="formulari@sito.example", subject="contatto", labels=LABELS),),
)  # fmt: skip
FORM = """Nuova richiesta dal sito

Nome e cognome: Ida Guidi
E-mail: ida@example.ch
Telefono: 091 123 45 67
Comune: Airolo
Numero di esecuzione: 2026-0012345
Oggetto: Termine per l'opposizione
Messaggio: Buongiorno,
ho ricevuto: un precetto.

Che cosa devo fare?
"""


@pytest.mark.parametrize(
    ("sender", "subject", "fax"),
    [
        ("fax@gateway.example", "Fax da +41 91 123 45 67", Fax(number="+41 91 123 45 67")),
        ("FAX-2@Gateway.example", "FAX FROM 0911234567 (Studio Bianchi)",
         Fax(number="0911234567", name="Studio Bianchi")),
        ("fax@gateway.example", "Fax da ", Fax(number="")),
        ("fax@gateway.example", "Rapporto giornaliero", None),
        ("fax@elsewhere.example", "Fax da 0911234567", None),
        ("", "Fax da 0911234567", None),
    ],
)  # fmt: skip
def test_a_fax(sender, subject, fax):
    assert fax_of(Mail(sender=sender, subject=subject), RULES) == fax


def test_a_form_with_everything():
    form = form_of(Mail(sender="formulari@sito.example", subject="Formulario di contatto", text=FORM), RULES)
    assert form == {
        "name": "Ida Guidi", "email": "ida@example.ch", "phone": "091 123 45 67", "municipality": "Airolo",
        "case_reference": "2026-0012345", "subject": "Termine per l'opposizione",
        "text": "Buongiorno,\nho ricevuto: un precetto.\n\nChe cosa devo fare?",
    }  # fmt: skip
    assert citizen_of(form) == Sender(name="Ida Guidi", address="ida@example.ch")


def test_what_is_no_form():
    other = Mail(sender="altri@sito.example", subject="contatto", text=FORM)
    assert form_of(other, RULES) is None
    assert form_of(Mail(sender="formulari@sito.example", subject="Statistica", text=FORM), RULES) is None
    assert form_of(Mail(sender="formulari@sito.example", subject="contatto", text="niente"), RULES) is None


def test_values_below_their_labels_and_in_bold():
    text = "*Nome:*\nIda Guidi\n\n*E-mail:* ida@example.ch\n\nqualcosa d'altro\nComune:\n\nAirolo"
    assert fields_of(text, LABELS) == {"name": "Ida Guidi", "email": "ida@example.ch", "municipality": "Airolo"}


def test_a_label_within_the_text_does_not_take_a_field_over():
    text = "Nome: Ida\nMessaggio: leggete\nNome: un altro\nE-mail: io@example.ch"
    assert fields_of(text, LABELS)["name"] == "Ida"
    assert fields_of(text, LABELS)["text"] == "leggete\nNome: un altro"


def test_a_citizen_who_writes_the_labels_cannot_become_another():
    """The first value counts: what follows a text can fill only fields that the form has left out."""
    text = "E-mail: ida@example.ch\nMessaggio: ciao\nE-mail: vittima@example.ch"
    assert fields_of(text, LABELS)["email"] == "ida@example.ch"
