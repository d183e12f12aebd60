"""Tokens for SASL XOAUTH2: from a command, a file, or a server that gives them for a client's own secret.

A provider is asked for a token, and once more when a server has refused that one. Blocking. Tokens are never logged.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from console.adapters.mail.connection import tls_context_of
from console.adapters.mail.sending import said
from console.domain.record import record
from console.i18n import _
from console.settings.servers import TokenSource, read_private

EARLY_SECONDS = 120.0
"""A token is replaced so long before its end: a login takes time, and clocks differ."""
USUAL_SECONDS = 600.0
"""How long a token counts whose source says nothing of its end."""
COMMAND_SECONDS = 30.0
ANSWER_SECONDS = 20.0
_LARGEST = 65_536
_FINAL = (400, 401, 403)
"""Answers of a token endpoint that no second try changes (RFC 6749, 5.2)."""


class TokenRefused(Exception):
    """Whoever gives tokens refuses: only an administrator can help. The text is clean."""


class TokenUnavailable(OSError):
    """No token just now; another attempt may succeed."""


class Tokens(Protocol):
    """Where tokens for one account come from."""

    def token(self, *, fresh: bool = False) -> str:
        """A token that is valid for a while; `fresh`: another than the last. Raises what `Given` does."""
        ...


@record
class Given:
    """A token as its source gave it; `seconds` until its end, 0 when it said nothing."""

    token: str
    seconds: float = 0.0


class FileTokens:
    """Satisfies `Tokens`: looks into the file at every login, since somebody else keeps it fresh."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def token(self, *, fresh: bool = False) -> str:
        """What stands there now. Raises SecretMissing, TokenUnavailable."""
        return read(read_private(self._file)).token


class KeptTokens:
    """Satisfies `Tokens`: asks `source` when there is no token, before its end, and when somebody wants a fresh one."""

    def __init__(self, source: Callable[[], Given], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._monotonic = monotonic
        self._token = ""
        self._until = 0.0

    def token(self, *, fresh: bool = False) -> str:
        """A token. Raises TokenRefused, SecretMissing, OSError (also TokenUnavailable)."""
        if fresh or not self._token or self._monotonic() >= self._until:
            given = self._source()
            room = given.seconds or USUAL_SECONDS
            self._token = given.token
            self._until = self._monotonic() + max(room - EARLY_SECONDS, room / 2)
        return self._token


def tokens_of(source: TokenSource) -> Tokens:
    """The provider that these settings want."""
    if source.command:
        return KeptTokens(lambda: by_command(source.command))
    if source.file is not None:
        return FileTokens(source.file)
    return KeptTokens(lambda: by_client_credentials(source))


def by_command(command: tuple[str, ...]) -> Given:
    """What the command prints, run without a shell. Raises TokenUnavailable."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise TokenUnavailable(_("Il comando del gettone non va: {why}").format(why=type(error).__name__)) from None
    if done.returncode:
        why = said(done.stderr) or str(done.returncode)
        raise TokenUnavailable(_("Il comando del gettone non va: {why}").format(why=why))
    return read(done.stdout[:_LARGEST].decode("utf-8", "replace"))


def by_client_credentials(source: TokenSource) -> Given:
    """A token for the client's own secret (RFC 6749, 4.4). Raises TokenRefused, SecretMissing, OSError."""
    form = {
        "grant_type": "client_credentials", "client_id": source.client_id,
        "client_secret": source.client_secret.read(), "scope": source.scope,
    }  # fmt: skip
    body = urllib.parse.urlencode({name: value for name, value in form.items() if value}).encode()
    request = urllib.request.Request(source.url, data=body, headers={"Accept": "application/json"})
    context = tls_context_of(source.ca_file)
    try:
        with _opener(context).open(request, timeout=ANSWER_SECONDS) as answer:
            return read(answer.read(_LARGEST).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        words = _reason(error)
        if error.code in _FINAL:
            raise TokenRefused(words) from None
        raise TokenUnavailable(words) from None


def read(text: str) -> Given:
    """A token out of what was printed: JSON with `access_token` and `expires_in`, or the token alone.

    Raises TokenUnavailable when there is none.
    """
    text = text.strip()
    given = Given(token=text)
    if text.startswith("{"):
        try:
            found: dict[str, Any] = json.loads(text)
            token = found.get("access_token") or found.get("accessToken") or ""
            given = Given(token=str(token), seconds=max(float(found.get("expires_in") or 0), 0.0))
        except (ValueError, TypeError):
            given = Given(token="")
    if not given.token or not given.token.isascii() or not given.token.isprintable() or " " in given.token:
        raise TokenUnavailable(_("La fonte del gettone non dà un gettone."))
    return given


def initial_response(user: str, token: str) -> str:
    """What the client says first with XOAUTH2. User and token are without control characters."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _opener(context: Any) -> urllib.request.OpenerDirector:
    """Follows no redirection: the secret is for the address in the settings alone."""
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirection)


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_what: Any, **_more: Any) -> None:
        return None


def _reason(error: urllib.error.HTTPError) -> str:
    """The server's own words for its refusal, without anything that we have sent."""
    try:
        found = json.loads(error.read(_LARGEST))
        words = f"{found.get('error', '')} {found.get('error_description', '')}"
    except (OSError, ValueError, AttributeError):
        words = str(error.reason)
    return said(f"{error.code} {words}")
