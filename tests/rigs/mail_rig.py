"""The mail servers of the tests: a real Dovecot and a submission server that can fail, on free loopback ports.

In a conftest: `from rigs.mail_rig import mail_rig  # noqa: F401`. When Dovecot is missing the tests fail and
say how to install it; they are never skipped.
"""

from __future__ import annotations

import shutil
import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient

from console.settings.site import MailSettings, MailSource, Secret, Security, Server
from rigs.mail.certificates import make_certificates
from rigs.mail.dovecot import PASSWORD, Dovecot
from rigs.mail.proxy import BadRoad
from rigs.mail.submission import Submission

DESK = "ufficio@ue.example"
CLERK = "bianchi@ue.example"
OTHER_CLERK = "fontana@ue.example"
CITIZEN = "rossi@example.org"


class MailRig:
    """Both servers. Any address is an account of Dovecot; `password_file` holds everybody's password."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.certificates = make_certificates(root / "tls")
        self.dovecot = Dovecot(root / "dovecot", self.certificates)
        self.submission = Submission(self.dovecot.lmtp, self.certificates)
        self.password_file = root / "password"
        self.password_file.write_text(PASSWORD, encoding="ascii")

    def start(self) -> None:
        """Start what does not run."""
        if not self.dovecot.is_running:
            self.dovecot.start()
        self.submission.start()

    def stop(self) -> None:
        """End both servers."""
        self.submission.stop()
        self.dovecot.stop()

    # --- mails -----------------------------------------------------------------------------------

    def deliver(self, raw: bytes, to: str = DESK, *, sender: str = CITIZEN) -> None:
        """Deliver a mail as a mail server does."""
        with smtplib.LMTP("127.0.0.1", self.dovecot.lmtp) as lmtp:
            lmtp.sendmail(sender, [to], raw, [] if raw.isascii() else ["BODY=8BITMIME"])

    def client(self, user: str = DESK) -> IMAPClient:
        """Another mail program of this user, logged in."""
        client = IMAPClient("127.0.0.1", port=self.dovecot.imap, ssl=False, timeout=20)
        client.login(user, PASSWORD)
        return client

    def messages(self, user: str = DESK, folder: str = "INBOX") -> list[bytes]:
        """The user's mails, oldest first, byte for byte."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def wait_for_messages(
        self, user: str = DESK, *, count: int = 1, wanted: Callable[[bytes], bool] | None = None, seconds: float = 20.0
    ) -> list[bytes]:
        """The user's mails once `count` of them are as wanted. Raises AssertionError after `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            found = [one for one in self.messages(user) if wanted is None or wanted(one)]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, f"{len(found)} mails of {count} for {user}"
            time.sleep(0.05)

    def empty(self, *users: str) -> None:
        """Delete the mails and folders of these users."""
        for user in users:
            with self.client(user) as client:
                for _flags, _separator, name in client.list_folders():
                    if name.upper() != "INBOX":
                        client.delete_folder(name)
                client.select_folder("INBOX")
                client.delete_messages(client.search("ALL"))
                client.expunge()

    # --- settings --------------------------------------------------------------------------------

    def imap(self, user: str = DESK, *, security: Security = Security.TLS, port: int = 0) -> Server:
        """How to reach the user's mailbox; `port` for a road in between."""
        usual = self.dovecot.imaps if security is Security.TLS else self.dovecot.imap
        return self._server(user, security, port or usual)

    def smtp(self, user: str = DESK, *, security: Security = Security.STARTTLS, port: int = 0) -> Server:
        """How to send as this user; `port` for a road in between."""
        server = self.submission
        ports = {Security.TLS: server.tls, Security.STARTTLS: server.starttls, Security.NONE: server.plain}
        return self._server(user, security, port or ports[security])

    def settings(self, **changes: object) -> MailSettings:
        """The settings of the desk at these servers."""
        usual: dict[str, object] = {
            "source": MailSource.IMAP, "address": DESK, "display_name": "Ufficio di esecuzione", "imap": self.imap(),
            "smtp": self.smtp(), "undo_seconds": 0.0, "receipt_grace_seconds": 2.0,
        }  # fmt: skip
        return MailSettings(**(usual | changes))  # type: ignore[arg-type]

    def bad_road(self, target: int) -> BadRoad:
        """A proxy before one of the ports; use it in a `with`."""
        return BadRoad(target)

    def _server(self, user: str, security: Security, port: int) -> Server:
        return Server(
            host="localhost", port=port, security=security, user=user, secret=Secret(file=self.password_file),
            ca_file=self.certificates.authority,
        )  # fmt: skip


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailRig]:
    """The servers, once for the whole run."""
    # Not pytest's own folder: as root, Dovecot's mail user has to pass through it, and sockets want a short path.
    root = Path(tempfile.mkdtemp(prefix="mailrig-"))
    root.chmod(0o755)
    rig = MailRig(root)
    try:
        rig.start()
        yield rig
    finally:
        rig.stop()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def mail_rig(mail_servers: MailRig) -> Iterator[MailRig]:
    """The servers with empty mailboxes of desk, clerks and citizen, up whatever the test before has done."""
    if not mail_servers.dovecot.is_running:
        mail_servers.dovecot.start()
    mail_servers.empty(DESK, CLERK, OTHER_CLERK, CITIZEN)
    mail_servers.submission.accepted.clear()
    mail_servers.submission.logins.clear()
    yield mail_servers
    mail_servers.submission.offers_8bit = True
    mail_servers.submission.offers_reports = False
    mail_servers.submission.faults.clear()
    mail_servers.password_file.write_text(PASSWORD, encoding="ascii")
