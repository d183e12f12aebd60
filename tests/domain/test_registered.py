"""Registered electronic mail: who brings it, what it says, how long there is."""

from __future__ import annotations

import pytest

from console.domain.mail import Attachment, Mail, Notice, Registered, RegisteredRule
from console.domain.registered import DAY, field_names, registered

ARRIVED = 1_795_510_800.0
RULE = RegisteredRule()


def notice(subject: str, *, sender: str = "noreply@incamail.ch", raw: bytes = b"", files: tuple[str, ...] = ()) -> str:
    carried = tuple(Attachment(name=one, media_type="application/pdf", size=1) for one in files)
    mail = Mail(subject=subject, sender=sender, date=ARRIVED - 60, attachments=carried)
    found = registered(mail, raw, ARRIVED, RULE)
    return "" if found is None else f"{found.provider} {found.notice}"


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Neues Einschreiben von Kanzlei Muster", "to_accept"),
        ("Lei ha ricevuto una raccomandata", "to_accept"),
        ("Vous avez reçu un message recommandé", "to_accept"),
        ("You have received a registered message", "to_accept"),
        ("Abgabequittung Einschreiben", "dispatched"),
        ("Ricevuta di invio della raccomandata", "dispatched"),
        ("Abholquittung zu Ihrem Einschreiben", "accepted"),
        ("Ricevuta di ritiro: raccomandata", "accepted"),
        ("Verfallquittung Einschreiben", "expired"),
        ("Quittance d'expiration: message recommandé", "expired"),
        ("Annahmeverweigerungsquittung", "refused"),
        ("Vertrauliche Nachricht", "message"),
    ],
)
def test_a_notice_is_read_in_four_languages(subject: str, said: str) -> None:
    assert notice(subject) == f"IncaMail {said}"


def test_the_receipt_in_the_attachment_says_what_the_subject_does_not() -> None:
    assert notice("IncaMail", files=("Verfallquittung_123.pdf",)) == "IncaMail expired"


def test_providers_are_known_by_sender_and_no_other_mail_is() -> None:
    assert notice("Einschreiben", sender="x@mail.privasphere.com") == "PrivaSphere to_accept"
    assert notice("Einschreiben", sender="x@incamail.ch.example.com") == ""
    assert notice("Raccomandata non ritirata", sender="anna@example.ch") == ""


def test_certified_mail_of_italy_is_delivered_with_its_text() -> None:
    receipt = b"X-Ricevuta: avvenuta-consegna\r\nSubject: CONSEGNA: raccomandata\r\n\r\nx"
    assert notice("CONSEGNA: raccomandata", sender="posta-certificata@pec.example.com", raw=receipt) == "PEC accepted"
    refused = b"X-Ricevuta: errore-consegna\r\n\r\nx"
    assert notice("AVVISO", sender="posta-certificata@pec.example.com", raw=refused) == "PEC failed"
    carried = b"X-Trasporto: posta-certificata\r\n\r\nx"
    assert notice("Atto per raccomandata", sender="v@pec.example.com", raw=carried) == "PEC message"


def test_a_site_adds_senders_headers_and_days() -> None:
    rule = RegisteredRule(senders=("plico.example",), headers=("X-Plico",), days=10)
    mail = Mail(subject="Raccomandata da ritirare", sender="a@plico.example", date=ARRIVED)
    assert registered(mail, b"", ARRIVED, rule) == Registered(
        provider="plico.example", notice=Notice.TO_ACCEPT, deadline=ARRIVED + 10 * DAY
    )
    other = Mail(subject="Raccomandata da ritirare", sender="a@example.ch", date=ARRIVED)
    assert registered(other, b"x-plico: 1\r\n\r\n", ARRIVED, rule) is not None
    assert registered(other, b"Subject: s\r\n\r\nX-Plico: 1", ARRIVED, rule) is None


@pytest.mark.parametrize(
    ("date", "begins"), [(ARRIVED - 7_200, ARRIVED - 7_200), (None, ARRIVED), (ARRIVED + 90_000, ARRIVED)]
)
def test_seven_days_run_from_the_mails_date_unless_it_lies_ahead(date: float | None, begins: float) -> None:
    found = registered(Mail(subject="Einschreiben", sender="a@incamail.com", date=date), b"", ARRIVED, RULE)
    assert found is not None
    assert found.deadline == begins + 7 * 86_400


def test_only_what_waits_has_a_deadline() -> None:
    found = registered(Mail(subject="Abholquittung", sender="a@incamail.com", date=ARRIVED), b"", ARRIVED, RULE)
    assert found is not None and found.deadline is None


def test_field_names_end_with_the_header() -> None:
    raw = b"\r\nSubject: a\r\n b: c\r\nX-A : 1\r\nX-B: 1\r\n\r\nX-C: 1"
    assert field_names(raw) == {"subject", "x-b"}
