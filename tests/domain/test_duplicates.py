"""When two mails may be one that came twice; a suggestion, so doubt is allowed but noise is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.duplicates import WITHIN_SECONDS, body_of, is_twin
from console.domain.mail import Attachment, Mail

MAIL = Mail(message_id="<a@x>", sender="rossi@example.ch", subject="Precetto", text="Buongiorno,\nche cosa devo fare?")
PAPER = Attachment(name="precetto.pdf", media_type="application/pdf", size=900)
DAY = WITHIN_SECONDS


@pytest.mark.parametrize(
    ("other", "apart", "twin"),
    [
        (MAIL, 10 * DAY, True),
        (replace(MAIL, message_id="<b@x>"), 60, True),
        (replace(MAIL, message_id="<b@x>"), DAY + 1, False),
        (replace(MAIL, message_id=""), 60, True),
        (replace(MAIL, sender="ROSSI@example.ch"), 60, True),
        (replace(MAIL, sender="bianchi@example.ch"), 60, False),
        (replace(MAIL, text="  Buongiorno, che cosa\n\ndevo FARE? \n-- \nMario Rossi"), 60, True),
        (replace(MAIL, text="Buongiorno,\nche cosa devo fare?\n\n> testo citato"), 60, True),
        (replace(MAIL, text="Buongiorno,\nche cosa devo fare?\n____________________\nlista\n"), 60, True),
        (replace(MAIL, text="Tutt'altro"), 60, False),
        (replace(MAIL, text="Tutt'altro", message_id="<a@x>"), 60, False),
        (replace(MAIL, attachments=(PAPER,)), 60, False),
    ],
)
def test_the_rule(other, apart, twin):
    assert is_twin(other, MAIL, apart=apart) is twin
    assert is_twin(MAIL, other, apart=-apart) is twin


def test_two_mails_without_words_need_the_same_files_and_subject():
    scan = replace(MAIL, text="", attachments=(PAPER,))
    assert is_twin(replace(scan, message_id="<b@x>"), scan, apart=60)
    assert not is_twin(replace(scan, message_id="<b@x>", subject="Altro"), scan, apart=60)
    assert not is_twin(replace(scan, attachments=(replace(PAPER, size=901),)), scan, apart=60)
    empty = replace(MAIL, text="")
    assert not is_twin(replace(empty, message_id="<b@x>"), empty, apart=60)


def test_a_huge_text_is_compared_by_its_beginning():
    assert len(body_of(replace(MAIL, text="parola " * 100_000))) <= 20_000
