"""A Dovecot of our own: IMAP (plain, STARTTLS, TLS) and LMTP on free loopback ports, mail under one folder.

Every address is an account; all have the same password. Nothing outside the folder is written.
"""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

from rigs.mail.certificates import Certificates
from rigs.mail.tokens import write_configuration

PASSWORD = "password-of-the-rig"
_HELP = "Install it with `sh tools/system-packages.sh` (packages dovecot-imapd and dovecot-lmtpd)."

_CONFIGURATION = r"""
base_dir = {root}/run
state_dir = {root}/state
instance_name = console-tests
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
first_valid_uid = 1
mail_uid = {mail_user}
mail_gid = {mail_group}
mail_location = maildir:{root}/mail/%d/%n
mail_fsync = never
mail_max_userip_connections = 200
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \Sent
  }}
}}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_verbose = yes
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  args = {oauth2}
  mechanisms = xoauth2 oauthbearer
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={root}/mail/%d/%n allow_all_users=yes
}}
lda_mailbox_autocreate = yes
protocol lmtp {{
  postmaster_address = postmaster@ue.example
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server; `start`, `stop` and `kill` as often as a test likes, always on the same ports."""

    def __init__(self, root: Path, certificates: Certificates) -> None:
        self._program = _find()
        self.root = root
        self.imap, self.imaps, self.lmtp = free_ports(3)
        for name in ("run", "state", "mail"):
            (root / name).mkdir(parents=True, exist_ok=True)
            (root / name).chmod(0o755)
        users = _users()
        if os.geteuid() == 0:
            shutil.chown(root / "mail", users["mail_user"], users["mail_group"])
        text = _CONFIGURATION.format(
            root=root, imap=self.imap, imaps=self.imaps, lmtp=self.lmtp, password=PASSWORD,
            oauth2=write_configuration(root), certificate=certificates.certificate, key=certificates.key, **users,
        )  # fmt: skip
        self._configuration = root / "dovecot.conf"
        self._configuration.write_text(text, encoding="utf-8")
        self._started: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything that the server has logged."""
        file = self.root / "dovecot.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    @property
    def is_running(self) -> bool:
        """Whether the server is up."""
        return self._started is not None and self._started.poll() is None

    def start(self) -> None:
        """Start, and return when it takes connections."""
        with (self.root / "start.log").open("wb") as log:
            self._started = subprocess.Popen(
                [self._program, "-F", "-c", str(self._configuration)], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            wait_for_port(self.imap)
            wait_for_port(self.lmtp)
        except OSError:
            self.kill()
            words = (self.root / "start.log").read_text(errors="replace").strip()
            raise RuntimeError(f"dovecot does not start: {words} {self.log[-500:]}") from None

    def stop(self) -> None:
        """End in order: connections are closed by the server."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End at once, as in a power cut."""
        self._end(signal.SIGKILL)

    def maildir(self, user: str) -> Path:
        """Where the mails of this account lie."""
        name, _, domain = user.partition("@")
        return self.root / "mail" / domain / name

    def lose_index(self, user: str) -> None:
        """Forget every number of the account's INBOX: it comes back with another UIDVALIDITY."""
        for file in self.maildir(user).glob("dovecot*"):
            with contextlib.suppress(FileNotFoundError):
                file.unlink()

    def _end(self, sign: signal.Signals) -> None:
        """Signal the whole family until nobody is left: sessions outlive the master, and it may fork meanwhile."""
        started, self._started = self._started, None
        if started is None:
            return
        patience = time.monotonic() + 2.0
        sent: set[int] = set()
        while family := self._family(started.pid):
            late = time.monotonic() > patience
            for one in family if late else family - sent:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL if late else sign)
            sent |= family
            started.poll()
            time.sleep(0.01)
        started.wait(5)
        (self.root / "run" / "master.pid").unlink(missing_ok=True)

    @staticmethod
    def _family(session: int) -> set[int]:
        """The processes of the session that `start` has opened, zombies left out."""
        found = set()
        for one in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                if os.getsid(one.pid) == session and one.status() != psutil.STATUS_ZOMBIE:
                    found.add(one.pid)
        return found


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody uses now."""
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [line.getsockname()[1] for line in lines]


def wait_for_port(port: int, seconds: float = 20.0) -> None:
    """Return when somebody listens there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _find() -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
    program = shutil.which("dovecot", path=path)
    if program is None:
        raise RuntimeError(f"The mail tests need Dovecot, and it is not on this machine. {_HELP}")
    libraries = [Path("/usr/lib/dovecot"), Path("/usr/libexec/dovecot"), Path("/usr/local/libexec/dovecot")]
    missing = [name for name in ("imap", "lmtp") if not any((one / name).exists() for one in libraries)]
    if missing:
        raise RuntimeError(f"This machine's Dovecot lacks {' and '.join(missing)}. {_HELP}")
    return program


def _users() -> dict[str, str]:
    """As root the package's own users; as anybody else everything is this user."""
    if os.geteuid() == 0:
        return {
            "internal_user": "dovecot", "internal_group": "dovecot", "login_user": "dovenull",
            "mail_user": "mail", "mail_group": "mail",
        }  # fmt: skip
    me, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    return {
        "internal_user": me, "internal_group": group, "login_user": me, "mail_user": me, "mail_group": group,
    }  # fmt: skip
