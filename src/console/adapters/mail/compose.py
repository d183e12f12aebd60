"""Builds complete outgoing mails, frozen with their Message-ID before the first attempt to send.

Nothing of a foreign header is taken over unchecked: addresses and Message-IDs pass `recipients`, texts are
encoded by `assemble`. No mail made here says Auto-Submitted: an operator's key sends every one of them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from console.adapters.mail import assemble
from console.adapters.mail.packet import original_enclosed, packet_subject, packet_text
from console.adapters.mail.quote import quotation
from console.adapters.mail.recipients import references, same_address, valid_address, valid_message_id
from console.domain.answering import answers_to
from console.domain.contact import Contact
from console.domain.errors import Reason, Refused
from console.domain.handoff import Handoff
from console.domain.letter import FileContent, addresses
from console.domain.mail import Mail, MailClass
from console.domain.record import record
from console.domain.wish import OutgoingMail
from console.i18n import _
from console.services.ports import Clock, Directory
from console.settings.site import MailSettings

_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|r|rif|risp|aw|antw|antwort|wg|sv|rép|réf|tr|fw|fwd|i)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*:\s*)+",
    re.IGNORECASE,
)
"""What Italian, German, French and English mail programs put before the subject of an answer or a forward."""
_ORIGINAL_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,248}>)", re.IGNORECASE | re.MULTILINE)
MOST_RECIPIENTS = 20
"""A mail of this console is a letter, no mailing."""
_HEAD_BYTES = 65_536
_ORIGINAL_FILE = "originale.eml"
_UNSPEAKABLE = re.compile(r"[^A-Za-z0-9./_-]+")


class Composer:
    """Satisfies `services.ports.MailComposer` for one shared mailbox. `zone` is where people read the dates."""

    def __init__(
        self,
        settings: MailSettings,
        clock: Clock,
        directory: Directory | None = None,
        *,
        zone: ZoneInfo | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._directory = directory
        self._zone = zone or ZoneInfo("Europe/Zurich")

    @property
    def sends(self) -> bool:
        """Whether this site sends mail at all."""
        return self._settings.sends

    def reply(
        self, *, original: Mail, contact: Contact, text: str, to: str = "", cc: str = "",
        files: Sequence[FileContent] = (),
    ) -> OutgoingMail:  # fmt: skip
        """The answer, with the quoted original below. Without `to` it goes to the first of `answers_to`.

        Raises Refused(NO_RECIPIENT) without a valid address, for our own address, and for an answer to the
        sender of a bounce (RFC 3834, 2: nobody reads it, and loops begin like this).
        """
        people = self._people(to if to.strip() else self._answered(contact, original), cc)
        if original.kind is MailClass.BOUNCE and not self._is_somebody_else(people.to, original):
            raise Refused(Reason.NO_RECIPIENT, detail="bounce")
        answered = valid_message_id(original.message_id)
        chain = references(original.message_id, original.in_reply_to)
        thread = [
            *([assemble.listed("In-Reply-To", [answered])] if answered else []),
            *([assemble.listed("References", chain)] if chain else []),
        ]
        subject = self._subject(f"Re: {_bare(original.subject, self._settings.token_prefix)}", contact)
        quoted = quotation(original, contact.language, self._zone)
        body = f"{text.rstrip()}\n\n{quoted}" if quoted else text.rstrip()
        return self._freeze(contact, people, subject, thread, _parts(body, files))

    def new(
        self, *, contact: Contact, to: str, subject: str, text: str, cc: str = "", files: Sequence[FileContent] = ()
    ) -> OutgoingMail:
        """A mail that answers none. Raises Refused(NO_RECIPIENT)."""
        people = self._people(to, cc)
        about = _bare(subject, self._settings.token_prefix) or _("La sua richiesta")
        return self._freeze(contact, people, self._subject(about, contact), [], _parts(text.rstrip(), files))

    def readable(self, mail: OutgoingMail) -> Mail:
        """A mail of ours as people read it, decoded from the bytes that leave: what a colleague releases."""
        from console.adapters.mail.own_mail import readable

        return readable(mail)

    def forward(
        self, *, contact: Contact, handoff: Handoff, to: str, operator_name: str, raw: bytes | None
    ) -> OutgoingMail:
        """The packet as text and, when there is one, the original mail byte for byte. Raises Refused(NO_RECIPIENT)."""
        people = self._people(to, "")
        text = packet_text(contact, handoff, operator_name, self._directory)
        parts = [assemble.text_part(original_enclosed(text) if raw is not None else text)]
        headers = [f"X-Console-Contact: {contact.id}"]
        reference = _UNSPEAKABLE.sub("", handoff.packet.case_reference)[:40]
        if reference:
            headers.append(f"X-Console-Case: {reference}")
        if raw is not None:
            parts.append(assemble.enclosed(raw, _ORIGINAL_FILE))
            found = _message_id_of(raw)
            if found:
                headers.append(assemble.listed("References", [found]))
        subject = self._subject(packet_subject(contact, handoff), contact)
        return self._freeze(contact, people, subject, headers, parts)

    # --- parts of every mail ---------------------------------------------------------------------

    def _people(self, to: str, cc: str) -> _People:
        """Whom it goes to, every address checked, nobody twice. Raises Refused(NO_RECIPIENT)."""
        receivers = self._valid(to)
        if not receivers:
            raise Refused(Reason.NO_RECIPIENT)
        known = {one.casefold() for one in receivers}
        return _People(to=receivers, cc=tuple(one for one in self._valid(cc) if one.casefold() not in known))

    def _valid(self, typed: str) -> tuple[str, ...]:
        found = []
        for candidate in addresses(typed):
            address = valid_address(candidate)
            if address and same_address(address, self._settings.address):
                raise Refused(Reason.NO_RECIPIENT, detail="own")
            if not address:
                raise Refused(Reason.NO_RECIPIENT, detail=assemble.one_line(candidate, 80))
            found.append(address)
        if len(found) > MOST_RECIPIENTS:
            raise Refused(Reason.NO_RECIPIENT, detail="many")
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _answered(contact: Contact, original: Mail) -> str:
        """The first of `answers_to` that is one valid address; never a list that somebody else made."""
        valid = (valid_address(one) for one in answers_to(contact, original))
        return next((one for one in valid if one), "")

    @staticmethod
    def _is_somebody_else(receivers: Sequence[str], original: Mail) -> bool:
        senders = (original.sender, original.reply_to)
        return not any(same_address(one, sender) for one in receivers for sender in senders if sender)

    def _subject(self, text: str, contact: Contact) -> str:
        text = assemble.one_line(text, 160)
        prefix = self._settings.token_prefix
        return f"{text} [{prefix}-{contact.id}]" if prefix and contact.id else text

    def _freeze(
        self, contact: Contact, people: _People, subject: str, extra: list[str], parts: list[assemble.Part]
    ) -> OutgoingMail:
        if not self.sends:
            raise Refused(Reason.NO_MAIL)
        own = self._settings.address
        message_id = f"<ue.{contact.id}.{uuid.uuid4().hex}@{own.rpartition('@')[2] or 'localhost'}>"
        written = datetime.fromtimestamp(self._clock.now(), UTC).astimezone(self._zone)
        headers = [
            f"Date: {format_datetime(written)}",
            assemble.mailbox("From", self._settings.display_name, own),
            assemble.mailbox("Reply-To", self._settings.display_name, own),
            assemble.mailboxes("To", people.to),
            *([assemble.mailboxes("Cc", people.cc)] if people.cc else []),
            assemble.unstructured("Subject", subject),
            f"Message-ID: {message_id}",
            *extra,
            "MIME-Version: 1.0",
        ]
        return OutgoingMail(
            message_id=message_id, sender=own, recipients=(*people.to, *people.cc), raw=assemble.mail(headers, parts),
            subject=subject,
        )  # fmt: skip


@record
class _People:
    """Valid addresses."""

    to: tuple[str, ...]
    cc: tuple[str, ...] = ()


def _parts(text: str, files: Sequence[FileContent]) -> list[assemble.Part]:
    return [assemble.text_part(text), *(assemble.file_part(one) for one in files)]


def _bare(subject: str, token_prefix: str) -> str:
    """The subject without the marks of answers and without our own references."""
    text = assemble.one_line(subject, 400)
    if token_prefix:
        text = re.sub(rf"\s*\[{re.escape(token_prefix)}-\d{{1,12}}\]", "", text)
    return _REPLY_PREFIX.sub("", text).strip()


def _message_id_of(raw: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", raw[:_HEAD_BYTES], maxsplit=1)[0]
    found = _ORIGINAL_ID.search(head)
    return valid_message_id(found[1].decode("ascii", "replace")) if found else ""
