"""The original sender of a forwarded mail, in the forms of the usual programs and four languages."""

from __future__ import annotations

import pytest

from console.domain.contact import Channel, Contact, Party
from console.domain.forwarded import is_forward, original_sender, proposal
from console.domain.mail import Mail, MailClass, Sender

OWN = "ufficio@ue.example"
ROSSI = Sender(name="Mario Rossi", address="m.rossi@citizen.example")

FORMS = {
    "gmail it": ("Fwd: Precetto", """Ve lo giro.

---------- Forwarded message ---------
Da: Mario Rossi <m.rossi@citizen.example>
Date: lun 2 mar 2026 alle ore 09:12
Subject: Precetto
To: <comune@comune.example>


Buongiorno, ho ricevuto un precetto."""),
    "gmail de": ("Fwd: Zahlungsbefehl", """---------- Forwarded message ---------
Von: Mario Rossi <m.rossi@citizen.example>
Date: Mo., 2. März 2026 um 09:12 Uhr
Subject: Zahlungsbefehl
To: <gemeinde@comune.example>

Guten Tag"""),
    "gmail fr": ("Fwd: Commandement", """---------- Forwarded message ---------
De : Mario Rossi <m.rossi@citizen.example>
Date: lun. 2 mars 2026 à 09:12
Subject: Commandement
To: <commune@comune.example>

Bonjour"""),
    "outlook it": ("I: Precetto", """Per competenza.
Cordiali saluti

________________________________
Da: Mario Rossi <m.rossi@citizen.example>
Inviato: lunedì 2 marzo 2026 09:12
A: Comune <comune@comune.example>
Oggetto: Precetto

Buongiorno"""),
    "outlook classic it": ("I: Precetto", """-----Messaggio originale-----
Da: Mario Rossi [mailto:m.rossi@citizen.example]
Inviato: lunedì 2 marzo 2026 09:12
A: Comune
Oggetto: Precetto

Buongiorno"""),
    "outlook de": ("WG: Zahlungsbefehl", """Zur Erledigung

Von: Mario Rossi <m.rossi@citizen.example>
Gesendet: Montag, 2. März 2026 09:12
An: Gemeinde
Betreff: Zahlungsbefehl

Guten Tag"""),
    "outlook fr": ("TR: Commandement", """De : Mario Rossi <m.rossi@citizen.example>
Envoyé : lundi 2 mars 2026 09:12
À : Commune
Objet : Commandement

Bonjour"""),
    "outlook en bold": ("FW: Payment order", """*From:* Mario Rossi <m.rossi@citizen.example>
*Sent:* Monday, March 2, 2026 9:12 AM
*To:* Commune
*Subject:* Payment order

Hello"""),
    "apple it": ("Fwd: Precetto", """Inviato da iPhone

Inizio messaggio inoltrato:

> Da: Mario Rossi <m.rossi@citizen.example>
> Oggetto: Precetto
> Data: 2 marzo 2026 alle ore 09:12:33 CET
> A: comune@comune.example
>
> Buongiorno"""),
    "apple de": ("Zahlungsbefehl", """Anfang der weitergeleiteten Nachricht:

Von: Mario Rossi <m.rossi@citizen.example>
Betreff: Zahlungsbefehl
Datum: 2. März 2026 um 09:12:33 MEZ
An: gemeinde@comune.example

Guten Tag"""),
    "apple fr": ("Commandement", """Début du message réexpédié :

De: Mario Rossi <m.rossi@citizen.example>
Objet: Commandement
Date: 2 mars 2026 à 09:12:33 UTC+1
À: commune@comune.example

Bonjour"""),
    "apple en": ("Payment order", """Begin forwarded message:

From: "Mario Rossi" <m.rossi@citizen.example>
Subject: Payment order
Date: 2 March 2026 at 09:12:33 CET
To: commune@comune.example

Hello"""),
    "thunderbird it": ("Fwd: Precetto", """-------- Messaggio Inoltrato --------
Oggetto: 	Precetto
Data: 	Mon, 2 Mar 2026 09:12:33 +0100
Mittente: 	Mario Rossi <m.rossi@citizen.example>
A: 	comune@comune.example

Buongiorno"""),
    "thunderbird de": ("Fwd: Zahlungsbefehl", """-------- Weitergeleitete Nachricht --------
Betreff: 	Zahlungsbefehl
Datum: 	Mon, 2 Mar 2026 09:12:33 +0100
Von: 	Mario Rossi <m.rossi@citizen.example>
An: 	gemeinde@comune.example

Guten Tag"""),
    "address on the next line": ("I: Precetto", """Da: Mario Rossi
<m.rossi@citizen.example>
Inviato: lunedì 2 marzo 2026
A: Comune
Oggetto: Precetto

Buongiorno"""),
}  # fmt: skip


def forwarded(subject: str, text: str, **more) -> Mail:
    return Mail(sender="segreteria@comune.example", sender_name="Comune", subject=subject, text=text, **more)


@pytest.mark.parametrize("form", FORMS)
def test_the_sender_of_the_forwarded_mail_is_found(form):
    assert original_sender(forwarded(*FORMS[form]), (OWN,)) == ROSSI


def test_an_answer_with_the_head_of_our_mail_forwards_nothing():
    text = "Grazie.\n\nDa: Ufficio <ufficio@ue.example>\nInviato: lunedì\nA: Rossi\nOggetto: Re: Precetto\n\nBuongiorno"
    assert original_sender(forwarded("R: Precetto", text), (OWN,)) is None
    original = "Grazie.\n\n-----Messaggio originale-----\nDa: Tizio <t@x.example>\nInviato: lunedì\nA: Rossi\n\nciao"
    assert original_sender(forwarded("R: Precetto", original), (OWN,)) is None


def test_we_and_the_forwarder_are_never_proposed_but_who_stands_below_is():
    head = "---------- Forwarded message ---------\nDa: {who}\nDate: lunedì\nSubject: x\n\n"
    ours, theirs = head.format(who=f"Noi <{OWN.upper()}>"), head.format(who="Io <SEGRETERIA@comune.example>")
    assert original_sender(forwarded("Fwd: x", ours), (OWN,)) is None
    assert original_sender(forwarded("Fwd: x", theirs), (OWN,)) is None
    below = head.format(who="Mario Rossi <m.rossi@citizen.example>")
    assert original_sender(forwarded("Fwd: x", theirs + below), (OWN,)) == ROSSI


def test_words_that_only_look_like_a_head_are_none():
    assert original_sender(forwarded("I: x", "Da: domani in poi scrivo a m.rossi@citizen.example"), (OWN,)) is None
    assert original_sender(forwarded("Fwd: x", "Da: nessuno\nInviato: ieri\nA: noi"), (OWN,)) is None


def test_an_attached_mail_counts_when_it_is_the_only_one():
    assert original_sender(forwarded("Segnalazione", "In allegato.", enclosed=(ROSSI,)), (OWN,)) == ROSSI
    assert original_sender(forwarded("Segnalazione", "", enclosed=(ROSSI, Sender(address="b@x.example")))) is None


def test_a_machine_forwards_nothing():
    subject, text = FORMS["gmail it"]
    assert original_sender(forwarded(subject, text, kind=MailClass.AUTOMATIC)) is None


@pytest.mark.parametrize("subject", ["I: a", "Fwd: a", "FW: a", "WG: a", "TR: a", "R: I: a", "Re: Fwd: a"])
def test_a_subject_says_so(subject):
    assert is_forward(subject)


@pytest.mark.parametrize("subject", ["Re: a", "Interessi: a", "Trasloco", "R: a", ""])
def test_a_subject_does_not(subject):
    assert not is_forward(subject)


def test_it_is_proposed_until_the_contact_names_that_sender():
    mail = Mail(sender="segreteria@comune.example", original=ROSSI)
    contact = Contact(
        channel=Channel.EMAIL, party=Party(email="segreteria@comune.example"), arrived_at=0.0, state_since=0.0
    )
    assert proposal(contact, mail) == ROSSI
    accepted = Contact(
        channel=Channel.EMAIL, party=Party(email="M.Rossi@citizen.example"), arrived_at=0.0, state_since=0.0
    )
    assert proposal(accepted, mail) is None
    assert proposal(contact, None) is None
