"""Sends frozen mails to a submission server. One attempt per call; what it means is told, never raised.

The own mailbox is one recipient more on the envelope: its copy is the receipt which shows, after a broken
line, that the server had taken the mail (design/mail.md, section 4).
"""

from __future__ import annotations

import base64
import contextlib
import logging
import smtplib
import ssl
import time
from dataclasses import replace

from console.adapters.mail.connection import argument, tls_context
from console.adapters.mail.recipients import same_address, valid_address
from console.adapters.mail.sending import Sending, answer, said
from console.adapters.mail.threads import in_thread
from console.domain.record import record
from console.domain.wish import OutgoingMail, RecipientAnswer, RecipientState
from console.i18n import _
from console.settings.site import MailSettings, SecretMissing, Security, Server

log = logging.getLogger(__name__)
LONGEST_ENVELOPE_ID = 100


@record
class SmtpPatience:
    """Seconds. `taking`: how long the server may think after the last byte (RFC 5321, 4.5.3.2.6 allows 600)."""

    connect: float = 10.0
    answer: float = 60.0
    taking: float = 300.0
    after_refused_login: float = 300.0
    """A password that was refused is not tried again before this, unless it has changed: servers lock accounts."""


class SmtpOutbox:
    """Satisfies `services.ports.Outbox`. `receipts` False: no copy to the own mailbox (nobody would read it)."""

    def __init__(self, settings: MailSettings, *, receipts: bool = True, patience: SmtpPatience | None = None) -> None:
        if settings.smtp is None:
            raise ValueError("these settings name no server that sends")
        self._server: Server = settings.smtp
        self._own = settings.address
        self._receipts = receipts
        self._patience = patience or SmtpPatience()
        self._refused_password: str | None = None
        self._refused_at = 0.0
        self._refused_words = ""

    async def send(self, mail: OutgoingMail) -> Sending:
        """One attempt, in a thread of its own."""
        if not mail.recipients or not all(valid_address(one) for one in mail.recipients):
            return Sending.never(_("Indirizzo del destinatario non valido."))
        return await in_thread(lambda: self._send(mail), "mail-out")

    def _send(self, mail: OutgoingMail) -> Sending:
        attempt = _Attempt(mail, self._own if self._receipts else "", self._patience)
        return replace(self._outcome(attempt), size_limit=attempt.size_limit)

    def _outcome(self, attempt: _Attempt) -> Sending:
        try:
            return self._try(attempt)
        except SecretMissing as missing:
            return Sending.later(missing)
        except smtplib.SMTPResponseException as error:
            result = Sending.refused(error.smtp_code, error.smtp_error)
            return result if attempt.greeted else Sending.later(result.error)
        except Exception as error:
            if not isinstance(error, OSError):  # SMTPException and ssl.SSLError are OSErrors
                log.exception("sending failed in an unforeseen way")
            words = said(error) or type(error).__name__
            return Sending.perhaps(words) if attempt.content_left else Sending.later(words)

    def _try(self, attempt: _Attempt) -> Sending:
        password = self._server.secret.read() if self._server.user else ""
        if self._is_held_back(password):
            return Sending.later(self._refused_words)
        smtp = self._connect()
        try:
            if self._server.user:
                _log_in(smtp, self._server.user, password)
            self._refused_password = None
            return attempt.run(smtp)
        except smtplib.SMTPAuthenticationError as error:
            refused = Sending.refused(error.smtp_code, error.smtp_error)
            if refused.permanent:
                self._refused_at, self._refused_password = time.monotonic(), password
                self._refused_words = refused.error
            return Sending.later(refused.error)
        finally:
            _part(smtp)

    def _is_held_back(self, password: str) -> bool:
        if self._refused_password is None or password != self._refused_password:
            return False
        return time.monotonic() - self._refused_at < self._patience.after_refused_login

    def _connect(self) -> smtplib.SMTP:
        server, patience = self._server, self._patience
        name = self._own.rpartition("@")[2] or "localhost"
        if server.security is Security.TLS:
            context = tls_context(server)
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=name, timeout=patience.connect, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=patience.connect)
        try:
            _wait_at_most(smtp, patience.answer)
            smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                smtp.starttls(context=tls_context(server))
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """One try by one mechanism. (`smtplib.login` tries each in turn: a wrong password would count twice.)"""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" not in offered:
        smtp.login(user, password)
        return
    credentials = base64.b64encode(f"\0{argument(user)}\0{argument(password)}".encode()).decode("ascii")
    code, words = smtp.docmd("AUTH", f"PLAIN {credentials}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, words)


class _Attempt:
    """The dialogue about one mail: all recipients or none, then the bytes."""

    def __init__(self, mail: OutgoingMail, receipt: str, patience: SmtpPatience) -> None:
        self._mail = mail
        self._receipt = receipt
        self._patience = patience
        self.size_limit = 0
        """The largest mail that this server takes, in bytes; 0: it does not say."""
        self.greeted = False
        """The session stands: an answer from here on is about this mail."""
        self.content_left = False
        """The server was given the content: a line that breaks now leaves the outcome open."""

    def run(self, smtp: smtplib.SMTP) -> Sending:
        self.greeted = True
        too_big = self._too_big(smtp)
        if too_big:
            return Sending.never(too_big)
        code, words = smtp.mail(self._mail.sender, self._mail_options(smtp))
        if code != 250:
            return Sending.refused(code, words)
        answers = tuple(self._offer(smtp, one) for one in self._mail.recipients)
        states = {one.state for one in answers}
        if len(states) > 1:  # to all of these or to none: the wish is parted first (domain/outgoing.py)
            return Sending.mixed(answers)
        if RecipientState.TAKEN not in states:
            return Sending(permanent=RecipientState.REFUSED in states, error=answers[0].words)
        self._offer_receipt(smtp)
        return self._hand_over(smtp)

    def _offer(self, smtp: smtplib.SMTP, recipient: str) -> RecipientAnswer:
        options = []
        if smtp.has_extn("dsn"):
            options = ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{xtext(recipient)}"]
        return answer(recipient, *smtp.rcpt(recipient, options))

    def _offer_receipt(self, smtp: smtplib.SMTP) -> None:
        receipt = valid_address(self._receipt)
        if not receipt or any(same_address(receipt, one) for one in self._mail.recipients):
            return
        code, words = smtp.rcpt(receipt, ["NOTIFY=NEVER"] if smtp.has_extn("dsn") else [])
        if code not in (250, 251):
            log.warning("the server does not take the receipt's copy: %s", Sending.refused(code, words).error)

    def _hand_over(self, smtp: smtplib.SMTP) -> Sending:
        code, words = smtp.docmd("DATA")
        if code != 354:
            return Sending.refused(code, words)
        _wait_at_most(smtp, self._patience.taking)
        self.content_left = True
        smtp.send(_dotted(self._mail.raw))
        code, words = smtp.getreply()
        if 200 <= code < 300:
            return Sending(sent=True)
        if code < 400:  # no answer that SMTP knows
            return Sending.perhaps(said(words))
        return Sending.refused(code, words)

    def _mail_options(self, smtp: smtplib.SMTP) -> list[str]:
        options = []
        if smtp.has_extn("size"):
            options.append(f"SIZE={len(self._mail.raw)}")
        if smtp.has_extn("8bitmime") and not self._mail.raw.isascii():
            options.append("BODY=8BITMIME")
        if smtp.has_extn("dsn"):
            options.append("RET=HDRS")
            envelope = envelope_id(self._mail.message_id)
            options += [f"ENVID={envelope}"] if envelope else []
        return options

    def _too_big(self, smtp: smtplib.SMTP) -> str:
        limit = smtp.esmtp_features.get("size", "").strip()
        self.size_limit = int(limit) if limit.isascii() and limit.isdecimal() else 0
        if not self.size_limit or len(self._mail.raw) <= self.size_limit:
            return ""
        return _("Il messaggio è troppo grande per il server: {size} MB, al massimo {limit} MB.").format(
            size=round(len(self._mail.raw) / 1e6, 1), limit=round(self.size_limit / 1e6, 1)
        )


def _dotted(raw: bytes) -> bytes:
    """The content as it stands on the wire, ended by the lone dot (RFC 5321, 4.5.2)."""
    stuffed = (b"." if raw.startswith(b".") else b"") + raw.replace(b"\r\n.", b"\r\n..")
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def envelope_id(message_id: str) -> str:
    """The ENVID of a mail: its Message-ID without the brackets, as xtext; empty when it would be too long.

    A report of the server names it again as Original-Envelope-Id (RFC 3461, 4.4: at most 100 signs).
    """
    found = xtext(message_id.strip("<>"))
    return found if len(found) <= LONGEST_ENVELOPE_ID else ""


def xtext(text: str) -> str:
    """The text as a parameter of an SMTP command (RFC 3461, 4)."""
    return "".join(sign if "!" <= sign <= "~" and sign not in "+=" else f"+{ord(sign):02X}" for sign in text)


def _wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _part(smtp: smtplib.SMTP) -> None:
    """Say goodbye without waiting long: what was decided is decided."""
    with contextlib.suppress(OSError, ssl.SSLError, smtplib.SMTPException):
        _wait_at_most(smtp, 2.0)
        if smtp.sock is not None:
            smtp.quit()
    smtp.close()
