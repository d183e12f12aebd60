"""Looking at what a mail carries, and saving it by an explicit act. Nothing is ever opened or run."""

from __future__ import annotations

import logging
from pathlib import Path

from console.domain.contact import Contact, MailId
from console.domain.errors import NotFound, Reason, Refused
from console.domain.mail import Attachment, Mail
from console.domain.preview import Preview
from console.domain.record import record
from console.services.ports import FileKeeper, MailFiles, OnProgress, Originals, Store

log = logging.getLogger(__name__)


def no_progress(_done: int, _whole: int) -> None:
    """Nobody watches."""


@record
class AttachmentPorts:
    """What this works with."""

    store: Store
    originals: Originals
    files: MailFiles
    keeper: FileKeeper


class StoredOriginals:
    """`ports.Originals` of a store that keeps every mail whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def original(self, mail: MailId, on_progress: OnProgress) -> bytes:
        """As the store has it."""
        raw = await self._store.raw_mail(mail)
        on_progress(len(raw), len(raw))
        return raw


class Attachments:
    """What the mail of a contact carries; attachments are numbered from 1, in the order of `Mail.attachments`.

    Every method raises Refused(NO_ATTACHMENTS) for a contact without a mail, NotFound for a number that it does not
    have, StoreUnavailable. The mail that was looked at last is kept, since people look at one after the other.
    """

    def __init__(self, ports: AttachmentPorts, *, folder: Path) -> None:
        self._ports = ports
        self.folder = folder
        """Where files are saved unless somebody says otherwise; made when it is missing."""
        self._last: tuple[MailId, bytes] = (MailId(0), b"")

    async def mail(self, contact: Contact) -> Mail:
        """The mail as people read it."""
        self._must_have_mail(contact)
        return await self._ports.store.mail(contact.mail)

    async def preview(self, contact: Contact, number: int, on_progress: OnProgress = no_progress) -> Preview:
        """What can be seen of an attachment."""
        return await self._ports.files.preview(await self.original(contact, on_progress), number)

    async def header(self, contact: Contact, on_progress: OnProgress = no_progress) -> str:
        """The header of the mail as it stands. Raises Refused(UNREADABLE)."""
        return await self._ports.files.header(await self.original(contact, on_progress))

    async def original(self, contact: Contact, on_progress: OnProgress = no_progress) -> bytes:
        """The mail exactly as received."""
        self._must_have_mail(contact)
        if self._last[0] != contact.mail:
            self._last = contact.mail, await self._ports.originals.original(contact.mail, on_progress)
        return self._last[1]

    async def save(
        self, contact: Contact, number: int, folder: Path, *, programs: bool = False,
        on_progress: OnProgress = no_progress,
    ) -> Path:  # fmt: skip
        """Save one attachment into the folder; gives the file. Raises Refused(EXECUTABLE) unless `programs`,
        Refused(NOT_SAVED), Refused(UNREADABLE)."""
        one = _numbered(await self.mail(contact), number)
        if "executable" in one.flags and not programs:
            raise Refused(Reason.EXECUTABLE, detail=one.name)
        content = await self._ports.files.content(await self.original(contact, on_progress), number)
        return await self._keep(contact, folder, one.name or f"{contact.id}-{number}", content, on_progress)

    async def save_all(
        self, contact: Contact, folder: Path, *, programs: bool = False, on_progress: OnProgress = no_progress
    ) -> tuple[Path, ...]:
        """Save every attachment; programs stay behind unless `programs`. Raises as `save`; what was saved stays."""
        mail = await self.mail(contact)
        if not mail.attachments:
            raise Refused(Reason.NO_ATTACHMENTS)
        wanted = [number for number, one in enumerate(mail.attachments, 1) if programs or not is_program(one)]
        if not wanted:
            raise Refused(Reason.EXECUTABLE, detail=mail.attachments[0].name)
        return tuple([
            await self.save(contact, number, folder, programs=programs, on_progress=on_progress) for number in wanted
        ])  # fmt: skip

    async def save_original(self, contact: Contact, folder: Path, on_progress: OnProgress = no_progress) -> Path:
        """Save the mail byte for byte as an .eml file. Raises Refused(NOT_SAVED)."""
        raw = await self.original(contact, on_progress)
        return await self._keep(contact, folder, original_name(contact), raw, on_progress)

    def forget(self) -> None:
        """The mail that was looked at last is not kept any longer."""
        self._last = MailId(0), b""

    async def close(self) -> None:
        """End the process that reads."""
        self.forget()
        await self._ports.files.close()

    async def _keep(self, contact: Contact, folder: Path, name: str, content: bytes, on_progress: OnProgress) -> Path:
        if folder == self.folder:
            await self._ports.keeper.make(folder)
        kept = await self._ports.keeper.keep(folder, name, content, on_progress)
        log.info("contact %d: a file of %d bytes was saved", contact.id, len(content))
        return kept

    @staticmethod
    def _must_have_mail(contact: Contact) -> None:
        if not contact.mail:
            raise Refused(Reason.NO_ATTACHMENTS)


def is_program(one: Attachment) -> bool:
    """Whether opening it would run something."""
    return "executable" in one.flags


def original_name(contact: Contact) -> str:
    """What the original of a contact's mail is called when it is saved."""
    return f"contatto-{contact.id}.eml"


def _numbered(mail: Mail, number: int) -> Attachment:
    if not 1 <= number <= len(mail.attachments):
        raise NotFound("attachment", str(number))
    return mail.attachments[number - 1]
