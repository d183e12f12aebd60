"""Parts that cost much to import and that no first frame needs: made at their first use.

Measured on two cores: the knowledge base with numpy 110 ms, the composer with its mail library 12 ms, where all of
bare Textual starts in 190 ms.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from console.domain.article import Article, CardChange, Hit
    from console.domain.contact import ArticleId, Contact
    from console.domain.fees import Fee
    from console.domain.handoff import Handoff
    from console.domain.letter import FileContent, FileRef
    from console.domain.mail import Mail
    from console.domain.terms import Calendar, Question
    from console.domain.wish import OutgoingMail
    from console.services.attachments import Attachments
    from console.services.ports import Articles, DueRule, MailComposer, OutgoingFiles, Reckoning, Store
    from console.services.sender_rules import MailRules
    from console.settings.site import Site

T = TypeVar("T")
SAVE_FOLDER = "console-allegati"


def attachments_of(store: Store, folder: Path | None) -> Attachments:
    """What mails carry; `folder` is where files are saved, without one `SAVE_FOLDER` in the home of who saves."""
    from console.adapters.files import LocalFiles
    from console.adapters.mail.file_reader import ProcessFileReader
    from console.services.attachments import AttachmentPorts, Attachments, StoredOriginals

    ports = AttachmentPorts(
        store=store, originals=StoredOriginals(store), files=ProcessFileReader(), keeper=LocalFiles()
    )
    return Attachments(ports, folder=folder or Path.home() / SAVE_FOLDER)


def mail_rules(site: Site) -> MailRules:
    """Who this site is, for the rules about senders."""
    from console.domain.look_alike import known_to
    from console.services.sender_rules import MailRules

    offices = [entry.office for entry in site.people.offices]
    addresses = [site.mail.address, *(one.email for one in offices), *(one.email for one in site.people.clerks)]
    names = [site.mail.display_name, *(one.name for one in offices)]
    known = known_to(tuple(addresses), tuple(names), site.mail.known_domains)
    return MailRules(known=known, registered=site.mail.registered)


class Late(Generic[T]):
    """Something that is made once, at its first use, in whatever thread asks first."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None
        self._lock = threading.Lock()

    @property
    def made(self) -> T | None:
        """The thing itself, or None while nobody has needed it."""
        return self._made

    def get(self) -> T:
        """The thing itself."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class LateArticles:
    """Satisfies `services.ports.Articles`; the first `refresh` makes the real ones outside the loop's thread."""

    def __init__(self, make: Callable[[], Articles]) -> None:
        self._late = Late(make)

    @property
    def version(self) -> str:
        """As the real ones."""
        return self._late.get().version

    @property
    def ready(self) -> bool:
        """Whether the real ones are made and loaded."""
        return self._late.made is not None and self._late.made.ready

    @property
    def problems(self) -> int:
        """As the real ones."""
        return self._late.get().problems

    @property
    def last_change(self) -> CardChange:
        """As the real ones."""
        return self._late.get().last_change

    def article(self, article: ArticleId) -> Article:
        """As the real ones."""
        return self._late.get().article(article)

    def all(self) -> Sequence[Article]:
        """As the real ones."""
        return self._late.get().all()

    def search(self, query: str, *, typing: bool = False, limit: int = 10, theme: str = "") -> tuple[Hit, ...]:
        """As the real ones."""
        return self._late.get().search(query, typing=typing, limit=limit, theme=theme)

    async def by_meaning(self) -> bool:
        """As the real ones."""
        articles = await asyncio.to_thread(self._late.get)
        return await articles.by_meaning()

    async def refresh(self) -> bool:
        """As the real ones."""
        articles = await asyncio.to_thread(self._late.get)
        return await articles.refresh()


class LateDues:
    """Satisfies `services.ports.DueRule`. The real one has hours of its own: the thread of the store uses it alone."""

    def __init__(self, make: Callable[[], DueRule]) -> None:
        self._late = Late(make)

    @property
    def mark(self) -> int:
        """As the real one."""
        return self._late.get().mark

    def stamped(self, contact: Contact) -> Contact:
        """As the real one."""
        return self._late.get().stamped(contact)


class LateFiles:
    """Satisfies `services.ports.OutgoingFiles`."""

    def __init__(self, make: Callable[[], OutgoingFiles]) -> None:
        self._late = Late(make)

    async def look(self, path: str) -> FileRef:
        """As the real ones."""
        return await self._late.get().look(path)

    async def read(self, file: FileRef) -> FileContent:
        """As the real ones."""
        return await self._late.get().read(file)

    async def complete(self, typed: str) -> tuple[str, ...]:
        """As the real ones."""
        return await self._late.get().complete(typed)


class LateReckoning:
    """Satisfies `services.ports.Reckoning`."""

    def __init__(self, make: Callable[[], Reckoning]) -> None:
        self._late = Late(make)

    @property
    def calendar(self) -> Calendar:
        """As the real one."""
        return self._late.get().calendar

    def questions(self) -> Sequence[Question]:
        """As the real one."""
        return self._late.get().questions()

    def question(self, id: str) -> Question:
        """As the real one."""
        return self._late.get().question(id)

    def fees(self) -> Sequence[Fee]:
        """As the real one."""
        return self._late.get().fees()


class LateComposer:
    """Satisfies `services.ports.MailComposer`."""

    def __init__(self, make: Callable[[], MailComposer]) -> None:
        self._late = Late(make)

    @property
    def sends(self) -> bool:
        """As the real one."""
        return self._late.get().sends

    def reply(
        self, *, original: Mail, contact: Contact, text: str, to: str = "", cc: str = "",
        files: Sequence[FileContent] = (),
    ) -> OutgoingMail:  # fmt: skip
        """As the real one."""
        return self._late.get().reply(original=original, contact=contact, text=text, to=to, cc=cc, files=files)

    def new(
        self, *, contact: Contact, to: str, subject: str, text: str, cc: str = "", files: Sequence[FileContent] = ()
    ) -> OutgoingMail:
        """As the real one."""
        return self._late.get().new(contact=contact, to=to, subject=subject, text=text, cc=cc, files=files)

    def readable(self, mail: OutgoingMail) -> Mail:
        """As the real one."""
        return self._late.get().readable(mail)

    def forward(
        self, *, contact: Contact, handoff: Handoff, to: str, operator_name: str, raw: bytes | None
    ) -> OutgoingMail:
        """As the real one."""
        return self._late.get().forward(contact=contact, handoff=handoff, to=to, operator_name=operator_name, raw=raw)
