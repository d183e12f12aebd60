"""Quotations of mail programs in four languages: what may be folded, and what must stay in sight."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.quotes import own_text, quoted_lines

OWN = "Buongiorno,\n\nallego la ricevuta. Il termine scade il 3 marzo: va bene?\n\nGrazie\nMario Rossi"
EARLIER = "Gentile signor Rossi,\n\nil precetto è stato notificato.\nCordiali saluti"
QUOTED = "\n".join(f"> {line}" for line in EARLIER.split("\n"))

WROTE = {
    "it gmail": "Il giorno lun 2 mar 2026 alle ore 10:15 Ufficio <ufficio@ue.example> ha scritto:",
    "it gmail folded": "Il giorno lun 2 mar 2026 alle ore 10:15 Ufficio UE <ufficio@ue.example> ha\nscritto:",
    "it gmail folded early": "Il giorno lun 2 mar 2026 alle ore 10:15 Ufficio\n<ufficio@ue.example> ha scritto:",
    "it thunderbird": "Il 02/03/26 10:15, Ufficio ha scritto:",
    "it date": "In data 2 marzo 2026, Ufficio <ufficio@ue.example> ha scritto:",
    "de gmail": "Am Mo., 2. März 2026 um 10:15 Uhr schrieb Amt <ufficio@ue.example>:",
    "de folded": "Am Montag, 2. März 2026 um 10:15 Uhr schrieb Betreibungsamt Lugano\n<ufficio@ue.example>:",
    "fr gmail": "Le lun. 2 mars 2026 à 10:15, Office <ufficio@ue.example> a écrit :",
    "fr thunderbird": "Le 02/03/2026 à 10:15, Office a écrit :",
    "en gmail": "On Mon, Mar 2, 2026 at 10:15 AM Office <ufficio@ue.example> wrote:",
    "en folded": "On Mon, Mar 2, 2026 at 10:15 AM Debt enforcement\n<ufficio@ue.example> wrote:",
    "en apple": "On 2 Mar 2026, at 10:15, Office <ufficio@ue.example> wrote:",
}
BLOCKS = {
    "it": "Da: Ufficio <ufficio@ue.example>\nInviato: lunedì, 2 marzo 2026 10:15\nA: Rossi\nOggetto: Precetto",
    "de": "Von: Amt <ufficio@ue.example>\nGesendet: Montag, 2. März 2026 10:15\nAn: Rossi\nBetreff: Zahlungsbefehl",
    "fr": "De : Office <ufficio@ue.example>\nEnvoyé : lundi 2 mars 2026 10:15\nÀ : Rossi\nObjet : Commandement",
    "en": "From: Office <ufficio@ue.example>\nSent: Monday, 2 March 2026 10:15\nTo: Rossi\nSubject: Order",
    "bold": "*Da:* Ufficio <ufficio@ue.example>\n*Inviato:* lunedì, 2 marzo 2026 10:15\n*A:* Rossi\n*Oggetto:* P.",
    "no to": "Von: Amt\nDatum: 2. März 2026\nBetreff: Zahlungsbefehl",
}
SEPARATORS = [
    "-----Messaggio originale-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Original Message-----",
    "---------- Messaggio inoltrato ----------",
]


@pytest.mark.parametrize("head", WROTE.values(), ids=WROTE.keys())
def test_a_quotation_under_the_answer_is_folded_with_its_head(head: str) -> None:
    assert own_text(f"{OWN}\n\n{head}\n\n{QUOTED}\n") == OWN


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
@pytest.mark.parametrize("before", ["", "________________________________\n"])
def test_the_block_of_outlook_is_folded_with_all_that_follows(block: str, before: str) -> None:
    assert own_text(f"{OWN}\n\n{before}{block}\n\n{EARLIER}\n") == OWN


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_named_separator_begins_what_is_folded(separator: str) -> None:
    assert own_text(f"{OWN}\n\n{separator}\n{BLOCKS['it']}\n\n{EARLIER}") == OWN


@pytest.mark.parametrize("head", WROTE.values(), ids=WROTE.keys())
def test_an_answer_under_the_quotation_stays_in_sight(head: str) -> None:
    shown = own_text(f"{head}\n{QUOTED}\n\n{OWN}")

    assert all(line in shown for line in OWN.split("\n"))
    assert "precetto è stato" not in shown


def test_answers_between_the_quoted_lines_stay_in_sight() -> None:
    shown = own_text(f"{WROTE['de gmail']}\n> Frage eins\nAntwort eins\n> Frage zwei\nAntwort zwei")

    assert "Antwort eins" in shown
    assert "Antwort zwei" in shown


@pytest.mark.parametrize("block", [*BLOCKS.values(), *SEPARATORS])
def test_a_pure_forward_is_shown_whole(block: str) -> None:
    assert quoted_lines(f"\n\n{block}\n\n{EARLIER}") == ()


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "",
        "Il signor Bianchi ha scritto che paga domani.",
        "Da: domani sono assente\nGrazie",
        "Am Montag schrieb ich Ihnen, aber ohne Antwort.",
        "On Monday I wrote: nothing came back.\nRegards",
        QUOTED,
    ],
)
def test_what_is_no_quotation_is_not_folded(text: str) -> None:
    assert quoted_lines(text) == ()


def test_ranges_name_the_lines() -> None:
    assert quoted_lines("Sì\n\nOn Monday, X wrote:\n> a\n> b") == (range(1, 5),)
    assert quoted_lines("> a\nSì\n> b\n> c\nNo") == (range(0, 1), range(2, 4))


@given(st.text(alphabet=st.sampled_from("a:> \nIlhascrittoDaInviatoOn wrote-")))
def test_ranges_are_in_order_and_leave_words(text: str) -> None:
    runs = quoted_lines(text)
    lines = text.split("\n")

    assert all(0 <= run.start < run.stop <= len(lines) for run in runs)
    assert all(one.stop <= other.start for one, other in pairwise(runs))
    assert not runs or own_text(text).strip()


def test_a_hundred_thousand_lines_take_no_time_to_speak_of() -> None:
    assert quoted_lines("Il giorno lun 2 mar\n" * 100_000) == ()
