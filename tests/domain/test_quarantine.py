"""Which mails are put aside: by what servers say of them, and by their sender."""

from __future__ import annotations

import pytest

from console.domain.mail import Mail
from console.domain.quarantine import (
    SPAM_HEADER,
    SPAM_SENDER,
    HeaderRule,
    QuarantineRules,
    is_blocked,
    is_mark,
    score,
    suspicion,
)

RULES = QuarantineRules(
    headers=(
        HeaderRule(name="x-spam-flag", equals="YES"), HeaderRule(name="x-spam-status", begins="Yes"),
        HeaderRule(name="x-spam-level", least=8), HeaderRule(name="x-ms-exchange-organization-scl", least=5),
        HeaderRule(name="x-forefront-antispam-report", least=5),
    ),
    senders=("@pubblicita.example",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "flag"),
    [
        ("x-spam-flag", "YES", SPAM_HEADER), ("X-Spam-Flag", "yes", SPAM_HEADER), ("x-spam-flag", "NO", ""),
        ("x-spam-status", "Yes, score=9.1 required=5.0", SPAM_HEADER),
        ("x-spam-status", "No, score=-1.9 tests=[ALL_YES]", ""),
        ("x-spam-level", "*" * 8, SPAM_HEADER), ("x-spam-level", "*" * 7, ""), ("x-spam-level", "", ""),
        ("x-ms-exchange-organization-scl", "5", SPAM_HEADER), ("x-ms-exchange-organization-scl", "-1", ""),
        ("x-forefront-antispam-report", "CIP:1.2.3.4;CTRY:CH;LANG:it;SCL:6;SRV:", SPAM_HEADER),
        ("x-forefront-antispam-report", "CIP:9.2.3.4;SCL:1;", ""), ("x-other-spam", "YES", ""),
    ],
)  # fmt: skip
def test_what_servers_say(name, value, flag):
    assert suspicion(Mail(sender="a@b.example", spam_marks=((name, value),)), RULES) == flag


@pytest.mark.parametrize(
    ("sender", "flag"),
    [
        ("a@pubblicita.example", SPAM_SENDER), ("A@Mail.Pubblicita.EXAMPLE", SPAM_SENDER),
        ("a@nonpubblicita.example", ""), ("truffa@x.ch", SPAM_SENDER), ("altro@x.ch", ""), ("", ""), ("rotto", ""),
    ],
)  # fmt: skip
def test_who_sends(sender, flag):
    assert suspicion(Mail(sender=sender), RULES, ("TRUFFA@x.ch",)) == flag


def test_nothing_is_suspect_without_rules():
    assert suspicion(Mail(sender="a@b.example", spam_marks=(("x-spam-flag", "YES"),)), QuarantineRules()) == ""


def test_a_blocked_entry_without_a_name_blocks_only_domains():
    assert not is_blocked("a@b.example", ("b.example", "@", ""))


@pytest.mark.parametrize(
    ("value", "number"), [("***", 3.0), ("xx", 2.0), ("7.5 / 5", 7.5), ("-2", -2.0), ("nulla", None)]
)
def test_a_score(value, number):
    assert score(value) == number


def test_only_headers_about_spam_are_kept():
    assert is_mark("X-Spam-Flag") and is_mark("x-ms-exchange-organization-SCL") and is_mark("X-Bogosity")
    assert not is_mark("Subject") and not is_mark("X-Mailer") and not is_mark("Spam")
