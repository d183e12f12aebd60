"""The main job on real servers, in real terminals: two operators, a clerk, a citizen who writes."""

from __future__ import annotations

import email
import email.policy
import subprocess
from collections.abc import Iterator

import pytest

from e2e.site import CONSOLE, TestSite
from rigs.mail_rig import CITIZEN, CLERK, DESK, MailRig
from rigs.terminal import Terminal

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

QUESTION = (
    f"From: Mario Rossi <{CITIZEN}>\r\nTo: {DESK}\r\nSubject: Rateazione del mio debito\r\n"
    "Message-ID: <domanda-1@example.org>\r\nReferences: <prima@example.org>\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Buongiorno,\r\nvorrei pagare a rate la mia esecuzione n. 2026-0012345. Abito ad Airolo, però più su.\r\n"
).encode()
OTHER = (
    QUESTION.replace(b"domanda-1@", b"domanda-2@")
    .replace(b"Rateazione del mio debito", b"Contesto il calcolo")
    .replace(b"vorrei pagare a rate", b"contesto il minimo vitale per")
)


@pytest.fixture
def intake(mail_site: TestSite) -> Iterator[subprocess.Popen[bytes]]:
    process = mail_site.start("intake")
    yield process
    process.terminate()
    process.wait(20)


def desk(site: TestSite, operator: str, columns: int = 120, rows: int = 36) -> Terminal:
    command = (*CONSOLE, "--operator", operator)
    return Terminal(command, columns=columns, rows=rows, environment=site.environment)


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def test_two_operators_a_reply_and_a_forward(mail_site: TestSite, mail_rig: MailRig, intake: object) -> None:
    with desk(mail_site, "anna") as anna, desk(mail_site, "bruno") as bruno:
        anna.wait("Mani libere")
        bruno.wait("Mani libere")
        mail_rig.deliver(QUESTION)
        anna.wait("Mario Rossi", "Rateazione del mio")
        bruno.wait("Mario Rossi", "Rateazione del mio")
        winner, loser = _claim_at_once(anna, bruno)
        _reply(winner, mail_rig)
        mail_rig.deliver(OTHER)
        winner.wait("Contesto il ca")
        loser.wait("Contesto il ca")
        _hand_on(winner, mail_site, mail_rig)


def _claim_at_once(anna: Terminal, bruno: Terminal) -> tuple[Terminal, Terminal]:
    """Both take the same mail: one has it, the other reads who."""
    for one in (anna, bruno):
        one.send(b"m")
    sentence = "Questo contatto è nelle mani di"
    anna.until(lambda text: "in mano a te" in text or sentence in text, "an answer to the claim")
    won = "in mano a te" in anna.text()
    winner, loser, name = (anna, bruno, "Anna Bianchi") if won else (bruno, anna, "Bruno Rossetti")
    winner.wait("in mano a te")
    loser.wait(f"{sentence} {name}")
    return winner, loser


def _reply(desk: Terminal, rig: MailRig) -> None:
    """Answer with the first card that is proposed for the citizen's words."""
    desk.press("f4")
    desk.type("pagare a rate")
    desk.wait("DA SCRIVERE")
    desk.press("enter")
    desk.wait("Scheda pronta")
    desk.press("f7")
    desk.wait("Parte come E-MAIL")
    desk.press("f7")
    desk.wait("Mani libere")
    raw = rig.wait_for_messages(CITIZEN)[0]
    answer = read(raw)
    assert answer["In-Reply-To"] == "<domanda-1@example.org>"
    assert answer["References"].split() == ["<prima@example.org>", "<domanda-1@example.org>"]
    assert answer["From"].addresses[0].addr_spec == DESK
    assert "Rateazione del mio debito" in answer["Subject"]
    text = answer.get_body(("plain",)).get_content()
    assert text.startswith("Gentile Mario Rossi") and "però più su" in text and "{" not in text
    assert len(rig.messages(CITIZEN)) == 1


def _hand_on(desk: Terminal, site: TestSite, rig: MailRig) -> None:
    """Forward the second mail to a clerk, who accepts and settles it; the operator reads both."""
    desk.press("f5")
    desk.wait("in mano a te", "Contesto il ca")
    desk.press("f6")
    desk.wait("Da dire", "2026-0012345")
    desk.type("airolo")
    desk.wait("Aldo Celio", "manca: nulla")
    desk.press("f7")
    desk.wait("Mani libere")
    raw = rig.wait_for_messages(CLERK)[0]
    original = next(one for one in rig.messages(DESK) if b"Message-ID: <domanda-2@" in one)
    assert b"message/rfc822" not in original and original in raw
    forward = read(raw)
    assert "2026-0012345" in forward.get_body(("plain",)).get_content()
    command = (*CONSOLE, "--role", "clerk", "--clerk", "celio")
    with Terminal(command, columns=120, rows=36, environment=site.environment) as clerk:
        clerk.wait("Mario Rossi")
        clerk.press("f5")
        desk.wait("Aldo Celio", "accetta")
        clerk.press("f7")
        clerk.type("Rata di 200 franchi concordata")
        clerk.press("f7")
        desk.wait("Rata di 200 franchi")
