"""A promised attachment: four languages, own words only, and not where the text says that there is none."""

import pytest

from console.domain.promised import promised_attachment

PROMISES = [
    ("in allegato trova il modulo", "in allegato"),
    ("Come da allegato", "allegato"),
    ("le copie allegate", "allegate"),
    ("Allego la decisione", "Allego"),
    ("Alleghiamo gli estratti", "Alleghiamo"),
    ("Im Anhang finden Sie das Formular", "Im Anhang"),
    ("siehe Anhang", "Anhang"),
    ("beiliegend senden wir", "beiliegend"),
    ("das beigefügte Formular", "beigefügte"),
    ("Ci-joint le formulaire", "Ci-joint"),
    ("voir pièce jointe", "pièce jointe"),
    ("les pièces jointes", "pièces jointes"),
    ("en annexe la décision", "en annexe"),
    ("please find attached", "attached"),
    ("see the attachment", "attachment"),
    ("enclosed you will find", "enclosed"),
]


@pytest.mark.parametrize(("text", "word"), PROMISES)
def test_a_promise_is_found(text, word):
    assert promised_attachment(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Buongiorno, va bene.",
        "La mandiamo senza allegati.",
        "senza alcun allegato",
        "nessun allegato",
        "ohne Anhang",
        "ohne den Anhang",
        "kein Anhang",
        "sans pièce jointe",
        "sans annexe, aucune pièce jointe",
        "without attachment",
        "without any attachment",
        "no attachments",
        "un legato del testatore",
        "la delegata",
        "Anhänglichkeit",
        "unattached",
        "> in allegato trova il modulo",
        "Va bene.\n\nIl 12.11.2026 Mario Rossi ha scritto:\n> in allegato il contratto\n",
    ],
)
def test_no_promise_is_seen_where_there_is_none(text):
    assert promised_attachment(text) == ""


def test_a_promise_after_a_denial_counts():
    assert promised_attachment("Ieri era senza allegato, oggi lo trova in allegato.") == "in allegato"


def test_a_broken_line_is_one_promise():
    assert promised_attachment("la trova in\nallegato") == "in allegato"


def test_a_long_text_costs_no_time():
    assert promised_attachment("senza " * 100_000) == ""
