"""The rig itself: it says what is missing, and comes back whatever a test has done to it."""

import pytest

from adapters.mail.transport.support import mail
from rigs.mail import certificates, dovecot
from rigs.mail_rig import CITIZEN, MailRig


def test_without_dovecot_the_tests_fail_and_name_the_remedy(tmp_path, monkeypatch):
    made = certificates.make_certificates(tmp_path / "tls")
    monkeypatch.setattr(dovecot.shutil, "which", lambda *_words, **_more: None)
    with pytest.raises(RuntimeError, match=r"tools/system-packages\.sh"):
        dovecot.Dovecot(tmp_path, made)


def test_without_openssl_the_tests_fail_and_name_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(certificates.shutil, "which", lambda _word: None)
    with pytest.raises(RuntimeError, match=r"tools/system-packages\.sh"):
        MailRig(tmp_path)


@pytest.mark.server
@pytest.mark.parametrize("end", ["kill", "stop"])
def test_mails_outlive_the_server(mail_rig, end):
    mail_rig.deliver(mail(1), CITIZEN)
    for _ in range(3):
        getattr(mail_rig.dovecot, end)()
        assert not mail_rig.dovecot.is_running
        mail_rig.dovecot.start()
    [kept] = mail_rig.messages(CITIZEN)
    assert kept.endswith(mail(1))
