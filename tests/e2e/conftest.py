"""Sites whose links are the real servers of the rigs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from e2e.site import TestSite, make_site
from rigs.mail_rig import CLERK, DESK, MailRig, mail_rig, mail_servers  # noqa: F401  fixtures

OFFICE_CLERKS = ("celio", "ferrari", "lepori", "pellanda", "zanini", "dotti", "croci", "bernasconi")


def mail_section(rig: MailRig, **changes: Any) -> dict[str, Any]:
    """The section `mail` of a site at the rig's servers."""
    login = {"user": DESK, "password_file": str(rig.password_file), "ca_file": str(rig.certificates.authority)}
    return {
        "source": "imap", "address": DESK, "display_name": "Ufficio di esecuzione",
        "imap": {"host": "localhost", "port": rig.dovecot.imaps, "security": "tls", **login},
        "smtp": {"host": "localhost", "port": rig.submission.starttls, "security": "starttls", **login},
        "undo_seconds": 0, "receipt_grace_seconds": 2, **changes,
    }  # fmt: skip


@pytest.fixture
def mail_site(tmp_path: Path, mail_rig: MailRig) -> TestSite:  # noqa: F811
    """A site at the rig's mail servers; every clerk's mailbox is the rig's one of a clerk."""
    return make_site(tmp_path / "site", mail=mail_section(mail_rig), addresses=dict.fromkeys(OFFICE_CLERKS, CLERK))
