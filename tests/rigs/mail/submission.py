"""A submission server with faults on request: STARTTLS, TLS and plain ports, login, delivery to Dovecot by LMTP.

The part of a recipient's address before the @ switches a fault on, so that a test needs no other way to it:

reject 550 at RCPT · tempfail 451 at RCPT · refuse 554 after DATA · later 452 after DATA · cutdata the line is cut
before anything is kept · lostack kept and delivered, then cut before the 250 · slow one second before the 250
"""

from __future__ import annotations

import asyncio
import logging
import re
import smtplib
import ssl
import threading
import warnings
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from rigs.mail.certificates import Certificates
from rigs.mail.dovecot import PASSWORD, free_ports

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd tells every cut that a test asked for


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that the server has taken. `login` is who was logged in, empty for nobody."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    login: str
    options: tuple[str, ...]
    reports: tuple[tuple[str, str], ...] = ()
    """What was asked of delivery reports: ("", MAIL's parameters), then (recipient, RCPT's parameters)."""


class Submission:
    """The server in a thread of its own. `accepted` grows with every mail that it keeps."""

    def __init__(self, lmtp_port: int, certificates: Certificates) -> None:
        self.starttls, self.tls, self.plain = free_ports(3)
        self.accepted: list[Accepted] = []
        self.logins: list[bool] = []
        """Every login that was tried, and whether it was taken."""
        self.offers_8bit = True
        self.offers_reports = False
        """Whether EHLO names DSN (RFC 3461): then its parameters are taken and noted."""
        self.faults: dict[str, str] = {}
        """Answers to RCPT for single addresses, over what the part before the @ says; "" takes the address."""
        self.size_limit = 35 * 1024 * 1024
        self._lmtp_port = lmtp_port
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(certificates.certificate, certificates.key)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lines: set[asyncio.BaseTransport] = set()

    def start(self) -> None:
        """Start, and return when it takes connections."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        if not ready.wait(20):
            raise RuntimeError("the submission server does not start")

    def stop(self) -> None:
        """End at once, with every connection."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(20)
        self._loop = self._thread = None

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        servers = [
            await self._loop.create_server(lambda: self._session(starttls=True), "127.0.0.1", self.starttls),
            await self._loop.create_server(self._session, "127.0.0.1", self.tls, ssl=self._context),
            await self._loop.create_server(self._session, "127.0.0.1", self.plain),
        ]
        ready.set()
        await self._ending.wait()
        for server in servers:
            server.close()
        for line in self._lines:
            line.abort()

    def _session(self, *, starttls: bool = False) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "login without TLS": the TLS port has it below, the plain one is meant so
            return _Session(
                self, hostname="rig.localhost", authenticator=self._log_in, auth_required=True,
                auth_require_tls=starttls, require_starttls=starttls, tls_context=self._context if starttls else None,
                data_size_limit=self.size_limit, ident="rig", timeout=60,
            )  # fmt: skip

    def _log_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object):
        taken = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
        self.logins.append(taken)
        return (
            AuthResult(success=True, auth_data=given.login.decode())
            if taken
            else AuthResult(success=False, handled=False)
        )

    # --- what aiosmtpd asks its handler ----------------------------------------------------------

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        offered = [one for one in responses if self.offers_8bit or "8BITMIME" not in one]
        return [offered[0], "250-DSN", *offered[1:]] if self.offers_reports else offered

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        refusals = {"reject": "550 5.1.1 no such user \x1b]0;x\x07", "tempfail": "451 4.3.0 not now"}
        refusal = self.faults.get(address, refusals.get(address.partition("@")[0]))
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        faults = {address.partition("@")[0] for address in envelope.rcpt_tos}
        if "refuse" in faults:
            return "554 5.7.1 not like this"
        if "later" in faults:
            return "452 4.2.2 full"
        if "cutdata" in faults:
            server.transport.abort()
            return "421 gone"
        kept = Accepted(
            envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content,
            str(session.auth_data or ""), tuple(envelope.mail_options), server.reports(envelope.rcpt_tos),
        )  # fmt: skip
        await asyncio.to_thread(self._deliver, kept)
        self.accepted.append(kept)
        if "lostack" in faults:
            server.transport.abort()
            return "421 gone"
        if "slow" in faults:
            await asyncio.sleep(1)
        return "250 2.0.0 kept"

    def _deliver(self, mail: Accepted) -> None:
        options = [] if mail.raw.isascii() else ["BODY=8BITMIME"]
        for recipient in mail.recipients:  # one by one: LMTP answers once per recipient, smtplib reads one answer
            with smtplib.LMTP("127.0.0.1", self._lmtp_port) as lmtp:
                lmtp.sendmail(mail.sender or "", [recipient], mail.raw, options)


_REPORTS = re.compile(r" +((?:RET|ENVID|NOTIFY|ORCPT)=\S+)", re.IGNORECASE)


class _Session(SMTP):
    """aiosmtpd refuses the parameters of delivery reports; here they are noted and taken off before it looks."""

    def __init__(self, owner: Submission, **settings) -> None:
        super().__init__(owner, **settings)
        self._owner = owner
        self._asked: dict[str, str] = {}
        self.command_size_limits.update({"MAIL": 1000, "RCPT": 1000})

    async def smtp_MAIL(self, arg):
        self._asked = {}
        await super().smtp_MAIL(self._without_reports("", arg))

    async def smtp_RCPT(self, arg):
        address = (arg or "").partition("<")[2].partition(">")[0]
        await super().smtp_RCPT(self._without_reports(address, arg))

    def _without_reports(self, of: str, arg: str | None) -> str | None:
        if not self._owner.offers_reports or arg is None:
            return arg
        self._asked[of] = " ".join(_REPORTS.findall(arg))
        return _REPORTS.sub("", arg)

    def reports(self, recipients: list[str]) -> tuple[tuple[str, str], ...]:
        """What was asked for the mail and for those who get it."""
        return tuple((one, self._asked[one]) for one in ("", *recipients) if one in self._asked)

    def connection_made(self, transport) -> None:
        self._owner._lines.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error) -> None:
        if self.transport is not None:
            self._owner._lines.discard(self.transport)
        super().connection_lost(error)
