"""One connection to an IMAP server: opening it, logging in, waiting on it. Blocking; used by one thread."""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from console.adapters.mail.connection import argument, tls_context
from console.adapters.mail.credentials import Credentials, Shown, xoauth2
from console.adapters.mail.sending import said
from console.adapters.mail.tokens import TokenRefused
from console.domain.record import record
from console.settings.site import Security, Server

BROKEN: tuple[type[Exception], ...] = (OSError, IMAPClient.Error)
"""Everything that a broken line raises: timeouts and TLS errors are OSErrors, aborts are IMAPClient.Errors."""

_FOR_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")
"""Codes by which a server says that it is not the password (RFC 5530, 3)."""


class LoginRefused(Exception):
    """The server does not take what it was shown. Never tried again by itself: servers lock accounts."""


@record
class LineTimes:
    """Seconds. The read timeout also ends a line that is dead without saying so."""

    connect: float = 10.0
    read: float = 30.0


def open_line(server: Server, credentials: Credentials, times: LineTimes) -> IMAPClient:
    """A logged-in connection. A refused token is replaced by a fresh one, once.

    Raises LoginRefused, SecretMissing, and any of BROKEN.
    """
    if not server.user:
        return _open(server, Shown(), times)
    try:
        shown = credentials.show()
        try:
            return _open(server, shown, times)
        except LoginRefused:
            other = credentials.another(shown)
            if other is None:
                raise
            return _open(server, other, times)
    except TokenRefused as refused:
        raise LoginRefused(str(refused)) from None


def _open(server: Server, shown: Shown, times: LineTimes) -> IMAPClient:
    tls = server.security is Security.TLS
    client = IMAPClient(
        argument(server.host), port=server.port, ssl=tls, ssl_context=tls_context(server) if tls else None,
        timeout=SocketTimeout(connect=times.connect, read=times.read),
    )  # fmt: skip
    try:
        client.normalise_times = False  # INTERNALDATE with its offset
        if server.security is Security.STARTTLS:
            client.starttls(tls_context(server))
        if server.user:
            _log_in(client, argument(server.user), shown)
    except BaseException:
        close_line(client)
        raise
    return client


def _log_in(client: IMAPClient, user: str, shown: Shown) -> None:
    password = argument(shown.password)
    log_in: Callable[[str, str], object] = client.login if (user + password).isascii() else client.plain_login
    try:
        if shown.token:
            answers = [xoauth2(user, shown), ""]  # a refusal comes as a challenge, and wants an empty answer
            client.sasl_login("XOAUTH2", lambda _challenge: answers.pop(0) if answers else "")
        else:
            log_in(user, password)
    except LoginError as error:
        cause = error.__context__
        if isinstance(cause, imaplib.IMAP4.abort):  # the line broke: says nothing about the password
            raise cause from None
        words = said(error)
        if any(code in words.upper() for code in _FOR_NOW):
            raise imaplib.IMAP4.abort(words) from None
        raise LoginRefused(words) from None


def close_line(client: IMAPClient) -> None:
    """Drop the connection without another word: `logout` would talk to a line that may be dead."""
    with contextlib.suppress(*BROKEN):
        client.shutdown()


def break_line(client: IMAPClient) -> None:
    """End whatever blocks on this connection; may be called from another thread."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed already
        client.socket().shutdown(socket.SHUT_RDWR)


def has_unread_lines(client: IMAPClient) -> bool:
    """Whether lines have been taken off the socket and not been looked at: `poll` cannot see those.

    A server may answer IDLE and report a new mail in one packet; without this the mail would wait for the tick.
    """
    file = getattr(client._imap, "file", None)  # imaplib's own buffer: the only place to look
    if file is None:
        return False
    line = client.socket()
    before = line.gettimeout()
    line.settimeout(0)
    try:
        return bool(file.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        line.settimeout(before)
