"""What both directions of mail need to connect: certificates, and arguments without line ends."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

from console.settings.site import Server

_LINE_BREAKING = re.compile(r"[\r\n\0]")


def tls_context(server: Server) -> ssl.SSLContext:
    """Checks certificate and name, against the system's authorities or the server's own file.

    Raises OSError (also ssl.SSLError) when that file cannot be used.
    """
    return tls_context_of(server.ca_file)


def tls_context_of(ca_file: Path | None) -> ssl.SSLContext:
    """Checks certificate and name, against the system's authorities or those in the file. Raises OSError."""
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def argument(text: str) -> str:
    """The text without CR, LF and NUL: what comes after one of them would be a command of its own."""
    return _LINE_BREAKING.sub("", text)
