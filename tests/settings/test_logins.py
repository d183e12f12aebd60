"""How a login is written in console.yaml, and where its secret may be."""

import os
import shutil
from pathlib import Path

import pytest

from console.settings.load import load_site
from console.settings.servers import Auth, Secret, SecretMissing
from console.settings.site import MarkSettings

ROOT = Path(__file__).resolve().parents[2]
TOP = "mail: {{source: imap, address: a@ue.example, imap: {{host: h.example, user: a@ue.example, {0}}}}}\n"


def read(tmp_path, text):
    for name in ("offices", "clerks", "operators", "keymap"):
        shutil.copy(ROOT / "config" / f"{name}.yaml", tmp_path)
    (tmp_path / "console.yaml").write_text(text)
    return load_site(tmp_path, tmp_path)


def imap(tmp_path, login):
    site, problems = read(tmp_path, TOP.format(login))
    assert site is not None, problems
    return site.mail.imap


def faults(tmp_path, login):
    _site, problems = read(tmp_path, TOP.format(login))
    return {problem.key: f"{problem.message} {problem.hint}" for problem in problems if problem.is_error}


def test_a_token_of_microsoft_365(tmp_path):
    found = imap(
        tmp_path,
        "auth: xoauth2, oauth: {token_url: 'https://login.example/t/oauth2/v2.0/token', client_id: x, "
        "client_secret_keyring: console/segreto, scope: 'https://outlook.example/.default'}",
    )
    assert found.auth is Auth.XOAUTH2
    assert found.token.url == "https://login.example/t/oauth2/v2.0/token"
    assert found.token.client_secret == Secret(keyring="console/segreto")


def test_a_token_by_command_and_by_file(tmp_path):
    assert imap(tmp_path, "auth: xoauth2, token_command: [oama, access, x]").token.command == ("oama", "access", "x")
    assert imap(tmp_path, "auth: xoauth2, token_file: t").token.file == tmp_path / "t"


@pytest.mark.parametrize(
    ("login", "key"),
    [
        ("auth: xoauth2", "mail.imap.auth"),
        ("auth: xoauth2, token_file: t, token_command: [x]", "mail.imap.auth"),
        ("auth: xoauth2, token_file: t, password_env: X", "mail.imap.auth"),
        ("password_env: X, token_file: t", "mail.imap.auth"),
        ("auth: oauth, password_env: X", "mail.imap.auth"),
        ("password_env: X, password_keyring: a/b", "mail.imap.password_keyring"),
        ("password_keyring: senza-barra", "mail.imap.password_keyring"),
        ("auth: xoauth2, token_file: t, token: eyJ0", "mail.imap.token"),
        ("auth: xoauth2, oauth: {token_url: 'http://far.example/t', client_id: x, client_secret_env: X}",
         "mail.imap.oauth.token_url"),
        ("auth: xoauth2, oauth: {token_url: 'https://x.example/t', client_id: x}",
         "mail.imap.oauth.client_secret_file"),
        ("auth: xoauth2, oauth: {token_url: 'https://x.example/t', client_id: x, client_secret: gatto-nero}",
         "mail.imap.oauth.client_secret"),
    ],
)  # fmt: skip
def test_wrong_logins(tmp_path, login, key):
    found = faults(tmp_path, login)
    assert key in found
    assert "gatto-nero" not in str(found)


def test_a_password_in_the_file_names_every_way_out(tmp_path):
    hint = faults(tmp_path, "password: gatto-nero-77")["mail.imap.password"]
    assert all(name in hint for name in ("password_env", "password_file", "password_keyring"))
    assert "gatto" not in hint


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / "p"
    file.write_text("x\n")
    file.chmod(0o640)
    with pytest.raises(SecretMissing, match="chmod 600"):
        Secret(file=file).read()
    file.chmod(0o600)
    assert Secret(file=file).read() == "x"


def test_a_secret_in_the_keyring(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class InMemory(KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            if service == "broken":
                raise RuntimeError("segretissima")
            return {("ue/imap", "anna"): "segretissima"}.get((service, username))

        def set_password(self, service, username, password):
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    try:
        assert Secret(keyring="ue/imap/anna").read() == "segretissima"
        with pytest.raises(SecretMissing, match="ue/imap/paolo"):
            Secret(keyring="ue/imap/paolo").read()
        with pytest.raises(SecretMissing) as caught:
            Secret(keyring="broken/anna").read()
        assert "segretissima" not in str(caught.value)
    finally:
        keyring.set_keyring(before)


def test_without_the_keyring_it_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretMissing, match=r"ue-console\[keyring\]"):
        Secret(keyring="a/b").read()


def test_marks_as_they_are_written(tmp_path):
    text = "mail: {source: none, gap_alarm: no, marks: {flags: no, move_handed_to: 'Smistate/{office}', " \
           "move_receipts_to: auto}}\n"  # fmt: skip
    site, problems = read(tmp_path, text)
    assert site is not None, problems
    assert site.mail.marks == MarkSettings(flags=False, move_handed_to="Smistate/{office}", move_receipts_to="auto")
    assert not site.mail.gap_alarm


@pytest.mark.parametrize(
    ("marks", "key"),
    [
        ("{move_handed_to: 'S/{ufficio}'}", "mail.marks.move_handed_to"),
        ("{move_handed_to: /S}", "mail.marks.move_handed_to"),
        ('{move_receipts_to: "a\\nb"}', "mail.marks.move_receipts_to"),
        ("{flag: yes}", "mail.marks.flag"),
    ],
)
def test_wrong_marks(tmp_path, marks, key):
    _site, problems = read(tmp_path, f"mail: {{source: none, marks: {marks}}}\n")
    assert key in {problem.key for problem in problems}


def test_the_environment_is_read_when_it_is_needed(monkeypatch):
    monkeypatch.setenv("SOME_SECRET", "a")
    secret = Secret(environment="SOME_SECRET")
    os.environ["SOME_SECRET"] = "b"
    assert secret.read() == "b"
