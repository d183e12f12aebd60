"""From the settings of the site to how the manager interface is reached: password and certificates, read each time."""

from __future__ import annotations

import ssl
from collections.abc import Callable

from console.adapters.phone.ami.session import Account
from console.settings.site import Security, Server

Reach = Callable[[], Account]
"""How to reach the PBX now. Raises SecretMissing, and OSError for certificates that cannot be used."""


def account_of(server: Server) -> Account:
    """The account that the settings name. Raises SecretMissing, OSError."""
    return Account(
        host=server.host, port=server.port, user=server.user, secret=server.secret.read(), tls=_tls(server)
    )  # fmt: skip


def _tls(server: Server) -> ssl.SSLContext | None:
    if server.security is Security.NONE:
        return None
    context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
