"""channels.yaml and the quarantine: what is read, and every fault with its line and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from console.settings.load import load_site
from console.settings.site import Channels, SpamHeader

REPO = Path(__file__).parents[2]
WEB = 'web:\n  sender: "f@x.example"\n  fields:\n    email: ["E-mail"]\n'


@pytest.fixture
def config(tmp_path):
    shutil.copytree(REPO / "config", tmp_path / "config")
    return tmp_path / "config"


def load(config, channels: str | None = None, quarantine: str = ""):
    if channels is not None:
        (config / "channels.yaml").write_text(channels, encoding="utf-8")
    if quarantine:
        file = config / "console.yaml"
        text = file.read_text(encoding="utf-8").replace("mail:\n", f"mail:\n  quarantine:\n{quarantine}", 1)
        file.write_text(text, encoding="utf-8")
    return load_site(config, config.parent / "data")


def only(problems):
    assert len(problems) == 1, [str(one) for one in problems]
    return problems[0]


def test_without_the_file_nothing_is_something_else(config):
    (config / "channels.yaml").unlink()
    site, problems = load(config)
    assert (site.channels, problems) == (Channels(), ())


def test_the_examples_of_the_file_in_force(config):
    text = (config / "channels.yaml").read_text(encoding="utf-8")
    site, problems = load(config, re.sub(r"(?m)^# ( *[a-z_]+:( .*)?)$", r"\1", text))
    assert problems == ()
    (fax,), (web,), (letters,) = site.channels.fax, site.channels.web, site.channels.letters
    assert re.search(fax.subject, "Fax da +41 91 1 (Studio)").groupdict() == {"number": "+41 91 1 ", "name": "Studio"}
    assert dict(web.labels)["email"] == ("E-mail", "Indirizzo e-mail")
    assert (letters.folder, letters.settle_seconds, letters.wait_for_mark) == (
        config.parent / "data" / "scansioni", 5, False,
    )  # fmt: skip


def test_a_list_of_several(config):
    site, problems = load(config, "fax:\n  - sender: a@x.example\n  - sender: '*@y.example'\n")
    assert problems == ()
    assert [one.sender for one in site.channels.fax] == ["a@x.example", "*@y.example"]


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("fax:\n  sender: nessuno\n", "fax[1].sender", "indirizzo"),
        ("fax:\n  subject: x\n", "fax", "number"),
        ("fax:\n  sender: a@x.example\n  subject: 'Fax da (.*)'\n", "subject", "number"),
        ("fax:\n  sender: a@x.example\n  subject: '('\n", "subject", "regolare"),
        ("web:\n  sender: a@x.example\n", "fields", "Manca"),
        (WEB.replace("email", "emial"), "emial", "sconosciuta"),
        ("letters:\n  settle_seconds: 5\n", "folder", "Manca"),
        ("letters:\n  folder: a\n  settle_seconds: molto\n", "settle_seconds", "intero"),
        ("letters:\n  - folder: a\n  - folder: a\n", "letters", "due volte"),
        ("telex: []\n", "telex", "sconosciuta"),
    ],
)
def test_a_fault_is_named(config, text, key, words):
    site, problems = load(config, text)
    assert site is None
    assert any(key in one.key and words in f"{one.message} {one.hint}" and one.line for one in problems), problems


def test_a_form_without_the_citizens_address_is_said(config):
    site, problems = load(config, WEB.replace("email", "name"))
    assert site is not None and "indirizzo del cittadino" in only(problems).message


def test_the_rules_of_the_quarantine(config):
    rules = """    headers:
      - {name: X-Spam-Flag, equals: "YES"}
      - {name: X-Spam-Level, least: 7.5}
    senders: ["@Pubblicita.example", truffa@x.example]
"""
    site, problems = load(config, quarantine=rules)
    assert problems == ()
    assert site.mail.quarantine.headers == (
        SpamHeader(name="x-spam-flag", equals="YES"), SpamHeader(name="x-spam-level", least=7.5),
    )  # fmt: skip
    assert site.mail.quarantine.senders == ("@pubblicita.example", "truffa@x.example")


@pytest.mark.parametrize(
    ("rules", "key", "words"),
    [
        ("    headers: [{name: X-Mailer, equals: x}]\n", "name", "non si legge"),
        ("    headers: [{name: X-Spam-Flag}]\n", "name", "equals"),
        ("    headers: [{name: X-Spam-Flag, equals: a, begins: b}]\n", "name", "equals"),
        ("    headers: [{name: X-Spam-Level, least: tanto}]\n", "least", "numero"),
        ("    senders: [pubblicita.example]\n", "senders", "dominio"),
        ("    sender: a@b.example\n", "sender", "senders"),
    ],
)
def test_a_fault_in_the_quarantine_is_named(config, rules, key, words):
    site, problems = load(config, quarantine=rules)
    assert site is None
    assert key in only(problems).key and words in str(problems[0])
