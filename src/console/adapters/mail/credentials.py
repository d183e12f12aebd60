"""What a server is shown at a login: a password or a token, read when it is needed and never kept in settings."""

from __future__ import annotations

from pathlib import Path

from console.adapters.mail.tokens import Tokens, initial_response, tokens_of
from console.domain.record import record
from console.settings.servers import Auth, Secret, SecretMissing, Server


@record
class Shown:
    """One of the two."""

    password: str = ""
    token: str = ""


class Credentials:
    """The login of one server. A token is kept from one login to the next; a password never is."""

    def __init__(self, server: Server, tokens: Tokens | None = None) -> None:
        self._server = server
        self._tokens = tokens
        if tokens is None and server.auth is Auth.XOAUTH2:
            self._tokens = tokens_of(server.token)

    def show(self) -> Shown:
        """Raises SecretMissing, and what `Tokens.token` raises."""
        if self._tokens is not None:
            return Shown(token=self._tokens.token())
        return Shown(password=self._server.secret.read())

    def another(self, refused: Shown) -> Shown | None:
        """A fresh token in place of the refused one; None when there is no other: a password has no second try."""
        if self._tokens is None:
            return None
        token = self._tokens.token(fresh=True)
        return None if token == refused.token else Shown(token=token)

    def mark(self) -> object:
        """Differs when what is shown may be another. A command's tokens have none: somebody has to say so."""
        source = self._server.token
        if self._tokens is None:
            return _mark(self._server.secret)
        return _mark(Secret(file=source.file) if source.file else source.client_secret)


def xoauth2(user: str, shown: Shown) -> str:
    """What the client says first, when it shows a token."""
    return initial_response(user, shown.token)


def _mark(secret: Secret) -> object:
    try:
        return _touched(secret.file), secret.read()
    except (OSError, SecretMissing):
        return None


def _touched(file: Path | None) -> int:
    return file.stat().st_mtime_ns if file else 0
