"""A server and how to log in: where passwords and tokens come from. They never stand in the settings themselves."""

from __future__ import annotations

import os
import stat
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from console.domain.record import record
from console.i18n import _


class Security(StrEnum):
    """How a connection to a server is protected. `none` is for servers on this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Auth(StrEnum):
    """What a login shows: a password, or a token that somebody else has issued (SASL XOAUTH2)."""

    PASSWORD = "password"
    XOAUTH2 = "xoauth2"


class SecretMissing(Exception):
    """A secret is not where the settings say; the text is a sentence for the administrator."""


@record
class Secret:
    """Where a password is kept: environment variable, file, or keyring of the system; never the settings."""

    environment: str = ""
    file: Path | None = None
    keyring: str = ""
    """`service/user`."""

    @property
    def is_given(self) -> bool:
        """Whether there is a password at all."""
        return bool(self.environment or self.file or self.keyring)

    def read(self) -> str:
        """The secret now, without a line end; empty when none is configured. Raises SecretMissing."""
        if self.environment:
            value = os.environ.get(self.environment, "")
            if not value:
                raise SecretMissing(_("La variabile d'ambiente {name} è vuota.").format(name=self.environment))
            return value
        if self.keyring:
            return _from_keyring(self.keyring)
        return read_private(self.file) if self.file else ""


@record
class TokenSource:
    """Where tokens come from: one of a command, a file, and a server that gives them for a client's own secret."""

    command: tuple[str, ...] = ()
    """Program and arguments, run without a shell; prints a token, or JSON with `access_token` and `expires_in`."""
    file: Path | None = None
    """Holds what the command would print; whoever writes it keeps it fresh."""
    url: str = ""
    """Token endpoint for OAuth 2.0 client credentials (RFC 6749, 4.4)."""
    client_id: str = ""
    client_secret: Secret = field(default_factory=Secret)
    scope: str = ""
    ca_file: Path | None = None
    """Certificates to trust at `url` instead of the system's, PEM."""


@record
class Server:
    """A server and how to log in. An empty `user` means without login."""

    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    secret: Secret = field(default_factory=Secret)
    ca_file: Path | None = None
    """Certificates to trust instead of the system's, PEM."""
    auth: Auth = Auth.PASSWORD
    token: TokenSource = field(default_factory=TokenSource)
    """Only for Auth.XOAUTH2."""


def read_private(file: Path) -> str:
    """A secret out of a private file, without a line end. Raises SecretMissing.

    Private: mode 0600; of a file that belongs to somebody else (root) its group may be ours.
    """
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, encoding="utf-8") as opened:
            exposed = _is_exposed(os.fstat(handle))
            text = "" if exposed else opened.read(65_536)
    except (OSError, UnicodeDecodeError):
        raise SecretMissing(_("Il file {file} non si può leggere.").format(file=file)) from None
    if exposed:
        raise SecretMissing(_("Il file {file} lo possono leggere altri: chmod 600.").format(file=file))
    return text.rstrip("\r\n")


def _is_exposed(status: os.stat_result) -> bool:
    if os.name != "posix" or not stat.S_ISREG(status.st_mode):
        return False
    return bool(status.st_mode & (0o077 if status.st_uid == os.geteuid() else 0o007))


def _from_keyring(place: str) -> str:
    service, _slash, user = place.rpartition("/")
    try:
        import keyring  # an extra of its own
    except ImportError:
        raise SecretMissing(_("Manca il portachiavi: installare ue-console[keyring].")) from None
    try:
        value: str | None = keyring.get_password(service, user)
    except Exception as error:  # every backend raises its own kinds
        words = _("Il portachiavi non risponde: {why}.").format(why=type(error).__name__)
        raise SecretMissing(words) from None
    if not value:
        raise SecretMissing(_("Nel portachiavi non c'è {place}.").format(place=place))
    return value
