"""A small contact center for tests of the dialogs: a clock moved by hand, two offices, clerks, three articles."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from console.domain.address_book import book
from console.domain.article import Article, CardChange, HandoffRule, Hit
from console.domain.contact import ArticleId, CallState, Channel, Contact, ContactId, OfficeId, OperatorId, Party, State
from console.domain.errors import NotFound, Reason, Refused
from console.domain.gazetteer import Place, PlaceKind, build
from console.domain.letter import FileContent, FileRef, addresses
from console.domain.mail import Mail
from console.domain.office import Address, Clerk, Office, Operator
from console.domain.place_said import place_said
from console.domain.routing import propose
from console.domain.wish import OutgoingMail
from console.services.desk import Desk, DeskPorts
from console.services.handoff import HandoffDesk, HandoffPorts
from console.services.session import Look, Session
from fakes.memory import MemoryStore

NOW = 1_795_510_800.0
"""Tuesday 24 November 2026, 10:00 in Bellinzona."""
ME = Operator(id=OperatorId("anna"), name="Anna Bianchi", extension="21")
COLLEAGUE = Operator(id=OperatorId("luca"), name="Luca Monti", extension="22")


class HandClock:
    """Time that a test moves."""

    def __init__(self, at: float = NOW) -> None:
        self.at = at

    def now(self) -> float:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += seconds


class Silent:
    """A wake-up that nobody hears."""

    def notify(self) -> None:
        pass

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  the port's signature
        return False


OFFICES = (
    Office(id=OfficeId("faido"), name="Ufficio di esecuzione di Leventina, Faido", seat="Faido", extension="3500",
           email="faido@ue.example"),
    Office(id=OfficeId("lugano"), name="Ufficio di esecuzione di Lugano", seat="Lugano", extension="3800",
           email="lugano@ue.example"),
)  # fmt: skip
CLERKS = (
    Clerk(id="celio", name="Aldo Celio", office=OfficeId("faido"), extension="3501", email="a.celio@ue.example"),
    Clerk(id="marini", name="Gaia Marini", office=OfficeId("faido"), extension="3502", email="g.marini@ue.example",
          languages=("it", "de"), skills=("pignoramenti",)),
    Clerk(id="soldini", name="Paola Soldini", office=OfficeId("lugano"), extension="3803",
          email="p.soldini@ue.example"),
)  # fmt: skip


OTHERS = (Address(name="Pretura di Leventina", email="pretura@giustizia.example", role="rigetto", place="Faido"),)


class Shelf:
    """Files by path, each as text; what a test changes or removes is changed or gone."""

    def __init__(self, **files: str) -> None:
        self.files = {f"/doc/{name.replace('_', '.')}": text for name, text in files.items()}

    async def look(self, path):
        path = path.replace("~", "/doc")
        if path not in self.files:
            raise Refused(Reason.FILE_MISSING, detail=path.rpartition("/")[2])
        return FileRef(path=path, size=len(self.files[path]), digest=self.files[path])

    async def read(self, file):
        now = await self.look(file.path)
        if now.digest != file.digest:
            raise Refused(Reason.FILE_CHANGED, detail=file.name)
        return FileContent(name=file.name, media_type="text/plain", content=self.files[file.path].encode())

    async def complete(self, typed):
        return tuple(path for path in self.files if path.startswith(typed))


def _place(name: str, municipality: str, code: str, office: str, share: float | None = None) -> Place:
    kind = PlaceKind.MUNICIPALITY if name == municipality else PlaceKind.OFFICIAL
    kind = kind if office else PlaceKind.OTHER_CANTON
    district = {"faido": "Leventina", "lugano": "Lugano"}.get(office, "")
    return Place(name=name, municipality=municipality, kind=kind, postal_code=code, office=office, district=district,
                 share=share)  # fmt: skip


class Places:
    """Offices, people and a few places; `route` is the real one."""

    def __init__(self) -> None:
        self._gazetteer = build(PLACES)

    def offices(self):
        return OFFICES

    def office(self, office):
        return self._one(OFFICES, office, "office")

    def clerks(self, office=None):
        return tuple(one for one in CLERKS if office in (None, one.office))

    def clerk(self, clerk):
        return self._one(CLERKS, clerk, "clerk")

    def operator(self, operator):
        return self._one((ME, COLLEAGUE), operator, "operator")

    def operators(self):
        return (ME, COLLEAGUE)

    def operator_at(self, extension):
        return None

    def addresses(self):
        return book(OFFICES, CLERKS, OTHERS)

    def route(self, place):
        return propose(self._gazetteer, place)

    def said_in(self, text):
        return place_said(self._gazetteer, text)

    @staticmethod
    def _one(found, wanted, kind):
        for one in found:
            if one.id == wanted:
                return one
        raise NotFound(kind, wanted)


def article(number: str, title: str, *, to: str = "") -> Article:
    """A card with the least that a card has."""
    return Article(
        id=ArticleId(number), title={"it": title}, wordings={"it": (title,)}, spoken={"it": title},
        written={"it": f"Gentile {{citizen}},\n\n{title}."},
        handoff=HandoffRule(when="contesta il calcolo", to=to) if to else HandoffRule(),
    )  # fmt: skip


class Cards:
    """Articles found by a word of their title."""

    version = "1"
    ready = True
    problems = 0

    def __init__(self) -> None:
        self.last_change = CardChange()
        self._articles = {
            one.id: one
            for one in (
                article("pignoramento-salario", "Come funziona il pignoramento del salario", to="pignoramenti"),
                article("estratto-come", "Come chiedere l'estratto"),
                article("rateazione", "Chiedere una rateazione"),
            )
        }

    def article(self, article):
        if article not in self._articles:
            raise NotFound("article", article)
        return self._articles[article]

    def all(self):
        return tuple(self._articles.values())

    def search(self, query, *, typing=False, limit=10, theme=""):
        words = query.casefold().split()
        found = [one for one in self.all() if words and any(word in one.title["it"].casefold() for word in words)]
        return tuple(Hit(id=one.id, score=1.0) for one in found)[:limit]

    async def by_meaning(self):
        return False

    async def refresh(self):
        return False


class Letters:
    """Builds mails that carry what a test wants to see, and refuses what has no address."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.built: list[dict] = []

    sends = True

    def _mail(self, to: str, subject: str, text: str, cc: str = "", files=()) -> OutgoingMail:
        if "@" not in to:
            raise Refused(Reason.NO_RECIPIENT)
        built = {"to": to, "subject": subject, "text": text}
        more = {"cc": cc} if cc else {}
        self.built.append(built | more | ({"files": [one.name for one in files]} if files else {}))
        return OutgoingMail(
            message_id=f"<{next(self._numbers)}@ue.example>", sender="ue@ue.example",
            recipients=(*addresses(to), *addresses(cc)), raw=text.encode(), subject=subject,
        )  # fmt: skip

    def reply(self, *, original, contact, text, to="", cc="", files=()):
        return self._mail(to or original.reply_to or original.sender, f"Re: {original.subject}", text, cc, files)

    def new(self, *, contact, to, subject, text, cc="", files=()):
        return self._mail(to, subject, text, cc, files)

    def readable(self, mail):
        return Mail(message_id=mail.message_id, to=mail.recipients, subject=mail.subject, text=mail.raw.decode())

    def forward(self, *, contact, handoff, to, operator_name, raw):
        return self._mail(to, handoff.packet.question, handoff.packet.note)


PLACES = (
    _place("Airolo", "Airolo", "6780", "faido"),
    _place("Faido", "Faido", "6760", "faido"),
    _place("Lugano", "Lugano", "6900", "lugano"),
    _place("Lugaggia", "Capriasca", "6953", "lugano"),
    _place("Confine", "Faido", "6799", "faido", 60.0),
    _place("Confine", "Lugano", "6799", "lugano", 40.0),
    _place("Altrove", "Altrove", "6998", ""),
)


def call(**changes) -> Contact:
    """A call in my hands."""
    usual = Contact(
        id=ContactId(1), channel=Channel.PHONE, state=State.ACTIVE, operator=ME.id, arrived_at=NOW - 60,
        state_since=NOW - 30, version=1, call="c1", call_state=CallState.TALKING,
        party=Party(name="Mario Rossi", phone="+41794123308"),
    )  # fmt: skip
    return replace(usual, **changes)


def letter(**changes) -> Contact:
    """A mail in my hands; put its Mail into the store as number 7."""
    usual = Contact(
        id=ContactId(2), channel=Channel.EMAIL, state=State.ACTIVE, operator=ME.id, arrived_at=NOW - 3600,
        state_since=NOW - 30, version=1, mail=7, subject="Richiesta rateazione",
        party=Party(name="Mario Rossi", email="rossi@example.ch"),
    )  # fmt: skip
    return replace(usual, **changes)


def session(
    store: MemoryStore, clock: HandClock | None = None, letters: Letters | None = None, files: Shelf | None = None,
    **settings,
) -> Session:  # fmt: skip
    """A seat at this store; `settings` are the desk's."""
    clock, directory, articles, letters = clock or HandClock(), Places(), Cards(), letters or Letters()
    ports = DeskPorts(store=store, clock=clock, directory=directory, composer=letters, files=files or Shelf())
    desk = Desk(ports, ME, **settings)
    ports = HandoffPorts(store=store, clock=clock, directory=directory, composer=letters, articles=articles)
    return Session(
        store=store, wakeup=Silent(), clock=clock, directory=directory, articles=articles, desk=desk,
        handoff=HandoffDesk(ports, ME), look=Look(),
    )  # fmt: skip
